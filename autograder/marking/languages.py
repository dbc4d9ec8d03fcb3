"""Which words say little, and which may turn a sentence round, in the languages that students write in."""

import pathlib
import re
import tomllib
from collections import Counter
from collections.abc import Iterable

_READ = tomllib.loads(pathlib.Path(__file__).with_name("languages.toml").read_text("utf-8"))
_SAY_LITTLE = {language: frozenset(words["little"].split()) for language, words in _READ.items()}
_CRITICAL = frozenset(word for words in _READ.values() for word in words["critical"].split())
_LITTLE = frozenset[str]().union(*_SAY_LITTLE.values()) - _CRITICAL
ENDING = re.compile(r"(?<=\w{4})(?:ements?|ungen|ung|ing|ies|ed|es|en|er|em|e|s)$")


def language_of(words: Iterable[str]) -> str:
    """Return the language that most of these words are of, as "en"; empty where there is none."""
    counts = Counter(language for word in words for language, some in _SAY_LITTLE.items() if word in some)
    return counts.most_common(1)[0][0] if counts else ""


def is_critical(word: str) -> bool:
    """Tell whether a word may turn the sense of a sentence round."""
    return word in _CRITICAL or word[0].isdigit()


def says_little(word: str) -> bool:
    """Tell whether a word may be there or not, with the same sense."""
    return word in _LITTLE


def stem(word: str) -> str:
    """Return a word without the ending that only fits it into its sentence."""
    return ENDING.sub("", word)
