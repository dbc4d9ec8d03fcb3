"""What lies in a drawer is read as it lies there: layouts, names, encodings, archives, what is missing."""

import io
import json
import tarfile
import zipfile

import pytest
from commands import w2v
from handouts import styles
from handouts.forked import DRAWER, judged

from autograder.intake import Refused

RIGHT = styles.OF_2019["plain"]
FILES_2019 = {"word2vec.py": RIGHT, "sgd.py": styles.SGD_OF_2019}


@pytest.fixture
def write(tmp_path):
    """Give a function that writes {name: text or bytes} below a folder, and returns the folder."""

    def files(texts, name="a2"):
        for file, text in texts.items():
            path = tmp_path / name / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return tmp_path / name

    return files


def right(found):
    return {name for name, one in found.items() if one.verdict == "right"}


def read(path):
    return DRAWER.read(str(path))


BESIDE = {
    "q4_sentiment.py": "import sklearn, matplotlib.pyplot as plt\nprint 'hello %d' % 3\n",
    "plots/draw.py": "def (",
    "saved_params_10000.npy": b"\x93NUMPY" * 1000,
    "huge.py": b"x = 1\n" * 100_000,
    "README.md": "# A1",
}


@pytest.mark.parametrize("texts", [FILES_2019, styles.OF_2017])
def test_only_what_is_graded_is_read(write, texts):
    folder = write(texts | BESIDE)
    (folder / "data").symlink_to("/etc")
    assert read(folder) == read(write(texts, "b"))


def test_a_single_file_takes_its_siblings_along(write):
    folder = write(
        styles.OF_2017 | {"q1_softmax.py": styles.OF_2017["q1_softmax.py"].replace("np.exp(x)", "x")}
    )
    found, notes = judged(folder / "q3_word2vec.py")
    assert {"softmaxCostAndGradient", "cbow"} <= right(found) and found["softmax"].absent
    assert "Right by itself: softmax, which it calls" in found["softmaxCostAndGradient"].message
    (folder / "q1_softmax.py").unlink()
    found, notes = judged(folder / "q3_word2vec.py", "softmaxCostAndGradient")
    assert found["softmaxCostAndGradient"].verdict == "right" and not found["softmaxCostAndGradient"].message
    assert "q1_softmax.py is not here: our softmax stands in." in notes


def test_a_file_is_found_by_its_functions_whatever_it_is_called(write):
    found, _ = judged(write({"my final (2).py": RIGHT, "descent.py": styles.SGD_OF_2019}))
    assert len(right(found)) == 5


def test_of_two_homes_it_says_which_was_graded(write):
    half = RIGHT.replace("l, gc, go = ", "nothing = ")
    folder = write({"old/word2vec.py": half, "new/word2vec.py": RIGHT, "new/sgd.py": styles.SGD_OF_2019})
    found, notes = judged(folder)
    assert len(right(found)) == 5 and any("old/word2vec.py" in note and "new" in note for note in notes), (
        notes
    )
    found, notes = judged(write({"word2vec.py": RIGHT, "word2vec_old.py": half}, "c"), "skipgram")
    assert right(found) == {"skipgram"} and any("word2vec.py was graded" in note for note in notes), notes


def packed(kind, texts, path):
    if kind == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            for name, text in texts.items():
                archive.writestr(f"a2/{name}", text)
        return
    with tarfile.open(path, "w:gz") as archive:
        for name, text in texts.items():
            member = tarfile.TarInfo(f"a2/{name}")
            member.size = len(text.encode())
            archive.addfile(member, io.BytesIO(text.encode()))


@pytest.mark.parametrize("name", ["mine.zip", "mine.tar.gz"])
def test_archives_are_read_alone_and_in_a_folder(tmp_path, name):
    packed(name.split(".")[1], FILES_2019, tmp_path / name)
    for path in (tmp_path / name, tmp_path):
        assert len(right(judged(path)[0])) == 5


def test_functions_in_the_cells_of_a_notebook_are_read(write):
    sources = ["%matplotlib inline\n!pip install x\n", RIGHT, "for i in range(10**9):\n    pass", "1 +"]
    cells = [{"cell_type": "code", "source": text.splitlines(True)} for text in sources]
    folder = write(
        {"a2.ipynb": json.dumps({"cells": [*cells, {"cell_type": "markdown", "source": ["def ("]}]})}
    )
    assert len(right(judged(folder)[0])) == 4


