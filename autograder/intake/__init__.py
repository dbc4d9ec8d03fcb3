"""Takes a submission in as bytes under limits; what is not what it claims to be is refused by name."""

from .archives import content, members
from .asked import Asked
from .decoding import decoded
from .finding import fetched, read_folder
from .folders import read_file
from .limits import (
    LARGEST,
    LARGEST_PICTURES,
    MOST_FILES,
    SKIPPED,
    Refused,
    printable,
    proper,
    proper_id,
    shown,
    skipped,
)
from .submission import REFUSED, Submission, read
from .unpacking import ARCHIVES

__all__ = [
    "ARCHIVES",
    "LARGEST",
    "LARGEST_PICTURES",
    "MOST_FILES",
    "REFUSED",
    "SKIPPED",
    "Asked",
    "Refused",
    "Submission",
    "content",
    "decoded",
    "fetched",
    "members",
    "printable",
    "proper",
    "proper_id",
    "read",
    "read_file",
    "read_folder",
    "shown",
    "skipped",
]
