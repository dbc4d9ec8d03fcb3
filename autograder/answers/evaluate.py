"""The value of an answer at one point, from the declared symbols alone.

Numbers are 0-d, everything else is a matrix: a column (n, 1), a row (1, n), or (n, m). Shapes are checked as parts are
combined.
"""

import functools
import re
from dataclasses import dataclass, field

import numpy as np

from . import tree as t

MOST_STEPS = 6_000  # parts evaluated, those inside sums each time
LARGEST_INDEX, MOST_ENTRIES = 1000, 100


class Unknown(Exception):
    """A symbol that is not declared."""


class Unbound(Unknown):
    """An index that nothing gives a value to."""


class Elided(Unknown):
    """Something that dots stand for."""


class Misfit(Exception):
    """Two parts that cannot be combined; the text names them and their shapes."""


class Uncovered(Misfit):
    """A case that a case distinction leaves out."""


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

    def __post_init__(self):
        self.named = {name.replace("{", "").replace("}", ""): found for name, found in self.symbols.items()}

    def shape(self, value):
        if value.ndim == 0:
            return "a number"
        return "(" + ", ".join(self.sizes.get(n, str(n)) for n in value.shape) + ")"


def value(node, at, bound=None):
    """The value of a tree at a point; `bound` holds the indices of the sums around it."""
    bound = {} if bound is None else bound
    at.steps += 1
    if at.steps > MOST_STEPS:
        raise Misfit("This is more to compute than a final line should be.")
    return FORMS[type(node)](node, at, bound)


def _number(node, at, bound):
    return np.asarray(node.value, dtype=float)


@functools.lru_cache(4096)
def _written(node):
    return node.latex().replace("{", "").replace("}", "")


def _name(node, at, bound):
    sub = node.sub
    if not (sub is not None and _is_bound(sub, at, bound)) and (found := at.named.get(_written(node))) is not None:
        return found
    if sub is not None:
        if node.base in at.families:
            return at.families[node.base](index(sub, at, bound))
        if node.base in at.symbols:
            return _entry_of(at.symbols[node.base], index(sub, at, bound), node)
        if node.base == "\\delta" and isinstance(sub, t.Product):  # Kronecker's
            return np.asarray(float(index(sub.left, at, bound) == index(sub.right, at, bound)))
    elif node.base == "e":
        return np.asarray(np.e)
    elif node.base in bound:
        return np.asarray(float(bound[node.base][1]))
    raise Unknown(node.latex())


def _is_bound(sub, at, bound):
    return isinstance(sub, t.Name) and sub.sub is None and sub.base in bound


def _entry(node, at, bound):
    return _entry_of(value(node.of, at, bound), index(node.sub, at, bound), node)


def _entry_of(array, where, node):
    number = where[1]
    if array.ndim == 0:
        raise Misfit(f"${node.latex()}$ is no entry: what stands before the index is a number.")
    if 1 not in array.shape:
        return array[number - 1].reshape(-1, 1) if 0 < number <= len(array) else _outside(node)
    return np.asarray(array.ravel()[number - 1]) if 0 < number <= array.size else _outside(node)


def _outside(node):
    raise Misfit(f"${node.latex()}$ asks for an entry that is not there.")


def index(node, at, bound):
    """(kind, number) of what stands in a subscript."""
    match node:
        case t.Name(base=base, sub=None) if base in bound or base in at.indices:
            return bound.get(base) or at.indices[base]
        case t.Name(base=base, sub=sub) if sub is not None and ("index", base) in at.families:
            return at.families["index", base](index(sub, at, bound))
        case t.Add(left=left, right=right, sign=sign):
            (kind, first), (other, second) = index(left, at, bound), index(right, at, bound)
            return (kind if kind == "position" else other), first + second if sign == "+" else first - second
        case t.Negate(of=of):
            kind, number = index(of, at, bound)
            return kind, -number
        case t.Number(value=number) if number < LARGEST_INDEX and number == int(number):
            return at.default, int(number)
        case t.Name(base=base, sub=None) if not base.isupper():  # a capital letter counts something
            raise Unbound(node.latex())
    raise Unknown(node.latex())


