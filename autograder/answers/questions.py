"""What each answer is compared with: a declared loss, differentiated here, at random points of unequal sizes.

No formula of an answer stands here. Losses take complex numbers, so that one complex step gives their derivative to the
last digit (Squire and Trapp, SIAM Review 40, 1998).
"""

import difflib
import functools
from dataclasses import dataclass, field, replace

import numpy as np

from ..catalogue import UnknownQuestion
from .evaluate import Misfit, Point, Unknown, index, relu, sigmoid, softmax, value
from .tree import Apply, Name

ROWS, COLUMNS = "words as rows", "words as columns"
EXAMPLES, TRANSPOSED, UPRIGHT = "examples as rows", "examples as columns, matrices transposed", "examples as columns"


@dataclass(frozen=True)
class Case:
    """A point, and the right value there.

    parts: {what it comes from: its share of the value}. where: {label: mask of the entries that it is about}, so that
    an answer which is right under one label only can be told. data: {name: value}, what the point was made from.
    """

    at: Point
    want: np.ndarray
    parts: dict = field(default_factory=dict)
    where: dict = field(default_factory=dict)
    data: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Quantity:
    """One thing to be written down.

    draw: function of numbers (shape -> random array), sizes and a convention that gives its Cases, one for each value of
    a free index. symbols: {what may be used: what it is}. entries: whether one entry may stand for all, with an index of
    its own. free: the free index, which an answer may call by another letter. bare: what σ is taken of where nothing is
    said. left: what stands before the equals sign.
    """

    left: str
    draw: object
    symbols: dict
    conventions: tuple = (ROWS,)
    transposed: bool = False  # whether its transpose is right as well
    entries: bool = False
    free: str = ""
    bare: str = ""
    gone: tuple = ()  # names and functions that a result no longer contains


@dataclass(frozen=True, eq=False)
class Sizes:
    """How large the points of the pair and of the window are, and which words stand where."""

    V: int
    D: int
    o: int
    c: int
    others: tuple  # words that are neither
    draws: tuple
    repeats: tuple  # draws of which some are the same word
    window: dict  # place: word; one stands there twice, and one is the center word
    network: tuple  # D_x, H, D_y


LARGE = (  # one after the other, so that no size, word or place is the same in all draws
    Sizes(7, 3, 2, 0, (4, 0), (1, 4, 6, 3, 5), (1, 4, 1, 3, 1), {-2: 4, -1: 1, 1: 0, 2: 4}, (3, 5, 4)),
    Sizes(8, 4, 5, 3, (1, 3), (2, 0, 7), (6, 2, 6), {-3: 2, -2: 6, -1: 1, 1: 3, 2: 6, 3: 7}, (4, 2, 6)),
    Sizes(6, 5, 0, 4, (2, 4), (1, 3, 5, 2), (3, 1, 3, 5), {-2: 5, -1: 4, 1: 2, 2: 5}, (2, 4, 3)),
)
SMALL = (Sizes(3, 1, 2, 0, (1,), (0, 1), (1, 0, 1), {-1: 1, 1: 1}, (1, 1, 2)),)  # with rounded numbers: for examples
THIN = tuple(replace(sizes, D=1, network=(1, 1, sizes.network[2])) for sizes in LARGE)  # of one dimension
FREE_OF_D = 4  # entries of a vector that belongs to no pair


def find(id):
    """The id, if a formula is asked for under it; raises UnknownQuestion, which names the nearest ones."""
    if id in QUANTITIES:
        return id
    near = difflib.get_close_matches(id, QUANTITIES, n=3, cutoff=0.5) or QUANTITIES
    raise UnknownQuestion(f"no formula is asked for under the id {id!r}; there are {', '.join(near)}")


