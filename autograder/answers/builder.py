"""lark's tree of an answer to ours: one method for each rule of latex.lark."""

from dataclasses import dataclass
from typing import Any

import lark

from . import dots
from . import tree as t
from .notation import Notation
from .places import parts as all_parts
from .places import parts_of_indices, places, substituted
from .tree import Node
from .unreadable import Unreadable

ZERO = t.Number(0.0)
BARE_FUNCTIONS = [t.Name(f"\\{name}") for name in "sigma exp log tanh softmax relu leakyrelu".split()]
Parts = list[Any]  # trees and tokens, as lark gives them
Members = list[Node]  # of a chain of equalities
Loss = tuple[Node | None, tuple[Node, ...]]  # J and its arguments, of J(v_c, o, U)


@dataclass(frozen=True)
class Remark:
    """What follows an answer: `for w ≠ c`, or the cases of an answer that is written in one line."""

    when: bool
    relations: t.Where | None  # None for otherwise


class Builder(lark.Transformer[lark.Token, Members]):
    """Turn lark's tree into the members of a chain of equalities."""

    def __init__(self, notation: Notation) -> None:
        super().__init__()
        self.notation = notation

    def start(self, parts: Parts) -> Members:
        members = [part for part in parts if isinstance(part, Node)]
        remarks = [part for part in parts if isinstance(part, Remark)]
        if len([remark for remark in remarks if remark.when]) > 1:
            return [*members[:-1], _cases_in_a_line(members[-1], remarks)]
        for remark in remarks:
            for relation in remark.relations or ():
                if _is_definition(relation, members):
                    members = [substituted(member, *relation.parts) for member in members]
                else:
                    members[-1] = _conditioned(members[-1], relation, self.notation.sizes)
        return members

    # ------------------------------------------------------------ what follows an answer

    def remark(self, parts: Parts) -> Remark:
        if isinstance(parts[0], tuple):
            has_values = any(not relation.signs for relation in parts[0])
            if has_values and t.Relation((t.Dots(),), ()) not in parts[0]:
                raise Unreadable("There are two answers, with a comma between them: give one line.")
            return Remark(False, parts[0])
        if parts[0] != "\\in":
            raise Unreadable(f"An answer is no comparison: ${parts[0]}$.")
        return Remark(False, ())

    def when(self, parts: Parts) -> Remark:
        return Remark(True, parts[0])

    def otherwise(self, parts: Parts) -> Remark:
        return Remark(True, None)

    # ------------------------------------------------------------ symbols

    def number(self, parts: Parts) -> Node:
        return t.Number(float(parts[0]))

    def name(self, parts: Parts) -> Node:
        return t.Name(str(parts[0]).replace("\\name", "\\mathrm").replace("′", "'"))

    def hat(self, parts: Parts) -> Node:
        inside = parts[0]
        if not isinstance(inside, t.Name):
            raise Unreadable("A hat stands on a single letter.")
        return t.Name(f"\\hat{{{inside.base}}}", inside.sub)

    def entry(self, parts: Parts) -> Node:
        of, sub = parts
        if of == ZERO:
            return t.Number(0.0)  # a zero vector that says how long it is
        return t.Name(of.base, sub) if isinstance(of, t.Name) and of.sub is None else t.Entry(of, sub)

    def ones(self, parts: Parts) -> Node:
        return t.Ones()

    def dots(self, parts: Parts) -> Node:
        return t.Dots()

    # ------------------------------------------------------------ sums, products, powers

    def add(self, parts: Parts) -> Node:
        """Build a sum; x_1 + … + x_n is one over an index."""
        left, right = parts
        if isinstance(left, t.Add) and left.right == t.Dots() and left.sign == "+":
            before = left.left if isinstance(left.left, t.Add) and left.left.sign == "+" else None
            whole = dots.summed_up(before.right if before else left.left, right)
            if whole is not None:
                return t.Add(before.left, whole) if before else whole
        return t.Add(left, right)

    def subtract(self, parts: Parts) -> Node:
        left, right = parts
        return t.Add(left, right, "-")

    def negate(self, parts: Parts) -> Node:
        return t.Negate(parts[0])

    def times(self, parts: Parts) -> Node:
        """Build a product; but d/dx f is a derivative, and so is d/dx J (…)."""
        left, right = parts
        if isinstance(left, t.Product) and _is_of_more(left.right):
            return t.Product(left.left, self.times([left.right, right]), left.op)
        if isinstance(left, t.Derivative) and left.loss is None:
            return t.Derivative(right, (), left.by, not isinstance(right, (t.Add, t.List, t.Negate)))
        if isinstance(left, t.Derivative) and left.loss in BARE_FUNCTIONS:
            return t.Derivative(t.Apply(left.loss.base[1:], right), (), left.by)
        names_a_loss = isinstance(left, t.Derivative) and isinstance(left.loss, t.Name) and not left.arguments
        if names_a_loss and isinstance(right, t.List):
            return t.Derivative(left.loss, right.parts, left.by)
        if isinstance(left, t.Derivative) and left.takes_more and left.loss is not None:
            whole = self.times([left.loss, right])
            return t.Derivative(whole, (), left.by, True)
        return t.Product(left, right)

    def dot(self, parts: Parts) -> Node:
        return t.Product(parts[0], parts[2], "\\cdot")

    def dot_of_negative(self, parts: Parts) -> Node:
        return t.Product(parts[0], t.Negate(parts[2]), "\\cdot")

    def hadamard(self, parts: Parts) -> Node:
        return t.Product(parts[0], parts[2], str(parts[1]))

    def outer(self, parts: Parts) -> Node:
        return t.Product(parts[0], parts[2], "\\otimes")

    def inner(self, parts: Parts) -> Node:
        return t.Product(t.Transpose(parts[0]), parts[1])

    def over(self, parts: Parts) -> Node:
        return t.Over(*parts)

    def root(self, parts: Parts) -> Node:
        return t.Power(parts[0], t.Number(0.5))

    def power(self, parts: Parts) -> Node:
        return t.Power(*parts)

    def transpose(self, parts: Parts) -> Node:
        return t.Transpose(parts[0])

    def primed(self, parts: Parts) -> Node:
        return t.Transpose(parts[0], True)

    # ------------------------------------------------------------ functions

    def prime(self, parts: Parts) -> str:
        return "'"

    def apply(self, parts: Parts) -> Node:
        function, *modifiers, of = parts
        if function == "\\sigma" and isinstance(of, t.Derivative):
            raise Unreadable("What is $\\sigma$ taken of here? Put that in brackets.")
        powers = [modifier for modifier in modifiers if modifier != "'"]
        found: Node = t.Apply(str(function)[1:], of, len(modifiers) - len(powers))
        for power in powers:
            found = t.Power(found, power)
        return found

    def largest(self, parts: Parts) -> Node:
        return t.Apply("max", parts[0])

    def largest_of(self, parts: Parts) -> Node:
        return t.Sum(parts[1], parts[0][1], None, "\\max")

    def norm(self, parts: Parts) -> Node:
        return t.Norm(parts[0])

    def size(self, parts: Parts) -> Node:
        return t.Size(parts[0])

    def count(self, parts: Parts) -> Node:
        """Build the size of a set {k : …} as a sum of ones."""
        index, where = parts
        return t.Sum(t.Number(1.0), (t.Relation((index,), ()), *where))

    def event(self, parts: Parts) -> Any:
        return parts[-1]

    def probability(self, parts: Parts) -> Node:
        return t.Probability(parts[1], parts[2])

    # ------------------------------------------------------------ derivatives

    def loss(self, parts: Parts) -> Loss:
        if parts and isinstance(parts[0], lark.Token):  # a function, whose argument may follow
            return t.Name(str(parts[0])), ()
        of = parts[0] if parts else None
        if isinstance(of, t.Product) and isinstance(of.right, t.List):
            return of.left, of.right.parts
        return of, ()

    def named(self, parts: Parts) -> Loss:
        if parts and isinstance(parts[0], lark.Token):
            return t.Name(str(parts[0])), ()
        if len(parts) == 2:
            return parts[0], parts[1].parts if isinstance(parts[1], t.List) else (parts[1],)
        return parts[0] if isinstance(parts[0], Node) else None, ()

    def derivative(self, parts: Parts) -> Node:
        (loss, arguments), by = parts
        return t.Derivative(loss, arguments, by)

    def gradient(self, parts: Parts) -> Node:
        """Build ∇_x J, of which J(v_c, o, U) has arguments; in ∇_x J W, the W is a factor."""
        by, (loss, arguments) = parts
        if len(arguments) == 1:
            return t.Product(t.Derivative(loss, (), by), arguments[0])
        return t.Derivative(loss, arguments, by)

    def gradient_of(self, parts: Parts) -> Node:
        by, of = parts
        return t.Derivative(of, (), by)

    # ------------------------------------------------------------ conditions, cases, sums over an index

    def relation(self, parts: Parts) -> t.Relation:
        return t.Relation(tuple(parts[::2]), tuple(map(str, parts[1::2])))

    def relations(self, parts: Parts) -> t.Where:
        return tuple(parts)

    def iverson(self, parts: Parts) -> Node:
        return t.Indicator((self.relation(parts),))

    def indicator(self, parts: Parts) -> Node:
        return t.Indicator(parts[0])

    def row(self, parts: Parts) -> t.Row:
        where = parts[1] if len(parts) > 1 and isinstance(parts[1], tuple) else None
        return parts[0], where

    def cases(self, parts: Parts) -> Node:
        return t.Cases(tuple(parts))

    def lower(self, parts: Parts) -> tuple[str, t.Where]:
        return "lower", parts[0]

    def upper(self, parts: Parts) -> tuple[str, Node]:
        return "upper", parts[0]

    def range(self, parts: Parts) -> dict[str, Any]:
        return dict(parts)

    def sum(self, parts: Parts) -> Node:
        sign, bounds, of = parts
        return t.Sum(of, bounds.get("lower", ()), bounds.get("upper"), str(sign))

    def list(self, parts: Parts) -> Node:
        """Build (a, b, c); but a list of zeros is the zero vector."""
        return t.Number(0.0) if all(part in (ZERO, t.Dots()) for part in parts) else t.List(tuple(parts))

    def set(self, parts: Parts) -> Node:
        return t.List(tuple(parts), "\\{", "\\}")

    def stack(self, parts: Parts) -> Node:
        return t.Stack(tuple(parts))

    def cells(self, parts: Parts) -> tuple[Node, ...]:
        return tuple(parts)

    # ------------------------------------------------------------ what only holds a part

    def _its_part(self, parts: Parts) -> Any:
        return parts[0]

    argument = itself = modifier = power_of = _its_part


