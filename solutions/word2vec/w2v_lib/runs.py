"""Hold what a training gives, word vectors and how they were learned, and what a sweep gives (given)."""

from dataclasses import dataclass, field

import numpy as np

from .treebank import Corpus


@dataclass
class Run:
    """Hold the word vectors of a training and its history; row w belongs to corpus.words[w].

    Attributes:
        center_vecs, outside_vecs: (V, D).
        losses: (steps,) mean loss of each step's windows, which is what the training makes small.
        pairs: (steps,) number of (center, outside) pairs in each step.
        seconds: time that the steps took, without breaks.
        settings: the settings of the training.
        trained_by: which code took the steps, in a phrase.
        watched: the words of the picture, W of them.
        frames: (step, their vectors (W, 2D)) at some stages of the training, for the animation.
    """

    center_vecs: np.ndarray
    outside_vecs: np.ndarray
    losses: np.ndarray
    pairs: np.ndarray
    corpus: Corpus
    seconds: float
    settings: dict = field(default_factory=dict)
    trained_by: str = ""
    watched: list = field(default_factory=list)
    frames: list = field(default_factory=list)

    @property
    def word_vecs(self) -> np.ndarray:
        """Return the vectors for pictures and features, (V, 2D): both vectors of a word, side by side."""
        return np.hstack([self.center_vecs, self.outside_vecs])

    def smooth_loss(self, over: int = 100) -> np.ndarray:
        """Return the loss per pair, (steps,), averaged over the last `over` steps."""

        def recent(values):
            total = np.cumsum(np.concatenate([np.zeros(over), values]))
            return total[over:] - total[:-over]

        return recent(self.losses * self.settings["batch"]) / recent(self.pairs)

    def __repr__(self):
        V, D = self.center_vecs.shape
        return f"Run({V:,} words in {D} dimensions, {len(self.losses):,} of {self.settings['steps']:,} steps)"


class Sweep(list):
    """List the accuracies that were measured, a dict for each strength of the regularization.

    Attributes:
        sentences: how many sentences each split has.
    """

    def __init__(self, results: list[dict], sentences: dict[str, int]):
        super().__init__(results)
        self.sentences = sentences


def uncertainty(accuracy: float | np.ndarray, sentences: int) -> float | np.ndarray:
    """Return how far an accuracy on so many sentences may be off: 1.96 standard errors, 95 times in 100."""
    return 1.96 * np.sqrt(accuracy * (1 - accuracy) / sentences)
