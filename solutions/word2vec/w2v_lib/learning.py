"""Write the loss of a batch of windows, and stochastic gradient descent (notebook 4).

Your code goes where it says YOUR CODE HERE. Save the file, then run the question's check again.
"""

import numpy as np

from . import checkpoints
from .word2vec import skipgram_loss_and_gradient


def minibatch_loss_and_gradient(centers, contexts, center_vecs, outside_vecs, negatives=None):
    """Compute the mean loss of a batch of skip-gram windows, and its gradients.

    Args:
        centers: (B,) center words, rows of `center_vecs`; words may repeat.
        contexts: B arrays, the b-th (M_b,) holds the outside words of window b.
        center_vecs: (V, D).
        outside_vecs: (V, D).
        negatives: B arrays, the b-th (M_b, K) holds the negatives of window b; None asks for the
            naive softmax.

    Returns:
        loss: float, the mean of the B windows' losses.
        grad_center_vecs: (V, D) dloss/dcenter_vecs.
        grad_outside_vecs: (V, D) dloss/doutside_vecs.
    """
    ### BEGIN SOLUTION
    loss = 0.0
    grad_center_vecs, grad_outside_vecs = np.zeros_like(center_vecs), np.zeros_like(outside_vecs)
    for b, (center, context) in enumerate(zip(centers, contexts, strict=True)):
        drawn = None if negatives is None else negatives[b]
        window = skipgram_loss_and_gradient(center, context, center_vecs, outside_vecs, drawn)
        loss += window[0]
        grad_center_vecs += window[1]
        grad_outside_vecs += window[2]
    return loss / len(centers), grad_center_vecs / len(centers), grad_outside_vecs / len(centers)
    ### END SOLUTION


def sgd(loss_and_gradient, x0, step, num_steps, postprocess=None, anneal_every=20_000):
    """Make a loss small by stochastic gradient descent, with a step that is halved now and then.

    Args:
        loss_and_gradient: function of x that returns (loss, gradient shaped like x); called once per
            step.
        x0: array of any shape to start from.
        step: size of the first step; halved after every `anneal_every` steps.
        num_steps: the number of the last step; the first one is number 1.
        postprocess: function of x, applied to x once after every step (None: nothing to apply).
        anneal_every: number of steps from one halving to the next.

    Returns:
        x after the last step, shaped like x0. If this run was interrupted and checkpoints are kept, it
        goes on from the last one and ends with the same x as without the interruption.
    """
    start, x = checkpoints.resume(x0)  # (0, x0) if there is no checkpoint to go on from
    for t in range(start + 1, num_steps + 1):
        ### BEGIN SOLUTION
        _, gradient = loss_and_gradient(x)
        x = x - step * 0.5 ** ((t - 1) // anneal_every) * gradient
        if postprocess is not None:
            x = postprocess(x)
        ### END SOLUTION
        checkpoints.save(t, x)  # writes a checkpoint only if one is due
    return x
