"""Students' modules as different people write them, and copies as people hide them."""

import ast
import copy
import re

from conftest import COURSE, ROOT

from autograder.release.sample import function_text, written


def ways_of_writing():
    """Return {function: texts of it}, from the right implementations of variants.py."""
    source, found = (ROOT / "tests" / "variants.py").read_text("utf-8"), {}
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef) and "__" in node.name[1:]:
            name = node.name.split("__")[0]
            found.setdefault(name, []).append(ast.get_source_segment(source, node).replace(node.name, name))
    return found


WAYS = ways_of_writing()
MODULES = {
    name: written(
        (COURSE.library_folder / name).read_text("utf-8"),
        (ROOT / "assignments" / COURSE.id / COURSE.library / name).read_text("utf-8"),
        {},
        [],
    )
    for name in COURSE.student_files
}


def by_somebody(chance, wrong=()):
    """Return {module: text}: each function in one of the ways to write it, in a style of their own."""
    return {name: _in_a_style(_chosen(text, chance, wrong), chance) for name, text in MODULES.items()}


def _chosen(text, chance, wrong):
    for function, ways in WAYS.items():
        old = function_text(text, function)
        if old is not None:
            theirs = [m.source for m in wrong if m.target == function]
            text = text.replace(old, chance.choice(theirs or [*ways, old]))
    return text


def copied(modules, chance):
    """Return a copy that hides: variables renamed, functions in another order, other comments."""
    return {name: _hidden(text, chance) for name, text in modules.items()}


def _hidden(text, chance):
    tree = ast.parse(text)
    functions = [ast.get_source_segment(text, n) for n in tree.body if isinstance(n, ast.FunctionDef)]
    chance.shuffle(functions)
    hidden = text[: text.index("def ")] + "\n\n\n".join(functions)
    for name in {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}:
        hidden = re.sub(rf"\b{name}\b", f"my_{name}", hidden)
    return hidden.replace("\n    return", "\n    # this is what is asked for\n    return") + "\n"


def _in_a_style(text, chance):
    style = Style(chance)
    tree = style.visit(ast.parse(text))
    for function in tree.body:
        if isinstance(function, ast.FunctionDef):
            function.body = style.statements(function.body)
    return ast.unparse(ast.fix_missing_locations(tree)) + "\n"


class Style(ast.NodeTransformer):
    """Writes the same values in other words, as people do: orders of terms, methods, steps of their own."""

    def __init__(self, chance):
        self.chance, self.steps = chance, 0

    def visit_BinOp(self, node):
        self.generic_visit(node)
        if isinstance(node.op, ast.Add | ast.Mult) and self.chance.random() < 0.4:
            node.left, node.right = node.right, node.left
        if isinstance(node.op, ast.MatMult) and self.chance.random() < 0.4:
            return ast.Call(ast.Attribute(node.left, "dot", ast.Load()), [node.right], [])
        return node

    def visit_Call(self, node):
        self.generic_visit(node)
        named = ast.unparse(node.func)
        if named in ("np.sum", "np.max", "np.mean") and self.chance.random() < 0.5:
            method = ast.Attribute(node.args[0], named.removeprefix("np."), ast.Load())
            return ast.Call(method, node.args[1:], node.keywords)
        return node

    def statements(self, body):
        found = []
        for statement in body:
            for field in ("body", "orelse"):
                if isinstance(getattr(statement, field, None), list):
                    setattr(statement, field, self.statements(getattr(statement, field)))
            if isinstance(statement, ast.AugAssign) and self.chance.random() < 0.4:
                statement = self._spelled_out(statement)
            step = self._step(statement)
            found += [step, statement] if step else [statement]
        return found

    def _spelled_out(self, statement):
        value = copy.deepcopy(statement.target)
        for node in ast.walk(value):
            if hasattr(node, "ctx"):
                node.ctx = ast.Load()
        return ast.Assign([statement.target], ast.BinOp(value, statement.op, statement.value), lineno=0)

    def _step(self, statement):
        """Take a part of a statement out into a step of its own."""
        has_scope = (ast.ListComp, ast.GeneratorExp, ast.Lambda, ast.IfExp)
        nodes = list(ast.walk(statement)) if isinstance(statement, ast.Assign | ast.Return) else []
        parts = [node for node in nodes if isinstance(node, ast.BinOp | ast.Call)]
        if not parts or any(isinstance(n, has_scope) for n in nodes) or self.chance.random() > 0.4:
            return None
        part, self.steps = self.chance.choice(parts), self.steps + 1
        name = f"step_{self.steps}"
        taken = copy.copy(part)
        for node in nodes:
            for field, value in ast.iter_fields(node):
                if value is part:
                    setattr(node, field, ast.Name(name, ast.Load()))
                elif isinstance(value, list):
                    value[:] = [ast.Name(name, ast.Load()) if one is part else one for one in value]
        return ast.Assign([ast.Name(name, ast.Store())], taken, lineno=0)
