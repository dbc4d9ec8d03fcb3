"""A generator, which has not begun yet.

question: sentence-features
gets: nothing
says: not made of numbers
"""

def sentence_features(token_idxs, word_vecs):
    return (row.mean() for row in word_vecs.T)
