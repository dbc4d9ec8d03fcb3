"""Compare the training's speed with the handouts' loop, gensim and C: `benchmarks/training.py [--whole]`.

Everything is measured here and now, by turns, and given as ratios of medians: machines differ, and
are busy with other things. It needs the treebank (`w2v data fetch sst sst-sentences`), gensim and numba
(`make bench-setup`); what a bare loop does is measured where there is a C compiler. --whole compares
gathering and the dense loop over all 40,000 steps in place of 1,000, which takes most of an hour.
"""

import argparse
import contextlib
import ctypes
import io
import itertools
import multiprocessing
import os
import pathlib
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[1]
COURSE = ROOT / "solutions" / "word2vec"
sys.path.insert(0, str(COURSE))

import w2v_lib  # noqa: E402
from autograder import public  # noqa: E402
from w2v_lib import descent, handout, kernels, parallel, recipes, sampling, training, treebank  # noqa: E402

minibatch_step = public("minibatch_step")
ROUNDS = 5
STEPS, TOGETHER = 500, descent.LOST_EVERY  # whose parts are timed; how many a training takes in one call
COMPARED = ("window", "batch", "negatives", "threshold")
LOOPS = {"NumPy": lambda: None, "numba": kernels.compiled}
SEPARATES = """\
Parts are timed in seconds of the processor, so that other programs count for less. The loops in C are
plain; numba's keep vectors in registers and compute four exponentials at once (compiled/rows.py,
steps.py). What separates these from 25 million pairs: exact minibatches read each vector twice and change
it once, in float64, with exact exponentials and a loss, in some 500 instructions per pair.
A whole training also compares functions (the gate), draws, and keeps losses and checkpoints."""
HANDOUT = {name: recipes.RECIPES["handout"].settings[name] for name in COMPARED}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--whole", action="store_true")
    parser.add_argument("--memory", metavar="RECIPE", help=argparse.SUPPRESS)
    args = parser.parse_args()
    corpus = treebank.read_sst_zip(public("data").fetch("sst"))
    if args.memory:
        return memory(corpus, args.memory)
    print(f"{processor()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    print(f"{'':58}{'median':>14}{'ratio':>8}")
    students_functions(corpus)
    beside_gensim(corpus)
    parts_of_a_step(corpus)
    loading()
    whole_picture(corpus)
    handouts_recipe()
    equality(corpus, 40_000 if args.whole else 1_000)
    for recipe in ("picture", "quality"):
        command = [sys.executable, __file__, "--memory", recipe]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        print(f"{f'peak memory, {recipe}, with the second process':58}{said.strip():>14} MB")


def processor():
    """Return the name of the processor."""
    with contextlib.suppress(OSError):
        named = re.search(r"model name\s*: (.+)", pathlib.Path("/proc/cpuinfo").read_text("utf-8"))
        if named:
            return named[1]
    return platform.processor() or platform.machine()


def by_turns(*functions, clock=time.perf_counter):
    """Return the median seconds of each function, in rounds in which each has its turn."""
    took = [[] for _ in functions]
    for _ in range(ROUNDS):
        for function, times in zip(functions, took, strict=True):
            began = clock()
            function()
            times.append(clock() - began)
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


@contextlib.contextmanager
def set_to(processes, by):
    """Let a training use so many processes, and the loops of numba or those of NumPy."""
    before = parallel.processes, kernels.compiled
    parallel.processes, kernels.compiled = lambda: processes, LOOPS[by]
    yield
    parallel.processes, kernels.compiled = before


def trained(corpus, processes, by, recipe="picture", **settings):
    with (
        set_to(processes, by),
        tempfile.TemporaryDirectory() as folder,
        contextlib.redirect_stdout(io.StringIO()),
    ):
        run = training.train(corpus, recipe, folder=folder, **settings)
    assert "batched step" in run.trained_by
    return run.pairs.sum()


def beside_gensim(corpus, steps=40_000):
    """Time the handouts' budget: gate and batched steps against gensim on as many pairs and workers."""
    from gensim.models import Word2Vec  # noqa: PLC0415  --memory measures a process without it

    settings = {**HANDOUT, "steps": steps, "anneal_every": steps, "stream": "course", "step": 0.3}
    sampler, _, _ = sampler_and_start(corpus)
    pairs = pairs_of(sampler, steps)
    texts = thinned(corpus, sampler, pairs)
    alike = dict(vector_size=10, window=5, negative=10, sg=1, sample=0, min_count=1)

    def gensim(workers):
        model = Word2Vec(**alike, workers=workers)
        model.build_vocab(texts)
        return lambda: model.train(texts, total_examples=len(texts), epochs=1)

    def ours(processes, by):
        return lambda: trained(corpus, processes, by, **settings)

    kinds = [(workers, by) for workers in (1, 2) for by in ("gensim", *LOOPS)]
    times = by_turns(*(gensim(workers) if by == "gensim" else ours(workers, by) for workers, by in kinds))
    for (workers, by), seconds in zip(kinds, times, strict=True):
        if by == "gensim":
            peer = seconds
            line(f"gensim, workers: {workers}", pairs, seconds)
        else:
            line(f"parity gate + batched step by {by}, processes: {workers}", pairs, seconds, peer)


def whole_picture(corpus):
    """Time the course's own training from start to end: comparison, drawing, steps, checkpoints, stages."""
    pairs = []
    times = by_turns(*(lambda by=by: pairs.append(trained(corpus, 2, by)) for by in LOOPS))
    for by, seconds in zip(LOOPS, times, strict=True):
        line(f"the recipe picture, whole, by {by}, processes: 2", pairs[0], seconds)


def handouts_recipe():
    """Time the recipe `handout`, with the exact draws of Python's generator."""
    corpus = treebank.read_sentences(public("data").fetch("sst-sentences"))
    times = by_turns(*(lambda by=by: trained(corpus, 2, by, "handout") for by in LOOPS))
    for by, seconds in zip(LOOPS, times, strict=True):
        print(f"{f'the recipe handout, whole, by {by}, processes: 2':58}{seconds:>12.1f} s", flush=True)


def loading():
    """Time what numba costs once: compiling, and in each later process loading what was kept on disk."""
    code = (
        f"import sys, time; sys.path.insert(0, {str(COURSE)!r}); began = time.perf_counter()\n"
        "from w2v_lib import kernels, sampling, treebank\n"
        "corpus = treebank.toy_corpus(size=100); began = time.perf_counter()\n"
        "windows = sampling.Sampler(corpus, 5, 50, 10, 1e-2, 0).draw(1)\n"
        "step = kernels.compiled().Negative(len(corpus.words), 10).step\n"
        "step(treebank.np.zeros((2 * len(corpus.words), 10)), windows, 0.3)\n"
        "print(time.perf_counter() - began)"
    )
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"NUMBA_CACHE_DIR": folder}
        for what in ("compiling, the first time", "loading, in each process"):
            command = [sys.executable, "-c", code]
            said = subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout
            print(f"{f'numba: {what}':58}{float(said):>12.1f} s", flush=True)


