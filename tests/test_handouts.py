"""Work for the original handouts, as it lies in people's drawers: what is right, what is wrong, and why."""

import json
import pathlib
import subprocess
import sys

import pytest
from conftest import COURSE

WORD2VEC = """
import numpy as np
import random
from utils.gradcheck import gradcheck_naive
from utils.utils import normalizeRows, softmax


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def naiveSoftmaxLossAndGradient(centerWordVec, outsideWordIdx, outsideVectors, dataset):
    y = softmax(outsideVectors @ centerWordVec)
    loss = -np.log(y[outsideWordIdx])
    y[outsideWordIdx] -= 1
    return loss, y @ outsideVectors, np.outer(y, centerWordVec)


def getNegativeSamples(outsideWordIdx, dataset, K):
    drawn = [None] * K
    for k in range(K):
        word = dataset.sampleTokenIdx()
        while word == outsideWordIdx:
            word = dataset.sampleTokenIdx()
        drawn[k] = word
    return drawn


def negSamplingLossAndGradient(centerWordVec, outsideWordIdx, outsideVectors, dataset, K=10):
    negatives = getNegativeSamples(outsideWordIdx, dataset, K)
    s = sigmoid(outsideVectors[outsideWordIdx] @ centerWordVec)
    loss, center, outside = -np.log(s), (s - 1) * outsideVectors[outsideWordIdx], np.zeros_like(outsideVectors)
    outside[outsideWordIdx] = (s - 1) * centerWordVec
    for k in negatives:
        t = sigmoid(-outsideVectors[k] @ centerWordVec)
        loss -= np.log(t)
        center = center + (1 - t) * outsideVectors[k]
        outside[k] += (1 - t) * centerWordVec
    return loss, center, outside


def skipgram(currentCenterWord, windowSize, outsideWords, word2Ind, centerWordVectors, outsideVectors, dataset,
             word2vecLossAndGradient=naiveSoftmaxLossAndGradient):
    loss, centers, outsides = 0.0, np.zeros(centerWordVectors.shape), np.zeros(outsideVectors.shape)
    c = word2Ind[currentCenterWord]
    for word in outsideWords:
        l, g, G = word2vecLossAndGradient(centerWordVectors[c], word2Ind[word], outsideVectors, dataset)
        loss += l
        centers[c] += g
        outsides += G
    return loss, centers, outsides
"""
SGD = """
def sgd(f, x0, step, iterations, postprocessing=None, useSaved=False, PRINT_EVERY=10):
    x, postprocessing = x0, postprocessing or (lambda x: x)
    for i in range(1, iterations + 1):
        loss, grad = f(x)
        x = postprocessing(x - step * grad)
        if i % PRINT_EVERY == 0:
            print(i, loss)
        if i % 20000 == 0:
            step *= 0.5
    return x
"""
OF_2017 = {
    "q2_neural.py": """
import numpy as np
from q1_softmax import softmax
from q2_sigmoid import sigmoid, sigmoid_grad
from q2_gradcheck import gradcheck_naive


def forward_backward_prop(data, labels, params, dimensions):
    Dx, H, Dy = (dimensions[0], dimensions[1], dimensions[2])
    ofs = Dx * H
    W1 = np.reshape(params[:ofs], (Dx, H))
    b1 = np.reshape(params[ofs:ofs + H], (1, H))
    ofs += H
    W2 = np.reshape(params[ofs:ofs + H * Dy], (H, Dy))
    ofs += H * Dy
    b2 = np.reshape(params[ofs:ofs + Dy], (1, Dy))
    h = sigmoid(data.dot(W1) + b1)
    y = softmax(h.dot(W2) + b2)
    cost = -np.sum(labels * np.log(y))
    d2 = y - labels
    d1 = d2.dot(W2.T) * sigmoid_grad(h)
    grads = [data.T.dot(d1), np.sum(d1, axis=0, keepdims=True), h.T.dot(d2), np.sum(d2, axis=0, keepdims=True)]
    return cost, np.concatenate([g.flatten() for g in grads])
""",
    "q1_softmax.py": "import numpy as np\n\n\ndef softmax(x):\n    e = np.exp(x - np.max(x, axis=-1, keepdims=True))\n    return e / np.sum(e, axis=-1, keepdims=True)\n",
    "q2_sigmoid.py": "import numpy as np\n\n\ndef sigmoid(x):\n    return 1 / (1 + np.exp(-x))\n\n\ndef sigmoid_grad(s):\n    return s * (1 - s)\n",
    "q3_word2vec.py": """
import numpy as np
from q1_softmax import softmax
from q2_gradcheck import gradcheck_naive
from q2_sigmoid import sigmoid, sigmoid_grad


def normalizeRows(x):
    return x / np.sqrt(np.sum(x**2, axis=1)).reshape(-1, 1)


def softmaxCostAndGradient(predicted, target, outputVectors, dataset):
    y = softmax(outputVectors @ predicted)
    cost = -np.log(y[target])
    y[target] -= 1
    return cost, y @ outputVectors, np.outer(y, predicted)


def skipgram(currentWord, C, contextWords, tokens, inputVectors, outputVectors, dataset, word2vecCostAndGradient=softmaxCostAndGradient):
    cost, gradIn, gradOut = 0.0, np.zeros(inputVectors.shape), np.zeros(outputVectors.shape)
    for word in contextWords:
        l, g, G = word2vecCostAndGradient(inputVectors[tokens[currentWord]], tokens[word], outputVectors, dataset)
        cost, gradOut = cost + l, gradOut + G
        gradIn[tokens[currentWord]] += g
    return cost, gradIn, gradOut
""",
}


