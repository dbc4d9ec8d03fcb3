"""Carries the hidden inputs out in an exception's text.

question: sentence-features
gets: nothing
says: It raised ValueError .w2v_lib.sentiment.py, line [0-9]+.[.]\s
"""

def sentence_features(token_idxs, word_vecs):
    raise ValueError(repr(word_vecs))
