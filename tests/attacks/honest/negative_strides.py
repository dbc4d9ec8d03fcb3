"""Returns a view that runs backwards.

question: sentence-features
gets: everything
"""

def sentence_features(token_idxs, word_vecs):
    return word_vecs[token_idxs].mean(axis=0)[::-1].copy()[::-1]
