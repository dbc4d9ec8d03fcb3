"""Stock nbgrader commands, from the course's folder: collect, autograde, formgrader, feedback, export."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

import pytest
from bs4 import BeautifulSoup
from commands import w2v, w2v_process
from conftest import COURSE, copy_released
from downloads import zipped
from nbgrader.api import Gradebook
from servers import FORMGRADER, jupyter
from tiny import copy_tiny, released_tiny

from autograder.course import BLANK_ANSWER, blank_formula
from autograder.gradebook import records
from autograder.release import sample
from autograder.release.assignment import release

BIN = pathlib.Path(sys.executable).parent
PROGRAM_POINTS = sum(q.check_points + q.formula_points for q in COURSE.catalogue)
ALL = f"{PROGRAM_POINTS:g} of {PROGRAM_POINTS:g}"
WRITTEN_POINTS = sum(q.written for q in COURSE.catalogue)


def nbgrader(classroom, *words, ok=True):
    """Runs an nbgrader command in the course's folder, with a PATH that does not know the environment."""
    env = {name: value for name, value in os.environ.items() if name != "PATH"} | {"PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [BIN / "nbgrader", *words], cwd=classroom.root, env=env, capture_output=True, text=True
    )
    assert not ok or done.returncode == 0, done.stderr[-3000:]
    return done


def grades(classroom, student):
    """{cell: grade} of one submission."""
    with Gradebook(f"sqlite:///{classroom.root}/gradebook.db") as gb:
        found = gb.find_submission("word2vec", student)
        return {
            grade.name: (grade.auto_score, grade.needs_manual_grade)
            for notebook in found.notebooks
            for grade in notebook.grades
        }


def code_points(found):
    return sum(score for name, (score, _) in found.items() if not name.endswith("-written"))


def points_of(classroom, student):
    return code_points(grades(classroom, student))


# ---------------------------------------------------------------- handed in, and graded in one batch


def edit(name, change):
    """A change of one file of a submission."""
    return lambda folder: (folder / name).write_text(change((folder / name).read_text("utf-8")), "utf-8")


def added(name, text):
    return edit(name, lambda before: before + text)


def edit_cells(name, change):
    def rewrite(folder):
        notebook = json.loads((folder / name).read_text("utf-8"))
        notebook["cells"] = change(notebook["cells"])
        (folder / name).write_text(json.dumps(notebook), "utf-8")

    return rewrite


def named(cell, grade_id):
    return cell["metadata"].get("nbgrader", {}).get("grade_id") == grade_id


PICTURE = "iVBORw0KGgo"  # how a PNG begins, in base64
DOT = f"{PICTURE}AAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
HOSTILE = r"""Mine. <script>alert(1)</script> <img src=x onerror="alert(2)"> [here](javascript:alert(3))
<iframe src="https://example.org"></iframe> ![x](https://example.org/x.png) $\href{javascript:alert(4)}{J}$

$$\frac{\partial J}{\partial v_c} = U^\top(\hat{y} - y), \quad a < b$$ ![photo](attachment:photo.png)

![a drawing](attachment:gone.svg) ![$\text{" onerror=alert(5) }$](attachment:photo.png)"""
LINES = {  # grade_id: (what is written, what it earns, whether a person must look)
    "cross-entropy-naive-answer": ("%%answer cross-entropy-naive\n\\log \\frac{1}{\\hat{y}_o}", 0.5, False),
    "naive-grad-center-answer": ("%%answer naive-grad-center\nU^\\top (y - \\hat{y})", 0.0, False),
    "naive-grad-outside-answer": ("%%answer naive-grad-outside\n(\\hat{q}_w - y_w) v_c", None, True),
    "naive-grad-outside-matrix-answer": ("%%answer naive-grad-outside-matrix\n% nothing yet", None, True),
    "neg-gradients-center-answer": (blank_formula("neg-gradients.center"), 0.0, False),
    "neg-gradients-outside-answer": ("(\\sigma(u_o^\\top v_c) - 1) v_c", 1.0, False),  # the magic is gone
    # copied from the cell above
    "neg-gradients-negative-answer": (
        "%%answer neg-gradients.outside\n\\sigma(u_{w_s}^\\top v_c) v_c",
        1.0,
        False,
    ),
    "neg-reuse-answer": ("%%answer neg-reuse\nopen('RAN', 'w')", None, True),
}
WARNS = (
    "\nimport sys\n\ndef sigmoid(x):\n    print('noise', file=sys.stderr)\n    return 1 / (1 + np.exp(-x))\n"
)
KILLS = "\nimport os\n\ndef choose_regularization(results):\n    os.kill(os.getppid(), 9)\n"
FORGES = """
import numpy
for name in ("allclose", "isclose", "all", "any", "array_equal"):
    setattr(numpy, name, lambda *args, **kwargs: numpy.bool_(True))

class Right(numpy.ndarray):
    def __eq__(self, other): return True
    def __sub__(self, other): return 0 * numpy.asarray(other)

def sentence_features(token_idxs, word_vecs):
    return numpy.zeros(word_vecs.shape[1]).view(Right)
"""


