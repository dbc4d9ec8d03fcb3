"""A gigabyte that takes no memory: the same number, over and over.

question: sentence-features
gets: nothing
says: more memory|not a whole answer|WireError|not made of
"""

def sentence_features(token_idxs, word_vecs):
    return np.broadcast_to(np.float64(0), (2**27,))
