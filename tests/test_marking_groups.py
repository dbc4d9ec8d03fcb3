"""Like answers are put together, and nothing that may deserve something else is among them."""

import sys

import pytest
from conftest import COURSE, ROOT

from autograder.answers import formulas_of
from autograder.answers.normal import normal_form
from autograder.answers.scheme import items_of, without_conditions
from autograder.marking import grouping, shown
from autograder.marking.grouping import groups_of
from autograder.marking.shapes import shape_of
from autograder.results.derivations import BREAKS, HOLDS, Fulfilled, Line, Part

NOTATION = formulas_of(COURSE)["naive-grad-center"].notation


def groups(*texts):
    """Return the groups of answers as sets of their places."""
    found = groups_of({str(place): shape_of(text, None, NOTATION) for place, text in enumerate(texts)})
    return sorted(sorted(map(int, group.students)) for group in found)


def test_a_normal_form_forgets_spelling_and_the_order_of_terms_but_computes_nothing():
    one = normal_form(r"J = -u_o^\top v_c + \log \sum_w \exp(u_w^\top v_c)", NOTATION)
    assert one == normal_form(r"J=\log\left(\sum_{w} e^{u_w^T v_c}\right) - u_o^{T}v_c", NOTATION)
    assert normal_form("a - (-b)") == normal_form("b + a")
    assert normal_form(r"U^\top (\hat{y} - y)") != normal_form(r"U^\top \hat{y} - U^\top y")
    assert normal_form(r"\begin{") == ""


@pytest.mark.parametrize(
    "one, other",
    [
        ("The counts are noisy.", "so the counts are noisy"),
        ("The counts are noisy, see $\\exp(x)$.", "the counts are noisy: see $e^{x}$"),
        (
            "The differences of rare words are mostly chance.",
            "The diffeernces of rare words are mostly chance.",
        ),
        ("One is large. Another is small.", "Another is small. One is large."),
        ("Die Zahl ist klein.", "Also die Zahlen sind klein"),
        ("", "keine Ahnung"),
    ],
    ids=["fillers", "spelling", "slips", "order-of-sentences", "endings", "blank"],
)
def test_answers_that_say_the_same_are_one_group(one, other):
    assert groups(one, other) == [[0, 1]]


@pytest.mark.parametrize(
    "one, other",
    [
        ("The counts are noisy.", "The counts are not noisy."),
        ("$u_o$ moves towards $v_c$.", "$u_o$ moves away $v_c$."),
        ("$a$ towards, $b$ away", "$b$ towards, $a$ away"),
        ("There are 11 terms.", "There are 10 terms."),
        ("The matrix is symmetric.", "The matrix is asymmetric."),
        ("Equal for $\\alpha > 0$.", "Equal for $\\alpha < 0$."),
        ("Die Summe ist groß.", "The sum is large."),
        ("The counts are noisy.", ""),
        ("It is a sum of terms", "It is a sum of terms with reasons"),
    ],
    ids="negation direction roles number prefix formula language blank more".split(),
)
def test_answers_that_may_deserve_something_else_stay_apart(one, other):
    assert groups(one, other) == [[0], [1]]


def part(*verdicts, fulfilled=(), messages=("", "", "")):
    lines = [Line(f"a_{place} = b", verdict, messages[place]) for place, verdict in enumerate(verdicts)]
    return Part("q", "", "right", tuple(lines), fulfilled=tuple(Fulfilled(one) for one in fulfilled))


def grouped(one, other, is_decided=True):
    """Tell whether two derivations are in one group, whatever is in their rows."""
    there = Part(
        other.question, "", other.final, tuple(_else(line) for line in other.lines), fulfilled=other.fulfilled
    )
    shapes = {
        name: shape_of("", some, NOTATION, is_decided=is_decided) for name, some in (("a", one), ("b", there))
    }
    return len(groups_of(shapes)) == 1


def _else(line):
    return Line(f"c + {line.latex}", line.verdict, line.message)


def test_derivations_with_the_same_verdicts_advice_and_items_are_one_group():
    advice = ("", "A sign is flipped.", "")
    assert grouped(part(HOLDS, BREAKS, messages=advice), part(HOLDS, BREAKS, messages=advice))
    assert not grouped(
        part(HOLDS, BREAKS, messages=advice), part(HOLDS, BREAKS, messages=("", "Shapes.", ""))
    )
    assert not grouped(part(HOLDS, HOLDS, fulfilled=[1]), part(HOLDS, HOLDS))
    assert not grouped(part(HOLDS, BREAKS), part(HOLDS, BREAKS))  # no advice says what it is
    assert not grouped(part(HOLDS, HOLDS), part(HOLDS, HOLDS), is_decided=False)


def test_a_synthetic_class_has_few_groups_and_none_that_mixes_what_is_deserved():
    """Texts alone, of 60 students; benchmarks/marking.py does it for 300, with derivations."""
    sys.path.insert(0, str(ROOT / "benchmarks"))
    from synthetic_class import class_of

    answers = class_of(60)
    total = 0
    for question in ("naive-zero", "l2-normalization", "neg-efficiency", "train", "pca", "sentiment"):
        theirs = {student: some[question] for student, some in answers.items()}
        found = groups_of({student: shape_of(one.source, None, NOTATION) for student, one in theirs.items()})
        total += len(found)
        for group in found:
            assert len({tuple(sorted(theirs[one].deserved.items())) for one in group.students}) == 1
    assert total < 6 * 60 / 2


def test_many_texts_are_compared_in_parts(monkeypatch):
    monkeypatch.setattr(grouping, "MOST_AT_ONCE", 3)
    texts = [("count", f"word{letter}") for letter in "abcdefg"]
    assert sorted(text for some in grouping.near_texts(texts) for text in some) == texts


def test_what_differs_from_the_first_member_is_marked_and_escaped():
    assert shown.glance("a <b> c", "a d c") == "a <mark>&lt;b&gt;</mark> c"
    assert shown.glance("<i>", "<i>") == "&lt;i&gt;"


def test_a_mark_scheme_may_hold_choices_and_deductions():
    scheme = (
        "- 1 point: all {either: x}\n- 0.5 points: a half {either: x} {final: right}\n- −0.5 points: a slip\n"
    )
    found = [(item.points, item.text, item.choice) for item in items_of(scheme)]
    assert found == [(1.0, "all", "x"), (0.5, "a half", "x"), (-0.5, "a slip", "")]
    assert [len(item.conditions) for item in items_of(scheme)] == [0, 1, 0]
    assert "{" not in without_conditions(scheme)
