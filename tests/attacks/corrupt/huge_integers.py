"""Integers that no machine word holds.

question: sentence-features
gets: nothing
says: not made of numbers
"""

def sentence_features(token_idxs, word_vecs):
    return [10**400] * word_vecs.shape[1]
