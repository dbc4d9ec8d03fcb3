"""An array in which every wrong entry is masked.

question: sentence-features
gets: nothing
"""

def sentence_features(token_idxs, word_vecs):
    return np.ma.masked_all(word_vecs.shape[1])
