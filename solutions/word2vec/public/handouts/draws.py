"""Tell what is wrong with the words that negative sampling draws, each mistake by a test of its own."""

import numpy as np

from .caller import HandoutCaller

NEVER_ASKED = (
    "The dataset is never asked for a word: numbers are drawn from another generator, or not at all."
)
DRAWN_TWICE = (
    "Words are drawn twice: {} draws for K = {}. Once by getNegativeSamples, and once more in the function?"
)
A_NUMBER = "It draws {} words for K = 3 and for K = 5: is a number written where K is meant?"
TOO_FEW = "It draws {} words for K = 3."
REDRAWN = "A word that was drawn before is drawn again until it is new; a repeated negative counts each time."
NOT_TEN = (
    "K is {} unless given, and skipgram does not give it; the handouts' files have K=10, and their expected "
    "numbers need it."
)
NOT_REJECTED = "A draw that is the true word itself should be rejected and drawn again."


def mistake(caller: HandoutCaller) -> tuple[str, str] | None:
    """Return (kind of mistake, sentence); None if there is none. Raises StudentError."""

    def number(function: str, *arguments: object) -> int:
        value = caller.call(function, arguments).value
        return value if isinstance(value, int) else -1

    few, more = number("asked", [1, 2, 3, 4, 5], 3), number("asked", [1, 2, 3, 4, 5], 5)
    if few == 0:
        return "another-generator", NEVER_ASKED
    if (few, more) == (6, 10):
        return "drawn-twice", DRAWN_TWICE.format(few, 3)
    if few == more:
        return "K-is-not-10", A_NUMBER.format(few)
    if few < 3:
        return "too-few-draws", TOO_FEW.format(few)
    if number("asked", [1, 1, 2, 3, 4], 3) > 3:
        return "repeats-redrawn", REDRAWN
    losses = caller.call("after_the_true_word", ()).value
    if not (isinstance(losses, list) and len(losses) == 2 and np.isclose(*losses)):
        return "true-word-not-rejected", NOT_REJECTED
    default = number("default_of_K")
    return ("K-is-not-10", NOT_TEN.format(default)) if default not in (0, 10) else None
