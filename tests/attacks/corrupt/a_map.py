"""A lazy map.

question: sentence-features
gets: nothing
says: not made of numbers
"""

def sentence_features(token_idxs, word_vecs):
    return map(float, word_vecs[0])
