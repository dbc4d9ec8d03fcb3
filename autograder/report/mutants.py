"""Make wrong implementations by machine: small changes of a right one, as people make them."""

import ast
import copy
import itertools
import random
from collections.abc import Callable, Iterator, Sequence
from typing import Any

MOST_NAMES = 3  # other names that are tried in place of one
SWAPPED: dict[type[ast.AST], type[ast.AST]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult,
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
FUNCTIONS = {"sum": "mean", "mean": "sum", "log": "log10", "max": "min", "exp": "exp2", "maximum": "minimum"}
Change = Callable[[Any], Any]
"""Takes a copy of a node, and returns what stands in its place; None to leave it out."""


def mutants(source: str) -> Iterator[str]:
    """Iterate over the sources of a function with one thing changed, no two alike."""
    tree, seen = ast.parse(source), {ast.unparse(ast.parse(source))}
    for place, node in enumerate(ast.walk(tree)):
        for change in changes(node, tree):
            made = _changed(tree, place, change)
            if made is not None and made not in seen:
                seen.add(made)
                yield made


def doubles(source: str, count: int, chance: random.Random) -> Iterator[str]:
    """Iterate over the sources of a function with two things changed."""
    once = list(mutants(source))
    for first in chance.choices(once, k=count):
        yield chance.choice(list(mutants(first)))


def _changed(tree: ast.AST, place: int, change: Change) -> str | None:
    """Return the source with the node at a place of the walk changed; None if that is no program."""
    whole = copy.deepcopy(tree)
    node = next(itertools.islice(ast.walk(whole), place, None))
    for parent in ast.walk(whole):
        for field, value in ast.iter_fields(parent):
            if value is node:
                setattr(parent, field, change(node))
            elif isinstance(value, list) and any(item is node for item in value):
                changed = [change(item) if item is node else item for item in value]
                setattr(parent, field, [item for item in changed if item is not None] or [ast.Pass()])
    try:
        text = ast.unparse(ast.fix_missing_locations(whole))
        compile(text, "mutant", "exec")
    except (SyntaxError, ValueError, AttributeError, TypeError):
        return None
    return text


def changes(node: ast.AST, tree: ast.AST) -> Sequence[Change]:
    """Return the changes that can be made to a node."""
    return _of_a_statement(node, tree) if isinstance(node, ast.stmt) else _of_an_expression(node, tree)


def _of_a_statement(node: ast.stmt, tree: ast.AST) -> Sequence[Change]:
    match node:
        case ast.AugAssign():
            swapped = [_operator(SWAPPED[type(node.op)]), _none] if type(node.op) in SWAPPED else []
            return [_assigned, *swapped]
        case ast.Assign() | ast.Expr():
            return [_none]
        case ast.If(test=test):
            return [_with(test=ast.UnaryOp(ast.Not(), test)), lambda node: node.body[0]]
        case ast.For():
            return [_over(part) for part in ("[:1]", "[:2]", "[1:]", "[:-1]")] + [_returning(tree)]
        case ast.Return(value=ast.Tuple(elts=parts)):
            pairs = itertools.combinations(range(len(parts)), 2)
            return [_swapped_parts(*pair) for pair in pairs] + [_negated(i) for i in range(len(parts))]
        case ast.Return(value=ast.expr()):
            return [lambda node: ast.Return(ast.UnaryOp(ast.USub(), node.value)), _none]
    return []


def _of_an_expression(node: ast.AST, tree: ast.AST) -> Sequence[Change]:
    match node:
        case ast.BinOp():
            found = [_with(left=node.right, right=node.left), _keep("left"), _keep("right")]
            return [*found, _operator(SWAPPED[type(node.op)])] if type(node.op) in SWAPPED else found
        case ast.UnaryOp(op=ast.USub() | ast.Not()):
            return [_keep("operand")]
        case ast.Compare():
            return [_compared(SWAPPED[type(node.ops[0])])] if type(node.ops[0]) in SWAPPED else []
        case ast.Constant(value=bool()) | ast.Constant(value=None) | ast.Constant(value=str()):
            return []
        case ast.Constant(value=int() | float() as number):
            return [_with(value=value) for value in (number + 1, number - 1, 2 * number)]
        case ast.Attribute(attr="T"):
            return [_keep("value")]
        case ast.Attribute(attr=name) if name in FUNCTIONS:
            return [_with(attr=FUNCTIONS[name])]
        case ast.Call(args=[_, _, *_]):
            return [_swapped_arguments, lambda node: node.args[0]]
        case ast.Call(args=[_], keywords=[]):
            return [lambda node: node.args[0]]
        case ast.keyword(arg="axis", value=ast.Constant(value=int(axis))):
            return [_with(value=ast.Constant(1 - axis)), _none]
        case ast.keyword(arg="keepdims"):
            return [_none]
        case ast.Name(ctx=ast.Load(), id=name):
            others = sorted(_names(tree) - {name})
            some = random.Random(name).sample(others, min(MOST_NAMES, len(others)))
            return [_with(id=other) for other in some]
    return []


def _names(tree: ast.AST) -> set[str]:
    """Return the names that the function gives values to."""
    stored = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    return stored | {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}


def _none(node: Any) -> None:
    return None


def _keep(field: str) -> Change:
    return lambda node: getattr(node, field)


def _with(**fields: Any) -> Change:
    def change(node: Any) -> Any:
        for name, value in fields.items():
            setattr(node, name, copy.deepcopy(value))
        return node

    return change


def _operator(kind: Any) -> Change:
    return _with(op=kind())


def _compared(kind: Any) -> Change:
    return lambda node: _with(ops=[kind(), *node.ops[1:]])(node)


def _assigned(node: Any) -> Any:
    return ast.Assign([node.target], node.value)


def _over(part: str) -> Change:
    def change(node: Any) -> Any:
        node.iter = ast.parse(f"list({ast.unparse(node.iter)}){part}", mode="eval").body
        return node

    return change


def _returning(tree: ast.AST) -> Change:
    last = [node for node in ast.walk(tree) if isinstance(node, ast.Return)][-1:]

    def change(node: Any) -> Any:
        node.body += copy.deepcopy(last)
        return node

    return change


def _swapped_parts(one: int, other: int) -> Change:
    def change(node: Any) -> Any:
        parts = node.value.elts
        parts[one], parts[other] = parts[other], parts[one]
        return node

    return change


def _negated(place: int) -> Change:
    def change(node: Any) -> Any:
        node.value.elts[place] = ast.UnaryOp(ast.USub(), node.value.elts[place])
        return node

    return change


def _swapped_arguments(node: Any) -> Any:
    node.args[0], node.args[1] = node.args[1], node.args[0]
    return node
