"""A syntax error that claims to come from the grader's own files.

question: sentence-features
gets: nothing
says: SyntaxError
"""

def sentence_features(token_idxs, word_vecs):
    raise SyntaxError("3 of 3 points", ("@COURSE@/solutions/word2vec/w2v_lib/sentiment.py", 1, 1, ""))
