"""Compare your vectors with those of a library, for who has it installed (given)."""

from __future__ import annotations

import importlib
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from .runs import Run

if TYPE_CHECKING:
    from gensim.models import Word2Vec


def ready(name: str, run: Run | None) -> bool:
    """Tell whether a library is installed and there is a run to compare it with; say what is missing."""
    try:
        importlib.import_module(name)
    except ImportError as problem:
        print(f"{name} is not here ({problem}), and nothing else needs it. `pip install {name}` gets it.")
        return False
    if run is None:
        print("The comparison waits for the training.")
    return run is not None


def as_run(model: Word2Vec, run: Run) -> Run:
    """Return gensim's center and outside vectors as a Run on the corpus of your run, without a history."""
    rows = [model.wv.key_to_index[word] for word in run.corpus.words]
    center_vecs, outside_vecs = (vectors[rows].astype(float) for vectors in (model.wv.vectors, model.syn1neg))
    none = np.zeros(0)
    history = {"losses": none, "pairs": none, "frames": [], "trained_by": "gensim"}
    return replace(run, center_vecs=center_vecs, outside_vecs=outside_vecs, **history)
