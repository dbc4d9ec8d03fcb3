"""Right implementations in styles that students really write. Every one must earn full points."""

import math

import numpy as np

from w2v_lib import checkpoints
from w2v_lib.foundations import numerical_gradient as _numerical_gradient  # noqa: F401
from w2v_lib.foundations import sigmoid as _sigmoid
from w2v_lib.foundations import softmax as _softmax

VARIANTS = []


def variant(function):
    """Register a function whose name is <what it implements>__<style>."""
    VARIANTS.append((function.__name__.split("__")[0], function))
    return function


@variant
def softmax__loops(x):
    if x.ndim == 1:
        top = max(x)
        exps = [math.exp(value - top) for value in x]
        return np.array([e / sum(exps) for e in exps])
    return np.array([softmax__loops(row) for row in x])


@variant
def softmax__branches(x):
    if len(x.shape) > 1:
        x = x - np.max(x, axis=1)[:, None]
        return np.exp(x) / np.sum(np.exp(x), axis=1).reshape(-1, 1)
    x = x - np.max(x)
    return np.exp(x) / np.sum(np.exp(x))


@variant
def softmax__by_logsumexp(x):
    top = x.max(axis=-1, keepdims=True)
    return np.exp(x - top - np.log(np.exp(x - top).sum(axis=-1, keepdims=True)))


@variant
def sigmoid__plain_with_an_overflow_warning(x):
    return 1 / (1 + np.exp(-x))


@variant
def sigmoid__by_tanh(x):
    return 0.5 * (1 + np.tanh(np.asarray(x) / 2))


@variant
def sigmoid__masked(x):
    x = np.atleast_1d(np.asarray(x, dtype=float))
    out = np.empty_like(x)
    up = x >= 0
    out[up] = 1 / (1 + np.exp(-x[up]))
    out[~up] = np.exp(x[~up]) / (1 + np.exp(x[~up]))
    return out


@variant
def sigmoid_grad__plain(s):
    return s - s**2


@variant
def sigmoid_grad__multiply(s):
    return np.multiply(s, np.subtract(1, s))


@variant
def sigmoid_grad__loops(s):
    return np.array([value * (1 - value) for value in s.ravel()]).reshape(s.shape)


@variant
def numerical_gradient__nudges_in_place(f, x, h=1e-4):
    grad, state = np.zeros(x.shape), np.random.get_state()
    walk = np.nditer(x, flags=["multi_index"], op_flags=["readwrite"])
    while not walk.finished:
        place = walk.multi_index
        old = x[place]
        x[place] = old + h
        np.random.set_state(state)
        upper = f(x)
        x[place] = old - h
        np.random.set_state(state)
        lower = f(x)
        x[place] = old
        grad[place] = (upper - lower) / (2 * h)
        walk.iternext()
    np.random.set_state(state)
    return grad


@variant
def numerical_gradient__flat_copies(f, x, h=1e-4):
    state, flat, slopes = np.random.get_state(), x.flatten(), []
    for i in range(flat.size):
        values = []
        for sign in (1, -1):
            moved = flat.copy()
            moved[i] += sign * h
            np.random.set_state(state)
            values.append(f(moved.reshape(x.shape)))
        slopes.append((values[0] - values[1]) / 2 / h)
    np.random.set_state(state)
    return np.array(slopes).reshape(x.shape)


@variant
def numerical_gradient__adds_and_takes_back(f, x, h=1e-4):
    grad, state = np.zeros_like(x), np.random.get_state()
    for place in np.ndindex(*x.shape):
        x[place] += h
        np.random.set_state(state)
        upper = f(x)
        x[place] -= 2 * h
        np.random.set_state(state)
        lower = f(x)
        x[place] += h  # leaves a rounding error, which is no change
        grad[place] = (upper - lower) / (2 * h)
    np.random.set_state(state)
    return grad


def _unpacked(params, dims):
    Dx, H, Dy = dims
    a, b, c = Dx * H, Dx * H + H, Dx * H + H + H * Dy
    return (
        params[:a].reshape(Dx, H),
        params[a:b].reshape(1, H),
        params[b:c].reshape(H, Dy),
        params[c:].reshape(1, Dy),
    )


