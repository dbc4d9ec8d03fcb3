"""Infinity.

question: sentence-features
gets: nothing
says: is inf
"""

def sentence_features(token_idxs, word_vecs):
    return np.full(word_vecs.shape[1], np.inf)
