"""Grades go out as platforms import them: the right number for the right person, and nothing invented."""

import csv
import io
import json
import re
import shutil
import zipfile

import pytest
from commands import w2v
from nbgrader.api import Gradebook
from tiny import copy_tiny

from autograder.export import matching, roster, spreadsheet
from autograder.export.grades import Person
from autograder.export.platforms import PLATFORMS
from autograder.release import sample
from autograder.results.cells import defused

EVIL = '=HYPERLINK("http://example.org","x")'
# of five points, and one more of a bonus question; two of them a person gives
PEOPLE = {
    "lovelaceada-11": ("Ada", "Lovelace", "ada@example.org"),
    "noetheremmy-12": ("Emmy", "Noether", "emmy@example.org"),
    "waits-13": ("", "", ""),
    "refused-14": ("Rita", "Fused", ""),
    "blank-15": (EVIL, "+1+1", ""),
    "absent-16": ("Ab", "Sent", "absent@example.org"),
    "again-17": ("", "", ""),
    "newer-18": ("", "", ""),
}
POINTS = {"lovelaceada-11": "6", "noetheremmy-12": "2.5", "blank-15": "0"}


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    """A class: right, wrong and late, waiting, refused, blank, absent, refused or new when it came again."""
    classroom = copy_tiny(tmp_path_factory.mktemp("export"))
    questions = classroom.course.folder / "public" / "questions.toml"
    before = questions.read_text("utf-8")
    questions.write_text(before.replace("formulas = {pair", "bonus = true\nformulas = {pair"), "utf-8")
    assert w2v("release", cwd=classroom.root).returncode == 0
    for student in ("lovelaceada-11", "waits-13", "again-17", "newer-18"):
        sample.write(classroom, classroom.handed_in(student))
    sample.write(classroom, classroom.handed_in("noetheremmy-12"), wrong=["factor-of-two-lost"])
    sample.write(classroom, classroom.handed_in("blank-15"), unwritten=sample.ALL, answered=False)
    assert w2v("grade", "--workers", "1", cwd=classroom.root).returncode == 0
    sample.write(classroom, classroom.handed_in("refused-14"))
    read_by_a_person(classroom)
    refuse(classroom, "refused-14", "a link stands where a notebook belongs")
    refuse(classroom, "again-17", "the archive is damaged")
    (classroom.handed_in("newer-18") / "glove" / "pair.py").write_text("# again\n", "utf-8")
    return classroom


def read_by_a_person(classroom):
    """Give the written points, a late penalty, and names."""
    with Gradebook(f"sqlite:///{classroom.root}/gradebook.db") as book:
        for student, (first, last, email) in PEOPLE.items():
            book.update_or_create_student(student, first_name=first, last_name=last, email=email)
        for student, points in {
            "lovelaceada-11": 2,
            "noetheremmy-12": 1,
            "again-17": 2,
            "newer-18": 2,
        }.items():
            grade = book.find_grade("pair-weight-written", "01_pair", "tiny", student)
            grade.manual_score, grade.needs_manual_grade = points, False
        late = book.find_submission_notebook("01_pair", "tiny", "noetheremmy-12")
        late.late_submission_penalty = 0.5
        book.db.commit()


def refuse(classroom, student, why):
    ledger = classroom.root / ".w2v" / "ledger.jsonl"
    ledger.parent.mkdir(exist_ok=True)
    with open(ledger, "a", encoding="utf-8") as file:
        file.write(json.dumps({"student": student, "status": "refused", "why": why, "key": {}}) + "\n")


def rows_of(path, encoding="utf-8-sig", delimiter=","):
    return list(csv.reader(io.StringIO(path.read_text(encoding), newline=""), delimiter=delimiter))


def exported(room, name, *words, out=None):
    """Run the command; return what it said, and the rows as dictionaries."""
    target = out or room.root / "out" / f"{name}.csv"
    done = w2v("export", name, "--out", target, *words, cwd=room.root)
    header, *rows = rows_of(target)
    return done, [dict(zip(header, row, strict=True)) for row in rows]


# ---------------------------------------------------------------- who has which grade