def cases(id, number, sizes=LARGE):
    """The Cases of one draw in every convention: {convention: [Case, …]}."""
    quantity, chosen, small = QUANTITIES[id], sizes[number % len(sizes)], sizes is SMALL
    found = {}
    for convention in quantity.conventions:
        rng = np.random.default_rng(list(f"{id}/{number}/{chosen.V}/{chosen.D}".encode()))  # the same in every convention
        found[convention] = list(quantity.draw(_rounded(rng) if small else _normal(rng), chosen, convention))
    return found


def _normal(rng):
    return lambda *shape: rng.normal(size=shape)


def _rounded(rng):
    """Numbers that can be put into a sentence."""
    return lambda *shape: rng.choice([-2, -1, -0.5, 0.5, 1, 2], size=shape) if shape else rng.choice([-2, -1, -0.5, 0.5, 2])


def slope(f, x, h=1e-30):
    """The derivative of a real function of an array."""
    grad = np.zeros(x.shape)
    for place in np.ndindex(*x.shape):
        step = x.astype(complex)
        step[place] += 1j * h
        grad[place] = np.imag(f(step)) / h
    return grad


def slopes(terms, x, shaped):
    """(derivative of a sum of terms, {name of a term: its part of it}); `shaped` brings it into the answer's shape."""
    parts = {name: shaped(slope(f, x)) for name, f in terms.items()}
    return sum(parts.values()), parts


def column(x):
    return x.reshape(-1, 1)


def number(x):
    return np.asarray(float(x))


def onehot(n, at):
    return np.eye(n)[:, at : at + 1]


def log_softmax(scores, at):
    return scores[at] - np.log(np.sum(np.exp(scores)))


def rows_of(shape, labels, by_columns=False):
    """{label: mask of its rows (or columns) in an array of that shape}."""
    masks = {label: np.zeros(shape, bool) for label in labels}
    for label, numbers in labels.items():
        masks[label][(slice(None), numbers) if by_columns else numbers] = True
    return masks


def by_index(**tables):
    """A family of symbols: {kind of index: {number: value}}."""

    def pick(where):
        kind, number = where
        if number not in tables.get(kind, {}):
            raise Misfit(f"An index is out of place: there is no {kind} {number} here.")
        return tables[kind][number]

    return pick


def everywhere(label):
    return {label: np.True_}


# ---------------------------------------------------------------- numbers and vectors


def _of_a_number(f, leaky=False):
    """Cases for the slope of a function of x (and α, if it is leaky), on both sides of zero."""

    def draw(numbers, sizes, convention):
        near, far = 0.1, 1  # on both sides of α, too
        for side, label, scale in ((1, "positive", far), (-1, "negative", far), (1, "positive", near), (-1, "negative", near)):
            x, alpha = number(side * scale * (0.5 + abs(numbers()))), number(0.5 + 0.4 * np.tanh(numbers()))
            symbols = {"x": x} | ({"\\alpha": alpha} if leaky else {})
            yield Case(Point(symbols), slope(lambda z: f(z, alpha), x), where=everywhere(label), data=dict(symbols))

    return draw


def _softmax_shift(numbers, sizes, convention):
    n = FREE_OF_D + sizes.o if sizes.V > 3 else 2
    x, c = column(numbers(n)), number(numbers())
    data = {"x": x, "c": c}
    yield Case(Point(data | {"D": number(n)}, ranges={"entry": range(1, n + 1)}, sizes={n: "D"}), softmax(x + c), data=data)


def _cross_entropy(numbers, sizes, convention):
    n, o = (FREE_OF_D + sizes.o, sizes.o) if sizes.V > 3 else (2, 0)
    theta, y = numbers(n), onehot(n, o)
    data = {"\\theta": column(theta), "y": y}
    at = Point(data | {"\\hat{y}": softmax(column(theta)), "D": number(n)}, ranges={"entry": range(1, n + 1)}, sizes={n: "D"})
    terms = {TRUE: lambda z: -np.sum(y[:, 0] * z), NORMALIZER: lambda z: np.log(np.sum(np.exp(z)))}
    want, parts = slopes(terms, theta, column)
    yield Case(at, want, parts, rows_of(want.shape, {"observed": [o], "others": [i for i in range(n) if i != o]}), data)


