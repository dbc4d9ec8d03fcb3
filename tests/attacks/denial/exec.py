"""Becomes another program.

question: sentence-features
gets: nothing
"""

import os

def sentence_features(token_idxs, word_vecs):
    os.execv("/bin/sh", ["sh", "-c", "sleep 100"])
