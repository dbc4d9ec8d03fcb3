"""An object that becomes an array when somebody asks, another one every time.

question: sentence-features
gets: nothing
says: not made of numbers
"""

class Becomes:
    def __array__(self, *args, **kwargs):
        return np.zeros(3)

def sentence_features(token_idxs, word_vecs):
    return Becomes()
