"""The exact versions that users install: of the checkout, or as the installed package brought them along."""

import importlib.metadata
import re

from autograder.course import CHECKOUT
from autograder.results.packages import PACKAGE, required

NAME = "requirements.txt"


def pins() -> str:
    """Return the text of requirements.txt, with hashes."""
    here = CHECKOUT / NAME
    if here.is_file():
        return here.read_text("utf-8")
    found = (
        file for file in importlib.metadata.files(PACKAGE) or () if file.match(f"share/{PACKAGE}/{NAME}")
    )
    return next(found).read_text("utf-8")  # pyproject.toml puts it into the wheel


def student_pins() -> list[str]:
    """Return what students install: the package's dependencies and JupyterLab, at these versions."""
    found = re.findall(r"^(([\w.-]+)(?:\[[\w,-]+\])?==[^\\\n]*[^\\\s])", pins(), re.MULTILINE)
    wanted = [*required(), *required("lab")]
    return [pin for pin, name in found if name in wanted]
