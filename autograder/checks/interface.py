"""The functions that students write, by name: what they take and what they return."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Signature:
    """One function.

    arguments: their names, in order. outputs: names of what it returns; one name for one value.
    slopes: {output: the argument along which it is the slope of the loss}.
    rows: {output: {argument that holds numbers of its rows: what such a row is, in words}}.
    """

    arguments: tuple[str, ...]
    outputs: tuple[str, ...]
    slopes: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def position(self, argument: str) -> int:
        """Return the place of an argument."""
        return self.arguments.index(argument)


Interface = Mapping[str, Signature]
"""{function: its Signature}, for all functions of a course."""
