"""Seeds NumPy's random numbers for everybody.

question: sentence-features
gets: everything
"""

def sentence_features(token_idxs, word_vecs):
    np.random.seed(0)
    return word_vecs[token_idxs].mean(axis=0)
