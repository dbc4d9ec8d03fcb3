"""Draw the pictures of the course, all in one quiet style (given).

Every function says in a line what its picture shows, and returns a matplotlib figure; a notebook shows it
when the call is the last line of a cell.
With `save`, it is also written to a file, or to several: plot_words(run, save="words.svg").
"""

from __future__ import annotations

import contextlib
import itertools
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from . import spoken
from .runs import Run, Sweep, uncertainty
from .sampling import Shares, loss_of_counts
from .tables import Table
from .waiting import waits_for

# pyplot and scikit-learn are imported where they are used: they are slow to load, and training needs neither
if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.collections import PathCollection
    from matplotlib.figure import Figure
    from sklearn.decomposition import PCA

Words = str | list[str] | dict[str, list[str]]  # words, or groups of words by what they have in common
Files = str | Path | list[str | Path] | None  # one file, several, or none

WORDS = {  # the words of the picture, by what they have in common
    "praise": "great cool brilliant wonderful well amazing worth sweet enjoyable".split(),
    "blame": "boring bad dumb annoying".split(),
    "people": "female male queen king man woman".split(),
    "weather, drinks": "rain snow hail coffee tea".split(),
}
FAINT = "#9a9a9a"
COLORS = "#0072B2", "#D55E00", "#009E73", "#B0609A"  # color-blind eyes can tell them apart, too
MARKERS = "o", "X", "s", "^"
SHEET = Path(__file__).with_name("quiet.mplstyle")
SIZE = 7.6, 6  # of the picture of the words, in inches
SPACING = {"columnspacing": 1.4, "handlelength": 1, "handletextpad": 0.4}  # of a legend of words


@waits_for("the training")
def plot_loss(run: Run, save: Files = None) -> Figure:
    """Plot the loss per pair over the steps, and the loss that word counts alone would reach."""
    with _axes((7.2, 3.6), save) as (figure, axes):
        best = _draw_loss(run, axes)
    print(spoken.loss(run, best))
    return figure