def test_nbgraders_table_has_its_columns_and_late_penalties(room):
    _, rows = exported(room, "nbgrader")
    assert ",".join(rows[0]) == (
        "assignment,duedate,timestamp,student_id,last_name,first_name,email,raw_score,"
        "late_submission_penalty,score,max_score"
    )
    emmy = next(row for row in rows if row["student_id"] == "noetheremmy-12")
    assert (emmy["raw_score"], emmy["late_submission_penalty"], emmy["score"]) == ("3", "0.5", "2.5")
    assert {row["student_id"]: row["score"] for row in rows if row["score"]} == POINTS


def test_bonus_points_are_outside_of_the_maximum(room):
    _, rows = exported(room, "nbgrader")
    assert {row["max_score"] for row in rows} == {"5"}


def test_who_has_no_grade_is_named_with_the_reason_and_has_an_empty_cell(room):
    done, rows = exported(room, "nbgrader")
    assert done.returncode == 1 and "3 grades of 8 students" in done.stdout
    for said in (
        "refused: ask for another hand-in, or fix it in submitted/: again-17 (the archive is damaged), "
        "refused-14 (a link stands where a notebook belongs)",
        "handed in and not graded yet: run `w2v grade`: newer-18 (handed in again)",
        "waiting for a person to read an answer: `w2v mark`, or nbgrader formgrader: waits-13 "
        "(1 answer to read)",
        "not handed in: absent-16",
    ):
        assert said in done.stderr
    assert {row["student_id"] for row in rows if row["score"] == ""} == PEOPLE.keys() - POINTS.keys()


def test_zero_is_only_for_who_handed_in_nothing(room):
    done, rows = exported(room, "nbgrader", "--missing-as-zero")
    assert {row["student_id"]: row["score"] for row in rows if row["score"]} == POINTS | {"absent-16": "0"}
    assert done.returncode == 1 and "absent-16" not in done.stderr


def test_refusal_of_a_newer_hand_in_hides_the_score_of_the_older_one(room):
    _, rows = exported(room, "canvas")
    assert next(row for row in rows if row["ID"] == "17")["One pair of GloVe"] == ""


def test_classroom_without_a_gradebook_says_what_to_do(tmp_path):
    classroom = copy_tiny(tmp_path)
    done = w2v("export", "canvas", cwd=classroom.root)
    assert done.returncode == 3 and done.stderr.count("\n") == 1 and "w2v " in done.stderr


@pytest.mark.parametrize("words", [["canvas"], ["gradescope"], ["github-classroom"]])
def test_place_that_cannot_be_written_is_named_in_a_line(room, tmp_path, words):
    (tmp_path / "file").write_text("", "utf-8")
    done = w2v("export", *words, "--out", tmp_path / "file" / "out", cwd=room.root)
    assert done.returncode == 3 and done.stderr.count("\n") == 1 and "cannot be written" in done.stderr


# ---------------------------------------------------------------- what a spreadsheet would run


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1+1", "-cmd", "@SUM(A1)", "\t=1", "\r=1", " =1", "Doe;=1+1", "Doe\n=1+1", "\uff1d1+1", "\tx"],
)
def test_text_that_a_spreadsheet_would_run_is_defused(text):
    shown = defused(text)
    assert shown != text and shown.replace("'", "") == text
    assert not re.search(r"(^|[;\n])\s*[=+\-@\uff1d]", shown) and not shown.startswith(("\t", "\r"))


@pytest.mark.parametrize("text", ["-5", "+3.5", "12,5", "100%", "-", "Ada", "#11", "a=b", "x-1"])
def test_numbers_and_harmless_texts_stay_as_they_are(text):
    assert defused(text) == text


def test_negative_number_is_written_as_a_number():
    assert spreadsheet.written(-2.5) == "-2.5"


@pytest.mark.parametrize("platform", PLATFORMS)
def test_no_export_holds_a_formula(room, platform):
    exported(room, platform)
    for row in rows_of(room.root / "out" / f"{platform}.csv"):
        assert not any(cell.lstrip().startswith(("=", "+", "@")) for cell in row), row