@variant
def network_loss_and_gradient__matrices(x, labels, params, dims):
    W1, b1, W2, b2 = _unpacked(params, dims)
    h = _sigmoid(x.dot(W1) + b1)
    y_hat = _softmax(h.dot(W2) + b2)
    d2 = y_hat - labels
    d1 = d2.dot(W2.T) * h * (1 - h)
    parts = [x.T.dot(d1), np.sum(d1, axis=0), h.T.dot(d2), np.sum(d2, axis=0)]
    return np.sum(-np.log(y_hat) * labels), np.concatenate([p.flatten() for p in parts])


@variant
def network_loss_and_gradient__example_by_example(x, labels, params, dims):
    W1, b1, W2, b2 = _unpacked(params, dims)
    loss, g1, gb1, g2, gb2 = 0, 0 * W1, 0 * b1, 0 * W2, 0 * b2
    for example, label in zip(x, labels):
        h = _sigmoid(example @ W1 + b1[0])
        y_hat = _softmax(h @ W2 + b2[0])
        loss -= math.log(y_hat[np.argmax(label)])
        d2 = y_hat - label
        d1 = (W2 @ d2) * (h - h * h)
        g1, gb1 = g1 + np.outer(example, d1), gb1 + d1
        g2, gb2 = g2 + np.outer(h, d2), gb2 + d2
    return loss, np.hstack([g1.ravel(), gb1.ravel(), g2.ravel(), gb2.ravel()])


@variant
def network_loss_and_gradient__fills_a_buffer(x, labels, params, dims):
    W1, b1, W2, b2 = _unpacked(params, dims)
    grad = np.zeros(params.shape)
    g1, gb1, g2, gb2 = _unpacked(grad, dims)
    h = 1 / (1 + np.exp(-(x @ W1 + b1)))
    scores = h @ W2 + b2
    y_hat = np.exp(scores) / np.exp(scores).sum(1, keepdims=True)
    d2 = y_hat - labels
    d1 = (d2 @ W2.T) * (h * (1 - h))
    g1[:], gb1[:], g2[:], gb2[:] = x.T @ d1, d1.sum(0), h.T @ d2, d2.sum(0)
    return float(-np.log(y_hat[labels.astype(bool)]).sum()), grad


@variant
def normalize_rows__loops(x):
    out = np.zeros(x.shape)
    for i, row in enumerate(x):
        length = math.sqrt(sum(value**2 for value in row))
        if length > 0:
            out[i] = row / length
    return out


@variant
def normalize_rows__with_a_tiny_number(x):
    return x / (np.sqrt(np.sum(x**2, axis=1, keepdims=True)) + 1e-30)


@variant
def normalize_rows__nan_to_num(x):
    return np.nan_to_num(x / np.linalg.norm(x, axis=1)[:, np.newaxis])


@variant
def naive_softmax_loss_and_gradient__one_hot(center_vec, outside_idx, outside_vecs):
    y = np.zeros(len(outside_vecs))
    y[outside_idx] = 1
    y_hat = _softmax(np.dot(outside_vecs, center_vec))
    return (
        -np.sum(y * np.log(y_hat)),
        np.dot(y_hat - y, outside_vecs),
        (y_hat - y)[:, None] * center_vec[None, :],
    )


@variant
def naive_softmax_loss_and_gradient__loops(center_vec, outside_idx, outside_vecs):
    exps = [math.exp(sum(u * v for u, v in zip(row, center_vec))) for row in outside_vecs]
    p = [e / sum(exps) for e in exps]
    grad_center, grad_outside = -outside_vecs[outside_idx], np.zeros(outside_vecs.shape)
    for w, row in enumerate(outside_vecs):
        grad_center = grad_center + p[w] * row
        grad_outside[w] = (p[w] - (w == outside_idx)) * center_vec
    return -math.log(p[outside_idx]), grad_center, grad_outside


@variant
def naive_softmax_loss_and_gradient__columns(center_vec, outside_idx, outside_vecs):
    v = center_vec.reshape(-1, 1)
    scores = outside_vecs @ v
    y_hat = np.exp(scores - scores.max()) / np.exp(scores - scores.max()).sum()
    loss = -np.log(y_hat[outside_idx])  # shape (1,)
    y_hat[outside_idx] -= 1
    return loss, (outside_vecs.T @ y_hat).flatten(), y_hat @ v.T


