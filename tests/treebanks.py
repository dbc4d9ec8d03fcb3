"""The real treebank, for the tests that need it."""

import pytest

from autograder import public


def real_treebank():
    """Its path; skips the test where it is not at hand (nothing is downloaded)."""
    path = public("data").where("sst")
    if path is None:
        pytest.skip("the real treebank is not at hand: point W2V_DATA at its folder, or run `w2v data fetch sst`")
    return path
