"""Checks of softmax."""

import numpy as np

from autograder.checks import agree, check, unchanged

from .large import LARGE


@check("softmax")
def value_of_a_vector(student, expected, draw):
    """softmax of a vector is exp(x_i), divided by the sum of all exp(x_j)."""
    tied = 2 * draw.normal(4)
    tied = np.append(tied, tied.max())
    for x in [2 * draw.normal(6), draw.normal(1), tied, draw.numbers(-4, 5, 3)]:
        agree(student, expected, "softmax", x)


@check("softmax")
def value_of_every_row(student, expected, draw):
    """softmax of a matrix treats every row on its own."""
    for shape in [(4, 3), (3, 3), (1, 5)]:
        agree(student, expected, "softmax", 2 * draw.normal(*shape))


@check("softmax")
def survives_large_numbers(student, expected, draw):
    """softmax stays right when entries are as large as 10,000 or as small as -10,000."""
    for far in (LARGE, -LARGE):
        agree(student, expected, "softmax", far + draw.normal(4))
    far_rows = np.array([[LARGE], [-LARGE], [0.0]])  # one row must not spoil the others
    agree(student, expected, "softmax", far_rows + draw.normal(3, 4))


@check("softmax", after=(value_of_a_vector, value_of_every_row))
def leaves_its_input_alone(student, expected, draw):
    """softmax does not change the array it is given."""
    unchanged(student, ("softmax", draw.normal(5)), ("softmax", draw.normal(3, 2)))


def probe(draw):
    return [
        ("softmax", (2 * draw.normal(5),)),
        ("softmax", (np.array([[LARGE], [-LARGE], [0]]) + draw.normal(3, 4),)),
    ]


WRONG_ONLY_IN = {
    "rows": "Vectors come out right, matrices do not: is something added over all entries, or down a column?",
    "large": "Small numbers come out right, large ones do not: what happens to exp of a large number?",
}


def sizes(x):
    return {"the number of entries": x.shape[-1]}


def situations(draw):
    return {
        "usual": [("softmax", (draw.normal(n),)) for n in (3, 5, 4)],
        "rows": [("softmax", (draw.normal(*shape),)) for shape in ((2, 4), (5, 3), (4, 6))],
        "large": [("softmax", (LARGE + draw.normal(n),)) for n in (3, 5)],
    }


SMALL = [
    ("softmax", (np.array([0.0, 1.0]),)),
    ("softmax", (np.array([[0.0, 1.0], [1.0, 3.0]]),)),
    ("softmax", (np.array([[0.0, 1.0], [1000.0, 1000.0]]),)),
]
