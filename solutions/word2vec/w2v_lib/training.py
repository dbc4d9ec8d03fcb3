"""Train word vectors on a corpus (given).

    run = train(open_corpus())              # the recipe "picture": seconds; stop and start it as you like
    run = train(corpus, "quality", seed=1)  # another recipe, with changes
    run = train(corpus, trainer="yours")    # your own functions take every step: minutes

Your functions are compared with a batched step on twenty minibatches (parity.py). If they agree, the
batched step finishes the run. If not, the cell says where they differ, and your functions train.
"""

import contextlib
import functools
import hashlib
import json
import numbers
import shutil
from pathlib import Path

import numpy as np

from . import checkpoints, gathering, kernels, parallel, parity
from .descent import STREAMS, Descent
from .recipes import RECIPES
from .runs import Run
from .treebank import Corpus
from .waiting import Trouble, student, trouble_in, waits_for

CHECKPOINT_EVERY = {"compiled": 20_000, "batched": 5000, "yours": 250}  # steps; they take a few seconds
STUDENT_FILES = ("foundations.py", "word2vec.py", "learning.py")  # a run depends on what is in them
TRAINERS = ("auto", "yours")
BATCHED = "the batched step{}, which agrees with your functions on {} minibatches to {:g}"
YOURS = {1: "your own functions{}, in 1 process", 2: "your own functions{}, in 2 processes"}
YOUR_SGD = "your own functions, your sgd included"


@waits_for("the corpus")
def train(
    corpus: Corpus,
    recipe: str = "picture",
    folder: str | Path = "checkpoints",
    fresh: bool = False,
    trainer: str = "auto",
    **changes,
) -> Run | None:
    """Train word vectors on a corpus.

    A run that was stopped, even by a crash, goes on where it was if you start it again with the same
    settings and code, and ends with the same vectors. A finished run is kept, too.

    Args:
        corpus: from `open_corpus`.
        recipe: "picture", "handout" or "quality" (recipes.py).
        folder: where checkpoints are kept, including the last one of a complete run.
        fresh: True forgets them and starts from the beginning.
        trainer: "yours" lets your functions take every step, "auto" only if the batched step differs.
        changes: settings other than the recipe's: steps, dim (D), window, batch (windows per step), negatives
            (K; 0 for the naive softmax), step, anneal_every, threshold (for frequent words), seed, stream.

    Returns:
        A Run; None if a function is not written yet or the training had to stop.
    """
    chosen = settings(recipe, changes, trainer)
    home = _home(Path(folder), corpus, chosen)
    if fresh:
        shutil.rmtree(home, ignore_errors=True)
    return _kept_run(Descent(corpus, chosen), home)


def _kept_run(work, home):
    """Go on from the newest checkpoint in the folder `home`, if there is one, and return the Run."""
    with checkpoints.kept_in(home, CHECKPOINT_EVERY["yours"], work.to_keep) as kept:
        kept.latest = functools.cache(kept.latest)  # sgd asks for it, too; read it (and complain) only once
        work.found = kept.latest()
        try:
            if work.was_complete():
                print("This training is complete: taken from its checkpoint (fresh=True trains again).")
                return work.run()
            return _finish(work, _train(work, kept), kept)
        except KeyboardInterrupt:
            print(work.farewell())
            return work.run()
        except Trouble as problem:
            if not isinstance(problem, parallel.Ended):
                shutil.rmtree(home, ignore_errors=True)  # going on from here would end in the same trouble
            raise
        finally:
            work.watch.close(work.run())


