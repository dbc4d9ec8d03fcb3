"""Who handed a file in, as the names in a platform's download say (docs/collecting.md shows them)."""

import datetime
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

LONGEST_NAME = 60  # letters of a name in an id
FOLDER, FILE = "folder", "file"
OF_THE_PLATFORM = re.compile(
    r"index\.html|submission_metadata\.ya?ml|status\.(csv|xlsx?)|.*\.(csv|xlsx)|readme\.(md|txt)",
    re.IGNORECASE,
)
"""Names at the top of a download that are nobody's work."""
LATE = re.compile(r"(late submission|versp(ä|ae)tete abgabe|nicht rechtzeitig)[ _]*-[ _]*", re.IGNORECASE)
"""What ILIAS puts before the name of a file that was late."""


@dataclass(frozen=True)
class Platform:
    """How a platform names what it packs. `loose`: other folders may be named like this, too."""

    name: str
    pattern: re.Pattern[str]
    of: tuple[str, ...]
    loose: bool = False
    deep: bool = False  # whether a folder of a team may be around it


PLATFORMS = (
    Platform(
        "Moodle",
        re.compile(r"(?P<name>.+?)_(?P<number>\d+)_assignsubmission_(?:file|onlinetext)_?(?P<rest>.*)"),
        (FOLDER, FILE),
    ),
    Platform(
        "Blackboard",
        re.compile(r"(?P<name>.+)_attempt_(?P<when>\d{4}(?:-\d\d){5})(?:_(?P<rest>.+)|\.txt)"),
        (FILE,),
    ),
    Platform(
        "Brightspace",
        re.compile(
            r"(?P<number>\d+)-\d+ - (?P<name>.+?) - (?P<when>.*?\d{4}[^-]*?(?:[AP]M)?)(?: - (?P<rest>.+))?"
        ),
        (FOLDER, FILE),
    ),
    Platform(
        "Canvas",
        re.compile(
            r"(?P<name>[^_]+)_(?P<late>LATE_)?(?P<number>\d+)_"
            r"(?:(?P<upload>\d+)_(?P<rest>.+)|(?:text|link)\.html)",
            re.IGNORECASE,
        ),
        (FILE,),
    ),
    Platform("Gradescope", re.compile(r"(?P<name>submission)_(?P<number>\d+)"), (FOLDER,)),
    Platform(
        "ILIAS",
        re.compile(r"(?P<name>[^_]+_[^_]+)_(?P<login>.+)_(?P<number>\d+)"),
        (FOLDER,),
        loose=True,
        deep=True,
    ),
)


@dataclass(frozen=True)
class Claim:
    """Hold who handed a file in, as the platform's own name says.

    path: where in the hand-in it lies; "" for what is no file of theirs, as a receipt.
    when: the time of the platform, in the course's time zone. upload: its number. late: whether it says so.
    prefix: all that stands before, where nobody can tell where the name begins.
    """

    platform: str
    name: str
    number: str
    path: str
    when: datetime.datetime | None = None
    upload: int = 0
    late: bool = False
    prefix: str = ""

    @property
    def student(self) -> str:
        """The id in the gradebook."""
        return "-".join(filter(None, (slug(self.name), self.number)))

    @property
    def claimant(self) -> str:
        """Return who says so; two of them with one id are two people, or two platforms."""
        return f"{(self.prefix or self.name)!a} of {self.platform}"


def slug(name: str) -> str:
    """Return a name as part of an id: letters and digits, with hyphens between them."""
    plain = unicodedata.normalize("NFC", name.lower())
    return re.sub(r"[\W_]+", "-", plain).strip("-")[:LONGEST_NAME].strip("-") or "student"


def platform_of(paths: Iterable[str]) -> tuple[Platform, int] | None:
    """Return the platform that packed these files, and how many folders are around its names.

    It is the one that named most of what stands at one level: a student chooses names further down only.
    """
    split = [path.split("/") for path in paths if not OF_THE_PLATFORM.fullmatch(path.rpartition("/")[2])]
    levels = [
        {(parts[level], len(parts) > level + 1) for parts in split if len(parts) > level}
        for level in range(3)
    ]
    best: tuple[float, bool, int] = (0.5, False, -99)
    found = None
    for platform in PLATFORMS:
        for level, names in enumerate(levels):
            fitting = sum(_fits(platform, name, is_folder) for name, is_folder in names)
            worth = (fitting / len(names) if names else 0.0, not platform.loose, -level)
            if fitting and worth >= best and (found is None or worth > best):
                best, found = worth, (platform, level)
    return found


def _fits(platform: Platform, name: str, is_folder: bool) -> bool:
    return (FOLDER if is_folder else FILE) in platform.of and platform.pattern.fullmatch(name) is not None


def claim_of(path: str, platform: Platform, level: int) -> Claim | None:
    """Return who handed a file of a platform's download in; None where its name does not say."""
    parts = path.split("/")
    for i in (level, level + 1) if platform.deep else (level,):
        is_folder = i < len(parts) - 1
        if i < len(parts) and _fits(platform, parts[i], is_folder):
            found = platform.pattern.fullmatch(parts[i])
            assert found is not None  # it fits
            return _claim(platform, found.groupdict(), parts[i + 1 :])
    return None


def _claim(platform: Platform, said: dict[str, str | None], inside: list[str]) -> Claim:
    path = "/".join(filter(None, [said.get("rest"), *inside]))
    late = bool(said.get("late"))
    if platform.name == "ILIAS" and (before := LATE.match(path.rpartition("/")[2])):
        path, late = path.replace(before[0], "", 1), True
    name, number = said["name"] or "", said.get("number") or ""
    prefix = ""
    if platform.name == "Blackboard":
        prefix, name = name, name.rpartition("_")[2]  # the assignment stands before it
    return Claim(
        platform=platform.name,
        name=name.replace("_", " "),
        number="-".join(filter(None, (said.get("login"), number))),
        path=path,
        when=time_in(said.get("when") or ""),
        upload=int(said.get("upload") or 0),
        late=late,
        prefix=prefix,
    )


FORMATS = ("%Y-%m-%d-%H-%M-%S", "%b %d, %Y %I%M %p", "%B %d, %Y %I%M %p", "%d %b, %Y %H%M", "%Y-%m-%d %H%M")
"""Times as Blackboard and Brightspace write them."""


def time_in(text: str) -> datetime.datetime | None:
    """Return a platform's time; None where it is written in another way."""
    padded = re.sub(r"(?<= )(\d{3})(?= [AP]M$)", r"0\1", " ".join(text.split()))  # 926 PM
    for form in FORMATS:
        try:
            return datetime.datetime.strptime(padded, form)
        except ValueError:
            continue  # the next platform's way
    return None
