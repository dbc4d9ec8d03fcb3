"""Findings about a machine, right or wrong, as `w2v doctor` reports them."""

from collections.abc import Iterable
from typing import NamedTuple

OK, MISSING, WRONG = "ok", "missing", "wrong"
LEFT = " " * 26  # below the status and the name


class Finding(NamedTuple):
    """status: OK, MISSING (a part is left out) or WRONG (nothing works like this)."""

    what: str
    status: str
    detail: str
    cure: str = ""


def render(findings: Iterable[Finding]) -> str:
    """Show the findings as a table, with the cures below what they cure."""
    lines = []
    for finding in findings:
        lines.append(f"{finding.status:<9}{finding.what:<17}{finding.detail}")
        if finding.cure:
            first, *more = finding.cure.splitlines()
            lines += [f"{LEFT}to fix it: {first}", *(LEFT + line for line in more)]
    return "\n".join(lines)
