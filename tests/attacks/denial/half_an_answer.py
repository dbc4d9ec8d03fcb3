"""Sends the beginning of an answer and waits.

question: sentence-features
gets: nothing
says: took too long
"""

import os

def sentence_features(token_idxs, word_vecs):
    for fd in range(3, 16):
        try:
            os.write(fd, b"\x40\0\0\0\0\0\0\0half")
        except OSError:
            pass
    while True:
        pass
