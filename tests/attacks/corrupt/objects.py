"""An array of objects.

question: sentence-features
gets: nothing
says: not made of
"""

def sentence_features(token_idxs, word_vecs):
    return np.array([object()] * word_vecs.shape[1])
