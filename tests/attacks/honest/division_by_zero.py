"""Divides by zero.

question: sentence-features
gets: nothing
says: ZeroDivisionError
"""

def sentence_features(token_idxs, word_vecs):
    return word_vecs.sum() / 0 * 1 // 0 if False else 1 // 0