def _network(numbers, sizes, convention):
    Dx, H, Dy = sizes.network
    x, W1, b1, W2, b2 = (numbers(*shape) for shape in ((1, Dx), (Dx, H), (1, H), (H, Dy), (1, Dy)))
    y = onehot(Dy, 1).T

    def loss(x):
        return -np.sum(y[0] * log_softmax((sigmoid(x @ W1 + b1) @ W2 + b2)[0], np.arange(Dy)))

    z1 = x @ W1 + b1
    h = sigmoid(z1)
    z2 = h @ W2 + b2
    data = {"x": x, "W_1": W1, "b_1": b1, "W_2": W2, "b_2": b2, "y": y}
    values = data | {"z_1": z1, "h": h, "z_2": z2, "\\hat{y}": softmax(z2)}
    grad = slope(loss, x)
    if convention != EXAMPLES:
        turned = {name: array.T for name, array in values.items() if convention == TRANSPOSED or 1 in array.shape}
        values, grad = values | turned, grad.T
    yield Case(Point(values, sizes={Dx: "D_x", H: "H", Dy: "D_y", 1: "1"}), grad, data=data)


def _parameters(numbers, sizes, convention):
    Dx, H, Dy = (2 + int(4 * abs(numbers())) for _ in range(3))
    data = {"D_x": number(Dx), "H": number(H), "D_y": number(Dy)}
    shapes = {"$W_1$": (Dx, H), "$b_1$": (H,), "$W_2$": (H, Dy), "$b_2$": (Dy,)}
    parts = {name: number(np.zeros(shape).size) for name, shape in shapes.items()}
    yield Case(Point(dict(data)), sum(parts.values()), parts, data=data)


# ---------------------------------------------------------------- one pair

TRUE, NORMALIZER, NEGATIVES = "the true pair", "the normalizing sum", "the negatives"


def naive_terms(v, U, o):
    """Naive softmax, -log of the probability of word o, as a sum of two terms; v or U is what will vary."""
    return {
        TRUE: lambda z: -(z[o] @ v if U is None else U[o] @ z),
        NORMALIZER: lambda z: np.log(np.sum(np.exp(z @ v if U is None else U @ z))),
    }


def negative_terms(v, U, o, words):
    """Negative sampling: of word o, and of the drawn words."""

    def scores(z, at):
        return z[at] @ v if U is None else U[at] @ z

    return {
        TRUE: lambda z: -np.log(sigmoid(scores(z, o))),
        NEGATIVES: lambda z: -sum(np.log(sigmoid(-scores(z, word))) for word in words),
    }


def pair_loss(v, U, o):
    return sum(term(v) for term in naive_terms(None, U, o).values())


def _pair(numbers, sizes, convention, words=()):
    """(v, U, Point, data) for one pair."""
    v, U = numbers(sizes.D), numbers(sizes.V, sizes.D)
    y, y_hat = onehot(sizes.V, sizes.o), softmax(column(U @ v))
    symbols = {"v_c": column(v), "U": U if convention == ROWS else U.T, "V": number(sizes.V), "D": number(sizes.D)}
    u = {w + 1: column(U[w]) for w in range(sizes.V)}
    families = {"u": by_index(word=u, draw={k: u[word + 1] for k, word in enumerate(words, 1)})}
    letters = {sizes.V: "V", sizes.D: "D", len(words): "K", 1: "1"}
    indices = {"o": ("word", sizes.o + 1), "c": ("word", sizes.c + 1)}
    ranges, default, data = {"word": range(1, sizes.V + 1)}, "word", {"v_c": column(v)}
    if words:
        symbols["K"] = number(len(words))
        ranges["draw"], default = range(1, len(words) + 1), "draw"
        families["index", "w"] = by_index(draw={k: ("word", word + 1) for k, word in enumerate(words, 1)})
        data |= {"u_o": column(U[sizes.o])} | {f"u_{{w_{k + 1}}}": column(U[word]) for k, word in enumerate(words)}
    else:
        symbols |= {"y": y, "\\hat{y}": y_hat}
        families["P"] = by_index(word={w + 1: number(y_hat[w, 0]) for w in range(sizes.V)})
        data |= {f"u_{w + 1}": column(U[w]) for w in range(sizes.V)} | {"o": number(sizes.o + 1)}
    return v, U, Point(symbols, families, indices, ranges, letters, default), data


