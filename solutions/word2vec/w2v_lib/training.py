"""Trains word vectors on a corpus (given).

    run = train(open_corpus())                       # the recipe "picture": some seconds; stop it and start it as you like
    run = train(corpus, "quality", seed=1)           # another recipe, with changes
    run = train(corpus, trainer="yours")             # your own functions to the end: minutes

Your functions are held against a batched step on twenty minibatches (parity.py). If they agree, the batched step finishes
the run; if not, it says where they differ, and yours train.
"""

import contextlib
import functools
import hashlib
import json
import numbers
import shutil
from pathlib import Path

import numpy as np

from . import checkpoints, parallel, parity
from .descent import STREAMS, Descent
from .recipes import RECIPES
from .waiting import Trouble, student, trouble_in, waits_for

CHECKPOINT_EVERY = {"batched": 5000, "yours": 250}  # steps; a few seconds
STUDENT_FILES = ("foundations.py", "word2vec.py", "learning.py")  # a run depends on what they say
TRAINERS = ("auto", "yours")
BATCHED = "the batched step, which agrees with your functions on {} minibatches to {:g}"
YOURS = "your own functions, in {} process{}"
YOUR_SGD = "your own functions, your sgd included"


@waits_for("the corpus")
def train(corpus, recipe="picture", folder="checkpoints", fresh=False, trainer="auto", **changes):
    """Word vectors of a corpus.

    A run that was stopped, even by a crash, goes on where it was when it is started again with the
    same settings and the same code, and ends as if nothing had happened. A finished run is kept, too.

    Args:
        corpus: from `open_corpus`.
        recipe: "picture", "handout" or "quality" (recipes.py).
        folder: where checkpoints are kept, the last one of a complete run included.
        fresh: True forgets them and trains anew.
        trainer: "yours" lets your functions take every step; "auto" does so only where they differ from the batched step.
        changes: settings in place of the recipe's: steps, dim (D), window, batch (windows a step), negatives (K; 0 for the
            naive softmax), step, anneal_every, threshold (of the subsampling of frequent words), seed, stream.

    Returns:
        A Run; None if a function is not written yet or the training had to stop.
    """
    chosen = settings(recipe, changes, trainer)
    home = _home(Path(folder), corpus, chosen)
    if fresh:
        shutil.rmtree(home, ignore_errors=True)
    work = Descent(corpus, chosen)
    with checkpoints.kept_in(home, CHECKPOINT_EVERY["yours"], work.to_keep) as kept:
        kept.latest = functools.cache(kept.latest)  # sgd asks as well: reads (and complains) once
        work.found = kept.latest()
        try:
            if work.was_complete():
                print("This training is complete: taken from its checkpoint (fresh=True trains anew).")
                return work.run()
            return _finish(work, _train(work, kept), kept)
        except KeyboardInterrupt:
            print(work.farewell())
            return work.run()
        except Trouble as problem:
            if not isinstance(problem, parallel.Ended):
                shutil.rmtree(home, ignore_errors=True)  # to go on would end in the same trouble
            raise
        finally:
            work.watch.close(work.run())


