"""A hundred files in the manner of the old handouts: right ones in many styles, and each with one mistake."""

import ast
import random
import sys

import pytest
from conftest import COURSE
from handouts import equal, mistakes, styles
from handouts.forked import judged

from autograder.report.mutants import mutants

CONVERSION = COURSE.public("handouts.conversion")

FILES_2019 = {"word2vec.py": styles.OF_2019["plain"], "sgd.py": styles.SGD_OF_2019}


@pytest.fixture(autouse=True)
def _no_leftovers():
    """A fork must not see modules of theirs that another test has loaded."""
    before = set(sys.modules)
    yield
    for name in set(sys.modules) - before:
        del sys.modules[name]


@pytest.fixture
def write(tmp_path):
    """Give a function that writes files, and returns their folder."""

    def files(texts):
        for name, text in texts.items():
            path = tmp_path / "a2" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return tmp_path / "a2"

    return files


def verdicts(found):
    return {name: one.verdict for name, one in found.items()}


@pytest.mark.parametrize("style", styles.OF_2019)
def test_right_files_of_2019_are_right_in_every_style(write, style):
    found, _ = judged(write(FILES_2019 | {"word2vec.py": styles.OF_2019[style]}))
    assert set(verdicts(found).values()) == {"right"}, found


def test_right_files_of_2017_are_right_and_said_to_be_converted_once(write):
    found, notes = judged(write(styles.OF_2017))
    assert set(verdicts(found).values()) == {"right"} and len(found) == 10, found
    assert [note for note in notes if "Converted from Python 2" in note] == notes, notes


CASES = [
    *((FILES_2019, "word2vec.py", *case) for case in mistakes.IN_2019),
    *((FILES_2019, "sgd.py", *case) for case in mistakes.IN_SGD),
    *((styles.OF_2017, *case) for case in mistakes.IN_2017),
]


COSTS = ("softmaxCostAndGradient", "negSamplingCostAndGradient")
TOUCHED = {  # file: the functions that can hear of a change in it; all, where none are given
    "word2vec.py": ("sigmoid", "naiveSoftmaxLossAndGradient", "negSamplingLossAndGradient", "skipgram"),
    "sgd.py": ("sgd",),
    "q3_sgd.py": ("sgd",),
    "q3_word2vec.py": ("normalizeRows", *COSTS, "skipgram", "cbow"),
}


@pytest.mark.parametrize(
    ("texts", "file", "function", "old", "new", "verdict", "words"),
    CASES,
    ids=[f"{case[2]}-{number}" for number, case in enumerate(CASES)],
)
def test_each_mistake_gets_its_verdict_and_blames_nothing_else(
    write, texts, file, function, old, new, verdict, words
):
    assert old in texts[file]
    found, _ = judged(write(texts | {file: texts[file].replace(old, new, 1)}), *TOUCHED.get(file, ()))
    said = f"{found[function].message} {' '.join(found[function].classes)}"
    assert found[function].verdict == verdict and words in said, found[function]
    others = {name: one for name, one in found.items() if name != function and one.verdict != "right"}
    assert not others, others


MUTANTS = 5  # of each function; some hundred by hand when this was written


@pytest.mark.parametrize(
    ("texts", "file", "function"),
    [
        *((FILES_2019, "word2vec.py", name) for name in ("naiveSoftmaxLossAndGradient", "skipgram")),
        (FILES_2019, "word2vec.py", "negSamplingLossAndGradient"),
        *((styles.OF_2017, "q3_word2vec.py", name) for name in ("normalizeRows", "cbow")),
        (styles.OF_2017, "q2_neural.py", "forward_backward_prop"),
        (styles.OF_2017, "q3_sgd.py", "sgd"),
        (styles.OF_2017, "q1_softmax.py", "softmax"),
    ],
)
def test_a_changed_function_is_right_just_when_it_does_the_same(write, texts, file, function):
    read = {name: CONVERSION.source(name, text).text for name, text in texts.items()}
    node = next(n for n in ast.parse(read[file]).body if getattr(n, "name", "") == function)
    source = ast.get_source_segment(read[file], node)
    chance = random.Random(function)
    for number, mutant in enumerate(chance.sample(list(mutants(source)), MUTANTS)):
        changed = read | {file: read[file].replace(source, mutant)}
        found, _ = judged(write(changed), *PAIRS_OF.get(function, ()), function)
        if "K-is-not-10" in found[function].classes:
            continue
        is_same = equal.same(together(read), together(changed), function)
        assert (found[function].verdict == "right") == is_same, (number, mutant, found[function])


PAIRS_OF = {
    "skipgram": ("naiveSoftmaxLossAndGradient", "negSamplingLossAndGradient"),
    "cbow": COSTS,
}


def together(texts):
    """Return the files as one text, sgd first, without what they import of each other."""
    order = sorted(texts, key=lambda name: ("sgd" not in name, name))
    lines = "\n".join(texts[name] for name in order).split("\n")
    return "\n".join(line for line in lines if not line.startswith(("from q", "from utils", "import pickle")))
