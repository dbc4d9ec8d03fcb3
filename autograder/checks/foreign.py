"""Find what the grader's sandbox refuses: it has NumPy and Python's own modules, and no files.

What stands at the top of a file is read in its text, what a function does is seen when it is called.
"""

import ast
import sys
from collections.abc import Iterator, Mapping, Sequence

from autograder.course import Course
from autograder.sandbox.watching import Reached

from .syntax import newer

AT_HAND = frozenset(sys.stdlib_module_names) | {"numpy"}
READERS = frozenset({"open", "load", "loadtxt", "genfromtxt", "fromfile"})
IMPORTS = (
    "{file}, line {line} imports {module}. Where your work is graded there are NumPy and Python's own "
    "modules alone, and this could not be tried: move the import to where you need it, a notebook say."
)
READS = (
    '{file}, line {line} reads "{path}". Where your work is graded there is no such file, and this could '
    "not be tried: write the numbers into your code, or take them as arguments."
)
NEWER = (
    "{file}, line {line} is written in a newer Python than {python} ({what}), with which your work may be "
    "graded: it could not be read there."
)


def refused(files: Mapping[str, str], course: Course) -> str:
    """Say what would keep these files from being graded, whatever is called; "" if nothing would.

    An import that is tried, or stands under a condition, may do no harm.
    """
    for file, text in files.items():
        try:
            tree = ast.parse(text)
        except (SyntaxError, ValueError, RecursionError):
            continue  # Python says this better
        if found := newer(text, course.python):
            line, what = found
            return NEWER.format(file=file, line=line, what=what, python=course.python)
        for node in _always_run(tree.body):
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                for module in _modules(node):
                    if _is_foreign(module, course):
                        return IMPORTS.format(file=file, line=node.lineno, module=module)
            elif isinstance(node, ast.Call) and (path := _read(node)):
                return READS.format(file=file, line=node.lineno, path=path)
    return ""


def reached_for(reached: Sequence[Reached], files: Mapping[str, str], course: Course) -> str:
    """Say which module or file a call has reached for that is not there when it is graded; "" if none."""
    for one in reached:
        if one.file not in files:  # a given file, not a student's
            continue
        if one.path:
            return READS.format(file=one.file, line=one.line, path=one.path.replace("\\", "/").split("/")[-1])
        if _is_foreign(one.module, course) and not _is_tried(one.line, files[one.file]):
            return IMPORTS.format(file=one.file, line=one.line, module=one.module)
    return ""


def _is_foreign(module: str, course: Course) -> bool:
    return module not in AT_HAND and module != course.library


def _is_tried(line: int, text: str) -> bool:
    """Tell whether a line is inside a `try`, whose code goes on when the import fails."""
    return any(
        isinstance(node, ast.Try) and node.handlers and node.lineno < line < node.handlers[0].lineno
        for node in ast.walk(ast.parse(text))
    )


def _always_run(body: list[ast.stmt]) -> Iterator[ast.AST]:
    """Iterate over the imports and calls that are run whenever the file is imported."""
    for node in body:
        if isinstance(node, ast.With):
            yield from (item.context_expr for item in node.items)
            yield from _always_run(node.body)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            yield node
        elif isinstance(node, (ast.Assign, ast.AnnAssign, ast.Expr)) and node.value:
            yield node.value


def _read(node: ast.Call) -> str:
    """Return the path, written out, of a file that a call opens to read; "" if it does not."""
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    path = _constant(node.args[0]) if node.args else None
    others = map(_constant, [*node.args[1:], *(word.value for word in node.keywords)])
    writes = name == "open" and any(str(mode).strip("bt+") in ("w", "a", "x") for mode in others)
    return path if name in READERS and isinstance(path, str) and not writes else ""


def _constant(node: ast.expr) -> object:
    return node.value if isinstance(node, ast.Constant) else None


def _modules(node: ast.Import | ast.ImportFrom) -> list[str]:
    """Return the top modules of an import; none of one that is relative."""
    if isinstance(node, ast.ImportFrom):
        return [] if node.level else [(node.module or "").split(".")[0]]
    return [alias.name.split(".")[0] for alias in node.names]
