"""`w2v handout` grades work for the original handouts as it is: what is right, what is wrong, and why."""

import json
import os
import time

import pytest
from commands import w2v, w2v_process
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
    loss, center = -np.log(s), (s - 1) * outsideVectors[outsideWordIdx]
    outside = np.zeros_like(outsideVectors)
    outside[outsideWordIdx] = (s - 1) * centerWordVec
    for k in negatives:
        t = sigmoid(-outsideVectors[k] @ centerWordVec)
        loss -= np.log(t)
        center = center + (1 - t) * outsideVectors[k]
        outside[k] += (1 - t) * centerWordVec
    return loss, center, outside


def skipgram(currentCenterWord, windowSize, outsideWords, word2Ind, centerWordVectors, outsideVectors,
             dataset, word2vecLossAndGradient=naiveSoftmaxLossAndGradient):
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
    gradW1, gradb1 = data.T.dot(d1), np.sum(d1, axis=0, keepdims=True)
    gradW2, gradb2 = h.T.dot(d2), np.sum(d2, axis=0, keepdims=True)
    grads = [gradW1, gradb1, gradW2, gradb2]
    return cost, np.concatenate([g.flatten() for g in grads])
""",
    "q1_softmax.py": """
import numpy as np


def softmax(x):
    e = np.exp(x - np.max(x, axis=-1, keepdims=True))
    return e / np.sum(e, axis=-1, keepdims=True)
""",
    "q2_sigmoid.py": """
import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def sigmoid_grad(s):
    return s * (1 - s)
""",
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


def skipgram(currentWord, C, contextWords, tokens, inputVectors, outputVectors, dataset,
             word2vecCostAndGradient=softmaxCostAndGradient):
    cost, gradIn, gradOut = 0.0, np.zeros(inputVectors.shape), np.zeros(outputVectors.shape)
    for word in contextWords:
        v = inputVectors[tokens[currentWord]]
        l, g, G = word2vecCostAndGradient(v, tokens[word], outputVectors, dataset)
        cost, gradOut = cost + l, gradOut + G
        gradIn[tokens[currentWord]] += g
    return cost, gradIn, gradOut
""",
}


def graded(folder, *options):
    """Return the exit code and the verdicts of `w2v handout --json`, run from outside the course."""
    done = w2v("handout", folder, "--json", *options, cwd=folder.parent)
    said = json.loads(done.stdout)["functions"] if done.stdout else done.stderr
    return done.returncode, said


@pytest.fixture
def write(tmp_path):
    """Give a function that writes the files of a right handout, but for those that it is told to change."""

    def files(**changed):
        folder = tmp_path / "a2"
        folder.mkdir(exist_ok=True)
        for name, text in {"word2vec": WORD2VEC, "sgd": SGD, **changed}.items():
            if text is not None:
                (folder / f"{name}.py").write_text(text, "utf-8")
        return folder

    return files


def test_right_work_passes_without_the_utils_package(write):
    code, found = graded(write())
    assert code == 0 and {verdict["verdict"] for verdict in found.values()} == {"right"}
    assert set(found) == {
        "sigmoid",
        "naiveSoftmaxLossAndGradient",
        "negSamplingLossAndGradient",
        "skipgram",
        "sgd",
    }


def test_single_file_is_graded_in_the_terminal(write):
    folder = write(sgd=None)
    done = w2v_process("handout", folder / "word2vec.py", cwd=folder.parent)
    assert done.returncode == 0 and "right    skipgram" in done.stdout and "missing  sgd" in done.stdout


NAIVE, NEGATIVE = "naiveSoftmaxLossAndGradient", "negSamplingLossAndGradient"
REJECTION = "        while word == outsideWordIdx:\n            word = dataset.sampleTokenIdx()\n"
CALL = "        l, g, G = word2vecLossAndGradient("
TWO_CALLS = (
    CALL.replace("l, g, G", "l, _, _")
    + "centerWordVectors[c], word2Ind[word], outsideVectors, dataset)\n"
    + CALL.replace("l, g, G", "_, g, G")
)
FOR_OLD_NUMPY = "return float(np.array([[1.0]]) / (1 + np.exp(-np.reshape(x, (-1, 1))[:1])))"
DRAWN = "getNegativeSamples(outsideWordIdx, dataset, {})\n    s"