@variant
def naive_softmax_loss_and_gradient__guarded_log(center_vec, outside_idx, outside_vecs):
    y_hat = _softmax(outside_vecs @ center_vec)
    delta = y_hat.copy()
    delta[outside_idx] -= 1
    return -np.log(y_hat[outside_idx] + 1e-8), outside_vecs.T @ delta, np.outer(delta, center_vec)


_buffer = {}


@variant
def naive_softmax_loss_and_gradient__reuses_a_buffer(center_vec, outside_idx, outside_vecs):
    y_hat = _softmax(outside_vecs @ center_vec)
    loss = -np.log(y_hat[outside_idx])
    y_hat[outside_idx] -= 1
    grad_outside = _buffer.setdefault(outside_vecs.shape, np.empty(outside_vecs.shape))
    np.outer(y_hat, center_vec, out=grad_outside)
    return loss, y_hat @ outside_vecs, grad_outside


@variant
def negative_sampling_loss_and_gradient__guarded_log(center_vec, outside_idx, outside_vecs, negative_idxs):
    p_o, p_k = (
        _sigmoid(outside_vecs[outside_idx] @ center_vec),
        _sigmoid(-outside_vecs[negative_idxs] @ center_vec),
    )
    grad_outside = np.zeros(outside_vecs.shape)
    grad_outside[outside_idx] = (p_o - 1) * center_vec
    for k, p in zip(negative_idxs, p_k):
        grad_outside[k] += (1 - p) * center_vec
    grad_center = (p_o - 1) * outside_vecs[outside_idx] + (1 - p_k) @ outside_vecs[negative_idxs]
    return -np.log(p_o + 1e-8) - np.sum(np.log(p_k + 1e-8)), grad_center, grad_outside


@variant
def negative_sampling_loss_and_gradient__loops(center_vec, outside_idx, outside_vecs, negative_idxs):
    score = _sigmoid(outside_vecs[outside_idx].dot(center_vec))
    loss, grad_center = -np.log(score), (score - 1) * outside_vecs[outside_idx]
    grad_outside = np.zeros_like(outside_vecs)
    grad_outside[outside_idx] += (score - 1) * center_vec
    for k in negative_idxs:
        score = _sigmoid(-outside_vecs[k].dot(center_vec))
        loss -= np.log(score)
        grad_center = grad_center + (1 - score) * outside_vecs[k]
        grad_outside[k] += (1 - score) * center_vec
    return loss, grad_center, grad_outside


@variant
def negative_sampling_loss_and_gradient__signs(center_vec, outside_idx, outside_vecs, negative_idxs):
    idxs = np.concatenate([[outside_idx], negative_idxs])
    signs = np.array([1.0] + [-1.0] * len(negative_idxs))
    rows = outside_vecs[idxs]
    probabilities = _sigmoid(signs * (rows @ center_vec))
    weights = signs * (probabilities - 1)
    grad_outside = np.zeros(outside_vecs.shape)
    np.add.at(grad_outside, idxs, weights[:, None] * center_vec)
    return -np.sum(np.log(probabilities)), weights @ rows, grad_outside


@variant
def negative_sampling_loss_and_gradient__bincount(center_vec, outside_idx, outside_vecs, negative_idxs):
    counts = np.bincount(negative_idxs, minlength=len(outside_vecs)).astype(float)
    scores = outside_vecs @ center_vec
    weights = counts * (1 - _sigmoid(-scores))
    weights[outside_idx] += _sigmoid(scores[outside_idx]) - 1
    loss = np.logaddexp(0, -scores[outside_idx]) + counts @ np.logaddexp(0, scores)
    return [loss, outside_vecs.T @ weights, np.outer(weights, center_vec)]


def _pair(center_vec, outside_idx, outside_vecs, negatives):
    if negatives is None:
        return naive_softmax_loss_and_gradient__one_hot(center_vec, outside_idx, outside_vecs)
    return negative_sampling_loss_and_gradient__signs(center_vec, outside_idx, outside_vecs, negatives)


