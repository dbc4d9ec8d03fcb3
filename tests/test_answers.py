"""Final lines in LaTeX: what people write, and the verdict that it deserves (tests/answers/*.toml)."""

import functools
import io
import json
import os
import re
import subprocess
import sys
import time
import tomllib
from contextlib import redirect_stderr, redirect_stdout

import numpy as np
import pytest
from conftest import COURSE, ROOT
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from autograder import answers
from autograder.answers import advice, compare, following, formulas_of, judging, reader
from autograder.answers import tree as t
from autograder.answers.drawing import column, slope
from autograder.answers.evaluator import Point, value
from autograder.answers.formula import Case, Formula, Scale, cases
from autograder.answers.places import parts, places, subscripts
from autograder.answers.rows import Given
from autograder.cli import main
from autograder.notebook.magic import answer, register
from autograder.results import final_lines, html
from autograder.results.derivations import DEFINITION, HOLDS
from autograder.results.verdict import RIGHT, UNREADABLE, WRONG

FORMULAS = formulas_of(COURSE)
CENTER = FORMULAS["naive-grad-center"]
NOTATION = CENTER.notation


def judge(formula, latex, secret=""):
    return answers.judge(FORMULAS[formula], latex, secret)


def read(formula, latex):
    return reader.read(latex, FORMULAS[formula].notation, FORMULAS[formula].bare)


# ---------------------------------------------------------------- tables of what people write


def pairs(table):
    """Return (key, latex) for all lines of {key: lines}."""
    return [(key, latex) for key, lines in table.items() for latex in lines]


TABLES = {
    path.stem: tomllib.loads(path.read_text("utf-8")) for path in (ROOT / "tests" / "answers").glob("*.toml")
}
MISTAKES, RED_TEAM = TABLES.pop("mistakes"), TABLES.pop("red_team")
FORMS = {formula: forms for _, table in sorted(TABLES.items()) for formula, forms in table.items()}
RIGHT_FORMS = pairs({formula: forms["right"] for formula, forms in FORMS.items()})
WRONG_FORMS = [(of, latex, kind) for of, forms in FORMS.items() for kind, latex in pairs(forms["wrong"])]
WRONG_FORMS += [(formula, latex, kind) for kind, table in MISTAKES.items() for formula, latex in pairs(table)]

ALL = set(FORMULAS)
DRAWS = {"neg-gradients.center", "neg-gradients.outside", "neg-gradients.negative", "neg-duplicates"}
WINDOWS = {"skipgram-gradients.outside", "skipgram-gradients.center"}
BAGS = {"cbow-gradients.context", "cbow-gradients.outside"}
PIECEWISE = {"relu-derivative", "relu-derivative.leaky"}
BY_SIDES = {"cross-entropy-gradient", "naive-grad-outside", "naive-grad-outside-matrix"}
ZERO = {"skipgram-gradients.other"}  # its answer is 0: it has no sign, no factor, no parts
NUMBERS = {"sigmoid-derivative", "network-parameters", "cross-entropy-naive"} | PIECEWISE
MATRICES = {"naive-grad-center", "naive-grad-outside-matrix", "network-input-gradient", "neg-reuse"}
POSSIBLE = {  # kind of advice: the formulas in which the mistake can be made
    "sign": ALL - ZERO,
    "factor": ALL - ZERO,
    "transpose": {"cross-entropy-naive"} | MATRICES | DRAWS,
    "shapes": ALL - NUMBERS,
    "only-o": BY_SIDES,
    "only-others": BY_SIDES,
    "sum-missing": {"naive-grad-center", "naive-grad-outside", "cross-entropy-naive", "neg-gradients.center"}
    | {"neg-duplicates", "cbow-gradients.context"}
    | WINDOWS,
    "sum-wrong": {"softmax-shift", "cross-entropy-naive", "naive-grad-outside", "neg-gradients.center"}
    | {"neg-gradients.negative", "neg-duplicates"}
    | WINDOWS
    | BAGS,
    "sigma-sign": {"neg-reuse"} | DRAWS,
    "one-inside": {"neg-reuse", "sigmoid-derivative"} | DRAWS,
    "repeats": {"neg-duplicates", "cbow-gradients.context"},
    "one-dimension": {"naive-grad-center", "naive-grad-outside", "network-input-gradient"} | DRAWS,
    "symbol": {"neg-gradients.outside", "neg-gradients.negative", "naive-grad-outside"},
    "one-case": PIECEWISE,
    "cases": {"naive-grad-outside"} | PIECEWISE,
    "slope": {"sigmoid-derivative", "network-input-gradient"},
}


