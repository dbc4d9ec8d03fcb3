"""Returns plain numbers in a list.

question: sentence-features
gets: everything
"""

def sentence_features(token_idxs, word_vecs):
    return [float(x) for x in word_vecs[token_idxs].mean(axis=0)]
