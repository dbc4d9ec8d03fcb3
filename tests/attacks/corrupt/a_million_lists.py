"""A million short lists.

question: sentence-features
gets: nothing
says: not a whole answer|took too long
"""

def sentence_features(token_idxs, word_vecs):
    return [[0.0]] * 10**6
