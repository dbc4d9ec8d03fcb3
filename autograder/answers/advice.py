"""What to think about next: the first kind of mistake that explains a wrong answer, and a sentence on it.

Two sorts of evidence. The value may be the right one but for its parts' signs and factors, or right in some cases only.
And an answer may become right when one thing in it is undone: the thing that was undone is the mistake.
"""

import difflib
import functools
from dataclasses import dataclass, field

import numpy as np

from . import repairs
from . import tree as t
from .compare import close, drawn, obtained, right
from .evaluate import Elided, Misfit, Unbound, Uncovered, Unknown
from .questions import LARGE, NEGATIVES, NORMALIZER, QUANTITIES, SMALL, THIN

MOST_REPAIRS, MOST_STEPS = 400, 20_000  # trees that are tried, and what they may take


@dataclass
class Attempt:
    """An answer in one convention: the link of its chain that breaks, and what stopped it, if anything did."""

    question: str
    convention: str
    node: object
    link: int
    problem: Exception = None
    entry: str = None  # the index for which the left side gives an entry
    checked: list = field(default_factory=list)  # links that are right
    skipped: list = field(default_factory=list)  # links that cannot be checked
    repairs: int = 0
    spent: int = 0  # steps of evaluation on them
    shown: object = None  # the node as it was written
    known: dict = field(default_factory=dict)  # its values

    def at(self, link, node, problem=None, shown=None):
        self.link, self.node, self.problem, self.shown = link, node, problem, shown
        return self

    def cases(self, sizes=LARGE):
        return drawn(self.question, sizes)[self.convention]

    def values(self, sizes=LARGE):
        """[(case, the value there)]."""
        if sizes not in self.known:
            try:
                self.known[sizes] = [(case, obtained(self.question, self.node, case, self.entry)) for case in self.cases(sizes)]
            except (Misfit, Unknown) as problem:  # in some cases only
                self.known[sizes] = []
                self.problem = self.problem or problem
        return self.known[sizes]

    @functools.cached_property
    def shares(self):
        return shares(self)

    def depends_on_the_convention(self):
        return any(isinstance(part, t.Name) and part.base in ("U", "A", "W", "x", "h", "z", "y", "b", "\\hat{y}") for part, _ in t.places(self.node))

    def becomes_right(self, tree):
        """Whether another tree is right: first at the small cases, where little is to compute."""
        self.repairs += 1
        if self.repairs > MOST_REPAIRS or self.spent > MOST_STEPS:
            return False
        try:
            return all(right(self.question, tree, self.cases(sizes), self.entry) for sizes in (SMALL, LARGE))
        except (Misfit, Unknown):
            return False
        finally:
            self.spent += self.cases(SMALL)[0].at.steps


def find(attempts):
    """(kind, sentence) for a wrong answer, from its attempts in each convention."""
    formed = [a for a in attempts if a.problem is None] or attempts
    formed = formed[: 1 if not formed[0].depends_on_the_convention() else None]
    for kind, detector in DETECTORS:
        for attempt in formed:
            if said := detector(attempt):
                return (kind, said) if isinstance(said, str) else said
    raise AssertionError("the last detector always speaks")


def unknown(attempt):
    """On a symbol that is not declared: the nearest one, and all there are."""
    if isinstance(attempt.problem, Elided):
        return "The dots stand for something that cannot be evaluated: write a sum, or a closed form."
    symbols = QUANTITIES[attempt.question].symbols
    written = {_letters(name): name for name in symbols}
    near = difflib.get_close_matches(_letters(str(attempt.problem)), written, n=1, cutoff=0.5)
    near = [] if near == [_letters(str(attempt.problem))] else near
    said = f"${attempt.problem}$ is not declared here." + (f" Did you mean ${written[near[0]]}$?" if near else "")
    said += f" There are {', '.join(f'${name}$' for name in symbols)}."
    if any("\\partial" in name for name in symbols):
        said += " The derivatives for one pair are known: use them as they are."
        if repairs.draws_outside_the_window(attempt.node):
            said += " And every outside word has negatives of its own: their sum stands inside the sum over the window."
    return said


