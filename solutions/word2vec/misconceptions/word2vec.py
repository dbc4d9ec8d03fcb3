"""Collect wrong implementations of notebook 3's functions, each with the sentence that names the idea."""

import numpy as np
from reference.foundations import sigmoid, softmax
from reference.word2vec import naive_softmax_loss_and_gradient, negative_sampling_loss_and_gradient

from autograder.checks import misconception

NAIVE, NEGATIVE = "naive_softmax_loss_and_gradient", "negative_sampling_loss_and_gradient"
SKIPGRAM, CBOW = "skipgram_loss_and_gradient", "cbow_loss_and_gradient"


@misconception(
    "normalize-rows",
    "normalize_rows",
    "The length of a row is the root of its summed squares, not the sum of its entries.",
)
def rows_divided_by_their_sum(x):
    sums = np.sum(np.abs(x), axis=1, keepdims=True)
    return x / np.where(sums > 0, sums, 1)


@misconception(
    "normalize-rows",
    "normalize_rows",
    "Your rows are divided by the sum of the squares; the length is the root of that sum.",
)
def rows_without_the_root(x):
    squares = np.sum(x**2, axis=1, keepdims=True)
    return x / np.where(squares > 0, squares, 1)


@misconception("normalize-rows", "normalize_rows", "Your columns have length one; a word vector is a row.")
def columns_normalized(x):
    lengths = np.linalg.norm(x, axis=0, keepdims=True)
    return x / np.where(lengths > 0, lengths, 1)


@misconception(
    "normalize-rows", "normalize_rows", "The whole matrix is divided by one length; every row has its own."
)
def matrix_normalized(x):
    return x / np.linalg.norm(x)


@misconception(
    "normalize-rows", "normalize_rows", "A row of zeros has length zero, and dividing by it gives nan."
)
def zero_rows_become_nan(x):
    return x / np.linalg.norm(x, axis=1, keepdims=True)


@misconception(
    "naive-softmax",
    NAIVE,
    "Your gradients use y_hat where y_hat - y is meant: the true word's own term is missing.",
)
def true_words_term_missing(center_vec, outside_idx, outside_vecs):
    y_hat = softmax(outside_vecs @ center_vec)
    return -np.log(y_hat[outside_idx]), outside_vecs.T @ y_hat, np.outer(y_hat, center_vec)


@misconception(
    "naive-softmax", NAIVE, "The loss is the negative log probability; yours is the log probability itself."
)
def naive_loss_sign(center_vec, outside_idx, outside_vecs):
    y_hat = softmax(outside_vecs @ center_vec)
    loss = np.log(y_hat[outside_idx])
    delta = y_hat.copy()
    delta[outside_idx] -= 1
    return loss, outside_vecs.T @ delta, np.outer(delta, center_vec)


@misconception(
    "naive-softmax", NAIVE, "Both gradients have the opposite sign: compare y - y_hat with y_hat - y."
)
def naive_gradients_sign(center_vec, outside_idx, outside_vecs):
    y_hat = softmax(outside_vecs @ center_vec)
    delta = -y_hat
    delta[outside_idx] += 1
    return -np.log(y_hat[outside_idx]), outside_vecs.T @ delta, np.outer(delta, center_vec)


@misconception(
    "naive-softmax", NAIVE, "grad_center has the opposite sign: a step along it makes the loss smaller."
)
def naive_center_gradient_sign(center_vec, outside_idx, outside_vecs):
    y_hat = softmax(outside_vecs @ center_vec)
    delta = y_hat.copy()
    delta[outside_idx] -= 1
    return -np.log(y_hat[outside_idx]), -(outside_vecs.T @ delta), np.outer(delta, center_vec)


@misconception(
    "naive-softmax",
    NAIVE,
    "In grad_outside, row w is y_hat_w - y_w times v_c; yours has the outside vectors in place of v_c.",
)
def outside_vectors_for_the_center(center_vec, outside_idx, outside_vecs):
    y_hat = softmax(outside_vecs @ center_vec)
    delta = y_hat.copy()
    delta[outside_idx] -= 1
    return -np.log(y_hat[outside_idx]), outside_vecs.T @ delta, delta[:, None] * outside_vecs


