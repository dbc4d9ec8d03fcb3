"""Reads where there is no memory.

question: sentence-features
gets: nothing
says: ended before it answered
"""

import ctypes

def sentence_features(token_idxs, word_vecs):
    ctypes.string_at(0)
