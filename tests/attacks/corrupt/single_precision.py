"""Numbers with seven digits.

question: sentence-features
gets: nothing
says: float32
"""

def sentence_features(token_idxs, word_vecs):
    return word_vecs[token_idxs].mean(axis=0).astype(np.float32)