@misconception(
    "naive-softmax",
    NAIVE,
    "Only the true word's row gets a gradient; every word's vector takes part in the softmax.",
)
def only_the_true_words_row(center_vec, outside_idx, outside_vecs):
    y_hat = softmax(outside_vecs @ center_vec)
    delta = y_hat.copy()
    delta[outside_idx] -= 1
    grad_outside = np.zeros_like(outside_vecs)
    grad_outside[outside_idx] = delta[outside_idx] * center_vec
    return -np.log(y_hat[outside_idx]), outside_vecs.T @ delta, grad_outside


@misconception("naive-softmax", NAIVE, "The row is picked by a fixed number, not by outside_idx.")
def a_row_picked_by_a_constant(center_vec, outside_idx, outside_vecs):
    y_hat = softmax(outside_vecs @ center_vec)
    delta = y_hat.copy()
    delta[0] -= 1
    return -np.log(y_hat[0]), outside_vecs.T @ delta, np.outer(delta, center_vec)


@misconception(
    "naive-softmax",
    NAIVE,
    "Your gradients use y_hat where y_hat - y is meant: the true word's own term is missing.",
)
def one_subtracted_without_assignment(center_vec, outside_idx, outside_vecs):
    y_hat = softmax(outside_vecs @ center_vec)
    y_hat[outside_idx] - 1
    return -np.log(y_hat[outside_idx]), outside_vecs.T @ y_hat, np.outer(y_hat, center_vec)


@misconception(
    "naive-softmax",
    NAIVE,
    "delta is y_hat under another name: subtracting 1 from it has changed y_hat before the loss read it.",
)
def y_hat_changed_through_an_alias(center_vec, outside_idx, outside_vecs):
    y_hat = softmax(outside_vecs @ center_vec)
    delta = y_hat
    delta[outside_idx] -= 1
    return -np.log(np.abs(y_hat[outside_idx])), outside_vecs.T @ delta, np.outer(delta, center_vec)


@misconception(
    "naive-softmax",
    NAIVE,
    "The loss contains the logarithm of the sum of exps; yours contains the sum itself.",
)
def sum_of_exps_without_a_log(center_vec, outside_idx, outside_vecs):
    scores = outside_vecs @ center_vec
    exps = np.exp(scores)
    grad_scores = exps.copy()
    grad_scores[outside_idx] -= 1
    return np.sum(exps) - scores[outside_idx], outside_vecs.T @ grad_scores, np.outer(grad_scores, center_vec)


@misconception(
    "naive-softmax",
    NAIVE,
    "grad_center has the right numbers but shape (1, D); it should be (D,), or later sums go wrong.",
)
def center_gradient_as_a_matrix(center_vec, outside_idx, outside_vecs):
    y_hat = softmax(outside_vecs @ center_vec)
    delta = y_hat.copy()
    delta[outside_idx] -= 1
    return -np.log(y_hat[outside_idx]), (outside_vecs.T @ delta)[None, :], np.outer(delta, center_vec)


@misconception(
    "naive-softmax",
    NAIVE,
    "grad_center has the right numbers but shape (D, 1); it should be (D,), or later sums go wrong.",
)
def center_gradient_as_a_column(center_vec, outside_idx, outside_vecs):
    y_hat = softmax(outside_vecs @ center_vec)
    delta = y_hat.copy()
    delta[outside_idx] -= 1
    return -np.log(y_hat[outside_idx]), (outside_vecs.T @ delta)[:, None], np.outer(delta, center_vec)


@misconception("naive-softmax", NAIVE, "grad_outside is transposed: word vectors are rows, so it is (V, D).")
def outside_gradient_transposed(center_vec, outside_idx, outside_vecs):
    y_hat = softmax(outside_vecs @ center_vec)
    delta = y_hat.copy()
    delta[outside_idx] -= 1
    return -np.log(y_hat[outside_idx]), outside_vecs.T @ delta, np.outer(center_vec, delta)


