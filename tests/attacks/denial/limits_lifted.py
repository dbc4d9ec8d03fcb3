"""Lifts its own limits, then takes memory.

question: sentence-features
gets: nothing
says: ValueError|only computes|OSError
"""

import resource

def sentence_features(token_idxs, word_vecs):
    resource.setrlimit(resource.RLIMIT_AS, (-1, -1))
    return np.zeros(word_vecs.shape[1])
