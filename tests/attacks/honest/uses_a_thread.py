"""Computes in a thread.

question: sentence-features
gets: everything
"""

import concurrent.futures

def sentence_features(token_idxs, word_vecs):
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: word_vecs[token_idxs].mean(axis=0)).result()