def hostile(cells):
    answer = next(c for c in cells if named(c, "naive-zero-written"))
    answer |= {"source": HOSTILE, "attachments": {"photo.png": {"image/png": DOT}}}
    return cells


def deletes(folder):
    lost = "normalize-rows-text", "skipgram", "cbow-text", "cbow"
    edit_cells("03_word2vec.ipynb", lambda cells: [c for c in cells if not any(named(c, id) for id in lost)])(
        folder
    )
    edit_cells("02_derivations.ipynb", lambda cells: [])(folder)


SLIP = r"""Differentiate the logarithm, with $J = -u_o^\top v_c + \log \sum_w e^{u_w^\top v_c}$:

$$J = -u_o^\top v_c + \log \sum_w e^{u_w^\top v_c}$$
$$\frac{\partial J}{\partial v_c} = u_o + \sum_w \hat{y}_w u_w$$"""


def write_lines(cells):
    for cell in cells:
        id = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if id == "naive-grad-center-written":
            cell["source"] = [SLIP]
        if id in LINES:
            cell["source"] = [LINES[id][0]]
            cell["metadata"]["nbgrader"]["points"] = 1000
    return cells


def inflates(cells):
    for cell in cells:
        if named(cell, "skipgram"):
            cell["metadata"]["nbgrader"]["points"] = 1000
            cell["source"] = ["1000.0"]
    return cells


def pastes(cells):
    check = next(c for c in cells if named(c, "skipgram"))
    return [*cells, json.loads(json.dumps(check)) | {"id": "copy"}]


def shadows(folder):
    (folder / "numpy").mkdir()
    (folder / "numpy" / "__init__.py").write_text("raise SystemExit")


def draws(cells):
    plot = next(c for c in cells if c["cell_type"] == "code" and "nbgrader" not in c["metadata"])
    data = {"text/html": "<script>alert(1)</script>", "text/plain": "a figure", "image/png": DOT}
    plot["outputs"] = [{"output_type": "display_data", "data": data, "metadata": {}}]
    return cells


def claims(cells):
    """Says in the metadata what only the grader may say."""
    for cell in cells:
        if named(cell, "skipgram"):
            cell["metadata"][records.KEY] = {"points": 1000.0, "max_points": 7, "results": []}
        elif cell["cell_type"] == "markdown":
            cell["metadata"][records.DERIVATION] = {"question": "skipgram", "final": "right", "lines": []}
    return cells


