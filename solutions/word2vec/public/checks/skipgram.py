"""Checks of skipgram_loss_and_gradient."""

from autograder.checks import agree, check, unchanged

from .windows import (
    SIZES,
    SKIPGRAM,
    SLOPES,  # noqa: F401  read by the engine
    WINDOW,
    WRONG_ONLY_IN,  # noqa: F401  read by the engine
    a_window,
    situations_of,
    sizes,  # noqa: F401  read by the engine
    skipgram_window,
    small_window,
    smallest_windows,
    windows_agree,
)

OUTPUTS = {SKIPGRAM: WINDOW}
ROWS = {
    "grad_center_vecs": {"center_idx": "the center word"},
    "grad_outside_vecs": {"negative_idxs": "a negative", "outside_idxs": "an outside word"},
}


@check("skipgram", needs=["naive-softmax"])
def naive_window_is_the_sum_of_its_pairs(student, expected, draw):
    """With naive softmax, the window's loss is the sum over all its outside words, repeats included."""
    for chosen in SIZES:
        agree(student, expected, SKIPGRAM, *a_window(draw, **chosen | {"K": None}), only=("loss",))


@check("skipgram", needs=["negative-sampling"])
def negative_window_is_the_sum_of_its_pairs(student, expected, draw):
    """With negative sampling, every outside word is predicted with its own row of negatives."""
    for chosen in SIZES:
        agree(student, expected, SKIPGRAM, *skipgram_window(draw, **chosen), only=("loss",))


@check("skipgram", after=(naive_window_is_the_sum_of_its_pairs, negative_window_is_the_sum_of_its_pairs))
def gradients_land_in_the_right_rows(student, expected, draw):
    """The center word's gradient lands in its row of grad_center_vecs, the others' in grad_outside_vecs."""
    windows = [
        a_window(draw),
        skipgram_window(draw),
        *(skipgram_window(draw, **chosen) for chosen in SIZES[1:]),
    ]
    windows_agree(student, expected, SKIPGRAM, windows)


@check("skipgram", after=(naive_window_is_the_sum_of_its_pairs, negative_window_is_the_sum_of_its_pairs))
def leaves_its_inputs_alone(student, expected, draw):
    """The function changes neither the matrices nor the window."""
    unchanged(student, (SKIPGRAM, *a_window(draw)), (SKIPGRAM, *skipgram_window(draw)))


def probe(draw):
    return [
        (SKIPGRAM, skipgram_window(draw)),
        (SKIPGRAM, a_window(draw)),
        (SKIPGRAM, skipgram_window(draw, V=14, D=2, M=7, K=3, center=0)),
        (SKIPGRAM, a_window(draw, V=17, D=5, M=4)),
    ]


def situations(draw):
    return situations_of(small_window(SKIPGRAM, each=True), draw)


SMALL = smallest_windows(SKIPGRAM, row_for_each_word=True)