@pytest.mark.parametrize("platform", PLATFORMS)
def test_spreadsheets_are_told_the_encoding_where_the_platform_takes_that(room, platform):
    """D2L's reader, and nbgrader's users, would take the mark for a part of the first column's name."""
    exported(room, platform)
    begins = (room.root / "out" / f"{platform}.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert begins == (platform not in ("nbgrader", "d2l"))


def test_letters_of_every_language_survive(tmp_path):
    path = spreadsheet.write(tmp_path / "x.csv", [["Zoë Łuczak", "王小明", 'a,b\n"c"']])
    assert spreadsheet.read(path)[0] == [["Zoë Łuczak", "王小明", 'a,b\n"c"']]


# ---------------------------------------------------------------- each platform's own form


def test_canvas_finds_students_by_the_number_of_their_folder(room):
    _, rows = exported(room, "canvas")
    assert list(rows[0]) == ["Student", "ID", "SIS Login ID", "Section", "One pair of GloVe"]
    assert rows[0]["Student"].strip() == "Points Possible" and rows[0]["One pair of GloVe"] == "5"
    ada = next(row for row in rows if row["ID"] == "11")
    assert (ada["Student"], ada["One pair of GloVe"]) == ("Ada Lovelace", "6")


CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,Quiz (7),One pair of GloVe (8),Final Score
    Points Possible,,,,,10,6,(read only)
"Lovelace, Ada",11,s1,ada,A,3,,50
"Noether, Emmy",99,s2,noetheremmy-12,A,4,1,40
"Sent, Ab",16,s3,ab,A,,,
"Elsewhere, Eve",55,s4,eve,A,9,9,90
"Student, Test",56,,,A,,,
"""


def test_canvas_roster_comes_back_with_this_column_alone(room, tmp_path):
    (tmp_path / "roster.csv").write_text("\ufeff" + CANVAS, "utf-8")
    out = tmp_path / "out.csv"
    done, rows = exported(room, "canvas", "--roster", tmp_path / "roster.csv", out=out)
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")  # as it came
    assert ",".join(rows[0]) == "Student,ID,SIS User ID,SIS Login ID,Section,One pair of GloVe (8)"
    entered = {row["ID"]: row["One pair of GloVe (8)"] for row in rows}
    assert entered == {"": "6", "11": "6", "99": "2.5", "16": "", "55": "9", "56": ""}
    assert re.search("not in the roster, so entered nowhere: again-17, blank-15,", done.stderr)
    assert "the platform's maximum is 6, the course has 5 without the bonus" in done.stderr


def of_everybody(*more):
    """Return a roster of Canvas in which everybody who handed in has a row."""
    ids = [id for id in PEOPLE if not id.startswith("absent")]
    people = [f"{id},{id.rpartition('-')[2]},,," for id in ids]
    return "\n".join(["Student,ID,SIS Login ID,Section,tiny (8)", *people, *more]) + "\n"


@pytest.mark.parametrize(
    "more, grade", [(["New,77,,,"], "0"), (["New,77,,,3"], "3"), (["Absent,16,,,"], "0")]
)
def test_row_of_who_handed_in_nothing_gets_a_zero_only_where_it_is_empty(room, tmp_path, more, grade):
    (tmp_path / "roster.csv").write_text(of_everybody(*more), "utf-8")
    _, rows = exported(room, "canvas", "--roster", tmp_path / "roster.csv", "--missing-as-zero")
    assert rows[-1]["tiny (8)"] == grade
    assert next(row for row in rows if row["ID"] == "13")["tiny (8)"] == ""  # an answer is still to be read


def test_no_zero_where_somebody_who_handed_in_has_no_row(room, tmp_path):
    """The row could be theirs."""
    text = of_everybody("New,77,,,").replace("lovelaceada-11,11,,,\n", "")
    (tmp_path / "roster.csv").write_text(text, "utf-8")
    done, rows = exported(room, "canvas", "--roster", tmp_path / "roster.csv", "--missing-as-zero")
    assert rows[-1]["tiny (8)"] == "" and "no zero is given" in done.stderr


def test_roster_without_the_column_is_answered_with_those_there_are(room, tmp_path):
    (tmp_path / "roster.csv").write_text(CANVAS.replace("One pair of GloVe", "Homework"), "utf-8")
    words = ["export", "canvas", "--roster", tmp_path / "roster.csv", "--out", tmp_path / "out.csv"]
    done = w2v(*words, cwd=room.root)
    assert done.returncode == 2 and "There are: Quiz (7), Homework (8)" in done.stderr
    assert not (tmp_path / "out.csv").exists()
    assert w2v(*words, "--assignment", "homework", cwd=room.root).returncode == 1
    assert "Homework (8)" in (tmp_path / "out.csv").read_text("utf-8")


def test_column_that_is_there_twice_has_to_be_named_in_full(room, tmp_path):
    (tmp_path / "roster.csv").write_text(CANVAS.replace("Quiz (7)", "One pair of GloVe (7)"), "utf-8")
    words = ["export", "canvas", "--roster", tmp_path / "roster.csv", "--out", tmp_path / "out.csv"]
    done = w2v(*words, cwd=room.root)
    assert done.returncode == 2 and "One pair of GloVe (7), One pair of GloVe (8)" in done.stderr
    w2v(*words, "--assignment", "One pair of GloVe (7)", cwd=room.root)
    assert rows_of(tmp_path / "out.csv")[2][-2:] == ["A", "6"]


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"\xe9t\xe9,x\n"])
def test_roster_that_is_no_table_is_refused_in_a_line(room, tmp_path, content):
    (tmp_path / "roster.csv").write_bytes(content)
    done = w2v("export", "canvas", "--roster", tmp_path / "roster.csv", cwd=room.root)
    assert done.returncode == 2 and done.stderr.count("\n") == 1 and "roster.csv" in done.stderr


MOODLE = """\
Identifier,"Full name","Email address",Status,Grade,"Maximum Grade","Last modified (grade)"
"Participant 11","Ada Lovelace",ada@moodle.example.org,"Submitted for grading",,6.00,-
"Participant 90","Emmy Noether",emmy@example.org,"Submitted for grading",,6.00,-
"Participant 91","Cleo Nobody",cleo@example.org,"No submission",,6.00,-
"""


def test_moodles_worksheet_is_capped_and_the_bonus_goes_beside_it(room, tmp_path):
    """Moodle passes over a grade above the maximum in silence."""
    (tmp_path / "sheet.csv").write_text(MOODLE, "utf-8")
    out = tmp_path / "moodle.csv"
    done, rows = exported(room, "moodle", "--roster", tmp_path / "sheet.csv", out=out)
    assert {row["Identifier"]: row["Grade"] for row in rows} == {
        "Participant 11": "5",
        "Participant 90": "1.5",
        "Participant 91": "",
    }
    assert rows[0]["Last modified (grade)"] == "-"
    assert rows_of(tmp_path / "moodle-bonus.csv") == [
        ["Email address", "Full name", "One pair of GloVe: bonus"],
        ["ada@moodle.example.org", "Ada Lovelace", "1"],
        ["emmy@example.org", "Emmy Noether", "1"],
    ]
    assert "nothing was handed in: Cleo Nobody" in done.stderr
    assert "the platform's maximum is 6, the course has 5" in done.stderr


def test_moodles_feedback_has_a_folder_per_participant_of_those_who_have_a_grade(room, tmp_path):
    (tmp_path / "sheet.csv").write_text(MOODLE, "utf-8")
    done, _ = exported(room, "moodle", "--roster", tmp_path / "sheet.csv", out=tmp_path / "moodle.csv")
    with zipfile.ZipFile(tmp_path / "moodle-feedback.zip") as archive:
        assert archive.namelist() == [
            "Ada Lovelace_11_assignsubmission_file_/tiny.html",
            "Emmy Noether_90_assignsubmission_file_/tiny.html",
        ]
        assert b"One pair of GloVe" in archive.read(archive.namelist()[0])
    assert "number in Moodle is not known: blank-15" in done.stderr


def test_pages_are_found_where_the_configuration_puts_graded_work(room, tmp_path):
    shutil.copytree(room.root, tmp_path / "class", symlinks=True)
    (tmp_path / "class" / "autograded").rename(tmp_path / "class" / "graded")
    path = tmp_path / "class" / "nbgrader_config.py"
    path.write_text(f'{path.read_text()}\nget_config().CourseDirectory.autograded_directory = "graded"\n')
    done = w2v("export", "moodle", "--out", tmp_path / "moodle.csv", cwd=tmp_path / "class")
    assert "moodle-feedback.zip: 3 pages of feedback" in done.stdout


def test_moodle_without_a_worksheet_names_participants_by_their_number(room):
    _, rows = exported(room, "moodle")
    ada = next(row for row in rows if row["Identifier"] == "Participant 11")
    assert (ada["Full name"], ada["Grade"], ada["Maximum Grade"]) == ("Ada Lovelace", "5", "5")


BLACKBOARD = [
    ["Last Name", "First Name", "Username", "Student ID", "Last Access", "Tiny [Total Pts: 5 Score] |123"],
    ["Lovelace", "Ada", "LovelaceAda-11", "1", "2026-01-01", ""],
    ["Noether", "Emmy", "en7", "2", "2026-01-01", ""],
]


def test_blackboards_download_keeps_its_encoding_its_tabs_and_the_columns_number(room, tmp_path):
    text = "".join("\t".join(f'"{cell}"' for cell in row) + "\n" for row in BLACKBOARD)
    (tmp_path / "gc.xls").write_text(text, "utf-16")
    out = tmp_path / "out.xls"
    done = w2v("export", "blackboard", "--roster", tmp_path / "gc.xls", "--out", out, cwd=room.root)
    rows = rows_of(out, "utf-16", "\t")
    assert rows[0] == [*BLACKBOARD[0][:4], BLACKBOARD[0][5]]
    assert [row[-1] for row in rows[1:]] == ["6", "2.5"]
    assert "maximum" not in done.stderr
    assert out.read_text("utf-16").startswith('"Last Name"\t')


def test_d2l_ends_its_lines_and_names_accounts_as_it_does(room):
    _, rows = exported(room, "d2l")
    assert list(rows[0]) == [
        "Username",
        "One pair of GloVe Points Grade <Numeric MaxPoints:5>",
        "End-of-Line Indicator",
    ]
    assert {row["End-of-Line Indicator"] for row in rows} == {"#"}
    assert all(row["Username"].startswith("#") for row in rows)


# ---------------------------------------------------------------- whose row is whose


def matched(rows, people, platform="canvas"):
    table = roster.Table(["Student", "ID", "SIS Login ID", "Section"], rows, PLATFORMS[platform])
    return matching.match(table, [Person(*person) for person in people])


def test_name_decides_only_where_it_is_one_persons():
    rows = [["Lovelace, Ada", "1", "", ""], ["Noether, Emmy", "2", "", ""], ["Noether, Emmy", "3", "", ""]]
    found = matched(rows, [("x", "Ada", "Lovelace"), ("y", "Emmy", "Noether")])
    assert found.rows == {0: "x"} and found.unmatched == ("y",)
    assert found.claimed == {"y": "y fits 2 rows"}


def test_row_that_two_students_claim_is_nobodys():
    found = matched([["Lovelace, Ada", "1", "", ""]], [("x", "Ada", "Lovelace"), ("y", "Ada", "Lovelace")])
    assert found.rows == {} and set(found.claimed.values()) == {"x and y fit one row"}


def test_number_comes_before_the_name():
    rows = [["Lovelace, Ada", "1", "", ""], ["Lovelace, Ada", "2", "", ""]]
    assert matched(rows, [("lovelaceada-2",), ("lovelaceada-1",)]).rows == {
        0: "lovelaceada-1",
        1: "lovelaceada-2",
    }


@pytest.mark.parametrize("id", ["lovelaceada", "ada-lovelace", "Ada Lovelace", "ada.lovelace"])
def test_name_of_a_folder_is_found_however_it_is_written(id):
    assert matched([["Lovelace, Ada", "1", "", ""]], [(id,)]).rows == {0: id}
