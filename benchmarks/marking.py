"""Measure the marking on a synthetic class whose truth is known.

    python benchmarks/marking.py groups [--students 300]     groups, and answers that are in a wrong one
    python benchmarks/marking.py keys [--students 300]       mark it all by keyboard in Chromium
    python benchmarks/marking.py formgrader [--answers 40]   the same answers in nbgrader's formgrader
    python benchmarks/marking.py speed [--students 5000]     how soon the next answer is shown
    python benchmarks/marking.py crash [--seconds 60]        two markers at full speed, a server killed

The class is made by tests/synthetic_class.py and kept in build/marking/. `make test-setup` installs the
browser.
"""

import argparse
import itertools
import json
import os
import pathlib
import random
import shutil
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

import synthetic_class  # noqa: E402
from browsers import chromium_page  # noqa: E402
from conftest import copy_classroom  # noqa: E402
from marked import write_class  # noqa: E402
from nbgrader.api import Gradebook  # noqa: E402
from servers import BIN, jupyter  # noqa: E402

from autograder.course import Classroom  # noqa: E402
from autograder.marking import history, serving  # noqa: E402
from autograder.marking.desk import Desk  # noqa: E402
from autograder.marking.items import Given, points_of  # noqa: E402
from autograder.marking.store import Act, Conflict, Store  # noqa: E402

BUILD = ROOT / "build" / "marking"
MOST_MADE = 300  # students; in a larger class, several write the same
EXTENSIONS = f"--ServerApp.jpserver_extensions={serving.EXTENSIONS}"


def room(count, seed=0):
    """Return a classroom with the class, graded and prepared, and {student: {question: Written}}."""
    answers = synthetic_class.class_of(min(count, MOST_MADE), seed)
    if count > MOST_MADE:  # following their derivations would take an hour
        made = list(answers.values())
        answers = {f"student-{number:05}": made[number % MOST_MADE] for number in range(count)}
    folder = BUILD / f"class-{count}-{seed}"
    if not (folder / "gradebook.db").is_file():
        shutil.rmtree(folder, ignore_errors=True)
        classroom = copy_classroom(folder)
        cells = synthetic_class.cells(classroom.course, answers, BUILD / "derivations.json")
        write_class(classroom, cells)
    classroom = Classroom.around(folder)
    began = time.perf_counter()
    subprocess.run([sys.executable, "-m", "autograder.marking", str(folder)], check=True)
    print(f"prepared in {time.perf_counter() - began:.0f} s")
    return classroom, answers


def desk_of(classroom):
    return Desk(classroom, Store.of(classroom))


# ---------------------------------------------------------------- groups


def groups(options):
    classroom, answers = room(options.students, options.seed)
    desk, total, misplaced, read = desk_of(classroom), 0, 0, 0
    for question in desk.questions:
        some = desk.entries(question.written_cell).values()
        wrong = sum(_misplaced(entry, question, answers) for entry in some)
        read += len({answers[one][question.id].source for one in answers})
        total, misplaced = total + len(some), misplaced + wrong
        print(
            f"{question.id:26} {len(some):5} groups {wrong:4} misplaced {dict(Counter(e.kind for e in some))}"
        )
    count = len(answers) * len(desk.questions)
    print(f"{count} answers, {read} different texts, {total} groups to read, {misplaced} answers misplaced")


def _misplaced(entry, question, answers):
    """Count answers that deserve other items than most of their group."""
    deserved = Counter(_deserved(answers[one][question.id]) for one in entry.students)
    return len(entry.students) - max(deserved.values())


def _deserved(one):
    return tuple(sorted(one.deserved.items()))


def _items(desk, question):
    """Return {place: item}, as the truth names items."""
    return {item.place: item for item in desk.store.items(question.written_cell).values()}


def _points(one, items, question):
    """Return the points that an answer deserves."""
    return points_of(Given(one.deserved), items, question.written)


# ---------------------------------------------------------------- by keyboard