def _draw_loss(run, axes):
    """Draw the loss of a pair; return the best that word counts alone can do, where the dashed line is."""
    best = loss_of_counts(Shares(run.corpus, run.settings["threshold"], run.settings["negatives"]))
    steps = np.arange(1, len(run.losses) + 1)
    every = max(1, len(steps) // 4000)  # no screen shows more points than that
    per_pair = run.losses * run.settings["batch"] / run.pairs
    axes.plot(
        steps[::every], per_pair[::every], color=COLORS[0], alpha=0.2, linewidth=0.6, label="single steps"
    )
    axes.plot(steps[::every], run.smooth_loss()[::every], color=COLORS[0], label="mean of the last 100 steps")
    label = "the best that word counts alone can do"
    axes.axhline(best, color=COLORS[1], linewidth=1.2, linestyle="--", label=label)
    axes.set(xlim=(0, run.settings["steps"]), xlabel="step", ylabel="loss of a pair", title="Training")
    axes.xaxis.set_major_formatter("{x:,.0f}")
    axes.locator_params(axis="x", nbins=5)
    axes.legend(loc="upper right")
    return best


def plot_so_far(run: Run) -> Figure:
    """Plot the loss of a training that is under way, and where the words of the picture are now."""
    import matplotlib.pyplot as plt  # noqa: PLC0415  slow to load

    groups, _ = in_corpus(run, WORDS)
    shown = [word for group in groups.values() for word in group]
    with plt.style.context(SHEET):
        # room for the labels is given in numbers: to measure it each time takes longer than to draw
        room = {"left": 0.07, "right": 0.99, "bottom": 0.14, "top": 0.91, "wspace": 0.06}
        figure, (left, right) = plt.subplots(1, 2, figsize=(11, 3.8), width_ratios=(1.1, 1), gridspec_kw=room)
        _draw_loss(run, left)
        left.set(title=f"Training, step {len(run.losses):,}")
        if len(shown) > 2 and len(run.losses):
            vectors = vectors_of(run, shown)
            places = dict(zip(shown, principal(vectors).transform(vectors), strict=True))
            scatter(right, groups, places)
            for word, place in places.items():
                right.annotate(word, place, (4, 3), textcoords="offset points", fontsize=8)
            right.set(title="The words so far", xticks=[], yticks=[], xmargin=0.12)
        plt.close(figure)
    return figure


@waits_for("the training")
def plot_words(run: Run, words: Words = WORDS, save: Files = None) -> Figure | None:
    """Plot the vectors of some words, projected on their two principal components.

    Args:
        run: what `train` returned.
        words: a list of words, or a dict of such lists by what they have in common.
        save: a file to write the picture to as well, or several.
    """
    groups, missing = in_corpus(run, words)
    shown = [word for group in groups.values() for word in group]
    if missing:
        print(f"Not in this corpus: {', '.join(missing)}.")
    if len(shown) < 3:
        return print("A picture needs at least three words that are in the corpus.")
    with _axes(SIZE, save) as (figure, axes):
        done, steps = len(run.losses), run.settings["steps"]
        so_far = f", after {done:,} of {steps:,} steps" if done < steps else ""
        axes.set_title(f"{len(shown)} words, from {run.word_vecs.shape[1]} dimensions to two{so_far}", pad=28)
        vectors = vectors_of(run, shown)
        _, pca = draw_words(axes, groups, vectors)
        if any(groups):
            legend_above(axes, **SPACING)
    print(spoken.words(shown, pca.transform(vectors)))
    return figure


def draw_words(
    axes: Axes, groups: dict[str, list[str]], vectors: np.ndarray, within: np.ndarray | None = None
) -> tuple[list[PathCollection], PCA]:
    """Draw points and labels of W words on their principal components.

    Args:
        axes: what to draw on.
        groups: the words, by what they have in common.
        vectors: (W, D), in the order of the groups.
        within: (N, D) more vectors whose places the axes shall reach.

    Returns:
        The points of each group, and the PCA.
    """
    shown = [word for group in groups.values() for word in group]
    pca = principal(vectors)
    places = dict(zip(shown, pca.transform(vectors), strict=True))
    dots = scatter(axes, groups, places)
    if within is not None:
        axes.update_datalim(pca.transform(within))
    first, second = (f"{share:.0%} of the variance" for share in pca.explained_variance_ratio_)
    axes.set(xlabel=f"first component, {first}", ylabel=f"second component, {second}")
    axes.margins(0.09)
    _label(axes, places)
    return dots, pca


def scatter(axes: Axes, groups: dict, places: dict) -> list[PathCollection]:
    """Draw the points of each group of words in a color and with a marker of its own; return them."""
    styles = zip(groups.items(), itertools.cycle(COLORS), itertools.cycle(MARKERS))
    dots = []
    for (name, group), color, marker in styles:
        x, y = np.array([places[word] for word in group]).reshape(-1, 2).T
        dots.append(axes.scatter(x, y, s=42, color=color, marker=marker, label=name, zorder=2, linewidth=0))
    return dots


def principal(vectors: np.ndarray) -> PCA:
    """Find the two principal components of vectors (N, D).

    Every picture takes them from here: `transform(vectors)` gives the places, with the same sign everywhere.
    """
    from sklearn.decomposition import PCA  # noqa: PLC0415  slow to load

    return PCA(n_components=2, svd_solver="full").fit(vectors)


def vectors_of(run: Run, words: list[str]) -> np.ndarray:
    """Return the vectors of W words, (W, 2D)."""
    return run.word_vecs[[run.corpus.index[word] for word in words]]


@waits_for("the trainings")
def compare_words(runs: dict[str, Run], words: Words = WORDS, save: Files = None) -> Figure:
    """Plot the same words as several runs place them, side by side.

    Args:
        runs: dict from a title (a recipe's name, say) to a Run.
        words: a list of words, or a dict of such lists by what they have in common.
        save: a file to write the picture to as well, or several.
    """
    import matplotlib.pyplot as plt  # noqa: PLC0415  slow to load

    with plt.style.context(SHEET):
        figure, (all_axes,) = plt.subplots(
            1, len(runs), figsize=(6 * len(runs), 5), layout="constrained", squeeze=False
        )
        for axes, (title, run) in zip(all_axes, runs.items(), strict=True):
            groups, _ = in_corpus(run, words)
            loss = f", loss of a pair {run.smooth_loss()[-1]:.2f}" if len(run.losses) else ""
            axes.set_title(f"{title}: {run.word_vecs.shape[1]} dimensions{loss}")
            shown = [word for group in groups.values() for word in group]
            vectors = vectors_of(run, shown)
            _, pca = draw_words(axes, groups, vectors)
            print(f"{title}:\n{spoken.words(shown, pca.transform(vectors))}")
        handles, labels = all_axes[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside upper left", ncols=len(handles), **SPACING)
        _close(figure, save)
    return figure


@waits_for("both trainings")
def beside(run: Run, other: Run, name: str) -> Figure:
    """Plot the picture of your vectors, and beside it that of other vectors on the same corpus."""
    return compare_words({"yours": run, name: other})


@waits_for("the training")
def plot_variance(run: Run, words: Words = WORDS, save: Files = None) -> Figure | None:
    """Plot how the words' variance is shared among the principal components; a picture shows only two."""
    groups, _ = in_corpus(run, words)
    vectors = vectors_of(run, [word for group in groups.values() for word in group])
    if len(vectors) < 3:
        return print("A picture needs at least three words that are in the corpus.")
    lengths = np.linalg.svd(vectors - vectors.mean(axis=0), compute_uv=False) ** 2
    shares = lengths[lengths > 1e-12 * lengths[0]] / lengths.sum()
    with _axes((7.2, 3.2), save) as (figure, axes):
        colors = [COLORS[0]] * 2 + [FAINT] * (len(shares) - 2)
        axes.bar(np.arange(1, len(shares) + 1), shares, color=colors)
        axes.set(xlabel="principal component", ylabel="share of the variance")
        shown, hidden = shares[:2].sum(), shares[2:].sum()
        axes.set_title(f"The picture shows {shown:.0%} of the variance; {hidden:.0%} is not in it")
        axes.locator_params(axis="x", integer=True)
        axes.yaxis.set_major_formatter(lambda share, _: f"{share:.0%}")
    print(spoken.variance(shares))
    return figure


@waits_for("the training")
def occurrences(run: Run, words: Words = WORDS) -> Table:
    """Count how often the words of the picture occur, the rarest first."""
    groups, _ = in_corpus(run, words)
    together = {}
    for word in (word for group in groups.values() for word in group):
        together.setdefault(int(run.corpus.counts[run.corpus.index[word]]), []).append(word)
    rows = [(times, ", ".join(found)) for times, found in sorted(together.items())]
    return Table("How often they occur", ["times", "words"], rows)


@waits_for("the sweep and the choice")
def plot_sweep(results: Sweep, chosen: dict, save: Files = None) -> Figure:
    """Plot the accuracies on train and dev over the regularization, and on test for the chosen run only.

    The band around dev and the bar at the star are their uncertainty (`uncertainty`).
    """
    with _axes((7.2, 3.8), save) as (figure, axes):
        strengths = [run["regularization"] for run in results]
        for split, color, marker in (("train", FAINT, "s"), ("dev", COLORS[0], "o")):
            accuracies = [run[split] for run in results]
            axes.plot(strengths, accuracies, color=color, marker=marker, markersize=5, label=split)
        dev = np.array([run["dev"] for run in results])
        band = uncertainty(dev, results.sentences["dev"])
        axes.fill_between(strengths, dev - band, dev + band, color=COLORS[0], alpha=0.15, linewidth=0)
        axes.axvline(chosen["regularization"], color=COLORS[1], linewidth=1, linestyle="--", zorder=0)
        label = f"test of the chosen run: {chosen['test']:.3f}"
        bar = uncertainty(chosen["test"], results.sentences["test"])
        place = chosen["regularization"], chosen["test"]
        axes.errorbar(*place, bar, color=COLORS[1], linewidth=1.5, capsize=3)
        axes.plot(*place, "*", color=COLORS[1], markersize=14, label=label)
        axes.set(xscale="log", xlabel="regularization", ylabel="accuracy")
        axes.set_title("Choosing the regularization (band and bar: the uncertainty of dev and test)", pad=28)
        legend_above(axes)
    print(spoken.sweep(results, chosen))
    return figure


@waits_for("the evaluation")
def plot_confusion(matrix: np.ndarray, names: list[str], save: Files = None) -> Figure:
    """Plot the counts of sentences by true class (row) and predicted class (column), (C, C).

    The shade is the share of the row.
    """
    matrix = np.asarray(matrix)
    shares = matrix / np.maximum(matrix.sum(axis=1, keepdims=True), 1)
    with _axes((1.6 + 0.95 * len(names), 1.2 + 0.8 * len(names)), save) as (figure, axes):
        axes.imshow(shares, cmap="Blues", vmin=0, vmax=1.8, aspect="auto")  # pale enough for dark numbers
        for (row, column), count in np.ndenumerate(matrix):
            text = f"{count:,}\n{shares[row, column]:.0%}"
            axes.text(column, row, text, ha="center", va="center", fontsize=9)
        places, labels = range(len(names)), [name.replace(" ", "\n") for name in names]
        axes.set(xticks=places, yticks=places, xticklabels=labels, yticklabels=labels)
        axes.set(xlabel="predicted", ylabel="true", title="True and predicted classes")
        axes.tick_params(length=0)
        axes.spines[:].set_visible(False)
    print(spoken.confusion(shares, names))
    return figure


def in_corpus(run: Run, words: Words) -> tuple[dict[str, list[str]], list[str]]:
    """Return the words that are in the corpus, by group and each once, and a list of those that are not."""
    found, missing = {}, []
    for name, group in (words if isinstance(words, dict) else {"": words}).items():
        each_once = dict.fromkeys(group.split() if isinstance(group, str) else map(str, group))
        found[name] = [word for word in each_once if word in run.corpus.index]
        missing += [word for word in each_once if word not in run.corpus.index]
    return found, missing


def legend_above(axes: Axes, **spaces: float) -> None:
    """Put the legend in one line between title and picture, where it covers no line and no point."""
    columns = len(axes.get_legend_handles_labels()[0])
    axes.legend(loc="lower left", bbox_to_anchor=(-0.02, 1.0), ncols=columns, **spaces)


def _label(axes, places):
    """Write each word beside its point; textalloc keeps words clear of each other and of points."""
    from matplotlib.transforms import offset_copy  # noqa: PLC0415  slow to load

    x, y = np.array(list(places.values())).T
    try:
        import textalloc  # noqa: PLC0415  slow to load, and a picture does without
    except ImportError:
        beside = offset_copy(axes.transData, axes.figure, 3, 3, units="points")
        for word, place in places.items():
            axes.text(*place, word, transform=beside)
        return
    axes.figure.draw_without_rendering()  # fixes the layout, so that what textalloc measures stays true
    near = {"margin": 0.004, "min_distance": 0.012, "max_distance": 0.3}  # as shares of the picture
    look = {"textsize": 10.5, "textcolor": axes.xaxis.label.get_color(), "linecolor": FAINT, "linewidth": 0.7}
    textalloc.allocate(axes, x, y, list(places), x_scatter=x, y_scatter=y, **near, **look)


@contextlib.contextmanager
def _axes(size, save):
    """Give a figure in our style to draw on; then write it to the files and close it, so it shows once."""
    import matplotlib.pyplot as plt  # noqa: PLC0415  slow to load

    with plt.style.context(SHEET):
        figure, axes = plt.subplots(figsize=size, layout="constrained")
        yield figure, axes
        _close(figure, save)


def _close(figure, save):
    """Write a figure to one file, to several, or to none, and close it."""
    import matplotlib.pyplot as plt  # noqa: PLC0415  slow to load

    paths = [save] if isinstance(save, (str, Path)) else save or []
    for path in paths:
        undated = {"Date": None} if str(path).endswith(".svg") else None  # the same bytes on every day
        figure.savefig(path, dpi=200, metadata=undated)
    plt.close(figure)
