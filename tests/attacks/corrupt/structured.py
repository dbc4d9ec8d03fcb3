"""An array of records.

question: sentence-features
gets: nothing
says: not made of
"""

def sentence_features(token_idxs, word_vecs):
    return np.zeros(word_vecs.shape[1], dtype=[("x", float)])
