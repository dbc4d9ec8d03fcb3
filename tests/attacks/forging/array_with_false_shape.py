"""An array type that lies about its shape, type and bytes.

question: sentence-features
gets: nothing
says: has shape
"""

class Liar(np.ndarray):
    shape = (3,)
    ndim = 1

    def tobytes(self, *args):
        return bytes(24)

def sentence_features(token_idxs, word_vecs):
    return np.zeros(1).view(Liar)
