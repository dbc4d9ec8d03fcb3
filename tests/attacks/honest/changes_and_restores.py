"""Changes an array and puts it back.

question: sentence-features
gets: everything
"""

def sentence_features(token_idxs, word_vecs):
    word_vecs += 1
    mean = word_vecs[token_idxs].mean(axis=0) - 1
    word_vecs -= 1
    return mean
