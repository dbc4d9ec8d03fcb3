"""Ways to undo one mistake in an answer: each gives (part that was touched, the tree without the mistake)."""

import contextlib
import functools
from itertools import combinations

from . import tree as t
from .evaluate import Misfit, Unknown, value
from .reader import Unreadable, read

HERE = t.Name("here")  # an index that no answer uses
ONE = t.Number(1.0)
OPPOSITE = {"<": ">", ">": "<", "\\le": "\\ge", "\\ge": "\\le", "=": "\\ne", "\\ne": "="}
RANGES = {  # kind of index: what stands below a sum over all of it
    "word": (t.Relation((HERE, t.Name("V")), ("\\in",)),),
    "draw": (t.Relation((HERE, t.Name("K")), ("\\in",)),),
    "entry": (t.Relation((HERE,), ()),),
    "position": (
        t.Relation((t.Negate(t.Name("m")), HERE, t.Name("m")), ("\\le", "\\le")),
        t.Relation((HERE, t.Number(0.0)), ("\\ne",)),
    ),
}


def opposite(node):
    return node.of if isinstance(node, t.Negate) else t.Negate(node)


def outside_sigmoids(node):
    """The places of a tree that are in no sigmoid."""
    inside = [part.of for part, _ in t.places(node) if _is_sigmoid(part)]
    hidden = {id(deeper) for of in inside for deeper, _ in t.places(of)}
    return [(part, rebuilt) for part, rebuilt in t.places(node) if id(part) not in hidden]


def _is_sigmoid(part):
    return isinstance(part, t.Apply) and part.function == "sigma" and not part.primes


def signs(node):
    """The other sign before a term, a factor, an exponent."""
    below = indices_of(node)
    for part, rebuilt in outside_sigmoids(node):
        if id(part) in below:
            continue
        match part:
            case t.Add(left=left, right=right, sign=sign):
                yield right, rebuilt(t.Add(left, right, "-" if sign == "+" else "+"))
                yield left, rebuilt(t.Add(t.Negate(left), right, sign))
            case t.Negate(of=of):
                yield of, rebuilt(of)
            case t.Cases(rows=rows):
                for i, (value, where) in enumerate(rows):
                    yield value, rebuilt(t.Cases((*rows[:i], (opposite(value), where), *rows[i + 1 :])))
            case t.Apply(function=function, of=of, primes=primes):
                yield part, rebuilt(t.Apply(function, t.Negate(of), primes)) if function != "sigma" else rebuilt(t.Negate(part))
            case t.Power(of=of, by=by):
                yield part, rebuilt(t.Power(of, t.Negate(by)))
            case t.Sum(of=of, where=where, upper=upper):
                yield part, rebuilt(t.Sum(opposite(of), where, upper))


def sigmoids_of_the_opposite(node):
    for part, rebuilt in t.places(node):
        if _is_sigmoid(part):
            yield part, rebuilt(t.Apply("sigma", opposite(part.of)))


def functions_for_slopes(node):
    """A function's derivative for the function, and the other way round."""
    for part, rebuilt in t.places(node):
        if isinstance(part, t.Apply) and part.primes < 2:
            yield part, rebuilt(t.Apply(part.function, part.of, 1 - part.primes))


def ones_out_of_sigmoids(node):
    """σ(z - 1) as σ(z) - 1, and σ(1 - z) as 1 - σ(z)."""
    for part, rebuilt in t.places(node):
        if _is_sigmoid(part) and isinstance(part.of, t.Add):
            left, right, sign = part.of.left, part.of.right, part.of.sign
            if _is_one(right):
                yield part, rebuilt(t.Add(t.Apply("sigma", left), right, sign))
            if _is_one(left):
                yield part, rebuilt(t.Add(left, t.Apply("sigma", right), sign))


def _is_one(node):
    return node == ONE or isinstance(node, t.Ones)


