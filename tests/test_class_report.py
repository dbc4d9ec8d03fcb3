"""`w2v report` and the pages of students: what they say, whom they name, what a failure costs."""

import csv
import io
import json
import os
import re
import shutil

import pytest
from browsers import COLOURS, barriers, is_too_wide
from commands import w2v
from conftest import COURSE
from nbgrader.api import Gradebook
from test_browser import browser  # noqa: F401  a fixture
from tiny import copy_tiny, released_tiny

from autograder.course import Classroom, Course
from autograder.gradebook import book
from autograder.release import sample
from autograder.report import class_files, class_page, feedback, figures, numbers, workers
from autograder.report.class_data import ClassData, class_data
from autograder.report.items import items
from autograder.report.looks import Look
from autograder.report.standing import Points, Standing
from autograder.report.student_page import Work, student_page

STUDENTS = ["Lovelace", "Bernoulli", "Chandra", "Dedekind"]


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    """Return the folder of a class that has not handed in anything."""
    return released_tiny(tmp_path_factory.mktemp("released")).root


def class_in(folder, released):
    """Make a class of its own."""
    shutil.copytree(released, folder, dirs_exist_ok=True)
    return Classroom.around(folder)


@pytest.fixture(scope="module")
def tiny(released, tmp_path_factory):
    """Grade a class: right, wrong twice, blank; one more whose hand-in is refused, and one refused later."""
    classroom = class_in(tmp_path_factory.mktemp("report"), released)
    sample.write(classroom, classroom.handed_in("Lovelace"))
    sample.write(classroom, classroom.handed_in("Bernoulli"), wrong=["factor-of-two-lost"])
    sample.write(classroom, classroom.handed_in("Chandra"), wrong=["factor-of-two-lost"])
    sample.write(classroom, classroom.handed_in("Dedekind"), unwritten=sample.ALL, answered=False)
    sample.write(classroom, classroom.handed_in("Erdos"))
    (classroom.handed_in("Erdos") / "01_pair.ipynb").write_text("{ <script>Erdos", "utf-8")
    (classroom.handed_in("Dedekind") / "Dedekind.ipynb").write_text("{}", "utf-8")
    assert w2v("grade", cwd=classroom.root).returncode == 1
    (classroom.handed_in("Chandra") / "01_pair.ipynb").write_text("{", "utf-8")
    assert w2v("grade", "Chandra", cwd=classroom.root).returncode == 1
    with Gradebook(f"sqlite:///{classroom.root}/gradebook.db") as gradebook:
        gradebook.update_or_create_student("Lovelace", first_name="Augusta", last_name="King")
    return classroom


@pytest.fixture(scope="module")
def written(tiny):
    """Everything that `w2v report` writes, without names: {file: text}."""
    done = w2v("report", "--json", "--csv", cwd=tiny.root)
    assert done.returncode == 0, done.stderr
    assert "4 students graded" in done.stdout and "2 not graded" in done.stdout
    return {path.name: path.read_text("utf-8") for path in (tiny.root / "build" / "report").iterdir()}


def test_page_is_one_file_with_every_section(written):
    page = written["index.html"]
    ids = "points questions mistakes derivations waiting submissions similar".split()
    assert all(f'<h2 id="{id}">' in page for id in ids)
    assert "A square has a factor of 2 in its derivative." in page
    assert not re.search(r'(?:src|href)="(?!#|data:)', page) and "@import" not in page


def test_no_student_is_named_unless_asked_for(tiny, written):
    names = [*STUDENTS, "Erdos", "Augusta", "King"]
    for file, text in written.items():
        assert not [name for name in names if name in text], file
    data = class_data(book.settings(tiny), names=True)
    page = class_page.class_page(data)
    assert all(f">{name}<" in page for name in STUDENTS)
    assert data.has_names and "With <code>--names</code>" not in page


def test_number_of_a_student_is_the_same_in_every_report(tiny, written):
    data, again = json.loads(written["report.json"]), class_data(book.settings(tiny))
    assert [row["label"] for row in data["students"]] == [row.label for row in again.students]


def test_mistakes_are_counted_per_student_with_a_sample_of_what_they_are_told(written):
    found = next(one for one in json.loads(written["report.json"])["mistakes"] if one["kind"] == "code")
    assert (found["id"], found["students"]) == ("factor-of-two-lost", 2)
    assert "factor of 2" in found["message"]


