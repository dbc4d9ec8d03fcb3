"""An answer ten thousand times as large as what was asked.

question: sentence-features
gets: nothing
says: not a whole answer
"""

def sentence_features(token_idxs, word_vecs):
    return np.zeros(5 * 10**6)
