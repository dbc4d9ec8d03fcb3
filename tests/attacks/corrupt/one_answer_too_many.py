"""Two answers where one is asked for.

question: sentence-features
gets: nothing
says: has shape
"""

def sentence_features(token_idxs, word_vecs):
    mean = word_vecs[token_idxs].mean(axis=0)
    return mean, mean
