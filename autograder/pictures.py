"""Which rows of a gradient are off: in words, and as data for a picture."""

import numpy as np

from .contract import ARGUMENTS, ROWS, WORDS
from .results import Picture

MOST_ROWS, MOST_COLUMNS = 12, 12


def rows(student, output):
    """{row: what it is in words} of an output of the function that was called last."""
    function, arguments = student.last
    found = {}
    for name in ROWS.get((function, output), ()):
        numbers = arguments[ARGUMENTS[function].index(name)]
        if isinstance(numbers, (int, np.integer, np.ndarray, list, tuple)):
            found |= {int(number): WORDS[name] for number in np.ravel(numbers)}
    return found


def of(problem, student):
    """A Picture of what differs, None if it is a single number or too large to take in."""
    if problem.compared is None:
        return None
    name, got, want = problem.compared
    if want.ndim not in (1, 2) or want.size < 2 or len(want) > MOST_ROWS or want.shape[-1] > MOST_COLUMNS:
        return None
    return Picture(name, got, want, rows(student, name))


def which_rows(name, got, want, named):
    """A sentence if the rows that differ are those of certain words, or all others."""
    if want.ndim != 2 or not named:
        return ""
    differs = {i for i in range(len(want)) if not np.allclose(got[i], want[i], rtol=1e-6, atol=1e-9)}
    every = set(range(len(want)))
    for words in dict.fromkeys(named.values()):
        group = {row for row, of in named.items() if of == words}
        whose = words if len(group) == 1 or words.startswith("the") else words.replace("an ", "").replace("a ", "") + "s"
        if differs and differs <= group:
            return f"Only {'the row' if len(group) == 1 else 'rows'} of {whose} {'is' if len(group) == 1 else 'are'} off"
        if differs == every - group and group != every and len(differs) > 1:
            return f"Every row is off but {'that' if len(group) == 1 else 'those'} of {whose}"
    if differs and differs.isdisjoint(named):
        return "Only rows are off that belong to no word of the example"
    return ""
