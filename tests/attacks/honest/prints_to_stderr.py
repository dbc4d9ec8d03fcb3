"""Writes to the error stream.

question: sentence-features
gets: everything
"""

import sys

def sentence_features(token_idxs, word_vecs):
    sys.stderr.write("working")
    return word_vecs[token_idxs].mean(axis=0)