ENCODED = {
    "bom": b"\xef\xbb\xbf" + RIGHT.encode(),
    "utf-16": RIGHT.encode("utf-16"),
    "gbk": b"# -*- coding: gbk -*-\n# \xd6\xd0\xce\xc4\n" + RIGHT.encode(),
    "cp1252": b"# caf\xe9 \x93quoted\x94\n" + RIGHT.encode(),
    "unknown": b"# -*- coding: klingon -*-\n" + RIGHT.encode(),
    "crlf": RIGHT.replace("\n", "\r\n").encode(),
    "tabs": RIGHT.replace("    ", "\t").encode(),
    "tabs among spaces": RIGHT.replace("        ", "\t").encode(),
}


@pytest.mark.parametrize("encoding", ENCODED)
def test_encodings_tabs_and_line_ends_are_read(write, encoding):
    assert len(right(judged(write({"word2vec.py": ENCODED[encoding]}))[0])) == 4


def test_packages_are_missed_only_where_a_graded_function_uses_them(write):
    lines = "import matplotlib.pyplot as plt", "from scipy.special import expit", "import torch.nn as nn"
    imports = "\n".join([*lines, "@nn.jit", "def g(): pass", ""])
    assert len(right(judged(write({"word2vec.py": imports + RIGHT}))[0])) == 4
    uses = imports + RIGHT.replace("s = 1 / (1 + np.exp(-x))", "s = expit(x)")
    found, _ = judged(write({"word2vec.py": uses}, "b"), "sigmoid")
    assert found["sigmoid"].verdict == "error" and "scipy.special.expit" in found["sigmoid"].message


STARTER = """
import numpy as np
def sigmoid(x):
    ### YOUR CODE HERE (~1 Line)

    ### END YOUR CODE
    return s
def naiveSoftmaxLossAndGradient(centerWordVec, outsideWordIdx, outsideVectors, dataset):
    return
def negSamplingLossAndGradient(centerWordVec, outsideWordIdx, outsideVectors, dataset, K=10):
    raise NotImplementedError
def skipgram(currentCenterWord, windowSize, outsideWords, word2Ind, centerWordVectors, outsideVectors, d):
    loss = 0.0
    gradCenterVecs = np.zeros(centerWordVectors.shape)
    gradOutsideVectors = np.zeros(outsideVectors.shape)
    return loss, gradCenterVecs, gradOutsideVectors
def sgd(f, x0, step, iterations, postprocessing=None):
    for iter in range(1, iterations + 1):
        loss = None
        x0 = postprocessing(x0)
    return x0
"""


def test_what_stands_as_the_starter_had_it_is_not_written_yet(write):
    found, _ = judged(write({"word2vec.py": STARTER}))
    assert {one.verdict for one in found.values()} == {"missing"}
    assert all("not written yet" in one.message and not one.absent for one in found.values())


def test_exit_codes_say_what_they_mean(write, tmp_path):
    def code(folder):
        return w2v("handout", folder, cwd=tmp_path).returncode

    assert code(write({"word2vec.py": RIGHT})) == 0  # sgd is in no file: no mistake
    assert code(write({"word2vec.py": STARTER}, "b")) == 1
    assert code(write({"notes.txt": "none"}, "c")) == 1
    with pytest.raises(Refused, match=r"none of the handouts' files.*softmax, sigmoid"):
        read(tmp_path / "c")


def test_whole_numbers_are_divided_as_they_were_written_and_it_is_said(write):
    halves = styles.OF_2017["q2_sigmoid.py"].replace("1. / (1 + np.exp(-x))", "(3 / 2) / (1 + np.exp(-x))")
    found, _ = judged(write({"q2_sigmoid.py": halves}), "sigmoid")
    assert found["sigmoid"].verdict == "right"
    assert "q2_sigmoid.py, line 8: 3 / 2 is 1 in Python 2" in found["sigmoid"].message
    future = "from __future__ import division\n" + halves
    assert judged(write({"q2_sigmoid.py": future}, "b"), "sigmoid")[0]["sigmoid"].verdict == "wrong"


def test_the_mean_is_right_unless_the_starter_asks_for_the_sum(write):
    text = (
        styles.OF_2017["q2_neural.py"]
        .replace("np.sum(np.log(prediction) * labels)", "np.sum(np.log(prediction) * labels) / len(data)")
        .replace("delta = prediction - labels", "delta = (prediction - labels) / float(len(data))")
    )
    name = "forward_backward_prop"
    found, _ = judged(write(styles.OF_2017 | {"q2_neural.py": text}), name)
    assert found[name].verdict == "right" and "means over the batch" in found[name].message
    said = text.replace("    cost = ", "    # sum over the examples, not the mean\n    cost = ")
    found, _ = judged(write(styles.OF_2017 | {"q2_neural.py": said}, "b"), name)
    assert found[name].verdict == "wrong" and "its mean" in found[name].message, found


