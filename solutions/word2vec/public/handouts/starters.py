"""Tell a function that is written from one that stands as the starter had it."""

import ast
import re

BEGINS = re.compile(r"#+\s*(?:YOUR CODE|BEGIN YOUR CODE|START OF YOUR CODE)", re.IGNORECASE)
ENDS = re.compile(r"#+\s*(?:END YOUR CODE|END OF YOUR CODE)", re.IGNORECASE)
EMPTY = re.compile(r"\s*(?:#.*|pass|raise NotImplementedError.*|\.\.\.)?")
MAKERS = ("zeros", "zeros_like", "empty", "empty_like")


def is_unwritten(function: ast.FunctionDef, lines: list[str]) -> bool:
    """Tell whether nothing was written: between the starter's marks, or where they are gone, at all."""
    body = lines[function.lineno - 1 : function.end_lineno]
    between = _between_marks(body)
    statements = _without_docstring(function.body)
    if between is not None:
        is_empty = all(EMPTY.fullmatch(line) for line in between)
        return is_empty and (any("raise" in line for line in between) or not _computes(function))
    if any(isinstance(node, ast.Raise) and "NotImplementedError" in ast.dump(node) for node in statements):
        return True
    if function.name == "sgd":
        return not _calls_its_first_argument(function)
    return all(map(_is_idle, statements))


def _between_marks(body: list[str]) -> list[str] | None:
    """Return the lines between the starter's marks; None where they are gone."""
    inside, found, seen = False, [], False
    for line in body:
        if ENDS.search(line):
            inside = False
        elif BEGINS.search(line):
            inside = seen = True
        elif inside:
            found.append(line)
    return found if seen else None


def _computes(function: ast.FunctionDef) -> bool:
    """Tell whether a function that has nothing between the marks does its work beside them."""
    if function.name == "sgd":
        return _calls_its_first_argument(function)
    statements = _without_docstring(function.body)
    returned = [node.value for node in statements if isinstance(node, ast.Return)]
    stored = {n.id for n in ast.walk(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    stored |= {argument.arg for argument in function.args.args}
    names = {n.id for value in returned if value for n in ast.walk(value) if isinstance(n, ast.Name)}
    if names - stored:
        return False  # it returns what was never given a value
    works = any(isinstance(node, (ast.BinOp, ast.AugAssign)) for node in ast.walk(function))
    return works and not all(map(_is_idle, statements))


def _calls_its_first_argument(function: ast.FunctionDef) -> bool:
    arguments = [argument.arg for argument in function.args.args]
    calls = [node.func for node in ast.walk(function) if isinstance(node, ast.Call)]
    return any(isinstance(called, ast.Name) and called.id in arguments[:1] for called in calls)


def _without_docstring(body: list[ast.stmt]) -> list[ast.stmt]:
    return [
        node for node in body if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
    ]


def _is_idle(node: ast.stmt) -> bool:
    """Tell whether a statement computes nothing: pass, constants, arrays of zeros, names, tuples of them."""
    if isinstance(node, ast.Pass):
        return True
    if isinstance(node, (ast.Return, ast.Assign, ast.AnnAssign)):
        return node.value is None or _is_nothing(node.value)
    return False


def _is_nothing(value: ast.expr) -> bool:
    match value:
        case ast.Constant() | ast.Name():
            return True
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            return all(map(_is_nothing, parts))
        case ast.Call(func=ast.Attribute(attr=name)):
            return name in MAKERS
    return False