def _naive_loss(numbers, sizes, convention):
    v, U, at, data = _pair(numbers, sizes, convention)
    yield Case(at, number(pair_loss(v, U, sizes.o)), data=data)


def _naive_center(numbers, sizes, convention):
    v, U, at, data = _pair(numbers, sizes, convention)
    yield Case(at, *slopes(naive_terms(None, U, sizes.o), v, column), data=data)


def _naive_matrix(numbers, sizes, convention):
    v, U, at, data = _pair(numbers, sizes, convention)
    want, parts = slopes(naive_terms(v, None, sizes.o), U, lambda grad: grad if convention == ROWS else grad.T)
    others = [w for w in range(sizes.V) if w != sizes.o]
    yield Case(at, want, parts, rows_of(want.shape, {"observed": [sizes.o], "others": others}, convention == COLUMNS), data)


def _naive_outside(numbers, sizes, convention):
    v, U, at, data = _pair(numbers, sizes, convention)
    for w in (sizes.o, *sizes.others):
        want, parts = slopes(naive_terms(v, None, sizes.o), U, lambda grad: column(grad[w]))
        label = everywhere("observed" if w == sizes.o else "others")
        yield Case(_with(at, {"w": ("word", w + 1)}), want, parts, label, data | {"w": number(w + 1)})


def _with(at, indices):
    return replace(at, indices=at.indices | indices)


def _negative_center(numbers, sizes, convention):
    v, U, at, data = _pair(numbers, sizes, convention, sizes.draws)
    yield Case(at, *slopes(negative_terms(None, U, sizes.o, sizes.draws), v, column), data=data)


def _negative_outside(numbers, sizes, convention):
    v, U, at, data = _pair(numbers, sizes, convention, sizes.draws)
    yield Case(at, column(slopes(negative_terms(v, None, sizes.o, sizes.draws), U, np.asarray)[0][sizes.o]), data=data)


def _negative_drawn(name):
    """Cases for the outside vector of a drawn word, for the first three draws."""

    def draw(numbers, sizes, convention):
        words = getattr(sizes, name)
        v, U, at, data = _pair(numbers, sizes, convention, words)
        grad = slopes(negative_terms(v, None, sizes.o, words), U, np.asarray)[0]
        for s, word in enumerate(words[:3]):
            label = everywhere("once" if words.count(word) == 1 else "repeated")
            yield Case(_with(at, {"s": ("draw", s + 1)}), column(grad[word]), where=label, data=data | {"s": number(s + 1)})

    return draw


def _reuse(numbers, sizes, convention):
    K = len(sizes.draws)
    A, v = numbers(K + 1, sizes.D), numbers(sizes.D)
    q = column(slope(lambda z: -np.sum(np.log(sigmoid(z))), A @ v))
    data = {"A": A, "v_c": column(v)}
    symbols = {"A": A if convention == ROWS else A.T, "v_c": column(v), "\\mathbf{1}": np.ones((K + 1, 1)), "K": number(K), "D": number(sizes.D)}
    letters = {K: "K", sizes.D: "D", K + 1: "K+1", 1: "1"}
    yield Case(Point(symbols, ranges={"entry": range(1, K + 2)}, sizes=letters), q, data=data)


