"""Takes its time, but comes back.

question: sentence-features
gets: everything
"""

import time

def sentence_features(token_idxs, word_vecs):
    time.sleep(0.05)
    return word_vecs[token_idxs].mean(axis=0)
