"""Aborts.

question: sentence-features
gets: nothing
says: ended before it answered
"""

import os

def sentence_features(token_idxs, word_vecs):
    os.abort()
