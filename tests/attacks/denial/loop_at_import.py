"""A loop in the file itself: every function in it is lost, and no other.

question: sentence-features
gets: nothing
says: took too long
spoils: sentiment
"""

while True:
    pass

def sentence_features(token_idxs, word_vecs):
    return np.zeros(word_vecs.shape[1])