@pytest.mark.parametrize("formula", FORMULAS)
def test_tables_hold_ten_right_and_ten_wrong_forms_of_every_formula(formula):
    right = {latex for of, latex in RIGHT_FORMS if of == formula}
    wrong = {latex for of, latex, _ in WRONG_FORMS if of == formula}
    assert len(right) >= 10 and len(wrong) >= 10 and not right & wrong


@pytest.mark.parametrize("kind", POSSIBLE)
def test_tables_show_every_mistake_wherever_it_can_be_made(kind):
    assert POSSIBLE[kind] <= {formula for formula, _, of in WRONG_FORMS if of == kind}


def test_tables_show_every_kind_of_advice():
    assert {kind for kind, _ in advice.DETECTORS} <= {kind for _, _, kind in WRONG_FORMS}


@pytest.mark.parametrize("formula", FORMULAS)
def test_accepts_any_right_form(formula):
    wanted = {latex: (RIGHT, "") for of, latex in RIGHT_FORMS if of == formula}
    assert_verdicts(formula, wanted)


@pytest.mark.parametrize("formula", FORMULAS)
def test_refuses_a_wrong_form_with_its_kind_of_advice(formula):
    wanted = {latex: (WRONG, kind) for of, latex, kind in WRONG_FORMS if of == formula}
    assert_verdicts(formula, wanted)


def assert_verdicts(formula, wanted):
    """Each line gets its verdict, and what is shown as understood is read as the same trees."""
    found = {latex: judge(formula, latex) for latex in wanted}
    assert {latex: (verdict.verdict, verdict.advice) for latex, verdict in found.items()} == wanted
    for latex, verdict in found.items():
        assert read(formula, verdict.understood) == read(formula, latex)


@pytest.mark.parametrize("formula, latex", pairs(RED_TEAM["never-right"]))
def test_refuses_what_only_looks_right(formula, latex):
    began = time.process_time()
    assert judge(formula, latex).verdict != RIGHT
    assert time.process_time() - began < 2.5


@pytest.mark.parametrize("formula, latex", pairs(RED_TEAM["also-right"]))
def test_accepts_other_ways_to_write_it(formula, latex):
    found = judge(formula, latex)
    assert found.verdict == RIGHT, found


# ---------------------------------------------------------------- what a verdict says


def test_what_rounding_leaves_is_shown_as_zero():
    """The right value of this smallest case is 1.4e-18 to the machine."""
    verdict = judge("network-input-gradient", "x")
    assert verdict.message.endswith("yours is $2$, and $0$ is right.")


@pytest.mark.parametrize(
    "latex, said",
    [
        ("", "nothing to read yet"),
        ("% your final line", "nothing to read yet"),
        ("U^\\top (\\hat{y} - y", "ends too early"),
        ("U^\\top ) \\hat{y}", "cannot be read at “)"),
        ("U^\\top (\\hat{z} - y)", "$\\hat{z}$ is not declared here. Did you mean $\\hat{y}$?"),
        ("u_o + \\dots + u_w", "dots stand for something that cannot be evaluated"),
        ("\\begin{pmatrix} u_o \\\\ \\dots \\\\ u_w \\end{pmatrix}", "dots stand for something"),
        ("+".join(["u_o"] * 200), "too many terms"),
        ("\\int U", "cannot be read at “\\int"),
        ("a" * 5000, "longer than"),
        ("{" * 100 + "U" + "}" * 100, "nested too deeply"),
    ],
)
def test_says_what_cannot_be_read_and_where(latex, said):
    found = judge("naive-grad-center", latex)
    assert found.verdict == UNREADABLE and said in found.message


def test_names_the_two_parts_whose_shapes_do_not_fit():
    found = judge("naive-grad-outside-matrix", r"(\hat{y} - y)^\top v_c")
    assert found.message.startswith(r"$(\hat{y} - y)^\top$ (1, V) and $v_{c}$ (D, 1) cannot be multiplied.")


def test_names_the_first_link_of_a_chain_that_breaks():
    found = judge("sigmoid-derivative", r"\sigma(x) - \sigma(x)^2 = \sigma(x)(1 + \sigma(x)) = 1")
    assert found.verdict == WRONG
    assert found.message.startswith(r"The first link that breaks is $\sigma(x) (1 + \sigma(x))$.")