@variant
def skipgram_loss_and_gradient__sums(center_idx, outside_idxs, center_vecs, outside_vecs, negative_idxs=None):
    drawn = [None] * len(outside_idxs) if negative_idxs is None else negative_idxs
    parts = [_pair(center_vecs[center_idx], o, outside_vecs, d) for o, d in zip(outside_idxs, drawn)]
    grad = np.zeros(center_vecs.shape)
    grad[center_idx] = sum(p[1] for p in parts)
    return sum(p[0] for p in parts), grad, sum(p[2] for p in parts)


@variant
def skipgram_loss_and_gradient__one_hot(
    center_idx, outside_idxs, center_vecs, outside_vecs, negative_idxs=None
):
    pick = np.eye(len(center_vecs))[center_idx]
    loss, grad_center, grad_outside = 0.0, 0 * center_vecs, 0 * outside_vecs
    for m in range(len(outside_idxs)):
        l, c, o = _pair(
            pick @ center_vecs,
            int(outside_idxs[m]),
            outside_vecs,
            None if negative_idxs is None else negative_idxs[m],
        )
        loss, grad_center, grad_outside = loss + l, grad_center + np.outer(pick, c), grad_outside + o
    return loss, grad_center, grad_outside


@variant
def skipgram_loss_and_gradient__vectorised(
    center_idx, outside_idxs, center_vecs, outside_vecs, negative_idxs=None
):
    v = center_vecs[center_idx]
    scores = outside_vecs @ v
    weights = np.zeros(len(outside_vecs))
    if negative_idxs is None:
        p = _softmax(scores)
        loss = -np.sum(np.log(p[outside_idxs]))
        weights += len(outside_idxs) * p
        np.subtract.at(weights, outside_idxs, 1)
    else:
        loss = np.logaddexp(0, -scores[outside_idxs]).sum() + np.logaddexp(0, scores[negative_idxs]).sum()
        np.add.at(weights, outside_idxs, _sigmoid(scores[outside_idxs]) - 1)
        np.add.at(weights, negative_idxs, _sigmoid(scores[negative_idxs]))
    grad_center = np.zeros_like(center_vecs)
    grad_center[center_idx] = weights @ outside_vecs
    return loss, grad_center, np.outer(weights, v)


@variant
def cbow_loss_and_gradient__loops(center_idx, outside_idxs, center_vecs, outside_vecs, negative_idxs=None):
    context = np.zeros(center_vecs.shape[1])
    for o in outside_idxs:
        context += center_vecs[o]
    loss, grad, grad_outside = _pair(
        context, center_idx, outside_vecs, None if negative_idxs is None else negative_idxs[0]
    )
    grad_center = np.zeros(center_vecs.shape)
    for o in outside_idxs:
        grad_center[o] += grad
    return loss, grad_center, grad_outside


@variant
def cbow_loss_and_gradient__counts(center_idx, outside_idxs, center_vecs, outside_vecs, negative_idxs=None):
    counts = np.bincount(outside_idxs, minlength=len(center_vecs))
    negatives = None if negative_idxs is None else np.ravel(negative_idxs)
    loss, grad, grad_outside = _pair(counts @ center_vecs, center_idx, outside_vecs, negatives)
    return loss, np.outer(counts, grad), grad_outside


@variant
def cbow_loss_and_gradient__add_at(center_idx, outside_idxs, center_vecs, outside_vecs, negative_idxs=None):
    v = np.sum(center_vecs[outside_idxs, :], axis=0)
    if negative_idxs is None:
        result = naive_softmax_loss_and_gradient__loops(v, center_idx, outside_vecs)
    else:
        result = negative_sampling_loss_and_gradient__loops(v, center_idx, outside_vecs, negative_idxs[0])
    grad = np.zeros_like(center_vecs)
    np.add.at(grad, outside_idxs, result[1])
    return result[0], grad, result[2]


def _window(*window):
    return skipgram_loss_and_gradient__vectorised(*window)


@variant
def minibatch_loss_and_gradient__sums(centers, contexts, center_vecs, outside_vecs, negatives=None):
    drawn = [None] * len(centers) if negatives is None else negatives
    parts = [_window(c, o, center_vecs, outside_vecs, d) for c, o, d in zip(centers, contexts, drawn)]
    return tuple(sum(p[i] for p in parts) / len(parts) for i in range(3))


