"""Speaks with a service of the machine.

question: sentence-features
gets: nothing
says: only computes|OSError
"""

import socket

def sentence_features(token_idxs, word_vecs):
    socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    return word_vecs[token_idxs].mean(axis=0)
