"""Waits for somebody to type.

question: sentence-features
gets: nothing
says: EOFError
"""

def sentence_features(token_idxs, word_vecs):
    input()
    return word_vecs[token_idxs].mean(axis=0)
