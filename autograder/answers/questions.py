"""What each answer is compared with: a declared loss, differentiated here, at random points of unequal sizes.

No formula of an answer stands here. Losses take complex numbers, so that one complex step gives their derivative to the
last digit (Squire and Trapp, SIAM Review 40, 1998).
"""

from dataclasses import dataclass, field

import numpy as np

from .evaluate import Point, Unknown, index, relu, sigmoid, softmax

ROWS, COLUMNS = "words as rows", "words as columns"
EXAMPLES, TRANSPOSED, UPRIGHT = "examples as rows", "examples as columns, matrices transposed", "examples as columns"


@dataclass(frozen=True)
class Quantity:
    """One thing to be written down.

    draw: function of a generator and a convention, giving [(Point, the right value)], one for each value of a free index.
    symbols: {what may be used: what it is}. entries: whether an answer may give one entry, with an index of its own.
    """

    draw: object
    symbols: dict
    conventions: tuple = (ROWS,)
    transposed: bool = False  # whether its transpose is right as well
    entries: bool = False


def slope(f, x, h=1e-30):
    """The derivative of a real function of an array."""
    grad = np.zeros(x.shape)
    for place in np.ndindex(*x.shape):
        step = x.astype(complex)
        step[place] += 1j * h
        grad[place] = np.imag(f(step)) / h
    return grad


def column(x):
    return x.reshape(-1, 1)


def number(x):
    return np.asarray(float(x))


def onehot(n, at):
    return np.eye(n)[:, at : at + 1]


def log_softmax(scores, at):
    return scores[at] - np.log(np.sum(np.exp(scores)))


# ---------------------------------------------------------------- numbers and vectors


def _of_a_number(slopes, negative=True):
    """Points for a function of one number x: its slope on both sides of zero."""

    def draw(rng, convention):
        for sign in (1, -1) if negative else (1,):
            x, alpha = number(sign * rng.uniform(0.2, 2)), number(rng.uniform(0.1, 0.9))
            yield Point({"x": x, "\\alpha": alpha}), slopes(x, alpha)

    return draw


def _softmax_shift(rng, convention):
    x, c = column(rng.normal(size=6)), number(rng.normal())
    yield Point({"x": x, "c": c}, ranges={"entry": range(6)}, sizes={6: "D"}), softmax(x + c)


def _cross_entropy(rng, convention):
    theta, o = rng.normal(size=6), int(rng.integers(6))
    y, y_hat = onehot(6, o), softmax(column(theta))
    at = Point({"\\theta": column(theta), "y": y, "\\hat{y}": y_hat}, ranges={"entry": range(6)}, sizes={6: "D"})
    yield at, column(slope(lambda scores: -np.sum(y[:, 0] * log_softmax(scores, np.arange(6))), theta))


NETWORK = {"D_x": 3, "H": 5, "D_y": 4}


def _network(rng, convention):
    Dx, H, Dy = NETWORK.values()
    x, W1, b1, W2, b2 = (rng.normal(size=shape) for shape in ((1, Dx), (Dx, H), (1, H), (H, Dy), (1, Dy)))
    y = onehot(Dy, int(rng.integers(Dy))).T

    def loss(x):
        return -np.sum(y[0] * log_softmax((sigmoid(x @ W1 + b1) @ W2 + b2)[0], np.arange(Dy)))

    z1 = x @ W1 + b1
    h = sigmoid(z1)
    z2 = h @ W2 + b2
    values = {"x": x, "W_1": W1, "b_1": b1, "W_2": W2, "b_2": b2, "z_1": z1, "h": h, "z_2": z2, "y": y, "\\hat{y}": softmax(z2)}
    grad = slope(loss, x)
    if convention != EXAMPLES:
        turned = {name: value.T for name, value in values.items() if convention == TRANSPOSED or 1 in value.shape}
        values, grad = values | turned, grad.T
    yield Point(values, sizes={Dx: "D_x", H: "H", Dy: "D_y", 1: "1"}), grad


def _parameters(rng, convention):
    sizes = {name: int(n) for name, n in zip(NETWORK, rng.choice(np.arange(2, 30), 3, replace=False))}
    shapes = [(sizes["D_x"], sizes["H"]), (sizes["H"],), (sizes["H"], sizes["D_y"]), (sizes["D_y"],)]
    yield Point({name: number(n) for name, n in sizes.items()}), number(sum(np.zeros(shape).size for shape in shapes))


# ---------------------------------------------------------------- one pair

V, D, K = 7, 3, 5
SIZES = {V: "V", D: "D", K: "K", K + 1: "K+1", 1: "1"}


def pair_loss(v, U, o):
    """Naive softmax: -log of the probability that softmax(U v) gives to word o."""
    return -log_softmax(U @ v, o)


def negative_loss(v, U, o, words):
    """Negative sampling: of word o, and of the drawn words."""
    return -np.log(sigmoid(U[o] @ v)) - sum(np.log(sigmoid(-U[word] @ v)) for word in words)


