"""Show how words found their places, in an animation, and many words on a map with a search (given)."""

import base64
import html
import io
import json
from pathlib import Path

import numpy as np
from PIL import Image

from . import spoken
from .neighbors import unit_rows
from .plotting import SHEET, SIZE, SPACING, WORDS, Words, draw_words, in_corpus, legend_above, principal
from .runs import Run
from .waiting import waits_for
from .watching import bar_over

MAP_WORDS, NEIGHBORS = 1500, 8
AXES = "first", "second"
PAGE = Path(__file__).with_name("map.html")  # the map without its words
TRUST = """<p class="w2v-trust">The word map is in this notebook, but the notebook is not trusted yet: choose
<em>Trust Notebook</em> to see it, or run the cell again.</p><style>.w2v-trust { display: none }</style>"""
REST = 12  # the last stage is shown this many times longer, before the animation begins again
DOTS_PER_INCH = 80  # of the animation


@waits_for("the training")
def word_map(run: Run, save: str | Path | None = None, words: int = MAP_WORDS, height: int = 620) -> "Map":
    """Draw an interactive map: the commonest words on their two principal components, with a search.

    The map needs no network, and is part of the notebook. With `save`, it is also written to a file.html.
    """
    chosen = np.argsort(-np.asarray(run.corpus.counts), kind="stable")[:words]
    names, counts = [run.corpus.words[row] for row in chosen], np.asarray(run.corpus.counts)[chosen]
    data = json.dumps(_map_data(names, counts, run.word_vecs[chosen]), separators=(",", ":"))
    page = PAGE.read_text("utf-8").replace("{WORDS}", data.replace("<", "\\u003c"))
    if save:
        Path(save).write_text(page, "utf-8")
    return Map(page, len(names), height)


def _map_data(names, counts, vectors):
    """Return what the page draws: N words, counts (N,), places (N,) and (N,), nearest words, axes."""
    pca, (near, cosines) = principal(vectors), _nearest(vectors)
    x, y = pca.transform(vectors).round(3).T.tolist()
    shares = pca.explained_variance_ratio_
    axes = [
        f"{name} component, {share:.0%} of the variance" for name, share in zip(AXES, shares, strict=True)
    ]
    return dict(words=names, counts=counts.tolist(), x=x, y=y, near=near, cosines=cosines, axes=axes)


def _nearest(vectors):
    """Return for each of the N vectors (N, 2D) its nearest ones: their rows, and their cosines."""
    units = unit_rows(vectors)
    cosines = units @ units.T  # (N, N)
    np.fill_diagonal(cosines, -2)
    most = min(NEIGHBORS, len(vectors) - 1)
    near = np.argsort(-cosines, axis=1)[:, :most]
    return near.tolist(), np.take_along_axis(cosines, near, axis=1).round(2).tolist()


class Map:
    """Show a page: in a frame in a notebook, which holds it, and by its size elsewhere."""

    def __init__(self, page: str, words: int, height: int):
        self.page, self.words, self.height = page, words, height

    def _repr_html_(self):
        look = f'title="Word map" width="100%" height="{self.height}" style="border: 0"'
        return f'<iframe srcdoc="{html.escape(self.page, quote=True)}" {look}></iframe>{TRUST}'

    def __repr__(self):
        return (
            f"a map of {self.words:,} words "
            "(a notebook shows it; word_map(run, save='map.html') writes it to a file for a browser)"
        )


@waits_for("the training")
def animate(run: Run, words: Words = WORDS, save: str | Path | None = None, seconds: float = 6) -> "Moving":
    """Show how the words moved: every stage of the training, on the principal components of its end.

    The last stage is the picture that `plot_words` draws.

    Args:
        run: what `train` returned.
        words: a list of words, or a dict of such lists by what they have in common.
        save: a file.gif to write the animation to as well.
        seconds: how long the training lasts in the animation.
    """
    groups, _ = in_corpus(run, words)
    groups = {name: [word for word in group if word in run.watched] for name, group in groups.items()}
    shown = [word for group in groups.values() for word in group]
    if not run.frames or not len(run.losses) or len(shown) < 3:
        return print("There is nothing to animate: this run kept no stages of these words.")
    steps, stages = _stages(run, shown)
    film = Film(groups, stages)
    titles = [f"{len(shown)} words, step {step:,} of {run.settings['steps']:,}" for step in steps]
    drawn = bar_over(list(enumerate(titles)), "stages of the film")
    pictures = [film.draw(*stage) for stage in drawn]
    moving = Moving(_gif(pictures, seconds), _png(pictures[-1]), spoken.film(steps, film.places), len(stages))
    if save:
        Path(save).write_bytes(moving.gif)
    return moving


def _stages(run, shown):
    """Return the steps of S stages, the last one being the run's end, and the words' vectors (S, W, 2D)."""
    watched = [run.watched.index(word) for word in shown]
    kept = [(step, frame[watched]) for step, frame in run.frames if step < len(run.losses)]
    rows = [run.corpus.index[word] for word in shown]
    steps, stages = zip(*kept, (len(run.losses), run.word_vecs[rows]), strict=True)
    return steps, np.array(stages)


