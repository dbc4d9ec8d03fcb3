"""Takes memory until there is none.

question: sentence-features
gets: nothing
says: more memory|ended|took too long
"""

def sentence_features(token_idxs, word_vecs):
    kept = []
    while True:
        kept.append(bytearray(2**24))
