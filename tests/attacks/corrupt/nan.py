"""Not a number, which no comparison calls different.

question: sentence-features
gets: nothing
says: is nan
"""

def sentence_features(token_idxs, word_vecs):
    return np.full(word_vecs.shape[1], np.nan)
