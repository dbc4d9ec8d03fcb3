"""Read old source: whatever encoding it has, and Python 2 turned into Python 3."""

import ast
import codecs
import io
import re
import tokenize
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

from fissix import refactor
from fissix.pgen2.parse import ParseError
from fissix.pgen2.tokenize import TokenError

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
ENCODINGS = frozenset(
    "utf-8 ascii iso8859-1 iso8859-2 iso8859-15 cp1250 cp1251 cp1252 koi8-r gbk gb2312 gb18030 big5 cp949 "
    "euc_kr shift_jis euc_jp".split()
)
"""What a file may declare; some others take hours for a megabyte."""
FIXES = [
    f"fissix.fixes.fix_{name}"
    for name in "basestring dict except exec filter funcattrs has_key imports itertools itertools_imports "
    "long map ne next numliterals print raise raw_input reduce repr tuple_params unicode xrange zip".split()
]
OLD_NAMES = frozenset("xrange raw_input unicode basestring long reduce".split())
OLD_METHODS = frozenset(("iteritems", "itervalues", "iterkeys", "has_key"))
OLD_MODULES = frozenset(("cPickle", "ConfigParser", "urllib2", "Queue"))
MOST_TOKENS = 60_000  # of a file that is converted: the converter takes some seconds for as many


class Unreadable(Exception):
    """Python cannot read a file, and neither could Python 2; the text says where and why."""


@dataclass(frozen=True)
class Source:
    """A file as text that Python 3 reads; whether it was written for Python 2, and divides as that did."""

    text: str
    python_2: bool = False
    floors: bool = False


def decoded(data: bytes) -> str:
    """Return a file as text: by its mark, by what it declares, as UTF-8, and else as Windows wrote it."""
    text = _decoded(data)
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", " ")


def _decoded(data: bytes) -> str:
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    for encoding in _encodings(data):
        try:
            return data.decode(encoding)
        except UnicodeError:
            continue
    return data.decode("cp1252", "replace")


def _encodings(data: bytes) -> Iterator[str]:
    """Iterate over the encodings to try."""
    lines = io.BytesIO(data)
    try:
        declared = codecs.lookup(tokenize.detect_encoding(lines.readline)[0]).name
    except (SyntaxError, LookupError):
        declared = ""
    if declared in ENCODINGS:
        yield declared
    yield "utf-8"


def source(name: str, text: str, beside_old: bool = False) -> Source:
    """Return a file's text in Python 3; `beside_old` says that files beside it are Python 2.

    Raises Unreadable.
    """
    try:
        tree = _parsed(text)
    except SyntaxError as problem:
        return _converted(name, text, problem)
    except (RecursionError, MemoryError):
        raise Unreadable(f"{name} holds an expression that is nested too deeply") from None
    except ValueError:
        raise Unreadable(f"{name} is no text of Python") from None
    if not (_is_old(tree) or beside_old):
        return Source(text)
    try:
        return _refactored(name, text)
    except (ParseError, TokenError, SyntaxError):
        return Source(text)


def _parsed(text: str) -> ast.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of escapes in strings
        return ast.parse(text)


def _is_old(tree: ast.Module) -> bool:
    """Tell whether a file that Python 3 reads uses what only Python 2 has."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import) and OLD_MODULES & {alias.name for alias in node.names}:
            return True
        if isinstance(node, ast.Attribute) and node.attr in OLD_METHODS:
            return True
    stored = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
    stored |= {
        alias.asname or alias.name
        for n in ast.walk(tree)
        if isinstance(n, ast.ImportFrom)
        for alias in n.names
    }
    used = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}
    return bool(used & OLD_NAMES - stored)


def _converted(name: str, text: str, problem: SyntaxError) -> Source:
    """Return a file that Python 3 does not read: with tabs made spaces, or out of Python 2."""
    spaced = "\n".join(_spaced(line) for line in text.split("\n"))
    try:
        tree = _parsed(spaced)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        pass  # tabs are not all that is old in it
    else:
        return _refactored(name, spaced) if _is_old(tree) else Source(spaced)
    try:
        return _refactored(name, spaced)
    except (ParseError, TokenError, SyntaxError, RecursionError, IndentationError):
        raise Unreadable(f"Python cannot read {name}, line {problem.lineno}: {problem.msg}") from None


def _spaced(line: str) -> str:
    """Return a line with spaces for the tabs that it begins with, as Python 2 counted them."""
    code = line.lstrip(" \t")
    return line[: len(line) - len(code)].expandtabs(8) + code


def _refactored(name: str, text: str) -> Source:
    """Return a file of Python 2 in Python 3. Raises ParseError, TokenError and SyntaxError."""
    if len(re.findall(r"\w+|[^\w\s]", text)) > MOST_TOKENS:
        raise SyntaxError("too long to be converted")
    tool = refactor.RefactoringTool(FIXES)
    made = str(tool.refactor_string(text if text.endswith("\n") else f"{text}\n", name))
    made = re.sub(r"\bsys\.maxint\b", "sys.maxsize", made)
    tree = _parsed(made)
    new = any(
        isinstance(node, ast.ImportFrom)
        and node.module == "__future__"
        and any(alias.name == "division" for alias in node.names)
        for node in tree.body
    )
    return Source(made, python_2=True, floors=not new)
