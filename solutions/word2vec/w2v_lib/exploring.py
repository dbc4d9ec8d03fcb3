"""Pictures that move and answer: how the words found their places, and a map of many words to search (given)."""

import base64
import html
import itertools
import tempfile
from pathlib import Path

import numpy as np

from .neighbors import unit_rows
from .plotting import COLORS, FAINT, MARKERS, SHEET, WORDS, in_corpus, principal
from .waiting import waits_for

MAP_WORDS, NEIGHBORS = 1500, 8
REST = 12  # pictures of the last stage, before it begins again
SEARCH = """
const plot = document.getElementById('{plot_id}'), words = plot.data[0].text, near = plot.data[0].customdata;
const box = document.getElementById('w2v-search'), said = document.getElementById('w2v-said');
function show(number) {
  const found = [number, ...near[number].map(n => n[0])];
  Plotly.restyle(plot, {x: [found.map(n => plot.data[0].x[n])], y: [found.map(n => plot.data[0].y[n])], text: [found.map(n => words[n])]}, [1]);
  said.textContent = words[number] + ': ' + near[number].map(n => words[n[0]] + ' ' + n[1].toFixed(2)).join(', ');
}
box.addEventListener('input', () => {
  const number = words.indexOf(box.value.trim().toLowerCase());
  if (number >= 0) show(number); else said.textContent = box.value ? 'not among the words of the map' : '';
});
plot.on('plotly_click', event => { const n = words.indexOf(event.points[0].text); if (n >= 0) { box.value = words[n]; show(n); } });
"""
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Word map</title><style>
body {{ font: 15px system-ui, sans-serif; color: #333; background: white; margin: 8px 12px; }}
input {{ font: inherit; padding: 2px 6px; width: 12em; }} #w2v-said {{ margin-left: 1em; }} p {{ margin: 4px 0; }}
</style></head><body><p><label>Search <input id="w2v-search" list="w2v-words" autocomplete="off"></label>
<span id="w2v-said" role="status">Type a word or click on a point: its nearest words, by cosine in all dimensions, light up.</span></p>
<datalist id="w2v-words">{options}</datalist>{plot}</body></html>"""


@waits_for("the training")
def word_map(run, save="word_map.html", words=MAP_WORDS, height=620):
    """An interactive map: the commonest words on their two principal components; hover, search, nearest words.

    It is one file that needs no network; a notebook shows it in place.
    """
    import plotly.graph_objects as go

    chosen = np.argsort(-np.asarray(run.corpus.counts), kind="stable")[:words]
    vectors, counts = run.word_vecs[chosen], np.asarray(run.corpus.counts)[chosen]
    places, shares = principal(vectors)
    units = unit_rows(vectors)
    cosines = units @ units.T
    np.fill_diagonal(cosines, -2)
    k = min(NEIGHBORS, len(chosen) - 1)
    near = np.argsort(-cosines, axis=1)[:, :k]
    names = [run.corpus.words[row] for row in chosen]
    about = [
        f"<b>{html.escape(name)}</b>, {count:,} times<br>" + ", ".join(html.escape(names[other]) for other in others)
        for name, count, others in zip(names, counts, near)
    ]
    closeness = [[[int(other), round(float(row[other]), 3)] for other in others] for row, others in zip(cosines, near)]
    dots = go.Scattergl(
        x=places[:, 0].tolist(), y=places[:, 1].tolist(), mode="markers", text=names, customdata=closeness, hovertext=about, hoverinfo="text",
        marker={"size": 5, "color": COLORS[0], "opacity": 0.45},
    )  # fmt: skip
    found = go.Scatter(x=[], y=[], mode="markers+text", textposition="top center", hoverinfo="skip", marker={"size": 9, "color": COLORS[1]})
    axes = [f"{name} component, {share:.0%} of the variance" for name, share in zip(("first", "second"), shares)]
    figure = go.Figure([dots, found])
    figure.update_layout(
        template="plotly_white", showlegend=False, height=height - 60, margin={"l": 50, "r": 10, "t": 10, "b": 40},
        xaxis_title=axes[0], yaxis_title=axes[1], hoverlabel={"align": "left"}, dragmode="pan",
    )  # fmt: skip
    plot = figure.to_html(full_html=False, include_plotlyjs=True, post_script=SEARCH, config={"scrollZoom": True, "displaylogo": False})
    options = "".join(f'<option value="{html.escape(name, quote=True)}">' for name in names)
    Path(save).write_text(PAGE.format(options=options, plot=plot), "utf-8")
    return Shown(save, height)


class Shown:
    """A page in a file: a frame in a notebook, its path elsewhere."""

    def __init__(self, path, height):
        self.path, self.height = Path(path), height

    def _repr_html_(self):
        return f'<iframe src="{html.escape(self.path.as_posix(), quote=True)}" title="Word map" width="100%" height="{self.height}" style="border: 0"></iframe>'

    def __repr__(self):
        return f"{self.path} (open it in a browser)"


@waits_for("the training")
def animate(run, words=WORDS, save=None, seconds=6):
    """The words of the picture on their way: every stage of the training on the principal components of its end.

    Args:
        save: a file.gif to write it to, too.
    """
    import matplotlib.pyplot as plt
    from matplotlib.animation import FuncAnimation, PillowWriter

    groups = {name: [word for word in group if word in run.watched] for name, group in in_corpus(run, words)[0].items()}
    shown = [word for group in groups.values() for word in group]
    if len(run.frames) < 2 or len(shown) < 3:
        return print("There is nothing to animate: this run kept no stages of these words.")
    at = [run.watched.index(word) for word in shown]
    stages = np.array([frame[at] for _, frame in run.frames])  # (stages, words, 2D)
    center = stages[-1].mean(axis=0)
    _, _, directions = np.linalg.svd(stages[-1] - center, full_matrices=False)
    places = (stages - center) @ directions[:2].T  # (stages, words, 2)
    with plt.style.context(SHEET):
        figure, axes = plt.subplots(figsize=(7, 5), dpi=80, layout="constrained")
        reach = 1.15 * np.abs(places).max(axis=(0, 1))
        axes.set(xlim=(-reach[0], reach[0]), ylim=(-reach[1], reach[1]), xlabel="first component at the end", ylabel="second component at the end")
        dots = [axes.plot([], [], marker, color=color, markersize=7)[0] for _, color, marker in zip(groups, itertools.cycle(COLORS), itertools.cycle(MARKERS))]
        rows = [[shown.index(word) for word in group] for group in groups.values()]
        texts = [axes.text(0, 0, f" {word}", fontsize=10, va="center") for word in shown]
        axes.axhline(0, color=FAINT, linewidth=0.5, zorder=0)
        axes.axvline(0, color=FAINT, linewidth=0.5, zorder=0)
        title = axes.set_title(f"step {0:,} of {run.settings['steps']:,}")

        def draw(stage):
            for line, group in zip(dots, rows):
                line.set_data(*places[stage, group].T)
            for text, place in zip(texts, places[stage]):
                text.set_position(place)
            title.set_text(f"step {run.frames[stage][0]:,} of {run.settings['steps']:,}")

        figure.draw_without_rendering()
        figure.set_layout_engine("none")  # it stays as it is now: to lay out every stage takes most of the time
        last = len(places) - 1
        moving = FuncAnimation(figure, draw, frames=[*range(last), *[last] * REST])
        with tempfile.TemporaryDirectory() as folder:
            path = Path(save or Path(folder) / "words.gif")
            moving.save(path, writer=PillowWriter(fps=len(places) / seconds))
            gif = path.read_bytes()
        plt.close(figure)
    return Moving(gif, len(places))


class Moving:
    """An animation: an animated GIF in a notebook, which plays wherever pictures are shown."""

    def __init__(self, gif, stages):
        self.gif, self.stages = gif, stages

    def _repr_mimebundle_(self, **_):
        return {"image/gif": base64.b64encode(self.gif).decode(), "text/plain": repr(self)}

    def __repr__(self):
        return f"an animation of {self.stages} stages (a notebook shows it; animate(run, save='words.gif') writes it to a file)"
