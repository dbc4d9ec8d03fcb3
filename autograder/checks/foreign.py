"""Find what the grader's sandbox refuses: it has NumPy and Python's own modules, and no files."""

import ast
import sys
from collections.abc import Collection, Iterator, Mapping

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


def refused(files: Mapping[str, str], functions: Collection[str], library: str) -> str:
    """Say which import or file would keep the functions of these files from being graded; "" if none would.

    What stands at the top of a file concerns all functions, what is inside one that function alone. What
    stands under a condition, or is tried, may never be run, and concerns none.
    """
    for file, text in files.items():
        try:
            tree = ast.parse(text)
        except (SyntaxError, ValueError, RecursionError):
            continue  # Python says this better
        for node in _always_run(tree.body, functions):
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                for module in _modules(node):
                    if module not in AT_HAND and module != library:
                        return IMPORTS.format(file=file, line=node.lineno, module=module)
            elif isinstance(node, ast.Call) and (path := _read(node)):
                return READS.format(file=file, line=node.lineno, path=path)
    return ""


def _always_run(body: list[ast.stmt], functions: Collection[str]) -> Iterator[ast.AST]:
    """Iterate over the imports and calls that are run with the file, or with one of these functions."""
    for node in body:
        if isinstance(node, ast.FunctionDef):
            yield from _always_run(node.body, ()) if node.name in functions else ()
        elif isinstance(node, ast.With):
            yield from (item.context_expr for item in node.items)
            yield from _always_run(node.body, ())
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            yield node
        elif isinstance(node, (ast.Assign, ast.AnnAssign, ast.Expr, ast.Return)) and node.value:
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
