"""Downloads of learning platforms end in submitted/: nobody is lost, and the newest upload counts."""

import json
import os
import shutil

import pytest
from commands import w2v
from downloads import RAR, WHEN, below, platforms, sevened, tarred, zipped
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbgrader.api import Gradebook
from tiny import released_tiny

from autograder.course import Classroom
from autograder.course.course import _read
from autograder.gradebook.collecting import claims, everybody
from autograder.gradebook.collecting.memory import digest_of
from autograder.gradebook.collecting.taking import Taker
from autograder.release import sample
from autograder.sandbox.limited import Limited


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A classroom with a released course, and one student's work as {name: bytes}."""
    root = tmp_path_factory.mktemp("made")
    released_tiny(root)
    path = root / "solutions" / "tiny" / "course.toml"
    path.write_text(f'{path.read_text()}\ntime_zone = "Europe/Berlin"\n')
    classroom = Classroom.around(root)
    sample.write(classroom, root / "work")
    files = (path for path in sorted((root / "work").rglob("*")) if path.is_file())
    work = {path.relative_to(root / "work").as_posix(): path.read_bytes() for path in files}
    shutil.rmtree(root / "work")
    return classroom, work


@pytest.fixture(scope="module", autouse=True)
def one_process():
    """One process with limits for all tests here: to start one takes a second."""
    with Limited(everybody.ready) as limited, pytest.MonkeyPatch.context() as patch:
        limited.close, close = lambda: None, limited.close
        patch.setattr(everybody, "Limited", lambda warm: limited)
        yield
        close()


@pytest.fixture
def work(made):
    return made[1]


@pytest.fixture
def classroom(made, tmp_path):
    """A classroom of its own."""
    shutil.copytree(made[0].root, tmp_path / "class", symlinks=True)
    return Classroom.around(tmp_path / "class")


@pytest.fixture
def collect(classroom):
    """A function that puts downloads {name: bytes} into the archive and collects; returns what `w2v` did."""

    def collect(downloads=None, code=0):
        classroom.downloads.mkdir(parents=True, exist_ok=True)
        for name, data in (downloads or {}).items():
            path = classroom.downloads / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        done = w2v("collect", cwd=classroom.root)
        assert done.returncode == code, done.stdout + done.stderr
        return done

    return collect


def lines_of(done):
    """{student: what the line says}."""
    found = [line.split(None, 1) for line in done.stdout.splitlines() if line.startswith("  ")]
    return {student: rest.strip() for student, rest in reversed(found)}


def text_in(classroom, student, name):
    return (classroom.handed_in(student) / name).read_text("utf-8")


# ---------------------------------------------------------------- platforms


@pytest.mark.parametrize("platform", list(platforms({})))
def test_everybody_in_a_download_of_each_platform_is_in_submitted(classroom, collect, work, platform):
    download, students = platforms(work)[platform]
    done = collect({"class.zip": download})
    assert {path.name for path in classroom.submitted.iterdir()} == students.keys(), done.stdout
    for student, when in students.items():
        folder = classroom.handed_in(student)
        there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
        assert there - {"timestamp.txt"} == work.keys(), done.stdout
        stamp = folder / "timestamp.txt"
        assert (stamp.read_text()[:19] if stamp.exists() else "") == when
        assert lines_of(done)[student.split()[0]].startswith("collected") or " " in student


def test_a_download_may_be_unpacked_before_it_is_collected(classroom, collect, work):
    packed = zipped(work)
    collect(
        {
            "ada_1_11_tiny.zip": packed,
            "Bo B_2_assignsubmission_file_/tiny.zip": packed,
            "canvas/cy_3_12_tiny.zip": packed,
        }
    )
    assert {path.name for path in classroom.submitted.iterdir()} == {"ada-1", "bo-b-2", "cy-3"}


def test_a_text_that_was_written_in_the_browser_is_named(classroom, collect, work):
    text = {"Bo_2_assignsubmission_onlinetext_/onlinetext.html": b"<p>My answer"}
    done = collect({"a.zip": zipped(below("Bo_2_assignsubmission_file_", work) | text)})
    assert "'onlinetext.html' is not read: a web page" in lines_of(done)["bo-2"]
    assert "'onlinetext.html' is not read" in w2v("grade", cwd=classroom.root).stdout