# ---------------------------------------------------------------- windows


def _window(numbers, sizes, convention, cbow):
    """(Vs, U, Point, data) of a window; Vs (V, D) are the center vectors."""
    Vs, U = numbers(sizes.V, sizes.D), numbers(sizes.V, sizes.D)
    words, center, around = sizes.window | {0: sizes.c}, sizes.c, list(sizes.window.values())
    v_hat = sum(Vs[word] for word in around)

    @functools.lru_cache(256)
    def pair_slope(by_U, vector, o):
        vector = np.frombuffer(vector)
        if by_U:
            return slope(lambda U: pair_loss(vector, U, o), U)
        return column(slope(lambda v: pair_loss(v, U, o), vector))

    def known(node, here, bound):
        """The derivative of J(a center vector, an outside word, U), which the question takes as known."""
        here.steps += 50
        if not isinstance(node.loss, Name) or node.loss.base not in ("J", "L"):
            raise Unknown(node.latex())
        if cbow and not node.arguments and node.by.latex() == "\\hat{v}":
            return pair_slope(False, v_hat.tobytes(), center)
        place = next((a for a in node.arguments if isinstance(a, Name) and a.base in ("w", "c", "o")), None)
        vectors = [a for a in node.arguments if a is not place and a.latex() != "U"]
        if place is None or len(vectors) != 1:
            raise Unknown(node.latex())
        here.families["u"](index(place, here, bound))  # whether there is such a word
        o, center_vector = index(place, here, bound)[1] - 1, value(vectors[0], here, bound)
        if center_vector.shape != (sizes.D, 1):
            raise Misfit(f"${vectors[0].latex()}$ has the shape {here.shape(center_vector)}, and a center vector (D, 1) is meant.")
        by, given = node.by, (np.ascontiguousarray(center_vector).tobytes(), o)
        if by.latex() == "U":
            return pair_slope(True, *given) if convention == ROWS else pair_slope(True, *given).T
        if by == vectors[0]:
            return pair_slope(False, *given)
        if isinstance(by, Name) and by.base == "u" and by.sub is not None:
            here.families["u"](index(by.sub, here, bound))
            return column(pair_slope(True, *given)[index(by.sub, here, bound)[1] - 1])
        if isinstance(by, Name) and by.base == "v" and by.sub is not None and vectors[0].latex() in ("v_{c}", "\\hat{v}"):
            w = index(by.sub, here, bound)[1] - 1
            times = around.count(w) if vectors[0].latex() == "\\hat{v}" else float(w == center)
            return times * pair_slope(False, *given)
        raise Unknown(node.latex())

    m = max(sizes.window)
    symbols = {"U": U if convention == ROWS else U.T, "v_c": column(Vs[center]), "m": number(m), "V": number(sizes.V), "D": number(sizes.D)}
    families = {
        "u": by_index(word={w + 1: column(U[w]) for w in range(sizes.V)}),
        "v": by_index(word={w + 1: column(Vs[w]) for w in range(sizes.V)}),
        "n": by_index(word={w + 1: number(around.count(w)) for w in range(sizes.V)}),
        ("index", "w"): by_index(position={place: ("word", word + 1) for place, word in words.items()}),
    }
    at = Point(
        symbols | ({"\\hat{v}": column(v_hat)} if cbow else {}),
        families,
        {"c": ("word", center + 1), "t": ("position", 0), "m": ("position", m)},
        {"word": range(1, sizes.V + 1), "position": range(-m, m + 1)},
        {sizes.V: "V", sizes.D: "D", 1: "1"},
        "position",
        known,
    )
    data = {f"v_{w + 1}": column(Vs[w]) for w in range(sizes.V)} | {f"u_{w + 1}": column(U[w]) for w in range(sizes.V)}
    text = {f"w_{{t{place:+d}}}" if place else "w_t": number(word + 1) for place, word in sorted(words.items())}
    return Vs, U, at, data | text


