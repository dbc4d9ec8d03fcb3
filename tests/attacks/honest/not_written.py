"""Was never begun.

question: sentence-features
gets: nothing
says: not written yet
"""

def sentence_features(token_idxs, word_vecs):
    raise NotImplementedError
