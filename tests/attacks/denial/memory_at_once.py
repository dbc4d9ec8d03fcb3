"""Asks for a terabyte.

question: sentence-features
gets: nothing
"""

def sentence_features(token_idxs, word_vecs):
    np.zeros(2**37)
    return np.zeros(word_vecs.shape[1])
