"""The attack bank: what students' code may try, and the end that each try comes to (attacks/README.md)."""

import os
import pathlib
import platform
import re

import pytest
from conftest import COURSE, ROOT, SOLUTIONS
from sandboxes import TIERS, adopting_orphans, children, gone, kept_zygote

import autograder
import w2v_lib
from autograder.gradebook import grading
from autograder.intake import Submission
from autograder.release import sample
from autograder.results.result import totals
from autograder.sandbox import isolated

BANK = ROOT / "tests" / "attacks"
CODE = [path for path in sorted(BANK.glob("*/*.py")) if path.parent.name != "files"]
HOMES = {question.id: w2v_lib.home_of(question.functions[0]) for question in COURSE.catalogue.checked}
OTHERS = ("softmax", "normalize-rows", "sgd", "sentence-features", "sentiment")
"""What is graded after the attacked question."""
ENDLESS = "took too long"
SECONDS, SECONDS_OF_ENDLESS = 1.0, 0.3
"""The time for an attack, unless it is honest. What never answers is not waited for as long."""
MOST_SECONDS_LATE = 1.0


def test_attacks_every_sandbox_of_this_machine_in_many_ways():
    assert len(CODE) >= 80 and TIERS


@pytest.fixture(scope="module")
def victim(classroom):
    """The classroom as an attacker would want it: with a secret, a gradebook and another's work."""
    classroom.secret()
    sample.write(classroom, classroom.root / "submitted" / "ada" / "word2vec")
    return classroom


def story(path, tier):
    """Return the fields of an attack's docstring, as they are on this tier."""
    # as text, for not every attack can be parsed
    lines = path.read_text("utf-8").split('"""')[1].replace("\\\\", "\\").splitlines()
    fields = {"says": ""} | dict(line.split(": ", 1) for line in lines[1:] if ": " in line)
    if elsewhere := fields.get(f"on {tier}"):
        fields["gets"], fields["says"] = elsewhere.split(", ", 1)
    return fields


def right_files():
    """Return {file: text} of a submission in which everything is right."""
    library = SOLUTIONS / COURSE.library
    return {
        f"{COURSE.library}/{name}": sample.written((library / name).read_text("utf-8"), "", {}, ())
        for name in COURSE.student_files
    }


def submission_of(files):
    return Submission({name: text.encode() for name, text in files.items()}, COURSE.library)


def attacking(path, fields, victim):
    """Return the submission with the attack at the end of the file that the question's function is in."""
    known = {
        "@COURSE@": victim.root,
        "@PACKAGE@": pathlib.Path(autograder.__file__).parent,
        "@PID@": os.getpid(),
    }
    attack = path.read_text("utf-8")
    for word, value in known.items():
        attack = attack.replace(word, str(value))
    files = right_files()
    files[f"{COURSE.library}/{HOMES[fields['question']]}.py"] += f"\n\n{attack}"
    return submission_of(files)


class Watch:
    """Tells whether something has changed, since it was last asked, of what the attacks are after."""

    def __init__(self, *roots):
        self.roots = roots
        self.state = self._state()

    def sees_no_change(self):
        before, self.state = self.state, self._state()
        return self.state == before

    def _state(self):
        """Return what is there, so also whatever an attack could leave behind.

        No content can change without the time at which the system itself noted a change (ctime).
        """
        return {seen for root in self.roots for seen in seen_in(root)}


def seen_in(folder):
    """Iterate over what tells whether something changed in a folder, except in what is Python's own."""
    for entry in os.scandir(folder):
        found = entry.stat(follow_symlinks=False)
        if not entry.is_dir(follow_symlinks=False):
            yield entry.path, found.st_ino, found.st_size, found.st_ctime_ns
        elif entry.name != "__pycache__":
            yield entry.path, found.st_ino, found.st_mode
            yield from seen_in(entry)


@pytest.mark.parametrize(
    "attack",
    [
        lambda root: (root / "file").write_text("2"),
        lambda root: (root / "folder" / "new").touch(),
        lambda root: (root / "folder" / "new").mkdir(),
        lambda root: (root / "folder").chmod(0o777),
        lambda root: (root / "file").chmod(0o777),
        lambda root: (root / "file").unlink(),
        lambda root: (root / "folder" / "link").symlink_to("nowhere"),
        lambda root: os.utime(root / "file", (0, 0)),
    ],
)
def test_the_watch_sees_a_change(attack, tmp_path):
    (tmp_path / "file").write_text("1")
    (tmp_path / "folder" / "__pycache__").mkdir(parents=True)
    watch = Watch(tmp_path)
    (tmp_path / "folder" / "__pycache__" / "compiled").touch()
    assert watch.sees_no_change()
    attack(tmp_path)
    assert not watch.sees_no_change() and watch.sees_no_change()


@pytest.fixture(scope="module")
def watch(victim):
    return Watch(victim.root, pathlib.Path(autograder.__file__).parent)


def has_all_points(results, question):
    return totals(results)[0] == COURSE.catalogue[question].check_points


@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize("path", CODE, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_attack_gets_what_it_deserves_and_harms_nobody(path, tier, victim, watch, monkeypatch):
    fields = story(path, tier)
    if fields.get("machine", platform.machine()) != platform.machine():
        pytest.skip(f"a system call of {fields['machine']}")
    monkeypatch.setattr(isolated, "Zygote", kept_zygote)
    kept_zygote(tier, COURSE.library, COURSE.public_text("functions.py"), grading.given(COURSE))
    living = children()
    with adopting_orphans():
        results, late, others = graded(attacking(path, fields, victim), fields, victim, tier, monkeypatch)
        nothing_left = gone(living)

    points, most = totals(results)
    deserved = {"nothing": 0, "everything": most}
    assert points == (deserved[fields["gets"]] if fields["gets"] in deserved else float(fields["gets"]))
    said = "\n".join(result.message for result in results)
    assert re.search(fields["says"], said), said
    assert "Traceback" not in said and str(victim.root) not in said and "array(" not in said
    for question, found in others.items():
        assert has_all_points(found, question), (question, [result.message for result in found])
    assert late <= MOST_SECONDS_LATE
    assert watch.sees_no_change()
    assert nothing_left
    if path.parent.name == "denial" and ENDLESS not in fields["says"]:  # what may bring down more than itself
        assert the_next_submission_is_right(fields["question"], victim, tier)


def graded(submission, fields, victim, tier, monkeypatch):
    """Return the results of the attacked question, how late they came, and those of others asked after it."""
    spoilt = {fields["question"], *fields.get("spoils", "").split()}
    ample = isolated.SECONDS_PER_QUESTION
    with grading.checker(submission, victim, "mallory", tier) as checker:
        if fields["gets"] != "everything":
            seconds = SECONDS_OF_ENDLESS if fields["says"] == ENDLESS else SECONDS
            monkeypatch.setattr(isolated, "SECONDS_PER_QUESTION", seconds)
        results = checker.results(fields["question"])
        late = -checker.caller.question_left
        monkeypatch.setattr(isolated, "SECONDS_PER_QUESTION", ample)
        others = {question: checker.results(question) for question in OTHERS if question not in spoilt}
    return results, late, others


def the_next_submission_is_right(question, victim, tier):
    with grading.checker(submission_of(right_files()), victim, "next", tier) as checker:
        return has_all_points(checker.results(question), question)
