"""Source code as text."""

import codecs
import tokenize

from .limits import Refused

ENCODINGS = ("utf-8", "utf-8-sig", "ascii", "iso8859-1", "iso8859-15", "cp1252")  # some others take hours for a megabyte


def text(name, data):
    """Source code as Python would read it: UTF-8, or what its first lines declare."""
    lines = iter(data.splitlines(keepends=True))
    try:
        encoding, _ = tokenize.detect_encoding(lambda: next(lines, b""))
        if codecs.lookup(encoding).name not in ENCODINGS:
            raise LookupError(encoding)
        return data.decode(encoding)
    except (SyntaxError, LookupError, UnicodeError):
        raise Refused(f"{name} is not UTF-8 text, and Python cannot read it: save it as UTF-8") from None
