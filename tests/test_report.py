"""How results look: in a notebook, in a terminal, on the demo's page."""

import json
import re
from xml.etree import ElementTree

import pytest
from commands import w2v
from conftest import COURSE, ROOT

from autograder.checks import syntax
from autograder.checks.checker import Checker
from autograder.checks.diagnosis import consistency
from autograder.checks.misconceptions import misconceptions
from autograder.checks.oracle import SEEDS, Reference, Table
from autograder.checks.question_checks import checks_of, interface_of
from autograder.checks.reference import Library, reference_of
from autograder.course import Classroom
from autograder.gradebook import mathml
from autograder.release import sample
from autograder.results import html, text
from autograder.results.result import COULD_NOT_CHECK, FAILED, PASSED, Result

SENTENCE = "Nudging v_c changes your loss exactly as much as grad_center says."


def result(check="center", status=FAILED, message="grad_center[0] is off\nexpected  1\ngot       2", **more):
    """Make a result of one check of naive-softmax."""
    points = 2 if status == PASSED else 0
    return Result(
        "naive-softmax", check, status, points, 2, SENTENCE, "" if status == PASSED else message, **more
    )


def test_failure_shows_sentence_values_hint_and_call_in_this_order():
    said = text.render(
        [result(hint="The true word's own term is missing.", seed=1, remarks=("loss has shape (1,).",))]
    )
    parts = [
        SENTENCE,
        "0 / 2",
        "expected  1",
        "got       2",
        "Hint: The true",
        "Remark: loss",
        'Try it: check("naive-softmax", seed=1)',
    ]
    places = [said.index(part) for part in parts]
    assert places == sorted(places)
    page = html.render([result(hint="The true word's own term is missing.", seed=1)])
    assert all(part in page for part in ("✗ not yet", SENTENCE, "Hint: The true", "0 of 2 points"))


def test_message_that_repeats_is_shown_once():
    twice = [result("a"), result("b")]
    for said in (text.render(twice), html.render(twice)):
        assert said.count("grad_center[0] is off") == 1 and said.count("The same as above.") == 1


def test_unwritten_question_is_shown_in_one_line():
    untouched = [
        result("a", message="naive-softmax is not written yet.", unwritten=True),
        result("b", COULD_NOT_CHECK, "Waits."),
    ]
    assert text.render(untouched).count("\n") == 2 and "0 of 4 points" in text.render(untouched)
    assert html.render(untouched).count("<tr>") == 1


def test_text_of_students_is_escaped():
    page = html.render([result(message="<script>alert(1)</script>", hint="<b>", remarks=("<i>",))])
    assert "<script>" not in page and "<b>" not in page and "<i>" not in page


def test_hidden_draw_is_not_named():
    assert "Try it" not in text.render([result()])


def test_demo_shows_class_feedback_and_pictures_and_overwrites_nothing(tmp_path):
    options = ["--corpus", "toy", "--steps", "60", "--out", str(tmp_path / "demo")]
    done = w2v("demo", *options)
    assert done.returncode == 0, done.stderr
    index = tmp_path / "demo" / "index.html"
    assert done.stdout.rstrip().endswith(f"Open {index}")
    page = index.read_text("utf-8")
    assert all(f">{student}<" in page for student in sample.sample_class(Classroom.around(ROOT)))
    assert "A word that was drawn twice should collect its gradient twice" in page
    assert page.count("data:image/png;base64,iVBOR") == 2
    assert "small generated treebank" in page  # which corpus is in use
    assert json.loads((tmp_path / "demo" / "training" / "summary.json").read_text())["corpus"] == "toy"
    again = w2v("demo", *options[:-1], str(ROOT / "docs"))
    assert again.returncode == 3 and "holds other things" in again.stderr
    assert (ROOT / "docs" / "design.md").is_file()


# ---------------------------------------------------------------- pictures of a gradient


def checked(classroom, wrong, question, seeds=SEEDS):
    """Check a misconception in this process, and return the results of a question."""
    course = classroom.course
    library = next(m.library for m in misconceptions(course) if m.id == wrong)
    reference = Reference(reference_of(course), course)
    return Checker(course, Library(library, course), reference, seeds).results(question)


@pytest.mark.parametrize(
    "wrong, question, said",
    [
        ("true-words-term-missing", "naive-softmax", "Only the row of the outside word is off"),
        ("only-the-true-words-row", "naive-softmax", "Every row is off but that of the outside word"),
        ("repeats-counted-once", "negative-sampling", "Only rows of negatives are off"),
    ],
)
def test_message_says_which_rows_are_off(classroom, wrong, question, said):
    assert any(said in result.message for result in checked(classroom, wrong, question))


