"""Checks of sentence_features."""

import numpy as np

from autograder.checks import agree, check, unchanged

from .pairs import C2, C3


@check("sentence-features")
def is_the_mean_of_the_word_vectors(student, expected, draw):
    """A sentence's features are the mean of its tokens' vectors; a token that repeats counts each time."""
    for V, D, T in [(7, 3, 5), (4, 6, 9), (5, 2, 1), (6, 6, 3)]:
        tokens = draw.numbers(0, V, T)
        tokens[-1] = tokens[0]
        agree(student, expected, "sentence_features", tokens, draw.normal(V, D))


@check("sentence-features", after=is_the_mean_of_the_word_vectors)
def leaves_its_inputs_alone(student, expected, draw):
    """The function changes neither the sentence nor the word vectors."""
    unchanged(student, ("sentence_features", draw.numbers(0, 7, 5), draw.normal(7, 3)))


def probe(draw):
    return [
        ("sentence_features", (np.array([1, 3, 3, 0]), draw.normal(6, 2))),
        ("sentence_features", (np.array([8, 2, 0, 2, 2, 5, 7]), draw.normal(11, 4))),
    ]


WRONG_ONLY_IN = {"repeats": "Everything is right as long as no token occurs twice, and wrong when one does."}


def sizes(token_idxs, word_vecs):
    V, D = word_vecs.shape
    return {"the number of tokens": len(token_idxs), "V": V, "D": D}


def situations(draw):
    def sentence(V, D, T, repeats=False):
        tokens = draw.rng.permutation(V)[:T]
        if repeats:
            tokens[-1] = tokens[0]
        return "sentence_features", (tokens, draw.normal(V, D))

    return {
        "usual": [sentence(7, 3, 4), sentence(9, 5, 2), sentence(12, 2, 6)],
        "repeats": [sentence(7, 3, 4, repeats=True), sentence(9, 5, 3, repeats=True)],
    }


SMALL = [
    ("sentence_features", (np.array([0, 1]), C2)),
    ("sentence_features", (np.array([0, 1, 1]), C3)),
]