def test_refused_and_repaired_submissions_are_listed_with_the_reason(written):
    rows = json.loads(written["report.json"])["submissions"]
    assert sum(row["status"] == "refused" for row in rows) == 2
    assert all("01_pair.ipynb is no notebook" in row["why"] for row in rows if row["status"] == "refused")
    (repaired,) = [row for row in rows if row["status"] == "graded" and row["notes"]]
    assert any("is not read" in note for note in repaired["notes"])


def test_json_and_csv_hold_the_same_data(written):
    data = json.loads(written["report.json"])
    for name in class_files.TABLES:
        rows = list(csv.DictReader(io.StringIO(written[f"{name}.csv"])))
        assert len(rows) == len(data[name]), name
    assert [row["label"] for row in data["students"]] == [
        row["label"] for row in csv.DictReader(io.StringIO(written["students.csv"]))
    ]


def test_empty_class_is_one_sentence_and_exit_code_3(released, tmp_path):
    none = w2v("report", cwd=copy_tiny(tmp_path / "none").root)
    assert none.returncode == 3 and none.stderr.count("\n") == 1 and "w2v release" in none.stderr
    empty = w2v("report", cwd=class_in(tmp_path / "empty", released).root)
    assert empty.returncode == 3
    assert empty.stderr == "w2v: nobody's work is graded here yet: `w2v grade` comes first\n"


# ---------------------------------------------------------------- the data and how it is shown


def data(**more):
    """Make the data of a class of nobody, with changes."""
    nothing = dict.fromkeys(
        "students questions mistakes derivations breaks waiting submissions pairs".split(), ()
    )
    numbers = dict(most=10.0, mean=0.0, median=0.0, bins=(0,) * 20, unnamed=0, median_seconds=0.0)
    about = dict(course="tiny", title="Tiny", has_names=False, more_pairs=0)
    return ClassData(**{**nothing, **numbers, **about, **more})


def test_a_cell_that_a_spreadsheet_would_run_is_defused():
    look = Look("=1", "refused", -1.5, "", '=HYPERLINK("x")', ("@a", "b"), False)
    table = class_files.as_csv(data(submissions=(look,)))["submissions.csv"]
    (row,) = csv.DictReader(io.StringIO(table))
    assert row["why"] == '\'=HYPERLINK("x")' and row["label"] == "'=1" and row["notes"] == "'@a | b"
    assert row["seconds"] == "-1.5"


def test_text_of_students_is_escaped_on_the_page():
    look = Look("1", "refused", 0.1, "", "<script>alert(1)</script>", ("<img src=x>",), False)
    page = class_page.class_page(data(submissions=(look,)))
    assert "<script>alert" not in page and "<img" not in page


def test_only_the_pages_own_script_may_run():
    page = class_page.class_page(data())
    assert page.count("<script>") == 1 and "script-src 'sha256-" in page and "default-src 'none'" in page


@pytest.mark.parametrize("bins", [(0,) * 20, (1,) + (0,) * 19, (5000,) * 20])
def test_distribution_is_drawn_for_any_class(bins):
    drawn = figures.distribution(bins, 123, 40)
    assert drawn.count('class="bar"') == sum(count > 0 for count in bins)
    assert 'role="img"' in drawn and "the median is 40 of 123" in drawn


def standing(**cells):
    return Standing("s", cells={id: Points(got, 2) for id, got in cells.items()})


def test_difficulty_is_the_mean_share_and_discrimination_the_correlation_with_the_rest():
    scores = [(0, 0), (0, 0), (1, 1), (2, 2), (2, 2)]
    found = items(COURSE.catalogue, {i: standing(softmax=a, sigmoid=b) for i, (a, b) in enumerate(scores)})
    softmax = next(one for one in found if one.id == "softmax")
    assert (softmax.difficulty, softmax.discrimination) == (0.5, 1.0)
    assert (softmax.full, softmax.some, softmax.none, softmax.waiting) == (2, 1, 2, 0)
    turned = items(
        COURSE.catalogue, {i: standing(softmax=a, sigmoid=2 - b) for i, (a, b) in enumerate(scores)}
    )
    assert next(one for one in turned if one.id == "softmax").discrimination == -1.0


def test_question_that_is_mostly_unread_has_no_difficulty():
    waiting = {i: standing(softmax=None if i else 0.0) for i in range(5)}
    softmax = next(one for one in items(COURSE.catalogue, waiting) if one.id == "softmax")
    assert (softmax.difficulty, softmax.discrimination, softmax.waiting) == (None, None, 4)


