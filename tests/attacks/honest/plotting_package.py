"""Imports what it needed for a plot.

question: sentence-features
gets: nothing
says: NumPy and Python.s own are
spoils: sentiment
"""

import matplotlib.pyplot as plt

def sentence_features(token_idxs, word_vecs):
    return word_vecs[token_idxs].mean(axis=0)
