"""Reads source code as Python would."""

import codecs
import tokenize

from .limits import Refused

ENCODINGS = ("utf-8", "utf-8-sig", "ascii", "iso8859-1", "iso8859-15", "cp1252")
"""What is read; some others take hours for a megabyte."""


def decoded(name: str, data: bytes) -> str:
    """Return source code as text: UTF-8, or what its first lines declare. Raises Refused, naming the file."""
    lines = iter(data.splitlines(keepends=True))
    try:
        encoding, _ = tokenize.detect_encoding(lambda: next(lines, b""))
        if codecs.lookup(encoding).name not in ENCODINGS:
            raise LookupError(encoding)
        return data.decode(encoding)
    except (SyntaxError, LookupError, UnicodeError):
        raise Refused(f"{name} is not UTF-8 text, and Python cannot read it: save it as UTF-8") from None