def transposes(node):
    """A transpose added or taken away, two factors exchanged, and two of these at once."""
    found = list(_transposes(node))
    yield from found
    for (part, _), (other, _) in combinations(found[:12], 2):
        for again, rebuilt in t.places(next(tree for p, tree in found if p is part)):
            if again is other:
                yield other, rebuilt(_turned(other))
                break


def _transposes(node):
    below = indices_of(node)
    for part, rebuilt in t.places(node):
        if isinstance(part, (t.Name, t.Add, t.Transpose)) and id(part) not in below:
            yield part, rebuilt(_turned(part))
    for part, rebuilt in t.places(node):
        if isinstance(part, t.Product) and part.op != "\\circ":
            yield part, rebuilt(t.Product(part.right, part.left, part.op))


def _turned(node):
    return node.of if isinstance(node, t.Transpose) else t.Transpose(node)


def indices_of(node):
    """The identities of all parts that belong to an index."""
    return {id(deeper) for sub in subscripts(node) for deeper, _ in t.places(sub)}


def subscripts(node):
    """What stands in the subscripts and below the sums of a tree."""
    for part, _ in t.places(node):
        if isinstance(part, (t.Name, t.Entry)) and part.sub is not None:
            yield part.sub
        if isinstance(part, t.Sum):
            yield from part.where
            if part.upper is not None:
                yield part.upper


def without_a_factor(node):
    for part, rebuilt in t.places(node):
        match part:
            case t.Product(left=left, right=right):
                yield left, rebuilt(right)
                yield right, rebuilt(left)
            case t.Over(left=left):
                yield part, rebuilt(left)
            case t.Power(of=of):
                yield part, rebuilt(of)


def exchanged_cases(node):
    """Two values of a case distinction, or a condition and its opposite."""
    for part, rebuilt in t.places(node):
        match part:
            case t.Cases(rows=rows):
                for i, j in combinations(range(len(rows)), 2):
                    swapped = list(rows)
                    swapped[i], swapped[j] = (rows[j][0], rows[i][1]), (rows[i][0], rows[j][1])
                    yield part, rebuilt(t.Cases(tuple(swapped)))
            case t.Indicator(where=(t.Relation(parts=parts, signs=(sign,)),)) if sign in OPPOSITE:
                yield part, rebuilt(t.Indicator((t.Relation(parts, (OPPOSITE[sign],)),)))


def indices(node, at):
    """The letters (and w_s) that stand in subscripts and mean one word, draw or entry."""
    names = {part for sub in subscripts(node) for part, _ in t.places(sub) if isinstance(part, t.Name)}
    return sorted((name for name in names if name.base not in ("t", "m", "V", "K", "D")), key=lambda name: name.latex())


def with_a_sum(node, at):
    """A part summed over what its index stands for."""
    factors = {id(factor) for part, _ in t.places(node) if isinstance(part, t.Product) for factor in (part.left, part.right)}
    no_terms = factors | indices_of(node)
    for part, rebuilt in outside_sigmoids(node):
        if isinstance(part, (t.Product, t.Name, t.Apply, t.Derivative, t.Over, t.Power)) and id(part) not in no_terms:
            for index in indices(part, at):
                for instead in (HERE, t.Name("w", HERE)) if at.default == "draw" else (HERE,):
                    yield part, rebuilt(t.Sum(t.substituted(part, index, instead), RANGES[at.default]))


def sums(node):
    return [(part, rebuilt) for part, rebuilt in t.places(node) if isinstance(part, t.Sum)]


def _index_of(part, at):
    """The index of a sum: the first letter below it that means nothing outside."""
    below = [deeper for relation in part.where for deeper, _ in t.places(relation) if isinstance(deeper, t.Name) and deeper.sub is None]
    return next((name for name in below if name.base not in {*at.indices, *at.symbols}), below[0] if below else None)