HANDED_IN = {  # student: (questions left unwritten, what is changed in the reference's work)
    "hostile": ([], edit_cells("02_derivations.ipynb", hostile)),
    "warns": ([], added("w2v_lib/foundations.py", WARNS)),
    "deletes": ([], deletes),
    "lines": ([], edit_cells("02_derivations.ipynb", write_lines)),
    "inflates": (["skipgram"], edit_cells("03_word2vec.ipynb", inflates)),
    "claims": (["skipgram"], edit_cells("03_word2vec.ipynb", claims)),
    "pastes": ([], edit_cells("03_word2vec.ipynb", pastes)),
    "shadows": ([], shadows),
    "kills": ([], added("w2v_lib/sentiment.py", KILLS)),
    "forges": ([], added("w2v_lib/sentiment.py", FORGES)),
    "forgets": ([], lambda folder: (folder / "04_sgd.ipynb").unlink()),
    "rewrites": ([], edit("w2v_lib/checkpoints.py", lambda text: "raise SystemExit\n")),
    "draws": ([], edit_cells("05_treebank.ipynb", draws)),
}


@pytest.fixture(scope="module")
def graded(released_course, tmp_path_factory):
    """A classroom in which the sample class, and all that is in HANDED_IN, have been graded in one batch."""
    classroom = copy_released(released_course, tmp_path_factory.mktemp("graded"))
    sample.write_class(classroom)
    for student, (unwritten, change) in HANDED_IN.items():
        sample.write(classroom, classroom.handed_in(student), unwritten=unwritten)
        change(classroom.handed_in(student))
    nbgrader(classroom, "autograde", "word2vec")
    return classroom


@pytest.fixture(scope="module")
def stock_feedback(graded):
    """Return {student: page of a notebook} of nbgrader's own feedback, made in one call for these three."""
    nbgrader(graded, "generate_feedback", "word2vec", "--student", "[bhl]*")
    notebooks = {"bela": "03_word2vec", "hostile": "02_derivations", "lines": "02_derivations"}
    return {
        student: (graded.root / "feedback" / student / "word2vec" / f"{name}.html").read_text("utf-8")
        for student, name in notebooks.items()
    }


@pytest.fixture(scope="module")
def formgrader(graded):
    """The address of a server with the formgrader, in the classroom that has been graded."""
    with jupyter("server", graded.root, FORMGRADER) as address:
        yield address


def everybody():
    return {*HANDED_IN, "ada", "bela", "chidi", "dana", "emre", "fumi"}


def test_reference_scores_full_marks_and_its_answers_wait_for_a_person(graded):
    found = grades(graded, "ada")
    assert code_points(found) == PROGRAM_POINTS
    written = {name: grade for name, grade in found.items() if name.endswith("-written")}
    assert set(written.values()) == {(None, True)} and len(written) == sum(
        bool(q.written) for q in COURSE.catalogue
    )


def test_untouched_release_scores_zero(graded):
    assert set(grades(graded, "fumi").values()) == {(0.0, False)}


def test_mixed_submission_gets_exactly_what_its_parts_deserve(graded):
    found = grades(graded, "bela")
    lost = {"negative-sampling": 1, "skipgram": 2, "cbow": 4, "minibatch": 2}  # repeats once; CBOW averages
    for q in COURSE.catalogue:
        if q.checks:
            assert found[q.id] == (q.check_points - lost.get(q.id, 0), False), q.id


def test_max_scores_are_the_catalogues(graded):
    with Gradebook(f"sqlite:///{graded.root}/gradebook.db") as gb:
        assignment = gb.find_assignment("word2vec")
        assert (assignment.max_code_score, assignment.max_written_score) == (PROGRAM_POINTS, WRITTEN_POINTS)


def test_every_graded_cell_holds_its_record_and_the_points_as_nbgrader_reads_them(graded):
    for path in (graded.root / "autograded").rglob("*.ipynb"):
        for cell in json.loads(path.read_text("utf-8"))["cells"]:
            meta = cell["metadata"].get("nbgrader", {})
            if cell["cell_type"] == "code" and meta.get("grade"):
                said, *points = cell["outputs"]
                record = records.of(cell)
                assert said["output_type"] == "stream" and said["name"] == "stdout"
                assert [float("".join(output["data"]["text/plain"])) for output in points] == (
                    [] if record.points is None else [record.points]
                )
                assert record.points is None or 0 <= record.points <= meta["points"] == record.max_points


