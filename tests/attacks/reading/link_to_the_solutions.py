"""Leaves a link for the grader to follow.

question: sentence-features
gets: nothing
says: only computes|OSError
"""

import os

def sentence_features(token_idxs, word_vecs):
    os.symlink("@COURSE@/solutions", "solutions")
    return word_vecs[token_idxs].mean(axis=0)
