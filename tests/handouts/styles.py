"""Right functions for the handouts of each year, in the styles in which people write them."""

OF_2019 = {
    "plain": '''\
import numpy as np
import random
from utils.gradcheck import gradcheck_naive, grad_tests_softmax
from utils.utils import normalizeRows, softmax


def sigmoid(x):
    """Compute the sigmoid function for the input here."""
    ### YOUR CODE HERE (~1 Line)
    s = 1 / (1 + np.exp(-x))
    ### END YOUR CODE
    return s


def naiveSoftmaxLossAndGradient(centerWordVec, outsideWordIdx, outsideVectors, dataset):
    ### YOUR CODE HERE (~6-8 Lines)
    y = softmax(np.dot(outsideVectors, centerWordVec))
    loss = -np.log(y[outsideWordIdx])
    delta = y.copy()
    delta[outsideWordIdx] -= 1
    gradCenterVec = np.dot(outsideVectors.T, delta)
    gradOutsideVecs = np.outer(delta, centerWordVec)
    ### END YOUR CODE
    return loss, gradCenterVec, gradOutsideVecs


def getNegativeSamples(outsideWordIdx, dataset, K):
    """Sample K indexes which are not the outsideWordIdx."""
    negSampleWordIndices = [None] * K
    for k in range(K):
        newidx = dataset.sampleTokenIdx()
        while newidx == outsideWordIdx:
            newidx = dataset.sampleTokenIdx()
        negSampleWordIndices[k] = newidx
    return negSampleWordIndices


def negSamplingLossAndGradient(centerWordVec, outsideWordIdx, outsideVectors, dataset, K=10):
    negSampleWordIndices = getNegativeSamples(outsideWordIdx, dataset, K)
    indices = [outsideWordIdx] + negSampleWordIndices
    ### YOUR CODE HERE (~10 Lines)
    gradOutsideVecs = np.zeros(outsideVectors.shape)
    z = sigmoid(np.dot(outsideVectors[outsideWordIdx], centerWordVec))
    loss = -np.log(z)
    gradCenterVec = (z - 1) * outsideVectors[outsideWordIdx]
    gradOutsideVecs[outsideWordIdx] += (z - 1) * centerWordVec
    for k in negSampleWordIndices:
        t = sigmoid(-np.dot(outsideVectors[k], centerWordVec))
        loss -= np.log(t)
        gradCenterVec += (1 - t) * outsideVectors[k]
        gradOutsideVecs[k] += (1 - t) * centerWordVec
    ### END YOUR CODE
    return loss, gradCenterVec, gradOutsideVecs


def skipgram(currentCenterWord, windowSize, outsideWords, word2Ind,
             centerWordVectors, outsideVectors, dataset,
             word2vecLossAndGradient=naiveSoftmaxLossAndGradient):
    loss = 0.0
    gradCenterVecs = np.zeros(centerWordVectors.shape)
    gradOutsideVectors = np.zeros(outsideVectors.shape)
    ### YOUR CODE HERE (~8 Lines)
    c = word2Ind[currentCenterWord]
    for word in outsideWords:
        o = word2Ind[word]
        l, gc, go = word2vecLossAndGradient(centerWordVectors[c], o, outsideVectors, dataset)
        loss += l
        gradCenterVecs[c] += gc
        gradOutsideVectors += go
    ### END YOUR CODE
    return loss, gradCenterVecs, gradOutsideVectors


if __name__ == "__main__":
    test_word2vec()
''',
    "vectorised": """\
# -*- coding: utf-8 -*-
import numpy as np
import matplotlib.pyplot as plt
from tqdm import tqdm
from utils.utils import *
from utils.gradcheck import *

plt.rcParams["figure.figsize"] = (10, 8)


def sigmoid(x):
    return np.where(x >= 0, 1 / (1 + np.exp(-np.abs(x))), np.exp(-np.abs(x)) / (1 + np.exp(-np.abs(x))))


def naiveSoftmaxLossAndGradient(centerWordVec, outsideWordIdx, outsideVectors, dataset):
    v_c = centerWordVec.reshape(-1, 1)
    y_hat = softmax((outsideVectors @ v_c).T).T
    y = np.zeros_like(y_hat)
    y[outsideWordIdx] = 1
    loss = -np.log((y * y_hat).sum())
    return loss, (outsideVectors.T @ (y_hat - y)).flatten(), (y_hat - y) @ v_c.T


def getNegativeSamples(outsideWordIdx, dataset, K):
    out = []
    while len(out) < K:
        i = dataset.sampleTokenIdx()
        if i != outsideWordIdx:
            out.append(i)
    return out


def negSamplingLossAndGradient(centerWordVec, outsideWordIdx, outsideVectors, dataset, K=10):
    neg = getNegativeSamples(outsideWordIdx, dataset, K)
    idx = np.array([outsideWordIdx] + neg)
    sign = np.ones(K + 1)
    sign[1:] = -1
    U = sign[:, None] * outsideVectors[idx]
    s = sigmoid(U @ centerWordVec)
    grad = np.zeros_like(outsideVectors)
    np.add.at(grad, idx, sign[:, None] * np.outer(s - 1, centerWordVec))
    return -np.sum(np.log(s)), U.T @ (s - 1), grad


def skipgram(currentCenterWord, windowSize, outsideWords, word2Ind, centerWordVectors, outsideVectors, dataset,
             word2vecLossAndGradient=naiveSoftmaxLossAndGradient):
    c = word2Ind[currentCenterWord]
    parts = [word2vecLossAndGradient(centerWordVectors[c, :], word2Ind[w], outsideVectors, dataset)
             for w in outsideWords]
    gradCenterVecs = np.zeros_like(centerWordVectors)
    gradCenterVecs[c] = sum(p[1] for p in parts)
    return sum(p[0] for p in parts), gradCenterVecs, sum(p[2] for p in parts)
""",
    "by name": """\
import numpy as np
from utils.utils import softmax


def sigmoid(x):
    return 1. / (1. + np.exp(-x))


def naiveSoftmaxLossAndGradient(centerWordVec, outsideWordIdx, outsideVectors, dataset):
    scores = outsideVectors.dot(centerWordVec)
    shift = scores - scores.max()
    loss = np.log(np.exp(shift).sum()) - shift[outsideWordIdx]
    p = np.exp(shift) / np.exp(shift).sum()
    gradCenterVec = -outsideVectors[outsideWordIdx] + sum(p[w] * outsideVectors[w] for w in range(len(p)))
    gradOutsideVecs = np.array([p[w] * centerWordVec for w in range(len(p))])
    gradOutsideVecs[outsideWordIdx] = gradOutsideVecs[outsideWordIdx] - centerWordVec
    return loss, gradCenterVec, gradOutsideVecs


def negSamplingLossAndGradient(centerWordVec, outsideWordIdx, outsideVectors, dataset, K=10):
    def draw():
        word = dataset.sampleTokenIdx()
        return word if word != outsideWordIdx else draw()

    loss = -np.log(sigmoid(outsideVectors[outsideWordIdx].dot(centerWordVec)))
    err = sigmoid(outsideVectors[outsideWordIdx].dot(centerWordVec)) - 1
    center, outside = err * outsideVectors[outsideWordIdx], np.zeros(outsideVectors.shape)
    outside[outsideWordIdx, :] = err * centerWordVec
    for _ in range(K):
        k = draw()
        q = sigmoid(outsideVectors[k].dot(centerWordVec))
        loss = loss - np.log(1 - q)
        center = center + q * outsideVectors[k]
        outside[k, :] = outside[k, :] + q * centerWordVec
    return loss, center, outside


def skipgram(currentCenterWord, windowSize, outsideWords, word2Ind, centerWordVectors, outsideVectors, dataset,
             word2vecLossAndGradient=naiveSoftmaxLossAndGradient):
    loss, gradC, gradO = 0, 0 * centerWordVectors, 0 * outsideVectors
    for j in range(len(outsideWords)):
        if word2vecLossAndGradient == negSamplingLossAndGradient:
            res = negSamplingLossAndGradient(centerWordVectors[word2Ind[currentCenterWord]],
                                             word2Ind[outsideWords[j]], outsideVectors, dataset)
        else:
            res = word2vecLossAndGradient(centerWordVectors[word2Ind[currentCenterWord]],
                                          word2Ind[outsideWords[j]], outsideVectors, dataset)
        loss += res[0]
        gradC[word2Ind[currentCenterWord]] += res[1]
        gradO += res[2]
    return loss, gradC, gradO
""",
}
SGD_OF_2019 = """\
SAVE_PARAMS_EVERY = 5000
import pickle
import glob
import random
import numpy as np
import os.path as op


def load_saved_params():
    st = 0
    for f in glob.glob("saved_params_*.npy"):
        st = max(st, int(op.splitext(op.basename(f))[0].split("_")[2]))
    return st, None, None


def sgd(f, x0, step, iterations, postprocessing=None, useSaved=False, PRINT_EVERY=10):
    ANNEAL_EVERY = 20000
    if useSaved:
        start_iter, oldx, state = load_saved_params()
        if start_iter > 0:
            x0 = oldx
    else:
        start_iter = 0
    x = x0
    if not postprocessing:
        postprocessing = lambda x: x
    exploss = None
    for iter in range(start_iter + 1, iterations + 1):
        # You might want to print the progress every few iterations.
        loss = None
        ### YOUR CODE HERE (~2 lines)
        loss, grad = f(x)
        x -= step * grad
        ### END YOUR CODE
        x = postprocessing(x)
        if iter % PRINT_EVERY == 0:
            if not exploss:
                exploss = loss
            else:
                exploss = .95 * exploss + .05 * loss
            print("iter %d: %f" % (iter, exploss))
        if iter % ANNEAL_EVERY == 0:
            step *= 0.5
    return x
"""
OF_2017 = {
    "q1_softmax.py": '''\
import numpy as np


def softmax(x):
    """Compute the softmax function for each row of the input x.

    You must also make sure that your code works for a single D-dimensional vector.
    You are allowed to modify x in-place
    """
    orig_shape = x.shape

    if len(x.shape) > 1:
        # Matrix
        ### YOUR CODE HERE
        x -= np.max(x, axis=1)[:, np.newaxis]
        x = np.exp(x)
        x /= np.sum(x, axis=1)[:, np.newaxis]
        ### END YOUR CODE
    else:
        # Vector
        ### YOUR CODE HERE
        x -= np.max(x)
        x = np.exp(x)
        x /= np.sum(x)
        ### END YOUR CODE

    assert x.shape == orig_shape
    return x


def test_softmax_basic():
    print "Running basic tests..."
    test1 = softmax(np.array([1,2]))
    print test1


if __name__ == "__main__":
    test_softmax_basic()
''',
    "q2_sigmoid.py": """\
#!/usr/bin/env python

import numpy as np


def sigmoid(x):
    ### YOUR CODE HERE
    s = 1. / (1 + np.exp(-x))
    ### END YOUR CODE

    return s


def sigmoid_grad(s):
    ### YOUR CODE HERE
    ds = s * (1 - s)
    ### END YOUR CODE

    return ds


if __name__ == "__main__":
    print sigmoid(np.array([[1, 2], [-1, -2]]))
""",
    "q2_gradcheck.py": """\
import numpy as np
import random


def gradcheck_naive(f, x):
    rndstate = random.getstate()
    print "Gradient check passed!"
""",
    "q2_neural.py": """\
#!/usr/bin/env python

import numpy as np
import random

from q1_softmax import softmax
from q2_sigmoid import sigmoid, sigmoid_grad
from q2_gradcheck import gradcheck_naive


def forward_backward_prop(data, labels, params, dimensions):
    ### Unpack network parameters (do not modify)
    ofs = 0
    Dx, H, Dy = (dimensions[0], dimensions[1], dimensions[2])

    W1 = np.reshape(params[ofs:ofs+ Dx * H], (Dx, H))
    ofs += Dx * H
    b1 = np.reshape(params[ofs:ofs + H], (1, H))
    ofs += H
    W2 = np.reshape(params[ofs:ofs + H * Dy], (H, Dy))
    ofs += H * Dy
    b2 = np.reshape(params[ofs:ofs + Dy], (1, Dy))

    ### YOUR CODE HERE: forward propagation
    hidden = sigmoid(data.dot(W1) + b1)
    prediction = softmax(hidden.dot(W2) + b2)
    cost = -np.sum(np.log(prediction) * labels)
    ### END YOUR CODE

    ### YOUR CODE HERE: backward propagation
    delta = prediction - labels
    gradW2 = hidden.T.dot(delta)
    gradb2 = np.sum(delta, axis=0)
    delta = delta.dot(W2.T) * sigmoid_grad(hidden)
    gradW1 = data.T.dot(delta)
    gradb1 = np.sum(delta, axis=0)
    ### END YOUR CODE

    ### Stack gradients (do not modify)
    grad = np.concatenate((gradW1.flatten(), gradb1.flatten(),
        gradW2.flatten(), gradb2.flatten()))

    return cost, grad


if __name__ == "__main__":
    print "Running sanity check..."
""",
    "q3_word2vec.py": '''\
#!/usr/bin/env python

import numpy as np
import random

from q1_softmax import softmax
from q2_gradcheck import gradcheck_naive
from q2_sigmoid import sigmoid, sigmoid_grad

def normalizeRows(x):
    """ Row normalization function """
    ### YOUR CODE HERE
    x = x / np.sqrt(np.sum(x * x, axis=1, keepdims=True))
    ### END YOUR CODE
    return x


def softmaxCostAndGradient(predicted, target, outputVectors, dataset):
    ### YOUR CODE HERE
    probabilities = softmax(outputVectors.dot(predicted))
    cost = -np.log(probabilities[target])
    delta = probabilities
    delta[target] -= 1
    gradPred = outputVectors.T.dot(delta)
    grad = delta.reshape(-1, 1) * predicted.reshape(1, -1)
    ### END YOUR CODE
    return cost, gradPred, grad


def getNegativeSamples(target, dataset, K):
    """ Samples K indexes which are not the target """
    indices = [None] * K
    for k in xrange(K):
        newidx = dataset.sampleTokenIdx()
        while newidx == target:
            newidx = dataset.sampleTokenIdx()
        indices[k] = newidx
    return indices


def negSamplingCostAndGradient(predicted, target, outputVectors, dataset,
                               K=10):
    # Sampling of indices is done for you. Do not modify this if you
    # wish to match the autograder and receive points!
    indices = [target]
    indices.extend(getNegativeSamples(target, dataset, K))

    ### YOUR CODE HERE
    grad = np.zeros(outputVectors.shape)
    gradPred = np.zeros(predicted.shape)
    cost = 0
    for i in xrange(len(indices)):
        t = -1 if i else 1
        z = sigmoid(t * outputVectors[indices[i]].dot(predicted))
        cost -= np.log(z)
        grad[indices[i]] += t * (z - 1.0) * predicted
        gradPred += t * (z - 1.0) * outputVectors[indices[i]]
    ### END YOUR CODE

    return cost, gradPred, grad


def skipgram(currentWord, C, contextWords, tokens, inputVectors, outputVectors,
             dataset, word2vecCostAndGradient=softmaxCostAndGradient):
    cost = 0.0
    gradIn = np.zeros(inputVectors.shape)
    gradOut = np.zeros(outputVectors.shape)

    ### YOUR CODE HERE
    center = tokens[currentWord]
    for context in contextWords:
        c, gin, gout = word2vecCostAndGradient(
            inputVectors[center], tokens[context], outputVectors, dataset)
        cost += c
        gradIn[center, :] += gin
        gradOut += gout
    ### END YOUR CODE

    return cost, gradIn, gradOut


def cbow(currentWord, C, contextWords, tokens, inputVectors, outputVectors,
         dataset, word2vecCostAndGradient=softmaxCostAndGradient):
    cost = 0.0
    gradIn = np.zeros(inputVectors.shape)
    gradOut = np.zeros(outputVectors.shape)

    ### YOUR CODE HERE
    target = tokens[currentWord]
    contexts = [tokens[word] for word in contextWords]
    predicted = np.sum(inputVectors[contexts], axis=0)
    cost, gradPred, gradOut = word2vecCostAndGradient(predicted, target, outputVectors, dataset)
    for i in contexts:
        gradIn[i] += gradPred
    ### END YOUR CODE

    return cost, gradIn, gradOut


if __name__ == "__main__":
    test_normalize_rows()
''',
    "q3_sgd.py": """\
#!/usr/bin/env python

# Save parameters every a few SGD iterations as fail-safe
SAVE_PARAMS_EVERY = 5000

import glob
import random
import numpy as np
import os.path as op
import cPickle as pickle


def sgd(f, x0, step, iterations, postprocessing=None, useSaved=False,
        PRINT_EVERY=10):
    # Anneal learning rate every several iterations
    ANNEAL_EVERY = 20000
    start_iter = 0
    x = x0
    if not postprocessing:
        postprocessing = lambda x: x
    expcost = None

    for iter in xrange(start_iter + 1, iterations + 1):
        # Don't forget to apply the postprocessing after every iteration!
        # You might want to print the progress every few iterations.
        cost = None
        ### YOUR CODE HERE
        cost, grad = f(x)
        x = postprocessing(x - step * grad)
        ### END YOUR CODE

        if iter % PRINT_EVERY == 0:
            if not expcost:
                expcost = cost
            else:
                expcost = .95 * expcost + .05 * cost
            print "iter %d: %f" % (iter, expcost)

        if iter % ANNEAL_EVERY == 0:
            step *= 0.5
    return x


if __name__ == "__main__":
    print "Running sanity checks..."
""",
}
