"""Asks the kernel for the network.

question: sentence-features
gets: nothing
says: only computes|OSError
"""

import socket

def sentence_features(token_idxs, word_vecs):
    socket.socket(16, socket.SOCK_RAW)
    return word_vecs[token_idxs].mean(axis=0)
