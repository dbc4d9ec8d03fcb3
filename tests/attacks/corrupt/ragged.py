"""Rows of different lengths.

question: sentence-features
gets: nothing
says: different lengths
"""

def sentence_features(token_idxs, word_vecs):
    return [[1.0], [1.0, 2.0]]