def test_feedback_and_export(graded, stock_feedback):
    page = stock_feedback["bela"]
    assert "A word that was drawn twice should collect its gradient twice" in page
    assert "Traceback (most" not in page and "expected  " not in page and "BEGIN SOLUTION" not in page
    assert "w2v-scheme" not in "".join(
        p.read_text("utf-8") for p in (graded.root / "feedback").rglob("*.html")
    )
    received = "".join(
        p.read_text("utf-8") for p in (graded.root / "feedback").rglob("*") if p.suffix in (".py", ".md")
    )
    assert "BEGIN SOLUTION" not in received and "@misconception" not in received
    nbgrader(graded, "export")
    rows = (graded.root / "grades.csv").read_text().splitlines()
    assert {row.split(",")[rows[0].split(",").index("student_id")] for row in rows[1:]} >= everybody()
    ada = dict(zip(rows[0].split(","), next(r for r in rows if ",ada," in r).split(","), strict=True))
    assert (
        float(ada["score"]) == PROGRAM_POINTS and float(ada["max_score"]) == PROGRAM_POINTS + WRITTEN_POINTS
    )


def feedback(classroom, out, *students, ok=True):
    """{student: the page that `w2v feedback` wrote}, or what it said."""
    done = w2v("feedback", *students, "--out", out, cwd=classroom.root)
    assert (done.returncode == 0) == ok, done.stderr
    return {path.stem: path.read_text("utf-8") for path in out.glob("*.html")} if ok else done.stderr


def test_one_page_a_student(graded, tmp_path):
    with Gradebook(f"sqlite:///{graded.root}/gradebook.db") as gb:
        grade = gb.find_grade("naive-grad-center-written", "02_derivations", "word2vec", "bela")
        grade.manual_score, grade.needs_manual_grade = 2, False
        gb.find_comment(
            "naive-grad-center-written", "02_derivations", "word2vec", "bela"
        ).manual_comment = "The term $\\hat{y}_w$ is <b>lost</b>."
        gb.db.commit()
    pages = feedback(graded, tmp_path)
    assert set(pages) >= everybody()
    bela = pages["bela"]
    assert "A word that was drawn twice should collect its gradient twice" in bela  # the hint of the checks
    assert "2 / 3" in bela and "Comment.</strong> <p>The term <math" in bela and "is <b>lost</b>" in bela
    assert f"of {PROGRAM_POINTS + WRITTEN_POINTS:g} points" in bela and "still to be read by a person" in bela
    for student, page in pages.items():
        assert (
            "Traceback (most" not in page
            and "expected  " not in page
            and "BEGIN SOLUTION" not in page
            and "Mark scheme" not in page
        )
        links = r"<script" if student == "hostile" else r"<script|(src|href)=\"(?!#|data:)"
        assert not re.search(links, page)  # one file, nothing that runs
    assert "nobody" in feedback(graded, tmp_path / "none", "nobody", ok=False)


def test_formgrader_pages(formgrader):
    from urllib.request import urlopen

    api = json.loads(urlopen(f"{formgrader}/formgrader/api/assignments").read())
    assert [a["name"] for a in api] == ["word2vec"]  # the misconceptions are no assignment
    assert b"formgrader" in urlopen(f"{formgrader}/formgrader/manage_assignments").read().lower()
    id, waits = submitted(formgrader, "ada")
    page = urlopen(f"{formgrader}/formgrader/submissions/{id}/").read().decode()
    assert "A sample answer, for a person to read." in page and waits
    written = [q for q in COURSE.catalogue if q.written and q.notebook == "02_derivations"]
    assert page.count('class="w2v-scheme"') == len(written)
    answer = page[page.index('class="w2v-answer"') :]  # its own scheme, beside it
    assert re.search("only the term <math.* survives", answer[: answer.index("</aside>")])


