"""Pairs that share more than the release and the class explain: planted copies are found, others are not."""

import random
import time
import tomllib

import numpy as np
import pytest
from conftest import COURSE, ROOT
from styles import by_somebody, copied

from autograder.report import similar
from autograder.report.fingerprints import (
    ANY_NAME,
    CODE,
    NOTHING,
    TEXT,
    as_packed,
    bare,
    lines_of,
    of_submission,
    prints_of,
    shared_in,
    tokens_of_code,
    tokens_of_text,
)
from autograder.report.pairs import given

GIVEN = given(COURSE, ROOT / "assignments" / COURSE.id)
CODE_TEXT = (
    "def f(x):\n    total = 0\n    for value in x:\n        total += value * value\n    return total\n"
)


def prints(modules, texts=()):
    files = {name: as_packed(text.encode()) for name, text in modules.items()}
    return of_submission(files, list(texts), GIVEN.names)


@pytest.fixture(scope="module")
def released():
    folder = ROOT / "assignments" / COURSE.id / COURSE.library
    return prints({name: (folder / name).read_text("utf-8") for name in COURSE.student_files})[0]


def hashes_of(source):
    return set(prints_of(tokens_of_code(source, GIVEN.names), CODE).hashes.tolist())


@pytest.mark.parametrize("size", [2, 3, 8, 60])
def test_every_planted_copy_is_found_and_no_independent_pair(released, size):
    """Renamed variables, functions in another order and other comments hide nothing."""
    chance = random.Random(size)
    work = {f"s{number}": by_somebody(chance) for number in range(size)}
    planted = {(f"s{number}", f"t{number}") for number in range(max(1, min(4, size // 3)))}
    work |= {copy: copied(work[source], chance) for source, copy in planted}
    found = similar.alike({name: prints(modules)[0] for name, modules in work.items()}, released)
    assert {(pair.one, pair.other) for pair in found} == planted
    assert all(pair.share > similar.LINE + 0.1 for pair in found)


def test_a_copy_of_a_wrong_solution_is_found_among_students_with_the_same_mistake(released, bank):
    chance, wrong = random.Random(7), [bank["naive-loss-sign"], bank["repeats-counted-once"]]
    work = {f"s{number}": by_somebody(chance, wrong) for number in range(10)}
    work["t"] = copied(work["s3"], chance)
    found = similar.alike({name: prints(modules)[0] for name, modules in work.items()}, released)
    assert [(pair.one, pair.other) for pair in found] == [("s3", "t")]


def test_what_many_in_the_class_share_makes_no_pair(released):
    same = by_somebody(random.Random(1))
    work = {f"s{number}": prints(same)[0] for number in range(20)}
    assert similar.alike(work, released) == []


def test_the_release_itself_makes_no_pair(released):
    assert similar.alike({"ada": released, "bela": released}, released) == []


@pytest.mark.parametrize("size", [0, 1])
def test_a_class_of_nobody_or_one_has_no_pair(size):
    assert similar.alike({f"s{i}": np.arange(90, dtype=np.uint64) for i in range(size)}, NOTHING) == []


def test_five_thousand_students_are_compared_through_an_index():
    chance = np.random.default_rng(0)
    common = chance.integers(0, 2**63, 4_000, dtype=np.uint64)
    work = {
        f"s{number:04}": np.unique(
            np.concatenate([chance.integers(0, 2**63, 200, dtype=np.uint64), chance.choice(common, 150)])
        )
        for number in range(5_000)
    }
    work["t"] = work["s0007"]
    began = time.process_time()
    found = similar.alike(work, NOTHING)
    assert [(pair.one, pair.other) for pair in found] == [("s0007", "t")]
    assert time.process_time() - began < 20


# ---------------------------------------------------------------- what counts


def test_names_comments_layout_and_docstrings_do_not_count():
    other = (
        'def f(numbers):\n  """Add squares."""\n  s = 0  # so far\n\n'
        "  for n in numbers:\n      s += n*n\n  return s\n"
    )
    assert hashes_of(CODE_TEXT) == hashes_of(other) != set()


def test_operations_and_attributes_count():
    assert hashes_of(CODE_TEXT) != hashes_of(CODE_TEXT.replace("value * value", "value + value"))
    with_method = CODE_TEXT.replace("value * value", "value.sum()")
    assert hashes_of(with_method) != hashes_of(with_method.replace(".sum", ".max"))


@pytest.mark.parametrize("source", ["def f(:\n  '''", "\x00\x01", "(" * 5000, "  x\n y", ""])
def test_what_is_no_python_is_compared_as_far_as_it_goes(source):
    tokens = tokens_of_code("x = 1\n" + source)
    assert [token.text for token in tokens[:4]] == [ANY_NAME, "=", "1", "\n"]
    assert len(bare(source).splitlines()) == len(source.splitlines())


def test_spacing_and_braces_of_latex_do_not_count():
    one, other = r"$\frac{a}{b} + u_o^\top v_c - \log x$", r"$\frac a b + u_{o}^{\top}\, v_{c} - \log{x}$"
    assert [t.text for t in tokens_of_text(one)] == [t.text for t in tokens_of_text(other)]


def test_copied_derivation_is_found_and_an_independent_one_is_not():
    entries = tomllib.loads((ROOT / "tests" / "derivations.toml").read_text("utf-8"))["derivation"]
    texts = ["\n\n".join(rf"$$ {row} $$" for row in entry["rows"]) for entry in entries]
    own = {f"s{number}": "\n".join(texts[3 * number : 3 * number + 3]) for number in range(6)}
    own["t"] = "So I find:\n\n" + own["s2"].replace(r"\left(", "(").replace(r"\right)", ")")
    found = similar.alike({name: prints({}, [text])[1] for name, text in own.items()}, NOTHING)
    assert [(pair.one, pair.other) for pair in found] == [("s2", "t")]


# ---------------------------------------------------------------- what is shown


def test_what_is_shared_is_marked_where_it_stands():
    shared = prints_of(tokens_of_code(CODE_TEXT), CODE).hashes
    text = "x = 1\n\n" + CODE_TEXT
    (found,), _ = shared_in({"a.py": as_packed(text.encode())}, {}, [], shared, False)
    name, source, spans = found
    assert (name, source) == ("a.py", text)
    assert source.splitlines()[spans[0][0]] == "def f(x):" and spans[-1][0] == text.count("\n") - 1


def test_comments_and_texts_are_left_out_of_code_that_is_shown_without_names():
    source = 'def f():\n    """By Ada."""\n    # Ada\n    return "Ada", f(1)\n'
    shown = bare(source)
    assert "Ada" not in shown and "return" in shown and len(shown.splitlines()) == 4


@pytest.mark.parametrize("sign", ["\f", "\x1c", "\u2028"])
def test_a_sign_that_ends_no_line_of_python_moves_nothing(sign):
    source = f"x = '{sign}'  # {sign}\n\n# Ada\n{CODE_TEXT}"
    assert "Ada" not in bare(source)
    shared = prints_of(tokens_of_code(CODE_TEXT), CODE).hashes
    ((_, shown, spans),), _ = shared_in({"a.py": as_packed(source.encode())}, {}, [], shared, True)
    assert lines_of(shown)[spans[0][0]] == "def f(x):"


def test_text_below_a_run_has_no_fingerprint():
    assert not len(prints_of(tokens_of_text("a few words"), TEXT).hashes)
