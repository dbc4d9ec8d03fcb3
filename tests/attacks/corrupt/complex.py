"""Complex numbers whose real parts are right.

question: sentence-features
gets: nothing
says: not made of
"""

def sentence_features(token_idxs, word_vecs):
    return word_vecs[token_idxs].mean(axis=0) + 1j
