"""Has the kernel send its parent a signal when a pipe is written to: the parent would stop, and the next question wait.

question: sentence-features
gets: nothing
says: OSError|only computes
"""

import fcntl
import os


def sentence_features(token_idxs, word_vecs):
    reading, writing = os.pipe()
    fcntl.fcntl(reading, 8, os.getppid())
    fcntl.fcntl(reading, 10, 19)
    fcntl.fcntl(reading, fcntl.F_SETFL, 0o20000 | os.O_NONBLOCK)
    os.write(writing, b"x")
    return word_vecs[token_idxs].mean(axis=0)
