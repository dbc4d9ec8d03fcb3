"""Lists inside lists inside lists.

question: sentence-features
gets: nothing
says: not made of numbers
"""

def sentence_features(token_idxs, word_vecs):
    deep = 0.0
    for _ in range(500):
        deep = [deep]
    return deep