def _add(node, at, bound):
    left, right = value(node.left, at, bound), value(node.right, at, bound)
    if left.shape != right.shape and left.ndim and right.ndim:
        what = "added" if node.sign == "+" else "subtracted"
        raise _cannot(what, node, left, right, at)
    return left + right if node.sign == "+" else left - right


def _product(node, at, bound):
    left, right = value(node.left, at, bound), value(node.right, at, bound)
    if left.ndim == 0 or right.ndim == 0 or node.op == "*" and left.shape == right.shape:
        return left * right
    if node.op == "\\circ":
        if left.shape != right.shape:
            raise _cannot("multiplied entry by entry", node, left, right, at)
        return left * right
    if left.shape[1] == right.shape[0]:
        found = left @ right
        return found.reshape(()) if found.size == 1 else found
    if node.op == "\\cdot" and left.shape == right.shape and 1 in left.shape:
        return np.asarray(np.sum(left * right))
    raise _cannot("multiplied", node, left, right, at)


def _cannot(what, node, left, right, at):
    return Misfit(f"${node.left.latex()}$ {at.shape(left)} and ${node.right.latex()}$ {at.shape(right)} cannot be {what}.")


def _over(node, at, bound):
    left, right = value(node.left, at, bound), value(node.right, at, bound)
    if right.ndim and left.ndim and left.shape != right.shape:
        raise _cannot("divided", node, left, right, at)
    return left / right


def _power(node, at, bound):
    base, by = value(node.of, at, bound), value(node.by, at, bound)
    if isinstance(node.of, t.Name) and node.of.base == "e" and node.of.sub is None:
        return np.exp(by)
    if base.ndim or by.ndim:
        raise Misfit(f"${node.latex()}$: only numbers are raised to a power.")
    return np.asarray(np.power(base.astype(float), by))


def _transpose(node, at, bound):
    of = value(node.of, at, bound)
    if node.prime and not of.ndim:
        raise Unknown(node.latex())  # a derivative, not a transpose
    return of.T


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def softmax(x):
    e = np.exp(x - np.max(x.real))
    return e / np.sum(e)


def relu(x):
    return x * (np.real(x) > 0)


PLAIN = {"exp": np.exp, "log": np.log, "tanh": np.tanh, "sign": np.sign, "sigma": sigmoid, "softmax": softmax, "relu": relu}
SLOPES = {
    "sigma": lambda x: sigmoid(x) * (1 - sigmoid(x)),
    "tanh": lambda x: 1 - np.tanh(x) ** 2,
    "exp": np.exp,
    "relu": lambda x: (x > 0) * 1.0,
}


def _apply(node, at, bound):
    if node.function == "max":
        return _largest(node, at, bound)
    of = value(node.of, at, bound)
    functions = {0: PLAIN, 1: SLOPES}.get(node.primes, {})
    if node.function == "diag" and not node.primes:
        if of.size > MOST_ENTRIES:
            raise Misfit(f"${node.latex()}$ is too large.")
        return np.diag(of.ravel())
    if node.function not in functions:
        raise Unknown(node.latex())
    return np.asarray(functions[node.function](of))


def _largest(node, at, bound):
    """The maximum of a list, entry by entry, or of the entries of one vector."""
    parts = [value(part, at, bound) for part in (node.of.parts if isinstance(node.of, t.List) else (node.of,))]
    shapes = {part.shape for part in parts if part.ndim}
    if len(shapes) > 1:
        raise Misfit(f"${node.latex()}$: these have different shapes.")
    return functools.reduce(np.maximum, parts) if len(parts) > 1 else np.asarray(np.max(parts[0]))


def _ones(node, at, bound):
    return at.symbols.get("\\mathbf{1}", np.asarray(1.0))  # where no length is declared, a number that fits any


def _dots(node, at, bound):
    raise Elided(node.latex())


def _norm(node, at, bound):
    return np.asarray(np.sqrt(np.sum(value(node.of, at, bound) ** 2)))


def _size(node, at, bound):
    of = value(node.of, at, bound)
    return np.abs(of)


def _probability(node, at, bound):
    if "P" not in at.families:
        raise Unknown(node.latex())
    if index(node.given, at, bound) != at.indices["c"]:
        raise Misfit(f"${node.latex()}$: what is given is the center word $c$.")
    return at.families["P"](index(node.of, at, bound))