def _pair(rng, convention, words=()):
    """(v, U, o) and a Point for them."""
    v, U, o = rng.normal(size=D), rng.normal(size=(V, D)), 2
    y, y_hat = onehot(V, o), softmax(column(U @ v))
    symbols = {"v_c": column(v), "U": U if convention == ROWS else U.T, "V": number(V), "D": number(D), "K": number(len(words))}
    rows = {"word": lambda n: U[n], "draw": lambda n: U[words[n]]}
    families = {
        "u": lambda where: column(rows[where[0]](where[1])),
        ("index", "w"): lambda where: ("word", words[where[1]]),
    }
    at = Point(symbols, families, {"o": ("word", o), "c": ("word", 0)}, {"word": range(V)}, SIZES, "word")
    if not words:
        at.symbols |= {"y": y, "\\hat{y}": y_hat}
        at.families["P"] = lambda where: np.asarray(y_hat[where[1], 0])
    else:
        at.ranges["draw"], at.default = range(len(words)), "draw"
    return v, U, o, at


def _naive(of):
    """Points for a quantity of the pair's naive softmax loss."""

    def draw(rng, convention):
        v, U, o, at = _pair(rng, convention)
        yield at, of(v, U, o, convention)

    return draw


def _naive_outside(rng, convention):
    v, U, o, at = _pair(rng, convention)
    grad = slope(lambda U: pair_loss(v, U, o), U)
    for w in (o, 4, 0):
        yield Point(**{**vars(at), "indices": at.indices | {"w": ("word", w)}, "steps": 0}), column(grad[w])


def _negative(of, words=(1, 4, 6, 3, 5), free=False):
    """Points for a quantity of negative sampling; with `free`, one for each draw s."""

    def draw(rng, convention):
        v, U, o, at = _pair(rng, convention, words)
        for s in range(len(words)) if free else (None,):
            indices = at.indices | ({"s": ("draw", s)} if free else {})
            yield Point(**{**vars(at), "indices": indices, "steps": 0}), of(v, U, o, words, s)

    return draw


def _reuse(rng, convention):
    A, v = rng.normal(size=(K + 1, D)), rng.normal(size=D)
    q = column(slope(lambda z: -np.sum(np.log(sigmoid(z))), A @ v))
    symbols = {"A": A if convention == ROWS else A.T, "v_c": column(v), "\\mathbf{1}": np.ones((K + 1, 1))}
    yield Point(symbols, sizes=SIZES), q


# ---------------------------------------------------------------- windows

WINDOW = {-2: 4, -1: 1, 1: 4, 2: 6}  # a word stands there twice


def _window(rng, convention, cbow):
    v, U, _, at = _pair(rng, convention)
    center = 0
    words = WINDOW | {0: center}
    Vs = rng.normal(size=(V, D))
    v_hat = sum(Vs[word] for word in WINDOW.values())
    vector = v_hat if cbow else Vs[center]
    at.symbols |= {"v_c": column(Vs[center]), "m": number(2)} | ({"\\hat{v}": column(v_hat)} if cbow else {})
    at.symbols = {name: value for name, value in at.symbols.items() if name not in ("y", "\\hat{y}")}
    del at.families["P"]
    at.families["index", "w"] = lambda where: ("word", words[where[1]])
    at.families["v"] = lambda where: column(Vs[where[1]])
    at.ranges["position"], at.default = range(-2, 3), "position"
    at.indices = {"c": ("word", center), "t": ("position", 0)}

    def known(node, here, bound):
        by, o = node.by.latex(), center if cbow else None
        for argument in node.arguments[1:2]:
            o = index(argument, here, bound)[1]
        if o is None:
            raise Unknown(node.latex())
        if by == "U":
            grad = slope(lambda U: pair_loss(vector, U, o), U)
            return grad if convention == ROWS else grad.T
        if by == ("\\hat{v}" if cbow else "v_{c}"):
            return column(slope(lambda v: pair_loss(v, U, o), vector))
        raise Unknown(node.latex())

    at.derivatives = known
    return Vs, U, center, at


def window_loss(Vs, U, center, cbow):
    if cbow:
        return pair_loss(sum(Vs[word] for word in WINDOW.values()), U, center)
    return sum(pair_loss(Vs[center], U, word) for word in WINDOW.values())


def _of_a_window(by, cbow=False):
    def draw(rng, convention):
        Vs, U, center, at = _window(rng, convention, cbow)
        if by == "U":
            grad = slope(lambda U: window_loss(Vs, U, center, cbow), U)
            yield at, grad if convention == ROWS else grad.T
            return
        grad = slope(lambda Vs: window_loss(Vs, U, center, cbow), Vs)
        for w in {"center": (center,), "other": (1, 4, 5), "context": (1, 4)}[by]:
            here = Point(**{**vars(at), "indices": at.indices | {"w": ("word", w)}, "steps": 0})
            here.families = here.families | {"n": lambda where: number(sum(word == where[1] for word in WINDOW.values()))}
            yield here, column(grad[w])

    return draw


