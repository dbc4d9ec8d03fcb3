"""Show how words found their places, in an animation, and many words on a map with a search (given)."""

import base64
import html
import io
import itertools
from pathlib import Path

import numpy as np
from PIL import Image

from .neighbors import unit_rows
from .plotting import COLORS, FAINT, MARKERS, SHEET, WORDS, Words, in_corpus, principal
from .runs import Run
from .waiting import waits_for

MAP_WORDS, NEIGHBORS = 1500, 8
REST = 12  # the last stage is shown this many times longer, before the animation begins again
SEARCH = """
const plot = document.getElementById('{plot_id}'), [dots] = plot.data;
const words = dots.text, near = dots.customdata;
const box = document.getElementById('w2v-search'), said = document.getElementById('w2v-said');
function show(number) {
  const found = [number, ...near[number].map(([other]) => other)];
  const [x, y, text] = [dots.x, dots.y, words].map(values => [found.map(other => values[other])]);
  Plotly.restyle(plot, {x, y, text}, [1]);
  const neighbors = near[number].map(([other, cosine]) => words[other] + ' ' + cosine.toFixed(2));
  said.textContent = words[number] + ': ' + neighbors.join(', ');
}
box.addEventListener('input', () => {
  const number = words.indexOf(box.value.trim().toLowerCase());
  if (number >= 0) show(number); else said.textContent = box.value ? 'This word is not on the map.' : '';
});
plot.on('plotly_click', event => {
  const number = words.indexOf(event.points[0].text);
  if (number >= 0) { box.value = words[number]; show(number); }
});
"""
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Word map</title><style>
body {{ font: 15px system-ui, sans-serif; color: #333; background: white; margin: 8px 12px; }}
input {{ font: inherit; padding: 2px 6px; width: 12em; }}
#w2v-said {{ margin-left: 1em; }} p {{ margin: 4px 0; }}
</style></head><body><p><label>Search <input id="w2v-search" list="w2v-words" autocomplete="off"></label>
<span id="w2v-said" role="status">Type a word or click on a point to see its nearest words,
by cosine in all dimensions.</span></p>
<datalist id="w2v-words">{options}</datalist>{plot}</body></html>"""


@waits_for("the training")
def word_map(
    run: Run, save: str | Path = "word_map.html", words: int = MAP_WORDS, height: int = 620
) -> "Shown":
    """Draw an interactive map: the commonest words on their two principal components, with a search.

    The map is one file that needs no network; a notebook shows it in place.
    """
    chosen = np.argsort(-np.asarray(run.corpus.counts), kind="stable")[:words]
    names, counts = [run.corpus.words[row] for row in chosen], np.asarray(run.corpus.counts)[chosen]
    figure = _map_figure(names, counts, run.word_vecs[chosen])
    figure.update_layout(height=height - 60)
    config = {"scrollZoom": True, "displaylogo": False}
    plot = figure.to_html(full_html=False, include_plotlyjs=True, post_script=SEARCH, config=config)
    options = "".join(f'<option value="{html.escape(name, quote=True)}">' for name in names)
    Path(save).write_text(PAGE.format(options=options, plot=plot), "utf-8")
    return Shown(save, height)


def _map_figure(names, counts, vectors):
    """Draw the map of N words, given their counts (N,) and vectors (N, 2D), with plotly."""
    import plotly.graph_objects as go  # noqa: PLC0415  slow to load

    places, shares = principal(vectors)
    near = _nearest(vectors)
    about = []
    for name, count, others in zip(names, counts, near, strict=True):
        listed = ", ".join(html.escape(names[other]) for other, _ in others)
        about.append(f"<b>{html.escape(name)}</b>, {count:,} times<br>{listed}")
    dots = go.Scattergl(x=places[:, 0].tolist(), y=places[:, 1].tolist(), mode="markers", text=names)
    dots.update(customdata=near, hovertext=about, hoverinfo="text")
    dots.update(marker={"size": 5, "color": COLORS[0], "opacity": 0.45})
    found = go.Scatter(x=[], y=[], mode="markers+text", textposition="top center", hoverinfo="skip")
    found.update(marker={"size": 9, "color": COLORS[1]})
    first, second = (f"{share:.0%} of the variance" for share in shares)
    layout = go.Layout(
        template="plotly_white", showlegend=False, dragmode="pan", hoverlabel={"align": "left"}
    )
    layout.update(margin={"l": 50, "r": 10, "t": 10, "b": 40})
    layout.update(xaxis_title=f"first component, {first}", yaxis_title=f"second component, {second}")
    return go.Figure([dots, found], layout)


def _nearest(vectors):
    """Return for each of the vectors (N, 2D) its nearest ones, as lists of [row, cosine]."""
    units = unit_rows(vectors)
    cosines = units @ units.T  # (N, N)
    np.fill_diagonal(cosines, -2)
    most = min(NEIGHBORS, len(vectors) - 1)
    near = np.argsort(-cosines, axis=1)[:, :most]
    return [
        [[int(other), round(float(row[other]), 3)] for other in others]
        for row, others in zip(cosines, near, strict=True)
    ]


class Shown:
    """Show a page in a file: in a frame in a notebook, as its path elsewhere."""

    def __init__(self, path: str | Path, height: int):
        self.path, self.height = Path(path), height

    def _repr_html_(self):
        source = html.escape(self.path.as_posix(), quote=True)
        look = f'title="Word map" width="100%" height="{self.height}" style="border: 0"'
        return f'<iframe src="{source}" {look}></iframe>'

    def __repr__(self):
        return f"{self.path} (open it in a browser)"


@waits_for("the training")
def animate(run: Run, words: Words = WORDS, save: str | Path | None = None, seconds: float = 6) -> "Moving":
    """Show how the words moved: every stage of the training, on the principal components of its end.

    Args:
        run: what `train` returned.
        words: a list of words, or a dict of such lists by what they have in common.
        save: a file.gif to write the animation to as well.
        seconds: how long the training lasts in the animation.
    """
    groups, _ = in_corpus(run, words)
    groups = {name: [word for word in group if word in run.watched] for name, group in groups.items()}
    shown = [word for group in groups.values() for word in group]
    if len(run.frames) < 2 or len(shown) < 3:
        return print("There is nothing to animate: this run kept no stages of these words.")
    places = _places(run, shown)
    titles = [f"step {step:,} of {run.settings['steps']:,}" for step, _ in run.frames]
    gif = _gif(groups, places, titles, seconds)
    if save:
        Path(save).write_bytes(gif)
    return Moving(gif, len(places))


def _places(run, shown):
    """Project W words at S stages on the two principal components of the last stage: (S, W, 2)."""
    watched = [run.watched.index(word) for word in shown]
    stages = np.array([frame[watched] for _, frame in run.frames])  # (S, W, 2D)
    center = stages[-1].mean(axis=0)
    _, _, directions = np.linalg.svd(stages[-1] - center, full_matrices=False)
    return (stages - center) @ directions[:2].T


def _gif(groups, places, titles, seconds):
    """Draw S stages, given the words' places (S, W, 2) and S titles; return the bytes of the GIF."""
    import matplotlib.pyplot as plt  # noqa: PLC0415  slow to load

    pictures = []
    with plt.style.context(SHEET):
        figure, axes = plt.subplots(figsize=(7, 5), dpi=80, layout="constrained")
        draw = _stage_by_stage(axes, groups, places, titles)
        figure.draw_without_rendering()
        figure.set_layout_engine("none")  # keep this layout: a new one for every stage would be slow
        for stage in range(len(places)):
            draw(stage)
            figure.canvas.draw()
            pictures.append(Image.fromarray(np.asarray(figure.canvas.buffer_rgba())).convert("RGB"))
        plt.close(figure)
    durations = [1000 * seconds / len(places)] * len(places)  # in milliseconds
    durations[-1] *= REST
    gif = io.BytesIO()
    pictures[0].save(gif, "gif", save_all=True, append_images=pictures[1:], duration=durations, loop=0)
    return gif.getvalue()


def _stage_by_stage(axes, groups, places, titles):
    """Prepare the axes, and return a function that moves the words to their places at a stage."""
    shown = [word for group in groups.values() for word in group]
    rows = [[shown.index(word) for word in group] for group in groups.values()]
    reach = 1.15 * np.abs(places).max(axis=(0, 1))
    axes.set(xlim=(-reach[0], reach[0]), ylim=(-reach[1], reach[1]))
    axes.set(xlabel="first component at the end", ylabel="second component at the end")
    styles = zip(rows, itertools.cycle(COLORS), itertools.cycle(MARKERS))
    dots = [axes.plot([], [], marker, color=color, markersize=7)[0] for _, color, marker in styles]
    texts = [axes.text(0, 0, f" {word}", fontsize=10, va="center") for word in shown]
    axes.axhline(0, color=FAINT, linewidth=0.5, zorder=0)
    axes.axvline(0, color=FAINT, linewidth=0.5, zorder=0)
    title = axes.set_title(titles[0])

    def draw(stage):
        for line, group in zip(dots, rows, strict=True):
            line.set_data(*places[stage, group].T)
        for text, place in zip(texts, places[stage], strict=True):
            text.set_position(place)
        title.set_text(titles[stage])

    return draw


class Moving:
    """Show an animation: a notebook plays the animated GIF."""

    def __init__(self, gif: bytes, stages: int):
        self.gif, self.stages = gif, stages

    def _repr_mimebundle_(self, **_):
        return {"image/gif": base64.b64encode(self.gif).decode(), "text/plain": repr(self)}

    def __repr__(self):
        return (
            f"an animation of {self.stages} stages "
            "(a notebook shows it; animate(run, save='words.gif') writes it to a file)"
        )