def _is_definition(relation: t.Relation, members: Members) -> bool:
    """Tell whether `δ = ŷ - y` after an answer says what a letter in it stands for, and is no condition."""
    left = relation.parts[0]
    if relation.signs != ("=",) or not isinstance(left, t.Name):
        return False
    indices = set[int]().union(*map(parts_of_indices, members))
    uses = [part for member in members for part in all_parts(member) if part == left]
    return any(id(part) not in indices for part in uses)


def _is_of_more(node: Node) -> bool:
    """Tell whether a product that goes on is still part of what is differentiated."""
    return isinstance(node, t.Derivative) and (node.loss is None or node.takes_more)


def _conditioned(node: Node, relation: t.Relation, sizes: tuple[str, ...]) -> Node:
    """Put a condition that follows after a comma below the sum whose index it is about."""
    if not relation.signs:
        return node
    for part, rebuilt in places(node):
        if isinstance(part, t.Sum) and part.where:
            names = {name for name in part.where[0].parts if isinstance(name, t.Name)}
            index = {name for name in names if name.sub is not None or name.base not in sizes}
            if index & set(relation.parts):
                return rebuilt(t.Sum(part.of, (*part.where, relation), part.upper, part.op))
    return node


def _cases_in_a_line(first: Node, remarks: list[Remark]) -> Node:
    """Build cases of `1 if x > 0, 0 if x < 0`: relations without a sign are values."""
    rows: list[t.Row] = []
    value = first
    for remark in remarks:
        if remark.relations is None:
            rows.append((value, None))
            continue
        lefts = [r for r in remark.relations if isinstance(r.parts[0], t.Derivative)]
        others = [r for r in remark.relations if not isinstance(r.parts[0], t.Derivative)]
        signed = tuple(r for r in others if r.signs)
        if remark.when and signed:
            rows.append((value, signed))
        values = [r.parts[0] for r in others if not r.signs] + [r.parts[-1] for r in lefts]
        value = values[0] if values else value
    return t.Cases(tuple(rows))
