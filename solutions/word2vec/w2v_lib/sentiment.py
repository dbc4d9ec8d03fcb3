"""Turn word vectors into features of a sentence, and choose a classifier (notebook 5).

Your code goes where it says YOUR CODE HERE. Save the file, then run the question's check again.
"""

import numpy as np


def sentence_features(token_idxs, word_vecs):
    """Turn a sentence into one vector: the mean of its words' vectors.

    Args:
        token_idxs: (T,) rows of `word_vecs`, one per token; a word that occurs twice counts twice.
        word_vecs: (V, D).

    Returns:
        (D,) the mean.
    """
    ### BEGIN SOLUTION
    return np.mean(word_vecs[token_idxs], axis=0)
    ### END SOLUTION


def choose_regularization(results):
    """Choose the run of a regularization sweep that should be reported.

    Args:
        results: list of dicts, one per run, with the keys "regularization", and "train", "dev" and
            "test", the accuracies on the three splits.

    Returns:
        The entry of `results` that is best on the split made for choosing; if several are, one of these.
    """
    ### BEGIN SOLUTION
    return max(results, key=lambda run: run["dev"])
    ### END SOLUTION
