"""A formula's normal form: one text for all spellings and orders of terms that say the same step by step.

Nothing is computed: two formulas of one value that take different ways have different normal forms.
"""

import dataclasses

from . import tree as t
from .notation import PLAIN, Notation
from .reader import Unreadable, read
from .scheme import terms
from .tree import Node


def normal_form(latex: str, notation: Notation = PLAIN) -> str:
    """Return the normal form of a chain of equalities; empty where it cannot be read."""
    try:
        return " = ".join(_normal(node) for node in read(latex, notation))
    except (Unreadable, RecursionError):
        return ""


def _normal(part: object) -> str:
    """Return a part of a tree as text: the terms of a sum in one order, everything else as it stands."""
    if isinstance(part, (t.Add, t.Negate)):
        return f"({' + '.join(sorted(map(_term, terms(part, is_fine=False))))})"
    if isinstance(part, t.Product):
        op = "" if part.op == "\\cdot" else part.op.strip()
        return f"({_normal(part.left)} {op}* {_normal(part.right)})"
    if isinstance(part, t.Transpose):  # a prime is another spelling
        return f"{_normal(part.of)}^T"
    if isinstance(part, t.Apply) and part.function == "exp":
        return _normal(t.Power(t.Name("e"), part.of))
    if isinstance(part, Node):
        fields: dict[str, dataclasses.Field[object]] = getattr(part, "__dataclass_fields__", {})
        inside = (_normal(getattr(part, name)) for name, one in fields.items() if one.compare)
        return f"{type(part).__name__}({', '.join(inside)})"
    if isinstance(part, tuple):
        return f"[{', '.join(map(_normal, part))}]"
    return str(part)


def _term(node: Node) -> str:
    """Return a term of a sum; a minus sign before it is its own, however many there were."""
    is_negative = False
    while isinstance(node, t.Negate):
        node, is_negative = node.of, not is_negative
    return f"-{_normal(node)}" if is_negative else _normal(node)
