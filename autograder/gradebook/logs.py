"""Keep control characters out of logs: what is logged holds names from outside."""

import logging

from autograder.intake import printable

from .compat import LogFormatter


class Printable(LogFormatter):
    """nbgrader's formatter, with messages that cannot move the cursor or change a colour."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as text, each line of its message printable."""
        record.msg, record.args = "\n".join(map(printable, record.getMessage().split("\n"))), None
        return str(super().format(record))
