"""Calls a student's functions in a sandbox that gets their text and nothing else, as grading does."""

import ast
import builtins
import contextlib
import socket
import time
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Protocol

from . import wire
from .box import Box, receive
from .caller import SECONDS_PER_QUESTION, CannotCheck, Reply, StudentError
from .zygote import BoxError, Zygote

SECONDS_PER_SUBMISSION = 45.0  # of waiting for the student's code
LONGEST_IMPORT = 100  # characters
MOST_LINES = 2000  # a higher number says less about the place than it could carry out
LEAST_ANSWER = 64 * 2**10  # bytes; an answer may be this long, or twice as long as what was asked
USED_UP = f"The {SECONDS_PER_SUBMISSION:g} seconds of this submission went to the questions before this one."


class MachineError(Exception):
    """The sandbox does not work here: nobody's points depend on that."""


class Gate(Protocol):
    """Gives a process of its own for every question: Boxes in the grader, limited_worker.Door elsewhere."""

    def question(self) -> socket.socket:
        """Return a socket to the process; whatever the one before started is gone. Raises MachineError."""

    def close(self) -> None:
        """End what it has started."""


class Boxes:
    """One box after the other: one in which something was left behind is used up.

    Args:
        tier: which kind of sandbox (launch.TIERS).
        library: the name of the package that students fill in.
        functions_source: the text of the course's functions.py.
        given: {"library/module.py": text, …} of the package's modules that no student writes.
    """

    def __init__(
        self, tier: str, library: str, functions_source: str = "", given: Mapping[str, str] | None = None
    ) -> None:
        self.tier, self.zygote = tier, Zygote(tier, library, functions_source, given)
        self.box: Box | None = None

    def question(self) -> socket.socket:
        """Return a socket to a process of its own for a question. Raises MachineError."""
        for _ in range(3):  # a box may be used up, and the machine may refuse boxes of the quick kind
            try:
                self.box = self.box or Box(self.zygote)
                channel = self.box.question()
            except (BoxError, OSError) as problem:
                self.close()
                said = f"the sandbox ({self.tier}) does not start: {problem}; see `w2v doctor`"
                raise MachineError(said) from problem
            if channel is not None:
                return channel
            self._leave()
        why = BoxError("it takes no question: its limits do not hold")
        raise MachineError(f"the sandbox ({self.tier}) takes no question; see `w2v doctor`") from why

    def renew(self) -> None:
        """Start a box for the next submission; it gets ready while we do other things."""
        self._leave()
        with contextlib.suppress(BoxError, OSError):  # `question` tries again, and says why
            self.box = Box(self.zygote)

    def _leave(self) -> None:
        if self.box is not None:
            self.box.close()
            self.box = None

    def close(self) -> None:
        """End the box and all that runs in it."""
        self._leave()
        self.zygote.close()


