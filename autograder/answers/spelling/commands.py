"""Groups, fractions, roots, hats, bars, subscripts and exponents in the one spelling."""

import re

from .macros import DROPPED_WITH_ARGUMENT, TRANSPOSED
from .walker import RELATION, Misspelled, Walker, Words, spells

LENGTHS = ("n", "m", "d")  # of a vector of ones, as in 1_n


@spells(*DROPPED_WITH_ARGUMENT)
def _nothing(walker: Walker, token: str, before: Words) -> Words:
    walker.raw()
    return []


@spells("\\left", "\\right", "\\middle")
def _size(walker: Walker, token: str, before: Words) -> Words:
    """Drop the size of a bracket, and the dot of one that is not shown."""
    if walker.peek() == ".":
        walker.at += 1
    return []


@spells("{")
def _group(walker: Walker, token: str, before: Words) -> Words:
    return ["{", *walker.line("}"), "}"]


@spells("\\frac")
def _fraction(walker: Walker, token: str, before: Words) -> Words:
    """Spell a fraction; one of two differentials is a derivative."""
    above, below = walker.argument(), walker.argument()
    above = ["\\partial"] if above == ["d"] else above
    if above[:1] == below[:1] == ["\\partial"]:
        return _slope(above[1:], below[1:])
    return ["\\frac", "{", *above, "}", "{", *below, "}"]


@spells("\\partial")
def _partial(walker: Walker, token: str, before: Words) -> Words:
    r"""Spell \partial_x J as \nabla_x J."""
    return ["\\nabla" if walker.peek() == "_" else token]


@spells("\\dv", "\\pdv")
def _derivative(walker: Walker, token: str, before: Words) -> Words:
    return _slope(walker.argument(), walker.argument())


def _slope(of: Words, by: Words) -> Words:
    return ["\\slope", "{", *of, "}", "{", *by, "}"]


@spells("d")
def _differential(walker: Walker, token: str, before: Words) -> Words:
    """Spell a d with a letter after it as ∂, where a formula or a half of a fraction begins."""
    begins = not before or before[-1] in ("/", "=")
    return ["\\partial" if begins and re.match(r"[A-Za-z\\{]", walker.peek() or "") else "d"]


@spells("\\sqrt", "\\hat")
def _with_one_argument(walker: Walker, token: str, before: Words) -> Words:
    return [token, "{", *walker.argument(), "}"]


@spells("\\underbrace", "\\overbrace")
def _brace(walker: Walker, token: str, before: Words) -> Words:
    """Spell what is over or under a brace, without the remark at the brace."""
    inside = walker.argument()
    if walker.peek() in ("_", "^"):
        walker.at += 1
        walker.raw()
    return ["{", *inside, "}"] if len(inside) > 1 else inside


# ---------------------------------------------------------------- bars


@spells("\\Vert")
def _norm(walker: Walker, token: str, before: Words) -> Words:
    inside = walker.line("\\Vert")
    if walker.peek() == "_":
        walker.at += 1
        walker.argument()
    return ["\\norm", "{", *inside, "}"]


@spells("|")
def _bar(walker: Walker, token: str, before: Words) -> Words:
    """Spell |x|, the bar of P(w | c), or a bar with what it is evaluated at."""
    if walker.peek() == "_":
        walker.at += 1
        if "=" in walker.argument():
            raise Misspelled(
                "A bar with what a formula is evaluated at cannot be read: put it into the formula."
            )
        return []
    if _is_in_a_probability(before):
        return ["\\mid"]
    return ["\\abs", "{", *walker.line("|"), "}"]


def _is_in_a_probability(before: Words) -> bool:
    if "(" not in before:
        return False
    opened = len(before) - 1 - before[::-1].index("(")
    return ")" not in before[opened:] and before[opened - 1 : opened] in (["P"], ["p"], ["\\Pr"])


# ---------------------------------------------------------------- subscripts and exponents


@spells("_")
def _subscript(walker: Walker, token: str, before: Words) -> Words:
    inside, subject = walker.argument(), before[-1] if before else ""
    if subject in walker.notation.losses[:1]:
        return []  # whichever loss the formula is about
    inside = _interval(_primes(inside))
    if subject == "1" and not RELATION.search(" ".join(inside)):  # e_o, or as many ones as 1_{K+1} says
        before.pop()
        is_one_word = len(inside) == 1 and inside[0].islower() and inside[0] not in LENGTHS
        return ["e", "_", "{", *inside, "}"] if is_one_word else ["\\ones"]
    if subject == "\\transposed":  # v^T_c is v_c^T
        before.pop()
        return ["_", "{", *inside, "}", "\\transposed"]
    if inside[1:3] == ["\\in", "\\{"] and inside[3:5] in ([inside[0], ":"], [inside[0], "\\mid"]):
        inside = inside[2:]  # a sum over k ∈ {k : w_k = w_s}
    if inside[:1] == ["\\{"] and inside[-1:] == ["\\}"] and subject != "\\ones":
        inside = inside[1:-1]  # a sum over {k : w_k = w_s}
    if (
        "," in inside
        and subject not in ("\\ones", "1", "\\max", "\\sum", "\\prod")
        and not RELATION.search(" ".join(inside))
    ):
        return _two_indices(inside, subject)
    if subject == "\\ones" or (subject == "1" and RELATION.search(" ".join(inside))):
        return _indicated(walker, before, inside)
    return ["_", "{", *inside, "}"]


def _interval(inside: Words) -> Words:
    """Spell k ∈ [1, K] as k ∈ {1, …, K}."""
    if inside[1:3] == ["\\in", "["] and inside[-1:] == ["]"] and inside.count(",") == 1:
        place = inside.index(",")
        return [*inside[:2], "\\{", *inside[3:place], ",", "\\dots", ",", *inside[place + 1 : -1], "\\}"]
    return inside


def _two_indices(inside: Words, subject: str) -> Words:
    """Spell δ_{i,j}, and u_{w,i}: entry i of u_w."""
    place = inside.index(",")
    first, second = inside[:place], inside[place + 1 :]
    if subject == "\\delta":
        return ["_", "{", *first, *second, "}"]
    return ["_", "{", *first, "}", "_", "{", *second, "}"]


def _primes(words: Words) -> Words:
    """Return an index with a prime, w', as one word; elsewhere a prime is a transpose or a derivative."""
    found: Words = []
    for word in words:
        if word == "'" and found and len(found[-1]) == 1 and found[-1].isalpha():
            found[-1] += "′"
        else:
            found.append(word)
    return found


def _indicated(walker: Walker, before: Words, inside: Words) -> Words:
    """Spell a 1 with a condition below it; other subscripts of ones say how many they are."""
    if inside[:1] in (["\\{"], ["["], ["("]):
        inside = inside[1:-1]
    if not RELATION.search(" ".join(inside)):
        return []
    before.pop()
    if walker.tokens[walker.at : walker.at + 3] == ["(", inside[0], ")"]:
        walker.at += 3  # of x, which the condition names
    return ["\\indicator", "\\{", *inside, "\\}"]


@spells("^")
def _exponent(walker: Walker, token: str, before: Words) -> Words:
    """Spell a power, a transpose, or primes."""
    inside = walker.argument()
    if " ".join(inside) in TRANSPOSED:
        return ["\\transposed"]
    if inside and set(inside) == {"'"}:
        return inside
    return ["^", "{", *inside, "}"]
