"""How long a verdict on a final line takes, and the import.

    python benchmarks/answers.py [--rounds 3]

The peer of the import is `import numpy`. Lines are those of tests/answers/*.toml. Rounds alternate; the table gives medians.
"""

import argparse
import pathlib
import statistics
import subprocess
import sys
import time
import tomllib

from autograder.answers import judge
from autograder.answers._course import formulas

TABLES = pathlib.Path(__file__).resolve().parents[1] / "tests" / "answers"
IMPORTS = {
    "numpy": "import numpy",
    "numpy and lark": "import numpy, lark",
    "the verdict": "import autograder.answers",
}


def lines():
    """{"right" or "wrong": [(question, latex)]}."""
    found = {"right": [], "wrong": []}
    for path in TABLES.glob("*.toml"):
        for question, forms in tomllib.loads(path.read_text("utf-8")).items():
            if "right" in forms:
                found["right"] += [(formulas()[question], latex) for latex in forms["right"]]
                found["wrong"] += [
                    (formulas()[question], latex) for some in forms["wrong"].values() for latex in some
                ]
    return found


def seconds(call):
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    taken, imports = {}, {}
    for _ in range(rounds):
        for kind, some in lines().items():
            for line in some:
                judge(*line)  # the first draws the points
                taken.setdefault((kind, line), []).append(seconds(lambda line=line: judge(*line)))
        for name, statement in IMPORTS.items():
            imports.setdefault(name, []).append(
                seconds(lambda s=statement: subprocess.run([sys.executable, "-c", s], check=True))
            )
    for kind in ("right", "wrong"):
        each = sorted(1e3 * statistics.median(times) for (of, _), times in taken.items() if of == kind)
        shown = ", ".join(
            f"{name} {each[int(share * (len(each) - 1))]:.1f}"
            for name, share in (("median", 0.5), ("p95", 0.95), ("largest", 1))
        )
        print(
            f"{kind} lines ({len(each)}), ms a verdict: {shown}; under 20 ms: {sum(t < 20 for t in each) / len(each):.0%}"
        )
    bare = statistics.median(imports["numpy"])
    for name, times in imports.items():
        print(
            f"python -c 'import {name}': {statistics.median(times):.2f} s, {statistics.median(times) / bare:.2f} times NumPy's"
        )


if __name__ == "__main__":
    main()
