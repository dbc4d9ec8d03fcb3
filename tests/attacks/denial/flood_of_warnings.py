"""Warns a hundred thousand times, each time of something else.

question: sentence-features
gets: nothing
says: not a whole answer|took too long|is not what it should be|more memory
"""

import warnings

def sentence_features(token_idxs, word_vecs):
    for number in range(10**5):
        warnings.warn(f"{number} " * 20)
    return np.zeros(word_vecs.shape[1])
