"""Make a site of the course in which its notebooks run in the browser itself: build/lite/site (`make lite`).

The site holds JupyterLite, the notebooks with w2v_lib, and wheels: the engine, the course, and what these
need and Pyodide does not carry. Python itself, NumPy, SciPy, matplotlib and scikit-learn are loaded from
Pyodide's public address when somebody opens a notebook.
"""

import json
import pathlib
import re
import shutil
import subprocess
import sys

from autograder.course import CHECKOUT, Classroom
from autograder.release import bundle
from autograder.release.sources import given_id

WORK = CHECKOUT / "build" / "lite"
BUILDER = WORK / "env" / "bin" / "python"  # it has JupyterLite alone, whose sites take all extensions along
NOT_IN_PYODIDE = "appdirs comm fastjsonschema fissix jupyter-core lark nbformat pooch textalloc".split()
"""What the engine and the kernel require, and what that requires, and Pyodide's list of packages lacks."""
KERNEL = {"name": "python", "display_name": "Python (Pyodide)", "language": "python"}
INSTALL = "# In the browser, each notebook first gets the course.\n%pip install -q w2v-autograder {id}-course"


def main() -> int:
    """Make the site; return 0 where that worked."""
    for name in ("contents", "wheels", "site"):
        shutil.rmtree(WORK / name, ignore_errors=True)
    classroom = Classroom.around(CHECKOUT)
    write_contents(classroom, WORK / "contents")
    wheels = write_wheels(classroom, WORK / "wheels")
    command = [BUILDER, "-m", "jupyterlite_core", "build", "--lite-dir", WORK]
    command += [
        "--contents",
        WORK / "contents",
        "--apps",
        "lab",
        "--output-dir",
        WORK / "site",
        "--no-sourcemaps",
    ]
    command += [word for wheel in wheels for word in ("--piplite-wheels", wheel)]
    done = subprocess.run([str(word) for word in command], cwd=WORK, capture_output=True, encoding="utf-8")
    if done.returncode:
        print(done.stdout, done.stderr, file=sys.stderr)
        return 3
    print(f"Serve it with:  python -m http.server --directory {WORK / 'site'}")
    return 0


def write_contents(classroom: Classroom, folder: pathlib.Path) -> None:
    """Write what the site shows in its file browser: the release, whose notebooks get the course first."""
    for name, content in bundle.released(classroom).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(with_install(content, classroom.course.id) if path.suffix == ".ipynb" else content)


def with_install(notebook: bytes, id: str) -> bytes:
    """Return a notebook with a cell in front that installs the course."""
    content = json.loads(notebook)
    source = INSTALL.format(id=id)
    cell = {"cell_type": "code", "id": given_id(source), "metadata": {}, "outputs": []}
    cell |= {"execution_count": None, "source": source.splitlines(keepends=True)}
    first = next(i for i, other in enumerate(content["cells"]) if other["cell_type"] == "code")
    content["cells"].insert(first, cell)
    content["metadata"]["kernelspec"] = KERNEL
    return json.dumps(content, indent=1, ensure_ascii=False).encode()


def write_wheels(classroom: Classroom, folder: pathlib.Path) -> list[pathlib.Path]:
    """Write the wheels that the site hands out; return their paths."""
    folder.mkdir(parents=True)
    pins = folder / "pins.txt"
    pins.write_text("\n".join(pinned(NOT_IN_PYODIDE)), "utf-8")
    words = "-m pip download -q --disable-pip-version-check --no-deps --only-binary :all:".split()
    subprocess.run([sys.executable, *words, "--require-hashes", "-r", pins, "-d", folder], check=True)
    table = classroom.release / classroom.course.library / bundle.TABLE
    bundle.engine_wheel(folder)
    bundle.course_wheel(classroom.course, table, folder)
    return sorted(folder.glob("*.whl"))


def pinned(names: list[str]) -> list[str]:
    """Return the entries of requirements.txt for these packages, with their hashes."""
    entries = re.split(r"\n(?=\S)", (CHECKOUT / "requirements.txt").read_text("utf-8"))
    return [entry for entry in entries if entry.split("==")[0] in names]


if __name__ == "__main__":
    sys.exit(main())
