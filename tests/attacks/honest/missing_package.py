"""Uses a package that the course does not.

question: sentence-features
gets: nothing
says: NumPy is all you need
spoils: sentiment
"""

import scipy

def sentence_features(token_idxs, word_vecs):
    return scipy.mean(word_vecs)
