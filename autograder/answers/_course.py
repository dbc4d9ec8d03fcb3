"""The course's formulas and its page on how to write them, loaded by path until `Course.formulas()` does."""

import functools
import importlib.util
import pathlib
import sys

PUBLIC = pathlib.Path(__file__).resolve().parents[2] / "solutions" / "word2vec" / "public"


@functools.cache
def formulas():
    """Return the course's FORMULAS."""
    folder = PUBLIC / "formulas"
    spec = importlib.util.spec_from_file_location(
        "_course_formulas", folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.FORMULAS


def language():
    """Return the page on how to write a final line."""
    return (PUBLIC / "language.md").read_text("utf-8")