@misconception(
    "negative-sampling",
    NEGATIVE,
    "A word that was drawn twice should collect its gradient twice; `=` and `G[idxs] += g` keep one.",
)
def repeats_counted_once(center_vec, outside_idx, outside_vecs, negative_idxs):
    u_o, u_k = outside_vecs[outside_idx], outside_vecs[negative_idxs]
    p_o, p_k = sigmoid(u_o @ center_vec), sigmoid(-u_k @ center_vec)
    grad_outside = np.zeros_like(outside_vecs)
    grad_outside[outside_idx] = (p_o - 1) * center_vec
    grad_outside[negative_idxs] += np.outer(1 - p_k, center_vec)
    return -np.log(p_o) - np.sum(np.log(p_k)), (p_o - 1) * u_o + (1 - p_k) @ u_k, grad_outside


@misconception(
    "negative-sampling",
    NEGATIVE,
    "Repeated negatives were dropped; a word that is drawn twice counts twice, in the loss as well.",
)
def negatives_made_unique(center_vec, outside_idx, outside_vecs, negative_idxs):
    return negative_sampling_loss_and_gradient(
        center_vec, outside_idx, outside_vecs, np.unique(negative_idxs)
    )


@misconception("negative-sampling", NEGATIVE, "The true word is treated as a negative as well.")
def true_word_also_a_negative(center_vec, outside_idx, outside_vecs, negative_idxs):
    everyone = np.concatenate([[outside_idx], negative_idxs])
    return negative_sampling_loss_and_gradient(center_vec, outside_idx, outside_vecs, everyone)


@misconception(
    "negative-sampling",
    NEGATIVE,
    "The negatives are an argument; yours were drawn again inside the function.",
)
def negatives_drawn_again(center_vec, outside_idx, outside_vecs, negative_idxs):
    drawn = np.random.RandomState(0).randint(0, len(outside_vecs), len(negative_idxs))
    return negative_sampling_loss_and_gradient(center_vec, outside_idx, outside_vecs, drawn)


@misconception(
    "negative-sampling",
    NEGATIVE,
    "The negatives' part of the loss lacks the minus inside the sigmoid; a negative should score low.",
)
def negatives_with_a_positive_score(center_vec, outside_idx, outside_vecs, negative_idxs):
    u_o, u_k = outside_vecs[outside_idx], outside_vecs[negative_idxs]
    p_o, p_k = sigmoid(u_o @ center_vec), sigmoid(u_k @ center_vec)
    grad_outside = np.zeros_like(outside_vecs)
    grad_outside[outside_idx] = (p_o - 1) * center_vec
    np.add.at(grad_outside, negative_idxs, np.outer(p_k - 1, center_vec))
    return -np.log(p_o) - np.sum(np.log(p_k)), (p_o - 1) * u_o + (p_k - 1) @ u_k, grad_outside


@misconception(
    "negative-sampling",
    NEGATIVE,
    "The loss is right, but the negatives' gradients use sigmoid(-u·v) where 1 minus that is meant.",
)
def negatives_gradient_without_the_complement(center_vec, outside_idx, outside_vecs, negative_idxs):
    u_o, u_k = outside_vecs[outside_idx], outside_vecs[negative_idxs]
    p_o, p_k = sigmoid(u_o @ center_vec), sigmoid(-u_k @ center_vec)
    grad_outside = np.zeros_like(outside_vecs)
    grad_outside[outside_idx] = (p_o - 1) * center_vec
    np.add.at(grad_outside, negative_idxs, np.outer(p_k, center_vec))
    return -np.log(p_o) - np.sum(np.log(p_k)), (p_o - 1) * u_o + p_k @ u_k, grad_outside


@misconception(
    "negative-sampling",
    NEGATIVE,
    "The loss has the opposite sign: it should be small when the model does well.",
)
def negative_loss_sign(center_vec, outside_idx, outside_vecs, negative_idxs):
    loss, grad_center, grad_outside = negative_sampling_loss_and_gradient(
        center_vec, outside_idx, outside_vecs, negative_idxs
    )
    return -loss, grad_center, grad_outside


