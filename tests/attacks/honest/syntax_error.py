"""A bracket is missing.

question: sentence-features
gets: nothing
says: Python cannot read w2v_lib/sentiment.py, line \\d+
spoils: sentiment
"""

def sentence_features(token_idxs, word_vecs):
    return word_vecs[token_idxs.mean(axis=0)
