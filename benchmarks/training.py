"""Compare the training's speed with the handouts' loop and gensim: `python benchmarks/training.py [--whole]`.

Everything is measured here and now, by turns, and given as ratios of medians: machines differ, and
are busy with other things. It needs the treebank (`w2v data fetch`) and gensim (`pip install
gensim`). --whole compares gathering and the dense loop over all 40,000 steps in place of 1,000,
which takes most of an hour.
"""

import argparse
import contextlib
import io
import multiprocessing
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "solutions" / "word2vec"))

import w2v_lib  # noqa: E402
from autograder import public  # noqa: E402
from w2v_lib import handout, parallel, recipes, sampling, training, treebank  # noqa: E402

minibatch_step = public("minibatch_step")
ROUNDS = 5
COMPARED = ("window", "batch", "negatives", "threshold")
HANDOUT = {name: recipes.RECIPES["handout"].settings[name] for name in COMPARED}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--whole", action="store_true")
    parser.add_argument("--memory", metavar="RECIPE", help=argparse.SUPPRESS)
    args = parser.parse_args()
    corpus = treebank.read_sst_zip(public("data").fetch("sst"))
    if args.memory:
        return memory(corpus, args.memory)
    print(f"{'':58}{'median':>14}{'ratio':>8}")
    students_functions(corpus)
    beside_gensim(corpus)
    equality(corpus, 40_000 if args.whole else 1_000)
    for recipe in ("picture", "quality"):
        command = [sys.executable, __file__, "--memory", recipe]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        print(f"{f'peak memory, {recipe}, with the second process':58}{said.strip():>14} MB")


def by_turns(*functions):
    """Return the median seconds of each function, in rounds in which each has its turn."""
    took = [[] for _ in functions]
    for _ in range(ROUNDS):
        for function, times in zip(functions, took, strict=True):
            began = time.perf_counter()
            function()
            times.append(time.perf_counter() - began)
    return [statistics.median(times) for times in took]


def line(what, pairs, seconds, peer=None):
    ratio = f"{peer / seconds:>8.2f}" if peer else ""
    print(f"{what:58}{pairs / seconds:>8,.0f} pairs/s{ratio}", flush=True)


