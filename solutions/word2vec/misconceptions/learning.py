"""Collect wrong implementations of notebook 4's functions, each with the sentence that names the idea."""

import numpy as np
from reference import checkpoints
from reference.word2vec import skipgram_loss_and_gradient

from autograder.checks import misconception

MINIBATCH = "minibatch_loss_and_gradient"


@misconception("minibatch", MINIBATCH, "The batch's loss is the mean of its windows; yours is their sum.")
def batch_summed(centers, contexts, center_vecs, outside_vecs, negatives=None):
    loss, grad_c, grad_o = 0.0, np.zeros_like(center_vecs), np.zeros_like(outside_vecs)
    for b in range(len(centers)):
        drawn = None if negatives is None else negatives[b]
        part = skipgram_loss_and_gradient(centers[b], contexts[b], center_vecs, outside_vecs, drawn)
        loss, grad_c, grad_o = loss + part[0], grad_c + part[1], grad_o + part[2]
    return loss, grad_c, grad_o


@misconception(
    "minibatch",
    MINIBATCH,
    "The loss is averaged, but the gradients are not; they must be those of the averaged loss.",
)
def batch_gradients_not_averaged(centers, contexts, center_vecs, outside_vecs, negatives=None):
    loss, grad_c, grad_o = 0.0, np.zeros_like(center_vecs), np.zeros_like(outside_vecs)
    for b in range(len(centers)):
        drawn = None if negatives is None else negatives[b]
        part = skipgram_loss_and_gradient(centers[b], contexts[b], center_vecs, outside_vecs, drawn)
        loss, grad_c, grad_o = loss + part[0], grad_c + part[1], grad_o + part[2]
    return loss / len(centers), grad_c, grad_o


@misconception(
    "minibatch",
    MINIBATCH,
    "The loss is a mean over windows, not over pairs: a long window counts as much as a short one.",
)
def batch_mean_over_pairs(centers, contexts, center_vecs, outside_vecs, negatives=None):
    loss, grad_c, grad_o = 0.0, np.zeros_like(center_vecs), np.zeros_like(outside_vecs)
    for b in range(len(centers)):
        drawn = None if negatives is None else negatives[b]
        part = skipgram_loss_and_gradient(centers[b], contexts[b], center_vecs, outside_vecs, drawn)
        loss, grad_c, grad_o = loss + part[0], grad_c + part[1], grad_o + part[2]
    pairs = sum(len(context) for context in contexts)
    return loss / pairs, grad_c / pairs, grad_o / pairs


@misconception(
    "minibatch",
    MINIBATCH,
    "Two windows share their center word, and the gradient of the second replaces that of the first.",
)
def batch_repeated_centers_overwritten(centers, contexts, center_vecs, outside_vecs, negatives=None):
    loss, grad_c, grad_o = 0.0, np.zeros_like(center_vecs), np.zeros_like(outside_vecs)
    for b in range(len(centers)):
        drawn = None if negatives is None else negatives[b]
        part = skipgram_loss_and_gradient(centers[b], contexts[b], center_vecs, outside_vecs, drawn)
        loss, grad_o = loss + part[0], grad_o + part[2]
        grad_c[centers[b]] = part[1][centers[b]]
    return loss / len(centers), grad_c / len(centers), grad_o / len(centers)


