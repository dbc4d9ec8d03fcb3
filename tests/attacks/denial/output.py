"""Prints without end.

question: sentence-features
gets: nothing
says: took too long|more memory|ended
"""

def sentence_features(token_idxs, word_vecs):
    while True:
        print("x" * 10**6)