def test_a_page_tells_all_of_it(write, tmp_path):
    folder = write({"word2vec.py": RIGHT.replace("gradCenterVecs[c] += gc", "gradCenterVecs[0] += gc<3")})
    page = tmp_path / "out" / "page.html"
    done = w2v("handout", folder, "--html", page, cwd=tmp_path)
    said = page.read_text("utf-8")
    assert done.returncode == 1 and "3 of 4 functions right" in said and "word2vec.py" in said
    assert "<svg" in said and "In no file: sgd" in said


# ---------------------------------------------------------------- what fresh eyes found


def with_(old, new, texts=None, file="word2vec.py"):
    texts = texts or FILES_2019
    assert old in texts[file]
    return texts | {file: texts[file].replace(old, new)}


STILL_RIGHT = {
    "arguments by name": with_(
        "word2vecLossAndGradient(centerWordVectors[c], o, outsideVectors, dataset)",
        "word2vecLossAndGradient(centerWordVec=centerWordVectors[c], outsideWordIdx=o,"
        " outsideVectors=outsideVectors, dataset=dataset)",
    ),
    "a bar of progress": with_("for word in outsideWords:", "for word in tqdm(outsideWords):")
    | {"x.py": "from tqdm import tqdm\n"},
    "a lambda": with_("def sigmoid(x):", "sigmoid = lambda x: 1 / (1 + np.exp(-x))\ndef sigma(x):"),
    "known by name": with_(
        "        l, gc, go = word2vecLossAndGradient(",
        "        if word2vecLossAndGradient.__name__ not in ('naiveSoftmaxLossAndGradient',"
        " 'negSamplingLossAndGradient'):\n            raise ValueError('unknown')\n"
        "        l, gc, go = word2vecLossAndGradient(",
    ),
    "float32": with_(
        "    y = softmax(np.dot",
        "    outsideVectors = outsideVectors.astype(np.float32)\n    y = softmax(np.dot",
    ),
}
STILL_RIGHT["a bar of progress"]["word2vec.py"] = (
    "from tqdm import tqdm\n" + STILL_RIGHT["a bar of progress"]["word2vec.py"]
)


@pytest.mark.parametrize("style", STILL_RIGHT)
def test_what_is_right_in_another_way_is_right(write, style):
    found, _ = judged(write(STILL_RIGHT[style]))
    assert len(right(found)) == 5, found


def test_files_beside_python_2_are_python_2(write):
    text = styles.OF_2017["q2_sigmoid.py"].replace(
        "    s = 1. / (1 + np.exp(-x))", "    v = range(2)\n    v[0] = 1. / (1 + np.exp(-x))\n    s = v[0]"
    )
    text = text[: text.index("if __name__")]  # nothing in it is Python 2 to the eye
    assert "sigmoid" in right(judged(write(styles.OF_2017 | {"q2_sigmoid.py": text}))[0])


def test_a_helper_that_gives_nan_is_not_the_windows_fault(write):
    found, _ = judged(write(with_("1 / (1 + np.exp(-x))", "1 / (1 - np.exp(-x)) * np.nan")))
    assert found["sigmoid"].verdict == "wrong" and found["skipgram"].verdict == "right"


def test_a_loss_that_is_thrown_away_is_missed_where_it_is_printed(write):
    thrown = with_("        loss, grad = f(x)", "        _, grad = f(x)", file="sgd.py")
    found, _ = judged(write(thrown), "sgd")
    assert found["sgd"].verdict == "wrong" and "Where it prints the loss" in found["sgd"].message


INTO = """
import numpy as np
def softmax(x):
    if x.ndim == 1:
        e = np.exp(x - x.max())
        return e / e.sum()
    for i in range(len(x)):
        x[i] = np.exp(x[i] - x[i].max()) / np.exp(x[i] - x[i].max()).sum()
    return x
"""


def test_softmax_that_writes_into_whole_numbers_is_wrong(write):
    found, _ = judged(
        write({"q1_softmax.py": INTO, "q2_sigmoid.py": styles.OF_2017["q2_sigmoid.py"]}), "softmax"
    )
    assert found["softmax"].verdict == "wrong" and "whole numbers" in found["softmax"].message


def test_files_of_a_package_find_each_other(write):
    helpers = "import numpy as np\ndef logistic(x):\n    return 1 / (1 + np.exp(-x))\n"
    texts = with_("s = 1 / (1 + np.exp(-x))", "s = logistic(x)")
    texts["word2vec.py"] = "from .helpers import *\n" + texts["word2vec.py"]
    assert len(right(judged(write(texts | {"helpers.py": helpers, "__init__.py": ""}))[0])) == 5
