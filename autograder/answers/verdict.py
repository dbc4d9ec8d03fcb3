"""Right, wrong or unreadable, and what to think about next."""

import functools
from dataclasses import dataclass

import numpy as np

from . import advice
from . import tree as t
from .compare import drawn, right
from .evaluate import Misfit, Unbound, Unknown
from .questions import QUANTITIES
from .reader import Unreadable, read

RIGHT, WRONG, UNREADABLE = "right", "wrong", "unreadable"


@dataclass(frozen=True)
class Verdict:
    """`understood` is the answer as LaTeX, as it was read; `convention` the one in which it is right, if not in all.

    `advice` names the kind of mistake (advice.py). In `message`, formulas stand between dollar signs.
    """

    question: str
    verdict: str
    message: str
    understood: str = ""
    convention: str = ""
    advice: str = ""

    def to_json(self):
        """The fields that `w2v answer --json` promises."""
        kept = ("question", "verdict", "message", "understood", "convention")
        return {name: getattr(self, name) for name in kept} | {"message": plain(self.message)}


def body(source):
    """The LaTeX in the source of an answer's cell: all but its first line, if that is the magic."""
    first, _, rest = source.lstrip().partition("\n")
    return rest if first.startswith("%%") else source


def plain(message):
    """A message for places that do not typeset."""
    return message.replace("$", "")


def judge(question, latex):
    """The verdict on an answer to a question (an id of QUANTITIES)."""
    quantity = QUANTITIES[question]
    try:
        members = read(latex, quantity.bare)
    except Unreadable as problem:
        return Verdict(question, UNREADABLE, str(problem), advice="unreadable")
    understood = " = ".join(member.latex() for member in members)
    with np.errstate(all="ignore"):
        attempts = [_attempt(question, members, convention) for convention in quantity.conventions]
        fits = [attempt for attempt in attempts if attempt.link == len(members)]
        if fits and (said := _about_something_else(quantity, members)) is not None:
            return Verdict(question, WRONG, said, understood, advice="restated")
        if fits:
            convention = fits[0].convention if len(fits) < len(attempts) else ""
            return Verdict(question, RIGHT, _right(fits[0]), understood, convention)
        for attempt in attempts:
            if isinstance(attempt.problem, Unknown) and not isinstance(attempt.problem, Unbound):
                return Verdict(question, UNREADABLE, advice.unknown(attempt), understood, advice="unknown")
        attempts = [a for a in attempts if a.link == max(a.link for a in attempts)]  # those that got furthest
        kind, said = advice.find(attempts)
    if any(attempts[0].link > link for link in attempts[0].checked):
        said = f"The first link that breaks is ${attempts[0].shown.latex()}$. {said}"
    return Verdict(question, WRONG, said, understood, advice=kind)


def _about_something_else(quantity, members):
    """What to say of a left side that names another derivative, and of an answer that only says the question again."""
    left, last = _asked(quantity.left), members[-1]
    first, _ = _scaled(members[0])
    if len(members) > 1 and isinstance(first, t.Derivative) and isinstance(left, t.Derivative):
        by, asked = first.by, left.by
        if isinstance(by, t.Name) and isinstance(asked, t.Name) and by.base != asked.base:
            return f"The left side is about ${by.latex()}$; asked for is the derivative by ${asked.latex()}$."
    derived = [part for part, _ in t.places(last) if isinstance(part, t.Derivative) and part.loss]
    undone = any(not isinstance(part.loss, t.Name) or part.by.latex() == "v_{w}" for part in derived)
    if last == left or undone or any(part == name for name in quantity.gone for part, _ in t.places(last)):
        return "This says again what was asked for. Carry it out: " + (f"without ${quantity.gone[0].latex()}$." if quantity.gone else "what is the result?")
    return None


@functools.cache
def _asked(left):
    """What stands left of the equals sign, as a tree."""
    return read(left)[0]


def _scaled(node):
    """(left side, factor) of a left side such as -∂J/∂x or 2 ∂J/∂x."""
    if isinstance(node, t.Negate):
        of, factor = _scaled(node.of)
        return of, -factor
    if isinstance(node, t.Product) and isinstance(node.left, t.Number):
        of, factor = _scaled(node.right)
        return of, node.left.value * factor
    return node, 1.0


def _attempt(question, members, convention):
    """How far a chain of equalities is right in one convention, and why it breaks there.

    What only names the quantity again, or what is known of it (∂J/∂x, J, q), is no link to be checked.
    """
    attempt = advice.Attempt(question, convention, members[-1], len(members), entry=_entry(members[0]))
    named, factor = _scaled(members[0]) if len(members) > 1 else (None, 1)
    for link, node in enumerate(members):
        last = link == len(members) - 1
        if link == 0 and not last and isinstance(named, t.Derivative):
            continue
        whole = node if factor == 1 or not isinstance(named, t.Derivative) else t.Over(node, t.Number(factor))
        try:
            if not right(question, whole, drawn(question)[convention], attempt.entry):
                return attempt.at(link, whole, shown=node)
            attempt.checked.append(link)
        except Unknown as problem:
            if last and not (attempt.checked and _is_a_loss(node)) or isinstance(problem, Unbound) and link:
                return attempt.at(link, whole, problem, node)
            attempt.skipped += [node] if link else []
        except Misfit as problem:
            return attempt.at(link, whole, problem, node)
    return attempt


def _right(attempt):
    skipped = attempt.skipped
    return "Right." + (f" (${skipped[0].latex()}$ was not looked at: it uses more than this question declares.)" if skipped else "")


def _entry(left):
    """The index that a left side is about: i of softmax(x)_i, w of ∂J/∂u_w, s of ∂J/∂u_{w_s}."""
    named = left.by if isinstance(left, t.Derivative) else left
    if not isinstance(named, (t.Name, t.Entry)) or named == t.Name("v", t.Name("c")):
        return None
    sub = named.sub
    while isinstance(sub, t.Name) and sub.sub is not None:
        sub = sub.sub
    return sub.base if isinstance(sub, t.Name) else None


def _is_a_loss(node):
    """Whether a link is the loss's name, J or J(v_c, o, U), and nothing else."""
    named = node.left if isinstance(node, t.Product) and isinstance(node.right, t.List) else node
    return isinstance(named, t.Name) and named.base in ("J", "L", "\\mathrm{CE}")
