"""Measure how long a verdict on a final line takes, and the import.

    python benchmarks/answers.py [--rounds 3]

The peer of the import is `import numpy`. Lines are those of tests/answers/*.toml. Rounds alternate; the table
gives medians.
"""

import argparse
import pathlib
import statistics
import subprocess
import sys
import time
import tomllib
from collections import defaultdict

from autograder.answers import formulas_of, judge
from autograder.course import course_at

FORMULAS = formulas_of(course_at())
TABLES = pathlib.Path(__file__).resolve().parents[1] / "tests" / "answers"
IMPORTS = {
    "numpy": "import numpy",
    "numpy and lark": "import numpy, lark",
    "the verdict": "import autograder.answers",
}


def lines():
    """Return {"right" or "wrong": [(formula, latex)]}."""
    found = {"right": [], "wrong": []}
    for path in TABLES.glob("*.toml"):
        for id, forms in tomllib.loads(path.read_text("utf-8")).items():
            if "right" in forms:
                wrong = [latex for some in forms["wrong"].values() for latex in some]
                found["right"] += [(FORMULAS[id], latex) for latex in forms["right"]]
                found["wrong"] += [(FORMULAS[id], latex) for latex in wrong]
    return found


def seconds(call):
    """Return how long a call takes."""
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def run(statement):
    """Run a statement in a Python of its own."""
    subprocess.run([sys.executable, "-c", statement], check=True)


def main():
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    verdicts, imports = {"right": defaultdict(list), "wrong": defaultdict(list)}, defaultdict(list)
    for _ in range(parser.parse_args().rounds):
        for kind, some in lines().items():
            for line in some:
                judge(*line)  # the first draws the points
                verdicts[kind][line].append(seconds(lambda line=line: judge(*line)))
        for name, statement in IMPORTS.items():
            imports[name].append(seconds(lambda statement=statement: run(statement)))
    for kind, taken in verdicts.items():
        each = sorted(1e3 * statistics.median(times) for times in taken.values())
        shares = {"median": 0.5, "p95": 0.95, "largest": 1}
        shown = ", ".join(
            f"{name} {each[int(share * (len(each) - 1))]:.1f}" for name, share in shares.items()
        )
        quick = sum(time < 20 for time in each) / len(each)
        print(f"{kind} lines ({len(each)}), ms per verdict: {shown}; under 20 ms: {quick:.0%}")
    bare = statistics.median(imports["numpy"])
    for name, times in imports.items():
        taken = statistics.median(times)
        print(f"python -c 'import {name}': {taken:.2f} s, {taken / bare:.2f} times NumPy's")


if __name__ == "__main__":
    main()
