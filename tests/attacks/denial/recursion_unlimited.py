"""Calls itself for ever, after lifting Python's limit.

question: sentence-features
gets: nothing
says: ended|more memory|RecursionError|took too long
"""

import sys

def sentence_features(token_idxs, word_vecs):
    sys.setrecursionlimit(10**9)
    return max([sentence_features(token_idxs, word_vecs)], key=lambda x: 0)
