"""Simulate the grading of many submissions on a cluster, with costs that are measured here first.

    python benchmarks/scale.py [--submissions 20000] [--workers 2 16 64 256]

Measured on some twenty submissions of benchmarks/classes.py: what a worker takes for one, what the process
that writes takes for one (graded files, ledger with fsync, gradebook), and the bytes that go there and back.
Simulated, event by event: workers that grade, one process that hands out and writes, a network that carries
one thing after the other, and one submission in a hundred that uses all of its time.
"""

import argparse
import heapq
import pickle
import random
import statistics
import tempfile
import time
from dataclasses import dataclass

import classes

from autograder.gradebook import book, keys
from autograder.gradebook.compat import Penalties
from autograder.gradebook.desk import Desk
from autograder.gradebook.entering import Entering
from autograder.gradebook.keeping import Keeper
from autograder.gradebook.ledger import GRADED, Ledger
from autograder.gradebook.material import Material
from autograder.sandbox import tiers

SAMPLE = 20
NETWORK = 125e6  # bytes a second: a gigabit
SLOWEST, SLOW_SHARE = 60.0, 0.01  # seconds that a submission may take, and how many do
START = 5.0  # seconds until a worker has imported the grader and learned the course


@dataclass(frozen=True)
class Costs:
    """What was measured: seconds to grade each, seconds to write one, bytes there, back, and at the start."""

    grading: list[float]
    writing: float
    there: float
    back: float
    material: int


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--submissions", type=int, default=20_000)
    parser.add_argument("--workers", type=int, nargs="+", default=[2, 16, 64, 256])
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        costs = measured(classes.classroom_at(folder))
    print(f"a worker takes {statistics.mean(costs.grading):.2f} s for a submission on average,")
    print(f"writing takes {1000 * costs.writing:.0f} ms;")
    print(f"{costs.there / 1e3:.0f} kB go there and {costs.back / 1e3:.0f} kB come back,")
    print(f"and {costs.material / 1e6:.1f} MB go to each worker at the start\n")
    print("| workers | hours | a minute | the writer is busy | the network is busy |\n|---|---|---|---|---|")
    for workers in args.workers:
        seconds, writer, network = simulated(costs, args.submissions, workers)
        pace = 60 * args.submissions / seconds
        print(f"| {workers} | {seconds / 3600:.2f} | {pace:.0f} | {writer:.0%} | {network:.0%} |")


def measured(classroom):
    """Grade a few submissions, and keep them, by the clock of one process."""
    names, found = classes.submissions(classroom, SAMPLE), book.settings(classroom)
    desk, material = Desk(classroom, tiers.choose()), Material.of(classroom, None, False)
    there, back, grading, writing = [], [], [], []
    with book.opened(found) as gradebook:
        entering = Entering(gradebook, classroom.course.id, Penalties(found.parent))
        keeper = Keeper(classroom, Ledger(classroom), entering)
        for name in names:
            job = keys.job_of(classroom, name, keeper.release)
            began = time.perf_counter()
            outcome = desk.grade(job)
            grading.append(time.perf_counter() - began)
            there.append(len(pickle.dumps(job)))
            back.append(len(pickle.dumps(outcome)))
            began = time.perf_counter()
            keeper.keep(outcome, keeper.standards.key(job.digest))
            if outcome.status == GRADED:
                writing.append(time.perf_counter() - began)
    desk.close()
    return Costs(
        grading[1:],  # the first one waits for the process with limits
        statistics.median(writing),
        statistics.mean(there),
        statistics.mean(back),
        len(pickle.dumps(material)),
    )


def simulated(costs, submissions, workers, seed=0):
    """Return (seconds, share of them that the writer is busy, that the network is busy)."""
    chance = random.Random(seed)
    network = writer = busy_writer = busy_network = 0.0
    ready = []  # (when a worker is free)
    for _ in range(workers):
        network += costs.material / NETWORK
        busy_network += costs.material / NETWORK
        heapq.heappush(ready, network + START)
    done = []
    for _ in range(submissions):
        free = heapq.heappop(ready)
        sent = max(network, free) + costs.there / NETWORK
        took = SLOWEST if chance.random() < SLOW_SHARE else chance.choice(costs.grading)
        heapq.heappush(ready, sent + took)
        network = sent
        done.append(sent + took)
        busy_network += (costs.there + costs.back) / NETWORK
    for finished in sorted(done):
        writer = max(writer, finished + costs.back / NETWORK) + costs.writing
        busy_writer += costs.writing
    return writer, busy_writer / writer, busy_network / writer


if __name__ == "__main__":
    main()
