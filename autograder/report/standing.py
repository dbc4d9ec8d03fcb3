"""What the gradebook says of one submission, as plain data."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Points:
    """The points of one graded cell. got: None where a person has not decided yet."""

    got: float | None
    most: float
    extra: float = 0


@dataclass
class Standing:
    """What the gradebook says of one submission. late: points taken off. cells, comments: by grade_id."""

    student: str
    name: str = ""
    late: float = 0
    cells: dict[str, Points] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)

    @property
    def points(self) -> float:
        """Return the points so far, as nbgrader counts them."""
        return sum((cell.got or 0) + cell.extra for cell in self.cells.values()) - self.late

    @property
    def most(self) -> float:
        return sum(cell.most for cell in self.cells.values())

    @property
    def waiting(self) -> list[str]:
        """Return the cells that a person has still to read."""
        return [id for id, cell in self.cells.items() if cell.got is None]