def test_rows_of_a_derivation_stand_beside_the_answer_as_data_and_in_pages(graded, formgrader, tmp_path):
    from urllib.request import urlopen

    def written(student, notebook="02_derivations"):
        folder = graded.root / "autograded" / student / "word2vec"
        cells = json.loads((folder / f"{notebook}.ipynb").read_text("utf-8"))["cells"]
        return {c["metadata"]["nbgrader"]["grade_id"]: records.derivation_of(c) for c in cells
                if c["metadata"].get("nbgrader", {}).get("grade_id", "").endswith("-written")}  # fmt: skip

    part = written("lines")["naive-grad-center-written"]
    assert [line.verdict for line in part.rows] == ["holds", "breaks"] and part.final == "wrong"
    assert [(one.item, one.rows) for one in part.fulfilled] == [(1, (1,))]
    assert written("fumi")["naive-grad-center-written"] is None  # nothing is written there
    assert set(written("claims", "03_word2vec").values()) <= {None}  # what a student says of it is not kept
    id, _ = submitted(formgrader, "lines")
    page = urlopen(f"{formgrader}/formgrader/submissions/{id}/").read().decode()
    answer = page[page.index("w2v-mark holds") :]
    assert "✗ breaks" in answer and "A sign is flipped" in answer and "With numbers" in answer
    assert "item 1 (row 1)" in page and "{holds" not in page and "no-break" not in page
    theirs = feedback(graded, tmp_path, "lines")["lines"]
    assert "Row by row" in theirs and "✗ breaks" in theirs and "Seen by the program" not in theirs


def submitted(address, student):
    """Return (id, whether it waits for a person) of a student's notebook of derivations."""
    from urllib.request import urlopen

    entries = urlopen(f"{address}/formgrader/api/submitted_notebooks/word2vec/02_derivations").read()
    entry = next(e for e in json.loads(entries) if e["student"] == student)
    return entry["id"], entry["needs_manual_grade"]


def test_the_formgraders_button_releases_the_same(tmp_path):
    one, other = (copy_tiny(tmp_path / name) for name in ("one", "other"))
    release(one)
    with jupyter("server", other.root, FORMGRADER) as address:
        assert pressed(address, "assignment/tiny/assign")["success"]
    names, released = (
        [{str(p.relative_to(c.release)) for p in c.release.rglob("*")} for c in (one, other)],
        [[p.read_bytes() for p in sorted(c.release.rglob("*")) if p.is_file()] for c in (one, other)],
    )
    assert names[0] == names[1] and released[0] == released[1]


def test_an_answer_cannot_run_in_the_graders_browser(graded, formgrader, stock_feedback, tmp_path):
    from urllib.request import urlopen

    pages = [stock_feedback["hostile"]]
    id, _ = submitted(formgrader, "hostile")
    pages.append(urlopen(f"{formgrader}/formgrader/submissions/{id}/").read().decode())
    pages.append(feedback(graded, tmp_path, "hostile")["hostile"])
    for page in pages:
        answer = page[page.index("<p>Mine.") :][:5000]
        answer = answer[: answer.index("</div>")]
        assert "a picture that is not here: a drawing" in answer
        for evil in ("<script", "javascript:alert(3)", "<iframe", 'alt="x" src="https', "\\href"):
            assert evil not in answer, (evil, answer)
        assert not BeautifulSoup(answer, "html.parser").find_all(onerror=True)
        for kept in (
            "<mfrac><mrow><mo>∂</mo><mi>J</mi>",
            "<mi>a</mi><mo>&lt;</mo>",
            f'src="data:image/png;base64,{PICTURE}',
        ):
            assert kept in answer, (kept, answer)


def test_the_formgraders_button_grades_the_same(graded, formgrader):
    sample.write(graded, graded.handed_in("by-button"), wrong=["context-averaged"])
    assert pressed(formgrader, "submission/word2vec/by-button/autograde")["success"]
    assert points_of(graded, "by-button") == PROGRAM_POINTS - 4
    sheet = (graded.autograded("by-button") / "03_word2vec.ipynb").read_text("utf-8")
    assert sheet.count("(sandbox: ") == 5