# ---------------------------------------------------------------- all of them

BOTH = (ROWS, COLUMNS)
PAIR = {"U": "(V, D), or (D, V) if words are columns", "u_w": "(D,), row w of U", "v_c": "(D,)", "\\hat{y}": "(V,)", "y": "(V,)", "o, c, w": "words", "V": "number of words"}
DRAWS = {"u_o": "(D,)", "u_{w_s}": "(D,), for draw s", "v_c": "(D,)", "\\sigma": "the sigmoid", "K": "number of draws"}
WINDOWS = {"\\frac{\\partial J(v_c, w_{t+j}, U)}{\\partial v_c}": "(D,)", "\\frac{\\partial J(v_c, w_{t+j}, U)}{\\partial U}": "(V, D)", "j, m": "places in the window"}
BAG = {"\\frac{\\partial J(\\hat{v}, w_t, U)}{\\partial \\hat{v}}": "(D,)", "\\frac{\\partial J(\\hat{v}, w_t, U)}{\\partial U}": "(V, D)", "n_w": "how often w stands there"}

QUANTITIES = {
    "softmax-shift": Quantity(_softmax_shift, {"x": "(D,)", "c": "a number", "i": "an index"}, entries=True),
    "sigmoid-derivative": Quantity(_of_a_number(lambda x, a: slope(sigmoid, x)), {"x": "a number", "\\sigma": "the sigmoid"}),
    "relu-derivative": Quantity(_of_a_number(lambda x, a: slope(relu, x)), {"x": "a number"}),
    "relu-derivative.leaky": Quantity(
        _of_a_number(lambda x, a: slope(lambda z: relu(z) + a * (z - relu(z)), x)), {"x": "a number", "\\alpha": "a number"}
    ),
    "cross-entropy-gradient": Quantity(
        _cross_entropy, {"\\theta": "(D,)", "\\hat{y}": "(D,)", "y": "(D,)", "i": "an index"}, transposed=True, entries=True
    ),
    "network-input-gradient": Quantity(
        _network,
        {"x": "(1, D_x)", "W_1": "(D_x, H)", "b_1": "(1, H)", "W_2": "(H, D_y)", "b_2": "(1, D_y)", "z_1, h": "(1, H)", "z_2, y, \\hat{y}": "(1, D_y)"},
        (EXAMPLES, TRANSPOSED, UPRIGHT),
    ),
    "network-parameters": Quantity(_parameters, {"D_x": "a number", "H": "a number", "D_y": "a number"}),
    "cross-entropy-naive": Quantity(_naive(lambda v, U, o, _: number(pair_loss(v, U, o))), PAIR, BOTH),
    "naive-grad-center": Quantity(
        _naive(lambda v, U, o, _: column(slope(lambda v: pair_loss(v, U, o), v))), PAIR, BOTH, transposed=True
    ),
    "naive-grad-outside": Quantity(_naive_outside, PAIR, BOTH, transposed=True),
    "naive-grad-outside-matrix": Quantity(
        _naive(lambda v, U, o, how: (lambda grad: grad if how == ROWS else grad.T)(slope(lambda U: pair_loss(v, U, o), U))), PAIR, BOTH
    ),
    "neg-gradients.center": Quantity(
        _negative(lambda v, U, o, words, _: column(slope(lambda v: negative_loss(v, U, o, words), v))), DRAWS, BOTH, transposed=True
    ),
    "neg-gradients.outside": Quantity(
        _negative(lambda v, U, o, words, _: column(slope(lambda U: negative_loss(v, U, o, words), U)[o])), DRAWS, BOTH, transposed=True
    ),
    "neg-gradients.negative": Quantity(
        _negative(lambda v, U, o, words, s: column(slope(lambda U: negative_loss(v, U, o, words), U)[words[s]]), free=True),
        DRAWS, BOTH, transposed=True,
    ),
    "neg-reuse": Quantity(_reuse, {"A": "(K+1, D)", "v_c": "(D,)", "\\mathbf{1}": "(K+1,), ones"}, BOTH),
    "neg-duplicates": Quantity(
        _negative(lambda v, U, o, words, s: column(slope(lambda U: negative_loss(v, U, o, words), U)[words[s]]), (1, 4, 1, 3, 1), True),
        DRAWS | {"\\mathbb{1}\\{w_k = w_s\\}": "1 or 0"}, BOTH, transposed=True,
    ),
    "skipgram-gradients.outside": Quantity(_of_a_window("U"), WINDOWS, BOTH),
    "skipgram-gradients.center": Quantity(_of_a_window("center"), WINDOWS, transposed=True),
    "skipgram-gradients.other": Quantity(_of_a_window("other"), WINDOWS, transposed=True),
    "cbow-gradients.context": Quantity(_of_a_window("context", True), BAG, transposed=True),
    "cbow-gradients.outside": Quantity(_of_a_window("U", True), BAG, BOTH),
}  # fmt: skip