def test_several_downloads_of_one_class_are_collected_together(classroom, collect, work):
    packed = zipped(work)
    done = collect({"a.zip": zipped({"ada_1_11_w.zip": packed}), "b.zip": zipped({"bo_2_12_w.zip": packed})})
    assert {path.name for path in classroom.submitted.iterdir()} == {"ada-1", "bo-2"}
    assert "2 students: 2 collected" in done.stdout


def test_the_top_of_a_download_says_whose_a_file_is(classroom, collect, work):
    """A name that a student chooses, in an archive or a folder, takes nobody else's place."""
    inside = {"ada_1_2_01_pair.ipynb": b"{}", "Bo_2_assignsubmission_file_/01_pair.ipynb": b"{}"}
    collect({"a.zip": zipped({"eve_9_7_a.zip": zipped(work | inside), "ada_1_3_w.zip": zipped(work)})})
    assert {path.name for path in classroom.submitted.iterdir()} == {"eve-9", "ada-1"}
    assert text_in(classroom, "ada-1", "01_pair.ipynb") == work["01_pair.ipynb"].decode()
    collect({"b.zip": zipped(below("Evil_Eve_e_7", work | inside) | {"Ok_Olga_o_8/w.zip": zipped(work)})})
    names = {path.name for path in classroom.submitted.iterdir()}
    assert names == {"eve-9", "ada-1", "evil-eve-e-7", "ok-olga-o-8"}


def test_two_people_of_one_id_are_named_and_neither_is_collected(classroom, collect, work):
    packed = zipped(work)
    done = collect(
        {
            "a.zip": zipped({"bo_5_78_w.zip": packed}),
            "m.zip": zipped({"Bo_5_assignsubmission_file_/w.zip": packed}),
            "b.zip": zipped(
                {f"HW_{letter}_smith_attempt_2026-01-02-10-11-12_w.zip": packed for letter in "ab"}
            ),
        },
        code=1,
    )
    assert "bo-5: claimed by 'Bo' of Moodle and 'bo' of Canvas: neither is collected" in done.stdout
    assert "smith: claimed by 'HW_a_smith' of Blackboard and 'HW_b_smith'" in done.stdout
    assert not classroom.submitted.exists()


# ---------------------------------------------------------------- what is handed in


def test_archives_that_can_be_read_are_unpacked(classroom, collect, work):
    deep = below("homework/tiny", work)
    done = collect(
        {
            "a.zip": zipped(
                {
                    "a_1_1_w.7z": sevened(deep),
                    "b_2_2_w.tar.xz": tarred(deep),
                    "c_3_3_w.tar.bz2": tarred(deep, "w:bz2"),
                    "d_4_4_w.zip": zipped({"x/w.zip": zipped(deep)}),
                    "e_5_5_w.tgz": tarred(deep, "w:gz"),
                }
            )
        }
    )
    assert all(said.startswith("collected") for said in lines_of(done).values()), done.stdout
    done = w2v("grade", cwd=classroom.root)
    assert done.stdout.count("4 of 4 points") == 5, done.stdout


UNREAD = {  # {file: (its bytes, what is said)}
    "w.rar": (lambda work: RAR, "'w.rar' (a RAR archive: ask for a .zip)"),
    "rar.zip": (lambda work: RAR, "'rar.zip' cannot be unpacked: it is a RAR archive"),
    "cut.zip": (lambda work: zipped(work)[:-200], "'cut.zip' cannot be unpacked: it is cut off or damaged"),
    "key.7z": (lambda work: sevened(work, password="x"), "it is locked with a password"),
    "cut.7z": (lambda work: sevened(work)[:-20], "'cut.7z' cannot be unpacked: it is damaged"),
    "cut.tar.xz": (lambda work: tarred(work)[:-400], "'cut.tar.xz' cannot be unpacked: it is cut off"),
    "01_pair.html": (lambda work: b"<html>", "'01_pair.html' (a web page, not the notebook"),
    "IMG_1.HEIC": (lambda work: b"photo", "neither a notebook nor a folder glove"),
    "text.html": (None, "no file was handed in, at most a text in the browser"),
}


