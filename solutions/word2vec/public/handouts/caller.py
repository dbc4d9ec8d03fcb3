"""Call the functions of a handout in the sandbox, and hear what they raise: the code is the reader's own."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from autograder.sandbox.caller import Reply, StudentError
from autograder.sandbox.isolated import Sandboxed

from . import contract

NUMPY_2 = "NumPy 2"  # the kind of an exception that NumPy 1 would not have raised
NOT_A_SCALAR = re.compile("0-dimensional|length-1|array element with a sequence")
GONE = re.compile(r"module 'numpy' has no attribute '(\w+)'|`np\.(\w+)` was removed")
INSTEAD = {
    "float": "float", "int": "int", "bool": "bool", "object": "object", "str": "str", "complex": "complex",
    "product": "np.prod", "cumproduct": "np.cumprod", "alltrue": "np.all", "sometrue": "np.any",
    "float_": "np.float64", "mat": "np.array, and @ for *",
    "in1d": "np.isin", "row_stack": "np.vstack", "asscalar": "a.item()",
}  # fmt: skip
SCALAR = (
    "It makes a number of an array that holds one, as in float(a) or a list of such arrays{place}. "
    "NumPy 1 did that silently, NumPy 2 refuses: take the entry itself, a.item() or a[0, 0]. "
    "The idea of the function may well be right."
)
GENERATOR = (
    "It gives np.sum a generator, np.sum(… for …){place}. NumPy 1 added it up, NumPy 2 refuses: write "
    "sum(… for …), or np.sum([… for …]). The idea of the function may well be right."
)
NO_SUCH_NAME = "It uses np.{name}{place}, which NumPy no longer has{instead}."
PACKAGE = (
    "It uses {name}{place}, which is not at hand where handouts are graded: NumPy and Python's own modules "
    "are. Compute it with NumPy."
)


class HandoutCaller(Sandboxed):
    """Calls through adapter.py; `lent` names helpers in whose place right ones are put, for each question."""

    shows_values = True  # draws are public here, and so is what goes wrong
    lent: tuple[str, ...] = ()
    problem: StudentError | None = None  # the last that a function raised

    def begin(self) -> None:
        """Start a question in a fresh process, with the right helpers in it."""
        super().begin()
        if self.lent:
            self.call("lend", [list(self.lent)])

    def call(
        self,
        function: str,
        arguments: Sequence[object],
        through: str | None = None,
        options: Mapping[str, Any] | None = None,
    ) -> Reply:
        """Call a function; see autograder.sandbox.caller.Caller."""
        try:
            reply = super().call(function, arguments, through, options)
            match reply.value:
                case [
                    contract.RAISED,
                    str() as kind,
                    str() as text,
                    str() as file,
                    int() as line,
                    str() as name,
                ]:
                    raise _explained(kind, text, file, line, name)
        except StudentError as problem:
            self.problem = problem
            raise
        return reply


def _explained(kind: str, text: str, file: str, line: int, function: str) -> StudentError:
    """Return what a function raised; what NumPy 1 let pass, and what is missing here, in our words."""
    place = f" ({file}, line {line})" if file else ""
    said = ""
    if NOT_A_SCALAR.search(text) and kind in ("TypeError", "ValueError"):
        said = SCALAR.format(place=place)
    elif "generator" in text and kind == "TypeError":
        said = GENERATOR.format(place=place)
    elif gone := GONE.search(text):
        name = gone[1] or gone[2]
        instead = f": write {INSTEAD[name]}" if name in INSTEAD else ""
        said = NO_SUCH_NAME.format(name=name, place=place, instead=instead)
    elif kind == "ImportError" and re.fullmatch(r"[\w.]+", text):
        return StudentError("Package", PACKAGE.format(name=text, place=place), file, line, function)
    if said:
        return StudentError(NUMPY_2, said, file, line, function)
    return StudentError(kind, text.split("\n")[0], file, line, function)
