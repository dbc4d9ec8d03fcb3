"""Stops itself by waiting for a signal that nobody sends.

question: sentence-features
gets: nothing
says: took too long
"""

import signal

def sentence_features(token_idxs, word_vecs):
    signal.sigwait({signal.SIGUSR1})
