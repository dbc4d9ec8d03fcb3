"""docs/adding-a-question.md is carried out step by step: what it says to write is written, and works."""

import re

import pytest
from commands import w2v, w2v_process
from conftest import ROOT, copy_classroom

PAGE = (ROOT / "docs" / "adding-a-question.md").read_text("utf-8")
STEP = re.compile(r"(Append to|Create) `([^`]+)`[^\n]*:\n\n(`{3,})\w*\n(.*?)^\3$", re.MULTILINE | re.DOTALL)
STEPS = [(verb, name, text) for verb, name, _, text in STEP.findall(PAGE)]
ENTRY, FUNCTION, CHECKS, TEXT, MISCONCEPTION, *FORMULA = STEPS


def carry_out(classroom, *steps):
    for verb, name, text in steps:
        path = classroom.root / name
        assert path.exists() == (verb == "Append to"), name
        before = path.read_text("utf-8") if path.exists() else ""
        path.write_text(before + text, "utf-8")


@pytest.fixture(scope="module")
def classroom(tmp_path_factory):
    """Carry the page out but for its misconception; return the classroom, and what an early release said."""
    classroom = copy_classroom(tmp_path_factory.mktemp("adding"))
    carry_out(classroom, ENTRY)
    classroom_said = w2v("release", cwd=classroom.root)
    carry_out(classroom, FUNCTION, CHECKS, TEXT)
    released = w2v("release", cwd=classroom.root)
    assert released.returncode == 0, released.stderr
    return classroom, classroom_said


def test_what_is_missing_is_said_in_one_line_as_the_page_shows_it(classroom):
    _, said = classroom
    assert said.returncode == 1 and said.stderr.count("\n") == 1
    assert said.stderr.strip() in PAGE


def test_the_reference_passes_and_the_stub_waits_to_be_written(classroom):
    classroom, _ = classroom
    done = w2v("check", "cosine-similarity", cwd=classroom.course.folder)
    assert done.returncode == 0 and "2 of 2 points" in done.stdout, done.stdout + done.stderr
    waiting = w2v("check", "cosine-similarity", cwd=classroom.release).stdout
    assert "cosine-similarity is not written yet: it belongs in w2v_lib/word2vec.py." in waiting
    stub = (classroom.release / "w2v_lib" / "word2vec.py").read_text("utf-8")
    assert "between -1 and 1" in stub and "a @ b" not in stub


def test_its_text_is_in_the_notebook_with_the_catalogues_points(classroom):
    classroom, _ = classroom
    assert "How similar are two words? (2 points)" in (classroom.release / "03_word2vec.ipynb").read_text(
        "utf-8"
    )


def test_the_misconception_earns_its_hint(classroom):
    classroom, _ = classroom
    carry_out(classroom, MISCONCEPTION, *FORMULA)
    assert w2v_process("release", cwd=classroom.root).returncode == 0
    code = MISCONCEPTION[2].split("\n", 3)[3].replace("dot_product_alone", "cosine_similarity")
    file = classroom.release / "w2v_lib" / "word2vec.py"
    file.write_text(file.read_text("utf-8") + "\n\n" + code, "utf-8")
    said = " ".join(w2v("check", "cosine-similarity", cwd=classroom.release).stdout.split())
    assert "Hint: A dot product grows with the length of the vectors." in said


def test_the_formula_is_posed_and_judged(classroom):
    """It is released with the misconception, by the test before."""
    classroom, _ = classroom
    posed = (classroom.release / "03_word2vec.ipynb").read_text("utf-8")
    assert "with respect to $a$? (1 point)" in posed and "in LaTeX, with $a$ (D,), $b$ (D,)." in posed
    assert "2 (a^" not in posed
    for latex, said in {r"2 (a^\top b) b": "Right.", r"2 (a^\top b) a": "not yet"}.items():
        answered = w2v_process("answer", "dot-gradient", "--latex", latex, cwd=classroom.root)
        assert said in answered.stdout
