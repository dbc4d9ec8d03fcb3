"""Say in words what the pictures show, for whoever does not see them (given).

JupyterLab gives pictures no text alternative, so each is said in a line above it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from .runs import Run, Sweep

NEAREST = 3  # pairs of words that are named


def loss(run: Run, best: float) -> str:
    """Say where the loss of a pair began and ended; `best` is what word counts alone can do."""
    mean = run.smooth_loss()
    if not len(mean):
        return "No step is taken yet."
    return (
        f"The loss of a pair, as the mean of 100 steps, goes from {mean[0]:.2f} to {mean[-1]:.2f}; "
        f"word counts alone reach {best:.2f}."
    )


def words(shown: list[str], places: np.ndarray) -> str:
    """Say how W words lie in a picture; places is (W, 2)."""
    across = " ".join(shown[i] for i in np.argsort(places[:, 0]))
    upwards = " ".join(shown[i] for i in np.argsort(places[:, 1]))
    apart = np.linalg.norm(places[:, None] - places, axis=2)
    first, second = np.triu_indices(len(shown), 1)
    closest = np.argsort(apart[first, second])[:NEAREST]
    pairs = ", ".join(f"{shown[first[i]]} and {shown[second[i]]}" for i in closest)
    return f"Nearest to each other: {pairs}.\nFrom left to right: {across}.\nFrom below upwards: {upwards}."


def variance(shares: np.ndarray) -> str:
    """Say which share of the variance each component holds, (C,)."""
    some = ", ".join(f"{share:.0%}" for share in shares[:5])
    more = f", and {len(shares) - 5} smaller ones" if len(shares) > 5 else ""
    return f"Shares of the components, the largest first: {some}{more}."


def film(steps: tuple[int, ...], places: np.ndarray) -> str:
    """Say how W words move over S stages; places is (S, W, 2)."""
    before, after = (
        np.linalg.norm(stage - stage.mean(axis=0), axis=1).mean() for stage in (places[0], places[-1])
    )
    return (
        f"{places.shape[1]} words over {steps[-1]:,} steps: on average they are {before:.2g} away from their "
        f"middle at first, and {after:.2g} at the end, where the film stops at the picture above."
    )


def sweep(results: Sweep, chosen: dict) -> str:
    """Say the accuracies of each regularization."""
    each = "; ".join(f"{run['regularization']:.3g}: {run['train']:.3f}, {run['dev']:.3f}" for run in results)
    return (
        f"Accuracy on train and dev by regularization: {each}.\n"
        f"Chosen: {chosen['regularization']:.3g}, with {chosen['test']:.3f} on test."
    )


def confusion(shares: np.ndarray, names: list[str]) -> str:
    """Say of each class which share is predicted right, and what the others are most often called; (C, C)."""
    said = []
    for row, (name, of_row) in enumerate(zip(names, shares, strict=True)):
        others = np.where(np.arange(len(names)) == row, 0, of_row)
        instead = f" (else mostly {names[int(others.argmax())]})" if others.any() else ""
        said.append(f"{name} {of_row[row]:.0%}{instead}")
    return "Predicted right: " + ", ".join(said) + "."
