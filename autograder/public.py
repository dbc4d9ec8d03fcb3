"""Reach the public part of the course from a library's given modules."""

import importlib
import importlib.util
import pathlib
import sys
from types import ModuleType

PACKAGE = "course_word2vec"
FOLDER = pathlib.Path(__file__).resolve().parents[1] / "solutions" / "word2vec" / "public"


def public(name: str) -> ModuleType:
    """Return a module of the public part of the course, such as "data" or "data.registry"."""
    if PACKAGE not in sys.modules:
        spec = importlib.util.spec_from_file_location(
            PACKAGE, FOLDER / "__init__.py", submodule_search_locations=[str(FOLDER)]
        )
        sys.modules[PACKAGE] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[PACKAGE])
    return importlib.import_module(f"{PACKAGE}.{name}")
