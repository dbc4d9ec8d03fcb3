"""Copies the work of the student before.

question: sentence-features
gets: nothing
says: FileNotFoundError|only computes
"""

def sentence_features(token_idxs, word_vecs):
    assert open("@COURSE@/submitted/ada/word2vec/w2v_lib/sentiment.py", "rb").read()
    return word_vecs[token_idxs].mean(axis=0)
