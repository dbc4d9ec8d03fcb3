"""LaTeX to tree. Raises Unreadable, which says what could not be read and where."""

import functools
import pathlib
import re
from dataclasses import dataclass

import lark

from . import tree as t
from .spelling import Misspelled, spelled

LONGEST, DEEPEST = 4000, 80  # characters; parts inside each other


class Unreadable(Exception):
    """The answer cannot be read; the text says where."""


BARE = re.compile(r"\\sigma(?: ')*(?= (?:[)=+}\]*-]|\\cdot|\\circ)|$)")  # a σ of nothing
ALONE = re.compile(r"\\sigma((?: ')*)(?! ?'| \()|\\sigma((?: ')*)(?= \((?! \w \)))")


def read(latex, bare=""):
    """The members of a chain of equalities, each a tree; `bare` is what σ is taken of in σ' = σ (1 - σ)."""
    if len(latex) > LONGEST:
        raise Unreadable(f"The answer is longer than {LONGEST:,} characters: give the final line alone.")
    try:
        text = spelled(latex)
        if not text:
            raise Unreadable("There is nothing to read yet: write the final line below the first.")
        if bare and BARE.search(text):
            text = ALONE.sub(lambda found: f"\\sigma{found[1] or found[2] or ''} ( {bare} )", text)
        parsed = parser().parse(text)
        if _too_deep(parsed):
            raise Unreadable("The answer is nested too deeply, or has too many terms: give the final line alone.")
        return Build().transform(parsed)
    except Misspelled as problem:
        raise Unreadable(str(problem)) from None
    except lark.exceptions.UnexpectedInput as problem:
        raise Unreadable(_where(text, problem)) from None
    except lark.exceptions.VisitError as problem:
        raise problem.orig_exc from None


def _too_deep(parsed):
    level = [parsed]
    for _ in range(DEEPEST):
        level = [child for node in level for child in node.children if isinstance(child, lark.Tree)]
        if not level:
            return False
    return True


def _where(text, problem):
    ended = isinstance(problem, lark.exceptions.UnexpectedToken) and problem.token.type == "$END"
    at = len(text) if ended else problem.pos_in_stream
    before, rest = text[max(0, at - 25) : at].strip(), text[at : at + 15].strip()
    after = f", after “{before}”" if before else ""
    if not rest:
        return f"It ends too early{after}: is a bracket or an argument missing?"
    return f"It cannot be read at “{rest}”{after}."


@functools.cache
def parser():
    grammar = (pathlib.Path(__file__).parent / "latex.lark").read_text("utf-8")
    return lark.Lark(grammar, parser="lalr", maybe_placeholders=False)


# ---------------------------------------------------------------- tree


