"""Say the figures of a corpus and a training in sentences (given).

The notebook's text holds no figures of a run: they are said here, of the corpus that is in use.
"""

from .recipes import RECIPES
from .runs import Run
from .sampling import Shares, loss_of_counts
from .tables import Paragraph
from .waiting import waits_for


@waits_for("the training")
def in_numbers(run: Run) -> Paragraph:
    """Say how large the corpus is, what subsampling leaves of it, and where the loss ended."""
    corpus, chosen, sentences = run.corpus, run.settings, len(run.corpus.sentences)
    shares = Shares(corpus, chosen["threshold"], chosen["negatives"])
    handouts = RECIPES["handout"].settings["threshold"]
    said = (
        f"{corpus.note} It has {sentences:,} sentences, {corpus.counts.sum():,} tokens and "
        f"{len(corpus.words):,} different words. On average a sentence has "
        f"{corpus.counts.sum() / sentences:.1f} tokens; the threshold {chosen['threshold']:g} leaves "
        f"{corpus.counts @ shares.keep / sentences:.1f} of them, and {handouts:.5f} would leave "
        f"{corpus.counts @ Shares(corpus, handouts, 0).keep / sentences:.1f}."
    )
    if len(run.losses):
        said += (
            f" {len(run.losses):,} steps saw {run.pairs.sum():,} pairs. The mean of the last 100 steps is "
            f"{run.smooth_loss()[-1]:.3f} per pair; the dashed line is at {loss_of_counts(shares):.3f}."
        )
    return Paragraph("Your run in numbers.", said)
