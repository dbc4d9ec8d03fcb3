"""Collect wrong implementations of notebook 1's functions, each with the sentence that names the idea."""

import numpy as np
from reference.foundations import sigmoid, sigmoid_grad, softmax, unpack

from autograder.checks import misconception


@misconception(
    "softmax",
    "softmax",
    "The sum in the denominator runs over the whole matrix; each row is a distribution of its own.",
)
def softmax_normalizes_the_whole_matrix(x):
    exps = np.exp(x - np.max(x))
    return exps / np.sum(exps)


@misconception(
    "softmax", "softmax", "In a matrix, each row is one distribution; your sums run down the columns."
)
def softmax_of_the_columns(x):
    exps = np.exp(x - np.max(x, axis=0))
    return exps / np.sum(exps, axis=0)


@misconception(
    "softmax", "softmax", "A larger score should give a larger probability: look at the sign inside exp."
)
def softmax_of_minus_x(x):
    exps = np.exp(-x + np.min(x, axis=-1, keepdims=True))
    return exps / np.sum(exps, axis=-1, keepdims=True)


@misconception(
    "softmax", "softmax", "exp of a large score overflows; which change of x leaves the result as it is?"
)
def softmax_without_a_shift(x):
    exps = np.exp(x)
    return exps / np.sum(exps, axis=-1, keepdims=True)


@misconception(
    "softmax",
    "softmax",
    "The same number is subtracted from all rows; in a row of much smaller entries, every exp becomes 0.",
)
def softmax_with_one_shift_for_all_rows(x):
    exps = np.exp(x - np.max(x))
    return exps / np.sum(exps, axis=-1, keepdims=True)


@misconception(
    "softmax", "softmax", "The array you were given is changed on the way: `-=` and `out=` work in place."
)
def softmax_in_place(x):
    x -= np.max(x, axis=-1, keepdims=True)
    exps = np.exp(x)
    return exps / np.sum(exps, axis=-1, keepdims=True)


@misconception("softmax", "softmax", "The entries are shifted and divided, but never exponentiated.")
def softmax_without_exp(x):
    return x / np.sum(x, axis=-1, keepdims=True)


@misconception("sigmoid", "sigmoid", "The sigmoid rises with x; yours falls: look at the sign inside exp.")
def sigmoid_of_minus_x(x):
    return 1 / (1 + np.exp(x))


@misconception("sigmoid", "sigmoid", "Where exp(x) overflows, infinity is divided by infinity.")
def sigmoid_as_a_quotient_of_exps(x):
    return np.exp(x) / (1 + np.exp(x))


@misconception(
    "sigmoid", "sigmoid", "tanh runs from -1 to 1, the sigmoid from 0 to 1: they are relatives, not the same."
)
def sigmoid_as_tanh(x):
    return np.tanh(x)


@misconception(
    "sigmoid",
    "sigmoid_grad",
    "sigmoid_grad already gets the sigmoid's value; yours applies the sigmoid a second time.",
)
def sigmoid_applied_again(s):
    return sigmoid(s) * (1 - sigmoid(s))


@misconception(
    "sigmoid", "sigmoid_grad", "The derivative is a product of two factors; yours is only one of them."
)
def sigmoid_grad_is_one_minus_s(s):
    return 1 - s


@misconception("sigmoid", "sigmoid_grad", "The sigmoid rises everywhere, so its slope is never negative.")
def sigmoid_grad_with_the_wrong_sign(s):
    return s * (s - 1)


@misconception(
    "gradient-check",
    "numerical_gradient",
    "The difference is taken to one side only; with a step to either side, the error is far smaller.",
)
def forward_difference(f, x, h=1e-4):
    grad = np.zeros_like(x)
    state = np.random.get_state()
    for place in np.ndindex(x.shape):
        nudge = np.zeros_like(x)
        nudge[place] = h
        np.random.set_state(state)
        upper = f(x + nudge)
        np.random.set_state(state)
        grad[place] = (upper - f(x)) / h
    np.random.set_state(state)
    return grad


@misconception("gradient-check", "numerical_gradient", "The two points are 2h apart, not h.")
def divided_by_h_alone(f, x, h=1e-4):
    grad = np.zeros_like(x)
    state = np.random.get_state()
    for place in np.ndindex(x.shape):
        nudge = np.zeros_like(x)
        nudge[place] = h
        np.random.set_state(state)
        upper = f(x + nudge)
        np.random.set_state(state)
        grad[place] = (upper - f(x - nudge)) / h
    np.random.set_state(state)
    return grad


