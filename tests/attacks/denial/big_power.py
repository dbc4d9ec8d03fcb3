"""Arithmetic with numbers as long as the memory.

question: sentence-features
gets: nothing
says: took too long|more memory|ended
"""

def sentence_features(token_idxs, word_vecs):
    return 7 ** (7 ** 9 * 7)
