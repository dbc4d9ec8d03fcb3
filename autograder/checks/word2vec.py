"""Checks of notebook 3. V and D are unequal everywhere, so that a transpose cannot hide."""

import numpy as np

from ..contract import OUTPUTS
from ..sandbox.wire import Fn
from .core import agree, check, unchanged
from .slopes import FAR, LARGE_D, LARGE_V, expect_formula, expect_quick, expect_slope

NAIVE, NEGATIVE = "naive_softmax_loss_and_gradient", "negative_sampling_loss_and_gradient"
SKIPGRAM, CBOW = "skipgram_loss_and_gradient", "cbow_loss_and_gradient"


@check("normalize-rows")
def rows_get_length_one(student, expected, draw):
    """Every row, a long one and a short one, keeps its direction and gets length one."""
    for shape, scale in [((4, 3), 3.0), ((3, 5), 0.1), ((3, 3), 3.0), ((1, 2), 0.1)]:
        agree(student, expected, "normalize_rows", scale * draw.normal(*shape))


@check("normalize-rows", after=rows_get_length_one)
def zero_rows_stay_zero(student, expected, draw):
    """A row of zeros stays a row of zeros: no division by zero, no nan."""
    x = draw.normal(4, 3)
    x[draw.number(0, 4)] = 0
    agree(student, expected, "normalize_rows", x)


@check("normalize-rows", after=rows_get_length_one)
def leaves_its_input_alone(student, expected, draw):
    """normalize_rows does not change the array it is given."""
    unchanged(student, ("normalize_rows", 3 * draw.normal(4, 3)))


def tame(outside_vecs, *centers):
    """Outside vectors scaled so that no score is beyond ±2: no probability is tiny, so one way of
    writing the loss gets one verdict, whatever is drawn."""
    largest = max(np.max(np.abs(outside_vecs @ center)) for center in centers)
    return outside_vecs * min(1.0, 2 / largest)


def a_pair(draw, V=5, D=3):
    """A pair (v_c, o, U)."""
    v, o, U = draw.normal(D), draw.number(0, V), draw.normal(V, D)
    return v, o, tame(U, v)


def pairs(draw):
    return [a_pair(draw, 5, 3), a_pair(draw, 3, 4), a_pair(draw, 7, 2)]


@check("naive-softmax")
def loss_is_the_cross_entropy(student, expected, draw):
    """The loss is -log of the probability that softmax(U v_c) gives to the true outside word."""
    for pair in pairs(draw):
        agree(student, expected, NAIVE, *pair, only=("loss",))


def far(arguments, center, outside, outputs):
    """The same inputs with some dimensions of the center vectors stretched and others shrunk, and the outside vectors the
    other way round: all scores stay what they are. With the factors that make the gradients ordinary again."""
    stretched = FAR ** np.linspace(-1, 1, arguments[center].shape[-1])
    scales = {center: stretched, outside: 1 / stretched}
    changed = [argument * scales[i] if i in scales else argument for i, argument in enumerate(arguments)]
    return changed, {name: stretched if "center" in name else 1 / stretched for name in outputs}


def pair_gradient(student, expected, function, pairs, by, output):
    """A pair's gradient by its slope, its value, and its digits where vectors are long or short."""

    def ordinary():
        for pair in pairs:
            expect_slope(student, expected, function, pair, by, output)

    expect_formula(student, expected, function, [far(pairs[0], 0, 2, [output])], ordinary)


def keeps_up(student, expected, function, draw, K=None):
    """One pair with a vocabulary so large that only a formula is quick."""
    v, o = draw.normal(LARGE_D) / LARGE_D, draw.number(0, LARGE_V)
    U = Fn("product", {"a": draw.normal(LARGE_V, 2), "b": draw.normal(2, LARGE_D)})  # all scores are small
    negatives = () if K is None else (draw.others(LARGE_V, K, without=o),)
    rows = np.array([o, *(negatives[0][:2] if negatives else draw.numbers(0, LARGE_V, 2))])
    expect_quick(student, expected, function, (v, o, U, *negatives), {"rows": rows})


