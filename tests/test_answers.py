"""Final lines in LaTeX: what people write, and the verdict that it deserves (answers/*.toml)."""

import json
import os
import re
import subprocess
import sys
import time
import tomllib

import numpy as np
import pytest
from conftest import ROOT
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from autograder import answers
from autograder.answers import _course, advice, compare, judging, places, reader, tree
from autograder.answers.evaluator import Point, value
from autograder.answers.formula import Scale, cases
from autograder.catalogue import formulas, questions
from autograder.magic import answer, register
from autograder.results import verdict, verdicts

FORMULAS = _course.formulas()
NOTATION = FORMULAS["naive-grad-center"].notation


def judge(formula, latex):
    return answers.judge(FORMULAS[formula], latex)


def read(latex, bare=""):
    return reader.read(latex, NOTATION, bare)


TABLES = ROOT / "tests" / "answers"
RIGHT, WRONG = [], []  # (question, latex), (question, latex, the kind of advice)
for path in sorted(TABLES.glob("*.toml")):
    table = tomllib.loads(path.read_text("utf-8"))
    if path.stem == "mistakes":
        WRONG += [
            (question, latex, kind)
            for kind, found in table.items()
            for question in found
            for latex in found[question]
        ]
    else:
        RIGHT += [(question, latex) for question, forms in table.items() for latex in forms["right"]]
        WRONG += [
            (question, latex, kind)
            for question, forms in table.items()
            for kind, some in forms["wrong"].items()
            for latex in some
        ]

PAIRS = {"naive-grad-center", "naive-grad-outside"}
DRAWS = {"neg-gradients.center", "neg-gradients.outside", "neg-gradients.negative", "neg-duplicates"}
WINDOWS = {"skipgram-gradients.outside", "skipgram-gradients.center"}
CBOW = {"cbow-gradients.context", "cbow-gradients.outside"}
ZERO = {"skipgram-gradients.other"}  # its answer is 0: it has no sign, no factor, no parts
SENSE = {  # kind of advice: the questions in which the mistake can be made
    "sign": set(FORMULAS) - ZERO,
    "factor": set(FORMULAS) - ZERO,
    "transpose": {
        "naive-grad-center",
        "naive-grad-outside-matrix",
        "network-input-gradient",
        "neg-reuse",
        "cross-entropy-naive",
    }
    | DRAWS,
    "shapes": set(FORMULAS)
    - {
        "sigmoid-derivative",
        "relu-derivative",
        "relu-derivative.leaky",
        "network-parameters",
        "cross-entropy-naive",
    },
    "only-o": {"cross-entropy-gradient", "naive-grad-outside", "naive-grad-outside-matrix"},
    "only-others": {"cross-entropy-gradient", "naive-grad-outside", "naive-grad-outside-matrix"},
    "sum-missing": {"cross-entropy-naive", "neg-gradients.center", "neg-duplicates", "cbow-gradients.context"}
    | PAIRS
    | WINDOWS,
    "sum-wrong": {
        "softmax-shift",
        "cross-entropy-naive",
        "naive-grad-outside",
        "neg-gradients.center",
        "neg-gradients.negative",
        "neg-duplicates",
    }
    | WINDOWS
    | CBOW,
    "sigma-sign": DRAWS | {"neg-reuse"},
    "one-inside": DRAWS | {"neg-reuse", "sigmoid-derivative"},
    "repeats": {"neg-duplicates", "cbow-gradients.context"},
    "one-dimension": DRAWS | PAIRS | {"network-input-gradient"},
    "symbol": {"neg-gradients.outside", "neg-gradients.negative", "naive-grad-outside"},
    "one-case": {"relu-derivative", "relu-derivative.leaky"},
    "cases": {"relu-derivative", "relu-derivative.leaky", "naive-grad-outside"},
    "slope": {"sigmoid-derivative", "network-input-gradient"},
}


@pytest.mark.parametrize("question", FORMULAS)
def test_every_question_has_ten_forms_each_way(question):
    right = {latex for of, latex in RIGHT if of == question}
    wrong = {latex for of, latex, _ in WRONG if of == question}
    assert len(right) >= 10 and len(wrong) >= 10 and not right & wrong


