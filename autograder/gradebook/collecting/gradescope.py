"""Gradescope's own list of who handed in what, beside the folders of an export."""

import datetime
import pathlib
from typing import Any

from autograder.intake import Refused, read_file

from .claims import Claim

METADATA = "submission_metadata.yml"
LARGEST = 16 * 2**20  # bytes: it holds the results of checks as well
Submitters = dict[str, list[tuple[str, str, str]]]
"""{folder: (name, number, time) of each who handed it in}."""


def submitters(path: str) -> Submitters:
    """Return what an export's list says (limited). Raises Refused."""
    import yaml  # noqa: PLC0415  only this needs it

    class Loader(yaml.CSafeLoader):
        """Reads what Ruby wrote: its own kinds of numbers mean nothing here."""

    Loader.add_multi_constructor("!", lambda loader, suffix, node: None)
    try:
        content = yaml.load(read_file(pathlib.Path(path), METADATA, LARGEST), Loader)
        return {str(folder): _people(entry) for folder, entry in content.items()}
    except Refused:
        raise
    except Exception as problem:  # whatever is not as expected
        raise Refused(f"{METADATA} is not as Gradescope writes it ({type(problem).__name__})") from None


def _people(entry: dict[str, Any]) -> list[tuple[str, str, str]]:
    when = entry.get(":created_at")
    said = when.isoformat() if isinstance(when, datetime.datetime) else str(when or "")
    return [(*_name_and_number(person), said) for person in entry[":submitters"]]


def _name_and_number(person: dict[str, Any]) -> tuple[str, str]:
    number = person.get(":sid") or str(person.get(":email") or "").partition("@")[0]
    return str(person.get(":name") or ""), str(number or "")


def claims_for(claim: Claim, folder: str, known: Submitters) -> list[Claim]:
    """Return a claim for everybody who handed a folder in; the folder's own where nobody is named."""
    people = known.get(folder, [])
    return [
        Claim("Gradescope", name, number, claim.path, _time(when), int(claim.number))
        for name, number, when in people
    ] or [claim]


def _time(text: str) -> datetime.datetime | None:
    try:
        return datetime.datetime.fromisoformat(text)
    except ValueError:
        return None
