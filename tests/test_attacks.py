"""The attack bank: what students' code may try, and the end that each try comes to (attacks/README.md)."""

import contextlib
import ctypes
import hashlib
import os
import pathlib
import platform
import re
import time

import pytest
from conftest import COURSE, ROOT, SOLUTIONS

import autograder
from autograder.gradebook import grading
from autograder.intake import Submission
from autograder.release import sample
from autograder.results.result import totals
from autograder.sandbox import isolated, tiers

BANK = ROOT / "tests" / "attacks"
CODE = [path for path in sorted(BANK.glob("*/*.py")) if path.parent.name != "files"]
TIERS = [tier for tier, problem in tiers.survey().items() if problem is None]
HOMES = {q.id: __import__("w2v_lib").home_of(q.functions[0]) for q in COURSE.catalogue.checked}
SECONDS = 1.0
OTHERS = ("softmax", "normalize-rows", "sgd", "sentence-features", "sentiment")  # graded after the attacked one


def test_the_bank_is_large_and_every_sandbox_here_is_attacked():
    assert len(CODE) >= 80 and TIERS


@pytest.fixture(scope="module")
def victim(tmp_path_factory, classroom):
    """The course as an attacker would want it: with a secret, a gradebook and another's work."""
    classroom.secret()
    sample.write(classroom, classroom.root / "submitted" / "ada" / "word2vec")
    return classroom


def story(path, tier):
    """The fields of an attack's docstring, as they are on this tier."""
    lines = path.read_text("utf-8").split('"""')[1].replace("\\\\", "\\").splitlines()  # not every attack can be parsed
    fields = dict(line.split(": ", 1) for line in lines[1:] if ": " in line)
    if elsewhere := fields.get(f"on {tier}"):
        fields["gets"], fields["says"] = elsewhere.split(", ", 1)
    return fields


def submission(path, fields, victim):
    """The reference with the attack at the end of the file that the question's function is in."""
    files = {}
    for name in COURSE.student_files:
        files[f"w2v_lib/{name}"] = sample.written((SOLUTIONS / "w2v_lib" / name).read_text("utf-8"), "", {}, ())
    known = {"@COURSE@": victim.root, "@PACKAGE@": pathlib.Path(autograder.__file__).parent, "@PID@": os.getpid()}
    attack = path.read_text("utf-8")
    for word, value in known.items():
        attack = attack.replace(word, str(value))
    files[f"w2v_lib/{HOMES[fields['question']]}.py"] += f"\n\n{attack}"
    return Submission({name: text.encode() for name, text in files.items()}, "w2v_lib")


def state_of(victim):
    """A hash over all that the attacks are after, and whatever they could leave behind."""
    found = hashlib.sha256()
    for root in (victim.root, pathlib.Path(autograder.__file__).parent):
        for path in sorted(root.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                found.update(str(path).encode() + path.read_bytes())
    return found.hexdigest()


def children():
    """Processes that live below this one; with `adopts_orphans` those count that a dead one left behind."""
    found = set(pathlib.Path(f"/proc/self/task/{os.getpid()}/children").read_text().split())
    return {pid for pid in found if not _is_dead(pid)}


def _is_dead(pid):
    """Whether only its exit code is left, which an adopted process leaves to us."""
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] in "ZX"
    except OSError:
        return True


def gone(living):
    """Whether, within half a second, no process is left but those that were there before."""
    ends = time.monotonic() + 0.5
    while not (nothing_left := children() <= living) and time.monotonic() < ends:
        time.sleep(0.01)
    return nothing_left


@contextlib.contextmanager
def adopting_orphans():
    PR_SET_CHILD_SUBREAPER = 36
    libc = ctypes.CDLL(None)
    libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    yield
    libc.prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)


@pytest.fixture
def adopts_orphans():
    with adopting_orphans():
        yield


@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize("path", CODE, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_attack(path, tier, victim, monkeypatch, adopts_orphans):
    fields = story(path, tier)
    if fields.get("machine", platform.machine()) != platform.machine():
        pytest.skip(f"a system call of {fields['machine']}")
    monkeypatch.setattr(isolated, "SECONDS_PER_QUESTION", SECONDS)
    before, living = state_of(victim), children()
    attacked, spoilt = fields["question"], {fields["question"], *fields.get("spoils", "").split()}
    with grading.checker(submission(path, fields, victim), victim, "mallory", tier) as checker:
        results = checker.results(attacked)
        late = -checker.caller.question_left
        others = {id: checker.results(id) for id in OTHERS if id not in spoilt}

    points, most = totals(results)
    assert points == {"nothing": 0, "everything": most}.get(fields["gets"], float(fields["gets"]) if fields["gets"].isdigit() else None)
    said = "\n".join(r.message for r in results)
    assert re.search(fields.get("says", ""), said), said
    assert "Traceback" not in said and str(victim.root) not in said and "array(" not in said
    for id, found in others.items():
        assert totals(found)[0] == COURSE.catalogue[id].check_points, (id, [r.message for r in found])
    assert late <= 0.5
    assert state_of(victim) == before
    assert gone(living)


@pytest.mark.parametrize("tier", TIERS)
def test_the_next_submission_is_untouched_after_the_worst(tier, victim, monkeypatch):
    monkeypatch.setattr(isolated, "SECONDS_PER_QUESTION", SECONDS)
    clean = SOLUTIONS / "w2v_lib"
    right = Submission({f"w2v_lib/{n}": sample.written((clean / n).read_text(), "", {}, ()).encode() for n in COURSE.student_files}, "w2v_lib")
    for path in CODE:
        fields = story(path, tier)
        if path.parent.name == "denial" and "took too long" not in fields.get("says", ""):
            with grading.checker(submission(path, fields, victim), victim, "mallory", tier) as checker:
                checker.results(fields["question"])
            with grading.checker(right, victim, "next", tier) as checker:
                assert totals(checker.results(fields["question"]))[0] == COURSE.catalogue[fields["question"]].check_points, path
