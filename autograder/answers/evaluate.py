"""The value of an answer at one point, from the declared symbols alone.

Numbers are 0-d, everything else is a matrix: a column (n, 1), a row (1, n), or (n, m). Shapes are checked as parts are
combined.
"""

from dataclasses import dataclass, field

import numpy as np

from . import tree as t

MOST_STEPS = 20_000  # parts evaluated, those inside sums each time


class Unknown(Exception):
    """A symbol that is not declared."""


class Unbound(Unknown):
    """An index that nothing gives a value to."""


class Misfit(Exception):
    """Two parts that cannot be combined; the text names them and their shapes."""


@dataclass
class Point:
    """One assignment of values.

    symbols: {name as it is written: value}; families: {base: function of (kind, number) of an index};
    indices: {name: (kind, number)}; ranges: {kind: numbers}; sizes: {number: letter}, to say shapes with;
    default: the kind of an index that says nothing of itself; derivatives: function of a Derivative and this point.
    """

    symbols: dict
    families: dict = field(default_factory=dict)
    indices: dict = field(default_factory=dict)
    ranges: dict = field(default_factory=dict)
    sizes: dict = field(default_factory=dict)
    default: str = "entry"
    derivatives: object = None
    steps: int = 0

    def shape(self, value):
        if value.ndim == 0:
            return "a number"
        return "(" + ", ".join(self.sizes.get(n, str(n)) for n in value.shape) + ")"


def value(node, at, bound=None):
    """The value of a tree at a point; `bound` holds the indices of the sums around it."""
    bound = bound or {}
    at.steps += 1
    if at.steps > MOST_STEPS:
        raise Misfit("This is more to compute than a final line should be.")
    return FORMS[type(node)](node, at, bound)


def _number(node, at, bound):
    return np.asarray(node.value, dtype=float)


def _name(node, at, bound):
    written = node.latex().replace("{", "").replace("}", "")
    for name, found in at.symbols.items():
        if name.replace("{", "").replace("}", "") == written and not (node.sub and _is_bound(node.sub, at, bound)):
            return found
    if node.sub is not None:
        if node.base in at.families:
            return at.families[node.base](index(node.sub, at, bound))
        if node.base in at.symbols:
            return _entry_of(at.symbols[node.base], index(node.sub, at, bound), node)
    if node.base == "e" and node.sub is None:
        return np.asarray(np.e)
    if node.sub is None and node.base in {**at.indices, **bound}:
        return np.asarray(float({**at.indices, **bound}[node.base][1]))
    raise Unknown(node.latex())


def _is_bound(sub, at, bound):
    return isinstance(sub, t.Name) and sub.sub is None and sub.base in bound


def _entry(node, at, bound):
    return _entry_of(value(node.of, at, bound), index(node.sub, at, bound), node)


def _entry_of(array, where, node):
    number = where[1]
    if array.ndim == 0:
        raise Misfit(f"{node.latex()} is no entry: {node.base if isinstance(node, t.Name) else 'what stands before it'} is a number.")
    if 1 not in array.shape:
        return array[number].reshape(-1, 1) if number < len(array) else _outside(node)
    return np.asarray(array.ravel()[number]) if number < array.size else _outside(node)


def _outside(node):
    raise Misfit(f"{node.latex()} asks for an entry that is not there.")


def index(node, at, bound):
    """(kind, number) of what stands in a subscript."""
    names = {**at.indices, **bound}
    match node:
        case t.Name(base=base, sub=None) if base in names:
            return names[base]
        case t.Name(base=base, sub=sub) if sub is not None and ("index", base) in at.families:
            return at.families["index", base](index(sub, at, bound))
        case t.Add(left=left, right=right, sign=sign):
            (kind, first), (other, second) = index(left, at, bound), index(right, at, bound)
            return (kind if kind == "position" else other), first + second if sign == "+" else first - second
        case t.Negate(of=of):
            kind, number = index(of, at, bound)
            return kind, -number
        case t.Number(value=number) if number == int(number):
            return at.default, int(number)
        case t.Name(sub=None):
            raise Unbound(node.latex())
    raise Unknown(node.latex())


def _add(node, at, bound):
    left, right = value(node.left, at, bound), value(node.right, at, bound)
    if left.shape != right.shape and left.ndim and right.ndim:
        what = "added" if node.sign == "+" else "subtracted"
        raise Misfit(f"{node.left.latex()} {at.shape(left)} and {node.right.latex()} {at.shape(right)} cannot be {what}.")
    return left + right if node.sign == "+" else left - right


def _product(node, at, bound):
    left, right = value(node.left, at, bound), value(node.right, at, bound)
    if node.op == "\\circ":
        if left.shape != right.shape and left.ndim and right.ndim:
            raise _cannot("multiplied entry by entry", node, left, right, at)
        return left * right
    if left.ndim == 0 or right.ndim == 0:
        return left * right
    if left.shape[1] == right.shape[0]:
        found = left @ right
        return found.reshape(()) if found.size == 1 else found
    if node.op == "\\cdot" and left.shape == right.shape and 1 in left.shape:
        return np.asarray(np.sum(left * right))
    raise _cannot("multiplied", node, left, right, at)


def _cannot(what, node, left, right, at):
    return Misfit(f"{node.left.latex()} {at.shape(left)} and {node.right.latex()} {at.shape(right)} cannot be {what}.")


def _over(node, at, bound):
    left, right = value(node.left, at, bound), value(node.right, at, bound)
    if right.ndim:
        raise Misfit(f"{node.right.latex()} {at.shape(right)} cannot stand below a fraction line: it is no number.")
    return left / right