class Marker:
    """Press keys in a page as a person does who knows the truth; count them."""

    def __init__(self, page, desk, answers):
        self.page, self.desk, self.answers = page, desk, answers
        self.presses, self.waits, self.marked, self.pulled = 0, [], 0, 0
        self.students = {desk.alias(one): one for one in answers}

    def press(self, key):
        self.presses += 1
        self.page.keyboard.press(key)

    def question(self, address, question):
        """Mark all of a question."""
        page, self.id = self.page, question.id
        page.goto(f"{address}/w2v/mark/q/{question.written_cell}")
        page.wait_for_selector("body[data-at]")
        while page.evaluate("queue.some((one) => one.open)"):
            self.entry()
        self.until("jobs.length === 0 && !isSending")

    def entry(self):
        seen = self.page.evaluate(
            "({at: document.body.dataset.at, members: entry.members, suggested: Object.keys(entry.suggested),"
            " all, items: items.map((one) => [one.id, one.place])})"
        )
        members = [
            (one["variant"], self.answers[self.students[one["id"]]][self.id]) for one in seen["members"]
        ]
        wanted = Counter(_deserved(one) for _, one in members).most_common(1)[0][0]
        odd = [variant for variant, one in members if _deserved(one) != wanted]
        if odd:
            return self.pull_out(odd[0], len({variant for variant, _ in members}))
        self.give(dict(wanted), seen)
        self.marked += len(members)
        self.press("Enter")
        if self.page.evaluate("queue.some((one) => one.open)"):
            self.until(f"document.body.dataset.at !== {seen['at']!r}")
            self.waits.append(float(self.page.evaluate("document.body.dataset.shown")))

    def give(self, wanted, seen):
        """Give items by the shortest way that the page has."""
        places = {place: str(id) for id, place in seen["items"]}
        chosen = {places[place]: share for place, share in wanted.items()}
        if chosen and chosen == dict.fromkeys(seen["suggested"], 1):
            return
        if not chosen:
            return self.press("0")
        if chosen == dict.fromkeys(seen["all"], 1) and len(chosen) > 1:
            return self.press("a")
        for place, share in wanted.items():
            for _ in range(1 if share == 1 else 2):
                self.press(str(place))

    def pull_out(self, variant, count):
        self.pulled += 1
        for number in range(variant):
            self.press("ArrowDown")
            self.until(f"entry.variant === {number + 1}")
        self.press("o")
        self.until(f"entry.variants.length === {count - 1}")

    def until(self, expression):
        for _ in range(4000):
            if self.page.evaluate(expression):
                return
            time.sleep(0.005)
        raise AssertionError(f"this does not become true: {expression}")


def keys(options):
    classroom, answers = room(options.students)
    desk = desk_of(classroom)
    with jupyter("server", classroom.root, EXTENSIONS) as address, chromium_page() as page:
        marker = Marker(page, desk, answers)
        for question in desk.questions:
            before, entries = marker.presses, len(marker.waits)
            marker.question(address, question)
            entries = len(marker.waits) - entries + 1
            print(f"{question.id:26} {marker.presses - before:5} presses, {entries} entries")
    count = len(answers) * len(desk.questions)
    print(f"{marker.presses} presses for {count} answers: {marker.presses / count:.3f} each")
    print(f"{marker.pulled} pulled out; {_shown(marker.waits)}")
    print(f"{_right(desk, answers)} of {count} answers have the points that they deserve")


def _shown(waits):
    waits = sorted(waits)
    high = waits[int(0.95 * len(waits))]
    median = statistics.median(waits)
    return f"next answer after {median:.0f} ms (median), {high:.0f} ms (95 %), {waits[-1]:.0f} ms"


def _right(desk, answers):
    right = 0
    for question in desk.questions:
        items = _items(desk, question)
        for student, state in desk.store.states(question.written_cell).items():
            points = _points(answers[student][question.id], items, question)
            mark = state.mark.points if state.mark else state.cell.auto
            right += mark is not None and abs(mark - points) < 1e-6
    return right


# ---------------------------------------------------------------- the formgrader


