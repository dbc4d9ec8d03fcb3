"""Trains word vectors on a corpus with the functions that you wrote (given).

    run = train(open_corpus())              # about a minute; stop it and start it as you like
    run = train(open_corpus(), **HANDOUT)   # the budget of the CS224n handouts: five to ten minutes

Your `sgd` takes the steps. For every window it is handed the gradient that your
`skipgram_loss_and_gradient` gives on only those rows that the window needs: a few dozen instead of
many thousands, which is what makes it quick.
"""

import contextlib
import functools
import hashlib
import json
import shutil
from pathlib import Path

import numpy as np

from . import checkpoints
from .descent import Descent
from .waiting import Trouble, student, trouble_in, waits_for

HANDOUT = dict(steps=40_000, dim=10, negatives=10, step=0.3, anneal_every=20_000, threshold=1e-5)
CHECKPOINT_EVERY = 250  # steps, a few seconds
STUDENT_FILES = ("foundations.py", "word2vec.py", "learning.py")  # a run depends on what they say


@waits_for("the corpus")
def train(
    corpus,
    steps=2600,
    dim=40,
    window=5,
    batch=50,
    negatives=5,
    step=15.0,
    anneal_every=900,
    threshold=1e-4,
    seed=0,
    folder="checkpoints",
    fresh=False,
):
    """Word vectors of a corpus, trained with the student's functions.

    A run that was stopped, even by a crash, goes on where it was when it is started again with the
    same settings and the same code, and ends as if nothing had happened. A finished run is kept, too.

    Args:
        corpus: from `open_corpus`.
        steps: how many sgd steps, each on `batch` windows that reach up to `window` words.
        dim, negatives: D and K.
        step, anneal_every: for sgd.
        threshold: of the subsampling of frequent words; smaller drops more.
        seed: of everything random.
        folder: where checkpoints are kept, the last one of a complete run included.
        fresh: True forgets them and trains anew.

    Returns:
        A Run; None if a function is not written yet or the training had to stop.
    """
    chosen = dict(steps=steps, dim=dim, window=window, batch=batch, negatives=negatives, step=step)
    chosen |= dict(anneal_every=anneal_every, threshold=threshold, seed=seed)
    home = _home(Path(folder), corpus, chosen)
    if fresh:
        shutil.rmtree(home, ignore_errors=True)
    work = Descent(corpus, chosen)
    with checkpoints.kept_in(home, CHECKPOINT_EVERY, work.to_keep) as kept:
        kept.latest = functools.cache(kept.latest)  # sgd asks as well: reads (and complains) once
        work.found = kept.latest()
        try:
            if work.was_complete():
                print("This training is complete: taken from its checkpoint (fresh=True trains anew).")
                return work.run()
            return _finish(work, _descend(work), kept)
        except KeyboardInterrupt:
            print(work.farewell())
            return work.run()
        except Trouble:
            shutil.rmtree(home, ignore_errors=True)  # to go on would end in the same trouble
            raise
        finally:
            work.watch.close(work.run())


def _descend(work):
    """The student's sgd from the start, or from the checkpoint, to the last step."""
    chosen, sgd = work.settings, student("sgd")
    if work.found:
        print(f"Going on from step {int(work.found['step']):,} of {chosen['steps']:,}.")
    try:
        return sgd(work, work.x, chosen["step"], chosen["steps"], anneal_every=chosen["anneal_every"])
    except (Trouble, NotImplementedError):
        raise
    except Exception as problem:
        raise trouble_in("sgd", problem) from problem


def _finish(work, x, kept):
    """The complete run, kept so that it need not be trained again."""
    shape, steps = work.x.shape, work.settings["steps"]
    if np.shape(x) != shape or len(work.losses) != steps:
        raise Trouble(
            f"sgd returned something of shape {np.shape(x)} after {len(work.losses):,} steps; it should be x, "
            f'of shape {shape}, after {steps:,}. check("sgd") tells more.'
        )
    work.x = x
    with contextlib.suppress(OSError):  # a full disk is no reason to lose what was learned
        kept.save(steps, x)
    return work.run()


def _home(folder, corpus, chosen):
    """Folder of this run's checkpoints: other settings, another corpus or edited code mean another run."""
    run = hashlib.sha256(json.dumps(chosen, default=float).encode())
    run.update("\n".join([corpus.name, *corpus.words]).encode())
    run.update(np.concatenate(corpus.tokens).tobytes())
    code = hashlib.sha256()
    for name in STUDENT_FILES:
        code.update(Path(__file__).with_name(name).read_bytes())
    home = folder / f"{run.hexdigest()[:12]}-{code.hexdigest()[:8]}"
    for other in set(folder.glob(f"{home.name[:12]}-*")) - {home}:
        print("The functions were edited since this training ran: it starts from the beginning.")
        shutil.rmtree(other)
    return home
