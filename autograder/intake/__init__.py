"""Takes a submission in as bytes under limits; what is not what it claims to be is refused by name."""

from .archives import ARCHIVES, content, members, unpacked
from .decoding import decoded
from .folders import read_folder
from .limits import LARGEST, MOST_FILES, SKIPPED, Refused, proper, shown
from .submission import PICTURES, REFUSED, Submission, placed, read

__all__ = [
    "ARCHIVES",
    "LARGEST",
    "MOST_FILES",
    "PICTURES",
    "REFUSED",
    "SKIPPED",
    "Refused",
    "Submission",
    "content",
    "decoded",
    "members",
    "placed",
    "proper",
    "read",
    "read_folder",
    "shown",
    "unpacked",
]
