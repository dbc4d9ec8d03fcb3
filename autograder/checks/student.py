"""The submission as checks see it."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograder.sandbox.caller import Caller
from autograder.sandbox.watching import Reached

from .failures import Failed
from .interface import Interface

LONGEST_EXAMPLE = 400  # characters of a call that is shown


class Student:
    """Answer calls of a submission's functions; collect remarks, which cost nothing.

    After a call, `last` is (function, arguments), and `changed` names the arguments that any call so far has
    changed, those of earlier checks among them if their set is given. `refused` says of what a call has
    reached for why that is not graded; "" if it is.
    """

    def __init__(
        self,
        caller: Caller,
        interface: Interface,
        changed: set[str] | None = None,
        refused: Callable[[Sequence[Reached]], str] = lambda reached: "",
    ) -> None:
        self.caller, self.interface, self.refused = caller, interface, refused
        self.remarks: list[str] = []
        self.changed: set[str] = set() if changed is None else changed
        self.last: tuple[str, tuple[Any, ...]] = ("", ())

    def call(
        self,
        function: str,
        *arguments: Any,
        through: str | None = None,
        options: dict[str, Any] | None = None,
    ) -> Any:
        """Return the value of a call; `through` names a way of calling from the course's functions.py.

        Raises Failed where it reached for what is not there when it is graded.
        """
        self.last = function, arguments
        reply = self.caller.call(function, arguments, through, options)
        if reply.reached and (said := self.refused(reply.reached)):
            raise Failed(said)
        names = self.interface[function].arguments
        self.changed |= {names[place] for place in reply.changed}
        if self.caller.shows_values:
            for did in reply.did[:2]:
                self.remark(f"{function} {did}.")
        return reply.value

    def remark(self, text: str) -> None:
        """Add a remark, once."""
        if text not in self.remarks:
            self.remarks.append(text)

    def example(self, library: str) -> str | None:
        """Return the last call as a line to paste; None if its arguments are too long to read."""
        function, arguments = self.last
        shown = ", ".join(map(as_python, arguments))
        readable = arguments and len(shown) < LONGEST_EXAMPLE and "Fn(" not in shown
        return f"{library}.{function}({shown})" if readable else None


def as_python(value: Any) -> str:
    """Write a value as Python does, arrays included."""
    if isinstance(value, np.ndarray):
        return f"np.array({np.round(value, 4).tolist()})"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(as_python, value))}]"
    return repr(value)
