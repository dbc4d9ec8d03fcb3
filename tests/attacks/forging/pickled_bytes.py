"""Bytes that run a command where they are unpickled.

question: sentence-features
gets: nothing
says: not made of numbers
"""

def sentence_features(token_idxs, word_vecs):
    return b"cos\nsystem\n(S'touch @COURSE@/was-here'\ntR."
