"""A text that would run as the header of an .npy file.

question: sentence-features
gets: nothing
says: not made of real numbers
"""

def sentence_features(token_idxs, word_vecs):
    return "{'descr': __import__('os').system('touch @COURSE@/was-here')}"
