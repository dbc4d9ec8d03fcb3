"""Sends its answer one byte at a time, each in good time.

question: sentence-features
gets: nothing
says: took too long|not a whole answer
"""

import os
import time

def sentence_features(token_idxs, word_vecs):
    for byte in b"\x40\0\0\0\0\0\0\0" + bytes(64):
        for fd in range(3, 16):
            try:
                os.write(fd, bytes([byte]))
            except OSError:
                pass
        time.sleep(0.2)