def parts_of_a_step(corpus):
    """Time the steps and the drawing, each alone, and bare loops in C over the same windows."""
    sampler, x, V = sampler_and_start(corpus)
    runs = [sampler.following(first, TOGETHER) for first in range(0, STEPS, TOGETHER)]
    windows = [run[place] for run in runs for place in range(TOGETHER)]
    pairs = sum(len(drawn.outsides) for drawn in windows)

    def steps(by):
        fast = (kernels.compiled() if by == "numba" else minibatch_step).Negative(V, 10)
        mine, rates = x.copy(), np.full(TOGETHER, 0.3)
        if by == "numba":
            return lambda: [fast.steps(mine, run, rates) for run in runs]
        return lambda: [fast.step(mine, drawn, 0.3) for drawn in windows]

    def drawing(by):
        def draw():
            with set_to(1, by):
                drawing_sampler.draw(next(blocks) * sampling.BLOCK)

        drawing_sampler, blocks = sampler_and_start(corpus)[0], itertools.count(1)
        return lambda: [draw() for _ in range(STEPS // sampling.BLOCK)]

    bare = bare_loops(windows, x, V)
    what = {
        **{f"  of which: the batched steps alone, by {by}": steps(by) for by in LOOPS},
        **{f"  of which: drawing windows and negatives, by {by}": drawing(by) for by in LOOPS},
        **bare,
    }
    times = dict(zip(what, by_turns(*what.values(), clock=time.process_time), strict=True))
    peer = next((times[name] for name in bare), None)
    for name, seconds in times.items():
        line(name, pairs, seconds, peer if "steps alone" in name else None)
    print(SEPARATES if bare else "(no C compiler here: `cc` is not found)")


def bare_loops(windows, x, V):
    """Return two bare loops in C over the same windows, by name; nothing without a compiler."""
    if not shutil.which("cc"):
        return {}
    D, folder = x.shape[1], tempfile.mkdtemp()
    library = pathlib.Path(folder) / "bare.so"
    source = pathlib.Path(__file__).with_name("bare.c")
    flags = ["-O3", "-march=native", "-ffast-math", f"-DD={D}", "-shared", "-fPIC"]
    subprocess.run(["cc", *flags, "-o", library, source, "-lm"], check=True)
    loops = ctypes.CDLL(str(library))
    shutil.rmtree(folder)
    mine, short, rate = x.copy(), x.astype(np.float32), 0.3
    cells = 1000
    table = (1 / (1 + np.exp(-12 * (np.arange(cells) + 0.5) / cells + 6))).astype(np.float32)
    most = max(drawn.words.size for drawn in windows)
    errors, to_centers = np.empty(most), np.empty(x.size)

    def arguments(array, drawn):
        places = (drawn.centers, drawn.sizes, len(drawn.centers), drawn.words, drawn.words.shape[1])
        return [as_c(one) for one in (array, V, *places)]

    def as_c(one):
        if isinstance(one, np.ndarray):
            return one.ctypes.data_as(ctypes.c_void_p)  # which keeps the array, too
        return ctypes.c_ssize_t(one)

    room = [as_c(errors), as_c(to_centers)]
    whole = [
        (*arguments(mine, drawn), ctypes.c_double(-rate / len(drawn.centers)), *room) for drawn in windows
    ]
    single = [
        (*arguments(short, drawn), ctypes.c_float(0.025), as_c(table), as_c(cells)) for drawn in windows
    ]
    return {
        "a bare loop in C: the same minibatches": lambda: [loops.minibatch(*each) for each in whole],
        "a bare loop in C: pair by pair, float32, no loss": lambda: [
            loops.one_by_one(*each) for each in single
        ],
    }


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
