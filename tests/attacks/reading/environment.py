"""Looks for keys in its environment.

question: sentence-features
gets: nothing
says: AssertionError
"""

import os

def sentence_features(token_idxs, word_vecs):
    assert set(os.environ) - {"OPENBLAS_NUM_THREADS", "LC_CTYPE", "HOME", "PWD"}
    return word_vecs[token_idxs].mean(axis=0)