def dense_steps(sampler, x, V, steps, step=0.3):
    """Take steps as the handouts' wrapper does: whole matrices for every window, added up and divided."""
    for number in range(1, steps + 1):
        grad = np.zeros_like(x)
        each = sampler.draw(number).each()
        for center, outsides, negatives in each:
            window = center, outsides, x[:V], x[V:], negatives
            _, to_center, to_outside = w2v_lib.skipgram_loss_and_gradient(*window)
            grad[:V] += to_center / len(each)
            grad[V:] += to_outside / len(each)
        x -= step * 0.5 ** ((number - 1) // 20_000) * grad


def gathered_steps(sampler, x, V, steps, kind=1):
    """Take the same steps by gathered rows, in one process or in two."""
    D, settings = x.shape[1], HANDOUT
    skipgram = w2v_lib.skipgram_loss_and_gradient
    if kind == 1:
        taker, mine = parallel.Gathering(skipgram, V, D), x
    else:
        taker = parallel.GatheringByTwo(skipgram, V, D, settings)
        mine = taker.shared
        mine[...] = x
    for number in range(1, steps + 1):
        taker.step(mine, sampler.draw(number), 0.3 * 0.5 ** ((number - 1) // 20_000))
    taker.close()
    return mine


def sampler_and_start(corpus):
    V = len(corpus.words)
    return sampling.Sampler(corpus, **HANDOUT, seed=0), handout.start(V, 10, 0), V


def students_functions(corpus):
    """Time the reference's functions: 100 steps with whole matrices, 400 with gathered rows."""
    sampler, x, V = sampler_and_start(corpus)
    few, many = 100, 400
    pairs = [pairs_of(sampler, steps) for steps in (few, many)]
    dense, one, two = by_turns(
        lambda: dense_steps(sampler, x.copy(), V, few),
        lambda: gathered_steps(sampler, x.copy(), V, many),
        lambda: gathered_steps(sampler, x.copy(), V, many, kind=2),
    )
    line("student's functions, the handouts' dense loop", pairs[0], dense)
    line("student's functions, rows gathered, one process", pairs[1], one, dense * pairs[1] / pairs[0])
    line("student's functions, rows gathered, two processes", pairs[1], two, dense * pairs[1] / pairs[0])


def pairs_of(sampler, steps):
    return sum(len(sampler.draw(number).outsides) for number in range(1, steps + 1))


def beside_gensim(corpus, steps=40_000):
    """Time the handouts' budget: gate and batched steps against gensim on as many pairs and workers."""
    from gensim.models import Word2Vec  # noqa: PLC0415  --memory measures a process without it

    settings = {**HANDOUT, "steps": steps, "anneal_every": steps, "stream": "course"}
    sampler, _, _ = sampler_and_start(corpus)
    pairs = pairs_of(sampler, steps)
    texts = thinned(corpus, sampler, pairs)
    alike = dict(vector_size=10, window=5, negative=10, sg=1, sample=0, min_count=1)
    models = [Word2Vec(**alike, workers=workers) for workers in (1, 2)]
    for model in models:
        model.build_vocab(texts)

    def ours(processes):
        parallel.processes = lambda: processes
        with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
            training.train(corpus, folder=folder, **settings, step=0.3)

    def theirs(model):
        model.train(texts, total_examples=len(texts), epochs=1)

    times = by_turns(lambda: theirs(models[0]), lambda: ours(1), lambda: theirs(models[1]), lambda: ours(2))
    line("gensim, 1 worker", pairs, times[0])
    line("parity gate + batched step, 1 process", pairs, times[1], times[0])
    line("gensim, 2 workers", pairs, times[2])
    line("parity gate + batched step, 2 processes", pairs, times[3], times[2])
    parts_of_a_step(corpus)


def parts_of_a_step(corpus):
    """Time the batched steps, and the drawing of windows, each alone."""
    sampler, x, V = sampler_and_start(corpus)
    windows = [sampler.draw(number) for number in range(1, 501)]
    fast = minibatch_step.Negative(V, 10)
    alone, drawing = by_turns(
        lambda: [fast.step(x, drawn, 0.3) for drawn in windows],
        lambda: [sampler.draw(1000 + number) for number in range(500)],
    )
    few = sum(len(drawn.outsides) for drawn in windows)
    line("  of which: the batched steps alone", few, alone)
    line("  of which: drawing windows and negatives", few, drawing)


def thinned(corpus, sampler, pairs):
    """Return sentences with frequent words dropped as by the sampler, for about so many pairs per epoch."""
    rng, texts, seen = np.random.default_rng(0), [], 0.0
    reach = np.arange(1, sampler.window + 1)
    while seen < pairs:
        tokens = corpus.tokens[rng.integers(len(corpus.tokens))]
        kept = tokens[rng.random(len(tokens)) < sampler.keep[tokens]]
        if len(kept) > 1:
            texts.append([corpus.words[word] for word in kept])
            place = np.arange(len(kept))[:, None]
            seen += (np.minimum(place, reach) + np.minimum(len(kept) - 1 - place, reach)).mean(axis=1).sum()
    return texts


def equality(corpus, steps):
    sampler, x, V = sampler_and_start(corpus)
    dense, one = x.copy(), x.copy()
    dense_steps(sampler, dense, V, steps)
    gathered_steps(sampler, one, V, steps)
    two = gathered_steps(sampler, x.copy(), V, steps, kind=2)
    what = f"gathered against dense, largest difference, {steps:,} steps"
    print(f"{what:58}{np.abs(one - dense).max():>14.1e}")
    verdict = "equal" if np.array_equal(one, two) else "DIFFERENT"
    print(f"{'two processes against one, the same':58}{verdict:>14}", flush=True)


def memory(corpus, recipe):
    """Print the most that this process and its helper hold while they train; what they share counts once."""
    ended, most = threading.Event(), []

    def look():
        while not ended.wait(0.05):
            ids = [os.getpid(), *(child.pid for child in multiprocessing.active_children())]
            with contextlib.suppress(OSError):  # a helper that has just gone
                rollups = [pathlib.Path(f"/proc/{number}/smaps_rollup").read_text("utf-8") for number in ids]
                kilobytes = [int(re.search(r"^Pss:\s*(\d+)", rollup, re.MULTILINE)[1]) for rollup in rollups]
                most.append(sum(kilobytes) / 1024)

    looking = threading.Thread(target=look)
    looking.start()
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        training.train(corpus, recipe, folder=folder, steps=6_000)
    ended.set()
    looking.join()
    print(f"{max(most):.0f}")


if __name__ == "__main__":
    main()