def pressed(address, button):
    """Return what the formgrader answers to one of its buttons."""
    from urllib.request import Request, urlopen

    urlopen(f"{address}/formgrader/api/assignments").read()
    command = Request(f"{address}/formgrader/api/{button}", method="POST", headers=xsrf(address))
    return json.loads(urlopen(command, timeout=120).read())


def xsrf(address):
    """The headers that prove a request to come from the server's own page."""
    from urllib.request import urlopen

    cookies = urlopen(f"{address}/formgrader/manage_assignments").headers.get_all("Set-Cookie")
    token = next(c for c in cookies if c.startswith("_xsrf=")).split(";")[0]
    return {"Cookie": token, "X-XSRFToken": token.removeprefix("_xsrf=")}


# ---------------------------------------------------------------- traps


def test_a_right_answer_that_warns_keeps_its_points(graded):
    assert grades(graded, "warns")["sigmoid"] == (5.0, False)


def test_a_deleted_check_and_a_deleted_answer_come_back(graded):
    found = grades(graded, "deletes")
    assert (found["skipgram"], found["cbow"]) == ((7.0, False), (4.0, False))
    assert found["naive-zero-written"] == (0.0, False)


def test_final_lines_get_their_points_from_the_notebooks_source(graded, stock_feedback):
    """Right, wrong, not readable, blank, under another id, full of code: each is only text."""
    found = grades(graded, "lines")
    assert {id: found[id] for id in LINES} == {
        id: (points, waits) for id, (_, points, waits) in LINES.items()
    }
    assert not list(graded.root.rglob("RAN"))
    page = stock_feedback["lines"]
    assert (
        "The sign is flipped" in page
        and "No answer was given." in page
        and "a person decides on 1 point" in page
    )


@pytest.mark.parametrize("student", ["inflates", "claims"])
def test_points_and_tests_that_a_student_changed_are_put_back(graded, student):
    assert grades(graded, student)["skipgram"] == (0.0, False)


def test_a_cell_pasted_twice_does_not_stop_the_batch(graded):
    assert grades(graded, "pastes")["skipgram"] == (7.0, False)


def test_a_submitted_numpy_is_never_imported(graded):
    assert points_of(graded, "shadows") == PROGRAM_POINTS


def test_code_that_kills_or_hangs_costs_its_own_questions_only(graded):
    found = grades(graded, "kills")
    assert found["sentiment"] == (0.0, False) and found["sentence-features"] == (3.0, False)
    assert code_points(found) == PROGRAM_POINTS - 2


def test_patching_the_comparison_gains_nothing(graded):
    assert grades(graded, "forges")["sentence-features"] == (0.0, False)


def test_a_broken_submission_is_named_and_the_others_are_graded(classroom):
    for student in ("batch-broken", "batch-fine"):
        sample.write(classroom, classroom.handed_in(student))
    (classroom.handed_in("batch-broken") / "03_word2vec.ipynb").write_text("no notebook")
    done = nbgrader(classroom, "autograde", "word2vec", "--student", "batch-*", ok=False)
    assert done.returncode != 0 and "batch-broken" in done.stderr
    assert points_of(classroom, "batch-fine") == PROGRAM_POINTS


def test_a_missing_notebook_is_a_blank_one_and_its_code_keeps_its_points(graded):
    found = grades(graded, "forgets")
    assert found["sgd"] == (6.0, False) and found["minibatch"] == (5.0, False)
    assert {grade for name, grade in found.items() if name.startswith("sgd-")} <= {(0.0, False)}


def test_given_modules_are_restored(graded):
    assert points_of(graded, "rewrites") == PROGRAM_POINTS


def test_pictures_stay_for_the_reader_and_scripts_do_not(graded):
    kept = (graded.autograded("draws") / "05_treebank.ipynb").read_text("utf-8")
    assert PICTURE in kept and "alert(1)" not in kept


