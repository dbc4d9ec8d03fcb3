"""Raises exceptions that few people catch.

question: sentence-features
gets: nothing
says: GeneratorExit
"""

def sentence_features(token_idxs, word_vecs):
    raise GeneratorExit