def formgrader(options):
    """Mark a sample in the formgrader: points alone, and with the item's sentence as comment."""
    classroom, answers = room(options.students)
    desk = desk_of(classroom)
    students = random.Random(1).sample(sorted(answers), max(1, options.answers // 9))
    points, comments, count, loads = 0, 0, 0, []
    asked = itertools.product(students, desk.questions)
    sheets = itertools.groupby(
        itertools.islice(asked, options.answers), lambda one: (one[0], one[1].notebook)
    )
    with jupyter("server", classroom.root, EXTENSIONS) as address, chromium_page() as page:
        for (student, notebook), some in sheets:
            began = time.perf_counter()
            page.goto(f"{address}/formgrader/submissions/{_submission(classroom, notebook, student)}")
            page.wait_for_selector("input.score")
            loads.append(time.perf_counter() - began)
            points += 1  # on to the next submission
            for place, (_, question) in enumerate(some):
                pressed = _typed(page, place, question, desk, answers[student][question.id])
                points, comments, count = points + pressed[0], comments + pressed[1], count + 1
    print(f"{count} answers: {points / count:.2f} presses each for points alone,")
    print(f"{(points + comments) / count:.1f} with the items' sentences as comment")
    print(f"a notebook is shown after {statistics.median(loads):.1f} s (median)")


def _typed(page, place, question, desk, one):
    """Type points, and a comment, into a cell of the formgrader; return the key presses of each."""
    items = _items(desk, question)
    number = f"{_points(one, items, question):g}"
    box = page.locator("input.score").nth(place)
    box.click()
    box.fill("")
    box.press_sequentially(number)
    page.keyboard.press("Tab")
    comment = " ".join(items[item].told for item in one.deserved if item in items)
    return 1 + len(number) + 1, len(comment)


def _submission(classroom, notebook, student):
    with Gradebook(f"sqlite:///{classroom.root}/gradebook.db") as gradebook:
        return gradebook.find_submission_notebook(notebook, classroom.course.id, student).id


# ---------------------------------------------------------------- speed


def speed(options):
    """Show one entry after the other, waiting as a person would for each to be there."""
    classroom, answers = room(options.students)
    desk = desk_of(classroom)
    with jupyter("server", classroom.root, EXTENSIONS) as address, chromium_page() as page:
        marker = Marker(page, desk, answers)
        for question in desk.questions[: options.questions]:
            began = time.perf_counter()
            page.goto(f"{address}/w2v/mark/q/{question.written_cell}")
            page.wait_for_selector("body[data-at]")
            first = time.perf_counter() - began
            waits = []
            for _ in range(min(40, page.evaluate("queue.length") - 2)):
                seen = page.evaluate("document.body.dataset.at")
                time.sleep(options.pause)
                page.keyboard.press("j")
                marker.until(f"document.body.dataset.at !== {seen!r}")
                waits.append(float(page.evaluate("document.body.dataset.shown")))
            size = page.evaluate("queue.length")
            print(f"{question.id:26} {size:5} entries; the first after {first:.2f} s; {_shown(waits)}")


# ---------------------------------------------------------------- a crash

KILLED = """
import pathlib, random, sys
sys.path[:0] = {paths!r}
import marking
desk = marking.desk_of(marking.Classroom.around(pathlib.Path({root!r})))
while True:
    made = marking.tried(desk, {question!r}, random.choice({students!r}), "killed", random.random())
    if made:
        print(made.student, made.version, made.given.comment, flush=True)
"""


def tried(desk, question, student, author, number):
    """Give an answer a mark over the one that is there; return none where somebody was faster."""
    known = desk.store.states(question)[student].mark
    given = Given(comment=f"{author}-{number}")
    try:
        act = Act(question, author, {student: "digest"})
        return desk.store.give(act, given, {student: known.version if known else 0})[student]
    except Conflict:
        return None


def crash(options):
    """Let two markers mark at full speed, and a third whose process is killed again and again."""
    classroom, answers = room(options.students)
    desk = desk_of(classroom)
    question, students = desk.questions[6].written_cell, sorted(answers)[:5]  # few, so that they meet
    kept, told, end = [], [], time.monotonic() + options.seconds

    def mark(author):
        rng, mine = random.Random(author), desk_of(classroom)
        while time.monotonic() < end:
            made = tried(mine, question, rng.choice(students), author, rng.random())
            (kept if made else told).append(made)

    markers = [threading.Thread(target=mark, args=[author]) for author in ("ida", "otto")]
    for marker in markers:
        marker.start()
    said = []
    paths = [str(ROOT / "tests"), str(ROOT / "benchmarks")]
    script = KILLED.format(paths=paths, root=str(classroom.root), question=question, students=students)
    kills = 0
    while time.monotonic() < end:
        said += _until_killed(script)
        kills += 1
    for marker in markers:
        marker.join()
    said += [(made.student, made.version, made.given.comment) for made in kept]
    logged = {one for student in students for one in _logged(desk, question, student)}
    over = [one for one, count in Counter(one[:2] for one in said).items() if count > 1]
    print(f"{len(said)} marks acknowledged, {kills} kills, {len(told)} conflicts told;")
    print(f"{len([one for one in said if one not in logged])} lost, {len(over)} over one unseen")


def _until_killed(script):
    """Run a marker in a process of its own, and kill it; return what it said that it had marked."""
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    time.sleep(10 + 2 * random.random())  # seconds of which are for starting
    os.kill(process.pid, signal.SIGKILL)
    lines = [line.split() for line in process.communicate()[0].splitlines()]
    return [(line[0], int(line[1]), line[2]) for line in lines if len(line) == 3]


def _logged(desk, question, student):
    rows = [json.loads(event["after"]) for event in history.log(desk.store, question, student)]
    return [(student, row["version"], row["comment"]) for row in rows]


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=["groups", "keys", "formgrader", "speed", "crash"])
    parser.add_argument("--students", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0, help="of the class whose groups are looked at")
    parser.add_argument("--answers", type=int, default=40)
    parser.add_argument("--questions", type=int, default=21)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--pause", type=float, default=0.5, help="seconds that a person looks at an answer")
    options = parser.parse_args()
    os.environ["PATH"] = f"{BIN}:{os.environ['PATH']}"
    globals()[options.what](options)


if __name__ == "__main__":
    main()