SETS = re.compile(r"^(\\mathrm\{)?(V|W|K|D|[Vv]oc|[Ww]ord|[Nn]eg|[Dd]raw)")  # names of sets that hold everything
COMPARED = {"=": np.equal, "\\ne": np.not_equal, "<": np.less, ">": np.greater, "\\le": np.less_equal, "\\ge": np.greater_equal}


def holds(where, at, bound):
    """Whether all relations hold, as indices where they are, as numbers otherwise."""
    return all(_related(relation, at, bound) for relation in where)


def _related(relation, at, bound):
    if not relation.signs:
        (part,) = relation.parts
        if isinstance(part, t.Name) and part.base in bound:  # the index of a sum
            return True
        return bool(_number_of(part, at, bound)) if isinstance(part, t.Indicator) else _no_condition(part, at, bound)
    for sign, left, right in zip(relation.signs, relation.parts, relation.parts[1:]):
        if sign == "\\in" and not isinstance(right, t.List):
            if not SETS.search(right.latex()):
                raise Unknown(right.latex())
        elif sign == "\\in":
            if _number_of(left, at, bound) not in _members(right, at, bound):
                return False
        elif sign == "\\setminus":
            if _number_of(relation.parts[0], at, bound) in _members(right, at, bound):
                return False
        elif sign in COMPARED and not isinstance(left, t.List):
            if {_kind(left, at, bound), _kind(right, at, bound)} == {"word", "draw"}:
                raise Misfit(f"${relation.latex()}$: a word is compared with a draw.")
            if not COMPARED[sign](_number_of(left, at, bound), _number_of(right, at, bound)):
                return False
    return True


def _no_condition(part, at, bound):
    value(part, at, bound)  # which may say that it is unknown
    raise Misfit(f"${part.latex()}$ stands where a condition is meant.")


def _kind(node, at, bound):
    try:
        return index(node, at, bound)[0]
    except Unknown:
        return None


def _number_of(node, at, bound):
    """An index's number, or the value of a formula that is one."""
    try:
        return index(node, at, bound)[1]
    except Unknown as problem:
        try:
            found = value(node, at, bound)
        except Unknown as deeper:
            raise deeper if isinstance(deeper, Unbound) else problem from None
        if found.ndim:
            raise Misfit(f"${node.latex()}$ {at.shape(found)} cannot be compared: it is no number.") from None
        return float(found)


def _members(node, at, bound):
    """The numbers of a set; dots stand for all those between their neighbors."""
    parts = node.parts if isinstance(node, t.List) else (node,)
    numbers = [None if isinstance(part, t.Dots) else _number_of(part, at, bound) for part in parts]
    found = {number for number in numbers if number is not None}
    for before, dots, after in zip(numbers, numbers[1:], numbers[2:]):
        if dots is None and None not in (before, after) and max(abs(before), abs(after)) < LARGEST_INDEX:
            found |= set(range(int(before), int(after) + 1))
    return found


def _indicator(node, at, bound):
    return np.asarray(float(holds(node.where, at, bound)))


TOGETHER = {"\\sum": np.add, "\\prod": np.multiply, "\\max": np.maximum}


def _sum(node, at, bound):
    name, kind, numbers, where = _range(node, at, bound)
    total = None
    for number in numbers:
        inner = bound | {name: (kind, number)}
        if holds(where, at, inner):
            term = value(node.of, at, inner)
            total = term if total is None else _joined(node, total, term)
    return np.asarray(0.0) if total is None else total


def _joined(node, total, term):
    for one, other in ((total, term), (term, total)):
        if one.ndim == 0 and one == 0 and node.op == "\\sum":  # a plain 0 for zeros
            return other
    if total.shape != term.shape:
        raise Misfit(f"${node.latex()}$: the terms have different shapes.")
    return TOGETHER[node.op](total, term)


LETTERS = (("V", "word"), ("W", "word"), ("K", "draw"), ("D", "entry"), ("m", "position"), ("n", "count"))