@misconception(
    "negative-sampling",
    NEGATIVE,
    "grad_center has the opposite sign: a step along it makes the loss smaller.",
)
def negative_center_gradient_sign(center_vec, outside_idx, outside_vecs, negative_idxs):
    loss, grad_center, grad_outside = negative_sampling_loss_and_gradient(
        center_vec, outside_idx, outside_vecs, negative_idxs
    )
    return loss, -grad_center, grad_outside


@misconception(
    "negative-sampling",
    NEGATIVE,
    "A negative's own row gets a multiple of v_c; yours gets a multiple of its own vector.",
)
def negatives_own_vectors_for_the_center(center_vec, outside_idx, outside_vecs, negative_idxs):
    u_o, u_k = outside_vecs[outside_idx], outside_vecs[negative_idxs]
    p_o, p_k = sigmoid(u_o @ center_vec), sigmoid(-u_k @ center_vec)
    grad_outside = np.zeros_like(outside_vecs)
    grad_outside[outside_idx] = (p_o - 1) * center_vec
    np.add.at(grad_outside, negative_idxs, (1 - p_k)[:, None] * u_k)
    return -np.log(p_o) - np.sum(np.log(p_k)), (p_o - 1) * u_o + (1 - p_k) @ u_k, grad_outside


@misconception(
    "negative-sampling",
    NEGATIVE,
    "The first negative is taken for the true word; the true word is outside_idx.",
)
def first_negative_is_the_target(center_vec, outside_idx, outside_vecs, negative_idxs):
    return negative_sampling_loss_and_gradient(center_vec, negative_idxs[0], outside_vecs, negative_idxs[1:])


@misconception("negative-sampling", NEGATIVE, "The negatives are averaged; the loss sums over the K draws.")
def negatives_averaged(center_vec, outside_idx, outside_vecs, negative_idxs):
    u_o, u_k = outside_vecs[outside_idx], outside_vecs[negative_idxs]
    K = len(negative_idxs)
    p_o, p_k = sigmoid(u_o @ center_vec), sigmoid(-u_k @ center_vec)
    grad_outside = np.zeros_like(outside_vecs)
    grad_outside[outside_idx] = (p_o - 1) * center_vec
    np.add.at(grad_outside, negative_idxs, np.outer(1 - p_k, center_vec) / K)
    return -np.log(p_o) - np.mean(np.log(p_k)), (p_o - 1) * u_o + (1 - p_k) @ u_k / K, grad_outside


@misconception("skipgram", SKIPGRAM, "An outside word that equals the center word counts like any other.")
def center_word_skipped_in_its_window(
    center_idx, outside_idxs, center_vecs, outside_vecs, negative_idxs=None
):
    loss, grad_c, grad_o = 0.0, np.zeros_like(center_vecs), np.zeros_like(outside_vecs)
    for m, o in enumerate(outside_idxs):
        if o == center_idx:
            continue
        v = center_vecs[center_idx]
        if negative_idxs is None:
            part = naive_softmax_loss_and_gradient(v, o, outside_vecs)
        else:
            part = negative_sampling_loss_and_gradient(v, o, outside_vecs, negative_idxs[m])
        loss += part[0]
        grad_c[center_idx] += part[1]
        grad_o += part[2]
    return loss, grad_c, grad_o


@misconception(
    "skipgram",
    SKIPGRAM,
    "The center word's gradient is overwritten by each outside word; it is a sum over the window.",
)
def center_gradient_overwritten(center_idx, outside_idxs, center_vecs, outside_vecs, negative_idxs=None):
    loss, grad_c, grad_o = 0.0, np.zeros_like(center_vecs), np.zeros_like(outside_vecs)
    for m, o in enumerate(outside_idxs):
        v = center_vecs[center_idx]
        if negative_idxs is None:
            part = naive_softmax_loss_and_gradient(v, o, outside_vecs)
        else:
            part = negative_sampling_loss_and_gradient(v, o, outside_vecs, negative_idxs[m])
        loss += part[0]
        grad_c[center_idx] = part[1]
        grad_o += part[2]
    return loss, grad_c, grad_o


