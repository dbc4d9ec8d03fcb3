"""Write word2vec's losses and gradients (notebook 3).

Word vectors are rows. V words, D dimensions, K negatives, M outside words in a window.
Your code goes where it says YOUR CODE HERE. Save the file, then run the question's check again.
"""

import numpy as np

from .foundations import sigmoid, softmax


def normalize_rows(x):
    """Scale every row to length one.

    Args:
        x: (N, D); it is not changed.

    Returns:
        (N, D) with rows of Euclidean length 1; a row of zeros stays a row of zeros.
    """
    ### BEGIN SOLUTION
    lengths = np.linalg.norm(x, axis=1, keepdims=True)  # (N, 1)
    return x / np.where(lengths > 0, lengths, 1.0)
    ### END SOLUTION


def naive_softmax_loss_and_gradient(center_vec, outside_idx, outside_vecs):
    """Compute loss and gradients of one (center, outside) pair under the full softmax.

    Args:
        center_vec: (D,) vector v_c of the center word.
        outside_idx: row o of `outside_vecs` that holds u_o.
        outside_vecs: (V, D) matrix U, one outside vector per row.

    Returns:
        loss: float, J = -log softmax(U v_c)[o].
        grad_center: (D,) dJ/dv_c.
        grad_outside: (V, D) dJ/dU.
    """
    ### BEGIN SOLUTION
    y_hat = softmax(outside_vecs @ center_vec)  # (V,)
    loss = -np.log(y_hat[outside_idx])
    delta = y_hat.copy()  # (V,) y_hat - y
    delta[outside_idx] -= 1.0
    return loss, outside_vecs.T @ delta, np.outer(delta, center_vec)
    ### END SOLUTION


def negative_sampling_loss_and_gradient(center_vec, outside_idx, outside_vecs, negative_idxs):
    """Compute loss and gradients of one (center, outside) pair under negative sampling.

    Args:
        center_vec: (D,) vector v_c of the center word.
        outside_idx: row o of `outside_vecs` that holds u_o.
        outside_vecs: (V, D) matrix U, one outside vector per row.
        negative_idxs: (K,) rows of the negatives, drawn by the caller. None of them is o; a word
            that was drawn twice is in it twice.

    Returns:
        loss: float, J = -log sigmoid(u_o·v_c) - sum_k log sigmoid(-u_k·v_c), k over the K draws.
        grad_center: (D,) dJ/dv_c.
        grad_outside: (V, D) dJ/dU; rows of words that do not occur are zero.
    """
    ### BEGIN SOLUTION
    idxs = np.append(outside_idx, negative_idxs)  # (K+1,) the true word first
    signs = np.where(np.arange(len(idxs)) == 0, 1.0, -1.0)  # a true pair should score high, a drawn one low
    rows = outside_vecs[idxs]  # (K+1, D)
    probabilities = sigmoid(signs * (rows @ center_vec))  # (K+1,)
    weights = signs * (probabilities - 1.0)  # (K+1,) dJ/dscore

    grad_outside = np.zeros_like(outside_vecs)
    np.add.at(grad_outside, idxs, weights[:, None] * center_vec)  # a word drawn twice counts twice
    return -np.sum(np.log(probabilities)), weights @ rows, grad_outside
    ### END SOLUTION


def skipgram_loss_and_gradient(center_idx, outside_idxs, center_vecs, outside_vecs, negative_idxs=None):
    """Compute loss and gradients of one skip-gram window: the center word predicts each outside word.

    Args:
        center_idx: row c of `center_vecs`.
        outside_idxs: (M,) rows of `outside_vecs`, the words around the center; words may repeat.
        center_vecs: (V, D) matrix of center vectors.
        outside_vecs: (V, D) matrix of outside vectors.
        negative_idxs: (M, K), row m holds the negatives of the m-th outside word; None asks for the
            naive softmax instead.

    Returns:
        loss: float, summed over the window's M pairs.
        grad_center_vecs: (V, D) dloss/dcenter_vecs.
        grad_outside_vecs: (V, D) dloss/doutside_vecs.
    """
    ### BEGIN SOLUTION
    loss = 0.0
    grad_center_vecs, grad_outside_vecs = np.zeros_like(center_vecs), np.zeros_like(outside_vecs)
    for m, outside_idx in enumerate(outside_idxs):
        negatives = None if negative_idxs is None else negative_idxs[m]
        pair_loss, grad_center, grad_outside = _pair(
            center_vecs[center_idx], outside_idx, outside_vecs, negatives
        )
        loss += pair_loss
        grad_center_vecs[center_idx] += grad_center
        grad_outside_vecs += grad_outside
    return loss, grad_center_vecs, grad_outside_vecs
    ### END SOLUTION


def cbow_loss_and_gradient(center_idx, outside_idxs, center_vecs, outside_vecs, negative_idxs=None):
    """Compute loss and gradients of one CBOW window: the words around it, summed, predict the center word.

    The arguments are those of `skipgram_loss_and_gradient`, and the two matrices have the same jobs: the
    words that predict are looked up in `center_vecs`, and the predicted word in `outside_vecs`.

    Args:
        center_idx: the word to predict, a row of `outside_vecs`.
        outside_idxs: (M,) the words around it, rows of `center_vecs`; words may repeat.
        center_vecs: (V, D).
        outside_vecs: (V, D).
        negative_idxs: (1, K), the negatives of the one prediction; None asks for the naive softmax.

    Returns:
        loss: float.
        grad_center_vecs: (V, D) dloss/dcenter_vecs.
        grad_outside_vecs: (V, D) dloss/doutside_vecs.
    """
    ### BEGIN SOLUTION
    negatives = None if negative_idxs is None else negative_idxs[0]
    context = center_vecs[outside_idxs].sum(axis=0)  # (D,)
    loss, grad_context, grad_outside_vecs = _pair(context, center_idx, outside_vecs, negatives)
    grad_center_vecs = np.zeros_like(center_vecs)
    np.add.at(grad_center_vecs, outside_idxs, grad_context)
    return loss, grad_center_vecs, grad_outside_vecs
    ### END SOLUTION


### BEGIN SOLUTION
def _pair(center_vec, outside_idx, outside_vecs, negatives):
    """Compute the pair's loss and gradients, under negative sampling if there are negatives."""
    if negatives is None:
        return naive_softmax_loss_and_gradient(center_vec, outside_idx, outside_vecs)
    return negative_sampling_loss_and_gradient(center_vec, outside_idx, outside_vecs, negatives)


### END SOLUTION