class Film:
    """Draw stages of a training: the points move, and a label shows where it covers no other label."""

    def __init__(self, groups: dict[str, list[str]], stages: np.ndarray):
        """Draw the last stage as the picture; stages is (S, W, 2D), with the words in the groups' order."""
        from matplotlib import style  # noqa: PLC0415  slow to load
        from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415
        from matplotlib.figure import Figure  # noqa: PLC0415

        with style.context(SHEET):
            self.figure = Figure(figsize=SIZE, dpi=DOTS_PER_INCH, layout="constrained")
            self.canvas, self.axes = FigureCanvasAgg(self.figure), self.figure.add_subplot()
            self.title = self.axes.set_title(" ", pad=28)
            vectors = stages.reshape(-1, stages.shape[-1])
            self.dots, pca = draw_words(self.axes, groups, stages[-1], within=vectors)
            if any(groups):
                legend_above(self.axes, **SPACING)
            self.canvas.draw()
            self.figure.set_layout_engine("none")  # a new layout for every stage would be slow
        self.places = pca.transform(vectors).reshape(*stages.shape[:2], 2)  # (S, W, 2)
        self.ends = np.cumsum([len(group) for group in groups.values()])[:-1]
        self._find_labels([word for group in groups.values() for word in group])

    def _find_labels(self, shown):
        """Find each word's label, with the line to it if it stands apart, and its box in pixels."""
        labels = {text.get_text(): text for text in self.axes.texts}
        self.labels = [labels[word] for word in shown]
        self.at_end = np.array([text.get_position() for text in self.labels])
        boxes = [text.get_window_extent() for text in self.labels]
        self.boxes = np.array([[box.p0, box.p1] for box in boxes])  # (W, 2 corners, 2)
        self.lines = {}
        for line in self.axes.lines:
            start = line.get_xydata()
            away = self.axes.transData.transform(self.places[-1])[:, None] - self.axes.transData.transform(
                start
            )
            self.lines[int(np.argmin((away**2).sum(axis=2).min(axis=1)))] = line, start

    def draw(self, stage: int, title: str) -> Image.Image:
        """Draw one stage, and return its picture."""
        moved = self.places[stage] - self.places[-1]
        for dots, group in zip(self.dots, np.split(self.places[stage], self.ends), strict=True):
            dots.set_offsets(group)
        for text, place, shown in zip(self.labels, self.at_end + moved, self.with_room(stage), strict=True):
            text.set(position=place, visible=shown)
        for word, (line, start) in self.lines.items():
            line.set_data(*(start + moved[word]).T)
            line.set_visible(self.labels[word].get_visible())
        self.title.set_text(title)
        self.canvas.draw()
        return Image.fromarray(np.asarray(self.canvas.buffer_rgba())).convert("RGB")

    def with_room(self, stage: int) -> list[bool]:
        """Tell which labels, (W,), have room at a stage: they meet no label that comes before them."""
        to_pixels = self.axes.transData.transform
        moved = to_pixels(self.places[stage]) - to_pixels(self.places[-1])  # (W, 2)
        low, high = (self.boxes + moved[:, None]).transpose(1, 0, 2)
        shown = []
        for word in range(len(low)):
            meets = (low[word] < high[:word]).all(axis=1) & (low[:word] < high[word]).all(axis=1)
            shown.append(not meets[shown].any())
        return shown


def _gif(pictures, seconds):
    """Return the bytes of a GIF that shows the pictures in so many seconds, the last one longer."""
    durations = [1000 * seconds / len(pictures)] * len(pictures)  # in milliseconds
    durations[-1] *= REST
    gif = io.BytesIO()
    pictures[0].save(gif, "gif", save_all=True, append_images=pictures[1:], duration=durations, loop=0)
    return gif.getvalue()


def _png(picture):
    """Return the bytes of a PNG."""
    png = io.BytesIO()
    picture.save(png, "png", optimize=True)
    return png.getvalue()


class Moving:
    """Show an animation: a notebook plays the GIF, or shows its end to people who want nothing to move."""

    def __init__(self, gif: bytes, end: bytes, says: str, stages: int):
        self.gif, self.end, self.says, self.stages = gif, end, says, stages

    def _repr_html_(self):
        end, gif = (base64.b64encode(data).decode() for data in (self.end, self.gif))
        return (
            f'<picture><source media="(prefers-reduced-motion: reduce)" srcset="data:image/png;base64,{end}">'
            f'<img src="data:image/gif;base64,{gif}" alt="{html.escape(self.says)} If you see no film: '
            'JupyterLab shows it once you trust the notebook, or run the cell."></picture>'
        )

    def __repr__(self):
        return (
            f"an animation of {self.stages} stages "
            "(a notebook shows it; animate(run, save='words.gif') writes it to a file)"
        )
