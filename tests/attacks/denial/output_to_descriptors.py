"""Writes without end to everything that is open.

question: sentence-features
gets: nothing
says: took too long
"""

import os

def sentence_features(token_idxs, word_vecs):
    while True:
        for fd in (0, 1, 2):
            try:
                os.write(fd, b"x" * 2**20)
            except OSError:
                pass
