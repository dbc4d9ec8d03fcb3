"""A trace function that changes the worker's variables as it runs.

question: sentence-features
gets: nothing
spoils: sentiment
"""

import sys


def tracer(frame, event, arg):
    frame.f_locals["value"] = np.ones(3)
    return tracer


sys.settrace(tracer)
sys.setprofile(lambda *args: None)

def sentence_features(token_idxs, word_vecs):
    return np.zeros(word_vecs.shape[1])