def test_what_cannot_be_read_is_named_with_the_reason_and_is_in_submitted(classroom, collect, work):
    files = {"ada_1_1_w.zip": zipped(work)}
    for i, (name, (data, _)) in enumerate(UNREAD.items(), 10):
        files[f"eve{i}_{i}_9_{name}" if data else f"eve{i}_{i}_{name}"] = data(work) if data else b""
    done = collect({"a.zip": zipped(files)}, code=1)
    assert f"{len(UNREAD) + 1} students: 1 collected, {len(UNREAD)} refused" in done.stdout
    again, graded = collect(code=1), w2v("grade", cwd=classroom.root)
    assert graded.returncode == 1
    for i, (_, said) in enumerate(UNREAD.values(), 10):
        for one in (done, again):  # it is said each time, until it is put right
            assert said in one.stdout.partition(f"\n  eve{i}-{i}: ")[2].partition("\n")[0], one.stdout
        assert said in graded.stdout.partition(f"eve{i}-{i} ")[2].partition("\n")[0], graded.stdout


def test_a_hand_in_may_hold_photos_of_a_hundred_megabytes_and_twenty_of_all_else(classroom, collect, work):
    photos = {f"IMG_{i}.jpg": bytes([i]) * (12 * 2**20) for i in range(9)}
    some = dict(list(photos.items())[:8])
    done = collect(
        {
            "a.zip": zipped({"ada_1_1_w.zip": zipped(work | some), "eve_2_2_w.zip": zipped(work | photos)}),
            "b.zip": zipped({"cy_3_3_w.zip": zipped(work | {"film.py": bytes(21 * 2**20)})}),
        },
        code=1,
    )
    assert "eve-2: its pictures hold more than 100 MB" in done.stdout
    assert "cy-3: it holds more than 20 MB" in done.stdout
    assert (classroom.handed_in("ada-1") / "IMG_7.jpg").read_bytes() == photos["IMG_7.jpg"]


def test_names_of_pictures_and_their_folders_are_kept(classroom, collect, work):
    pictures = {"scan-1.png": b"1", "scan-2.png": b"2", "mine/step.png": b"3", "Screen shot 10.00.png": b"4"}
    flat = {f"cy_3_{30 + i}_{name.split('/')[-1]}": data for i, (name, data) in enumerate(pictures.items())}
    flat |= {f"cy_3_{20 + i}_{name.split('/')[-1]}": data for i, (name, data) in enumerate(work.items())}
    collect({"a.zip": zipped({"ada_1_1_w.zip": zipped(below("tiny", work | pictures))} | flat)})
    for name, data in pictures.items():
        assert (classroom.handed_in("ada-1") / name).read_bytes() == data
        assert (classroom.handed_in("cy-3") / name.split("/")[-1]).read_bytes() == data


def test_what_has_another_name_is_collected_as_it_is_and_found_when_it_is_graded(classroom, collect, work):
    renamed = {"mine.ipynb": work["01_pair.ipynb"], "glove/glove/pair.py": work["glove/pair.py"]}
    done = collect({"a.zip": zipped({"ada_1_1_w.zip": zipped(renamed | {"notes.docx": b"x"})})})
    for said in ("'mine.ipynb' is read as 01_pair.ipynb", "'notes.docx' is not read"):
        assert said in lines_of(done)["ada-1"]
        assert said in w2v("grade", "--force", cwd=classroom.root).stdout
    assert "4 of 4 points" in w2v("grade", "--force", cwd=classroom.root).stdout


def test_files_of_a_download_that_are_nobodys_are_named(classroom, collect, work):
    odd = {
        "whose.zip": b"",
        "ada_1_1_w.zip": zipped(work),
        "eve_9_78_na\tme.ipynb": b"{}",
        "bo_2_2_w.zip": zipped(work),
    }
    done = collect({"a.zip": zipped(odd), "cut.zip": zipped(work)[:-100], "grades.pdf": b"x"}, code=1)
    assert "a.zip: whose.zip: nobody can tell from its name whose it is" in done.stdout
    assert "cut.zip" in done.stdout and "cut off or damaged" in done.stdout
    assert "cannot be printed" in lines_of(done)["eve-9"]
    assert {"ada-1", "bo-2", "eve-9"} <= {path.name for path in classroom.submitted.iterdir()}


def test_a_student_says_nothing_about_the_time_and_nothing_in_the_programs_name(classroom, collect, work):
    forged = {"timestamp.txt": b"2020-01-01", "x.refused": b"graded: 100", "submission_secret.txt": b"x"}
    files = {f"ada_1_{i}_{name}": data for i, (name, data) in enumerate(forged.items(), 5)}
    collect({"a.zip": zipped({"ada_1_1_w.zip": zipped(work | forged)} | files)}, code=1)
    folder = classroom.handed_in("ada-1")
    assert not (folder / "timestamp.txt").exists() and not (folder / "submission_secret.txt").exists()