def other_sums(node, at):
    """A sum over everything of another kind, or with an opposite condition."""
    for part, rebuilt in sums(node):
        if (index := _index_of(part, at)) is None:
            continue
        for kind in at.ranges:
            yield part, rebuilt(t.Sum(t.substituted(part.of, index, HERE), RANGES[kind]))
        for deeper, again in t.places(part):
            if isinstance(deeper, t.Relation) and len(deeper.signs) == 1 and deeper.signs[0] in ("=", "\\ne"):
                yield part, rebuilt(again(t.Relation(deeper.parts, (OPPOSITE[deeper.signs[0]],))))
        for condition in conditions(at):
            yield part, rebuilt(t.Sum(t.Product(t.Indicator((condition(index),)), part.of), part.where, part.upper))


def conditions(at):
    """Conditions on a sum's index that a question may ask for: draws of the same word, places of the same word."""
    if "s" in at.indices:
        yield lambda index: t.Relation((t.Name("w", index), t.Name("w", t.Name("s"))), ("=",))
    if "w" in at.indices and "position" in at.ranges:
        yield lambda index: t.Relation((t.Name("w", t.Add(t.Name("t"), index)), t.Name("w")), ("=",))


def without_a_sum(node, at):
    """One term in a sum's place."""
    for part, rebuilt in sums(node):
        if (index := _index_of(part, at)) is None:
            continue
        yield part, rebuilt(part.of)
        for name in at.indices:
            yield part, rebuilt(t.substituted(part.of, index, t.Name(name)))
        if "position" in at.ranges:
            for deeper, again in t.places(part.of):
                if isinstance(deeper, t.Add) and index in (deeper.left, deeper.right):
                    yield part, rebuilt(again(t.Name("t")))


def without_a_term(node):
    for part, rebuilt in t.places(node):
        match part:
            case t.Add(left=left, right=right):
                yield right, rebuilt(left)
                yield left, rebuilt(right)


@functools.cache
def atoms(names):
    """The declared symbols as trees, and 1."""
    found = []
    for name in names:
        with contextlib.suppress(Unreadable):
            found += [tree for tree in read(name) if isinstance(tree, t.Name)]
    return [*found, ONE]


def shape(node, at):
    """The shape of a symbol's value; None for an index and for what has no value."""
    if isinstance(node, t.Name) and node.base in at.indices:
        return None
    try:
        return value(node, at).shape
    except (Misfit, Unknown):
        return None


def with_a_term(node, names, case):
    """A symbol added to the whole, or 1 to a sigmoid."""
    for sign in "+-":
        for atom in atoms(names):
            if shape(atom, case.at) in ((), case.want.shape):
                yield node, t.Add(node, atom, sign)
        for part, rebuilt in outside_sigmoids(node):
            if _is_sigmoid(part):
                yield part, rebuilt(t.Add(part, ONE, sign))


def other_symbols(node, names, at):
    """Another declared symbol of its shape in the place of one, or another index below it."""
    letters, below = [atom for atom in atoms(names) if atom.latex() in at.indices], indices_of(node)
    for part, rebuilt in t.places(node):
        if isinstance(part, t.Name) and part.sub is not None:
            for letter in letters:
                if letter != part.sub:
                    yield part, rebuilt(t.Name(part.base, letter))
        if isinstance(part, (t.Name, t.Number, t.Ones)) and id(part) not in below:
            here = shape(part, at)
            for atom in atoms(names):
                there = shape(atom, at)
                if atom != part and there is not None and (there == here or here in ((), None)):
                    yield part, rebuilt(atom)


def draws_outside_the_window(node):
    """Whether a sum over negatives stands beside the sum over the window."""
    found = [part for part, _ in sums(node)]
    inside = {id(deeper) for part in found for deeper, _ in t.places(part.of)}
    return any("K" in "".join(r.latex() for r in (*part.where, *((part.upper,) if part.upper else ()))) and id(part) not in inside for part in found)
