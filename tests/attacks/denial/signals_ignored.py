"""Ignores every signal, then loops.

question: sentence-features
gets: nothing
says: took too long
"""

import signal

def sentence_features(token_idxs, word_vecs):
    for number in range(1, 65):
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            pass
    while True:
        pass
