"""Computes with more digits than are asked for.

question: sentence-features
gets: everything
"""

def sentence_features(token_idxs, word_vecs):
    return word_vecs[token_idxs].astype(np.longdouble).mean(axis=0)
