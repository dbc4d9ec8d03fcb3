"""Raises what a person's Ctrl-C raises.

question: sentence-features
gets: nothing
says: KeyboardInterrupt
"""

def sentence_features(token_idxs, word_vecs):
    raise KeyboardInterrupt