@variant
def minibatch_loss_and_gradient__divides_at_once(
    centers, contexts, center_vecs, outside_vecs, negatives=None
):
    loss, grad_c, grad_o, B = 0.0, np.zeros(center_vecs.shape), np.zeros(outside_vecs.shape), len(contexts)
    for b in range(B):
        l, c, o = _window(
            centers[b],
            contexts[b],
            center_vecs,
            outside_vecs,
            negatives[b] if negatives is not None else None,
        )
        loss += l / B
        grad_c[centers[b]] += c[centers[b]] / B
        grad_o += o / B
    return loss, grad_c, grad_o


@variant
def minibatch_loss_and_gradient__means(centers, contexts, center_vecs, outside_vecs, negatives=None):
    parts = []
    for b, center in enumerate(centers):
        parts.append(
            _window(
                int(center),
                contexts[b],
                center_vecs,
                outside_vecs,
                None if negatives is None else negatives[b],
            )
        )
    return (
        np.mean([p[0] for p in parts]),
        np.mean([p[1] for p in parts], axis=0),
        np.mean([p[2] for p in parts], axis=0),
    )


@variant
def sgd__changes_its_start_in_place(
    loss_and_gradient, x0, step, num_steps, postprocess=None, anneal_every=20_000
):
    start, x = checkpoints.resume(x0)
    x = x0 if start == 0 else x
    for t in range(start + 1, num_steps + 1):
        _, gradient = loss_and_gradient(x)
        x -= step * 0.5 ** ((t - 1) // anneal_every) * gradient
        if postprocess:
            x[:] = postprocess(x)
        checkpoints.save(t, x)
    return x


@variant
def sgd__halves_a_variable(loss_and_gradient, x0, step, num_steps, postprocess=None, anneal_every=20_000):
    start, x = checkpoints.resume(x0)
    step /= 2 ** (start // anneal_every)
    for t in range(start + 1, num_steps + 1):
        x = x - step * loss_and_gradient(x)[1]
        x = postprocess(x) if postprocess else x
        checkpoints.save(t, x)
        if t % anneal_every == 0:
            step *= 0.5
    return x


@variant
def sgd__with_a_while_loop(loss_and_gradient, x0, step, num_steps, postprocess=None, anneal_every=20_000):
    postprocess = postprocess or (lambda x: x)
    t, x = checkpoints.resume(x0)
    step = step / 2 ** (t // anneal_every)
    while t < num_steps:
        t += 1
        loss, gradient = loss_and_gradient(x)
        x = postprocess(x - step * gradient)
        checkpoints.save(t, x)
        if t % anneal_every == 0:
            step = step / 2
    return x


@variant
def sentence_features__loops(token_idxs, word_vecs):
    total = np.zeros(word_vecs.shape[1])
    for token in token_idxs:
        total += word_vecs[token]
    return total / len(token_idxs)


@variant
def sentence_features__counts(token_idxs, word_vecs):
    return np.bincount(token_idxs, minlength=len(word_vecs)) @ word_vecs / len(token_idxs)


@variant
def sentence_features__row_mean(token_idxs, word_vecs):
    return word_vecs[token_idxs, :].mean(0)


@variant
def choose_regularization__loop(results):
    best = None
    for run in results:
        if best is None or run["dev"] > best["dev"]:
            best = run
    return best


@variant
def choose_regularization__argmax(results):
    return results[int(np.argmax([run["dev"] for run in results]))]


@variant
def choose_regularization__sorted(results):
    return sorted(results, key=lambda run: -run["dev"])[0]


@variant
def naive_softmax_loss_and_gradient__guarded_sum(center_vec, outside_idx, outside_vecs):
    powers = np.exp(outside_vecs @ center_vec)
    y_hat = powers / (powers.sum() + 1e-8)
    error = y_hat - np.eye(len(y_hat))[outside_idx]
    return -np.log(y_hat[outside_idx]), outside_vecs.T @ error, np.outer(error, center_vec)


@variant
def naive_softmax_loss_and_gradient__gives_lists(center_vec, outside_idx, outside_vecs):
    loss, grad_center, grad_outside = naive_softmax_loss_and_gradient__one_hot(
        center_vec, outside_idx, outside_vecs
    )
    return float(loss), list(grad_center), [list(row) for row in grad_outside]
