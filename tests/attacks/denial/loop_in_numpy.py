"""NumPy at work for a very long time.

question: sentence-features
gets: nothing
says: took too long|Ended|ended
"""

def sentence_features(token_idxs, word_vecs):
    a = np.ones((2000, 2000))
    while True:
        a = np.linalg.matrix_power(a / 2000, 50)