@misconception(
    "sgd", "sgd", "The loss grows, because your steps go along the gradient; they should go against it."
)
def uphill(loss_and_gradient, x0, step, num_steps, postprocess=None, anneal_every=20_000):
    start, x = checkpoints.resume(x0)
    for t in range(start + 1, num_steps + 1):
        _, gradient = loss_and_gradient(x)
        x = x + step * 0.5 ** ((t - 1) // anneal_every) * gradient
        if postprocess is not None:
            x = postprocess(x)
        checkpoints.save(t, x)
    return x


@misconception("sgd", "sgd", "postprocess has no effect: is it called in each step, and its result kept?")
def never_postprocessed(loss_and_gradient, x0, step, num_steps, postprocess=None, anneal_every=20_000):
    start, x = checkpoints.resume(x0)
    for t in range(start + 1, num_steps + 1):
        _, gradient = loss_and_gradient(x)
        x = x - step * 0.5 ** ((t - 1) // anneal_every) * gradient
        checkpoints.save(t, x)
    return x


@misconception("sgd", "sgd", "postprocess is applied twice per step: before the step and after it.")
def postprocessed_twice(loss_and_gradient, x0, step, num_steps, postprocess=None, anneal_every=20_000):
    start, x = checkpoints.resume(x0)
    for t in range(start + 1, num_steps + 1):
        if postprocess is not None:
            x = postprocess(x)
        _, gradient = loss_and_gradient(x)
        x = x - step * 0.5 ** ((t - 1) // anneal_every) * gradient
        if postprocess is not None:
            x = postprocess(x)
        checkpoints.save(t, x)
    return x


@misconception("sgd", "sgd", "postprocess is applied once at the end; it belongs to every step.")
def postprocessed_at_the_end(loss_and_gradient, x0, step, num_steps, postprocess=None, anneal_every=20_000):
    start, x = checkpoints.resume(x0)
    for t in range(start + 1, num_steps + 1):
        _, gradient = loss_and_gradient(x)
        x = x - step * 0.5 ** ((t - 1) // anneal_every) * gradient
        checkpoints.save(t, x)
    return x if postprocess is None else postprocess(x)


@misconception("sgd", "sgd", "The step is never halved here: is anneal_every used?")
def never_annealed(loss_and_gradient, x0, step, num_steps, postprocess=None, anneal_every=20_000):
    start, x = checkpoints.resume(x0)
    for t in range(start + 1, num_steps + 1):
        _, gradient = loss_and_gradient(x)
        x = x - step * gradient
        if postprocess is not None:
            x = postprocess(x)
        checkpoints.save(t, x)
    return x


@misconception(
    "sgd", "sgd", "The step is halved one step too early: step number anneal_every still has the full size."
)
def annealed_a_step_early(loss_and_gradient, x0, step, num_steps, postprocess=None, anneal_every=20_000):
    start, x = checkpoints.resume(x0)
    for t in range(start + 1, num_steps + 1):
        _, gradient = loss_and_gradient(x)
        x = x - step * 0.5 ** (t // anneal_every) * gradient
        if postprocess is not None:
            x = postprocess(x)
        checkpoints.save(t, x)
    return x


@misconception("sgd", "sgd", "One step is missing: the steps run from 1 to num_steps, both included.")
def one_step_short(loss_and_gradient, x0, step, num_steps, postprocess=None, anneal_every=20_000):
    start, x = checkpoints.resume(x0)
    for t in range(start + 1, num_steps):
        _, gradient = loss_and_gradient(x)
        x = x - step * 0.5 ** ((t - 1) // anneal_every) * gradient
        if postprocess is not None:
            x = postprocess(x)
        checkpoints.save(t, x)
    return x


@misconception("sgd", "sgd", "The gradient is always taken at x0; it should be taken where x is now.")
def gradient_always_at_the_start(
    loss_and_gradient, x0, step, num_steps, postprocess=None, anneal_every=20_000
):
    start, x = checkpoints.resume(x0)
    for t in range(start + 1, num_steps + 1):
        _, gradient = loss_and_gradient(x0)
        x = x - step * 0.5 ** ((t - 1) // anneal_every) * gradient
        if postprocess is not None:
            x = postprocess(x)
        checkpoints.save(t, x)
    return x


@misconception(
    "sgd",
    "sgd",
    "After a crash the run takes all num_steps steps again, on top of those before the checkpoint.",
)
def resumed_without_counting(loss_and_gradient, x0, step, num_steps, postprocess=None, anneal_every=20_000):
    _, x = checkpoints.resume(x0)
    for t in range(1, num_steps + 1):
        _, gradient = loss_and_gradient(x)
        x = x - step * 0.5 ** ((t - 1) // anneal_every) * gradient
        if postprocess is not None:
            x = postprocess(x)
        checkpoints.save(t, x)
    return x


@misconception(
    "minibatch",
    MINIBATCH,
    "The sum is divided in every round of the loop, so the first windows are divided again and again.",
)
def batch_divided_in_the_loop(centers, contexts, center_vecs, outside_vecs, negatives=None):
    grad_center, grad_outside, loss = np.zeros_like(center_vecs), np.zeros_like(outside_vecs), 0.0
    for i, (center, context) in enumerate(zip(centers, contexts, strict=True)):
        drawn = None if negatives is None else negatives[i]
        part, to_center, to_outside = skipgram_loss_and_gradient(
            center, context, center_vecs, outside_vecs, drawn
        )
        loss += part / len(centers)
        grad_center = (grad_center + to_center) / len(centers)
        grad_outside = (grad_outside + to_outside) / len(centers)
    return loss, grad_center, grad_outside


@misconception(
    "sgd",
    "sgd",
    "After a crash the run goes on with the size of the first step, although it was halved before.",
)
def resumed_with_the_first_step(
    loss_and_gradient, x0, step, num_steps, postprocess=None, anneal_every=20_000
):
    start, x = checkpoints.resume(x0)
    for taken in range(start + 1, num_steps + 1):
        _, grad = loss_and_gradient(x)
        x = x - step * grad
        if postprocess is not None:
            x = postprocess(x)
        if taken % anneal_every == 0:
            step = step / 2
        checkpoints.save(taken, x)
    return x


@misconception(
    "sgd", "sgd", "postprocess is applied before the step; it belongs after it, so that x ends processed."
)
def postprocessed_before_the_step(
    loss_and_gradient, x0, step, num_steps, postprocess=None, anneal_every=20_000
):
    start, x = checkpoints.resume(x0)
    for t in range(start + 1, num_steps + 1):
        if postprocess is not None:
            x = postprocess(x)
        _, gradient = loss_and_gradient(x)
        x = x - step * 0.5 ** ((t - 1) // anneal_every) * gradient
        checkpoints.save(t, x)
    return x


@misconception(
    "sgd", "sgd", "Once it is time to halve the step, yours is halved in every step from then on; it waits."
)
def halved_in_every_step_from_then_on(
    loss_and_gradient, x0, step, num_steps, postprocess=None, anneal_every=20_000
):
    start, x = checkpoints.resume(x0)
    for t in range(start + 1, num_steps + 1):
        _, gradient = loss_and_gradient(x)
        x = x - step * 0.5 ** max(0, t - anneal_every) * gradient
        if postprocess is not None:
            x = postprocess(x)
        checkpoints.save(t, x)
    return x


@misconception("sgd", "sgd", "The step is halved once and never again; it is due every anneal_every steps.")
def halved_once(loss_and_gradient, x0, step, num_steps, postprocess=None, anneal_every=20_000):
    start, x = checkpoints.resume(x0)
    for t in range(start + 1, num_steps + 1):
        _, gradient = loss_and_gradient(x)
        x = x - step * 0.5 ** min(1, (t - 1) // anneal_every) * gradient
        if postprocess is not None:
            x = postprocess(x)
        checkpoints.save(t, x)
    return x


@misconception("sgd", "sgd", "The loss is asked for twice per step; one call gives both loss and gradient.")
def asked_twice(loss_and_gradient, x0, step, num_steps, postprocess=None, anneal_every=20_000):
    start, x = checkpoints.resume(x0)
    for t in range(start + 1, num_steps + 1):
        loss_and_gradient(x)
        _, gradient = loss_and_gradient(x)
        x = x - step * 0.5 ** ((t - 1) // anneal_every) * gradient
        if postprocess is not None:
            x = postprocess(x)
        checkpoints.save(t, x)
    return x


@misconception(
    "sgd", "sgd", "After a crash the run begins at step 1 again; checkpoints.resume says where to go on."
)
def begins_anew_after_a_crash(loss_and_gradient, x0, step, num_steps, postprocess=None, anneal_every=20_000):
    x = np.array(x0)
    for t in range(1, num_steps + 1):
        _, gradient = loss_and_gradient(x)
        x = x - step * 0.5 ** ((t - 1) // anneal_every) * gradient
        if postprocess is not None:
            x = postprocess(x)
        checkpoints.save(t, x)
    return x


@misconception("sgd", "sgd", "The step is divided by ten where it should be halved.")
def divided_by_ten(loss_and_gradient, x0, step, num_steps, postprocess=None, anneal_every=20_000):
    start, x = checkpoints.resume(x0)
    for t in range(start + 1, num_steps + 1):
        _, gradient = loss_and_gradient(x)
        x = x - step * 0.1 ** ((t - 1) // anneal_every) * gradient
        if postprocess is not None:
            x = postprocess(x)
        checkpoints.save(t, x)
    return x


@misconception("minibatch", MINIBATCH, "All windows get the negatives of the first; each has its own.")
def batch_with_the_first_negatives(centers, contexts, center_vecs, outside_vecs, negatives=None):
    loss, grad_c, grad_o = 0.0, np.zeros_like(center_vecs), np.zeros_like(outside_vecs)
    for b in range(len(centers)):
        drawn = (
            None if negatives is None else np.resize(negatives[0], (len(contexts[b]), negatives[0].shape[1]))
        )
        part = skipgram_loss_and_gradient(centers[b], contexts[b], center_vecs, outside_vecs, drawn)
        loss, grad_c, grad_o = loss + part[0], grad_c + part[1], grad_o + part[2]
    return loss / len(centers), grad_c / len(centers), grad_o / len(centers)


@misconception(
    "sgd", "sgd", "After a crash, halving is counted from where the run goes on; it is counted from step 1."
)
def halving_counted_from_the_checkpoint(
    loss_and_gradient, x0, step, num_steps, postprocess=None, anneal_every=20_000
):
    start, x = checkpoints.resume(x0)
    for t in range(start + 1, num_steps + 1):
        _, gradient = loss_and_gradient(x)
        x = x - step * 0.5 ** ((t - start - 1) // anneal_every) * gradient
        if postprocess is not None:
            x = postprocess(x)
        checkpoints.save(t, x)
    return x