@misconception(
    "skipgram",
    SKIPGRAM,
    "Every row of grad_center_vecs gets the gradient; only the center word's vector was used.",
)
def center_gradient_in_every_row(center_idx, outside_idxs, center_vecs, outside_vecs, negative_idxs=None):
    loss, grad_c, grad_o = 0.0, np.zeros_like(center_vecs), np.zeros_like(outside_vecs)
    for m, o in enumerate(outside_idxs):
        v = center_vecs[center_idx]
        if negative_idxs is None:
            part = naive_softmax_loss_and_gradient(v, o, outside_vecs)
        else:
            part = negative_sampling_loss_and_gradient(v, o, outside_vecs, negative_idxs[m])
        loss += part[0]
        grad_c += part[1]
        grad_o += part[2]
    return loss, grad_c, grad_o


@misconception(
    "skipgram", SKIPGRAM, "Outside words that repeat are dropped; every place of the window counts."
)
def repeated_outside_words_dropped(center_idx, outside_idxs, center_vecs, outside_vecs, negative_idxs=None):
    loss, grad_c, grad_o, seen = 0.0, np.zeros_like(center_vecs), np.zeros_like(outside_vecs), set()
    for m, o in enumerate(outside_idxs):
        if int(o) in seen:
            continue
        seen.add(int(o))
        v = center_vecs[center_idx]
        if negative_idxs is None:
            part = naive_softmax_loss_and_gradient(v, o, outside_vecs)
        else:
            part = negative_sampling_loss_and_gradient(v, o, outside_vecs, negative_idxs[m])
        loss += part[0]
        grad_c[center_idx] += part[1]
        grad_o += part[2]
    return loss, grad_c, grad_o


@misconception("skipgram", SKIPGRAM, "The window's loss is the sum over its pairs; yours is their mean.")
def window_averaged(center_idx, outside_idxs, center_vecs, outside_vecs, negative_idxs=None):
    loss, grad_c, grad_o = 0.0, np.zeros_like(center_vecs), np.zeros_like(outside_vecs)
    for m, o in enumerate(outside_idxs):
        v = center_vecs[center_idx]
        if negative_idxs is None:
            part = naive_softmax_loss_and_gradient(v, o, outside_vecs)
        else:
            part = negative_sampling_loss_and_gradient(v, o, outside_vecs, negative_idxs[m])
        loss += part[0] / len(outside_idxs)
        grad_c[center_idx] += part[1] / len(outside_idxs)
        grad_o += part[2] / len(outside_idxs)
    return loss, grad_c, grad_o


@misconception(
    "skipgram", SKIPGRAM, "Every outside word has its own row of negatives; yours all use the first row."
)
def first_negatives_for_all(center_idx, outside_idxs, center_vecs, outside_vecs, negative_idxs=None):
    loss, grad_c, grad_o = 0.0, np.zeros_like(center_vecs), np.zeros_like(outside_vecs)
    for o in outside_idxs:
        v = center_vecs[center_idx]
        if negative_idxs is None:
            part = naive_softmax_loss_and_gradient(v, o, outside_vecs)
        else:
            part = negative_sampling_loss_and_gradient(v, o, outside_vecs, negative_idxs[0])
        loss += part[0]
        grad_c[center_idx] += part[1]
        grad_o += part[2]
    return loss, grad_c, grad_o


@misconception("skipgram", SKIPGRAM, "The center word's vector was looked up among the outside vectors.")
def center_looked_up_among_the_outsides(
    center_idx, outside_idxs, center_vecs, outside_vecs, negative_idxs=None
):
    loss, grad_c, grad_o = 0.0, np.zeros_like(center_vecs), np.zeros_like(outside_vecs)
    for m, o in enumerate(outside_idxs):
        v = outside_vecs[center_idx]
        if negative_idxs is None:
            part = naive_softmax_loss_and_gradient(v, o, outside_vecs)
        else:
            part = negative_sampling_loss_and_gradient(v, o, outside_vecs, negative_idxs[m])
        loss += part[0]
        grad_c[center_idx] += part[1]
        grad_o += part[2]
    return loss, grad_c, grad_o


