"""Compare what the vectors know with what other vectors know: `python benchmarks/vectors.py [--seeds 5]`.

Test accuracy on the treebank by logistic regression on mean vectors, its strength chosen on dev,
mean over the seeds and their spread; and the loss per pair on sentences that were kept out, beside
the best that word counts alone can do. It needs the treebank and gensim, and about a quarter of an
hour.
"""

import argparse
import contextlib
import io
import pathlib
import sys
import tempfile
from dataclasses import replace

import numpy as np
from gensim.models import Word2Vec
from scipy.sparse import coo_array
from scipy.sparse.linalg import svds

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "solutions" / "word2vec"))

from autograder import public  # noqa: E402
from w2v_lib import evaluation, recipes, sampling, training, treebank  # noqa: E402
from w2v_lib.descent import Run  # noqa: E402

minibatch_step = public("minibatch_step")
CLASSES = (2, 5)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=5)
    seeds = range(parser.parse_args().seeds)
    corpus = treebank.read_sst_zip(public("data").fetch("sst"))
    print(f"{'':44}{'SST-2':>22}{'SST-5':>22}")
    row("the commonest class", [[evaluation._commonest(corpus, classes) for classes in CLASSES]])
    for D in (10, 50):
        row(f"random, D={D}", [scores(run_of(corpus, random_vectors(corpus, D, seed))) for seed in seeds])
    for D in (10, 50):
        row(f"PPMI-SVD, D={D}", [scores(run_of(corpus, ppmi_svd(corpus, D)))])
    row("recipe handout", [scores(handouts(corpus))])
    for name, D in (("picture", 10), ("quality", 50)):
        pairs = []
        row(f"recipe {name}", [scores(trained(corpus, name, seed, pairs)) for seed in seeds])
        for alpha in (0.025, 0.1):
            found = [scores(run_of(corpus, gensims(corpus, D, alpha, seed, pairs[0]))) for seed in seeds[:3]]
            row(f"gensim, D={D}, as many pairs, alpha={alpha}", found)
    held_out(corpus)


def row(name, found):
    columns = np.array(found).T
    shown = [f"{c.mean():>10.3f} ({c.min():.3f}–{c.max():.3f})"[:24].rjust(22) for c in columns]
    print(f"{name:44}{''.join(shown)}", flush=True)


def scores(run):
    """Return test accuracies for two and five classes."""
    return [evaluation.choose(evaluation.sweep(run, classes))["test"] for classes in CLASSES]


def run_of(corpus, vectors):
    return Run(vectors, vectors[:, :0], np.zeros(0), np.zeros(0), corpus, 0.0)


def random_vectors(corpus, D, seed):
    """Return as many random numbers per word as both its vectors have, (V, 2D)."""
    return np.random.default_rng(seed).normal(size=(len(corpus.words), 2 * D))


def trained(corpus, recipe, seed, pairs, **changes):
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        run = training.train(corpus, recipe, folder=folder, seed=seed, **changes)
    pairs.append(int(run.pairs.sum()))
    return run


def handouts(corpus):
    theirs = treebank.read_sentences(public("data").fetch("sst-sentences"))
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        run = training.train(theirs, "handout", folder=folder)
    return evaluation.moved(run, corpus)


def gensims(corpus, D, alpha, seed, pairs):
    """Return both kinds of gensim's vectors, after as many pairs with the same window, K and threshold."""
    settings = dict(window=5, negative=10, sg=1, sample=1e-3, min_count=1, workers=2)
    model = Word2Vec(vector_size=D, **settings, seed=seed, alpha=alpha)
    texts = [[corpus.words[word] for word in tokens] for tokens in corpus.tokens]
    model.build_vocab(texts)
    keep = np.minimum(1, np.sqrt(1e-3 * corpus.counts.sum() / corpus.counts))
    kept = [int(sum(keep[tokens])) for tokens in corpus.tokens]
    reach = np.arange(1, 6)
    an_epoch = sum(np.minimum(place, reach).mean() * 2 for length in kept for place in range(length))
    model.train(texts, total_examples=len(texts), epochs=max(1, round(pairs / an_epoch)))
    order = [model.wv.key_to_index[word] for word in corpus.words]
    return np.hstack([model.wv.vectors[order], model.syn1neg[order]]).astype(float)