def test_failing_gradient_is_drawn_with_its_rows_named(classroom):
    results = checked(classroom, "true-words-term-missing", "naive-softmax")
    result = next(r for r in results if r.picture and isinstance(r.picture.want[0], list))
    (o,) = result.picture.rows
    assert result.picture.rows[o] == "the outside word"
    drawn = html.render([result])
    assert f"3 of 15 entries differ, in rows {o} (the outside word)" in drawn
    assert f">the outside word {o}</text>" in drawn
    assert drawn.count('stroke-width="2"') == 3 and "currentColor" in drawn


def test_hidden_values_are_neither_drawn_nor_printed(classroom):
    class Hiding(Library):
        shows_values = False

    course = classroom.course
    library = next(m.library for m in misconceptions(course) if m.id == "true-words-term-missing")
    reference = Reference(reference_of(course), course)
    results = Checker(course, Hiding(library, course), reference, (0,)).results("naive-softmax")
    failed = [r for r in results if r.status == "failed"]
    assert failed and all(r.picture is None and "expected" not in r.message for r in failed)
    assert any("Only the row of the outside word is off" in r.message for r in failed)


def test_single_number_has_no_picture(classroom):
    results = checked(classroom, "naive-loss-sign", "naive-softmax")
    assert not any(r.picture for r in results if "loss" in r.check)


# ---------------------------------------------------------------- formulas without a network


def test_every_formula_of_the_course_is_typeset():
    sources = "".join(path.read_text("utf-8") for path in (ROOT / "solutions" / "word2vec").glob("*.md"))
    found = {(latex, True) for latex in re.findall(r"\$\$(.+?)\$\$", sources, re.DOTALL)} | {
        (latex, False) for latex in re.findall(r"(?<!\$)\$([^$\n]+)\$(?!\$)", sources)
    }
    assert len(found) > 200
    for latex, block in found:
        made = mathml.typeset(latex, block)
        assert made.startswith("<math") and not re.search(r">[^<]*\\\\|>&amp;<", made), latex


@pytest.mark.parametrize(
    "latex", [r"\frac{", "{" * 3000, r"\begin{foo}x", "x^2^3", "<img src=x>", "a" * 6000]
)
def test_invalid_latex_is_shown_as_it_was_written(latex):
    made = mathml.typeset(latex)
    assert ("<code>" in made or latex.startswith("<img")) and "<img" not in made


@pytest.mark.parametrize(
    "latex",
    [
        r"\href{javascript:alert(1)}{x}",
        r"\text{<b onclick='alert(1)'>x</b>}",
        r'\class{" onload="alert(1)}{x}',
        r"\style{background:url(//a.b)}{x}",
    ],
)
def test_typeset_formula_holds_nothing_that_runs(latex):
    tree = ElementTree.fromstring(mathml.typeset(latex))
    assert all(
        node.tag.split("}")[1].startswith("m") and not node.attrib.keys() - mathml.KEPT
        for node in tree.iter()
    )


# ---------------------------------------------------------------- what is told apart


WRONG_ONLY_IN = checks_of(COURSE, "naive-softmax").wrong_only_in
NAIVE = "def naive_softmax_loss_and_gradient(v, o, U):\n    {}\n"
STABLE = "z = U @ v; y = np.exp(z - z.max()); y /= y.sum(); d = y.copy(); d[o] -= 1; "
OVERFLOWING = "z = U @ v; y = np.exp(1000 * z); y /= y.sum(); d = y.copy(); d[o] -= 1; "
GRADIENTS = "G = np.outer(d, v); c = U.T @ d"