def settings(recipe, changes, trainer="auto"):
    """A recipe's settings with changes; raises Trouble for names that there are not."""
    if recipe not in RECIPES:
        raise Trouble(f"there is no recipe {recipe!r}; there are {', '.join(RECIPES)}")
    if trainer not in TRAINERS:
        raise Trouble(f"trainer is one of {', '.join(TRAINERS)}, not {trainer!r}")
    known = RECIPES[recipe].settings
    if unknown := changes.keys() - known.keys():
        raise Trouble(f"a training has no setting {', '.join(sorted(unknown))}; it has {', '.join(known)}")
    for name, value in changes.items():
        _check_setting(name, value)
    if "steps" in changes and "anneal_every" not in changes:
        changes = {**changes, "anneal_every": -(-changes["steps"] // 2)}
    return {**known, **changes, "trainer": trainer}


def _check_setting(name, value):
    """Raises Trouble for a value that a training cannot have."""
    if name == "stream":
        if value not in STREAMS:
            raise Trouble(f"stream is one of {', '.join(STREAMS)}, not {value!r}")
    elif name in ("step", "threshold"):
        if not (isinstance(value, numbers.Real) and 0 <= value < np.inf):
            raise Trouble(f"{name} is a number, 0 or more; not {value!r}")
    else:
        least = 0 if name in ("negatives", "seed") else 1
        if not (isinstance(value, numbers.Integral) and value >= least):
            raise Trouble(f"{name} is a whole number, {least} or more; not {value!r}")


def _train(work, kept):
    """All steps by whoever is to take them; x at the end."""
    from autograder import public  # not at the top: w2v_lib starts sooner without it

    minibatch_step = public("minibatch_step")
    chosen, D = work.settings, work.settings["dim"]
    fast = (minibatch_step.Negative if chosen["negatives"] else minibatch_step.Naive)(work.V, D)
    with np.errstate(all="ignore"):  # numbers that run away are dealt with after the step
        found = parity.examine(fast, work.skipgram, work.stream, work.x, work.corpus, chosen)
    if found.gradients:
        print(f'Your functions and the batched step differ in {found.gradients}.\nSo yours train; check("skipgram") tells more.')
    if found.steps:
        print(f'Your sgd and its steps as they are meant differ: {found.steps}. So your sgd takes them; check("sgd") tells more.')
        return _by_sgd(work)
    taker = fast
    if not found.holds or chosen["trainer"] == "yours":
        taker = _gathering(work)
        work.trained_by = YOURS.format(taker.processes, "es" * (taker.processes > 1))
    else:
        work.trained_by = BATCHED.format(parity.MINIBATCHES, parity.TOLERANCE)
        kept.every = CHECKPOINT_EVERY["batched"]
    print(f"Trained by {work.trained_by}.")
    _go_on_from(work)
    with contextlib.closing(taker if taker is not fast else _ahead(work)), np.errstate(all="ignore"):
        work.descend(taker)
    return work.x


def _gathering(work):
    """The student's functions, in two processes where there are two; x then lies where both see it."""
    chosen, skipgram = work.settings, work.skipgram
    if parallel.processes() == 1 or not chosen["negatives"] or chosen["batch"] < 2:
        return parallel.Gathering(skipgram, work.V, chosen["dim"])
    both = parallel.GatheringByTwo(skipgram, work.V, chosen["dim"], chosen)
    both.shared[...] = work.x
    work.x = both.shared
    return both


def _ahead(work):
    """Has the windows drawn by another process, if there is one to spare; what is to be closed after the steps."""
    if parallel.processes() == 1:
        return contextlib.ExitStack()  # nothing
    work.stream = parallel.Ahead(work.stream, len(work.found["losses"]) + 1 if work.found else 1)
    return work.stream


def _by_sgd(work):
    """The student's sgd from the start, or from the checkpoint, to the last step."""
    chosen, sgd, work.trained_by = work.settings, student("sgd"), YOUR_SGD
    _go_on_from(work)
    try:
        return sgd(work, work.x, chosen["step"], chosen["steps"], anneal_every=chosen["anneal_every"])
    except (Trouble, NotImplementedError):
        raise
    except Exception as problem:
        raise trouble_in("sgd", problem) from problem


def _go_on_from(work):
    if work.found:
        print(f"Going on from step {int(work.found['step']):,} of {work.settings['steps']:,}.")


def _finish(work, x, kept):
    """The complete run, kept so that it need not be trained again."""
    shape, steps = work.x.shape, work.settings["steps"]
    if np.shape(x) != shape or len(work.losses) != steps:
        raise Trouble(
            f"sgd returned something of shape {np.shape(x)} after {len(work.losses):,} steps; it should be x, "
            f'of shape {shape}, after {steps:,}. check("sgd") tells more.'
        )
    work.x = x
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