def settings(recipe: str, changes: dict, trainer: str = "auto") -> dict:
    """Return a recipe's settings with changes; raise Trouble for an unknown name or an invalid value."""
    if recipe not in RECIPES:
        raise Trouble(f"There is no recipe {recipe!r}; there are {', '.join(RECIPES)}")
    if trainer not in TRAINERS:
        raise Trouble(f"trainer is one of {', '.join(TRAINERS)}, not {trainer!r}")
    known = RECIPES[recipe].settings
    unknown = changes.keys() - known.keys()
    if unknown:
        raise Trouble(f"A training has no setting {', '.join(sorted(unknown))}; it has {', '.join(known)}")
    for name, value in changes.items():
        _check_setting(name, value)
    if "steps" in changes and "anneal_every" not in changes:
        changes = {**changes, "anneal_every": (changes["steps"] + 1) // 2}  # halved once, as in the recipes
    return {**known, **changes, "trainer": trainer}


def _check_setting(name, value):
    """Raise Trouble for a value that a training cannot have."""
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
    """Let the batched step or the student's functions take the steps that are left; return x at the end."""
    chosen = work.settings
    parity.ask(work.skipgram, work.x, chosen["negatives"])
    fast, its_name = _batched(work)
    with np.errstate(all="ignore"):  # the training itself stops when numbers grow without end
        found = parity.examine(fast, work.skipgram, work.stream, work.x, work.corpus, chosen)
    if found.gradients:
        print(f"Your functions and the batched step differ in {found.gradients}.")
        print('So your functions train; check("skipgram") tells more.')
    if not found.rows:
        work.gradient = gathering.on_whole
    if not found.rows and chosen["negatives"] and not (found.holds and chosen["trainer"] == "auto"):
        print("Your functions use more than the rows of a window's words, so they need whole matrices.")
        print('That takes much longer; check("skipgram") tells more.')
    if found.steps:
        print(f"Your sgd and the expected steps differ: {found.steps}.")
        print('So your sgd takes the steps; check("sgd") tells more.')
        return _by_sgd(work)
    if not found.holds or chosen["trainer"] == "yours":
        trainer = to_close = _gathering(work)
        work.trained_by = YOURS[trainer.processes].format(trainer.where)
    else:
        trainer, to_close = fast, _ahead(work)
        work.trained_by = BATCHED.format(its_name, parity.MINIBATCHES, parity.TOLERANCE)
        kept.every = CHECKPOINT_EVERY["compiled" if its_name else "batched"]
    print(f"Trained by {work.trained_by}.")
    _go_on_from(work)
    with contextlib.closing(to_close), np.errstate(all="ignore"):
        work.descend(trainer)
    return work.x


def _batched(work):
    """Return the batched step, and what to say of it: numba's where it is installed, NumPy's otherwise."""
    from autograder import public  # noqa: PLC0415  w2v_lib starts sooner without it

    sizes = work.V, work.settings["dim"]
    if not work.settings["negatives"]:
        return public("minibatch_step").Naive(*sizes), ""
    if kernels.compiled():
        return kernels.compiled().Negative(*sizes), ", compiled by numba"
    return public("minibatch_step").Negative(*sizes), ""


def _gathering(work):
    """Return a trainer with the student's functions; if possible it uses two processes and shares x."""
    chosen, skipgram = work.settings, work.skipgram
    if work.gradient is gathering.on_whole:
        return parallel.Whole(skipgram, work.V)
    if parallel.processes() == 1 or chosen["batch"] < 2:
        return parallel.Gathering(skipgram, work.V, chosen["dim"])
    both = parallel.GatheringByTwo(skipgram, work.V, chosen["dim"], chosen)
    both.shared[...] = work.x
    work.x = both.shared
    return both


def _ahead(work):
    """Let another process draw the windows, if possible; return what to close after the steps."""
    if parallel.processes() == 1:
        return contextlib.ExitStack()  # closes nothing
    work.stream = parallel.Ahead(work.stream, len(work.found["losses"]) + 1 if work.found else 1)
    return work.stream


def _by_sgd(work):
    """Let the student's sgd take all steps, from the start or from the checkpoint; return x at the end."""
    chosen, sgd, work.trained_by = work.settings, student("sgd"), YOUR_SGD
    _go_on_from(work)
    try:
        return sgd(work, work.x, chosen["step"], chosen["steps"], anneal_every=chosen["anneal_every"])
    except (Trouble, NotImplementedError):
        raise
    except Exception as problem:
        raise trouble_in("sgd", problem) from problem


def _go_on_from(work):
    """Say which checkpoint the training goes on from, if any."""
    if work.found:
        print(f"Going on from step {int(work.found['step']):,} of {work.settings['steps']:,}.")


def _finish(work, x, kept):
    """Keep the complete run, so that it need not be trained again, and return it."""
    shape, steps = work.x.shape, work.settings["steps"]
    if np.shape(x) != shape or len(work.losses) != steps:
        raise Trouble(
            f"Your sgd returned something of shape {np.shape(x)} after {len(work.losses):,} steps; "
            f'it should be x, of shape {shape}, after {steps:,} steps. check("sgd") tells more.'
        )
    work.x = x
    kept.save(steps, x)
    return work.run()


def _home(folder, corpus, chosen):
    """Return the folder of this run's checkpoints: one for each choice of settings, corpus and code."""
    run = hashlib.sha256(json.dumps(chosen, default=float).encode())
    run.update("\n".join([corpus.name, *corpus.words]).encode())
    run.update(np.concatenate(corpus.tokens).tobytes())
    code = hashlib.sha256()
    for name in STUDENT_FILES:
        code.update(Path(__file__).with_name(name).read_bytes())
    home = folder / f"{run.hexdigest()[:12]}-{code.hexdigest()[:8]}"
    for other in set(folder.glob(f"{home.name[:12]}-*")) - {home}:
        print("Your functions were edited since this training ran, so it starts from the beginning.")
        shutil.rmtree(other)
    return home
