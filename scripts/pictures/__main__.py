"""Make the pictures of docs/images from the real thing.

    python scripts/pictures [diagrams] [lab] [course] [looks] [demo] [marking]

Without a name it makes all of them, which takes some minutes. `make pictures` installs the browser first.
Look at each before you commit it.
"""

import os
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / folder) for folder in ("tests", "benchmarks", "docs/site")]

import demo  # noqa: E402
import diagrams_drawn  # noqa: E402
import kept  # noqa: E402
import lab  # noqa: E402
import markers  # noqa: E402
from browsers import chromium_page  # noqa: E402
from servers import BIN  # noqa: E402

MAKERS = {
    "diagrams": diagrams_drawn.make,
    "lab": lab.make,
    "course": lab.make_course,
    "looks": lab.make_looks,
    "demo": demo.make,
    "marking": markers.make,
}


def main(names: list[str]) -> None:
    """Make the pictures of these names, or all."""
    os.environ["PATH"] = f"{BIN}:{os.environ['PATH']}"
    kept.BUILD.mkdir(parents=True, exist_ok=True)
    for name in names or MAKERS:
        with chromium_page(device_scale_factor=kept.SHARPNESS) as page:
            MAKERS[name](page)


if __name__ == "__main__":
    main(sys.argv[1:])
