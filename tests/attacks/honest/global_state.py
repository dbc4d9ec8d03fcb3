"""Remembers its last call.

question: sentence-features
gets: everything
"""

calls = []

def sentence_features(token_idxs, word_vecs):
    calls.append(1)
    return word_vecs[token_idxs].mean(axis=0)
