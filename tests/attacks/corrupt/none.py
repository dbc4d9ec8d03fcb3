"""Nothing.

question: sentence-features
gets: nothing
says: is None
"""

def sentence_features(token_idxs, word_vecs):
    return None
