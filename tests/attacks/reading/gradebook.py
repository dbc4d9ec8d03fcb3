"""Reads everybody's points.

question: sentence-features
gets: nothing
says: FileNotFoundError|only computes
"""

def sentence_features(token_idxs, word_vecs):
    assert open("@COURSE@/gradebook.db", "rb").read()
    return word_vecs[token_idxs].mean(axis=0)