@misconception(
    "gradient-check",
    "numerical_gradient",
    "f draws different random numbers at every call, so the difference measures noise.",
)
def random_state_not_restored(f, x, h=1e-4):
    grad = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        nudge = np.zeros_like(x)
        nudge[place] = h
        grad[place] = (f(x + nudge) - f(x - nudge)) / (2 * h)
    return grad


@misconception("gradient-check", "numerical_gradient", "Only the first half of the entries is nudged.")
def half_of_the_entries(f, x, h=1e-4):
    grad = np.zeros_like(x)
    state = np.random.get_state()
    for i in range(x.size // 2):
        nudge = np.zeros(x.size)
        nudge[i] = h
        np.random.set_state(state)
        upper = f(x + nudge.reshape(x.shape))
        np.random.set_state(state)
        grad.flat[i] = (upper - f(x - nudge.reshape(x.shape))) / (2 * h)
    np.random.set_state(state)
    return grad


@misconception(
    "gradient-check",
    "numerical_gradient",
    "The nudge of one entry is not taken back before the next one is tried.",
)
def nudges_left_in_x(f, x, h=1e-4):
    grad = np.zeros_like(x)
    state = np.random.get_state()
    for place in np.ndindex(x.shape):
        x[place] += h
        np.random.set_state(state)
        upper = f(x)
        x[place] -= 2 * h
        np.random.set_state(state)
        grad[place] = (upper - f(x)) / (2 * h)
    np.random.set_state(state)
    return grad


@misconception(
    "network", "network_loss_and_gradient", "The loss is the sum over the batch; yours is its mean."
)
def network_mean_for_sum(x, labels, params, dims):
    W1, b1, W2, b2 = unpack(params, dims)
    hidden = sigmoid(x @ W1 + b1)
    y_hat = softmax(hidden @ W2 + b2)
    loss = -np.mean(np.sum(labels * np.log(y_hat), axis=1))
    delta_2 = (y_hat - labels) / len(x)
    delta_1 = delta_2 @ W2.T * sigmoid_grad(hidden)
    grads = x.T @ delta_1, delta_1.sum(0), hidden.T @ delta_2, delta_2.sum(0)
    return loss, np.concatenate([g.ravel() for g in grads])


@misconception(
    "network",
    "network_loss_and_gradient",
    "sigmoid_grad takes the value after the sigmoid; here it gets the value before it.",
)
def network_sigmoid_grad_of_the_input(x, labels, params, dims):
    W1, b1, W2, b2 = unpack(params, dims)
    before = x @ W1 + b1
    hidden = sigmoid(before)
    y_hat = softmax(hidden @ W2 + b2)
    loss = -np.sum(labels * np.log(y_hat))
    delta_2 = y_hat - labels
    delta_1 = delta_2 @ W2.T * sigmoid_grad(before)
    grads = x.T @ delta_1, delta_1.sum(0), hidden.T @ delta_2, delta_2.sum(0)
    return loss, np.concatenate([g.ravel() for g in grads])


@misconception(
    "network",
    "network_loss_and_gradient",
    "On the way back through the hidden layer, the sigmoid's own slope is missing.",
)
def network_without_the_sigmoids_slope(x, labels, params, dims):
    W1, b1, W2, b2 = unpack(params, dims)
    hidden = sigmoid(x @ W1 + b1)
    y_hat = softmax(hidden @ W2 + b2)
    loss = -np.sum(labels * np.log(y_hat))
    delta_2 = y_hat - labels
    delta_1 = delta_2 @ W2.T
    grads = x.T @ delta_1, delta_1.sum(0), hidden.T @ delta_2, delta_2.sum(0)
    return loss, np.concatenate([g.ravel() for g in grads])


@misconception(
    "network",
    "network_loss_and_gradient",
    "The bias takes part in every example: its gradient is a sum over the batch, not a mean.",
)
def network_bias_gradient_is_a_mean(x, labels, params, dims):
    W1, b1, W2, b2 = unpack(params, dims)
    hidden = sigmoid(x @ W1 + b1)
    y_hat = softmax(hidden @ W2 + b2)
    loss = -np.sum(labels * np.log(y_hat))
    delta_2 = y_hat - labels
    delta_1 = delta_2 @ W2.T * sigmoid_grad(hidden)
    grads = x.T @ delta_1, delta_1.mean(0), hidden.T @ delta_2, delta_2.mean(0)
    return loss, np.concatenate([g.ravel() for g in grads])


@misconception(
    "network",
    "network_loss_and_gradient",
    "Your gradient has the opposite sign: y_hat and the labels are exchanged in a difference.",
)
def network_gradient_sign(x, labels, params, dims):
    W1, b1, W2, b2 = unpack(params, dims)
    hidden = sigmoid(x @ W1 + b1)
    y_hat = softmax(hidden @ W2 + b2)
    loss = -np.sum(labels * np.log(y_hat))
    delta_2 = labels - y_hat
    delta_1 = delta_2 @ W2.T * sigmoid_grad(hidden)
    grads = x.T @ delta_1, delta_1.sum(0), hidden.T @ delta_2, delta_2.sum(0)
    return loss, np.concatenate([g.ravel() for g in grads])


@misconception(
    "softmax",
    "softmax",
    "Numerator and denominator are shifted by different numbers; only the same shift of both cancels.",
)
def only_the_numerator_shifted(x):
    return np.exp(x - np.max(x, axis=-1, keepdims=True)) / np.sum(np.exp(x), axis=-1, keepdims=True)


@misconception(
    "sigmoid",
    "sigmoid",
    "With |x| in the exponent, -x gives the same as x; negative inputs need a form of their own.",
)
def sigmoid_of_the_absolute_value(x):
    return 1 / (1 + np.exp(-np.abs(x)))


@misconception(
    "gradient-check",
    "numerical_gradient",
    "A whole row is moved at once; every entry has a slope of its own.",
)
def whole_rows_moved(f, x, h=1e-4):
    grad, state = np.zeros_like(x), np.random.get_state()
    for i in range(len(x)):
        kept, ends = np.copy(x[i]), []
        for nudge in (h, -h):
            x[i] = kept + nudge
            np.random.set_state(state)
            ends.append(f(x))
        x[i] = kept
        grad[i] = (ends[0] - ends[1]) / (2 * h)
    np.random.set_state(state)
    return grad


@misconception(
    "network",
    "network_loss_and_gradient",
    "The loss is a sum over the examples, but your gradient is divided by their number.",
)
def network_gradient_averaged(x, labels, params, dims):
    W1, b1, W2, b2 = unpack(params, dims)
    hidden = sigmoid(x @ W1 + b1)
    y_hat = softmax(hidden @ W2 + b2)
    delta_2 = (y_hat - labels) / len(x)
    delta_1 = delta_2 @ W2.T * sigmoid_grad(hidden)
    grads = x.T @ delta_1, delta_1.sum(0), hidden.T @ delta_2, delta_2.sum(0)
    return -np.sum(labels * np.log(y_hat)), np.concatenate([g.ravel() for g in grads])


@misconception(
    "gradient-check",
    "numerical_gradient",
    "The random state is restored once per entry; it must be restored before each of the two calls of f.",
)
def random_state_restored_once_an_entry(f, x, h=1e-4):
    state, grad = np.random.get_state(), np.zeros(x.shape)
    for place in np.ndindex(*x.shape):
        kept = x[place]
        np.random.set_state(state)
        x[place] = kept + h
        above = f(x)
        x[place] = kept - h
        below = f(x)
        x[place] = kept
        grad[place] = (above - below) / (2 * h)
    np.random.set_state(state)
    return grad


@misconception(
    "network",
    "network_loss_and_gradient",
    "Your loss has terms (1 - y) log(1 - y_hat); those belong to yes-or-no outputs, not to a softmax.",
)
def network_binary_cross_entropy(x, labels, params, dims):
    W1, b1, W2, b2 = unpack(params, dims)
    hidden = sigmoid(x @ W1 + b1)
    y_hat = softmax(hidden @ W2 + b2)
    at_scores = y_hat - labels
    at_hidden = at_scores @ W2.T * sigmoid_grad(hidden)
    parts = x.T @ at_hidden, at_hidden.sum(axis=0), hidden.T @ at_scores, at_scores.sum(axis=0)
    loss = -np.sum(labels * np.log(y_hat) + (1 - labels) * np.log(1 - y_hat))
    return loss, np.concatenate([part.ravel() for part in parts])


@misconception(
    "network",
    "network_loss_and_gradient",
    "Every part of the gradient is right, but the parts are not in the order of params: W1, b1, W2, b2.",
)
def network_gradient_packed_in_another_order(x, labels, params, dims):
    W1, b1, W2, b2 = unpack(params, dims)
    hidden = sigmoid(x @ W1 + b1)
    y_hat = softmax(hidden @ W2 + b2)
    at_scores = y_hat - labels
    at_hidden = at_scores @ W2.T * sigmoid_grad(hidden)
    parts = x.T @ at_hidden, hidden.T @ at_scores, at_hidden.sum(axis=0), at_scores.sum(axis=0)
    return -np.sum(labels * np.log(y_hat)), np.concatenate([part.ravel() for part in parts])


@misconception(
    "network",
    "network_loss_and_gradient",
    "The gradient of b1 lacks the sigmoid's slope; b1 is inside the sigmoid, as W1 is.",
)
def network_first_bias_before_the_slope(x, labels, params, dims):
    W1, b1, W2, b2 = unpack(params, dims)
    hidden = sigmoid(x @ W1 + b1)
    y_hat = softmax(hidden @ W2 + b2)
    at_scores = y_hat - labels
    above = at_scores @ W2.T
    parts = (
        x.T @ (above * sigmoid_grad(hidden)),
        above.sum(axis=0),
        hidden.T @ at_scores,
        at_scores.sum(axis=0),
    )
    return -np.sum(labels * np.log(y_hat)), np.concatenate([part.ravel() for part in parts])


@misconception(
    "gradient-check",
    "numerical_gradient",
    "The difference is taken backwards only; with a step to either side, the error is far smaller.",
)
def backward_difference(f, x, h=1e-4):
    state, grad = np.random.get_state(), np.zeros(x.shape)
    for place in np.ndindex(*x.shape):
        low = x.copy()
        low[place] -= h
        values = []
        for point in (x, low):
            np.random.set_state(state)
            values.append(f(point))
        grad[place] = (values[0] - values[1]) / h
    np.random.set_state(state)
    return grad


@misconception(
    "gradient-check",
    "numerical_gradient",
    "Both points of the difference are the same array: `=` gives it another name, and makes no copy.",
)
def both_points_are_one(f, x, h=1e-4):
    return np.zeros(x.shape)


@misconception(
    "gradient-check", "numerical_gradient", "Only the first column is nudged: loop over all of x's places."
)
def first_column_alone(f, x, h=1e-4):
    state, grad = np.random.get_state(), np.zeros(x.shape)
    for row in range(len(x)):
        place = (row, *[0] * (x.ndim - 1))
        values = []
        for nudge in (h, -h):
            nudged = x.copy()
            nudged[place] += nudge
            np.random.set_state(state)
            values.append(f(nudged))
        grad[place] = (values[0] - values[1]) / (2 * h)
    np.random.set_state(state)
    return grad


@misconception("softmax", "softmax", "The values are not divided by their sum: they should add up to 1.")
def softmax_without_the_sum(x):
    return np.exp(x - np.max(x, axis=-1, keepdims=True))


@misconception("softmax", "softmax", "This is the logarithm of the softmax.")
def softmax_as_its_logarithm(x):
    shifted = x - np.max(x, axis=-1, keepdims=True)
    return shifted - np.log(np.sum(np.exp(shifted), axis=-1, keepdims=True))


@misconception(
    "sigmoid", "sigmoid", "Brackets are missing: 1 is divided by 1 first, and exp(-x) is added to that."
)
def sigmoid_without_brackets(x):
    return 1 / 1 + np.exp(-np.asarray(x, dtype=float))


@misconception("sigmoid", "sigmoid", "Below the line, exp(-x) is added to 1; yours is subtracted.")
def sigmoid_with_a_minus_below(x):
    return 1 / (1 - np.exp(-np.asarray(x, dtype=float)))


@misconception(
    "normalize-rows", "normalize_rows", "Each row is divided by its sum, which makes no length one."
)
def rows_over_their_sums(x):
    sums = np.sum(x, axis=1, keepdims=True)
    return x / np.where(sums != 0, sums, 1.0)
