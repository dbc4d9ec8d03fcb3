"""Takes a submission in as bytes under limits; what is not what it claims to be is refused by name."""

from .archives import ARCHIVES, content, members, unpacked
from .decoding import decoded
from .folders import read_file, read_folder, read_modules
from .limits import LARGEST, MOST_FILES, SKIPPED, Refused, printable, proper, proper_id, shown, skipped
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
    "printable",
    "proper",
    "proper_id",
    "read",
    "read_file",
    "read_folder",
    "read_modules",
    "shown",
    "skipped",
    "unpacked",
]