@misconception(
    "skipgram",
    SKIPGRAM,
    "The center gradient is added to the outside words' rows; it belongs to the center word's row.",
)
def center_gradient_in_the_outside_words_rows(
    center_idx, outside_idxs, center_vecs, outside_vecs, negative_idxs=None
):
    loss, grad_c, grad_o = 0.0, np.zeros_like(center_vecs), np.zeros_like(outside_vecs)
    for m, o in enumerate(outside_idxs):
        v = center_vecs[center_idx]
        if negative_idxs is None:
            part = naive_softmax_loss_and_gradient(v, o, outside_vecs)
        else:
            part = negative_sampling_loss_and_gradient(v, o, outside_vecs, negative_idxs[m])
        loss += part[0]
        grad_c[o] += part[1]
        grad_o += part[2]
    return loss, grad_c, grad_o


@misconception("cbow", CBOW, "The context's vectors are summed in this course; yours are averaged.")
def context_averaged(center_idx, outside_idxs, center_vecs, outside_vecs, negative_idxs=None):
    v = center_vecs[outside_idxs].mean(axis=0)
    if negative_idxs is None:
        loss, grad_v, grad_o = naive_softmax_loss_and_gradient(v, center_idx, outside_vecs)
    else:
        loss, grad_v, grad_o = negative_sampling_loss_and_gradient(
            v, center_idx, outside_vecs, negative_idxs[0]
        )
    grad_c = np.zeros_like(center_vecs)
    np.add.at(grad_c, outside_idxs, grad_v / len(outside_idxs))
    return loss, grad_c, grad_o


@misconception("cbow", CBOW, "A word that occurs twice in the context collects the gradient twice.")
def context_repeats_counted_once(center_idx, outside_idxs, center_vecs, outside_vecs, negative_idxs=None):
    v = center_vecs[outside_idxs].sum(axis=0)
    if negative_idxs is None:
        loss, grad_v, grad_o = naive_softmax_loss_and_gradient(v, center_idx, outside_vecs)
    else:
        loss, grad_v, grad_o = negative_sampling_loss_and_gradient(
            v, center_idx, outside_vecs, negative_idxs[0]
        )
    grad_c = np.zeros_like(center_vecs)
    grad_c[outside_idxs] += grad_v
    return loss, grad_c, grad_o


@misconception(
    "cbow", CBOW, "This is skip-gram: in CBOW the context predicts the center word, not the other way round."
)
def skipgram_for_cbow(center_idx, outside_idxs, center_vecs, outside_vecs, negative_idxs=None):
    loss, grad_c, grad_o = 0.0, np.zeros_like(center_vecs), np.zeros_like(outside_vecs)
    for o in outside_idxs:
        v = center_vecs[center_idx]
        if negative_idxs is None:
            part = naive_softmax_loss_and_gradient(v, o, outside_vecs)
        else:
            part = negative_sampling_loss_and_gradient(v, o, outside_vecs, negative_idxs[0])
        loss += part[0]
        grad_c[center_idx] += part[1]
        grad_o += part[2]
    return loss, grad_c, grad_o


@misconception(
    "cbow",
    CBOW,
    "The gradient of the summed context belongs to every word of the context, not to the center word.",
)
def context_gradient_given_to_the_center(
    center_idx, outside_idxs, center_vecs, outside_vecs, negative_idxs=None
):
    v = center_vecs[outside_idxs].sum(axis=0)
    if negative_idxs is None:
        loss, grad_v, grad_o = naive_softmax_loss_and_gradient(v, center_idx, outside_vecs)
    else:
        loss, grad_v, grad_o = negative_sampling_loss_and_gradient(
            v, center_idx, outside_vecs, negative_idxs[0]
        )
    grad_c = np.zeros_like(center_vecs)
    grad_c[center_idx] += grad_v
    return loss, grad_c, grad_o


@misconception(
    "naive-softmax",
    NAIVE,
    "grad_center is only the expected outside vector; the observed word's own vector is missing.",
)
def observed_vector_missing(center_vec, outside_idx, outside_vecs):
    y_hat = softmax(outside_vecs @ center_vec)
    delta = y_hat.copy()
    delta[outside_idx] -= 1
    return -np.log(y_hat[outside_idx]), outside_vecs.T @ y_hat, np.outer(delta, center_vec)


