"""An import hook that puts a forged module in the place of the given ones.

question: sentence-features
gets: nothing
"""

import sys


class Hook:
    def find_spec(self, name, path=None, target=None):
        raise ImportError(name)


sys.meta_path.insert(0, Hook())

def sentence_features(token_idxs, word_vecs):
    return np.zeros(word_vecs.shape[1])