def test_does_not_check_links_that_only_name_the_quantity():
    named = r"\frac{\partial J}{\partial v_c} = \frac{\partial z}{\partial v_c} \frac{\partial J}{\partial z}"
    found = judge("naive-grad-center", named + r" = U^\top (\hat{y} - y)")
    assert found.verdict == RIGHT and "was not looked at" in found.message
    found = judge("naive-grad-center", r"U^\top (\hat{y} - y) = U^\top (\hat{z} - y)")
    assert found.verdict == UNREADABLE


def test_wants_the_index_of_the_left_side_on_the_right():
    left = r"\frac{\partial J}{\partial \theta_k} = "
    assert judge("cross-entropy-gradient", left + r"\hat{y}_k - y_k").verdict == RIGHT
    found = judge("cross-entropy-gradient", left + r"\hat{y}_i - y_i")
    assert found.verdict == WRONG and "about entry $k$" in found.message


def test_tells_where_the_sum_over_negatives_belongs():
    window = r"\sum_{-m \le j \le m, j \ne 0} (\sigma(u_{w_{t+j}}^\top v_c) - 1) u_{w_{t+j}}"
    found = judge("skipgram-gradients.center", window + r" + \sum_{k=1}^K \sigma(u_k^\top v_c) u_k")
    assert found.verdict == UNREADABLE
    assert "their sum stands inside the sum over the window" in found.message


def test_names_the_convention_that_fits():
    assert judge("naive-grad-center", r"U^\top (\hat{y} - y)").convention == "words as rows"
    assert judge("naive-grad-center", r"U (\hat{y} - y)").convention == "words as columns"


# ---------------------------------------------------------------- the points


@pytest.mark.parametrize("formula", FORMULAS)
def test_right_forms_hold_on_other_draws(formula):
    latex = next(latex for of, latex in RIGHT_FORMS if of == formula)
    declared, node = FORMULAS[formula], read(formula, latex)[-1]
    for number in range(5, 25):
        drawn = cases(declared, number)
        assert any(compare.is_right(declared, node, drawn[convention]) for convention in declared.conventions)


@pytest.mark.parametrize("formula", FORMULAS)
def test_parts_of_a_value_add_up_to_it(formula):
    for some in cases(FORMULAS[formula], 0).values():
        for case in some:
            assert not case.parts or np.allclose(sum(case.parts.values()), case.want)


def test_no_size_or_word_is_the_same_in_all_draws():
    large = CENTER.sizes[Scale.LARGE]
    sizes = [(s.V, s.D, s.o, s.c, len(s.draws)) for s in large]
    assert all(len(set(column)) == len(sizes) for column in zip(*sizes, strict=True))
    assert len({max(s.window) for s in large}) > 1


def test_a_formula_needs_no_more_than_a_left_side_a_draw_and_symbols():
    """The squared distance of x and a, with the engine's own notation and sizes."""

    def draw(numbers, size, convention):
        x, a = numbers(size), numbers(size)
        want = column(slope(lambda z: np.sum((z - a) ** 2) / 2, x))
        yield Case(Point({"x": column(x), "a": column(a)}, ranges={"entry": range(1, size + 1)}), want)

    distance = Formula("distance", r"\frac{\partial L}{\partial x}", draw, {"x": "(D,)", "a": "(D,)"})
    wanted = {
        "x - a": (RIGHT, ""),
        "a - x": (WRONG, "sign"),
        "x": (WRONG, "term"),
        r"\sum_i x_i a": (WRONG, "example"),
        "x + b": (UNREADABLE, "unknown"),
        "(": (UNREADABLE, "unreadable"),
    }
    found = {latex: answers.judge(distance, latex) for latex in wanted}
    assert {latex: (one.verdict, one.advice) for latex, one in found.items()} == wanted


# ---------------------------------------------------------------- rewriting by algebraic laws

ONE = t.Number(1.0)


def laws(node):
    """Iterate over other ways to write the same value."""
    yield t.Negate(t.Negate(node))
    yield t.Transpose(t.Transpose(node))
    yield t.Product(ONE, node)
    yield t.Over(t.Product(t.Number(2.0), node), t.Number(2.0))
    match node:
        case t.Add(left=a, right=b, sign="+"):
            yield t.Add(b, a)
            yield t.Add(a, t.Negate(b), "-")
        case t.Add(left=a, right=b):
            yield t.Negate(t.Add(b, a, "-"))
            yield t.Add(t.Negate(b), a)
        case t.Apply(function="sigma", of=z, primes=0):
            yield t.Add(ONE, t.Apply("sigma", t.Negate(z)), "-")
            yield t.Over(ONE, t.Add(ONE, t.Apply("exp", t.Negate(z))))
        case t.Apply(function="exp", of=z):
            yield t.Power(t.Name("e"), z)
        case t.Sum(of=t.Add(left=a, right=b, sign=sign), where=where, upper=upper, op="\\sum"):
            yield t.Add(t.Sum(a, where, upper), t.Sum(b, where, upper), sign)
        case t.Product(left=a, right=b, op=op):
            yield t.Product(t.Negate(a), t.Negate(b), op)
            if op == "\\circ":
                yield t.Product(b, a, op)


