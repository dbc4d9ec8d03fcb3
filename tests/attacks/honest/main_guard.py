"""Has a demonstration at its end.

question: sentence-features
gets: everything
"""

def sentence_features(token_idxs, word_vecs):
    return word_vecs[token_idxs].mean(axis=0)


if __name__ == "__main__":
    raise SystemExit
