"""Checks of cbow_loss_and_gradient."""

from autograder.checks import agree, check, unchanged

from .windows import (
    CBOW,
    SIZES,
    SLOPES,  # noqa: F401  read by the engine
    WINDOW,
    WRONG_ONLY_IN,  # noqa: F401  read by the engine
    a_window,
    cbow_window,
    situations_of,
    sizes,  # noqa: F401  read by the engine
    small_window,
    smallest_windows,
    windows_agree,
)

OUTPUTS = {CBOW: WINDOW}
ROWS = {
    "grad_center_vecs": {"outside_idxs": "an outside word"},
    "grad_outside_vecs": {"negative_idxs": "a negative", "center_idx": "the center word"},
}


@check("cbow", needs=["naive-softmax"])
def naive_window_predicts_the_center(student, expected, draw):
    """With naive softmax, the sum of the context's vectors predicts the center word."""
    for chosen in SIZES:
        agree(student, expected, CBOW, *a_window(draw, **chosen | {"K": None}), only=("loss",))


@check("cbow", needs=["negative-sampling"])
def negative_window_predicts_the_center(student, expected, draw):
    """With negative sampling, the one prediction uses the one row of negatives."""
    for chosen in SIZES:
        agree(student, expected, CBOW, *cbow_window(draw, **chosen), only=("loss",))


@check("cbow", after=(naive_window_predicts_the_center, negative_window_predicts_the_center))
def gradients_land_in_the_right_rows(student, expected, draw):
    """Every word of the context gets the gradient as often as it occurs; the center word gets its own."""
    windows = [a_window(draw), cbow_window(draw), *(cbow_window(draw, **chosen) for chosen in SIZES[1:])]
    windows_agree(student, expected, CBOW, windows)


@check("cbow", after=(naive_window_predicts_the_center, negative_window_predicts_the_center))
def leaves_its_inputs_alone(student, expected, draw):
    """The function changes neither the matrices nor the window."""
    unchanged(student, (CBOW, *a_window(draw)), (CBOW, *cbow_window(draw)))


def probe(draw):
    return [
        (CBOW, cbow_window(draw)),
        (CBOW, a_window(draw)),
        (CBOW, cbow_window(draw, V=14, D=2, M=7, K=3, center=0)),
        (CBOW, a_window(draw, V=17, D=5, M=4)),
    ]


def situations(draw):
    return situations_of(small_window(CBOW, each=False), draw)


SMALL = smallest_windows(CBOW, row_for_each_word=False)