def rewritable(node):
    """Return the places of values: not those of indices, of conditions, or in the name of a derivative."""
    closed = {id(deeper) for sub in subscripts(node) for deeper in parts(sub)}
    for part in parts(node):
        if isinstance(part, t.List | t.Relation):
            closed |= {id(deeper) for deeper in parts(part)}
        if isinstance(part, t.Derivative | t.Probability):
            closed |= {id(deeper) for deeper in parts(part) if deeper is not part}
        if isinstance(part, t.Power | t.Entry):
            closed.add(id(part.of))
    return [(part, rebuilt) for part, rebuilt in places(node) if id(part) not in closed]


FUZZ = os.environ.get("W2V_FUZZ")  # how many examples, in place of those below
JUDGED = [(*form, RIGHT) for form in RIGHT_FORMS] + [
    (formula, latex, WRONG) for formula, latex, _ in WRONG_FORMS
]


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@settings(max_examples=int(FUZZ or 300), deadline=None)
@given(st.sampled_from(JUDGED), st.randoms())
def test_rewriting_by_algebraic_laws_changes_no_verdict(entry, random):
    formula, latex, wanted = entry
    *before, node = read(formula, latex)
    assume(not judging.is_a_loss(node, NOTATION))  # J at the end of a chain is a name
    for _ in range(random.randint(1, 4)):
        part, rebuilt = random.choice(rewritable(node))
        node = rebuilt(random.choice(list(laws(part))))
    rewritten = " = ".join(member.latex() for member in [*before, node])
    assert judge(formula, rewritten).verdict == wanted, rewritten


# ---------------------------------------------------------------- printing and reading

ATOMS = st.sampled_from([t.Name("a"), t.Name("b"), t.Number(2.0), t.Number(1.0), t.Number(0.5)])
X_I, OVER_I = t.Name("x", t.Name("i")), (t.Relation((t.Name("i"),), ()),)
A_IS_NEGATIVE = (t.Relation((t.Name("a"), t.Number(0.0)), ("<",)),)


def grown(inner):
    pairs = st.tuples(inner, inner)
    return (
        pairs.map(lambda p: t.Add(*p))
        | pairs.map(lambda p: t.Add(*p, "-"))
        | inner.map(t.Negate)
        | pairs.map(lambda p: t.Product(*p))
        | pairs.map(lambda p: t.Product(*p, "\\cdot"))
        | pairs.map(lambda p: t.Product(*p, "\\circ"))
        | pairs.map(lambda p: t.Over(*p))
        | inner.map(lambda n: t.Power(n, t.Number(2.0)))
        | inner.map(lambda n: t.Apply("sigma", n))
        | inner.map(lambda n: t.Apply("tanh", n, 1))
        | inner.map(lambda n: t.Sum(t.Product(n, X_I), OVER_I))
        | inner.map(lambda n: t.Cases(((n, A_IS_NEGATIVE), (ONE, None))))
    )


def point():
    symbols = {"a": np.asarray(0.7), "b": np.asarray(-1.3), "x": np.array([[0.2], [0.5], [-0.4]])}
    return Point(symbols, ranges={"entry": range(1, 4)})


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@settings(max_examples=int(FUZZ or 300), deadline=None)
@given(st.recursive(ATOMS, grown, max_leaves=12))
def test_a_tree_keeps_its_value_when_it_is_printed_and_read_again(node):
    (again,) = reader.read(node.latex(), NOTATION)
    first, second = value(node, point()), value(again, point())
    assert np.allclose(first, second, rtol=1e-9, equal_nan=True), node.latex()


# ---------------------------------------------------------------- text that means nothing