@check("naive-softmax", after=loss_is_the_cross_entropy)
def center_gradient_is_the_slope(student, expected, draw):
    """Nudging v_c changes your loss exactly as much as grad_center says."""
    pair_gradient(student, expected, NAIVE, pairs(draw), "center_vec", "grad_center")


@check("naive-softmax", after=loss_is_the_cross_entropy)
def outside_gradient_is_the_slope(student, expected, draw):
    """Nudging any entry of U changes your loss exactly as much as grad_outside says."""
    pair_gradient(student, expected, NAIVE, pairs(draw), "outside_vecs", "grad_outside")
    keeps_up(student, expected, NAIVE, draw)


@check("naive-softmax", after=loss_is_the_cross_entropy)
def leaves_its_inputs_alone(student, expected, draw):
    """The function changes neither v_c nor U."""
    unchanged(student, (NAIVE, *a_pair(draw)))


def sampled_pairs(draw):
    """Pairs with negatives that are all different."""
    pairs = [(a_pair(draw, V, D), K) for V, D, K in [(7, 3, 4), (6, 4, 1), (9, 2, 5)]]
    return [(*pair, draw.others(len(pair[2]), K, without=pair[1])) for pair, K in pairs]


def a_pair_with_repeats(draw, V=5, D=3, K=8):
    v, o, U = a_pair(draw, V, D)
    return v, o, U, draw.repeats(V, K, without=o)


@check("negative-sampling")
def loss_is_the_negative_sampling_loss(student, expected, draw):
    """The loss is -log sigmoid(u_o·v_c), minus log sigmoid(-u_k·v_c) for every negative given."""
    for pair in sampled_pairs(draw):
        agree(student, expected, NEGATIVE, *pair, only=("loss",))


@check("negative-sampling", after=loss_is_the_negative_sampling_loss)
def center_gradient_is_the_slope(student, expected, draw):  # noqa: F811
    """Nudging v_c changes your loss exactly as much as grad_center says."""
    pair_gradient(student, expected, NEGATIVE, sampled_pairs(draw), "center_vec", "grad_center")


@check("negative-sampling", after=loss_is_the_negative_sampling_loss)
def outside_gradient_is_the_slope(student, expected, draw):  # noqa: F811
    """Nudging any entry of U changes your loss exactly as much as grad_outside says."""
    pair_gradient(student, expected, NEGATIVE, sampled_pairs(draw), "outside_vecs", "grad_outside")
    keeps_up(student, expected, NEGATIVE, draw, K=5)


@check("negative-sampling", after=(center_gradient_is_the_slope, outside_gradient_is_the_slope))
def repeated_negatives_count_each_time(student, expected, draw):
    """A negative that was drawn twice counts twice: in the loss and in both gradients."""
    for pair in [a_pair_with_repeats(draw), a_pair_with_repeats(draw, V=3, D=4, K=5)]:
        agree(student, expected, NEGATIVE, *pair, only=("loss",))
        expect_slope(student, expected, NEGATIVE, pair, by="center_vec", output="grad_center")
        expect_slope(student, expected, NEGATIVE, pair, by="outside_vecs", output="grad_outside")


@check("negative-sampling", after=loss_is_the_negative_sampling_loss)
def leaves_its_inputs_alone(student, expected, draw):  # noqa: F811
    """The function changes neither v_c, nor U, nor the negatives."""
    unchanged(student, (NEGATIVE, *a_pair_with_repeats(draw)))


def a_window(draw, V=7, D=3, M=5, K=None, predictions=None):
    """A window in which a word occurs twice and the center word itself is an outside word once."""
    center = draw.number(0, V)
    outside = draw.numbers(0, V, M)
    outside[1], outside[2] = outside[0], center
    negatives = None if K is None else negatives_of(draw, V, K, predictions(center, outside))
    center_vecs, outside_vecs = draw.normal(V, D), draw.normal(V, D)
    used = center_vecs[center], center_vecs[outside].sum(axis=0)  # by skip-gram, by CBOW
    return center, outside, center_vecs, tame(outside_vecs, *used), negatives


