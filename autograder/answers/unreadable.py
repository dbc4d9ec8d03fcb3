"""Why an answer is no tree."""


class Unreadable(Exception):
    """The answer cannot be read; the text says where."""
