"""Load the student's modules in the sandbox: what a file defines, and not what it does when it is run.

Packages that are not here are stood in for by modules that let everything be done with them, until a
graded function runs.
"""

import ast
import sys
from importlib.machinery import ModuleSpec

import numpy as np

DEFINES = (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)
SETS = (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Try, ast.If)
DIVIDED = []  # "file, line N: 7 / 2 is 3"


class Theirs:
    """Imports the student's modules from {module: text}; `floors` divide whole numbers as Python 2 did."""

    def __init__(self, files, floors):
        self.files, self.floors = files, floors

    def find_spec(self, name, path=None, target=None):
        if name in self.files:
            return ModuleSpec(name, self, origin=name, is_package=f"{name}.__init__" in self.files)
        if any(other.startswith(f"{name}.") for other in self.files):  # a folder of theirs
            return ModuleSpec(name, self, origin=name, is_package=True)
        return None

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        """Run the definitions of a module; what fails beside them is passed over."""
        name = module.__name__
        module.__file__ = name
        tree = ast.parse(self.files.get(name, ""), name)
        if name in self.floors:
            module._over_ = over
            tree = ast.fix_missing_locations(Floors(name).visit(tree))
        for node in tree.body:
            if not isinstance(node, (*DEFINES, *SETS)) or _is_main(node):
                continue
            if isinstance(node, ast.ImportFrom):
                node.level = 0  # their modules are beside each other
            try:
                exec(compile(ast.Module([node], []), name, "exec"), module.__dict__)
            except Exception:
                if isinstance(node, DEFINES):
                    raise


def _is_main(node):
    """Tell whether a statement is for a file that is run: if __name__ == "__main__"."""
    return isinstance(node, ast.If) and "__main__" in ast.dump(node.test)


def modules():
    """Return the student's modules that are loaded, and our stand-ins for missing ones."""
    return [
        m
        for m in list(sys.modules.values())
        if isinstance(getattr(getattr(m, "__spec__", None), "loader", None), (Theirs, Absent))
    ]


class Floors(ast.NodeTransformer):
    """Divide as Python 2 did, and note where that makes another number."""

    def __init__(self, name):
        self.name = name

    def visit_BinOp(self, node):
        self.generic_visit(node)
        if not isinstance(node.op, ast.Div):
            return node
        place = ast.Constant(f"{self.name}:{node.lineno}")
        made = ast.Call(ast.Name("_over_", ast.Load()), [node.left, node.right, place], [])
        return ast.copy_location(made, node)


def over(a, b, place):
    """Return a / b as in Python 2."""
    if not (_whole(a) and _whole(b)):
        return a / b
    true, floor = a / b, a // b
    if np.any(np.not_equal(true, floor)):
        shown = f"{a} / {b} is {floor}" if np.ndim(a) == np.ndim(b) == 0 else "whole numbers"
        DIVIDED.append(f"{place}:{shown}")
    return floor


def _whole(value):
    if isinstance(value, (bool, np.bool_)):
        return False
    return isinstance(value, (int, np.integer)) or (
        isinstance(value, np.ndarray) and value.dtype.kind in "iu"
    )


class _Graded:
    graded = False


ABSENT = _Graded()  # whether a graded function runs


class Missing:
    """Stand for anything of a package that is not here."""

    def __init__(self, name):
        self.__dict__["_name"] = name

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return self if ABSENT.graded and self._missed() else Missing(f"{self._name}.{name}")

    def _missed(self):
        raise ImportError(self._name)

    def __call__(self, *given, **named):
        if ABSENT.graded:
            self._missed()
        # a decorator gives back what it is put on
        return given[0] if len(given) == 1 and callable(given[0]) and not named else Missing(self._name)

    def __setattr__(self, name, value):
        pass

    def __getitem__(self, item):
        return self()

    def __setitem__(self, item, value):
        self()

    def __iter__(self):
        self()
        return iter(())


class Absent:
    """Import stand-ins for these modules that the student's files import, and for what they are part of."""

    def __init__(self, names):
        self.names = {
            ".".join(parts[: n + 1])
            for parts in (name.split(".") for name in names)
            for n in range(len(parts))
        }

    def find_spec(self, name, path=None, target=None):
        if name not in self.names:
            return None
        return ModuleSpec(name, self, origin="absent", is_package=True)

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        """Fill a stand-in: with what the handouts' own files define, and else with what is missing."""
        from . import ours  # noqa: PLC0415  it is seldom needed

        name = module.__name__
        for lent in ours.LENT:
            setattr(module, lent.__name__, lent)
        vars(module).update(ours.WORKING.get(name, {}))
        module.__getattr__ = lambda attribute: _of(name, attribute)
        module.__all__ = [lent.__name__ for lent in ours.LENT]


def _of(name, attribute):
    if attribute.startswith("__"):
        raise AttributeError(attribute)
    return Missing(f"{name}.{attribute}")