def negatives_of(draw, V, K, predicted):
    return np.array([draw.repeats(V, K, without=word) for word in predicted])


def skipgram_window(draw, **sizes):
    return a_window(draw, K=4, predictions=lambda center, outside: outside, **sizes)


def cbow_window(draw, **sizes):
    return a_window(draw, K=4, predictions=lambda center, outside: [center], **sizes)


def windows_agree(student, expected, function, windows):
    """All outputs are right, and the gradients are so where vectors are long or short."""

    def ordinary():
        for window in windows:
            agree(student, expected, function, *window)

    far_away = [far(window, 2, 3, OUTPUTS[function][1:]) for window in windows[:2]]
    expect_formula(student, expected, function, far_away, ordinary)


@check("skipgram", needs=["naive-softmax"])
def naive_window_is_the_sum_of_its_pairs(student, expected, draw):
    """With naive softmax, the window's loss is the sum over all its outside words, repeats included."""
    for sizes in [{}, {"V": 4, "D": 6, "M": 3}]:
        agree(student, expected, SKIPGRAM, *a_window(draw, **sizes), only=("loss",))


@check("skipgram", needs=["negative-sampling"])
def negative_window_is_the_sum_of_its_pairs(student, expected, draw):
    """With negative sampling, every outside word is predicted with its own row of negatives."""
    for sizes in [{}, {"V": 4, "D": 6, "M": 3}]:
        agree(student, expected, SKIPGRAM, *skipgram_window(draw, **sizes), only=("loss",))


@check("skipgram", after=(naive_window_is_the_sum_of_its_pairs, negative_window_is_the_sum_of_its_pairs))
def gradients_land_in_the_right_rows(student, expected, draw):
    """The center word's gradient lands in its row of grad_center_vecs, the others' in grad_outside_vecs."""
    windows_agree(student, expected, SKIPGRAM, [a_window(draw), skipgram_window(draw), skipgram_window(draw, V=4, D=6, M=3)])


@check("skipgram", after=(naive_window_is_the_sum_of_its_pairs, negative_window_is_the_sum_of_its_pairs))
def leaves_its_inputs_alone(student, expected, draw):  # noqa: F811
    """The function changes neither the matrices nor the window."""
    unchanged(student, (SKIPGRAM, *a_window(draw)), (SKIPGRAM, *skipgram_window(draw)))


@check("cbow", needs=["naive-softmax"])
def naive_window_predicts_the_center(student, expected, draw):
    """With naive softmax, the sum of the context's vectors predicts the center word."""
    for sizes in [{}, {"V": 4, "D": 6, "M": 3}]:
        agree(student, expected, CBOW, *a_window(draw, **sizes), only=("loss",))


@check("cbow", needs=["negative-sampling"])
def negative_window_predicts_the_center(student, expected, draw):
    """With negative sampling, the one prediction uses the one row of negatives."""
    for sizes in [{}, {"V": 4, "D": 6, "M": 3}]:
        agree(student, expected, CBOW, *cbow_window(draw, **sizes), only=("loss",))


@check("cbow", after=(naive_window_predicts_the_center, negative_window_predicts_the_center))
def gradients_land_in_the_right_rows(student, expected, draw):  # noqa: F811
    """Every word of the context gets the gradient as often as it occurs; the center word gets its own."""
    windows_agree(student, expected, CBOW, [a_window(draw), cbow_window(draw), cbow_window(draw, V=4, D=6, M=3)])


@check("cbow", after=(naive_window_predicts_the_center, negative_window_predicts_the_center))
def leaves_its_inputs_alone(student, expected, draw):  # noqa: F811
    """The function changes neither the matrices nor the window."""
    unchanged(student, (CBOW, *a_window(draw)), (CBOW, *cbow_window(draw)))
