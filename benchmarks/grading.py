"""Measure how long grading takes: the checks alone, and all of nbgrader against stock nbgrader.

    python benchmarks/grading.py [--rounds 2] [--class 12]

The peer is stock `nbgrader autograde` on the same submissions: its own preprocessors, five notebooks
executed in kernels, the same checks in the graded cells, on as many draws. To be fair to it, the
notebooks hold nothing but these cells: no plots, no training. Rounds alternate; the table gives medians.
"""

import argparse
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import nbformat

from autograder.course import Classroom, course_at
from autograder.gradebook.bench import Bench
from autograder.release import sample
from autograder.release.assignment import release
from autograder.sandbox import tiers

ROOT = pathlib.Path(__file__).resolve().parents[1]
BIN = pathlib.Path(sys.executable).parent
PEER = """c = get_config()
c.CourseDirectory.course_id = "peer"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "assignments"
c.Autograde.exclude_overwriting = {"word2vec": %r}
c.ExecutePreprocessor.timeout = 60
"""
FULL = sum(q.check_points for q in course_at().catalogue if q.notebook == "03_word2vec")
CELL = """import pathlib
from autograder.course import course_at
from autograder.notebook.local import local_checker
found = local_checker(pathlib.Path.cwd(), course_at(), seeds=(0,)).results("{}")
float(sum(result.points for result in found))
"""


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--class", dest="size", type=int, default=12)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        ours, peer = prepared(pathlib.Path(folder), args.size)
        alone(ours, args.rounds)
        throughput(ours, peer, args)


def prepared(folder, size):
    """Make two classrooms with the same submissions: ours, and one for stock nbgrader."""
    root = folder / "ours"
    shutil.copytree(ROOT / "solutions", root / "solutions", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "nbgrader_config.py", root)
    ours = Classroom.around(root)
    release(ours)
    peer = Classroom(folder / "peer", ours.course)
    sources = peer.root / "solutions" / "word2vec"
    shutil.copytree(ours.release, sources)
    for path in sources.glob("*.ipynb"):
        only_checks(path)
    names = [f"w2v_lib/{path.name}" for path in (ours.release / "w2v_lib").iterdir()]
    (peer.root / "nbgrader_config.py").write_text(PEER % names)
    run(peer, "generate_assignment", "word2vec")
    for number in range(size):
        for classroom in (ours, peer):
            sample.write(ours, classroom.handed_in(f"s{number}"))
        for path in peer.handed_in(f"s{number}").glob("*.ipynb"):
            shutil.copy(peer.release / path.name, path)
    return ours, peer


def only_checks(path):
    """Leave no code in a notebook but that of the graded cells, which run the checks in the kernel."""
    notebook = nbformat.read(path, as_version=4)
    kept = [cell for cell in notebook.cells if cell.cell_type != "code" or cell.metadata.get("nbgrader")]
    for cell in kept:
        if cell.cell_type == "code":
            cell.source = CELL.format(cell.metadata.nbgrader.grade_id)
    notebook.cells = kept
    nbformat.write(notebook, path)


def run(classroom, *words):
    env = os.environ | {"PATH": f"{BIN}:{os.environ['PATH']}"}
    done = subprocess.run(
        [BIN / "nbgrader", *words], cwd=classroom.root, env=env, capture_output=True, text=True
    )
    if done.returncode:
        sys.exit(done.stderr[-2000:])


IN_A_ROW = 4


def alone(classroom, rounds):
    """Time the checks of one submission, on one core, against a bare start of Python with NumPy.

    Some follow each other without a pause, as in a batch: what one prepares for the next is counted.
    """
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    tier = tiers.choose()
    bare, checked, bench = [], [], Bench(classroom)
    bench.use(tier)
    for _ in range(3 * rounds):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", "import numpy, numpy.random, numpy.linalg"], check=True)
        bare.append(time.perf_counter() - began)
        began = time.perf_counter()
        for _ in range(IN_A_ROW):
            bench.fresh()
            _, modules, _ = bench.read(str(classroom.handed_in("s0")))
            bench.results(modules, "s0")
        checked.append((time.perf_counter() - began) / IN_A_ROW)
    bench.close()
    os.sched_setaffinity(0, range(os.cpu_count()))
    first, second = statistics.median(bare), statistics.median(checked)
    print(f"| | seconds | |\n|---|---|---|\n| a bare start of Python with NumPy | {first:.3f} | 1 |")
    what = f"box and all code questions of one submission, one core ({tier})"
    print(f"| {what} | {second:.3f} | {second / first:.1f} |", flush=True)


def throughput(ours, peer, args):
    """Time all of nbgrader, for a class, here and in the stock version."""
    times = {"ours": [], "peer": []}
    for _ in range(args.rounds):
        for name, classroom in (("peer", peer), ("ours", ours)):
            shutil.rmtree(classroom.root / "autograded", ignore_errors=True)
            began = time.perf_counter()
            run(classroom, "autograde", "word2vec")
            times[name].append((time.perf_counter() - began) / args.size)
            graded = list((classroom.root / "autograded").glob("*/word2vec/03_word2vec.ipynb"))
            found = [points(path) for path in graded]
            assert found == [FULL] * args.size, found
    stock, trusted = (statistics.median(times[name]) for name in ("peer", "ours"))
    print(f"| `nbgrader autograde`, stock, a submission | {stock:.2f} | 1 |")
    ratio = f"{stock / trusted:.1f} times the throughput"
    print(f"| `nbgrader autograde`, this course, a submission | {trusted:.2f} | {ratio} |")


def points(path):
    """Add up the points of the code questions, as the graded cells say them."""
    cells = json.loads(path.read_text("utf-8"))["cells"]
    graded = [c for c in cells if c["cell_type"] == "code" and c["metadata"].get("nbgrader", {}).get("grade")]
    return sum(float("".join(cell["outputs"][-1]["data"]["text/plain"])) for cell in graded)


if __name__ == "__main__":
    main()