@pytest.mark.parametrize(
    "function, old, new, verdict, kind",
    [
        (NEGATIVE, "outside[k] += (1 - t)", "outside[k] = (1 - t)", "wrong", "repeats-counted-once"),
        (NAIVE, "y[outsideWordIdx] -= 1\n", "y[outsideWordIdx] - 1\n", "wrong", "true-words-term-missing"),
        ("skipgram", CALL, TWO_CALLS, "wrong", "called-twice"),
        ("skipgram", "in outsideWords:", "in set(outsideWords):", "wrong", "repeats-dropped"),
        (
            NEGATIVE,
            "dataset.sampleTokenIdx()",
            "random.choice(dataset.draws)",
            "wrong",
            "another-generator",
        ),
        ("sigmoid", "return 1 / (1 + np.exp(-x))", FOR_OLD_NUMPY, "error", "numpy-2"),
        ("sigmoid", "def sigmoid(x):", "def sigma(x):", "missing", None),
        (NEGATIVE, REJECTION, "", "wrong", "true-word-not-rejected"),
        (NEGATIVE, "dataset, K=10)", "dataset, K=5)", "wrong", "K-is-not-10"),
        (NEGATIVE, DRAWN.format("K"), DRAWN.format("10"), "wrong", "K-is-not-10"),
    ],
)
def test_mistake_gets_its_verdict_and_its_name(write, function, old, new, verdict, kind):
    assert old in WORD2VEC
    code, found = graded(write(word2vec=WORD2VEC.replace(old, new)))
    assert code == 1 and found[function]["verdict"] == verdict, found[function]
    assert kind is None or kind in found[function]["classes"], found[function]


def test_true_word_among_the_negatives_is_named_beside_another_mistake(write):
    wrong = WORD2VEC.replace(REJECTION, "").replace("outside[k] += (1 - t)", "outside[k] += (1.1 - t)")
    found = graded(write(word2vec=wrong))[1]["negSamplingLossAndGradient"]
    assert found["verdict"] == "wrong" and "true-word-not-rejected" in found["classes"]


def test_row_in_place_of_a_vector_passes_with_a_remark(write):
    row = WORD2VEC.replace(
        "return loss, y @ outsideVectors,", "return loss, (y @ outsideVectors)[None],"
    ).replace("centers[c] += g", "centers[c] += np.ravel(g)")
    code, found = graded(write(word2vec=row))
    assert code == 0 and "(1, 3)" in found["naiveSoftmaxLossAndGradient"]["message"]


def test_skipgram_passes_though_its_pair_function_is_wrong(write):
    wrong = WORD2VEC.replace("loss = -np.log(y[outsideWordIdx])", "loss = np.log(y[outsideWordIdx])")
    found = graded(write(word2vec=wrong))[1]
    assert found["naiveSoftmaxLossAndGradient"]["verdict"] == "wrong"
    assert found["skipgram"]["verdict"] == "right" and not found["skipgram"]["message"]


def test_sgd_that_goes_uphill_is_named(write):
    found = graded(write(sgd=SGD.replace("x - step * grad", "x + step * grad")))[1]["sgd"]
    assert found["verdict"] == "wrong" and found["classes"] == ["uphill"]


def test_python_2_is_converted_and_a_syntax_error_is_none_of_it(write):
    folder = write(sgd=SGD.replace("print(i, loss)", 'print "iter %d: %f" % (i, loss)'))
    done = w2v("handout", folder, cwd=folder.parent)
    assert done.returncode == 0 and "Converted from Python 2: sgd.py." in done.stdout
    code, found = graded(write(sgd=SGD.replace("print(i, loss)", "print(i, loss  # xrange, print")))
    assert code == 1 and found["sgd"]["verdict"] == "error"
    assert "Python cannot read sgd.py, line 8" in found["sgd"]["message"], found["sgd"]


