"""Python modules from text that came over the wire."""

from collections.abc import Mapping
from importlib.machinery import ModuleSpec
from types import CodeType, ModuleType
from typing import Any


class FromText:
    """Imports the student's package from text; no file is opened.

    (Finder and loader in one; the base classes of importlib.abc would cost every box 15 ms.)
    """

    def __init__(self, files: Mapping[str, str], compiled: Mapping[str, CodeType]) -> None:
        self.files = files  # {"library/module.py": text}
        self.compiled = compiled  # of some of them

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        """Return what Python asks of a finder; None for what is not among the files."""
        loader: Any = self
        if file := self._file(name):
            package = file.endswith("/__init__.py")
            return ModuleSpec(name, loader, origin=file, is_package=package)
        folder = f"{name.replace('.', '/')}/"
        if any(file.startswith(folder) for file in self.files):  # a package without an __init__.py
            return ModuleSpec(name, None, is_package=True)
        return None

    def _file(self, name: str) -> str | None:
        path = name.replace(".", "/")
        return next((file for file in (f"{path}.py", f"{path}/__init__.py") if file in self.files), None)

    def create_module(self, spec: ModuleSpec) -> None:
        """Return None: the module is an ordinary one."""

    def get_source(self, name: str) -> str:
        """Return a module's text, which tracebacks show."""
        file = self._file(name)
        assert file is not None  # find_spec has found it
        return self.files[file]

    def exec_module(self, module: ModuleType) -> None:
        """Run the module's text."""
        file = self._file(module.__name__)
        assert file is not None  # find_spec has found it
        module.__file__ = file
        exec(self.compiled.get(file) or compile(self.files[file], file, "exec"), module.__dict__)