SIGNS = "U u_o \\hat{y} { } ( ) [ ] \\{ \\} _ ^ ^\\top w = - ' 2 99999999999999999999 | & \\\\ , * / d 0"
COMMANDS = "\\frac \\sum \\sigma \\text \\in \\dots \\partial \\mathbb{1} \\left. \\right| \\underbrace \\max"
COMMANDS += " \\nabla \\substack \\begin{cases} \\end{cases} \\begin{bmatrix} \\end{bmatrix}"
PIECES = st.lists(st.sampled_from([*SIGNS.split(), *COMMANDS.split()]), max_size=30).map(" ".join)


@settings(max_examples=int(FUZZ or 500), deadline=None)
@given(st.text(max_size=60) | PIECES, st.sampled_from(list(FORMULAS)))
def test_gives_any_text_a_verdict(latex, formula):
    found = judge(formula, latex)
    assert found.verdict in (RIGHT, WRONG, UNREADABLE) and found.message


@pytest.mark.parametrize(
    "latex",
    [
        "(" * 4000,
        "\\begin{cases}" * 280,
        "\\text{" * 600,
        "{" * 2000 + "}" * 2000,
        "|" * 4000,
        "\\frac" * 800,
        "u_" * 2000,
        "9" * 4000,
        "2^" * 1999 + "2",
        "-2^{2^{2^{2^{2^{2^{2^9}}}}}}",
        "(-2)^{0.5}",
        "\\sum_w " * 500 + "u_w",
        "\\sum_w \\sum_x \\sum_y \\sum_z \\sum_a \\sum_b \\sum_d u_w",
        "\\sum_{j=1}^{999999999} u_o",
        "+".join(["\\sum_{w} (u_w + u_x)"] * 150),
        "\x00\ud800 \\",
    ],
)
@pytest.mark.parametrize("formula", ["naive-grad-center", "neg-duplicates", "skipgram-gradients.center"])
def test_judges_any_text_within_two_seconds(latex, formula):
    began = time.process_time()
    found = judge(formula, latex)
    assert found.verdict in (WRONG, UNREADABLE) and time.process_time() - began < 2


@pytest.mark.parametrize(
    "formula, latex",
    [
        ("naive-grad-center", r"\sum_{j=1}^{%s} u_o" % ("9" * 400)),
        ("naive-grad-center", r"\sum_{j=1}^{0/0} u_o"),
        ("naive-grad-center", r"\mathbb{1}\{w \in \{1, \dots, 0/0\}\} u_o"),
        ("relu-derivative", r"\begin{cases} 0 & x < 0 \\ 1 & x > m \end{cases}"),
    ],
    ids=[
        "an-infinite-bound",
        "a-bound-that-is-no-number",
        "a-set-up-to-no-number",
        "an-index-in-one-case-only",
    ],
)
def test_refuses_bounds_and_conditions_that_have_no_value(formula, latex):
    assert judge(formula, latex).verdict in (WRONG, UNREADABLE)


# ---------------------------------------------------------------- in the terminal


def w2v(*words):
    """Run `w2v answer` in this process; return its exit code, output and error output."""
    with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()) as err:
        code = main(["answer", *words])
    return code, out.getvalue(), err.getvalue()


@pytest.mark.parametrize(
    "latex, code, verdict",
    [(r"U^\top (\hat{y} - y)", 0, "right"), (r"U^\top (y - \hat{y})", 1, "wrong"), ("?", 2, "unreadable")],
)
def test_terminal_prints_json_and_exits_by_the_verdict(latex, code, verdict):
    exit_code, out, _ = w2v("naive-grad-center", "--latex", latex, "--json")
    said = json.loads(out)
    assert (exit_code, said["verdict"]) == (code, verdict)
    assert set(said) == {"question", "verdict", "message", "understood", "convention"}


def test_terminal_names_the_formulas_nearest_to_an_unknown_one():
    code, _, err = w2v("naive-grad-centre", "--latex", "0")
    assert code == 2 and "naive-grad-center" in err


def test_terminal_lists_the_symbols_of_a_formula():
    code, out, _ = w2v("naive-grad-center")
    assert code == 0 and re.search(r"v_c\s+\(D,\)", out)


def test_terminal_takes_a_formula_that_begins_with_a_minus_for_no_option():
    words = ["cross-entropy-naive", "--latex", r"-\log\hat{y}_o"]
    done = subprocess.run([sys.executable, "-m", "autograder.cli", "answer", *words], capture_output=True)
    assert done.returncode == 0


# ---------------------------------------------------------------- in notebooks and pages


