"""Find imports that the grader's sandbox refuses: it has NumPy and Python's own modules, and nothing else."""

import ast
import sys
from collections.abc import Collection, Iterator, Mapping

AT_HAND = frozenset(sys.stdlib_module_names) | {"numpy"}
SAID = (
    "{file}, line {line} imports {module}. Where your work is graded there are NumPy and Python's own "
    "modules alone, and this could not be tried: move the import to where you need it, a notebook say."
)


def refused(files: Mapping[str, str], functions: Collection[str], library: str) -> str:
    """Say which import in these files would keep the functions from being graded; "" if there is none.

    An import at the top of a file concerns all functions, one inside a function that function alone. One that
    stands under a condition, or is tried, may never be run, and concerns none.
    """
    for file, text in files.items():
        try:
            tree = ast.parse(text)
        except (SyntaxError, ValueError, RecursionError):
            continue  # Python says this better
        for node in _at_the_top(tree.body, functions):
            for module in _modules(node):
                if module not in AT_HAND and module != library:
                    return SAID.format(file=file, line=node.lineno, module=module)
    return ""


def _at_the_top(body: list[ast.stmt], functions: Collection[str]) -> Iterator[ast.Import | ast.ImportFrom]:
    """Iterate over the imports that are run with the file, or with one of these functions."""
    for node in body:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            yield node
        elif isinstance(node, ast.FunctionDef) and node.name in functions:
            yield from _at_the_top(node.body, ())


def _modules(node: ast.Import | ast.ImportFrom) -> list[str]:
    """Return the top modules of an import; none of one that is relative."""
    if isinstance(node, ast.ImportFrom):
        return [] if node.level else [(node.module or "").split(".")[0]]
    return [alias.name.split(".")[0] for alias in node.names]
