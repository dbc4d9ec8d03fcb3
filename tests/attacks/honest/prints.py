"""Prints while it works.

question: sentence-features
gets: everything
"""

def sentence_features(token_idxs, word_vecs):
    print("tokens", token_idxs)
    return word_vecs[token_idxs].mean(axis=0)