def test_language_page_is_true():
    """Its first table holds right forms of naive-grad-center; everything else that it shows can be read."""
    page = COURSE.public_text("language.md")
    first, rest = page.split("## The language by examples")
    forms = re.findall(r"^\| `([^`]+)` \|", first, re.MULTILINE)
    assert len(forms) >= 8
    for latex in forms:
        assert judge("naive-grad-center", latex).verdict == RIGHT, latex
    readable, unreadable = rest.split("## What it does not read")
    for cell in re.findall(r"^\| [^|]+ \| (.+?) \| \$", readable, re.MULTILINE):
        for latex in re.findall(r"`([^`]+)`", cell):
            is_sum_of_nothing = "-m" in latex or "_{j=1}" in latex
            reader.read(latex + " u_o" if is_sum_of_nothing else latex, NOTATION)
    dots = re.search(r"dots for something left out, as in `([^`]+)`", unreadable)[1]
    assert "dots" in judge("naive-grad-center", dots).message
    rows = unreadable.split("## A whole derivation")[1].split("## What you hear")[0]
    some = re.findall(r"^\| `([^`]+)` \|", rows, re.MULTILINE)
    found = {latex: following.follow(FORMULAS["naive-grad-center"], [Given(latex)]).rows[0] for latex in some}
    assert len(some) >= 7 and {row.verdict for row in found.values()} <= {HOLDS, DEFINITION}, found
    assert page in (ROOT / "docs" / "answers.md").read_text("utf-8")


@functools.cache
def released_cells(notebook):
    """Return {grade_id: text} of a notebook in assignments/, which is as released: see test_release.py."""
    path = ROOT / "assignments" / "word2vec" / f"{notebook}.ipynb"
    cells = json.loads(path.read_text("utf-8"))["cells"]
    return {cell["metadata"].get("nbgrader", {}).get("grade_id"): "".join(cell["source"]) for cell in cells}


@pytest.mark.parametrize("question", sorted({q.id for q in COURSE.catalogue.formulas.values()}))
def test_each_question_states_its_symbols_and_where_its_lines_go(question):
    q = COURSE.catalogue[question]
    text = released_cells(q.notebook)[f"{question}-text"]
    for formula in q.formulas:
        for name, shape in FORMULAS[formula].symbols.items():
            assert f"${name}$ {shape}" in text or f"${name}$ ({shape})" in text
    assert set(q.formulas) == {formula for formula in FORMULAS if formula.partition(".")[0] == question}
    assert f"{q.formula_points:g} for the final line" in text or not q.written


def test_magic_shows_the_verdict_in_a_notebook():
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell.instance()
    try:
        register()
        found = shell.run_cell_magic("answer", "naive-grad-center", "U^\\top (y - \\hat{y})\n")
        assert "not yet      The sign is flipped" in repr(found) and "$$" in found._repr_markdown_()
        blank = shell.run_cell_magic("answer", "neg-reuse", "% nothing yet\n")._repr_markdown_()
        assert "There is nothing to read yet" in blank and "$A$ (K+1, D)" in blank and "%answer" in blank
        assert "there are naive-grad-center" in repr(shell.run_cell_magic("answer", "naive-grad-centre", "0"))
        assert "How to write a final line" in shell.run_line_magic("answer", "")._repr_markdown_()
    finally:
        InteractiveShell.clear_instance()


@pytest.fixture
def notebook():
    """Return a function that runs a cell as a notebook does, in which y is a variable."""
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell.instance()
    register()
    register()  # a notebook that imports it twice
    shell.run_cell("y = 3")
    yield lambda cell: shell.run_cell(cell, store_history=False).result
    InteractiveShell.clear_instance()


@pytest.mark.parametrize("cell", ["%%answer neg-reuse", "%%answer neg-reuse\n\n", "%answer neg-reuse"])
def test_cell_without_a_body_lists_what_may_be_used(notebook, cell):
    assert (
        "You may use" in notebook(cell)._repr_markdown_()
        and "$A$ (K+1, D)" in notebook(cell)._repr_markdown_()
    )
    assert "A" in repr(notebook(cell)) and "(K+1, D)" in repr(notebook(cell))


@pytest.mark.parametrize(
    "cell",
    [
        "%%answer naive-grad-center U^\\top (\\hat{y} - y)",
        "%%answer naive-grad-center U^\\top (\\hat{y}\n - y)",
        "%%answer naive-grad-center   % mine:\nU^\\top (\\hat{y} - y)",
    ],
)
def test_formula_beside_the_id_is_read_and_graded(notebook, cell):
    assert notebook(cell).verdict.verdict == RIGHT
    assert judge("naive-grad-center", answers.body(cell)).verdict == RIGHT


