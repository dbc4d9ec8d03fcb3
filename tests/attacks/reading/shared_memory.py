"""Looks for what others have left in shared memory.

question: sentence-features
gets: nothing
says: FileNotFoundError|only computes
"""

import os

def sentence_features(token_idxs, word_vecs):
    assert os.listdir("/dev/shm") is not None
    return word_vecs[token_idxs].mean(axis=0)
