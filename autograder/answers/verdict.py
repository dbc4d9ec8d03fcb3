"""Right, wrong or unreadable, and what to think about next."""

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
        if fits:
            convention = fits[0].convention if len(fits) < len(attempts) else ""
            return Verdict(question, RIGHT, _right(fits[0]), understood, convention)
        attempts = [a for a in attempts if a.link == max(a.link for a in attempts)]  # those that got furthest
        if all(isinstance(a.problem, Unknown) and not isinstance(a.problem, Unbound) for a in attempts):
            return Verdict(question, UNREADABLE, advice.unknown(attempts[0]), understood, advice="unknown")
        kind, said = advice.find(attempts)
    if any(attempts[0].link > link for link in attempts[0].checked):
        said = f"The first link that breaks is ${attempts[0].node.latex()}$. {said}"
    return Verdict(question, WRONG, said, understood, advice=kind)


def _attempt(question, members, convention):
    """How far a chain of equalities is right in one convention, and why it breaks there.

    What only names the quantity again, or what is known of it (∂J/∂x, J, q), is no link to be checked.
    """
    attempt = advice.Attempt(question, convention, members[-1], len(members), entry=_entry(members[0]))
    for link, node in enumerate(members):
        last, named = link == len(members) - 1, link == 0 and isinstance(node, t.Derivative)
        if named and not last:
            continue
        try:
            if not right(question, node, drawn(question)[convention], attempt.entry):
                return attempt.at(link, node)
            attempt.checked.append(link)
        except Unknown as problem:
            if last and not (attempt.checked and _names_a_loss(node)) or isinstance(problem, Unbound) and link:
                return attempt.at(link, node, problem)
            attempt.skipped += [node] if link else []
        except Misfit as problem:
            return attempt.at(link, node, problem)
    return attempt


def _right(attempt):
    skipped = attempt.skipped
    return "Right." + (f" (${skipped[0].latex()}$ was not looked at: it uses more than this question declares.)" if skipped else "")


def _entry(left):
    """The index for which a left side gives an entry: i of softmax(x)_i."""
    named = left.by if isinstance(left, t.Derivative) else left
    return named.sub.base if isinstance(named, (t.Name, t.Entry)) and isinstance(named.sub, t.Name) and named.sub.sub is None else None


def _names_a_loss(node):
    return any(isinstance(part, t.Derivative) or isinstance(part, t.Name) and part.base in ("J", "L", "\\mathrm{CE}") for part, _ in t.places(node))
