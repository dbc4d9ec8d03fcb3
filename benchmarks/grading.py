"""Measure how long grading takes: one submission, a class against stock nbgrader, and a class of hundreds.

    python benchmarks/grading.py [--rounds 2] [--class 24] [--large 300]

The peer is stock `nbgrader autograde` on the same submissions: its own preprocessors, five notebooks
executed in kernels, the same checks in the graded cells, on as many draws. To be fair to it, the
notebooks hold nothing but these cells: no plots, no training. Rounds alternate; the table gives medians.
The large class is that of benchmarks/classes.py: right, wrong, unfinished and unreadable submissions.
"""

import argparse
import datetime
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import classes
import nbformat

from autograder.course import Classroom, course_at
from autograder.gradebook.bench import Bench
from autograder.gradebook.ledger import Ledger
from autograder.release import sample
from autograder.release.assignment import release
from autograder.sandbox import tiers

ROOT = pathlib.Path(__file__).resolve().parents[1]
BIN = pathlib.Path(sys.executable).parent
CORES = len(os.sched_getaffinity(0))
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
    parser.add_argument("--class", dest="size", type=int, default=24)
    parser.add_argument("--large", type=int, default=300)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        ours, peer = prepared(pathlib.Path(folder), args.size)
        alone(ours, args.rounds)
        throughput(ours, peer, args)
    with tempfile.TemporaryDirectory() as folder:
        classroom = classes.classroom_at(folder)
        large(classroom, args.large)
        workers_of_dask(classroom, args)


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
    bare, checked, bench = [], [], Bench(classroom, answers=False)
    bench.use(tier)
    for _ in range(3 * rounds):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", "import numpy, numpy.random, numpy.linalg"], check=True)
        bare.append(time.perf_counter() - began)
        began = time.perf_counter()
        for _ in range(IN_A_ROW):
            bench.fresh()
            modules = bench.read(str(classroom.handed_in("s0")))["modules"]
            bench.results(modules, "s0")
        checked.append((time.perf_counter() - began) / IN_A_ROW)
    bench.close()
    os.sched_setaffinity(0, range(os.cpu_count()))
    first, second = statistics.median(bare), statistics.median(checked)
    print(f"| | seconds | |\n|---|---|---|\n| a bare start of Python with NumPy | {first:.3f} | 1 |")
    what = f"box and all code questions of one submission, one core ({tier})"
    print(f"| {what} | {second:.3f} | {second / first:.1f} |", flush=True)


def throughput(ours, peer, args):
    """Time the grading of a class, here and in stock nbgrader, from the command to its end."""
    times = {"ours": [], "peer": []}
    for _ in range(args.rounds):
        shutil.rmtree(peer.root / "autograded", ignore_errors=True)
        times["peer"].append(timed(lambda: run(peer, "autograde", "word2vec")) / args.size)
        times["ours"].append(timed(lambda: w2v(ours, "--force")) / args.size)
        for classroom in (peer, ours):
            graded = list((classroom.root / "autograded").glob("*/word2vec/03_word2vec.ipynb"))
            found = [points(path) for path in graded]
            assert found == [FULL] * args.size, found
    stock, trusted = (statistics.median(times[name]) for name in ("peer", "ours"))
    print(f"| `nbgrader autograde`, stock, a submission | {stock:.2f} | 1 |")
    ratio = f"{stock / trusted:.1f} times the throughput, {60 / trusted:.0f} a minute"
    print(
        f"| `w2v grade`, {args.size} submissions, {CORES} cores, a submission | {trusted:.2f} | {ratio} |",
        flush=True,
    )


def large(classroom, size):
    """Time a class of hundreds: the first run by its parts, its parent's memory, and a second run."""
    classes.submissions(classroom, size)
    peak = []
    first = timed(lambda: peak.append(w2v(classroom)))
    ends = [datetime.datetime.fromisoformat(entry.at).timestamp() for entry in entries(classroom)]
    ends.sort()
    part = max(2, size // 3)
    early, late = (ends[i + part - 1] - ends[i] for i in (0, len(ends) - part))
    pace = f"{60 * size / first:.0f} a minute"
    print(f"| `w2v grade`, {size} submissions, a submission | {first / size:.3f} | {pace} |")
    print(f"| the last third of them against the first | {late / part:.3f} | {late / max(early, 1e-9):.2f} |")
    print(f"| peak memory of the process that writes, MB | {peak[0] / 1024:.0f} | |")
    second = timed(lambda: w2v(classroom))
    print(
        f"| the second run, nothing changed | {second:.1f} | {first / second:.0f} times as fast |", flush=True
    )
    for word in ("feedback", "report"):
        print(f"| `w2v {word}`, {size} students | {timed(lambda word=word: call(classroom, word)):.1f} | |")


def workers_of_dask(classroom, args):
    """Compare two workers of a Dask cluster on this machine with one; its start counts, but for little."""
    times, size = {1: [], 2: []}, args.large
    for _ in range(args.rounds):
        for count, found in times.items():
            command = ("--force", "--scheduler", "local", "--workers", str(count))
            found.append(timed(lambda command=command: w2v(classroom, *command)) / size)
    one, two = (statistics.median(found) for found in times.values())
    print(f"| one worker of Dask, {size} submissions, a submission | {one:.2f} | 1 |")
    print(f"| two workers of Dask, a submission | {two:.2f} | {one / two:.2f} times as fast |", flush=True)


def entries(classroom):
    return Ledger(classroom).latest().values()


def timed(action):
    """Return the seconds that an action takes."""
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def w2v(classroom, *words):
    """Run `w2v grade`; return the most memory that its process took, in kB."""
    return call(classroom, "grade", *words)


def call(classroom, *words):
    """Run a command; return the most memory that its process took, in kB."""
    command = [BIN / "w2v", *words]
    process = subprocess.Popen(command, cwd=classroom.root, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    most = 0
    while process.poll() is None:
        status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
        found = re.search(r"VmHWM:\s+(\d+)", status)
        most = max(most, int(found[1]) if found else 0)
        time.sleep(0.05)
    if process.returncode > 1:  # 1: some are refused, as they should be
        sys.exit(process.stderr.read().decode()[-2000:])
    return most


def points(path):
    """Add up the points of the code questions, as the graded cells say them."""
    cells = json.loads(path.read_text("utf-8"))["cells"]
    graded = [c for c in cells if c["cell_type"] == "code" and c["metadata"].get("nbgrader", {}).get("grade")]
    return sum(float("".join(cell["outputs"][-1]["data"]["text/plain"])) for cell in graded)


if __name__ == "__main__":
    main()
