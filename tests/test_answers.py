"""Final lines in LaTeX: what people write, and the verdict that it deserves (answers/*.toml)."""

import itertools
import json
import os
import re
import subprocess
import sys
import tomllib

import numpy as np
import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.answers import reader, tree, verdict
from autograder.answers.evaluate import Point, value
from autograder.answers.questions import QUANTITIES

TABLES = [tomllib.loads(path.read_text("utf-8")) for path in sorted((ROOT / "tests" / "answers").glob("*.toml"))]
ENTRIES = [
    (question, latex, wanted)
    for table in TABLES
    for question, forms in table.items()
    for wanted in (verdict.RIGHT, verdict.WRONG)
    for latex in forms[wanted]
]


def test_the_tables_cover_every_question_both_ways():
    found = {(question, wanted) for question, _, wanted in ENTRIES}
    assert found == set(itertools.product(QUANTITIES, (verdict.RIGHT, verdict.WRONG)))


@pytest.mark.parametrize("question, latex, wanted", ENTRIES, ids=[f"{q}-{i}" for i, (q, _, _) in enumerate(ENTRIES)])
def test_verdict(question, latex, wanted):
    found = verdict.judge(question, latex)
    assert found.verdict == wanted, (found.message, found.understood)


@pytest.mark.parametrize("question, latex", [(q, latex) for q, latex, _ in ENTRIES], ids=[f"{q}-{i}" for i, (q, _, _) in enumerate(ENTRIES)])
def test_what_was_understood_means_the_same(question, latex):
    found = verdict.judge(question, latex)
    again = verdict.judge(question, found.understood)
    assert (again.verdict, again.understood) == (found.verdict, found.understood)


@pytest.mark.parametrize(
    "latex, said",
    [
        ("", "nothing to read yet"),
        ("% your final line", "nothing to read yet"),
        ("U^\\top (\\hat{y} - y", "ends too early"),
        ("U^\\top ) \\hat{y}", "cannot be read at “)"),
        ("U^\\top (\\hat{z} - y)", "\\hat{z} is not declared"),
        ("\\int U", "cannot be read at “\\int"),
        ("a" * 5000, "longer than"),
        ("(" * 100 + "U" + ")" * 100, "nested too deeply"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_place(latex, said):
    found = verdict.judge("naive-grad-center", latex)
    assert found.verdict == verdict.UNREADABLE and said in found.message


def test_a_shape_that_does_not_fit_names_the_two_parts():
    found = verdict.judge("naive-grad-outside-matrix", r"(\hat{y} - y)^\top v_c")
    assert found.message == r"(\hat{y} - y)^\top (1, V) and v_{c} (D, 1) cannot be multiplied."


def test_of_a_chain_the_first_link_that_breaks_is_named():
    found = verdict.judge("sigmoid-derivative", r"\sigma(x) - \sigma(x)^2 = \sigma(x)(1 + \sigma(x)) = 1")
    assert found.verdict == verdict.WRONG and found.message.startswith(r"\sigma(x) (1 + \sigma(x)) is not it")


def test_the_convention_that_fits_is_named():
    assert verdict.judge("naive-grad-center", r"U^\top (\hat{y} - y)").convention == "words as rows"
    assert verdict.judge("naive-grad-center", r"U (\hat{y} - y)").convention == "words as columns"


@pytest.mark.parametrize("question", QUANTITIES)
def test_right_answers_hold_on_other_draws_too(question, monkeypatch):
    monkeypatch.setattr(verdict, "_points", lambda question, convention: verdict_points(question, convention))
    right = next(forms["right"] for table in TABLES for id, forms in table.items() if id == question)
    assert verdict.judge(question, right[0]).verdict == verdict.RIGHT


def verdict_points(question, convention):
    return [point for seed in range(20) for point in QUANTITIES[question].draw(np.random.default_rng(seed), convention)]


# ---------------------------------------------------------------- a random tree, printed and read again, keeps its value

NUMBERS = st.sampled_from([tree.Name("a"), tree.Name("b"), tree.Number(2.0), tree.Number(1.0), tree.Number(0.5)])


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
        | inner.map(lambda n: tree.Sum(tree.Product(n, tree.Name("x", tree.Name("i"))), (tree.Relation((tree.Name("i"),), ()),)))
        | inner.map(lambda n: tree.Cases(((n, (tree.Relation((tree.Name("a"), tree.Number(0.0)), ("<",)),)), (tree.Number(1.0), None))))
    )


def point():
    symbols = {"a": np.asarray(0.7), "b": np.asarray(-1.3), "x": np.array([[0.2], [0.5], [-0.4]])}
    return Point(symbols, ranges={"entry": range(3)})


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@settings(max_examples=int(os.environ.get("W2V_FUZZ", 300)), deadline=None)
@given(st.recursive(NUMBERS, grown, max_leaves=12))
def test_a_tree_that_is_printed_and_read_again_keeps_its_value(node):
    (again,) = reader.read(node.latex())
    first, second = value(node, point()), value(again, point())
    assert np.allclose(first, second, rtol=1e-9, equal_nan=True), node.latex()


PIECES = ["U", "u_o", "\\hat{y}", "\\frac", "{", "}", "^\\top", "(", ")", "\\sum", "_", "^", "w", "=", "-", "\\begin{cases}", "&", "\\\\", "\\end{cases}", "'", "2", "|", "\\sigma"]


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@settings(max_examples=int(os.environ.get("W2V_FUZZ", 300)), deadline=None)
@given(st.text(max_size=60) | st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join))
def test_any_text_gets_a_verdict(latex):
    found = verdict.judge("naive-grad-center", latex)
    assert found.verdict in (verdict.RIGHT, verdict.WRONG, verdict.UNREADABLE) and (found.message or found.verdict == verdict.RIGHT)


def w2v(*words):
    return subprocess.run([sys.executable, "-m", "autograder.cli", "answer", *words], capture_output=True, text=True)


@pytest.mark.parametrize(
    "latex, code, found", [(r"U^\top (\hat{y} - y)", 0, "right"), (r"U^\top (y - \hat{y})", 1, "wrong"), ("?", 2, "unreadable")]
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
