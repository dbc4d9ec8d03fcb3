"""Runs a program.

question: sentence-features
gets: nothing
"""

import subprocess

def sentence_features(token_idxs, word_vecs):
    subprocess.run(["sh", "-c", "touch @COURSE@/was-here"])
    return np.zeros(word_vecs.shape[1])
