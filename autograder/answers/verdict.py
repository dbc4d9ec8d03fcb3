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
    """`understood` is the answer as LaTeX, as it was read; `convention` the one in which it is right.

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


def plain(message):
    """A message for places that do not typeset."""
    return message.replace("$", "")


def judge(question, latex):
    """The verdict on an answer to a question (an id of QUANTITIES)."""
    try:
        members = read(latex)
    except Unreadable as problem:
        return Verdict(question, UNREADABLE, str(problem), advice="unreadable")
    understood = " = ".join(member.latex() for member in members)
    chain = members[1:] if len(members) > 1 and isinstance(members[0], t.Derivative) else members
    with np.errstate(all="ignore"):
        attempts = [_attempt(question, chain, convention) for convention in QUANTITIES[question].conventions]
        for attempt in attempts:
            if attempt.link == len(chain):
                return Verdict(question, RIGHT, "Right.", understood, attempt.convention)
        attempts = [a for a in attempts if a.link == max(a.link for a in attempts)]  # those that got furthest
        if all(isinstance(a.problem, Unknown) and not isinstance(a.problem, Unbound) for a in attempts):
            return Verdict(question, UNREADABLE, advice.unknown(attempts[0]), understood, advice="unknown")
        kind, said = advice.find(attempts)
    if len(chain) > 1:
        said = f"The first link that breaks is ${attempts[0].node.latex()}$. {said}"
    return Verdict(question, WRONG, said, understood, advice=kind)


def _attempt(question, chain, convention):
    """How far a chain of equalities is right in one convention, and why it breaks there."""
    for link, node in enumerate(chain):
        try:
            if not right(question, node, drawn(question)[convention]):
                return advice.Attempt(question, convention, node, link)
        except Unknown as problem:
            if link == 0 and len(chain) > 1 and isinstance(node, (t.Name, t.Apply, t.Product, t.Over)):
                continue  # a left side: the name of what is looked for
            return advice.Attempt(question, convention, node, link, problem)
        except Misfit as problem:
            return advice.Attempt(question, convention, node, link, problem)
    return advice.Attempt(question, convention, chain[-1], len(chain))