def test_line_magic_judges_a_formula_beside_the_id(notebook):
    assert notebook("%answer naive-grad-center U^\\top (\\hat{y} - y)").verdict.verdict == RIGHT


def test_marks_of_a_verdict_have_the_colors_of_a_check(notebook):
    style = html.render([])
    for latex, kind in (
        ("\\hat{y} - y", "failed"),
        ("U^\\top (\\hat{y} - y)", "passed"),
        ("", "could-not-check"),
    ):
        color = re.search(rf"\.w2v-{kind} {{ border-color: (#\w+)", style)[1]
        shown = notebook(f"%%answer naive-grad-center\n{latex}")._repr_markdown_()
        assert f"border-left: 4px solid {color}" in shown


def test_validate_button_of_nbgrader_finds_wrong_lines(monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    with pytest.raises(AssertionError, match="The sign is flipped"):
        answer("naive-grad-center", "U^\\top (y - \\hat{y})")
    assert answer("naive-grad-center", "U^\\top (\\hat{y} - y)").verdict.verdict == RIGHT


def test_text_of_a_student_becomes_no_markup():
    found = judge("naive-grad-center", "<script>alert(1)</script> `U` [a](b) *c* |x|")
    shown = final_lines.markdown(found, CENTER.left, CENTER.symbols)
    assert "<script" not in shown and "](b)" not in shown


def table_of_the_public_values(id):
    """Return cases that give the right value at each point that the notebook compares at, and 0 elsewhere."""
    rows = [
        f"{float(case.want.ravel()[0]):.12f} & {x - 1e-13:.16f} < x < {x + 1e-13:.16f}"
        for case in compare.drawn(FORMULAS[id])[FORMULAS[id].conventions[0]]
        if abs(x := float(case.at.symbols["x"])) > 1e-6
    ]
    near_zero = r"\frac{1}{4} & -0.000001 < x < 0.000001"
    return r"\begin{cases}" + r" \\ ".join([near_zero, *rows]) + r" \\ 0 & \text{otherwise} \end{cases}"


def test_what_knows_the_public_points_alone_is_wrong_where_it_counts():
    table = table_of_the_public_values("sigmoid-derivative")
    assert judge("sigmoid-derivative", table).verdict == "right"
    found = judge("sigmoid-derivative", table, secret="only the grader's")
    assert (found.verdict, found.advice) == ("wrong", "at-known-points")


@pytest.mark.parametrize("formula", FORMULAS)
def test_right_forms_are_right_at_secret_points(formula):
    secrets = ("one class", "another")
    for latex in FORMS[formula]["right"]:
        assert [judge(formula, latex, secret).verdict for secret in secrets] == ["right"] * 2, latex


@pytest.mark.parametrize(
    "latex",
    [
        r"\sum_{n=1}^{300}\sum_{k=1, n<0}^{300} 1",
        r"\sum_{n=1}^{998}\sum_{k=1, " + "0=" * 1800 + "n}^{998} 1",
        r"\sum_{n=1}^{900}\mathbb{1}\{n \in \{1, \dots, 999\}\}",
        r"\sum_{n=1}^{900} x_{n+" + "+".join("0" * 60) + "}",
        r"\sum_{i=1}^{1/0} x",
        r"\sum_{i=1}^{0/0} x",
    ],
)
def test_every_evaluation_counts_and_nothing_raises(latex):
    began = time.process_time()
    assert not judge("sigmoid-derivative", latex, "secret").is_right
    assert time.process_time() - began < 2


# ---------------------------------------------------------------- derivatives of expressions


@pytest.mark.parametrize(
    ("formula", "latex", "verdict"),
    [
        ("naive-grad-center", r"-\frac{\partial}{\partial v_c}\log\hat{y}_o = U^\top(\hat{y}-y)", "right"),
        ("naive-grad-center", r"-\frac{\partial}{\partial v_c}\log\hat{y}_o = U^\top(y-\hat{y})", "wrong"),
        ("naive-grad-center", r"-\nabla_{v_c}\log\hat{y}_o = U^\top(y-\hat{y})", "wrong"),
        ("naive-grad-center", r"\frac{\partial \log \hat{y}_o}{\partial v_c} = U^\top(y - \hat{y})", "wrong"),
        ("naive-grad-center", r"-\frac{\partial J}{\partial v_c} = U^\top(y-\hat{y})", "right"),
        ("sigmoid-derivative", r"\frac{d}{dx}\frac{1}{1+e^{-x}} = \sigma(x)(1-\sigma(x))", "right"),
        ("sigmoid-derivative", r"\frac{d}{dx}\frac{1}{1+e^{x}} = \sigma(x)(1-\sigma(x))", "wrong"),
        (
            "naive-grad-outside",
            r"\frac{\partial}{\partial u_w}\log\sum_x e^{u_x^\top v_c} = \hat{y}_w v_c",
            "wrong",
        ),
        (
            "network-input-gradient",
            r"\frac{\partial J}{\partial x} = (\hat{y}-y)\frac{\partial z_2}{\partial x}"
            r" = (\hat{y}-y) W_2^\top \circ h \circ (1-h) W_1^\top",  # from left to right
            "right",
        ),
        (
            "network-input-gradient",
            r"\frac{\partial J}{\partial x} = (\hat{y}-y)\frac{\partial z_2}{\partial x}"
            r" = ((\hat{y}-y) W_2^\top \circ h \circ (1-h)) W_1^\top",
            "right",
        ),
    ],
)
def test_a_derivative_of_an_expression_is_what_it_says(formula, latex, verdict):
    assert judge(formula, latex).verdict == verdict, judge(formula, latex)


def test_a_derivative_goes_on_to_the_end_of_a_product_but_not_beyond_a_bracket():
    at = compare.drawn(CENTER)[CENTER.conventions[0]][0].at
    reads = functools.partial(reader.read, notation=NOTATION)
    for one, other in (
        (r"\frac{\partial}{\partial v_c} u_o^\top v_c", "u_o"),
        (r"2 \cdot \frac{\partial}{\partial v_c} u_o^\top v_c", "2 u_o"),
        (r"\frac{\partial}{\partial v_c} (u_o^\top v_c + 1) V", "V u_o"),
        (r"\frac{\partial}{\partial v_c} u_o^\top v_c + u_o", "2 u_o"),
    ):
        assert np.allclose(value(reads(one)[0], at), value(reads(other)[0], at)), one
    jacobian = value(reads(r"\frac{\partial U v_c}{\partial v_c}")[0], at)
    assert np.allclose(jacobian, at.symbols["U"])


@pytest.mark.parametrize(
    ("id", "latex"),
    [
        ("softmax-shift", r"\frac{e^{x_i}}{\sum_i e^{x_i}}"),
        ("softmax-shift", r"\frac{e^{x_j}}{\sum_j e^{x_j}}"),
        ("naive-grad-outside", r"v_c \left(\frac{e^{u_w^\top v_c}}{\sum_w e^{u_w^\top v_c}} - y_w\right)"),
        ("naive-grad-outside", r"V_c \left(\frac{e^{u_w^\top V_c}}{\sum_w e^{u_w^\top V_c}} - y_w\right)"),
    ],
)
def test_an_index_that_is_used_twice_is_not_read_and_the_reason_said(id, latex):
    found = judge(id, latex)
    assert (found.verdict, "is used twice" in found.message) == (UNREADABLE, True), found
    other = re.sub(r"\\sum_(.) e\^\{(.)_.", r"\\sum_{q} e^{\2_q", latex)
    assert judge(id, other).verdict == RIGHT, other


@pytest.mark.parametrize("word", ["si", "falls", "wenn", "für", "pour", "cuando", "if", "for"])
def test_a_condition_may_follow_a_word_of_any_language(word):
    rows = f"1 & \\text{{{word} }} x > 0 \\\\ 0 & \\text{{{word} }} x < 0"
    assert judge("relu-derivative", f"\\begin{{cases}} {rows} \\end{{cases}}").verdict == RIGHT


def test_advice_on_a_sum_speaks_of_what_is_asked():
    assert "are not zero?" in judge("cross-entropy-naive", r"-\sum_w \log \hat{y}_w").message
    assert "where $e$" not in judge("sigmoid-derivative", r"\frac{e^x (1 + e^x) - e^x}{(1 + e^x)^2}").message


@pytest.mark.parametrize(
    ("formula", "latex"),
    [
        ("naive-grad-center", r"U^{\text{T}} (\hat{y} - 1_o)"),
        ("neg-reuse", r"\sigma(A v_c) - 1_{K+1}"),
        ("neg-duplicates", r"\sum_{k \in [1, K]} \mathbb{1}\{w_k = w_s\} \sigma(u_{w_k}^\top v_c) v_c"),
    ],
)
def test_ones_units_and_intervals_are_read(formula, latex):
    assert judge(formula, latex).verdict == RIGHT
