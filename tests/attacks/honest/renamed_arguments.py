"""The arguments have names of their own.

question: sentence-features
gets: everything
"""

def sentence_features(tokens, vectors):
    return vectors[tokens].mean(axis=0)