# ---------------------------------------------------------------- the newest counts


def marked(work, text):
    """The work with a line in a module."""
    return work | {"glove/pair.py": work["glove/pair.py"] + f"# {text}\n".encode()}


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("ada_1_100_w.zip", "ada_LATE_1_200_w-1.zip"),
        ("12-3 - ada - Jan 2, 2026 911 AM/w.zip", "12-3 - ada - Jan 2, 2026 109 PM/w.zip"),
        ("HW_ada_attempt_2026-01-02-10-11-12_w.zip", "HW_ada_attempt_2026-01-03-10-11-12_a.zip"),
        ("Ada_1_assignsubmission_file_/w.zip", "Ada_1_assignsubmission_file_/z.zip"),
    ],
)
@pytest.mark.parametrize("together", [True, False])
def test_the_newest_upload_counts(classroom, collect, work, older, newer, together):
    old = zipped({older: zipped(marked(work, "old"))})
    new = zipped({newer: zipped(marked(work, "new"))}, (*WHEN[:2], 9, *WHEN[3:]))
    collect({"z.zip": old} | ({"a.zip": new} if together else {}))
    done = collect({"a.zip": new})
    student = next(classroom.submitted.iterdir()).name
    assert text_in(classroom, student, "glove/pair.py").endswith("# new\n"), done.stdout
    assert together or ("replaced" in done.stdout and "the newest of 2 uploads" in done.stdout)


def test_what_the_newest_upload_lacks_comes_from_the_one_before_and_that_is_said(classroom, collect, work):
    only = {"glove/pair.py": marked(work, "new")["glove/pair.py"]}
    done = collect(
        {
            "a.zip": zipped({"ada_1_100_w.zip": zipped(marked(work, "old") | {"scan.png": b"photo"})}),
            "b.zip": zipped({"ada_1_200_w.zip": zipped(only)}),
        }
    )
    assert "01_pair.ipynb was in the folder 'earlier upload'" in lines_of(done)["ada-1"]
    graded = w2v("grade", cwd=classroom.root)
    assert "4 of 4 points" in graded.stdout and "'earlier upload'" in graded.stdout
    assert (classroom.autograded("ada-1") / "glove" / "pair.py").read_text().endswith("# new\n")


def test_a_damaged_upload_is_named_though_one_before_it_can_be_read(collect, work):
    new = {"ada_1_200_w.zip": zipped(work)[:-200]}
    done = collect({"a.zip": zipped({"ada_1_100_w.zip": zipped(work)}), "b.zip": zipped(new)}, code=1)
    assert "cut off or damaged" in done.stdout and "an upload before it can be read" in done.stdout


def test_late_becomes_a_second_after_the_due_date_where_nobody_says_how_late(classroom, collect, work):
    with Gradebook(f"sqlite:///{classroom.root}/gradebook.db") as gradebook:
        gradebook.update_or_create_assignment("tiny", duedate="2026-01-02 12:00:00 UTC")
    done = collect({"a.zip": zipped({"ada_LATE_1_1_w.zip": zipped(work), "bo_2_2_w.zip": zipped(work)})})
    assert lines_of(done) == {"ada-1": "collected  late", "bo-2": "collected"}
    assert text_in(classroom, "ada-1", "timestamp.txt").startswith("2026-01-02 12:00:01")
    assert not (classroom.handed_in("bo-2") / "timestamp.txt").exists()


# ---------------------------------------------------------------- again


def test_collecting_again_changes_nothing(classroom, collect, work):
    downloads = {"a.zip": zipped({"ada_1_1_w.zip": zipped(work)})}
    collect(downloads)
    before = {path: path.stat().st_mtime_ns for path in classroom.submitted.rglob("*")}
    assert lines_of(collect(downloads)) == {"ada-1": "unchanged"}
    assert {path: path.stat().st_mtime_ns for path in classroom.submitted.rglob("*")} == before


