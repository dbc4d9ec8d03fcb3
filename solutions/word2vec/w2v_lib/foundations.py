"""Write softmax, sigmoid, a numerical gradient and a first network (notebook 1).

Your code goes where it says YOUR CODE HERE. Save the file, then run the question's check again.
"""

import numpy as np


def softmax(x):
    """Compute softmax of a vector, or of every row of a matrix.

    Args:
        x: (D,) or (N, D); it is not changed. Entries of ±10,000 must do no harm.

    Returns:
        An array of the same shape: exp(x_i) / sum_j exp(x_j), along the last axis.
    """
    ### BEGIN SOLUTION
    shifted = x - np.max(x, axis=-1, keepdims=True)
    exps = np.exp(shifted)
    return exps / np.sum(exps, axis=-1, keepdims=True)
    ### END SOLUTION


def sigmoid(x):
    """Compute the logistic function 1 / (1 + exp(-x)), entry by entry.

    Args:
        x: a number or an array of any shape; it is not changed. Entries of ±10,000 must do no harm.

    Returns:
        A number or an array of the same shape.
    """
    ### BEGIN SOLUTION
    small = np.exp(-np.abs(x))  # never overflows
    return np.where(np.asarray(x) >= 0, 1.0, small) / (1.0 + small)
    ### END SOLUTION


def sigmoid_grad(s):
    """Compute the sigmoid's derivative at x from the value sigmoid(x).

    Args:
        s: sigmoid(x), a number or an array of any shape; it is not changed.

    Returns:
        A number or an array of the same shape: the derivative at x.
    """
    ### BEGIN SOLUTION
    return s * (1.0 - s)
    ### END SOLUTION


def numerical_gradient(f, x, h=1e-4):
    """Compute the gradient of f at x by central differences, one entry after the other.

    Args:
        f: function of an array shaped like x that returns a float. It may draw random numbers from
            NumPy's global generator (`np.random`); then every call must draw the same ones.
        x: float array of any shape; after the call it holds the same numbers as before.
        h: step to either side.

    Returns:
        An array shaped like x. NumPy's global random state is the same after the call as before
        (see `np.random.get_state` and `np.random.set_state`).
    """
    ### BEGIN SOLUTION
    state = np.random.get_state()

    def value(nudged):
        np.random.set_state(state)
        return float(f(nudged))

    grad = np.zeros_like(x, dtype=float)
    for place in np.ndindex(x.shape):
        nudge = np.zeros_like(grad)
        nudge[place] = h
        grad[place] = (value(x + nudge) - value(x - nudge)) / (2 * h)
    np.random.set_state(state)
    return grad
    ### END SOLUTION


def network_loss_and_gradient(x, labels, params, dims):
    """Compute loss and gradient of the network softmax(sigmoid(x W1 + b1) W2 + b2) under cross-entropy.

    Args:
        x: (N, Dx), one example per row.
        labels: (N, Dy), one-hot rows.
        params: (P,) one vector that holds W1 (Dx, H), b1 (H,), W2 (H, Dy), b2 (Dy,), in this order,
            each row by row.
        dims: (Dx, H, Dy).

    Returns:
        loss: float, the sum of the cross-entropies of all examples.
        grad: (P,) dloss/dparams, packed like params.
    """
    W1, b1, W2, b2 = unpack(params, dims)
    ### BEGIN SOLUTION
    hidden = sigmoid(x @ W1 + b1)  # (N, H)
    y_hat = softmax(hidden @ W2 + b2)  # (N, Dy)
    loss = -np.sum(labels * np.log(y_hat))

    delta_2 = y_hat - labels  # (N, Dy)
    delta_1 = delta_2 @ W2.T * sigmoid_grad(hidden)  # (N, H)
    grads = x.T @ delta_1, delta_1.sum(axis=0), hidden.T @ delta_2, delta_2.sum(axis=0)
    return loss, np.concatenate([grad.ravel() for grad in grads])
    ### END SOLUTION


def unpack(params, dims):
    """Return the arrays in a parameter vector (given): W1 (Dx, H), b1 (H,), W2 (H, Dy), b2 (Dy,)."""
    Dx, H, Dy = dims
    shapes = [(Dx, H), (H,), (H, Dy), (Dy,)]
    ends = np.cumsum([int(np.prod(shape)) for shape in shapes])
    parts = np.split(params, ends[:-1])
    return [part.reshape(shape) for part, shape in zip(parts, shapes, strict=True)]
