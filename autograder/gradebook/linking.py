"""Finds the picture that an answer shows, by its link, among those that were handed in beside it."""

import posixpath
import re
import unicodedata
from collections.abc import Callable, Mapping
from html import escape, unescape
from urllib.parse import unquote

from autograder.intake.choosing import plain

BESIDE = re.compile(r"(?![\w+.-]*:|/)[^\x00-\x1f]+")
"""Where a picture may be that was handed in: here, not in the network."""
IMAGE = re.compile(r"""<img\b(?:"[^"]*"|'[^']*'|[^'">])*>""")
ATTRIBUTE = re.compile(r"""([\w-]+)=("[^"]*"|'[^']*')""")
"""A picture in HTML that has been cleaned, where every value is in quotes."""


def finder(pictures: Mapping[str, str]) -> Callable[[re.Match[str]], str]:
    """Return a function that gives an <img> the address of its picture, or says that it is not here."""
    by_path = {_folded(name): address for name, address in pictures.items()}
    by_name: dict[str, set[str]] = {}
    for name, address in pictures.items():
        last = posixpath.basename(name)
        for alike in {_folded(last), _folded(plain(last))}:
            by_name.setdefault(alike, set()).add(address)

    def found(match: re.Match[str]) -> str:
        said = {name: unescape(value[1:-1]) for name, value in ATTRIBUTE.findall(match[0])}
        link = said.get("src", "")
        if link.startswith("data:"):
            return match[0]
        path = posixpath.normpath(unquote(link).replace("\\", "/"))
        near = by_name.get(_folded(posixpath.basename(path)), set())
        address = by_path.get(_folded(path)) or (next(iter(near)) if len(near) == 1 else None)
        if not link or address is None:
            return f"[a picture that is not here: {escape(said.get('alt') or link)}]"
        values = (said | {"src": address}).items()
        attributes = " ".join(f'{name}="{escape(value)}"' for name, value in values)
        return f"<img {attributes}>"

    return found


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