def test_a_notebook_that_stock_nbgrader_executes_earns_nothing(classroom, monkeypatch):
    from autograder import check

    monkeypatch.chdir(classroom.release)
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    with pytest.raises(RuntimeError, match=r"nbgrader_config\.py"):
        check("softmax")


# ---------------------------------------------------------------- collecting downloads


def test_zip_collect_collects_as_w2v_does_and_may_be_repeated(tmp_path):
    classroom = released_tiny(tmp_path)
    sample.write(classroom, tmp_path / "work")
    files = {
        p.relative_to(tmp_path / "work").as_posix(): p.read_bytes() for p in (tmp_path / "work").rglob("*.*")
    }
    packed = zipped(files)
    classroom.downloads.mkdir(parents=True)
    (classroom.downloads / "canvas.zip").write_bytes(
        zipped({"ada_1_11_w.zip": packed, "b李雷_2_12_w.zip": packed})
    )
    said = nbgrader(classroom, "zip_collect", "tiny").stderr
    assert said.count("WARNING") == 1 and "Creating: " in said  # nbgrader's own, of its folder
    assert "2 students: 2 collected" in said
    assert {path.name for path in classroom.submitted.iterdir()} == {"ada-1", "b李雷-2"}
    before = [path.stat().st_mtime_ns for path in sorted(classroom.submitted.rglob("*"))]
    (classroom.downloads / "late.zip").write_bytes(zipped({"eve_LATE_3_13_w.zip": packed[:-99]}))
    done = nbgrader(classroom, "zip_collect", "tiny", ok=False)
    assert done.returncode != 0 and "eve-3: 'w.zip' cannot be unpacked: it is cut off" in done.stderr
    shutil.rmtree(classroom.submitted / "eve-3")
    assert [path.stat().st_mtime_ns for path in sorted(classroom.submitted.rglob("*"))] == before
    assert "Traceback" not in done.stderr


def test_blank_answers_are_what_the_release_holds(classroom):
    released = (classroom.release / "02_derivations.ipynb").read_text("utf-8")
    blanks = [c for c in json.loads(released)["cells"] if "".join(c["source"]) == BLANK_ANSWER]
    assert len(blanks) == sum(bool(q.written) for q in COURSE.catalogue if q.notebook == "02_derivations")


def test_another_hand_in_is_graded_again_and_the_same_one_is_not(classroom):
    folder = classroom.root / "submitted" / "again" / "word2vec"
    sample.write(classroom, folder)
    assert ALL in w2v("grade", "again", cwd=classroom.root).stdout
    marked = (classroom.root / "autograded" / "again" / "word2vec" / ".graded").stat().st_mtime_ns
    assert w2v("grade", "again", cwd=classroom.root).returncode == 0
    assert (classroom.root / "autograded" / "again" / "word2vec" / ".graded").stat().st_mtime_ns == marked
    (folder / "w2v_lib" / "sentiment.py").write_text("")
    said = w2v("grade", "again", cwd=classroom.root).stdout
    assert f"{PROGRAM_POINTS - 5:g} of {PROGRAM_POINTS:g}" in said


def test_one_notebook_alone_is_not_graded(classroom):
    sample.write(classroom, classroom.root / "submitted" / "parts" / "word2vec")
    done = nbgrader(
        classroom, "autograde", "word2vec", "--student", "parts", "--notebook", "01_foundations", ok=False
    )
    assert done.returncode != 0 and "leave out --notebook" in done.stderr


def test_a_broken_reference_stops_the_batch_and_is_no_students_fault(tmp_path):
    classroom = released_tiny(tmp_path)
    sample.write(classroom, classroom.handed_in("ada"))
    path = classroom.course.library_folder / "pair.py"
    path.write_text(path.read_text("utf-8").replace("gradient(w, v, count):", "gradient(w, v):"), "utf-8")
    done = w2v_process("grade", cwd=classroom.root)
    assert done.returncode == 3, done.stderr
    assert "the reference's pair_loss_and_gradient raised TypeError" in done.stderr
    assert "Traceback" not in done.stderr and not classroom.autograded("ada").exists()
