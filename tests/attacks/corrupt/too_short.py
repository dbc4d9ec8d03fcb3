"""An answer that is cut off.

question: sentence-features
gets: nothing
says: has shape
"""

def sentence_features(token_idxs, word_vecs):
    return word_vecs[token_idxs].mean(axis=0)[:-1]
