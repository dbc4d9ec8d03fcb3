"""An argument was left out.

question: sentence-features
gets: nothing
says: TypeError
"""

def sentence_features(token_idxs):
    return 0
