"""Changes an array of its caller's.

question: sentence-features
gets: 2
says: belongs to the caller
"""

def sentence_features(token_idxs, word_vecs):
    word_vecs *= 1
    word_vecs += 1
    return (word_vecs - 1)[token_idxs].mean(axis=0)
