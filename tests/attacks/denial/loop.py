"""A loop that never ends.

question: sentence-features
gets: nothing
says: took too long
"""

def sentence_features(token_idxs, word_vecs):
    while True:
        pass
