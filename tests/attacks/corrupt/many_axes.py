"""An array of thirty axes.

question: sentence-features
gets: nothing
says: not made of
"""

def sentence_features(token_idxs, word_vecs):
    return np.zeros((1,) * 30)
