"""Every picture says what it shows; what cannot be shown is said."""

import base64
import io
import json
import re
import sys
from dataclasses import replace
from types import SimpleNamespace

import matplotlib
import numpy as np
import pytest
from bs4 import BeautifulSoup
from PIL import Image

import w2v_lib
from w2v_lib import exploring, library, neighbors, plotting, sampling, telling, training, treebank, watching
from w2v_lib.runs import Run, Sweep
from w2v_lib.tables import Table

matplotlib.use("Agg")


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    toy = treebank.toy_corpus()
    return training.train(toy, steps=600, dim=8, threshold=1e-2, folder=tmp_path_factory.mktemp("kept"))


def labels(figure):
    return [text.get_text() for text in figure.axes[0].texts]


def words():
    return [word for group in plotting.WORDS.values() for word in group]


def overlaps(figure):
    """Pairs of labels whose boxes meet."""
    figure.canvas.draw()
    boxes = [text.get_window_extent() for text in figure.axes[0].texts]
    return sum(one.overlaps(other) for n, one in enumerate(boxes) for other in boxes[:n])


def test_the_picture_has_24_different_words():
    assert len(words()) == len(set(words())) == 24


def test_every_word_has_its_label(run):
    figure = plotting.plot_words(run)
    assert sorted(labels(figure)) == sorted(words())
    assert overlaps(figure) == 0
    assert "% of the variance" in figure.axes[0].get_xlabel()
    assert "% of the variance" in figure.axes[0].get_ylabel()


def test_labels_leave_the_points_free(run):
    figure = plotting.plot_words(run)
    figure.canvas.draw()
    axes = figure.axes[0]
    points = [point for dots in axes.collections for point in axes.transData.transform(dots.get_offsets())]
    boxes = [text.get_window_extent() for text in axes.texts]
    covered = sum(box.contains(*point) for box in boxes for point in points)
    assert covered <= 1  # of 24 words on a small picture


def test_occurrences_are_grouped_the_rarest_first(run):
    table = plotting.occurrences(run, ["rain", "zeitgeist"])
    assert table.rows == [(run.corpus.counts[run.corpus.index["rain"]], "rain")]
    rows = plotting.occurrences(run).rows
    assert [times for times, _ in rows] == sorted({times for times, _ in rows})
    assert sorted(", ".join(found for _, found in rows).split(", ")) == sorted(words())
    assert plotting.occurrences(None) is None


def test_missing_words_are_named(run, capsys):
    figure = plotting.plot_words(run, ["rain", "snow", "tea", "zeitgeist"])
    assert labels(figure) == ["rain", "snow", "tea"]
    assert "Not in this corpus: zeitgeist." in capsys.readouterr().out
    assert plotting.plot_words(run, ["zeitgeist", "rain"]) is None


def test_words_may_come_as_a_text_and_count_once(run):
    assert labels(plotting.plot_words(run, "rain snow tea snow")) == ["rain", "snow", "tea"]
    assert plotting.plot_words(run, ["rain"] * 3) is None


def test_every_word_has_its_label_without_textalloc(run, monkeypatch):
    monkeypatch.setitem(sys.modules, "textalloc", None)
    assert len(labels(plotting.plot_words(run))) == 24