def _letters(name):
    return name.replace("\\", "").replace("{", "").replace("}", "")


# ---------------------------------------------------------------- what cannot be formed


def shapes(attempt):
    """Parts that do not fit; and whether a transpose or the order of factors would mend it."""
    if not isinstance(attempt.problem, Misfit) or isinstance(attempt.problem, Uncovered):
        return None
    if said := sum_over_the_wrong_thing(attempt):  # a sum over nothing is a number
        return "sum-wrong", said
    if any(attempt.becomes_right(tree) for _, tree in repairs.transposes(attempt.node)):
        return "transpose", f"{attempt.problem} A transpose is missing or in the wrong place, or two factors are in the wrong order."
    return str(attempt.problem)


# ---------------------------------------------------------------- parts of the value


def shares(attempt):
    """{part of the value: its factor}, if the answer is a sum of the right parts with constant factors."""
    found = attempt.values()
    if attempt.problem or not found:
        return None
    factors = _solved(found, [1.0] * len(found))
    return None if factors is None else dict(zip(list(found[0][0].parts) or [""], factors[: len(factors) // 2]))


def _solved(found, symbols):
    """Factors of the parts, then of the parts times a symbol's values, that add up to what was got; None if none do."""
    names = list(found[0][0].parts) or [""]
    parts = [[(case.parts or {"": case.want})[name].ravel() for case, _ in found] for name in names]
    plain = [np.concatenate(part) for part in parts]
    scaled = [np.concatenate([share * symbol for share, symbol in zip(part, symbols)]) for part in parts]
    constant = len(set(symbols)) == 1
    system, got = np.stack(plain if constant else plain + scaled, axis=1), np.concatenate([value.ravel() for _, value in found])
    if not np.all(np.isfinite(got)) or np.linalg.matrix_rank(system) < system.shape[1]:
        return None
    factors = np.linalg.lstsq(system, got, rcond=None)[0]
    if not np.allclose(system @ factors, got, rtol=1e-7, atol=1e-9):
        return None
    return [*factors, *([0.0] * len(names))] if constant else list(factors)


def sign(attempt):
    factors = attempt.shares
    if factors and np.allclose(np.abs(list(factors.values())), 1):
        flipped = [name for name, factor in factors.items() if factor < 0]
        if len(flipped) == len(factors):
            return "The sign is flipped: this is exactly the opposite."
        return f"A sign is flipped: what comes from {' and '.join(flipped)} should have the other one."
    if (part := undone(attempt, repairs.signs(attempt.node))) is not None:
        return f"One sign is flipped: look at ${part.latex()}$."


def factor(attempt):
    factors = attempt.shares
    if factors and min(map(abs, factors.values())) > 1e-6:
        off = {name: factor for name, factor in factors.items() if not np.isclose(factor, 1)}
        if len({round(factor, 6) for factor in off.values()}) == 1:
            return f"A factor is off: {_whose(off, factors)} is {next(iter(off.values())):.6g} times what it should be."
    if said := _symbol_as_factor(attempt):
        return said
    if (part := undone(attempt, repairs.without_a_factor(attempt.node))) is not None:
        return f"A factor is off: look at ${part.latex()}$."


def _whose(off, parts):
    return "this" if len(off) == len(parts) else f"what comes from {' and '.join(off)}"


def _symbol_as_factor(attempt):
    """K times, or 1/K times, what some parts should be; and so for the other sizes."""
    found = attempt.values()
    if attempt.problem or not found:
        return None
    names = list(found[0][0].parts) or [""]
    for symbol in ("K", "V", "m", "D"):
        if not all(symbol in case.at.symbols for case, _ in found):
            continue
        sizes = np.array([float(case.at.symbols[symbol]) for case, _ in found])
        for shown, scale in ((symbol, sizes), (f"1/{symbol}", 1 / sizes), (f"1/({symbol}+1)", 1 / (sizes + 1))):
            off = _scaled_by(found, names, scale)
            if off and len({round(times, 6) for times in off.values()}) == 1:
                times = next(iter(off.values()))
                many = "" if np.isclose(times, 1) else f"{times:.3g} · "
                return f"A factor is off: {_whose(off, names)} is {many}${shown}$ times what it should be."
    return None


def _scaled_by(found, names, scale):
    """{part: constant} of the parts that are a constant times the scale too large, all others being right; None otherwise."""
    factors = _solved(found, list(scale))
    if factors is None:
        return None
    pairs = dict(zip(names, zip(factors, factors[len(names) :])))
    fits = all(abs(scaled) < 1e-6 and np.isclose(plain, 1) or abs(plain) < 1e-6 < abs(scaled) for plain, scaled in pairs.values())
    return {name: scaled for name, (_, scaled) in pairs.items() if abs(scaled) > 1e-6} if fits else None


SIDES = {  # the label under which an answer is right: (kind, what to say)
    "observed": ("only-o", "This is right for the observed word alone ($w = o$, where $y$ is 1). What changes for every other one?"),
    "others": ("only-others", "This is right for all words but the observed one ($w = o$, where $y$ is 1)."),
    "once": ("repeats", "This is right for a word that occurs once. One that occurs several times adds up as often."),
    "repeated": ("one-case", "This is right for a word that occurs several times, but not for one that occurs once."),
    "positive": ("one-case", "This is right for $x > 0$, but not for $x < 0$."),
    "negative": ("one-case", "This is right for $x < 0$, but not for $x > 0$."),
}


def one_side(attempt):
    """Right in all cases (or entries) with one label, wrong in those with the other."""
    if attempt.problem and not isinstance(attempt.problem, Uncovered):
        return None
    agree = {}
    for case in attempt.cases():
        try:
            fits = close(obtained(attempt.question, attempt.node, case, attempt.entry), case.want)
        except Uncovered:
            fits = np.False_
        for label, mask in case.where.items():
            agree[label] = agree.get(label, True) and bool(np.all(fits | ~mask))
    right_labels = [label for label, agrees in agree.items() if agrees]
    return SIDES[right_labels[0]] if len(right_labels) == 1 and len(agree) == 2 else None


# ---------------------------------------------------------------- one thing undone


def undone(attempt, trees):
    """The part that a repair touched, of the first repair after which the answer is right."""
    return next((part for part, tree in trees if attempt.becomes_right(tree)), None)


def cases_exchanged(attempt):
    if (part := undone(attempt, repairs.exchanged_cases(attempt.node))) is not None:
        return f"The conditions are exchanged: look at ${part.latex()}$."


def inside_the_sigmoid(attempt):
    if (part := undone(attempt, repairs.ones_out_of_sigmoids(attempt.node))) is not None:
        return f"The 1 slipped inside the sigmoid: ${part.latex()}$. It belongs outside: $\\sigma(z) - 1$ is not $\\sigma(z - 1)$."


def sign_in_the_sigmoid(attempt):
    if (part := undone(attempt, repairs.sigmoids_of_the_opposite(attempt.node))) is not None:
        return f"A minus inside the sigmoid is lost or too many, in ${part.latex()}$. Remember $\\sigma(-z) = 1 - \\sigma(z)$."


def slope_of_a_function(attempt):
    if (part := undone(attempt, repairs.functions_for_slopes(attempt.node))) is not None:
        return f"Look at ${part.latex()}$: is the function meant there, or its derivative?"


def sum_missing(attempt):
    if (part := undone(attempt, repairs.with_a_sum(attempt.node, attempt.cases()[0].at))) is not None:
        return f"A sum is missing: ${part.latex()}$ is one term of many."


def sum_over_the_wrong_thing(attempt):
    if (part := undone(attempt, repairs.other_sums(attempt.node, attempt.cases()[0].at))) is not None:
        return f"Look at what the sum runs over: ${part.latex()}$." if part.op == "\\sum" else f"A sum is meant, not ${part.latex()}$."
    if (part := undone(attempt, repairs.without_a_sum(attempt.node, attempt.cases()[0].at))) is not None:
        return f"No sum is left over here: ${part.latex()}$. Which of its terms contain what you differentiate by?"


def part_missing(attempt):
    """A part of the value that is not there at all."""
    factors = attempt.shares
    missing = [name for name, factor in (factors or {}).items() if abs(factor) < 1e-6]
    if not missing or len(missing) == len(factors):
        return None
    many = {NORMALIZER, NEGATIVES} & set(missing) or any("outside word" in name for name in missing)
    return "sum-missing" if many else "term", f"What comes from {' and '.join(missing)} is missing."


def another_symbol(attempt):
    names = tuple(QUANTITIES[attempt.question].symbols)
    if (part := undone(attempt, repairs.other_symbols(attempt.node, names, attempt.cases()[0].at))) is not None:
        return f"Another symbol belongs where ${part.latex()}$ stands."


def one_term(attempt):
    """One term too many, or a missing one that is a symbol by itself."""
    if (part := undone(attempt, repairs.without_a_term(attempt.node))) is not None:
        return f"The term ${part.latex()}$ does not belong there."
    if undone(attempt, repairs.with_a_term(attempt.node, tuple(QUANTITIES[attempt.question].symbols), attempt.cases()[0])) is not None:
        return "A single term is missing: which part of the derivative is a plain symbol or number?"


def unbound(attempt):
    if isinstance(attempt.problem, Unbound):
        return f"The index ${attempt.problem}$ stands for nothing in particular here: is a sum over it missing, or is it another one?"


# ---------------------------------------------------------------- examples


def one_dimension(attempt):
    """Right for vectors of one dimension only."""
    if attempt.problem or not attempt.values() or attempt.cases(THIN)[0].want.shape == attempt.cases()[0].want.shape:
        return None
    found = attempt.values(THIN)
    if found and all(np.all(close(got, case.want)) for case, got in found):
        return "This is right for vectors of one dimension only. Which products are dot products, and which go entry by entry?"


def example(attempt):
    """A smallest case in which the answer is wrong, with its numbers."""
    if not attempt.values() or not attempt.values(SMALL):
        return str(attempt.problem)
    for case, got in attempt.values(SMALL):
        if not np.all(close(got, case.want)):
            given = ", ".join(f"${name} = {_shown(value)}$" for name, value in case.data.items())
            return f"Try it with numbers. For {given}, yours is ${_shown(got)}$, and ${_shown(case.want)}$ is right."
    case, got = max(attempt.values(), key=lambda pair: np.max(np.abs(pair[0].want - pair[1])))
    return f"At a random point it is off by {np.max(np.abs(case.want - got)):.3g}."


def _shown(array):
    numbers = [f"{x + 0.0:.3g}" for x in np.real(np.atleast_1d(array)).ravel()]
    if array.size == 1:
        return numbers[0]
    if 1 in array.shape or array.ndim == 1:
        return f"({', '.join(numbers)})"
    return "(" + "; ".join(", ".join(numbers[i : i + array.shape[1]]) for i in range(0, array.size, array.shape[1])) + ")"


DETECTORS = [
    ("shapes", shapes),
    ("sign", sign),
    ("sum-wrong", sum_over_the_wrong_thing),
    ("factor", factor),
    ("one-case", one_side),
    ("cases", cases_exchanged),
    ("one-inside", inside_the_sigmoid),
    ("sigma-sign", sign_in_the_sigmoid),
    ("slope", slope_of_a_function),
    ("sum-missing", sum_missing),
    ("sum-missing", part_missing),
    ("symbol", another_symbol),
    ("term", one_term),
    ("index", unbound),
    ("one-dimension", one_dimension),
    ("example", example),
]