@misconception(
    "naive-softmax", NAIVE, "In grad_outside the true word's row lacks its own term; grad_center has it."
)
def true_words_row_without_its_term(center_vec, outside_idx, outside_vecs):
    y_hat = softmax(outside_vecs @ center_vec)
    delta = y_hat.copy()
    delta[outside_idx] -= 1
    return -np.log(y_hat[outside_idx]), outside_vecs.T @ delta, np.outer(y_hat, center_vec)


@misconception(
    "negative-sampling",
    NEGATIVE,
    "The center gradient comes from the true pair alone; every negative pulls on the center vector as well.",
)
def negatives_missing_for_the_center(center_vec, outside_idx, outside_vecs, negative_idxs):
    right = negative_sampling_loss_and_gradient(center_vec, outside_idx, outside_vecs, negative_idxs)
    return (
        right[0],
        (sigmoid(outside_vecs[outside_idx] @ center_vec) - 1) * outside_vecs[outside_idx],
        right[2],
    )


@misconception(
    "negative-sampling",
    NEGATIVE,
    "The negatives' rows have the opposite sign: look at both minus signs, inside and outside the sigmoid.",
)
def negatives_rows_with_the_wrong_sign(center_vec, outside_idx, outside_vecs, negative_idxs):
    loss, grad_center, grad_outside = negative_sampling_loss_and_gradient(
        center_vec, outside_idx, outside_vecs, negative_idxs
    )
    flipped = -grad_outside
    flipped[outside_idx] = grad_outside[outside_idx]
    return loss, grad_center, flipped


@misconception(
    "skipgram", SKIPGRAM, "The roles are exchanged: in skip-gram the center word predicts its neighbors."
)
def neighbors_predict_the_center(center_idx, outside_idxs, center_vecs, outside_vecs, negative_idxs=None):
    loss, grad_c, grad_o = 0.0, np.zeros_like(center_vecs), np.zeros_like(outside_vecs)
    for m, o in enumerate(outside_idxs):
        if negative_idxs is None:
            part = naive_softmax_loss_and_gradient(center_vecs[o], center_idx, outside_vecs)
        else:
            part = negative_sampling_loss_and_gradient(
                center_vecs[o], center_idx, outside_vecs, negative_idxs[m]
            )
        loss += part[0]
        grad_c[o] += part[1]
        grad_o += part[2]
    return loss, grad_c, grad_o


def _one_prediction(v, center_idx, outside_vecs, negative_idxs):
    if negative_idxs is None:
        return naive_softmax_loss_and_gradient(v, center_idx, outside_vecs)
    return negative_sampling_loss_and_gradient(v, center_idx, outside_vecs, negative_idxs[0])


@misconception(
    "cbow", CBOW, "The gradient is divided among the context's words; each word of a sum gets all of it."
)
def context_gradient_shared_out(center_idx, outside_idxs, center_vecs, outside_vecs, negative_idxs=None):
    loss, grad_v, grad_o = _one_prediction(
        center_vecs[outside_idxs].sum(axis=0), center_idx, outside_vecs, negative_idxs
    )
    grad_c = np.zeros_like(center_vecs)
    np.add.at(grad_c, outside_idxs, grad_v / len(outside_idxs))
    return loss, grad_c, grad_o


@misconception(
    "cbow",
    CBOW,
    "The matrices are exchanged: the context belongs to center_vecs, the word to predict to outside_vecs.",
)
def context_looked_up_among_the_outsides(
    center_idx, outside_idxs, center_vecs, outside_vecs, negative_idxs=None
):
    loss, grad_v, grad_c = _one_prediction(
        outside_vecs[outside_idxs].sum(axis=0), center_idx, center_vecs, negative_idxs
    )
    grad_o = np.zeros_like(outside_vecs)
    np.add.at(grad_o, outside_idxs, grad_v)
    return loss, grad_c, grad_o


@misconception(
    "normalize-rows",
    "normalize_rows",
    "Rows shorter than one are left as they are; only a row of zeros should be.",
)
def short_rows_left_alone(x):
    return x / np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1)


