"""Uses a package that the course does not.

question: sentence-features
gets: nothing
says: NumPy and Python.s own are
spoils: sentiment
"""

import scipy

def sentence_features(token_idxs, word_vecs):
    return scipy.mean(word_vecs)
