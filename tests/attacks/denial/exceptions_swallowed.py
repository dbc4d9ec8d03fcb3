"""Catches everything and goes on.

question: sentence-features
gets: nothing
says: took too long
"""

def sentence_features(token_idxs, word_vecs):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
