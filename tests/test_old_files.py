"""A hundred files in the manner of the old handouts: right ones in many styles, and each with one mistake."""

import sys

import pytest
from handouts import mistakes, styles
from handouts.forked import judged

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


@pytest.mark.parametrize(
    ("texts", "file", "function", "old", "new", "verdict", "words"),
    CASES,
    ids=[f"{case[2]}-{number}" for number, case in enumerate(CASES)],
)
def test_each_mistake_gets_its_verdict_and_blames_nothing_else(
    write, texts, file, function, old, new, verdict, words
):
    assert old in texts[file]
    found, _ = judged(write(texts | {file: texts[file].replace(old, new, 1)}))
    said = f"{found[function].message} {' '.join(found[function].classes)}"
    assert found[function].verdict == verdict and words in said, found[function]
    others = {name: one for name, one in found.items() if name != function and one.verdict != "right"}
    assert not others, others