@pytest.mark.parametrize(
    "body, said",
    [
        (
            STABLE + "return -np.log(y[o]), (U.T @ d)[None], np.outer(d, v)",
            "its numbers are right, only the shape is not",
        ),
        (
            OVERFLOWING + "return -np.log(y[o]), U.T @ d, np.outer(d, v)",
            "It first happens in w2v_lib/word2vec.py, line",
        ),
        (
            STABLE + "return np.float32(-np.log(y[o])), (U.T @ d).astype(np.float32), np.outer(d, v)",
            "loss is float32",
        ),
        (
            STABLE + GRADIENTS + "; U[0] += 1e-3; return -np.log(y[o]), c, G",
            "`outside_vecs` holds other values after the call",
        ),
        (
            STABLE + GRADIENTS + "\n    U[0] += 1e-3\n    return -np.log(y[o]), c, G",
            "It is first written to in w2v_lib/word2vec.py, line",
        ),
        (
            STABLE + "return -np.log(y[o]), U[o] - U.T @ y, np.outer(d, v)",
            "The loss and grad_outside are right; grad_center is not.",
        ),
        (STABLE + "return np.log(y[o]), U.T @ d, np.outer(d, v)", consistency.ONLY_LOSS),
        (STABLE + "return -2 * np.log(y[o]), 2 * U.T @ d, 2 * np.outer(d, v)", consistency.OWN_LOSS),
        (
            STABLE + "G = np.zeros((5, 3)); G += np.outer(d, v); return -np.log(y[o]), U.T @ d, G",
            WRONG_ONLY_IN["sizes"],
        ),
        (
            STABLE + "return -np.log(y[o]) + np.random.rand() / 9, U.T @ d, np.outer(d, v)",
            consistency.CHANGES,
        ),
        (
            STABLE + "np.random.rand(); return -np.log(y[o]), U.T @ d, 2 * np.outer(d, v)",
            "draws random numbers: nothing in it is random",
        ),
    ],
)
def test_message_tells_similar_mistakes_apart(classroom, tmp_path, monkeypatch, body, said):
    import autograder

    sample.write(classroom, tmp_path / "w")
    path = tmp_path / "w" / "w2v_lib" / "word2vec.py"
    path.write_text(path.read_text("utf-8") + "\n\n" + NAIVE.format(body), "utf-8")
    monkeypatch.chdir(tmp_path / "w")
    assert said in " ".join(repr(autograder.check("naive-softmax")).split())


def test_message_on_repeated_words_is_given_only_where_it_is_true(classroom):
    table, course = Table(classroom.release / "w2v_lib" / "expected.json"), classroom.course
    interface = interface_of(course, table.arguments)
    words = {q.id for q in course.catalogue.checked if "sizes" in consistency.calls(course, q.id)}
    bank = [m for m in misconceptions(course) if m.question in words]
    assert len(words) == 5 and len(bank) > 30

    def found(question, caller):
        return consistency.find(course, question, caller, interface, table)

    said = {m.id: found(m.question, Library(m.library, course)) for m in bank}
    assert {id for id, sentence in said.items() if sentence == WRONG_ONLY_IN["repeats"]} == {
        "repeats-counted-once",
        "negatives-made-unique",
        "repeated-outside-words-dropped",
        "context-repeats-counted-once",
        "batch-repeated-centers-overwritten",
    }
    assert not {WRONG_ONLY_IN["sizes"], consistency.CHANGES} & set(said.values())
    assert not any(found(question, reference_of(course)) for question in words)


# ---------------------------------------------------------------- what is named, and what will be refused


@pytest.fixture
def work(classroom, tmp_path, monkeypatch):
    """A folder of right work, in which the test is; a function that changes one of its modules."""
    sample.write(classroom, tmp_path / "w")
    monkeypatch.chdir(tmp_path / "w")

    def change(module, old, new):
        path = tmp_path / "w" / COURSE.library / f"{module}.py"
        path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")

    return change


@pytest.mark.usefixtures("work")
def test_questions_are_named_as_people_name_them():
    import autograder

    def softmax(x):
        """Stand for the student's function."""

    for named in (["softmax"], "Softmax", "SOFTMAX ", softmax, ("softmax",)):
        assert [r.question for r in autograder.check(named).results] == ["softmax"] * 4
    assert {r.question for r in autograder.check("sigmoid_grad").results} == {"sigmoid"}
    assert {r.question for r in autograder.check(["softmax", "naive_softmax"]).results} == {
        "softmax",
        "naive-softmax",
    }
    assert "there is no question 'sofmax'. Did you mean softmax" in repr(autograder.check("sofmax"))


@pytest.mark.parametrize(
    ("new", "refuses"),
    [
        ("import numpy as np\nimport matplotlib.pyplot as plt", "line 7 imports matplotlib"),
        ("import numpy as np\nfrom scipy.special import expit", "line 7 imports scipy"),
        ("import numpy as np\nimport helpers", "line 7 imports helpers"),
        ('import numpy as np\nTABLE = np.load("table.npy")', 'line 7 reads "table.npy"'),
        ('import numpy as np\nwith open("a.txt") as f:\n    A = f.read()', 'line 7 reads "a.txt"'),
        ('import numpy as np\n\ndef helper():\n    return open("a.txt")', ""),
        ("import numpy as np\nimport math, os.path", ""),
        ("import numpy as np\ntry:\n    import scipy\nexcept ImportError:\n    scipy = None", ""),
    ],
)
def test_what_grading_refuses_is_said_before_anything_passes(work, new, refuses, tmp_path):
    import autograder

    (tmp_path / "w" / "helpers.py").write_text("")
    work("foundations", "import numpy as np", new)
    results = autograder.check("softmax").results
    assert [r.status for r in results if r.status == PASSED] == ([] if refuses else [PASSED] * 4)
    assert refuses in results[0].message


