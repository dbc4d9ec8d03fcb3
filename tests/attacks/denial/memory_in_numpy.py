"""An outer product that nobody could store.

question: sentence-features
gets: nothing
"""

def sentence_features(token_idxs, word_vecs):
    big = np.ones(10**6)
    return np.outer(big, big)