def test_what_was_put_right_by_hand_is_kept_and_said(classroom, collect, work):
    collect({"a.zip": zipped({"ada_1_1_w.zip": zipped(work)})})
    path = classroom.handed_in("ada-1") / "glove" / "pair.py"
    path.write_text("by hand")
    assert "kept" in lines_of(collect())["ada-1"] and path.read_text() == "by hand"
    done = collect({"b.zip": zipped({"ada_1_2_w.zip": zipped(marked(work, "new"))})}, code=1)
    assert "to take it, delete submitted/ada-1" in done.stdout and path.read_text() == "by hand"
    shutil.rmtree(classroom.submitted / "ada-1")
    collect()
    assert path.read_text().endswith("# new\n")


def test_a_folder_that_somebody_else_made_is_kept(classroom, collect, work):
    path = classroom.handed_in("ada-1") / "01_pair.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text("theirs")
    assert "changed by hand" in collect({"a.zip": zipped({"ada_1_1_w.zip": zipped(work)})}, code=1).stdout
    assert path.read_text() == "theirs"


def test_an_older_download_does_not_take_a_newer_ones_place(classroom, collect, work):
    collect({"b.zip": zipped({"ada_1_2_w.zip": zipped(marked(work, "new"))})})
    (classroom.downloads / "b.zip").unlink()
    done = collect({"a.zip": zipped({"ada_1_1_w.zip": zipped(work)})})
    assert "kept" in lines_of(done)["ada-1"] and "newer" in lines_of(done)["ada-1"]
    assert text_in(classroom, "ada-1", "glove/pair.py").endswith("# new\n")


def test_what_was_collected_is_remembered_with_the_platforms_own_names(classroom, collect, work):
    collect({"a.zip": platforms(work)["gradescope"][0]})
    remembered = json.loads((classroom.root / ".w2v" / "collected.json").read_text("utf-8"))["tiny"]
    one = remembered["ada-lovelace-100"]
    assert (one["platform"], one["name"], one["number"]) == ("Gradescope", "Ada Lovelace", "100")
    assert one["written"] == digest_of(classroom.handed_in("ada-lovelace-100"))


def test_a_run_that_is_stopped_remembers_whom_it_has_collected(classroom, collect, work, monkeypatch):
    stage = Taker.stage

    def stopped_at_bo(taker, upload, folder):
        if upload.claim.name == "bo":
            raise KeyboardInterrupt
        return stage(taker, upload, folder)

    packed = zipped(work)
    with monkeypatch.context() as patch:
        patch.setattr(Taker, "stage", stopped_at_bo)
        collect({"a.zip": zipped({"ada_1_1_w.zip": packed, "bo_2_2_w.zip": packed})}, code=130)
    remembered = json.loads((classroom.root / ".w2v" / "collected.json").read_text("utf-8"))["tiny"]
    assert remembered.keys() == {"ada-1"}
    assert lines_of(collect()) == {"ada-1": "unchanged", "bo-2": "collected"}


def test_a_group_of_instructors_may_change_what_one_of_them_collected(classroom, collect, work):
    path = classroom.root / "nbgrader_config.py"
    path.write_text(f"{path.read_text()}\nget_config().CourseDirectory.groupshared = True\n")
    collect({"a.zip": zipped({"ada_1_1_w.zip": zipped(work)})})
    folder = classroom.handed_in("ada-1")
    assert folder.stat().st_mode & 0o7777 == 0o2770
    assert (folder / "01_pair.ipynb").stat().st_mode & 0o777 == 0o664


# ---------------------------------------------------------------- the call


def test_says_where_to_put_a_download_where_there_is_none(classroom):
    done = w2v("collect", cwd=classroom.root)
    assert done.returncode == 2 and "downloaded/tiny/archive" in done.stderr
    assert w2v("collect", "gone.zip", cwd=classroom.root).returncode == 2


def test_collects_the_downloads_that_are_named(classroom, work, tmp_path):
    path = tmp_path / "submissions.zip"
    path.write_bytes(zipped({"ada_1_1_w.zip": zipped(work)}))
    assert w2v("collect", path, cwd=classroom.root).returncode == 0
    assert classroom.handed_in("ada-1").is_dir()


def test_an_unknown_time_zone_is_one_line(classroom, collect, work):
    path = classroom.root / "solutions" / "tiny" / "course.toml"
    path.write_text(path.read_text().replace("Europe/Berlin", "Mars/Olympus"))
    _read.cache_clear()  # which another process would not have
    done = collect({"a.zip": zipped({"ada_1_1_w.zip": zipped(work)})}, code=1)
    assert "there is no time zone 'Mars/Olympus'" in done.stderr and len(done.stderr.splitlines()) == 1


