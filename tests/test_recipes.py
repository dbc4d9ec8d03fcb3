"""The recipes, at their whole budget, on the real treebank."""

import json
import pathlib

import numpy as np
import pytest
from treebanks import real_treebank

from w2v_lib import evaluation, recipes, training, treebank

FACTS = json.loads((pathlib.Path(__file__).parent / "handout_run.json").read_text("utf-8"))


def test_the_handout_recipe_gives_the_handouts_vectors_number_for_number(tmp_path):
    """The rows that 18 independent public runs of the handouts agree on, after all 40,000 steps."""
    corpus = treebank.read_sentences(real_treebank("sst-sentences"))
    assert len(corpus.words) == FACTS["vocabulary"] and corpus.words[-1] == "UNK"
    run = training.train(corpus, "handout", folder=tmp_path)
    assert "batched step" in run.trained_by
    for name, vectors in (("center", run.center_vecs), ("outside", run.outside_vecs)):
        for word, expected in FACTS[name].items():
            np.testing.assert_allclose(vectors[corpus.index[word]], expected, rtol=0, atol=1e-9)
        assert vectors.sum() == pytest.approx(FACTS[f"{name}_sum"], abs=1e-6)
        assert np.linalg.norm(vectors) == pytest.approx(FACTS[f"{name}_fro"], abs=1e-9)
    recipe = recipes.RECIPES["handout"]
    assert run.losses[-1000:].mean() == pytest.approx(recipe.loss[0], abs=recipe.loss[1])
    moved = evaluation.moved(run, treebank.read_sst_zip(real_treebank()))
    unknown = np.mean([word not in corpus.index for word in moved.corpus.words])
    assert unknown < 0.02  # the two files write the same words, but for brackets and accents
    found = evaluation.choose(evaluation.sweep(moved, classes=2))["test"]
    assert found == pytest.approx(recipe.sst2[0], abs=recipe.sst2[1])
