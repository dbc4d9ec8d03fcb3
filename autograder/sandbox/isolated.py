"""How checks reach a student's functions when grading: in a sandbox that gets their text and nothing else."""

import builtins
import time

from ..contract import ARGUMENTS
from . import wire
from .box import Box, BoxError, receive
from .calls import CannotCheck, Reply, StudentError

SECONDS_A_QUESTION, SECONDS_A_SUBMISSION = 5.0, 60.0  # of waiting for the student's code
MOST_LINES = 2000  # a higher number says less about the place than it could carry out
LEAST_ANSWER = 64 * 2**10  # bytes; an answer may be this long, or twice as long as what was asked
USED_UP = f"The {SECONDS_A_SUBMISSION:g} seconds of this submission went to the questions before this one."


class MachineError(Exception):
    """The sandbox does not work here: nobody's points hang on that."""


class Sandboxed:
    """Calls a submission's functions in one sandbox, in a process of its own for every question.

    Args:
        files: {"w2v_lib/word2vec.py": text, …}, the whole package.
        tier: which kind of sandbox (box.TIERS).
    """

    shows_values = False  # hidden inputs and expected values must not reach a message

    def __init__(self, files, tier):
        self.files, self.tier = files, tier
        self.box, self.channel = None, None
        self.question_left, self.left = SECONDS_A_QUESTION, SECONDS_A_SUBMISSION

    def begin(self):
        """A question starts, in a fresh process and with its own time."""
        if self.left < SECONDS_A_QUESTION:  # a part of its time would be no fair trial
            raise CannotCheck(USED_UP)
        self.question_left = SECONDS_A_QUESTION
        self._open()

    def _open(self):
        self._leave()
        for _ in range(2):  # a box in which something was left behind is used up
            try:
                self.box = self.box or Box(self.tier)
            except BoxError as problem:
                raise MachineError(f"the sandbox ({self.tier}) does not start: {problem}; see `w2v doctor`") from problem
            self.channel = self.box.question()
            if self.channel is not None:
                return self._exchange(wire.frame(self.files))
            self._end_box()
        raise MachineError(f"the sandbox ({self.tier}) takes no question; see `w2v doctor`")

    def call(self, function, arguments, through=None, options=None):
        if self.channel is None:
            self._open()
        asked = wire.frame((function, list(arguments), through, options or {}))
        match self._exchange(asked, max(LEAST_ANSWER, 2 * len(asked))):
            case ("value", value, list() as changed, list() as did) if all(type(n) is int and 0 <= n < len(arguments) for n in changed):
                return Reply(value, changed, did)
            case ("error", str() as kind, str() as file, int() as line, str() as function):
                raise self._harmless(kind, file, line, function)
        self._leave()
        raise StudentError("Garbled")

    def _exchange(self, frame, limit=None):
        """Sends a frame and returns the answer, if one is due; the time that takes is the student's."""
        began = time.monotonic()
        deadline = began + self.question_left
        try:
            self.channel.settimeout(max(self.question_left, 1e-3))
            self.channel.sendall(frame)
            return receive(self.channel, limit, deadline) if limit else None
        except (TimeoutError, OSError, EOFError, wire.WireError) as problem:
            self._leave()
            kind = "Timeout" if isinstance(problem, TimeoutError) else "Garbled" if isinstance(problem, wire.WireError) else "Ended"
            raise StudentError(kind) from None
        finally:
            took = time.monotonic() - began
            self.question_left, self.left = self.question_left - took, self.left - took

    def _harmless(self, kind, file, line, function):
        """The error with only such names as cannot carry the hidden inputs out."""
        known = isinstance(getattr(builtins, kind, None), type) or kind == "WireError"
        lines = min(self.files.get(file, "").count("\n") + 1, MOST_LINES)
        place = (file, line) if file in self.files and 0 < line <= lines else ("", 0)
        return StudentError(kind if known else "an exception of its own", "", *place, function if function in ARGUMENTS else "")

    def _leave(self):
        if self.channel is not None:
            self.channel.close()
            self.channel = None

    def _end_box(self):
        if self.box is not None:
            self.box.close()
            self.box = None

    def close(self):
        """Ends the sandbox and all that it holds."""
        self._leave()
        self._end_box()
