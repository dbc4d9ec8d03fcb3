"""Sleeps.

question: sentence-features
gets: nothing
says: took too long
"""

import time

def sentence_features(token_idxs, word_vecs):
    time.sleep(3600)
