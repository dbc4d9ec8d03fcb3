"""An exception whose text cannot be had.

question: sentence-features
gets: nothing
"""

class Explodes(Exception):
    def __str__(self):
        raise MemoryError

    __repr__ = __str__

def sentence_features(token_idxs, word_vecs):
    raise Explodes
