"""The real treebank, for the tests that need it."""

from pathlib import Path

import pytest

from autograder import public

NOT_AT_HAND = (
    "the real treebank is not at hand: point W2V_DATA at its folder, "
    "or run `w2v data fetch sst` and `w2v data fetch sst-sentences`"
)


def real_treebank(name: str = "sst") -> Path:
    """Return the path of one of its files; skip the test where it is not at hand (nothing is downloaded)."""
    path = public("data").where(name)
    if path is None:
        pytest.skip(NOT_AT_HAND)
    return path