def _power(node, at, bound):
    base, by = value(node.of, at, bound), value(node.by, at, bound)
    if isinstance(node.of, t.Name) and node.of.base == "e" and node.of.sub is None:
        return np.exp(by)
    if base.ndim or by.ndim:
        raise Misfit(f"{node.latex()}: only numbers are raised to a power.")
    return np.asarray(np.power(base.astype(complex) if base < 0 and by != int(by) else base, by))


def _transpose(node, at, bound):
    return value(node.of, at, bound).T


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def softmax(x):
    e = np.exp(x - np.max(x.real))
    return e / np.sum(e)


def relu(x):
    return x * (np.real(x) > 0)


PLAIN = {"exp": np.exp, "log": np.log, "ln": np.log, "tanh": np.tanh, "sigma": sigmoid, "softmax": softmax, "relu": relu}
SLOPES = {
    "sigma": lambda x: sigmoid(x) * (1 - sigmoid(x)),
    "tanh": lambda x: 1 - np.tanh(x) ** 2,
    "exp": np.exp,
    "relu": lambda x: (x > 0) * 1.0,
}


def _apply(node, at, bound):
    of = value(node.of, at, bound)
    functions = {0: PLAIN, 1: SLOPES}.get(node.primes, {})
    if node.function == "diag" and not node.primes:
        return np.diag(of.ravel())
    if node.function not in functions:
        raise Unknown(node.latex())
    return np.asarray(functions[node.function](of))


def _ones(node, at, bound):
    if "\\mathbf{1}" not in at.symbols:
        raise Unknown(node.latex())
    return at.symbols["\\mathbf{1}"]


def _norm(node, at, bound):
    return np.asarray(np.sqrt(np.sum(value(node.of, at, bound) ** 2)))


def _size(node, at, bound):
    of = value(node.of, at, bound)
    return np.abs(of)


def _probability(node, at, bound):
    if "P" not in at.families:
        raise Unknown(node.latex())
    index(node.given, at, bound)
    return at.families["P"](index(node.of, at, bound))


def holds(where, at, bound):
    """Whether all relations hold, as indices where they are, as numbers otherwise."""
    return all(_related(relation, at, bound) for relation in where)


def _related(relation, at, bound):
    signs = {"=": np.equal, "\\ne": np.not_equal, "<": np.less, ">": np.greater, "\\le": np.less_equal, "\\ge": np.greater_equal}
    parts = []
    for part in relation.parts:
        try:
            parts.append(index(part, at, bound)[1])
        except Unknown:
            parts.append(value(part, at, bound))
    return all(bool(signs[sign](a, b)) for sign, a, b in zip(relation.signs, parts, parts[1:]) if sign in signs)


def _indicator(node, at, bound):
    return np.asarray(float(holds(node.where, at, bound)))


def _sum(node, at, bound):
    name, kind, where = _range(node, at, bound)
    total = None
    for number in at.ranges[kind]:
        inner = bound | {name: (kind, number)}
        if holds(where, at, inner):
            term = value(node.of, at, inner)
            total = term if total is None else total + term
    return np.asarray(0.0) if total is None else total


def _range(node, at, bound):
    """(index, its kind, the conditions on it)."""
    if not node.where:
        raise Misfit(f"{node.latex()}: over what does the sum run?")
    names = [part for relation in node.where for part in relation.parts if isinstance(part, t.Name) and part.sub is None]
    free = [part.base for part in names if part.base not in at.indices and part.base not in at.symbols and part.base not in bound]
    first = node.where[0]
    if isinstance(first.parts[0], t.Name) and first.signs[:1] in [("=",), ("\\in",)] or len(first.parts) == 1:
        free = [first.parts[0].latex()]
    if not free:
        raise Misfit(f"{node.latex()}: over what does the sum run?")
    name = free[0]
    bounds = " ".join(r.latex() for r in node.where) + (f" {node.upper.latex()}" if node.upper is not None else "")
    kind = at.default
    for letter, candidate in (("V", "word"), ("W", "word"), ("K", "draw"), ("D", "entry"), ("m", "position")):
        if candidate in at.ranges and letter in bounds.replace("name", ""):  # \name{…} is how a longer word is written
            kind = candidate
    if kind not in at.ranges:
        raise Misfit(f"{node.latex()}: over what does the sum run?")
    simple = first.signs[:1] in [("=",), ("\\in",)] and len(first.parts) == 2
    return name, kind, node.where[1:] if simple and (node.upper is not None or first.signs == ("\\in",)) else _conditions(node.where)


def _conditions(where):
    return tuple(relation for relation in where if relation.signs)


def _cases(node, at, bound):
    for of, where in node.rows:
        if where is None or holds(where, at, bound):
            return value(of, at, bound)
    raise Misfit(f"{node.latex()}: a case is missing.")


def _derivative(node, at, bound):
    if at.derivatives is None:
        raise Unknown(node.latex())
    return at.derivatives(node, at, bound)


def _list(node, at, bound):
    raise Misfit(f"{node.latex()}: a list in brackets means nothing here.")


FORMS = {
    t.Number: _number, t.Name: _name, t.Entry: _entry, t.Add: _add, t.Product: _product, t.Over: _over, t.Power: _power,
    t.Transpose: _transpose, t.Apply: _apply, t.Ones: _ones, t.Norm: _norm, t.Size: _size, t.Probability: _probability,
    t.Indicator: _indicator, t.Sum: _sum, t.Cases: _cases, t.Derivative: _derivative, t.List: _list,
    t.Negate: lambda node, at, bound: -value(node.of, at, bound),
}  # fmt: skip
