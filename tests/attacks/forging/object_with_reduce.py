"""An object that runs a command where it is unpickled.

question: sentence-features
gets: nothing
says: not made of numbers
"""

import os


class Bomb:
    def __reduce__(self):
        return os.system, ("touch @COURSE@/was-here",)

def sentence_features(token_idxs, word_vecs):
    return Bomb()