def test_a_folder_that_cannot_be_written_is_the_machines_fault(classroom, collect, work):
    (classroom.root / ".w2v").write_text("in the way")
    done = collect({"a.zip": zipped({"ada_1_1_w.zip": zipped(work)})}, code=3)
    assert "collecting stops" in done.stderr and len(done.stderr.splitlines()) == 1


# ---------------------------------------------------------------- nobody is lost, whatever they do

FUZZ = int(os.environ.get("W2V_FUZZ", 12))
HABITS = {  # what students do to the files of a hand-in
    "as it is": lambda files: files,
    "a folder around it": lambda files: below("homework", files),
    "a zip": lambda files: {"w.zip": zipped(files)},
    "a 7z": lambda files: {"w.7z": sevened(files)},
    "a tar": lambda files: {"w.tar.bz2": tarred(files, "w:bz2")},
    "a rar": lambda files: {"w.rar": RAR},
    "cut off": lambda files: {"w.zip": zipped(files)[:-60]},
    "second copies": lambda files: {name.replace(".", " (1).", 1): data for name, data in files.items()},
    "a photo alone": lambda files: {"IMG 1.jpg": b"photo"},
    "nothing": lambda files: {},
}
WRAPS = {
    "canvas": lambda n, files: {
        f"s{n}_{n}_{n}{i}_{name.split('/')[-1]}": d for i, (name, d) in enumerate(files.items())
    },
    "moodle": lambda n, files: below(f"S {n}_{n}_assignsubmission_file_", files or {"x": b""}),
    "d2l": lambda n, files: below(f"{n}-1 - S {n} - Jan 2, 2026 911 AM", files or {"x": b""}),
}


@settings(max_examples=FUZZ, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    platform=st.sampled_from(sorted(WRAPS)),
    class_=st.lists(st.lists(st.sampled_from(sorted(HABITS)), max_size=3), min_size=1, max_size=4),
)
def test_nobody_is_lost_whatever_students_do(made, tmp_path_factory, platform, class_):
    base, work = made
    root = tmp_path_factory.mktemp("any") / "class"
    shutil.copytree(base.root, root, symlinks=True)
    classroom, entries, wanted = Classroom.around(root), {}, set()
    for n, habits in enumerate(class_, 1):
        files = work
        for habit in habits:
            files = HABITS[habit](files)
        entries |= WRAPS[platform](n, files)
        if files or platform != "canvas":
            wanted.add(n)
    path = root / "a.zip"
    path.write_bytes(zipped(entries))
    done = w2v("collect", path, cwd=root)
    assert "Traceback" not in done.stdout + done.stderr
    there = {path.name for path in classroom.submitted.glob("*")}
    look = done.stdout.partition("To look at:")[2]
    for n in wanted:
        student = f"s-{n}-{n}" if platform != "canvas" else f"s{n}-{n}"
        assert student in there or f"  {student}: " in look
    assert (done.returncode == 1) == bool(look)


@pytest.mark.parametrize(
    ("paths", "students"),
    [
        (["submissions/ada_1_11_word.zip", "submissions/bo_LATE_2_12_word-1.ipynb"], ["ada-1", "bo-2"]),
        (["ada_1234_1_55_assignsubmission_file_/x.py"], ["ada-1234-1-55"]),
        (["Ada_1_assignsubmission_file_Bo_2_assignsubmission_file_x.py"], ["ada-1"]),
        ([f"{'a' * 200}_1_2_x.py"], [f"{'a' * 60}-1"]),
        (["cs_224_word_2026/ada_1_11_word.zip"], ["ada-1"]),
        (["Z\u030cofie_1_2_x.py"], ["žofie-1"]),
    ],
)
def test_ids_are_made_of_names_and_numbers(paths, students):
    platform, level = claims.platform_of(paths)
    assert [claims.claim_of(path, platform, level).student for path in paths] == students


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("2026-01-02-10-11-12", "2026-01-02 10:11:12"),
        ("Sep 4, 2026 926 PM", "2026-09-04 21:26:00"),
        ("September 14, 2026 1026 AM", "2026-09-14 10:26:00"),
        ("le deux janvier 2026", "None"),
    ],
)
def test_times_of_platforms(text, when):
    assert str(claims.time_in(text)) == when