def ppmi_svd(corpus, D, window=5):
    """Return the D strongest directions of the words' positive pointwise mutual information within a window.

    Source: Levy & Goldberg 2014.
    """
    rows, columns = [], []
    for tokens in corpus.tokens:
        for away in range(1, window + 1):
            rows += [tokens[:-away], tokens[away:]]
            columns += [tokens[away:], tokens[:-away]]
    rows, columns = np.concatenate(rows), np.concatenate(columns)
    counts = coo_array((np.ones(len(rows)), (rows, columns)), shape=(len(corpus.words),) * 2).tocsr().tocoo()
    words = np.bincount(rows, minlength=len(corpus.words)).astype(float)
    pmi = np.log(counts.data * words.sum() / (words[counts.row] * words[counts.col]))
    matrix = coo_array((np.maximum(pmi, 0), (counts.row, counts.col)), shape=counts.shape).tocsr()
    u, s, _ = svds(matrix, k=D, random_state=0)
    return u * np.sqrt(s)


def only(corpus, chosen):
    """Return the corpus with the chosen sentences alone."""
    sentences = [sentence for sentence, kept in zip(corpus.sentences, chosen, strict=True) if kept]
    return replace(corpus, sentences=sentences, labels=corpus.labels[chosen], splits=corpus.splits[chosen])


def held_out(corpus, steps=40_000):
    """Print the loss of a pair on the test sentences, after training on the others."""
    settings = recipes.RECIPES["picture"].settings
    seen = corpus.splits != "test"
    parts = [only(corpus, chosen) for chosen in (seen, ~seen)]
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        run = training.train(parts[0], "picture", folder=folder, steps=steps)
    known = [tuple(word for word in sentence if word in run.corpus.index) for sentence in parts[1].sentences]
    unseen = replace(parts[1], sentences=[sentence for sentence in known if len(sentence) > 1])
    learned, alone = losses_of_a_pair(run, unseen, settings)
    print(
        f"loss of a pair on sentences kept out: {learned:.3f}; "
        f"word counts alone {alone:.3f} (V = {len(run.corpus.words):,})"
    )


def losses_of_a_pair(run, unseen, settings):
    """Return the mean loss of a pair in the unseen text: by the run's vectors, and by word counts alone."""
    index = run.corpus.index
    names = "window", "batch", "negatives", "threshold", "seed"
    theirs = sampling.Sampler(unseen, **{name: settings[name] for name in names})
    ours = sampling.Sampler(run.corpus, **{name: settings[name] for name in names})
    rows = np.array([index[word] for word in unseen.words])
    x = np.concatenate([run.center_vecs, run.outside_vecs])
    fast = minibatch_step.Negative(len(index), x.shape[1])
    true, false = sampling.appearances(ours)
    share = true / (true + false)
    losses, alone, pairs = [], [], 0
    for step in range(400):
        drawn = theirs.draw(step)
        outsides = rows[drawn.outsides]
        # negatives among all words of the training text, whose numbers the windows have by now
        negatives = ours.draw_negatives(np.random.default_rng([7, step]), outsides)
        drawn = sampling.Windows(rows[drawn.centers], drawn.sizes, np.column_stack([outsides, negatives]))
        losses.append(fast.gradient(x, drawn)[0] * len(drawn.centers))
        alone.append(-np.log(share[drawn.outsides]).sum() - np.log1p(-share[drawn.negatives]).sum())
        pairs += len(drawn.outsides)
    return np.sum(losses) / pairs, np.sum(alone) / pairs


if __name__ == "__main__":
    main()
