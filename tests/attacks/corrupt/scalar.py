"""A single number that would fit everywhere, if it were spread out.

question: sentence-features
gets: nothing
says: has shape
"""

def sentence_features(token_idxs, word_vecs):
    return float(word_vecs[token_idxs].mean())
