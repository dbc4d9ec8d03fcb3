"""A function that would compute the answer later.

question: sentence-features
gets: nothing
says: not made of numbers
"""

def sentence_features(token_idxs, word_vecs):
    return lambda: word_vecs[token_idxs].mean(axis=0)