@pytest.mark.parametrize("kind", SENSE)
def test_every_mistake_is_shown_wherever_it_makes_sense(kind):
    assert SENSE[kind] <= {question for question, _, of in WRONG if of == kind}


def test_every_kind_of_advice_is_shown():
    assert {kind for kind, _ in advice.DETECTORS} <= {kind for _, _, kind in WRONG}


@pytest.mark.parametrize("question, latex", RIGHT, ids=[f"{q}-{i}" for i, (q, _) in enumerate(RIGHT)])
def test_right(question, latex):
    found = judge(question, latex)
    assert (found.verdict, found.advice) == (verdict.RIGHT, ""), found
    read_again(question, found)


@pytest.mark.parametrize(
    "question, latex, kind", WRONG, ids=[f"{q}-{k}-{i}" for i, (q, _, k) in enumerate(WRONG)]
)
def test_wrong(question, latex, kind):
    found = judge(question, latex)
    assert (found.verdict, found.advice) == (verdict.WRONG, kind), found
    read_again(question, found)


def read_again(question, found):
    """What is shown as understood means the same."""
    again = judge(question, found.understood)
    assert (again.verdict, again.understood) == (found.verdict, found.understood)


@pytest.mark.parametrize(
    "latex, said",
    [
        ("", "nothing to read yet"),
        ("% your final line", "nothing to read yet"),
        ("U^\\top (\\hat{y} - y", "ends too early"),
        ("U^\\top ) \\hat{y}", "cannot be read at “)"),
        ("U^\\top (\\hat{z} - y)", "$\\hat{z}$ is not declared here. Did you mean $\\hat{y}$?"),
        ("u_o + \\dots + u_w", "dots stand for something that cannot be evaluated"),
        ("\\begin{pmatrix} u_o \\\\ u_w \\end{pmatrix}", "write it in closed form"),
        ("+".join(["u_o"] * 200), "too many terms"),
        ("\\int U", "cannot be read at “\\int"),
        ("a" * 5000, "longer than"),
        ("{" * 100 + "U" + "}" * 100, "nested too deeply"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_place(latex, said):
    found = judge("naive-grad-center", latex)
    assert found.verdict == verdict.UNREADABLE and said in found.message


def test_a_shape_that_does_not_fit_names_the_two_parts():
    found = judge("naive-grad-outside-matrix", r"(\hat{y} - y)^\top v_c")
    assert found.message.startswith(r"$(\hat{y} - y)^\top$ (1, V) and $v_{c}$ (D, 1) cannot be multiplied.")


def test_of_a_chain_the_first_link_that_breaks_is_named():
    found = judge("sigmoid-derivative", r"\sigma(x) - \sigma(x)^2 = \sigma(x)(1 + \sigma(x)) = 1")
    assert found.verdict == verdict.WRONG and found.message.startswith(
        r"The first link that breaks is $\sigma(x) (1 + \sigma(x))$."
    )


def test_what_a_chain_only_names_is_no_link_to_check():
    found = judge(
        "naive-grad-center",
        r"\frac{\partial J}{\partial v_c} = \frac{\partial z}{\partial v_c} \frac{\partial J}{\partial z} = U^\top (\hat{y} - y)",
    )
    assert found.verdict == verdict.RIGHT and "was not looked at" in found.message
    assert (
        judge("naive-grad-center", r"U^\top (\hat{y} - y) = U^\top (\hat{z} - y)").verdict
        == verdict.UNREADABLE
    )


def test_the_index_of_the_left_side_counts():
    assert (
        judge("cross-entropy-gradient", r"\frac{\partial J}{\partial \theta_k} = \hat{y}_k - y_k").verdict
        == verdict.RIGHT
    )
    found = judge("cross-entropy-gradient", r"\frac{\partial J}{\partial \theta_k} = \hat{y}_i - y_i")
    assert found.verdict == verdict.WRONG and "about entry $k$" in found.message


def test_negatives_outside_the_window_are_told_where_they_belong():
    inside = r"\sum_{-m \le j \le m, j \ne 0} (\sigma(u_{w_{t+j}}^\top v_c) - 1) u_{w_{t+j}} + \sum_{k=1}^K \sigma(u_k^\top v_c) u_k"
    found = judge("skipgram-gradients.center", inside)
    assert (
        found.verdict == verdict.UNREADABLE
        and "their sum stands inside the sum over the window" in found.message
    )


def test_the_convention_that_fits_is_named():
    assert judge("naive-grad-center", r"U^\top (\hat{y} - y)").convention == "words as rows"
    assert judge("naive-grad-center", r"U (\hat{y} - y)").convention == "words as columns"


@pytest.mark.parametrize("question", FORMULAS)
def test_right_answers_hold_on_other_draws_too(question):
    latex = next(latex for of, latex in RIGHT if of == question)
    formula, node = FORMULAS[question], read(latex)[-1]
    for number in range(5, 25):
        drawn = cases(formula, number)
        assert any(compare.is_right(formula, node, drawn[convention]) for convention in formula.conventions)


@pytest.mark.parametrize("question", FORMULAS)
def test_the_parts_of_a_value_add_up_to_it(question):
    for some in cases(FORMULAS[question], 0).values():
        for case in some:
            assert not case.parts or np.allclose(sum(case.parts.values()), case.want)


# ---------------------------------------------------------------- rewriting by algebraic laws changes no verdict

ONE = tree.Number(1.0)


def laws(node):
    """The same value, written in other ways."""
    yield tree.Negate(tree.Negate(node))
    yield tree.Transpose(tree.Transpose(node))
    yield tree.Product(ONE, node)
    yield tree.Over(tree.Product(tree.Number(2.0), node), tree.Number(2.0))
    match node:
        case tree.Add(left=a, right=b, sign="+"):
            yield tree.Add(b, a)
            yield tree.Add(a, tree.Negate(b), "-")
        case tree.Add(left=a, right=b):
            yield tree.Negate(tree.Add(b, a, "-"))
            yield tree.Add(tree.Negate(b), a)
        case tree.Apply(function="sigma", of=z, primes=0):
            yield tree.Add(ONE, tree.Apply("sigma", tree.Negate(z)), "-")
            yield tree.Over(ONE, tree.Add(ONE, tree.Apply("exp", tree.Negate(z))))
        case tree.Apply(function="exp", of=z):
            yield tree.Power(tree.Name("e"), z)
        case tree.Sum(of=tree.Add(left=a, right=b, sign=sign), where=where, upper=upper, op="\\sum"):
            yield tree.Add(tree.Sum(a, where, upper), tree.Sum(b, where, upper), sign)
        case tree.Product(left=a, right=b, op=op):
            yield tree.Product(tree.Negate(a), tree.Negate(b), op)
            if op == "\\circ":
                yield tree.Product(b, a, op)


def rewritable(node):
    """The places of values: not those of indices, of conditions, or within the name of a derivative."""
    named = [
        part
        for part, _ in places.places(node)
        if isinstance(part, (tree.Derivative, tree.List, tree.Probability))
    ]
    names = [
        deeper
        for part in named
        for deeper, _ in places.places(part)
        if deeper is not part or isinstance(part, tree.List)
    ]
    below = [deeper for sub in places.subscripts(node) for deeper, _ in places.places(sub)]
    conditions = [
        d
        for part, _ in places.places(node)
        if isinstance(part, tree.Relation)
        for d, _ in places.places(part)
    ]
    base = [part.of for part, _ in places.places(node) if isinstance(part, (tree.Power, tree.Entry))]
    closed = {id(part) for part in (*names, *below, *conditions, *base)}
    return [(part, rebuilt) for part, rebuilt in places.places(node) if id(part) not in closed]


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@settings(max_examples=int(os.environ.get("W2V_FUZZ", 300)), deadline=None)
@given(
    st.sampled_from(
        [(*entry, verdict.RIGHT) for entry in RIGHT] + [(q, latex, verdict.WRONG) for q, latex, _ in WRONG]
    ),
    st.randoms(),
)
def test_rewriting_changes_no_verdict(entry, random):
    question, latex, wanted = entry
    members = read(latex, FORMULAS[question].bare)
    node = members[-1]
    assume(not judging._is_a_loss(node, NOTATION))  # J at the end of a chain is a name
    for _ in range(random.randint(1, 4)):
        part, rebuilt = random.choice(rewritable(node))
        node = rebuilt(random.choice(list(laws(part))))
    rewritten = " = ".join(member.latex() for member in [*members[:-1], node])
    assert judge(question, rewritten).verdict == wanted, rewritten


# ---------------------------------------------------------------- a random tree, printed and read again, keeps its value

NUMBERS = st.sampled_from(
    [tree.Name("a"), tree.Name("b"), tree.Number(2.0), tree.Number(1.0), tree.Number(0.5)]
)


def grown(inner):
    pairs = st.tuples(inner, inner)
    return (
        pairs.map(lambda p: tree.Add(*p))
        | pairs.map(lambda p: tree.Add(*p, "-"))
        | inner.map(tree.Negate)
        | pairs.map(lambda p: tree.Product(*p))
        | pairs.map(lambda p: tree.Product(*p, "\\cdot"))
        | pairs.map(lambda p: tree.Product(*p, "\\circ"))
        | pairs.map(lambda p: tree.Over(*p))
        | inner.map(lambda n: tree.Power(n, tree.Number(2.0)))
        | inner.map(lambda n: tree.Apply("sigma", n))
        | inner.map(lambda n: tree.Apply("tanh", n, 1))
        | inner.map(
            lambda n: tree.Sum(
                tree.Product(n, tree.Name("x", tree.Name("i"))), (tree.Relation((tree.Name("i"),), ()),)
            )
        )
        | inner.map(
            lambda n: tree.Cases(
                ((n, (tree.Relation((tree.Name("a"), tree.Number(0.0)), ("<",)),)), (tree.Number(1.0), None))
            )
        )
    )


def point():
    symbols = {"a": np.asarray(0.7), "b": np.asarray(-1.3), "x": np.array([[0.2], [0.5], [-0.4]])}
    return Point(symbols, ranges={"entry": range(1, 4)})


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@settings(max_examples=int(os.environ.get("W2V_FUZZ", 300)), deadline=None)
@given(st.recursive(NUMBERS, grown, max_leaves=12))
def test_a_tree_that_is_printed_and_read_again_keeps_its_value(node):
    (again,) = read(node.latex())
    first, second = value(node, point()), value(again, point())
    assert np.allclose(first, second, rtol=1e-9, equal_nan=True), node.latex()


PIECES = [
    *"U u_o \\hat{y} \\frac { } ^\\top ( ) \\sum _ ^ w = - ' 2 99999999999999999999 | & \\\\ \\sigma \\text [ ] \\{ \\} , \\in \\dots * / d \\partial".split(),
    "\\begin{cases}", "\\end{cases}", "\\begin{bmatrix}", "\\end{bmatrix}", "\\mathbb{1}", "\\left.", "\\right|", "\\underbrace", "\\max", "\\nabla", "\\substack", "0",
]  # fmt: skip


@settings(max_examples=int(os.environ.get("W2V_FUZZ", 500)), deadline=None)
@given(
    st.text(max_size=60) | st.lists(st.sampled_from(PIECES), max_size=30).map(" ".join),
    st.sampled_from(list(FORMULAS)),
)
def test_any_text_gets_a_verdict(latex, question):
    found = judge(question, latex)
    assert found.verdict in (verdict.RIGHT, verdict.WRONG, verdict.UNREADABLE) and found.message


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
@pytest.mark.parametrize("question", ["naive-grad-center", "neg-duplicates", "skipgram-gradients.center"])
def test_nothing_takes_long(latex, question):
    began = time.process_time()
    found = judge(question, latex)
    assert found.verdict in (verdict.WRONG, verdict.UNREADABLE) and time.process_time() - began < 2


def w2v(*words):
    return subprocess.run(
        [sys.executable, "-m", "autograder.cli", "answer", *words], capture_output=True, text=True
    )


@pytest.mark.parametrize(
    "latex, code, found",
    [(r"U^\top (\hat{y} - y)", 0, "right"), (r"U^\top (y - \hat{y})", 1, "wrong"), ("?", 2, "unreadable")],
)
def test_in_the_terminal(latex, code, found):
    done = w2v("naive-grad-center", "--latex", latex, "--json")
    said = json.loads(done.stdout)
    assert (done.returncode, said["verdict"]) == (code, found)
    assert set(said) == {"question", "verdict", "message", "understood", "convention"}


def test_an_unknown_question_is_named_with_the_known_ones():
    done = w2v("naive-grad-centre", "--latex", "0")
    assert done.returncode == 2 and "naive-grad-center" in done.stderr


def test_the_symbols_are_shown_on_request():
    done = w2v("naive-grad-center")
    assert done.returncode == 0 and re.search(r"v_c\s+\(D,\)", done.stdout)


def test_the_language_page_is_true():
    """Its first table holds right forms of naive-grad-center; everything else that it shows can be read."""
    page = _course.language()
    first, rest = page.split("## The language by examples")
    forms = re.findall(r"^\| `([^`]+)` \|", first, re.M)
    assert len(forms) >= 8
    for latex in forms:
        assert judge("naive-grad-center", latex).verdict == verdict.RIGHT, latex
    readable, unreadable = rest.split("## What it does not read")
    for cell in re.findall(r"^\| [^|]+ \| (.+?) \| \$", readable, re.M):
        for latex in re.findall(r"`([^`]+)`", cell):
            read(latex if "-m" not in latex and "_{j=1}" not in latex else latex + " u_o")
    dots = re.search(r"dots for something left out, as in `([^`]+)`", unreadable)[1]
    assert "dots" in judge("naive-grad-center", dots).message
    assert page in (ROOT / "docs" / "answers.md").read_text("utf-8")


@pytest.mark.parametrize("question", sorted({q.id for q in formulas().values()}))
def test_each_question_states_its_symbols_and_where_its_lines_go(question, course):
    q = questions()[question]
    cells = json.loads((course.release / f"{q.notebook}.ipynb").read_text("utf-8"))["cells"]
    text = next(
        "".join(c["source"])
        for c in cells
        if c["metadata"].get("nbgrader", {}).get("grade_id") == f"{question}-text"
    )
    for formula in q.formulas:
        for name, shape in FORMULAS[formula].symbols.items():
            assert f"${name}$ {shape}" in text or f"${name}$ ({shape})" in text
    assert set(q.formulas) == {formula for formula in FORMULAS if formula.partition(".")[0] == question}
    assert f"{q.formula_points:g} for the final line" in text or not q.written


def test_in_a_notebook_the_magic_shows_itself():
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


def test_nbgraders_validate_button_finds_wrong_lines(monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    with pytest.raises(AssertionError, match="The sign is flipped"):
        answer("naive-grad-center", "U^\\top (y - \\hat{y})")
    assert answer("naive-grad-center", "U^\\top (\\hat{y} - y)").verdict.verdict == verdict.RIGHT


def test_what_a_student_wrote_cannot_become_markup():
    formula = FORMULAS["naive-grad-center"]
    found = judge(formula.id, "<script>alert(1)</script> `U` [a](b) *c* |x|")
    shown = verdicts.markdown(found, formula.left, formula.symbols)
    assert "<script" not in shown and "](b)" not in shown


# ---------------------------------------------------------------- what a red team found

NEVER_RIGHT = [
    ("relu-derivative", r"\begin{cases} x & x>0 \\ \alpha x & x<0\end{cases}"),
    ("relu-derivative", r"\begin{cases} x & x>0 \end{cases}"),
    ("naive-grad-outside", r"\begin{cases} (1-\hat y_w) v_c & w=o \end{cases}"),
    ("neg-gradients.negative", r"\sigma(u_{w_{s+4}}^\top v_c)v_c"),
    ("skipgram-gradients.outside", r"\sum_{j=-m}^{m-1} \frac{\partial J(v_c,w_{t+j},U)}{\partial U}"),
    ("skipgram-gradients.center", r"\sum_{-m \le j < m} \frac{\partial J(v_c,w_{t+j},U)}{\partial v_c}"),
    (
        "cbow-gradients.context",
        r"\sum_{-m\le j<m}\mathbb{1}\{w_{t+j}=w\} \frac{\partial J(\hat v,w_t,U)}{\partial \hat v}",
    ),
    ("cbow-gradients.outside", r"\frac{\partial J(\hat v, w_{t+m}, U)}{\partial U}"),
    ("neg-duplicates", r"\sum_{k=s}^{K}\mathbb{1}\{w_k=w_s\}\sigma(u_{w_s}^\top v_c)v_c"),
    ("cross-entropy-naive", r"-\log\hat y_3"),
    ("naive-grad-center", r"c\,U^\top(\hat y-y)"),
    ("skipgram-gradients.other", r"t\,v_c"),
    ("skipgram-gradients.center", r"\sum_{0<|j|\le 2}\frac{\partial J(v_c,w_{t+j},U)}{\partial v_c}"),
    ("sigmoid-derivative", r"\sigma'(x)"),
    ("relu-derivative", r"\mathrm{ReLU}'(x)"),
    ("softmax-shift", r"\mathrm{softmax}(x+c)_i"),
    ("softmax-shift", r"\frac{e^{x_i+c}}{\sum_j e^{x_j+c}}"),
    ("cross-entropy-naive", r"-\sum_w y_w\log\hat y_w"),
    ("skipgram-gradients.outside", r"\frac{\partial}{\partial U}\sum_{-m\le j\le m,j\ne0} J(v_c,w_{t+j},U)"),
    ("naive-grad-center", r"U^\top(\hat y-y) = J\,U^\top(y-\hat y)"),
    ("naive-grad-center", r"U^\top(\hat y-y)=-\frac{\partial J}{\partial v_c}"),
    ("naive-grad-center", r"-\frac{\partial J}{\partial v_c}=U^\top(\hat y-y)"),
    ("naive-grad-center", r"\frac{\partial J}{\partial U}=U^\top(\hat y-y)"),
    (
        "naive-grad-outside",
        r"\begin{cases}(\hat y_w-y_w)v_c & \text{sometimes}\\ 5v_c & \text{otherwise}\end{cases}",
    ),
    ("naive-grad-center", r"-u_o+\sum_{w\in\text{window}}\hat y_w u_w"),
    ("naive-grad-center", r"-u_o+\sum_{w\in o}\hat y_w u_w"),
    ("naive-grad-center", r"-u_o+\sum_w^{2}\hat y_w u_w"),
    ("naive-grad-outside", r"\frac{\partial J}{\partial u_w}=(\hat y_k-y_k)v_c"),
    ("neg-gradients.negative", r"\frac{\partial J}{\partial u_{w_s}}=\sigma(u_{w_k}^\top v_c)v_c"),
    (
        "skipgram-gradients.outside",
        r"\sum_{-m\le j\le m,j\ne0}\frac{\partial\, 2J(v_c,w_{t+j},U)}{\partial U}",
    ),
    ("cbow-gradients.context", r"n_w\frac{\partial\hat y}{\partial\hat v}"),
    ("naive-grad-center", r"\text{2}U^\top(\hat y-y)"),
    ("naive-grad-center", r"\text{-}U^\top(\hat y-y)"),
    ("naive-grad-center", r"U^\top(\hat y-y)\ne U^\top(\hat y-y)"),
    ("naive-grad-center", r"U^\top(\hat y-y), U^\top(y-\hat y)"),
    ("skipgram-gradients.other", r"0, 1"),
    ("sigmoid-derivative", r"(\sigma(x)(1-\sigma(x)))'"),
    ("cross-entropy-naive", r"-\log P(o\mid o)"),
    ("skipgram-gradients.outside", r"\sum_{w=1}^{V+1}\frac{\partial J(v_c,w,U)}{\partial U}"),
    ("naive-grad-center", r"\mathrm{diag}(\mathrm{diag}(\mathrm{diag}(U)))"),
    ("naive-grad-center", r"\mathbb{1}\{w\in\{10^{400},\dots,5\}\}u_o"),
    (
        "skipgram-gradients.outside",
        r"\sum_{j=1}^{99}\sum_{k=1}^{20}\frac{\partial J((100j+k)v_c,w_t,U)}{\partial U}",
    ),
    ("naive-grad-outside", r"\sum_a\sum_b\sum_f\sum_x y_a v_c"),
    ("cbow-gradients.context", r"\frac{\partial J(\hat v,w_t,U)}{\partial v_w}"),
    ("naive-grad-center", "+".join([r"\sum_a \sum_b \sum_f y_a u_a"] * 20)),
]
ALSO_RIGHT = [
    ("naive-grad-center", r"\pdv{J}{v_c} = U^\top (\hat{y} - y)"),
    ("sigmoid-derivative", r"\dv{\sigma}{x} = \sigma(x) (1 - \sigma(x))"),
    ("relu-derivative", r"\begin{cases} 1 & (x>0)\\ 0 & (x<0)\end{cases}"),
    ("naive-grad-outside", r"\begin{cases} (\hat y_w-1)v_c & (w=o)\\ \hat y_w v_c & (w\neq o)\end{cases}"),
    ("relu-derivative", r"\begin{cases} 0 & \text{otherwise}\\ 1 & x>0\end{cases}"),
    (
        "naive-grad-outside",
        r"\left(\frac{\exp(u_w^\top v_c)}{\sum_{w'=1}^V\exp(u_{w'}^\top v_c)} - y_w\right) v_c",
    ),
    ("softmax-shift", r"\frac{e^{x_i}}{\sum_{i'=1}^D e^{x_{i'}}}"),
    ("naive-grad-center", r"\sum_{w'}\hat y_{w'}u_{w'} - u_o"),
    ("skipgram-gradients.outside", r"\sum_{j=-m}^{m}\frac{\partial J(v_c,w_{t+j},U)}{\partial U},\; j\ne0"),
    (
        "naive-grad-outside",
        r"\frac{\partial J}{\partial u_w}=(\hat y_w-1)v_c\;\text{for }w=o,\;\frac{\partial J}{\partial u_w}=\hat y_w v_c\;\text{for }w\neq o",
    ),
    ("naive-grad-center", r"U(\hat y-y)\text{ (columns)}"),
    ("naive-grad-center", r"-\frac{\partial J}{\partial v_c}=U^\top(y-\hat y)"),
    ("neg-duplicates", r"\frac{\partial J}{\partial u_w}=\sum_k\mathbb{1}\{w_k=w\}\sigma(u_w^\top v_c)v_c"),
    ("relu-derivative", r"\begin{cases} 1 & x >= 0 \\ 0 & x < 0\end{cases}"),
    ("naive-grad-center", r"\frac{\partial J_{naive-softmax}}{\partial v_c}=U^\top(\hat y-y)"),
    ("neg-gradients.center", r"(\sigma(u_o^\top v_c)-1)u_o+\sum_{w\in\text{neg}}\sigma(u_w^\top v_c)u_w"),
    ("neg-gradients.negative", r"\sigma(u_{w_s}^\top v_c)v_c, s=1,...,K"),
    ("naive-grad-outside", r"(\hat y_w - 1_{w=o})v_c"),
    ("neg-gradients.negative", r"\frac{\partial J}{\partial u_k}=\sigma(u_k^\top v_c)v_c"),
]


@pytest.mark.parametrize("question, latex", NEVER_RIGHT)
def test_what_only_looks_right_is_not(question, latex):
    began = time.process_time()
    assert judge(question, latex).verdict != verdict.RIGHT
    assert time.process_time() - began < 2.5


@pytest.mark.parametrize("question, latex", ALSO_RIGHT)
def test_other_ways_to_write_it_are_right(question, latex):
    found = judge(question, latex)
    assert found.verdict == verdict.RIGHT, found


def test_a_formula_that_begins_with_a_minus_is_no_option():
    assert w2v("cross-entropy-naive", "--latex", r"-\log\hat{y}_o").returncode == 0


def test_no_size_or_word_is_the_same_in_all_draws():
    large = FORMULAS["naive-grad-center"].sizes[Scale.LARGE]
    sizes = [(s.V, s.D, s.o, s.c, len(s.draws)) for s in large]
    assert (
        all(len(set(column)) == len(sizes) for column in zip(*sizes))
        and len({max(s.window) for s in large}) > 1
    )
