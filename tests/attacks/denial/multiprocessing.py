"""Computes in a pool of processes.

question: sentence-features
gets: nothing
says: only computes|FileNotFoundError|OSError|ImportError|took too long|import
"""

import multiprocessing

def sentence_features(token_idxs, word_vecs):
    with multiprocessing.Pool(2) as pool:
        return pool.map(abs, [1])