def window_terms(Vs, U, sizes, cbow):
    """The window's loss, one term for each prediction; Vs or U is what will vary."""
    words = sizes.window.values()

    def loss(z, outside):
        centers, outsides = (z, U) if Vs is None else (Vs, z)
        return pair_loss(sum(centers[w] for w in words) if cbow else centers[sizes.c], outsides, outside)

    if cbow:
        return {"": lambda z: loss(z, sizes.c)}
    places = {word: [f"${place:+d}$" for place, there in sizes.window.items() if there == word] for word in words}
    return {
        f"the outside word at {' and '.join(there)}": lambda z, word=word, times=len(there): times * loss(z, word)
        for word, there in places.items()
    }


def _by_outside(cbow):
    def draw(numbers, sizes, convention):
        Vs, U, at, data = _window(numbers, sizes, convention, cbow)
        turned = (lambda grad: grad) if convention == ROWS else np.transpose
        yield Case(at, *slopes(window_terms(Vs, None, sizes, cbow), U, turned), data=data)

    return draw


def _by_center(which, cbow=False):
    """Cases for the center vector of the center word, of the words around it, or of others."""

    def draw(numbers, sizes, convention):
        Vs, U, at, data = _window(numbers, sizes, convention, cbow)
        around = list(sizes.window.values())
        chosen = {"center": [sizes.c], "context": sorted(set(around)), "other": sorted({*around, *sizes.others} - {sizes.c})}[which]
        for w in chosen:
            n = around.count(w)
            want, parts = slopes(window_terms(None, U, sizes, cbow), Vs, lambda grad: column(grad[w]))
            label = everywhere("once" if n == 1 else "repeated") if which == "context" else {}
            if which == "center":
                yield Case(at, want, parts, label, data)
            else:
                yield Case(_with(at, {"w": ("word", w + 1)}), want, parts, label, data | {"w": number(w + 1)})

    return draw


# ---------------------------------------------------------------- all of them

BOTH = (ROWS, COLUMNS)
NUMBER, VECTOR = "a number", "(D,)"
PAIR = {"U": "(V, D)", "v_c": VECTOR, "u_o": VECTOR, "u_w": VECTOR, "\\hat{y}": "(V,)", "y": "(V,)", "o": "the outside word", "w": "any word", "V": NUMBER}
DRAWS = {"v_c": VECTOR, "u_o": VECTOR, "u_{w_s}": "(D,) of draw $s$", "K": NUMBER, "s": "a draw"}
CENTER, BY_U = "\\frac{\\partial J(v_c, w_{t+j}, U)}{\\partial v_c}", "\\frac{\\partial J(v_c, w_{t+j}, U)}{\\partial U}"
WINDOW = {CENTER: VECTOR, BY_U: "(V, D)", "m": NUMBER, "j": "a place in the window"}
BAG_V, BAG_U = "\\frac{\\partial J(\\hat{v}, w_t, U)}{\\partial \\hat{v}}", "\\frac{\\partial J(\\hat{v}, w_t, U)}{\\partial U}"
BAG = {BAG_V: VECTOR, BAG_U: "(V, D)", "n_w": "how often $w$ stands there", "m": NUMBER, "j": "a place in the window"}
LAYERS = {"x": "(1, D_x)", "W_1": "(D_x, H)", "b_1": "(1, H)", "W_2": "(H, D_y)", "b_2": "(1, D_y)", "z_1": "(1, H)", "h": "(1, H)"}
LAYERS |= dict.fromkeys(("z_2", "\\hat{y}", "y"), "(1, D_y)")
X = {"x": NUMBER}

