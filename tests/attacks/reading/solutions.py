"""Opens the reference and answers with it.

question: sentence-features
gets: nothing
says: FileNotFoundError|only computes
"""

def sentence_features(token_idxs, word_vecs):
    source = open("@COURSE@/solutions/word2vec/w2v_lib/sentiment.py").read()
    space = {}
    exec(source, space)
    return space["sentence_features"](token_idxs, word_vecs)