def test_no_remark_about_a_warning_stands_under_a_nan(work):
    import autograder

    text = "def softmax(x):\n    e = np.exp(x)\n    return e / e.sum(axis=-1, keepdims=True)\n"
    work("foundations", "def sigmoid(", text + "\n\ndef sigmoid(")
    overflow = next(r for r in autograder.check("softmax").results if "10,000" in r.sentence)
    assert overflow.status == FAILED and "nan" in overflow.message and not overflow.remarks


def test_an_import_inside_a_function_concerns_that_function(work):
    import autograder

    work("foundations", "def sigmoid_grad(s):\n", "def sigmoid_grad(s):\n    import sklearn\n")
    of_sigmoid = autograder.check("sigmoid").results
    assert [r.status for r in of_sigmoid] == [PASSED, PASSED, FAILED, COULD_NOT_CHECK]
    assert "imports sklearn" in of_sigmoid[2].message
    assert {r.status for r in autograder.check("softmax").results} == {PASSED}


@pytest.mark.parametrize(
    ("body", "refuses"),
    [
        ("    if len(x) > 1:\n        import scipy.special\n", "imports scipy"),
        ("    name = 'a.txt'\n    open(name).read()\n", 'reads "a.txt"'),
        ("    import pathlib\n    pathlib.Path('a.txt').read_text()\n", 'reads "a.txt"'),
        ("    np.loadtxt('a' + '.txt')\n", 'reads "a.txt"'),
        ("    if x is None:\n        import torch\n", ""),
        ("    try:\n        import scipy\n    except ImportError:\n        scipy = None\n", ""),
        ("    import statistics, json.tool\n", ""),
        ("    open('b.txt', 'w').write('1')\n    open('b.txt').read()\n", ""),
    ],
)
def test_what_a_function_reaches_for_is_seen_when_it_does(work, body, refuses, tmp_path):
    import autograder

    (tmp_path / "w" / "a.txt").write_text("1")
    work("foundations", "def sigmoid_grad(s):\n", f"def sigmoid_grad(s):\n    x = s\n{body}")
    failed = [r.message for r in autograder.check("sigmoid").results if r.status == FAILED]
    assert len(failed) == bool(refuses) and all(refuses in said for said in failed), failed


@pytest.mark.parametrize(
    ("tokens", "line"),  # as Python 3.12 and later gives them
    [
        ([("FSTRING_START", "f'", 1), ("STRING", '"k"', 1), ("FSTRING_END", "'", 1)], 0),
        ([("FSTRING_START", "f'", 1), ("STRING", "'k'", 1), ("FSTRING_END", "'", 1)], 1),
        ([("FSTRING_START", 'f"""', 1), ("STRING", '"k"', 2), ("NL", "\n", 2), ("FSTRING_END", '"""', 3)], 0),
        ([("FSTRING_START", 'f"', 1), ("NL", "\n", 1), ("FSTRING_END", '"', 2)], 1),
        ([("FSTRING_START", 'f"', 4), ("STRING", r"'\n'", 4), ("FSTRING_END", '"', 4)], 4),
        ([("FSTRING_START", 'f"', 4), ("FSTRING_MIDDLE", r"\n", 4), ("FSTRING_END", '"', 4)], 0),
    ],
)
def test_f_strings_that_an_older_python_ends_too_early_are_found(tokens, line):
    assert syntax.nested_in_an_f_string(tokens) == line


def test_syntax_that_the_oldest_grading_python_does_not_know_is_refused(work, monkeypatch):
    import autograder

    monkeypatch.setattr(syntax, "template_string", lambda tokens: 3)  # no Python that we test with reads one
    results = autograder.check("softmax").results
    assert {r.status for r in results} == {FAILED, COULD_NOT_CHECK}
    assert "line 3 is written in a newer Python than 3.11 (a template string)" in results[0].message
    monkeypatch.undo()
    found = syntax.newer("match 1:\n    case 1:\n        pass\n", "3.9")
    assert found and "only supported in Python 3.10 and greater" in found[1]


def test_what_is_not_written_is_grey_and_what_raises_can_be_pasted(classroom, tmp_path, monkeypatch):
    import autograder

    sample.write(classroom, tmp_path / "w", unwritten=["softmax"])
    path = tmp_path / "w" / COURSE.library / "foundations.py"
    path.write_text(path.read_text("utf-8") + "\n\ndef sigmoid(x):\n    return x.nothing\n", "utf-8")
    monkeypatch.chdir(tmp_path / "w")
    shown = autograder.check("softmax")._repr_html_()
    assert "not written yet" in shown and "✗" not in shown
    assert f"call      {COURSE.library}.sigmoid(np.array(" in repr(autograder.check("sigmoid"))