QUANTITIES = {
    "softmax-shift": Quantity(r"\mathrm{softmax}(x + c)_i", _softmax_shift, {"x": VECTOR, "c": NUMBER, "i": "an index"}, entries=True, gone=(Name("c"),)),
    "sigmoid-derivative": Quantity(r"\sigma'(x)", _of_a_number(lambda x, alpha: sigmoid(x)), X, bare="x", gone=(Apply("sigma", Name("x"), 1),)),
    "relu-derivative": Quantity(r"\mathrm{ReLU}'(x)", _of_a_number(lambda x, alpha: relu(x)), X, gone=(Apply("relu", Name("x"), 1),)),
    "relu-derivative.leaky": Quantity(
        r"\mathrm{LeakyReLU}'(x)", _of_a_number(lambda x, alpha: relu(x) + alpha * (x - relu(x)), leaky=True), X | {"\\alpha": NUMBER}
    ),
    "cross-entropy-gradient": Quantity(
        r"\frac{\partial \mathrm{CE}(y, \hat{y})}{\partial \theta}", _cross_entropy,
        {"\\theta": VECTOR, "\\hat{y}": VECTOR, "y": VECTOR, "i": "an index"}, transposed=True, entries=True,
    ),
    "network-input-gradient": Quantity(r"\frac{\partial J}{\partial x}", _network, LAYERS, (EXAMPLES, TRANSPOSED, UPRIGHT), transposed=True),
    "network-parameters": Quantity(r"\text{number of parameters}", _parameters, {"D_x": NUMBER, "H": NUMBER, "D_y": NUMBER}),
    "cross-entropy-naive": Quantity(r"-\sum_w y_w \log \hat{y}_w", _naive_loss, PAIR, BOTH),
    "naive-grad-center": Quantity(r"\frac{\partial J}{\partial v_c}", _naive_center, PAIR, BOTH, transposed=True),
    "naive-grad-outside": Quantity(r"\frac{\partial J}{\partial u_w}", _naive_outside, PAIR, BOTH, transposed=True, free="w"),
    "naive-grad-outside-matrix": Quantity(r"\frac{\partial J}{\partial U}", _naive_matrix, PAIR, BOTH),
    "neg-gradients.center": Quantity(r"\frac{\partial J}{\partial v_c}", _negative_center, DRAWS, BOTH, transposed=True),
    "neg-gradients.outside": Quantity(r"\frac{\partial J}{\partial u_o}", _negative_outside, DRAWS, BOTH, transposed=True),
    "neg-gradients.negative": Quantity(r"\frac{\partial J}{\partial u_{w_s}}", _negative_drawn("draws"), DRAWS, BOTH, transposed=True, free="s"),
    "neg-reuse": Quantity("q", _reuse, {"A": "(K+1, D)", "v_c": VECTOR, "\\mathbf{1}": "(K+1,)", "K": NUMBER}, BOTH, transposed=True, entries=True),
    "neg-duplicates": Quantity(
        r"\frac{\partial J}{\partial u_{w_s}}", _negative_drawn("repeats"), DRAWS | {"\\mathbb{1}\\{w_k = w_s\\}": "1 or 0"}, BOTH, transposed=True, free="s"
    ),
    "skipgram-gradients.outside": Quantity(r"\frac{\partial J_{\mathrm{skipgram}}}{\partial U}", _by_outside(False), WINDOW, BOTH),
    "skipgram-gradients.center": Quantity(r"\frac{\partial J_{\mathrm{skipgram}}}{\partial v_c}", _by_center("center"), WINDOW, transposed=True),
    "skipgram-gradients.other": Quantity(r"\frac{\partial J_{\mathrm{skipgram}}}{\partial v_w}", _by_center("other"), WINDOW, transposed=True, free="w"),
    "cbow-gradients.context": Quantity(r"\frac{\partial J_{\mathrm{CBOW}}}{\partial v_w}", _by_center("context", True), BAG, transposed=True, free="w"),
    "cbow-gradients.outside": Quantity(r"\frac{\partial J_{\mathrm{CBOW}}}{\partial U}", _by_outside(True), BAG, BOTH),
}  # fmt: skip
