"""The walk over the tokens of an answer, and the table of what spells which token."""

import functools
import re
from collections.abc import Callable

from ..notation import PLAIN, Notation
from .macros import DROPPED, FUNCTIONS, SAME, WRITTEN_PLAINLY

MOST_NESTED = 40
RELATION = re.compile(r"=|<|>|\\ne|\\le|\\ge|\\in")

Words = list[str]  # tokens of the one spelling


class Misspelled(Exception):
    """The answer has something that no answer needs; the text names it."""


@functools.cache
def _token(notation: Notation) -> re.Pattern[str]:
    """Return the pattern of a command, a number, a word without a font, or any other character."""
    words = "|".join([*WRITTEN_PLAINLY, *notation.words])
    alone = rf"(?<![A-Za-ce-z])(?:{words})(?![A-Za-z])"  # a d may come before it
    return re.compile(rf"\\[A-Za-z]+\*?|\\.|\d+(?:\.\d+)?|{alone}|\S", re.DOTALL)


class Walker:
    """Walk over the tokens once and give the words of the one spelling."""

    def __init__(self, text: str, notation: Notation = PLAIN) -> None:
        self.notation = notation
        self.tokens: Words = [SAME.get(token, token) for token in _token(notation).findall(text)]
        self.at, self.depth = 0, 0

    def peek(self) -> str | None:
        """Return the next token without taking it, None at the end."""
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def take(self) -> str:
        """Return the next token."""
        self.at += 1
        return self.tokens[self.at - 1]

    def line(self, stop: str | None = None) -> Words:
        """Return the words up to a token that ends this part; the token is taken, too."""
        found: Words = []
        while self.peek() is not None:
            token = self.take()
            if token == stop:
                return found
            found += self.word(token, found)
        if stop is not None:
            raise Misspelled(f"It ends too early: is a {'bracket' if stop in ')]}' else stop} missing?")
        return found

    def word(self, token: str, before: Words) -> Words:
        """Return what one token, with its arguments, is spelled as."""
        self.depth += 1
        if self.depth > MOST_NESTED:
            raise Misspelled("Brackets are nested too deeply.")
        words = self._word(token, before)
        self.depth -= 1
        return words

    def _word(self, token: str, before: Words) -> Words:
        if token in SPELLED:
            return SPELLED[token](self, token, before)
        if token in DROPPED:
            return []
        if token in self.notation.words:
            return [f"\\name{{{token}}}"]
        name = token.lower().removeprefix("\\")
        return [FUNCTIONS.get(name, token)]

    def argument(self) -> Words:
        """Return the words of what a command takes: a group, or one token."""
        while self.peek() in DROPPED:
            self.at += 1
        if self.peek() is None:
            raise Misspelled("It ends too early: an argument is missing.")
        token = self.take()
        if token == "{":
            return self.line("}")
        if re.fullmatch(r"\d\d+", token):  # \frac12
            self.tokens[self.at - 1] = token[1:]
            self.at -= 1
            return [token[0]]
        return self.word(token, [])

    def raw(self) -> str:
        """Return the text of a group as it is written."""
        if self.peek() != "{":
            return self.take() if self.peek() is not None else ""
        depth, found = 0, []
        while self.peek() is not None:
            token = self.take()
            depth += {"{": 1, "}": -1}.get(token, 0)
            if depth == 0:
                break
            found.append(token)
        return "".join(found[1:])


Speller = Callable[
    [Walker, str, Words], Words
]  # of a token, and of the words before it, which it may take back
SPELLED: dict[str, Speller] = {}


def spells(*tokens: str) -> Callable[[Speller], Speller]:
    """Register the function that spells these tokens."""

    def registered(speller: Speller) -> Speller:
        SPELLED.update(dict.fromkeys(tokens, speller))
        return speller

    return registered
