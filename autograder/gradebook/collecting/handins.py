"""Sorts the files of downloads by who handed them in, and each person's by upload; the newest counts."""

import datetime
import pathlib
import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from autograder.course import Course
from autograder.intake import Refused, printable
from autograder.sandbox.limited import Limited, RanOut

from . import alone, claims, gradescope
from .claims import PLATFORMS, Claim
from .downloads import Download

NOBODY = "nobody can tell from its name whose it is"
SUFFIX = re.compile(r"(?:-(\d+)|\((\d+)\))(?=\.[^.]+$|$)")


@dataclass
class Part:
    """One file of an upload: where it belongs in the hand-in, and where its bytes are."""

    path: str
    source: Download
    name: str
    number: int

    @property
    def order(self) -> tuple[int, int, float]:
        """Return what tells which of two is newer: the upload's number, what its name ends with, its time."""
        found = SUFFIX.search(self.path)
        suffix = int(found[1] or found[2]) if found and len(found[0]) < 6 else 0
        return self.number, suffix, self.source.names.get(self.name, 0.0)


@dataclass
class Upload:
    """What one person handed in at one time."""

    claim: Claim
    label: str
    when: datetime.datetime | None = None
    late: bool = False
    parts: list[Part] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def order(self, zone: datetime.tzinfo | None) -> list[float]:
        """Return what tells which of two is newer: the platform's time, then numbers, then files' times."""
        when = in_zone(self.when, zone).timestamp() if self.when else 0.0
        newest = max((part.order for part in self.parts), default=(0, 0, 0.0))
        return [when, *newest]


def in_zone(when: datetime.datetime, zone: datetime.tzinfo | None) -> datetime.datetime:
    """Return a platform's time with its time zone; None is the machine's own."""
    if when.tzinfo is not None:
        return when
    return when.replace(tzinfo=zone) if zone else when.astimezone()


@dataclass
class HandIns:
    """{student: uploads}, and what of the downloads is nobody's: (name, why)."""

    uploads: dict[str, list[Upload]] = field(default_factory=dict)
    strays: list[tuple[str, str]] = field(default_factory=list)

    def claimants(self, student: str) -> list[str]:
        return sorted({upload.claim.claimant for upload in self.uploads[student]})


def hand_ins(downloads: Iterable[Download], course: Course, limited: Limited) -> HandIns:
    """Return who handed what in."""
    made = HandIns()
    for download in downloads:
        found: dict[tuple[str, str, object], Upload] = {}
        for name, claim in _claims(download, course, limited, made):
            key = (claim.student, claim.claimant, claim.when)
            upload = found.setdefault(key, Upload(claim, download.label, claim.when))
            upload.late = upload.late or claim.late
            if name in download.problems:
                upload.problems.append(f"{printable(claim.path)[:100]}: {download.problems[name]}")
            elif claim.path:
                upload.parts.append(Part(claim.path, download, name, claim.upload))
        for upload in found.values():
            made.uploads.setdefault(upload.claim.student, []).append(upload)
    return made


def _claims(
    download: Download, course: Course, limited: Limited, made: HandIns
) -> Iterator[tuple[str, Claim]]:
    """Yield (file of a download, who handed it in); keep what is nobody's."""
    found = claims.platform_of(download.names)
    if found is None:
        owners = alone.owners(download, course)
        yield from owners.items()
        made.strays += [(_in(download, name), why) for name, why in download.problems.items()]
        return
    platform, level = found
    known = _submitters(download, limited, made) if platform.name == "Gradescope" else {}
    for name in (*download.names, *download.problems):
        claim = claims.claim_of(name.strip("/"), platform, level)
        if claim is None:
            if not claims.OF_THE_PLATFORM.fullmatch(name.rpartition("/")[2]):
                made.strays.append((_in(download, name), download.problems.get(name, NOBODY)))
            continue
        folder = name.split("/")[level]
        for one in gradescope.claims_for(claim, folder, known):
            yield name, one


def _in(download: Download, name: str) -> str:
    return f"{download.label}: {printable(name)[:100]}" if name else download.label


def _submitters(download: Download, limited: Limited, made: HandIns) -> gradescope.Submitters:
    """Return what Gradescope says of who handed in what; nothing where its list is not there."""
    name = next((name for name in download.names if name.endswith(gradescope.METADATA)), None)
    if name is None:
        return {}
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, gradescope.METADATA)
        try:
            download.copy(name, path)
            limited.fresh()
            return limited.call(gradescope.submitters, str(path), raises=(Refused,))
        except (Refused, RanOut) as problem:
            made.strays.append((_in(download, name), str(problem)))
            return {}


def named_by(name: str, is_folder: bool) -> str | None:
    """Return the platform whose download somebody unpacked, if a file or folder is one of that."""
    kind = claims.FOLDER if is_folder else claims.FILE
    sure = (p for p in PLATFORMS if kind in p.of and not p.loose and p.name != "Gradescope")
    return next((platform.name for platform in sure if platform.pattern.fullmatch(name)), None)
