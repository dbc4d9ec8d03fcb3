"""A regular expression that never comes back.

question: sentence-features
gets: nothing
says: took too long
"""

def sentence_features(token_idxs, word_vecs):
    import re
    re.match(r"(a+)+$", "a" * 40 + "b")
    return np.zeros(word_vecs.shape[1])
