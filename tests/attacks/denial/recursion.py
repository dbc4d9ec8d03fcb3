"""Calls itself for ever.

question: sentence-features
gets: nothing
says: RecursionError
"""

def sentence_features(token_idxs, word_vecs):
    return sentence_features(token_idxs, word_vecs)
