"""Raises what ends a program.

question: sentence-features
gets: nothing
says: SystemExit
"""

def sentence_features(token_idxs, word_vecs):
    raise SystemExit(0)
