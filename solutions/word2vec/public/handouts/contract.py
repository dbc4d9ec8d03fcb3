"""What each year's handout asked for, by the names that it gave. It lies in the sandbox, too."""

import re

OF_2017 = (
    "softmax",
    "sigmoid",
    "sigmoid_grad",
    "forward_backward_prop",
    "normalizeRows",
    "softmaxCostAndGradient",
    "negSamplingCostAndGradient",
    "skipgram",
    "cbow",
    "sgd",
)
OF_2019 = ("sigmoid", "naiveSoftmaxLossAndGradient", "negSamplingLossAndGradient", "skipgram", "sgd")
YEARS = {"2017": OF_2017, "2019": OF_2019}
ASKED = frozenset(OF_2017) | frozenset(OF_2019)
TELLING = frozenset(OF_2019) - frozenset(OF_2017)  # names that only later handouts have

FILES = "word2vec.py sgd.py q1_softmax.py q2_sigmoid.py q2_neural.py q3_word2vec.py q3_sgd.py".split()
NAIVE = ("naiveSoftmaxLossAndGradient", "softmaxCostAndGradient")
NEGATIVE = ("negSamplingLossAndGradient", "negSamplingCostAndGradient")
PAIRS = (*NAIVE, *NEGATIVE)
RAISED = "raised"  # how a value of the sandbox begins that stands for an exception
HELPERS = {  # function: those that it may build on, and for which right ones stand in
    "forward_backward_prop": ("softmax", "sigmoid", "sigmoid_grad"),
    **dict.fromkeys(NAIVE, ("softmax", "sigmoid")),
    **dict.fromkeys(NEGATIVE, ("sigmoid", "sigmoid_grad", "softmax")),
}
QUESTIONS = {  # function: (this course's question, its function there, the checks that are about it)
    "softmax": (
        "softmax",
        "softmax",
        ("value_of_a_vector", "value_of_every_row", "survives_large_numbers"),
    ),
    "sigmoid": ("sigmoid", "sigmoid", ("sigmoid_has_the_right_values",)),
    "sigmoid_grad": ("sigmoid", "sigmoid_grad", ("gradient_comes_from_the_value",)),
    "forward_backward_prop": (
        "network",
        "network_loss_and_gradient",
        ("loss_is_the_summed_cross_entropy", "gradient_is_the_slope_of_the_loss"),
    ),
    "normalizeRows": ("normalize-rows", "normalize_rows", ("rows_get_length_one",)),
    **dict.fromkeys(
        NAIVE,
        (
            "naive-softmax",
            "naive_softmax_loss_and_gradient",
            (
                "loss_is_the_cross_entropy",
                "center_gradient_is_the_slope",
                "outside_gradient_is_the_slope",
                "leaves_its_inputs_alone",
            ),
        ),
    ),
    **dict.fromkeys(
        NEGATIVE,
        (
            "negative-sampling",
            "negative_sampling_loss_and_gradient",
            (
                "loss_is_the_negative_sampling_loss",
                "center_gradient_is_the_slope",
                "outside_gradient_is_the_slope",
                "repeated_negatives_count_each_time",
                "leaves_its_inputs_alone",
            ),
        ),
    ),
}
ASKS_FOR_A_SUM = re.compile(
    r"\bsum\b[^\n]{0,40}\b(?:not|rather than|instead of)\b[^\n]{0,20}\b(?:mean|average)", re.IGNORECASE
)
"""Later starters of 2017 say in a comment that the cost is a sum and no mean."""


def year_of(defined: frozenset[str] | set[str]) -> str:
    """Return which handout the functions are of."""
    return "2019" if defined & TELLING or not defined & (ASKED - set(OF_2019)) else "2017"


OUTPUTS = {  # function: {name of one of its results in this course: in the handout}
    "normalizeRows": {"normalize_rows": "normalizeRows"},
    **{name: {"grad_center": "gradCenterVec", "grad_outside": "gradOutsideVecs"} for name in PAIRS[::2]},
    **{name: {"grad_center": "gradPred", "grad_outside": "grad", "loss": "cost"} for name in PAIRS[1::2]},
    "forward_backward_prop": {"loss": "cost"},
}


def in_the_handouts_words(function: str, text: str) -> str:
    """Return a sentence about a function with its results called as the handout calls them."""
    for ours, theirs in OUTPUTS.get(function, {}).items():
        text = re.sub(rf"\b{ours}\b", theirs, text)
    return text