def test_work_for_the_handouts_of_2017_is_graded(tmp_path):
    for name, text in OF_2017.items():
        (tmp_path / name).write_text(text, "utf-8")
    code, found = graded(tmp_path)
    right = {name for name, verdict in found.items() if verdict["verdict"] == "right"}
    missing = {name for name, verdict in found.items() if verdict["verdict"] == "missing"}
    assert code == 0 and right == {
        "softmax",
        "sigmoid",
        "sigmoid_grad",
        "forward_backward_prop",
        "normalizeRows",
        "softmaxCostAndGradient",
        "skipgram",
    }, found
    assert missing == {"negSamplingCostAndGradient", "cbow", "sgd"}


def test_handout_code_runs_in_the_sandbox(write, tmp_path):
    touched = tmp_path / "touched"
    escape = f"\ntry:\n    open({str(touched)!r}, 'w')\nexcept OSError:\n    pass\n"
    code, _ = graded(write(word2vec=WORD2VEC + escape))
    assert code == 0 and not touched.exists()


FORGES = """
import w2v_lib
def negSamplingLossAndGradient(v, o, U, dataset, K=10): return 0., v, U
w2v_lib.int = lambda x: "\\x1b[2K\\x1b[1Aforged\\nright    skipgram\\nright    sgd"
"""


def test_what_a_drawer_holds_forges_nothing_and_leads_nowhere(tmp_path):
    (tmp_path / "word2vec.py").write_text(FORGES)
    said = w2v("handout", tmp_path, cwd=tmp_path.parent).stdout
    assert "forged" not in said and "\x1b" not in said and "right" not in said
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "settings.py").write_text("TOKEN = 'a secret of the host'")
    (tmp_path / "a2").mkdir()
    (tmp_path / "a2" / "word2vec.py").write_text("from utils.settings import TOKEN")
    (tmp_path / "a2" / "utils").symlink_to(tmp_path / "secrets")
    code, said = graded(tmp_path / "a2")
    assert code == 1 and "utils is a link" in said


def pipe(path):
    os.mkfifo(path)


@pytest.mark.parametrize(
    ("build", "says"),
    [
        (pipe, "is not a regular file"),
        (lambda path: path.symlink_to("/etc/passwd"), "is a link"),
        (lambda path: path.mkdir(), "none of the handouts' files"),
        (lambda path: path.write_text("x=" + "1+" * 60_000 + "1\n"), "nested too deeply"),
        (lambda path: path.write_text("#" * 300_000), "larger than 200 kB"),
    ],
    ids=["pipe", "link", "folder", "sum", "large"],
)
def test_files_that_are_not_what_they_seem_are_refused_at_once(build, says, tmp_path):
    build(tmp_path / "word2vec.py")
    code, said = graded(tmp_path)
    assert code == 1 and says in said, said


def test_blank_lines_take_no_time(write):
    began = time.monotonic()
    code, found = graded(write(word2vec="\n" * 190_000 + "def ("))
    assert code == 1 and time.monotonic() - began < 20, found


def test_folder_without_handout_files_is_named_as_such(tmp_path):
    code, said = graded(tmp_path)
    assert code == 1 and "none of the handouts' files" in said
    code, _ = graded(tmp_path / "nowhere")
    assert code == 2


def test_without_a_sandbox_advice_is_to_trust_ones_own_code(write, monkeypatch, capsys, tmp_path):
    from autograder import cli
    from autograder.sandbox import tiers

    monkeypatch.chdir(tmp_path)  # not the course's folder

    def none(trust=False):
        raise tiers.NoSandbox("a page of advice for graders")

    monkeypatch.setattr(COURSE.public("commands"), "choose", none)
    assert cli.main(["handout", str(write())]) == 3
    said = capsys.readouterr().err
    assert "--i-trust-this-code" in said and "graders" not in said