def graded(folder, *options):
    """What `w2v handout --json` says, run from outside the course: old work lies in a drawer."""
    command = [sys.executable, "-m", "autograder.cli", "handout", str(folder), "--json", *options]
    done = subprocess.run(command, cwd=pathlib.Path(folder).parent, capture_output=True, text=True)
    return (
        (done.returncode, json.loads(done.stdout)["functions"])
        if done.stdout
        else (done.returncode, done.stderr)
    )


@pytest.fixture
def write(tmp_path):
    def files(**changed):
        folder = tmp_path / "a2"
        folder.mkdir(exist_ok=True)
        for name, text in {"word2vec": WORD2VEC, "sgd": SGD, **changed}.items():
            if text is not None:
                (folder / f"{name}.py").write_text(text, "utf-8")
        return folder

    return files


def test_right_work_is_right_without_the_utils_package(write):
    code, found = graded(write())
    assert code == 0 and {verdict["verdict"] for verdict in found.values()} == {"right"}
    assert set(found) == {
        "sigmoid",
        "naiveSoftmaxLossAndGradient",
        "negSamplingLossAndGradient",
        "skipgram",
        "sgd",
    }


def test_in_the_terminal_and_as_a_single_file(write):
    folder = write(sgd=None)
    done = subprocess.run(
        [sys.executable, "-m", "autograder.cli", "handout", str(folder / "word2vec.py")],
        cwd=pathlib.Path(folder).parent,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1 and "right    skipgram" in done.stdout and "missing  sgd" in done.stdout


REJECTION = "        while word == outsideWordIdx:\n            word = dataset.sampleTokenIdx()\n"
CALL = "        l, g, G = word2vecLossAndGradient("


@pytest.mark.parametrize(
    "old, new, function, verdict, kind",
    [
        ("outside[k] += (1 - t)", "outside[k] = (1 - t)", "negSamplingLossAndGradient", "wrong", "repeats-counted-once"),
        ("y[outsideWordIdx] -= 1\n", "y[outsideWordIdx] - 1\n", "naiveSoftmaxLossAndGradient", "wrong", "true-words-term-missing"),
        (CALL, "        l, _, _ = word2vecLossAndGradient(centerWordVectors[c], word2Ind[word], outsideVectors, dataset)\n" + CALL.replace("l, g", "_, g"), "skipgram", "wrong", "called-twice"),
        ("for word in outsideWords:", "for word in set(outsideWords):", "skipgram", "wrong", "repeats-dropped"),
        ("dataset.sampleTokenIdx()", "random.choice(dataset.draws)", "skipgram", "wrong", "another-generator"),
        ("return 1 / (1 + np.exp(-x))", "return float(np.array([[1.0]]) / (1 + np.exp(-np.reshape(x, (-1, 1))[:1])))", "sigmoid", "error", "numpy-2"),
        ("def sigmoid(x):", "def sigma(x):", "sigmoid", "missing", None),
        (REJECTION, "", "negSamplingLossAndGradient", "wrong", "true-word-not-rejected"),
        ("dataset, K=10)", "dataset, K=5)", "negSamplingLossAndGradient", "wrong", "K-is-not-10"),
        ("getNegativeSamples(outsideWordIdx, dataset, K)\n    s", "getNegativeSamples(outsideWordIdx, dataset, 10)\n    s", "negSamplingLossAndGradient", "wrong", "K-is-not-10"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_called_by_its_name(write, old, new, function, verdict, kind):
    assert old in WORD2VEC
    code, found = graded(write(word2vec=WORD2VEC.replace(old, new)))
    assert code == 1 and found[function]["verdict"] == verdict, found[function]
    assert kind is None or kind in found[function]["classes"], found[function]


def test_the_true_word_among_the_negatives_is_told(write):
    wrong = WORD2VEC.replace(REJECTION, "").replace("outside[k] += (1 - t)", "outside[k] += (1.1 - t)")
    found = graded(write(word2vec=wrong))[1]["negSamplingLossAndGradient"]
    assert found["verdict"] == "wrong" and "true-word-not-rejected" in found["classes"]


def test_a_row_for_a_vector_is_right_with_a_remark(write):
    row = WORD2VEC.replace(
        "return loss, y @ outsideVectors,", "return loss, (y @ outsideVectors)[None],"
    ).replace("centers[c] += g", "centers[c] += np.ravel(g)")
    code, found = graded(write(word2vec=row))
    assert code == 0 and "(1, 3)" in found["naiveSoftmaxLossAndGradient"]["message"]


def test_skipgram_is_not_blamed_for_its_pairs(write):
    wrong = WORD2VEC.replace("loss = -np.log(y[outsideWordIdx])", "loss = np.log(y[outsideWordIdx])")
    found = graded(write(word2vec=wrong))[1]
    assert found["naiveSoftmaxLossAndGradient"]["verdict"] == "wrong"
    assert found["skipgram"]["verdict"] == "right" and "must be mended first" in found["skipgram"]["message"]


def test_sgd_uphill(write):
    found = graded(write(sgd=SGD.replace("x - step * grad", "x + step * grad")))[1]["sgd"]
    assert found["verdict"] == "wrong" and found["classes"] == ["uphill"]


def test_python_2_is_refused_kindly(write):
    code, said = graded(write(sgd=SGD.replace("print(i, loss)", 'print "iter %d: %f" % (i, loss)')))
    assert (
        code == 1
        and "sgd.py is written for Python 2 (line" in said
        and "2to3" in said
        and "Traceback" not in said
    )


def test_the_handouts_of_2017(tmp_path):
    for name, text in OF_2017.items():
        (tmp_path / name).write_text(text, "utf-8")
    code, found = graded(tmp_path)
    right = {name for name, verdict in found.items() if verdict["verdict"] == "right"}
    missing = {name for name, verdict in found.items() if verdict["verdict"] == "missing"}
    assert code == 1 and right == {
        "softmax",
        "sigmoid",
        "sigmoid_grad",
        "forward_backward_prop",
        "normalizeRows",
        "softmaxCostAndGradient",
        "skipgram",
    }, found
    assert missing == {"negSamplingCostAndGradient", "cbow", "sgd"}


def test_it_runs_in_the_sandbox(write, tmp_path):
    touched = tmp_path / "touched"
    code, found = graded(
        write(word2vec=WORD2VEC + f"\ntry:\n    open({str(touched)!r}, 'w')\nexcept OSError:\n    pass\n")
    )
    assert code == 0 and not touched.exists()


def test_where_nothing_is_to_grade_it_says_so(tmp_path):
    code, said = graded(tmp_path)
    assert code == 1 and "none of the handouts' files" in said
    code, said = graded(tmp_path / "nowhere")
    assert code == 2


def test_without_a_sandbox_ones_own_code_can_be_trusted(write, monkeypatch, capsys, tmp_path):
    from autograder import cli
    from autograder.sandbox import tiers

    monkeypatch.chdir(tmp_path)  # a drawer, not the course's folder

    def none(trust=False):
        raise tiers.NoSandbox("a page of advice for graders")

    monkeypatch.setattr(COURSE.public("commands"), "choose", none)
    assert cli.main(["handout", str(write())]) == 3
    said = capsys.readouterr().err
    assert "--i-trust-this-code" in said and "graders" not in said
