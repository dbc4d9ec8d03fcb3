"""Divides by zero on its way to a right answer.

question: sentence-features
gets: everything
"""

def sentence_features(token_idxs, word_vecs):
    unused = np.zeros(1) / np.zeros(1)
    return word_vecs[token_idxs].mean(axis=0)