def test_correlation_is_not_given_where_all_have_the_same():
    same = {i: standing(softmax=1.0, sigmoid=float(i % 3)) for i in range(9)}
    softmax = next(one for one in items(COURSE.catalogue, same) if one.id == "softmax")
    assert softmax.discrimination is None


# ---------------------------------------------------------------- numbers


def test_numbers_are_short_different_and_depend_on_the_secret(tmp_path):
    course = Course.read(copy_tiny(tmp_path / "a").course.folder)
    (tmp_path / "b").mkdir()
    one, other = Classroom(tmp_path / "a", course), Classroom(tmp_path / "b", course)
    students = [f"s{number}" for number in range(5000)]
    found = numbers.numbered(one, students)
    assert len(set(found.values())) == 5000 and all(len(number) in (6, 9) for number in found.values())
    assert found == numbers.numbered(one, reversed(students)) != numbers.numbered(other, students)
    assert not any(number.startswith("0") for number in found.values())


def test_names_are_left_out_of_a_text():
    said = numbers.without_names("Ada_Lovelace-2.ipynb of lovelace", "lovelace.ada", "Ada Lovelace")
    assert "ovelace" not in said and "Ada" not in said


# ---------------------------------------------------------------- side by side


def double_or_die(number):
    """Double a number; 3 ends the process, and 4 fails."""
    if number == 3:
        os._exit(1)
    if number == 4:
        raise ValueError("four")
    return 2 * number


def test_nobody_is_lost_when_a_process_dies_or_a_page_fails():
    found = dict(workers.each(double_or_die, [(number,) for number in range(12)], workers=2))
    assert sorted(found) == list(range(12))
    assert [found[n] for n in range(12) if n not in (3, 4)] == [2 * n for n in range(12) if n not in (3, 4)]
    assert isinstance(found[3], Exception) and isinstance(found[4], ValueError)


# ---------------------------------------------------------------- the student's page


def page_of(tiny, student):
    return student_page(feedback.works_of(book.settings(tiny), [student])[student])


def test_students_page_begins_with_points_and_what_to_look_at_next(tiny):
    page = page_of(tiny, "Bernoulli")
    parts = ["points</h1>", "Points by notebook", "What to look at next", "to win", "factor of 2", "<h3 id="]
    places = [page.index(part) for part in parts]
    assert places == sorted(places)
    assert "What to look at next" not in page_of(tiny, "Lovelace")


def test_messages_are_set_as_in_the_notebook(tiny):
    page = page_of(tiny, "Bernoulli")
    assert '<table class="w2v-check">' in page and "✗ not yet" in page and page.count("<style>") == 1


def test_page_says_what_was_put_right_or_not_read(tiny):
    assert "is not read" in page_of(tiny, "Dedekind")
    assert "About your hand-in" not in page_of(tiny, "Lovelace")


def test_page_says_that_a_later_hand_in_is_refused(tiny):
    page = page_of(tiny, "Chandra")
    assert "What you handed in last is not graded:" in page and "01_pair.ipynb is no notebook" in page
    assert "What you handed in last" not in page_of(tiny, "Bernoulli")


def test_a_page_that_fails_costs_nobody_elses(tiny, tmp_path, monkeypatch):
    works = feedback.works_of(book.settings(tiny))

    def some(found, students):
        return works | {"Bernoulli": Work("nowhere", "nowhere", works["Bernoulli"].standing, {})}

    monkeypatch.setattr(feedback, "works_of", some)
    with pytest.raises(feedback.PagesMissing) as missing:
        feedback.write(tiny, tmp_path)
    assert list(missing.value.failed) == ["Bernoulli"]
    assert sorted(path.stem for path in tmp_path.glob("*.html")) == ["Chandra", "Dedekind", "Lovelace"]


def test_page_needs_nothing_else_and_nothing_in_it_can_run(tiny):
    page = page_of(tiny, "Bernoulli")
    assert "default-src 'none'" in page and "<script" not in page
    assert not re.search(r'(?:src|href)="(?!#|data:)', page)


@pytest.mark.parametrize("look, rules", [("light", {}), ("dark", COLOURS)])
def test_pages_have_no_barrier_that_axe_finds(browser, tiny, written, look, rules):  # noqa: F811
    page = browser.new_page(viewport={"width": 380, "height": 800}, color_scheme=look, bypass_csp=True)
    for shown in (written["index.html"], page_of(tiny, "Bernoulli"), page_of(tiny, "Dedekind")):
        page.set_content(shown)
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
        assert not barriers(page, **rules)
        assert not is_too_wide(page)
    page.close()
