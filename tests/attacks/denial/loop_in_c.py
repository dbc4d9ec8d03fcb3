"""A loop inside a built-in function, where no signal of Python's gets through.

question: sentence-features
gets: nothing
says: took too long
"""

def sentence_features(token_idxs, word_vecs):
    return sum(range(10**14))
