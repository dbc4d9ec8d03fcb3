"""Starts processes without end.

question: sentence-features
gets: nothing
says: only computes
"""

import os

def sentence_features(token_idxs, word_vecs):
    while True:
        os.fork()
