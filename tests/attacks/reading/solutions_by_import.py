"""Puts the solutions on its path and imports them.

question: sentence-features
gets: nothing
says: import
"""

import sys

def sentence_features(token_idxs, word_vecs):
    sys.path.insert(0, "@COURSE@/solutions/word2vec")
    for name in [name for name in sys.modules if name.startswith("w2v_lib")]:
        del sys.modules[name]
    sys.meta_path[:] = [finder for finder in sys.meta_path if type(finder).__name__ != "FromText"]
    import w2v_lib.sentiment
    return w2v_lib.sentiment.sentence_features(token_idxs, word_vecs)