def test_the_same_picture_is_saved_as_the_same_bytes(run, tmp_path):
    for name in ("one.svg", "two.svg", "one.png"):
        plotting.plot_loss(run, save=tmp_path / name)
    assert (tmp_path / "one.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "one.svg").read_bytes() == (tmp_path / "two.svg").read_bytes()


def test_pictures_are_not_left_open(run):
    import matplotlib.pyplot as plt

    plotting.plot_loss(run)
    assert not plt.get_fignums()


def test_the_smooth_loss_is_drawn_over_all_steps(run):
    axes = plotting.plot_loss(run).axes[0]
    assert axes.get_xlim() == (0, 600)
    np.testing.assert_allclose(axes.lines[1].get_ydata(), run.smooth_loss())


def test_recipes_are_drawn_side_by_side(run, tmp_path):
    figure = plotting.compare_words({"one": run, "other": run}, save=tmp_path / "both.svg")
    assert [axes.get_title("left").split(":")[0] for axes in figure.axes] == ["one", "other"]
    assert [len(axes.texts) for axes in figure.axes] == [24, 24] and (tmp_path / "both.svg").is_file()


def test_the_variance_of_every_direction_is_drawn(run):
    axes = plotting.plot_variance(run).axes[0]
    shares = [bar.get_height() for bar in axes.patches]
    assert sum(shares) == pytest.approx(1) and shares == sorted(shares, reverse=True) and len(shares) == 16
    assert f"{sum(shares[:2]):.0%} of the variance" in axes.get_title("left")
    assert plotting.plot_variance(run, ["rain"]) is None


def test_the_animation_has_every_stage_of_the_training_and_shows_a_bar(run, tmp_path, monkeypatch):
    shown = []
    monkeypatch.setattr(watching, "in_notebook", lambda: True)
    monkeypatch.setattr(watching, "_replace", lambda handle, data: shown.append(data["text/plain"]))
    moving = exploring.animate(run, save=tmp_path / "words.gif")
    bar = [f"{done} of {moving.stages} stages of the film" for done in range(moving.stages)]
    assert shown == [*bar, f"{moving.stages} stages of the film"]
    assert moving.stages == len(run.frames) >= 30 and run.frames[0][0] == 0 and run.frames[-1][0] == 600
    assert moving.gif.startswith(b"GIF8") and (tmp_path / "words.gif").read_bytes() == moving.gif
    watched = run.word_vecs[[run.corpus.index[word] for word in run.watched]]
    np.testing.assert_array_equal(run.frames[-1][1], watched)
    assert exploring.animate(run, ["rain", "zeitgeist"]) is None


def test_who_wants_nothing_to_move_sees_the_end_of_the_film(run):
    moving = exploring.animate(run)
    shown = BeautifulSoup(moving._repr_html_(), "html.parser")
    still, film = shown.source, shown.img
    assert still["media"] == "(prefers-reduced-motion: reduce)"
    end, frames = picture_in(still["srcset"]), picture_in(film["src"])
    frames.seek(frames.n_frames - 1)
    apart = np.abs(np.asarray(end, int) - np.asarray(frames.convert("RGB"), int))
    assert frames.n_frames > 2 and apart.mean() < 2  # a GIF has fewer colours
    assert film["alt"].startswith("24 words over 600 steps: on average they are 0.")


def picture_in(address):
    """The picture in a data: address."""
    return Image.open(io.BytesIO(base64.b64decode(address.partition(",")[2])))


def test_each_picture_is_said_in_words(run, capsys):
    def said(draw, *values):
        figure = draw(*values)
        return figure.axes[0], capsys.readouterr().out

    _, text = said(plotting.plot_loss, run)
    first, last = re.search(r"goes from ([\d.]+) to ([\d.]+); word counts alone reach", text).groups()
    assert (float(first), float(last)) == tuple(run.smooth_loss()[[0, -1]].round(2))
    axes, text = said(plotting.plot_words, run)
    places = np.concatenate([dots.get_offsets() for dots in axes.collections])
    shown = [word for group in plotting.in_corpus(run, plotting.WORDS)[0].values() for word in group]
    across, upwards = (
        re.search(rf"From {way}: (.*)\.", text)[1].split() for way in ("left to right", "below upwards")
    )
    for axis, order in enumerate((across, upwards)):
        along = [places[shown.index(word), axis] for word in order]
        assert along == sorted(along) and len(along) == 24
    one, other = re.search(r"each other: (\S+) and (\S+),", text).groups()
    apart = np.linalg.norm(places[:, None] - places, axis=2) + 1e9 * np.eye(24)
    assert apart[shown.index(one), shown.index(other)] == apart.min()
    axes, text = said(plotting.plot_variance, run)
    assert (
        f"the largest first: {axes.patches[0].get_height():.0%}, " in text and "and 11 smaller ones" in text
    )
    _, text = said(plotting.plot_sweep, swept(), swept()[2])
    assert "by regularization: 1: 0.900, 0.700; 10: " in text and "Chosen: 100, with 0.620 on test." in text
    _, text = said(plotting.plot_confusion, [[6, 3, 1], [0, 5, 0], [0, 2, 2]], ["bad", "fair", "good"])
    assert text == ("Predicted right: bad 60% (else mostly fair), fair 100%, good 50% (else mostly fair).\n")


def film_of(run, words=plotting.WORDS):
    """The film of a run, and how many stages it has."""
    groups, _ = plotting.in_corpus(run, words)
    steps, stages = exploring._stages(run, [word for group in groups.values() for word in group])
    return exploring.Film(groups, stages), steps


def looks(axes):
    """Where the points of each group are, and how they look."""
    return [
        (dots.get_offsets().tolist(), dots.get_facecolor().tolist(), dots.get_paths()[0].vertices.tolist())
        for dots in axes.collections
    ]


def test_the_film_ends_as_the_picture(run):
    film, steps = film_of(run)
    film.draw(len(steps) - 1, "the end")
    picture = plotting.plot_words(run).axes[0]
    for (places, *look), (shown, *as_shown) in zip(looks(film.axes), looks(picture), strict=True):
        np.testing.assert_allclose(places, shown)
        assert look == as_shown
    assert film.axes.get_xlabel() == picture.get_xlabel()
    assert film.axes.get_ylabel() == picture.get_ylabel()
    one, other = (axes.get_legend() for axes in (film.axes, picture))
    assert [text.get_text() for text in one.texts] == [text.get_text() for text in other.texts]
    assert all(text.get_visible() for text in film.labels)


def test_the_film_ends_at_the_end_though_no_stage_was_kept_there(tmp_path):
    toy = treebank.toy_corpus()
    run = training.train(toy, steps=65, dim=4, threshold=1e-2, folder=tmp_path)
    assert run.frames[-1][0] < 65
    film, steps = film_of(run)
    assert steps[-1] == 65 and sorted(set(steps)) == list(steps)
    ends = plotting.principal(plotting.vectors_of(run, words())).transform(plotting.vectors_of(run, words()))
    np.testing.assert_allclose(film.places[-1], ends)


def test_labels_of_the_film_never_overlap(run):
    film, steps = film_of(run)
    for stage in range(0, len(steps), 3):
        film.draw(stage, f"stage {stage}")
        boxes = [text.get_window_extent() for text in film.labels if text.get_visible()]
        assert boxes and not any(one.overlaps(other) for n, one in enumerate(boxes) for other in boxes[:n])


def data_of(page):
    """The words of a map, and what it shows of them."""
    return json.loads(page.split("axes } = ")[1].split(";\n")[0])


def test_the_map_is_in_the_notebook_with_every_words_neighbors(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shown = exploring.word_map(run, words=40)
    assert not list(tmp_path.iterdir())
    frame = BeautifulSoup(shown._repr_html_(), "html.parser").iframe
    found = data_of(frame["srcdoc"])
    assert found["words"] == run.corpus.words[:40] and found["counts"] == run.corpus.counts[:40].tolist()
    vectors = run.word_vecs[:40]
    places = plotting.principal(vectors).transform(vectors)
    np.testing.assert_allclose(np.transpose([found["x"], found["y"]]), places, atol=1e-3)
    table = neighbors.nearest(run, run.corpus.words[0], k=8, at_least=run.corpus.counts[39])
    near = [found["words"][row] for row in found["near"][0]]
    assert near == [row[0].split()[0] for row in table.rows]
    assert "src=" not in frame["srcdoc"] and "href=" not in frame["srcdoc"]  # nothing from elsewhere
    assert exploring.word_map(None) is None


def test_a_map_is_small_and_is_written_where_one_asks(run, tmp_path):
    shown = exploring.word_map(run, save=tmp_path / "map.html")
    size = len(shown._repr_html_()) / len(data_of(shown.page)["words"])
    assert size * exploring.MAP_WORDS < 500_000  # the toy has few words, so the page itself counts for more
    assert (tmp_path / "map.html").read_text("utf-8") == shown.page


def test_a_map_of_words_that_look_like_html_stays_one_page(tmp_path):
    text = "<script> </script> & tea {WORDS} ; axes } = 5 quote \" ' \n"
    (tmp_path / "text.txt").write_text(text * 40)
    corpus = treebank.read_text(tmp_path / "text.txt")
    rng = np.random.default_rng(0)
    vectors = rng.normal(size=(len(corpus.words), 4))
    page = exploring.word_map(Run(vectors, vectors, np.zeros(0), np.zeros(0), corpus, 0.0)).page
    assert page.count("</script>") == 1 and data_of(page)["words"] == corpus.words


def test_the_map_and_the_animation_have_a_background_of_their_own(run, tmp_path):
    """Their letters are dark, and the notebook around them may be, too."""
    exploring.word_map(run, save=tmp_path / "map.html", words=40)
    assert "background: white" in (tmp_path / "map.html").read_text("utf-8")
    with Image.open(io.BytesIO(exploring.animate(run).gif)) as film:
        assert film.convert("RGBA").getpixel((0, 0)) == (255, 255, 255, 255)


def test_while_it_trains_there_are_the_loss_and_the_words(run):
    loss, words_now = plotting.plot_so_far(run).axes
    assert loss.get_xlabel() == "step" and len(words_now.texts) == 24
    assert loss.get_title("left") == "Training, step 600"


def test_the_curve_keeps_up_with_the_text_above_it(run, monkeypatch):
    """Each state shows both, and a first curve that is slow to draw delays no later one."""
    now, said, drawn = [0.0], [], []
    monkeypatch.setattr(watching, "in_notebook", lambda: True)
    monkeypatch.setattr(watching.time, "perf_counter", lambda: now[0])
    watch, work = watching.Watch(600), SimpleNamespace(losses=[], pairs=[])
    work.run = lambda: replace(
        run, losses=run.losses[: len(work.losses)], pairs=run.pairs[: len(work.losses)]
    )
    monkeypatch.setattr(watch, "_show", lambda done, text: said.append(done))

    def draw(so_far):
        drawn.append(len(so_far.losses))
        now[0] += 0.05 if len(drawn) > 1 else 4

    monkeypatch.setattr(watch, "_draw", draw)
    while now[0] < 20:
        work.losses.append(1.0)
        watch.see(work)
        now[0] += 0.05
    assert said == drawn and len(drawn) > 20


def test_the_sweep_shows_test_for_the_chosen_run_alone():
    results = swept()
    lines = plotting.plot_sweep(results, results[2]).axes[0].lines
    assert [list(line.get_ydata()) for line in lines if line.get_marker() == "*"] == [[0.62]]
    assert not any(list(line.get_ydata()) == [run["test"] for run in results] for line in lines)


def swept():
    accuracies = {"train": 0.9, "dev": 0.7}
    results = [{"regularization": 10.0**n, **accuracies, "test": 0.6 + n / 100} for n in range(4)]
    return Sweep(results, {"train": 6000, "dev": 900, "test": 1800})


def test_the_sweep_shows_how_uncertain_dev_is():
    """The band is two standard errors wide to either side, and the picture reaches around it."""
    results = swept()
    axes = plotting.plot_sweep(results, results[2]).axes[0]
    heights = axes.collections[0].get_paths()[0].vertices[:, 1]
    error = np.sqrt(0.7 * 0.3 / 900)
    np.testing.assert_allclose([heights.min(), heights.max()], [0.7 - 1.96 * error, 0.7 + 1.96 * error])
    low, high = axes.get_ylim()
    assert low < heights.min() and high > heights.max()


def test_the_confusion_matrix_is_written_out():
    figure = plotting.plot_confusion([[8, 2], [0, 0]], ["no", "yes"])
    assert labels(figure) == ["8\n80%", "2\n20%", "0\n0%", "0\n0%"]


def test_nearest_words_share_the_group_and_leave_the_word_itself_out(run):
    table = neighbors.nearest(run, "rain", k=3)
    assert table.columns[0].startswith("rain (")
    found = [row[0].split()[0] for row in table.rows]
    assert len(found) == 3 and "rain" not in found
    assert set(found) <= set(treebank.GROUPS["weather"].split())


def test_nearest_takes_several_words_and_names_unknown_ones(run):
    table = neighbors.nearest(run, ["tea", "zeitgeist"], k=4)
    assert len(table.rows) == 4
    assert [row[1] for row in table.rows] == ["not in this corpus", "", "", ""]


def test_rare_words_are_no_neighbors(run):
    counts = run.corpus.counts
    common = {run.corpus.words[row] for row in np.flatnonzero(counts >= 100)}
    assert {row[0].split()[0] for row in neighbors.nearest(run, "tea", k=5, at_least=100).rows} <= common


def test_analogy_leaves_its_own_words_out(run):
    table = neighbors.analogy(run, "rain", "hills", "tea")
    assert len(table.rows) == 5
    assert not {"rain", "hills", "tea"} & {word for word, _, _ in table.rows}
    assert neighbors.analogy(run, "rain", "hills", "zeitgeist").rows == [["zeitgeist"]]


def test_neighbors_of_two_runs_stand_side_by_side(run):
    table = neighbors.beside(run, run, "twin", ["tea", "rain"], k=3)
    assert table.columns == ["tea, yours", "tea, twin", "rain, yours", "rain, twin"]
    assert [row[0] for row in table.rows] == [row[0] for row in neighbors.nearest(run, "tea", k=3).rows]
    assert all(row[0] == row[1] and row[2] == row[3] for row in table.rows)
    assert neighbors.beside(run, None, "twin", ["tea"]) is None


def test_gensims_vectors_are_compared_word_by_word(run):
    from gensim.models import Word2Vec

    model = Word2Vec(run.corpus.sentences, vector_size=8, min_count=1, sg=1, epochs=1, workers=1)
    theirs = library.as_run(model, run)
    row = run.corpus.index["rain"]
    np.testing.assert_allclose(theirs.center_vecs[row], model.wv["rain"])
    np.testing.assert_allclose(theirs.outside_vecs[row], model.syn1neg[model.wv.key_to_index["rain"]])
    figure = plotting.beside(run, theirs, "gensim")
    assert [axes.get_title("left").count("loss") for axes in figure.axes] == [1, 0]
    assert plotting.beside(run, None, "gensim") is None
    assert exploring.animate(theirs) is None  # your stages are not gensim's


def test_nothing_fails_without_gensim(run, monkeypatch, capsys):
    assert library.ready("gensim", run)
    assert not library.ready("gensim", None)
    assert "waits for the training" in capsys.readouterr().out
    monkeypatch.setitem(sys.modules, "gensim", None)
    assert not library.ready("gensim", run)
    assert "pip install gensim" in capsys.readouterr().out


def test_the_figures_in_the_text_are_those_of_the_run(run):
    said = str(telling.in_numbers(run))
    corpus, keep = run.corpus, sampling.Shares(run.corpus, 1e-2, 10).keep
    tokens = sum(map(len, corpus.sentences))
    kept = sum(keep[corpus.index[word]] for sentence in corpus.sentences for word in sentence)
    recent = run.losses[-100:].sum() * run.settings["batch"] / run.pairs[-100:].sum()
    line = plotting.plot_loss(run).axes[0].lines[2].get_ydata()[0]
    for words in (
        f"{len(corpus.sentences):,} sentences, {tokens:,} tokens and {len(corpus.words)} different words",
        f"a sentence has {tokens / len(corpus.sentences):.1f} tokens",
        f"threshold 0.01 leaves {kept / len(corpus.sentences):.1f} of them",
        f"600 steps saw {run.pairs.sum():,} pairs",
        f"the last 100 steps is {recent:.3f} per pair; the dashed line is at {line:.3f}.",
    ):
        assert words in said
    assert telling.in_numbers(None) is None


def test_an_analogy_of_a_word_with_itself_is_its_neighbors(run):
    first, *_ = neighbors.analogy(run, "rain", "rain", "tea", k=1).rows
    closest = neighbors.nearest(run, "tea", k=1)
    assert closest.rows[0][0] == f"{first[0]} {first[1]:.2f}"
    assert all(row[1] <= 1 for row in neighbors.analogy(run, "rain", "hills", "tea", k=50, at_least=1).rows)


def test_cosines_wait_for_normalize_rows(run, monkeypatch, capsys):
    def unwritten(_):
        raise NotImplementedError("normalize-rows is not written yet: it belongs in w2v_lib/word2vec.py.")

    assert w2v_lib.normalize_rows  # read once, so that nothing is read again
    for wrong, said in (
        (unwritten, "this cell waits for it"),
        (np.sum, 'check("normalize-rows") tells more'),
    ):
        monkeypatch.setattr("w2v_lib.word2vec.normalize_rows", wrong)
        assert neighbors.nearest(run, "rain") is None
        assert neighbors.analogy(run, "rain", "hills", "tea") is None
        assert capsys.readouterr().out.count(said) == 2


def test_a_table_shows_itself_as_text_and_as_escaped_html():
    table = Table("Title", ["word", "<b>"], [["tea", 0.5], ["a & b", 3]])
    assert repr(table) == "Title\n  word   <b>\n  tea    0.500\n  a & b  3"
    assert "&lt;b&gt;" in table._repr_html_() and "a &amp; b" in table._repr_html_()


class TerminalInteractiveShell:
    """Stand in for the shell of a terminal, of that name."""


def shell_of(name, *bases):
    return type(name, bases, {})()


@pytest.mark.parametrize(
    ("shell", "has_pictures"),
    [
        (None, False),  # `python`
        (TerminalInteractiveShell(), False),  # `ipython`
        (shell_of("InteractiveShellEmbed", TerminalInteractiveShell), False),
        (shell_of("ZMQInteractiveShell"), True),  # JupyterLab, VS Code
        (shell_of("Shell"), True),  # Colab
        (shell_of("Interpreter"), True),  # a browser tab
    ],
)
def test_every_notebook_has_pictures_and_no_terminal(shell, has_pictures, monkeypatch):
    monkeypatch.setattr("IPython.get_ipython", lambda: shell)
    assert watching.in_notebook() == has_pictures