@misconception(
    "naive-softmax",
    NAIVE,
    "All outside vectors have the same weight in grad_center, but the model expects some words more.",
)
def every_word_expected_alike(center_vec, outside_idx, outside_vecs):
    y_hat = softmax(outside_vecs @ center_vec)
    error = y_hat.copy()
    error[outside_idx] -= 1
    return (
        -np.log(y_hat[outside_idx]),
        outside_vecs.mean(axis=0) - outside_vecs[outside_idx],
        np.outer(error, center_vec),
    )


@misconception(
    "normalize-rows", "normalize_rows", "Only the first row is divided by its length: is a `return` too deep?"
)
def first_row_normalized(x):
    made = x.copy()
    made[0] = x[0] / max(np.linalg.norm(x[0]), 1e-300)
    return made


@misconception(
    "normalize-rows",
    "normalize_rows",
    "The mean is subtracted as well; a row is divided by its length, no more.",
)
def rows_standardized(x):
    centered = x - x.mean(axis=1, keepdims=True)
    lengths = np.linalg.norm(centered, axis=1, keepdims=True)
    return centered / np.where(lengths > 0, lengths, 1)


@misconception(
    "skipgram", SKIPGRAM, "Negatives are taken by columns; row m holds those of the outside word in place m."
)
def negatives_taken_by_columns(center_idx, outside_idxs, center_vecs, outside_vecs, negative_idxs=None):
    loss, grad_c, grad_o = 0.0, np.zeros_like(center_vecs), np.zeros_like(outside_vecs)
    for m, o in enumerate(outside_idxs):
        if negative_idxs is None:
            pair = naive_softmax_loss_and_gradient(center_vecs[center_idx], o, outside_vecs)
        else:
            drawn = negative_idxs[:, m % negative_idxs.shape[1]]
            pair = negative_sampling_loss_and_gradient(center_vecs[center_idx], o, outside_vecs, drawn)
        loss, grad_o = loss + pair[0], grad_o + pair[2]
        grad_c[center_idx] += pair[1]
    return loss, grad_c, grad_o


@misconception(
    "cbow",
    CBOW,
    "The context's vectors are averaged, and the gradient does not know of it; this course sums them.",
)
def context_averaged_in_the_loss_alone(
    center_idx, outside_idxs, center_vecs, outside_vecs, negative_idxs=None
):
    mean = center_vecs[outside_idxs].mean(axis=0)
    if negative_idxs is None:
        loss, grad, grad_o = naive_softmax_loss_and_gradient(mean, center_idx, outside_vecs)
    else:
        drawn = negative_idxs[0]
        loss, grad, grad_o = negative_sampling_loss_and_gradient(mean, center_idx, outside_vecs, drawn)
    grad_c = np.zeros_like(center_vecs)
    np.add.at(grad_c, outside_idxs, grad)
    return loss, grad_c, grad_o


@misconception(
    "naive-softmax", NAIVE, "The loss adds up -log of all probabilities; it is that of the true word alone."
)
def loss_of_all_words(center_vec, outside_idx, outside_vecs):
    y_hat = softmax(outside_vecs @ center_vec)
    delta = y_hat.copy()
    delta[outside_idx] -= 1
    return -np.sum(np.log(y_hat)), outside_vecs.T @ delta, np.outer(delta, center_vec)


@misconception(
    "negative-sampling",
    NEGATIVE,
    "In the loss, the score of a negative goes into the sigmoid with a minus sign.",
)
def loss_without_the_minus_of_the_negatives(center_vec, outside_idx, outside_vecs, negative_idxs):
    _, grad_center, grad_outside = negative_sampling_loss_and_gradient(
        center_vec, outside_idx, outside_vecs, negative_idxs
    )
    scores = outside_vecs[[outside_idx, *negative_idxs]] @ center_vec
    return -np.sum(np.log(sigmoid(scores))), grad_center, grad_outside


@misconception(
    "naive-softmax",
    NAIVE,
    "grad_center is made of outside vectors, u_o among them; yours subtracts v_c.",
)
def center_gradient_with_the_center(center_vec, outside_idx, outside_vecs):
    loss, _, grad_outside = naive_softmax_loss_and_gradient(center_vec, outside_idx, outside_vecs)
    return loss, outside_vecs.T @ softmax(outside_vecs @ center_vec) - center_vec, grad_outside
