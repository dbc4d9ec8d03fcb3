"""Build the website: python docs/site/build.py FOLDER. A warning or a broken link is an error."""

import gc
import pathlib
import shutil
import sys
import tempfile

import sources
from sphinx.cmd.build import main as sphinx

HERE = pathlib.Path(__file__).parent


def build(out: pathlib.Path) -> int:
    """Make the pages anew; return Sphinx's exit code."""
    shutil.rmtree(out, ignore_errors=True)
    gc.disable()  # the trees of all pages stay to the end; looking through them takes a quarter of the time
    with tempfile.TemporaryDirectory() as laid_out:
        sources.lay_out(pathlib.Path(laid_out))
        strict = ["--quiet", "--fail-on-warning", "--show-traceback"]
        return sphinx([*strict, "-c", str(HERE), "-d", f"{laid_out}/.doctrees", laid_out, str(out)])


if __name__ == "__main__":
    sys.exit(build(pathlib.Path(sys.argv[1])))
