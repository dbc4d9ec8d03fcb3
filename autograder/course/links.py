"""Follow links of a clone that was not allowed to make any, as git does on Windows.

There, a link is a text file, and the file's text is where the link would lead.
"""

import pathlib
from collections.abc import Iterator

LONGEST = 200  # bytes of a link


def target_of(path: pathlib.Path) -> pathlib.Path | None:
    """Return where a link leads that is a text file here; None where `path` is anything else."""
    try:
        if path.is_symlink() or not path.is_file() or path.stat().st_size > LONGEST:
            return None
        text = path.read_text("utf-8").strip()
        target = path.parent / text
        leads_somewhere = "/" in text and "\n" not in text and target.exists()
    except (OSError, ValueError):  # unreadable, no text, or no path
        return None
    return target.resolve() if leads_somewhere else None


def followed(path: pathlib.Path) -> pathlib.Path:
    """Return the path itself, or where it leads if it is a link that is a text file here."""
    return target_of(path) or path


def unmade(checkout: pathlib.Path) -> Iterator[pathlib.Path]:
    """Iterate over the links of a checkout that are text files."""
    for pattern in ("*", "datasets/*", "solutions/*/public/*"):
        yield from (path for path in sorted(checkout.glob(pattern)) if target_of(path))
