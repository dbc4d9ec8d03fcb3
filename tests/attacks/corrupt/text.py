"""Text that reads like the right numbers.

question: sentence-features
gets: nothing
says: not made of
"""

def sentence_features(token_idxs, word_vecs):
    return [str(x) for x in word_vecs[token_idxs].mean(axis=0)]
