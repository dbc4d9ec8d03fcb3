"""A list that holds itself.

question: sentence-features
gets: nothing
says: not made of numbers|took too long|RecursionError
"""

def sentence_features(token_idxs, word_vecs):
    loop = []
    loop.append(loop)
    return loop