@functools.lru_cache(4096)
def _below(where, upper):
    """(names that may be the index, whether the first relation gives it, the letters that say what it runs over)."""
    first = where[0]
    given = isinstance(first.parts[0], t.Name) and first.signs[:1] in ((), ("=",), ("\\in",))
    parts = [deeper for relation in where for part in relation.parts for deeper, _ in t.places(part) if isinstance(deeper, t.Name)]
    names = [first.parts[0].latex()] if given else [part.base for part in parts if part.sub is None and part.base not in "mKVD"]
    bounds = " ".join(r.latex() for r in where) + (f" {upper.latex()}" if upper is not None else "")
    bounds = re.sub(r"\\mathrm\{[Nn]eg\w*\}|\\mathrm\{[Dd]raws?\}", "K", bounds)  # longer words that name a set
    bounds = re.sub(r"\\mathrm\{([Vv]oc|[Ww]ord)\w*\}", "W", bounds)
    return names, given, re.sub(r"\\mathrm\{\w*\}|\\ne|\\in", "", bounds)


def _range(node, at, bound):
    """(index, its kind, the numbers that it takes, the conditions on it)."""
    where, upper, unclear = node.where, node.upper, Misfit(f"${node.latex()}$: over what does the sum run?")
    if not where:
        raise unclear
    names, given, letters = _below(where, upper)
    name = next((name for name in names if given or name not in at.indices and name not in at.symbols and name not in bound), None)
    kind = next((kind for letter, kind in LETTERS if letter in letters and (kind in at.ranges or kind == "count")), at.default)
    if kind == "count" and upper is None:
        kind = at.default
    whole = at.ranges.get(kind, ())
    if name is None or not len(whole) and kind != "count":
        raise unclear
    sign = where[0].signs[:1]
    if upper is not None and sign != ("=",):
        raise unclear
    if upper is None or sign != ("=",):
        listed = sign == ("\\in",) and isinstance(where[0].parts[1], t.List) and kind != "position"  # {w_1, …, w_K}
        return name, kind, whole, where[1:] if listed else where
    try:
        lowest, highest = (_number_of(part, at, bound) for part in (where[0].parts[1], upper))
    except Unknown:
        if "W" not in letters:
            raise
        return name, kind, whole, where[1:]
    if (lowest, highest) == (0, len(whole) - 1) and kind in ("word", "draw", "entry"):
        return name, kind, whole, where[1:]  # counted from 0
    if lowest != int(lowest) or highest != int(highest):
        raise unclear
    if not -LARGEST_INDEX < lowest <= highest + 1 < LARGEST_INDEX:
        raise unclear
    return name, kind, range(int(lowest), int(highest) + 1), where[1:]


def _cases(node, at, bound):
    for of, where in sorted(node.rows, key=lambda row: row[1] is None):  # otherwise comes last, wherever it stands
        if where is None or holds(where, at, bound):
            return value(of, at, bound)
    raise Uncovered(f"${node.latex()}$: a case is missing.")


def _derivative(node, at, bound):
    """A known derivative; that of a sum is the sum of derivatives."""
    of = node.loss
    if isinstance(of, t.Sum):
        return value(t.Sum(_slope(of.of, node.by), of.where, of.upper, of.op), at, bound)
    if isinstance(of, t.Add):
        return value(t.Add(_slope(of.left, node.by), _slope(of.right, node.by), of.sign), at, bound)
    if at.derivatives is None:
        raise Unknown(node.latex())
    return at.derivatives(node, at, bound)


def _slope(of, by):
    if isinstance(of, t.Product) and isinstance(of.right, t.List):
        return t.Derivative(of.left, of.right.parts, by)
    return t.Derivative(of, (), by)


def _list(node, at, bound):
    raise Misfit(f"${node.latex()}$: a list in brackets means nothing here.")


FORMS = {
    t.Number: _number, t.Name: _name, t.Entry: _entry, t.Add: _add, t.Product: _product, t.Over: _over, t.Power: _power,
    t.Transpose: _transpose, t.Apply: _apply, t.Ones: _ones, t.Norm: _norm, t.Size: _size, t.Probability: _probability,
    t.Indicator: _indicator, t.Dots: _dots, t.Sum: _sum, t.Cases: _cases, t.Derivative: _derivative, t.List: _list,
    t.Negate: lambda node, at, bound: -value(node.of, at, bound),
}  # fmt: skip
