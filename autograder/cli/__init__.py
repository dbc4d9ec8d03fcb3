"""The command `w2v`: one file per command."""

import sys

TYPE_CHECKING = False  # typing takes longer to import than all else here
if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["main"]


def main(words: "Sequence[str] | None" = None) -> int:
    """Run `w2v`; return its exit code. Ctrl-C is obeyed even while the commands are being read."""
    try:
        from .commands import main as run  # noqa: PLC0415  it takes half a second

        return run(words)
    except KeyboardInterrupt:
        print("w2v: stopped", file=sys.stderr)
        return 130  # codes.STOPPED, which may not have been read yet