class Sandboxed:
    """Calls a submission's functions in a sandbox, in a process of its own for every question.

    Args:
        files: {"library/module.py": text, …}, the whole package.
        gate: gives the processes; closed with this.
        library: the package's name.
        known_functions: names that a message may show, since no student chose them.
        left: seconds of this submission's.
        given: those of the files that the gate's boxes have already.
    """

    shows_values = False  # hidden inputs and expected values must not reach a message

    def __init__(
        self,
        files: dict[str, str],
        gate: Gate,
        library: str,
        known_functions: Collection[str] = (),
        left: float = SECONDS_PER_SUBMISSION,
        given: Collection[str] = (),
    ) -> None:
        self.files, self.gate, self.library = files, gate, library
        self.theirs = {file: text for file, text in files.items() if file not in given}
        self.known_functions = known_functions
        self.channel: socket.socket | None = None
        self.question_left, self.left = SECONDS_PER_QUESTION, left

    def begin(self) -> None:
        """Start a question, in a fresh process and with its own time. Raises CannotCheck and MachineError."""
        if self.left < SECONDS_PER_QUESTION:  # a part of its time would be no fair trial
            raise CannotCheck(USED_UP)
        self.question_left = SECONDS_PER_QUESTION
        self._open()

    def _open(self) -> socket.socket:
        """Return a channel to a fresh process that has the submission's files."""
        self._leave()
        self.channel = self.gate.question()
        self._exchange(self.channel, wire.frame(self.theirs))
        return self.channel

    def call(
        self,
        function: str,
        arguments: Sequence[object],
        through: str | None = None,
        options: Mapping[str, Any] | None = None,
    ) -> Reply:
        """Call a function; see caller.Caller."""
        channel = self.channel or self._open()
        asked = wire.frame((function, list(arguments), through, dict(options or {})))
        match self._exchange(channel, asked, max(LEAST_ANSWER, 2 * len(asked))):
            case ("value", value, list() as changed, list() as did) if _positions(changed, len(arguments)):
                return Reply(value, changed, did)
            case ("error", str() as kind, str() as file, int() as line, str() as name):
                raise self._harmless(kind, file, line, name)
        self._leave()
        raise StudentError("Garbled")

    def _exchange(self, channel: socket.socket, frame: bytes, limit: int = 0) -> Any:
        """Send a frame and return the answer, if one is due; the time that takes is the student's."""
        began = time.monotonic()
        try:
            channel.settimeout(max(self.question_left, 1e-3))
            channel.sendall(frame)
            return receive(channel, limit, began + self.question_left) if limit else None
        except TimeoutError:
            kind = "Timeout"
        except wire.WireError:
            kind = "Garbled"
        except (OSError, EOFError):
            kind = "Ended"
        finally:
            took = time.monotonic() - began
            self.question_left, self.left = self.question_left - took, self.left - took
        self._leave()
        raise StudentError(kind)

    def _harmless(self, kind: str, file: str, line: int, function: str) -> StudentError:
        """Return the error with only such names as cannot carry the hidden inputs out."""
        known = isinstance(getattr(builtins, kind, None), type) or kind == "WireError"
        lines = min(self.files.get(file, "").count("\n") + 1, MOST_LINES)
        place = (file, line) if file in self.files and 0 < line <= lines else ("", 0)
        shown = function if function in self.known_functions else ""
        if kind == "ModuleNotFoundError" and not self.imported(*place):
            kind = "ImportError"  # it was raised by hand: nothing is missing
        return StudentError(kind if known else "an exception of its own", "", *place, shown)

    def imported(self, file: str, line: int) -> str:
        """Return what a line of the submission imports, as it stands there; "" if it does anything else."""
        return _imported(self.files.get(file, ""), line)

    def where_it_overflows(self, function: str, arguments: Sequence[object]) -> str:
        """Return nothing: a place in the file depends on hidden inputs."""
        return ""

    def where_it_writes(self, function: str, arguments: Sequence[object]) -> str:
        """Return nothing, as above."""
        return ""

    def _leave(self) -> None:
        if self.channel is not None:
            self.channel.close()
            self.channel = None

    def close(self) -> None:
        """End the sandbox and all that it holds."""
        self._leave()
        self.gate.close()


def _imported(text: str, line: int) -> str:
    """Return what the statements on a line, counted from 1, import; "" if they do anything else."""
    try:
        nodes = list(ast.walk(ast.parse(text)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
    here = [node for node in nodes if isinstance(node, ast.stmt) and node.lineno == line]
    simple = [node for node in here if not hasattr(node, "body")]
    if not all(isinstance(node, (ast.Import, ast.ImportFrom)) for node in simple):
        return ""
    return "; ".join(ast.unparse(node) for node in simple)[:LONGEST_IMPORT]


def _positions(changed: list[Any], count: int) -> bool:
    """Tell whether these are positions of arguments, and not what a student's code made of them."""
    return all(type(position) is int and 0 <= position < count for position in changed)
