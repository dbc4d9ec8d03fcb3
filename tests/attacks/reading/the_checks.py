"""Reads the source of the checks.

question: sentence-features
gets: nothing
says: FileNotFoundError|only computes
"""

def sentence_features(token_idxs, word_vecs):
    assert open("@PACKAGE@/checks/treebank.py", "rb").read()
    return word_vecs[token_idxs].mean(axis=0)
