"""Opens pipes until there are none.

question: sentence-features
gets: nothing
says: OSError
"""

import os

def sentence_features(token_idxs, word_vecs):
    kept = []
    while True:
        kept.append(os.pipe())
