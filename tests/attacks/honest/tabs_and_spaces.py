"""Indented by hand.

question: sentence-features
gets: nothing
says: Python cannot read w2v_lib/sentiment.py, line \\d+
spoils: sentiment
"""

def sentence_features(token_idxs, word_vecs):
    if True:
    	return 1
            return 2
