"""Reads the secret from which hidden inputs are drawn.

question: sentence-features
gets: nothing
says: FileNotFoundError|only computes
"""

def sentence_features(token_idxs, word_vecs):
    assert open("@COURSE@/.w2v_secret", "rb").read()
    return word_vecs[token_idxs].mean(axis=0)
