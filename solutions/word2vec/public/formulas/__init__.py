"""The final lines that the course asks for, each with the loss that answers are compared with.

No answer is written here: the right value is the derivative of the loss, at random points of unequal sizes.
"""

import functools
from collections.abc import Sequence
from typing import Any

from autograder.answers.evaluator import relu, sigmoid
from autograder.answers.formula import Formula

from . import numbers, pair, windows
from .notation import COLUMNS, EXAMPLES, NOTATION, ROWS, TRANSPOSED, UPRIGHT, known_derivatives
from .sizes import SIZES

SMOOTH, STEPS = frozenset({"exp", "log"}), frozenset({"sign", "abs", "max", "relu"})
BOTH = (ROWS, COLUMNS)
NUMBER, VECTOR = "a number", "(D,)"
X = {"x": NUMBER}
SHIFT = {"x": VECTOR, "c": NUMBER, "i": "an index"}
SCORES = {"\\theta": VECTOR, "\\hat{y}": VECTOR, "y": VECTOR, "i": "an index"}
LAYERS = {"x": "(1, D_x)", "W_1": "(D_x, H)", "b_1": "(1, H)", "W_2": "(H, D_y)", "b_2": "(1, D_y)"}
LAYERS |= {"z_1": "(1, H)", "h": "(1, H)"} | dict.fromkeys(("z_2", "\\hat{y}", "y"), "(1, D_y)")
UNITS = {"D_x": NUMBER, "H": NUMBER, "D_y": NUMBER}
PAIR = {"U": "(V, D)", "v_c": VECTOR, "u_o": VECTOR, "u_w": VECTOR, "\\hat{y}": "(V,)", "y": "(V,)"}
PAIR |= {"o": "the outside word", "w": "any word", "V": NUMBER}
DRAWS = {"v_c": VECTOR, "u_o": VECTOR, "u_{w_s}": "(D,) of draw $s$", "K": NUMBER, "s": "a draw"}
REPEATS = DRAWS | {"\\mathbb{1}\\{w_k = w_s\\}": "1 or 0"}
REUSED = {"A": "(K+1, D)", "v_c": VECTOR, "\\mathbf{1}": "(K+1,)", "K": NUMBER}
PLACES = {"m": NUMBER, "j": "a place in the window"}
WINDOW = {
    "\\frac{\\partial J(v_c, w_{t+j}, U)}{\\partial v_c}": VECTOR,
    "\\frac{\\partial J(v_c, w_{t+j}, U)}{\\partial U}": "(V, D)",
} | PLACES
BAG = {
    "\\frac{\\partial J(\\hat{v}, w_t, U)}{\\partial \\hat{v}}": VECTOR,
    "\\frac{\\partial J(\\hat{v}, w_t, U)}{\\partial U}": "(V, D)",
    "n_w": "how often $w$ stands there",
} | PLACES

SKIPGRAM, BAG_OF_WORDS = "J_{\\mathrm{skipgram}}", "J_{\\mathrm{CBOW}}"


def by(symbol: str, loss: str = "J") -> str:
    """Return the derivative of the loss by a symbol, in LaTeX."""
    return f"\\frac{{\\partial {loss}}}{{\\partial {symbol}}}"


formula = functools.partial(Formula, notation=NOTATION, sizes=SIZES, conventions=(ROWS,))
vector = functools.partial(formula, is_transposed_right=True)
window = functools.partial(formula, symbols=WINDOW, remark=known_derivatives)
bag = functools.partial(formula, symbols=BAG, remark=known_derivatives)
drawn = functools.partial(vector, left=by("u_{w_s}"), conventions=BOTH, free="s", conditions=("w_i = w_s",))
OF_A_WORD: dict[str, Any] = {"is_transposed_right": True, "free": "w", "conditions": ("w_{t + i} = w",)}

DECLARED: Sequence[Formula] = (
    formula(
        "softmax-shift",
        r"\mathrm{softmax}(x + c)_i",
        numbers.softmax_shift,
        SHIFT,
        has_entries=True,
        gone=("c",),
        functions=SMOOTH | {"softmax", "max"},
    ),
    formula(
        "sigmoid-derivative",
        r"\sigma'(x)",
        numbers.of_a_number(sigmoid),
        X,
        bare="x",
        gone=(r"\sigma'(x)",),
        functions=SMOOTH | {"sigma", "tanh", "sech", "cosh", "abs"},
    ),
    formula(
        "relu-derivative",
        r"\mathrm{ReLU}'(x)",
        numbers.of_a_number(relu),
        X,
        gone=(r"\mathrm{ReLU}'(x)",),
        functions=STEPS,
    ),
    formula(
        "relu-derivative.leaky",
        r"\mathrm{LeakyReLU}'(x)",
        numbers.leaky_relu,
        X | {"\\alpha": NUMBER},
        functions=STEPS | {"relu'"},
    ),
    vector(
        "cross-entropy-gradient",
        by("\\theta", r"\mathrm{CE}(y, \hat{y})"),
        numbers.cross_entropy,
        SCORES,
        has_entries=True,
        functions=SMOOTH | {"softmax"},
    ),
    vector(
        "network-input-gradient",
        by("x"),
        numbers.network,
        LAYERS,
        bare="z_1",
        conventions=(EXAMPLES, TRANSPOSED, UPRIGHT),
    ),
    formula("network-parameters", r"\text{number of parameters}", numbers.parameters, UNITS),
    formula(
        "cross-entropy-naive",
        r"-\sum_w y_w \log \hat{y}_w",
        pair.naive_loss,
        PAIR,
        conventions=BOTH,
        gone=("y",),
    ),
    vector("naive-grad-center", by("v_c"), pair.naive_center, PAIR, conventions=BOTH),
    vector("naive-grad-outside", by("u_w"), pair.naive_outside, PAIR, conventions=BOTH, free="w"),
    formula("naive-grad-outside-matrix", by("U"), pair.naive_matrix, PAIR, conventions=BOTH),
    vector("neg-gradients.center", by("v_c"), pair.negative_center, DRAWS, conventions=BOTH),
    vector("neg-gradients.outside", by("u_o"), pair.negative_outside, DRAWS, conventions=BOTH),
    drawn("neg-gradients.negative", draw=pair.negative_drawn(lambda sizes: sizes.draws), symbols=DRAWS),
    vector("neg-reuse", "q", pair.reuse, REUSED, has_entries=True),
    drawn("neg-duplicates", draw=pair.negative_drawn(lambda sizes: sizes.repeats), symbols=REPEATS),
    window("skipgram-gradients.outside", by("U", SKIPGRAM), windows.by_outside(cbow=False), conventions=BOTH),
    window("skipgram-gradients.center", by("v_c", SKIPGRAM), windows.center, is_transposed_right=True),
    window(
        "skipgram-gradients.other",
        by("v_w", SKIPGRAM),
        windows.center_of(windows.not_in_the_center, cbow=False),
        **OF_A_WORD,
    ),
    bag(
        "cbow-gradients.context",
        by("v_w", BAG_OF_WORDS),
        windows.center_of(windows.anywhere, cbow=True),
        **OF_A_WORD,
    ),
    bag("cbow-gradients.outside", by("U", BAG_OF_WORDS), windows.by_outside(cbow=True), conventions=BOTH),
)
FORMULAS: dict[str, Formula] = {declared.id: declared for declared in DECLARED}
