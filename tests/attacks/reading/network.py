"""Opens a connection to the world.

question: sentence-features
gets: nothing
says: only computes|OSError
"""

import socket

def sentence_features(token_idxs, word_vecs):
    socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    return word_vecs[token_idxs].mean(axis=0)