class Build(lark.Transformer):
    """lark's tree to ours."""

    def start(self, parts):
        members = [part for part in parts if not isinstance(part, (lark.Token, Remark))]
        remarks = [part for part in parts if isinstance(part, Remark)]
        if sum(remark.when for remark in remarks) > 1:
            members[-1] = _cases_in_a_line(members[-1], remarks)
            return members
        for relation in (relation for remark in remarks for relation in remark.relations or ()):
            members[-1] = _conditioned(members[-1], relation)
        return members

    def remark(self, parts):
        if isinstance(parts[0], tuple):
            if any(not r.signs for r in parts[0]) and t.Relation((t.Dots(),), ()) not in parts[0]:
                raise Unreadable("There are two answers, with a comma between them: give one line.")
            return Remark(False, parts[0])
        if parts[0] != "\\in":
            raise Unreadable(f"An answer is no comparison: ${parts[0]}$.")
        return Remark(False, ())

    def when(self, parts):
        return Remark(True, parts[0])

    def otherwise(self, parts):
        return Remark(True, None)

    def number(self, parts):
        return t.Number(float(parts[0]))

    def name(self, parts):
        return t.Name(str(parts[0]).replace("\\name", "\\mathrm").replace("′", "'"))

    def argument(self, parts):
        return parts[0]

    def hat(self, parts):
        inside = parts[0]
        if not isinstance(inside, t.Name):
            raise Unreadable("A hat stands on a single letter.")
        return t.Name(f"\\hat{{{inside.base}}}", inside.sub)

    def entry(self, parts):
        of, sub = parts
        if of == t.Number(0.0):
            return of  # a zero vector that says how long it is
        return t.Name(of.base, sub) if isinstance(of, t.Name) and of.sub is None else t.Entry(of, sub)

    def add(self, parts):
        return t.Add(*parts)

    def subtract(self, parts):
        return t.Add(*parts, "-")

    def negate(self, parts):
        return t.Negate(parts[0])

    def itself(self, parts):
        return parts[0]

    def times(self, parts):
        """A product; but d/dx f is a derivative, and so is d/dx J (…)."""
        left, right = parts
        if isinstance(left, t.Derivative) and left.loss is None:
            return t.Derivative(right, (), left.by)
        if isinstance(left, t.Derivative) and isinstance(left.loss, t.Name) and not left.arguments and isinstance(right, t.List):
            return t.Derivative(left.loss, right.parts, left.by)
        return t.Product(left, right)

    def dot(self, parts):
        return t.Product(parts[0], parts[2], "\\cdot")

    def hadamard(self, parts):
        return t.Product(parts[0], parts[2], str(parts[1]))

    def outer(self, parts):
        return t.Product(parts[0], t.Transpose(parts[2]))

    def inner(self, parts):
        return t.Product(t.Transpose(parts[0]), parts[1])

    def over(self, parts):
        return t.Over(*parts)

    def root(self, parts):
        return t.Power(parts[0], t.Number(0.5))

    def power(self, parts):
        return t.Power(*parts)

    def transpose(self, parts):
        return t.Transpose(parts[0])

    def primed(self, parts):
        return t.Transpose(parts[0], True)

    def prime(self, parts):
        return "'"

    def power_of(self, parts):
        return parts[0]

    def modifier(self, parts):
        return parts[0]

    def apply(self, parts):
        function, *modifiers, of = parts
        primes = sum(m == "'" for m in modifiers)
        found = t.Apply(str(function)[1:], of, primes)
        for power in (m for m in modifiers if m != "'"):
            found = t.Power(found, power)
        return found

    def ones(self, parts):
        return t.Ones()

    def dots(self, parts):
        return t.Dots()

    def largest(self, parts):
        return t.Apply("max", parts[0])

    def largest_of(self, parts):
        return t.Sum(parts[1], parts[0][1], None, "\\max")

    def norm(self, parts):
        return t.Norm(parts[0])

    def size(self, parts):
        return t.Size(parts[0])

    def count(self, parts):
        index, where = parts
        return t.Sum(t.Number(1.0), (t.Relation((index,), ()), *where))

    def event(self, parts):
        return parts[-1]

    def loss(self, parts):
        """A loss with its arguments: J, or J(v_c, o, U)."""
        of = parts[0] if parts and not isinstance(parts[0], lark.Token) else None
        if isinstance(of, t.Product) and isinstance(of.right, t.List):
            return of.left, of.right.parts
        return of, ()

    def named(self, parts):
        if len(parts) == 2:
            return parts[0], parts[1].parts if isinstance(parts[1], t.List) else (parts[1],)
        return None if isinstance(parts[0], lark.Token) else parts[0], ()

    def probability(self, parts):
        return t.Probability(parts[1], parts[2])

    def relation(self, parts):
        return t.Relation(tuple(parts[::2]), tuple(map(str, parts[1::2])))

    def iverson(self, parts):
        return t.Indicator((self.relation(parts),))

    def relations(self, parts):
        return tuple(parts)

    def indicator(self, parts):
        return t.Indicator(parts[0])

    def lower(self, parts):
        return "lower", parts[0]

    def upper(self, parts):
        return "upper", parts[0]

    def range(self, parts):
        return dict(parts)

    def sum(self, parts):
        sign, where, of = parts
        return t.Sum(of, where.get("lower", ()), where.get("upper"), str(sign))

    def row(self, parts):
        where = parts[1] if len(parts) > 1 and isinstance(parts[1], tuple) else None
        return parts[0], where

    def cases(self, parts):
        return t.Cases(tuple(parts))

    def derivative(self, parts):
        (loss, arguments), by = parts
        return t.Derivative(loss, arguments, by)

    def gradient(self, parts):
        by, (loss, arguments) = parts
        return t.Derivative(loss, arguments, by)

    def list(self, parts):
        """(a, b, c); but a list of zeros is the zero vector."""
        return t.Number(0.0) if all(part in (t.Number(0.0), t.Dots()) for part in parts) else t.List(tuple(parts))

    def set(self, parts):
        return t.List(tuple(parts), "\\{", "\\}")


@dataclass(frozen=True)
class Remark:
    """What follows an answer: `for w ≠ c`, or the cases of an answer that is written in one line."""

    when: bool
    relations: tuple


def _conditioned(node, relation):
    """A condition that follows after a comma, put below the sum whose index it is about."""
    for part, rebuilt in t.places(node):
        if isinstance(part, t.Sum) and part.where and relation.signs:
            index = {p for p in part.where[0].parts if isinstance(p, t.Name)} - {t.Name("m"), t.Name("K"), t.Name("V")}
            if index & set(relation.parts):
                return rebuilt(t.Sum(part.of, (*part.where, relation), part.upper, part.op))
    return node


def _cases_in_a_line(first, remarks):
    """`1 if x > 0, 0 if x < 0` as cases: relations without a sign are values."""
    rows, value = [], first
    for remark in remarks:
        if remark.relations is None:
            rows.append((value, None))
        relations = [r for r in remark.relations or () if not isinstance(r.parts[0], t.Derivative)]
        signed = tuple(r for r in relations if r.signs)
        if remark.when and signed:
            rows.append((value, signed))
        named = [r.parts[-1] for r in remark.relations or () if isinstance(r.parts[0], t.Derivative)]
        value = next((v for v in [*(r.parts[0] for r in relations if not r.signs), *named]), value)
    return t.Cases(tuple(rows))
