"""The pictures of the course, all in one quiet style (given).

Every function gives a matplotlib figure, which a notebook shows when it ends a cell, and writes it
to a file as well if it is asked to, or to several: plot_words(run, save="words.svg").
"""

import contextlib
import itertools
from pathlib import Path

import numpy as np

from .tables import Table
from .waiting import waits_for

WORDS = {  # the words of the picture, by what they have in common
    "praise": "great cool brilliant wonderful well amazing worth sweet enjoyable".split(),
    "blame": "boring bad dumb annoying".split(),
    "people": "female male queen king man woman".split(),
    "weather, drinks": "rain snow hail coffee tea".split(),
}
FAINT = "#9a9a9a"
COLORS = "#0072B2", "#D55E00", "#009E73", "#B0609A"  # told apart by colour-blind eyes too
MARKERS = "o", "X", "s", "^"
SHEET = Path(__file__).with_name("quiet.mplstyle")


@waits_for("the training")
def plot_loss(run, save=None):
    """Loss a pair over the steps, and what counting words would reach."""
    with _axes((7.2, 3.6), save) as (figure, axes):
        _draw_loss(run, axes)
    return figure


def _draw_loss(run, axes):
    from .sampling import Shares, loss_of_counts

    shares = Shares(run.corpus, run.settings["threshold"], run.settings["negatives"])
    steps = np.arange(1, len(run.losses) + 1)
    every = max(1, len(steps) // 4000)  # more points than that no screen shows
    a_pair = run.losses * run.settings["batch"] / run.pairs
    axes.plot(steps[::every], a_pair[::every], color=COLORS[0], alpha=0.2, linewidth=0.6, label="single steps")
    axes.plot(steps[::every], run.smooth_loss()[::every], color=COLORS[0], label="mean of the last 100 steps")
    label = "the best that word counts alone can do"
    axes.axhline(loss_of_counts(shares), color=COLORS[1], linewidth=1.2, linestyle="--", label=label)
    axes.set(xlim=(0, run.settings["steps"]), xlabel="step", ylabel="loss of a pair", title="Training")
    axes.xaxis.set_major_formatter("{x:,.0f}")
    axes.locator_params(axis="x", nbins=5)
    axes.legend(loc="upper right")


def plot_so_far(run):
    """While a training runs: its loss, and where the words of the picture are now."""
    import matplotlib.pyplot as plt

    groups, _ = in_corpus(run, WORDS)
    shown = [word for group in groups.values() for word in group]
    with plt.style.context(SHEET):
        figure, (left, right) = plt.subplots(1, 2, figsize=(11, 3.8), layout="constrained", width_ratios=(1.1, 1))
        _draw_loss(run, left)
        if len(shown) > 2 and len(run.losses):
            places, _ = principal(run.word_vecs[[run.corpus.index[word] for word in shown]])
            _scatter(right, groups, dict(zip(shown, places)))
            for word, place in zip(shown, places):
                right.annotate(word, place, (4, 3), textcoords="offset points", fontsize=8)
            right.set(title="The words so far", xticks=[], yticks=[])
        plt.close(figure)
    return figure


@waits_for("the training")
def plot_words(run, words=WORDS, save=None):
    """The vectors of some words, projected on their two principal components.

    Args:
        words: a list of words, or a dict of such lists by what they have in common.
    """
    groups, missing = in_corpus(run, words)
    shown = [word for group in groups.values() for word in group]
    if missing:
        print(f"Not in this corpus: {', '.join(missing)}.")
    if len(shown) < 3:
        return print("A picture needs three words or more that the corpus has.")
    with _axes((7.6, 6), save) as (figure, axes):
        done, steps = len(run.losses), run.settings["steps"]
        so_far = f", after {done:,} of {steps:,} steps" if done < steps else ""
        axes.set_title(f"{len(shown)} words, from {run.word_vecs.shape[1]} dimensions to two{so_far}", pad=28)
        _draw_words(run, groups, axes)
        if any(groups):
            _legend_above(axes, columnspacing=1.4, handlelength=1, handletextpad=0.4)
    return figure


def _draw_words(run, groups, axes):
    """Points and labels of the words on their principal components."""
    shown = [word for group in groups.values() for word in group]
    places, shares = principal(run.word_vecs[[run.corpus.index[word] for word in shown]])
    places = dict(zip(shown, places))
    _scatter(axes, groups, places)
    first, second = (f"{share:.0%} of the variance" for share in shares)
    axes.set(xlabel=f"first component, {first}", ylabel=f"second component, {second}")
    axes.margins(0.09)
    _label(axes, places)


def _scatter(axes, groups, places):
    for (name, group), color, marker in zip(groups.items(), itertools.cycle(COLORS), itertools.cycle(MARKERS)):
        x, y = np.array([places[word] for word in group]).reshape(-1, 2).T
        axes.scatter(x, y, s=42, color=color, marker=marker, label=name, zorder=2, linewidth=0)


def principal(vectors):
    """Places of some vectors on their two principal components (N, 2), and the share of the variance that each holds."""
    from sklearn.decomposition import PCA

    pca = PCA(n_components=2, svd_solver="full")
    return pca.fit_transform(vectors), pca.explained_variance_ratio_


@waits_for("the trainings")
def compare_words(runs, words=WORDS, save=None):
    """Pictures of the same words by several runs, side by side.

    Args:
        runs: dict from a title (a recipe's name, say) to a Run.
    """
    import matplotlib.pyplot as plt

    with plt.style.context(SHEET):
        figure, all_axes = plt.subplots(1, len(runs), figsize=(6 * len(runs), 5), layout="constrained", squeeze=False)
        for axes, (title, run) in zip(all_axes[0], runs.items()):
            axes.set_title(f"{title}: {run.word_vecs.shape[1]} dimensions, loss of a pair {run.smooth_loss()[-1]:.2f}")
            _draw_words(run, in_corpus(run, words)[0], axes)
        handles = all_axes[0][0].get_legend_handles_labels()
        figure.legend(*handles, loc="outside upper left", ncols=len(handles[0]), columnspacing=1.4, handlelength=1, handletextpad=0.4)
        _close(figure, save)
    return figure


@waits_for("the training")
def plot_variance(run, words=WORDS, save=None):
    """How much of the words' variance each principal component holds, and what a flat picture therefore leaves out."""
    groups, _ = in_corpus(run, words)
    vectors = run.word_vecs[[run.corpus.index[word] for group in groups.values() for word in group]]
    if len(vectors) < 3:
        return print("A picture needs three words or more that the corpus has.")
    lengths = np.linalg.svd(vectors - vectors.mean(axis=0), compute_uv=False) ** 2
    shares = lengths[lengths > 1e-12 * lengths[0]] / lengths.sum()
    with _axes((7.2, 3.2), save) as (figure, axes):
        colors = [COLORS[0]] * 2 + [FAINT] * (len(shares) - 2)
        axes.bar(np.arange(1, len(shares) + 1), shares, color=colors)
        axes.set(xlabel="principal component", ylabel="share of the variance")
        axes.set_title(f"The picture shows {shares[:2].sum():.0%} of the variance; {shares[2:].sum():.0%} is not in it")
        axes.locator_params(axis="x", integer=True)
        axes.yaxis.set_major_formatter(lambda share, _: f"{share:.0%}")
    return figure


@waits_for("the training")
def occurrences(run, words=WORDS):
    """How often the words of the picture occur, the rarest first."""
    groups, _ = in_corpus(run, words)
    together = {}
    for word in (word for group in groups.values() for word in group):
        together.setdefault(int(run.corpus.counts[run.corpus.index[word]]), []).append(word)
    rows = [(times, ", ".join(found)) for times, found in sorted(together.items())]
    return Table("How often they occur", ["times", "words"], rows)


@waits_for("the sweep and the choice")
def plot_sweep(results, chosen, save=None):
    """Accuracy on train and dev over the regularization; of the chosen run, the one on test."""
    with _axes((7.2, 3.8), save) as (figure, axes):
        strengths = [run["regularization"] for run in results]
        for split, color, marker in (("train", FAINT, "s"), ("dev", COLORS[0], "o")):
            axes.plot(strengths, [run[split] for run in results], color=color, marker=marker, markersize=5, label=split)
        axes.axvline(chosen["regularization"], color=COLORS[1], linewidth=1, linestyle="--", zorder=0)
        label = f"test, of the chosen one: {chosen['test']:.3f}"
        axes.plot(chosen["regularization"], chosen["test"], "*", color=COLORS[1], markersize=14, label=label)
        axes.set(xscale="log", xlabel="regularization", ylabel="accuracy")
        axes.set_title("Choosing the regularization", pad=28)
        _legend_above(axes)
    return figure


@waits_for("the evaluation")
def plot_confusion(matrix, names, save=None):
    """How often sentences of each class were given to each class: counts, shaded by share of the row."""
    matrix = np.asarray(matrix)
    shares = matrix / np.maximum(matrix.sum(axis=1, keepdims=True), 1)
    with _axes((1.6 + 0.95 * len(names), 1.2 + 0.8 * len(names)), save) as (figure, axes):
        axes.imshow(shares, cmap="Blues", vmin=0, vmax=1.8, aspect="auto")  # pale enough for dark numbers
        for (row, column), count in np.ndenumerate(matrix):
            text = f"{count:,}\n{shares[row, column]:.0%}"
            axes.text(column, row, text, ha="center", va="center", fontsize=9)
        places, labels = range(len(names)), [name.replace(" ", "\n") for name in names]
        axes.set(xticks=places, yticks=places, xticklabels=labels, yticklabels=labels)
        axes.set(xlabel="predicted", ylabel="true", title="What is taken for what")
        axes.tick_params(length=0)
        axes.spines[:].set_visible(False)
    return figure


def in_corpus(run, words):
    """The words that the corpus has, by group and each once, and a list of those that it lacks."""
    groups = words if isinstance(words, dict) else {"": words}
    groups = {name: list(dict.fromkeys(group.split() if isinstance(group, str) else map(str, group))) for name, group in groups.items()}
    missing = [word for group in groups.values() for word in group if word not in run.corpus.index]
    return {name: [word for word in group if word not in missing] for name, group in groups.items()}, missing


def _legend_above(axes, **spaces):
    """The legend in one line between title and picture, where no line or point can be behind it."""
    columns = len(axes.get_legend_handles_labels()[0])
    axes.legend(loc="lower left", bbox_to_anchor=(-0.02, 1.0), ncols=columns, **spaces)


def _label(axes, places):
    """Writes each word beside its point; with textalloc, so that words keep clear of each other and of points."""
    x, y = np.array(list(places.values())).T
    try:
        import textalloc
    except ImportError:
        for word, place in places.items():
            axes.annotate(word, place, (3, 3), textcoords="offset points")
        return
    axes.figure.draw_without_rendering()  # the layout settles, and what is measured now holds
    color = axes.xaxis.label.get_color()
    near = dict(margin=0.004, min_distance=0.012, max_distance=0.3)  # shares of the picture
    textalloc.allocate(axes, x, y, list(places), x_scatter=x, y_scatter=y, textsize=10.5, textcolor=color, linecolor=FAINT, linewidth=0.7, **near)


@contextlib.contextmanager
def _axes(size, save):
    """A figure in our style, written to the file or the files `save` if there are any, and kept from showing twice."""
    import matplotlib.pyplot as plt

    with plt.style.context(SHEET):
        figure, axes = plt.subplots(figsize=size, layout="constrained")
        yield figure, axes
        _close(figure, save)


def _close(figure, save):
    import matplotlib.pyplot as plt

    for path in [] if save is None else [save] if isinstance(save, (str, Path)) else save:
        figure.savefig(path, dpi=200, metadata={"Date": None} if str(path).endswith(".svg") else None)
    plt.close(figure)
