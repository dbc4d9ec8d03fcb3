"""Every picture says what it shows; what cannot be shown is said."""

import base64
import sys

import matplotlib
import numpy as np
import pytest

import w2v_lib
from w2v_lib import exploring, neighbors, plotting, training, treebank
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


def test_the_animation_has_every_stage_of_the_training(run, tmp_path):
    moving = exploring.animate(run, save=tmp_path / "words.gif")
    assert moving.stages == len(run.frames) >= 30 and run.frames[0][0] == 0 and run.frames[-1][0] == 600
    assert (tmp_path / "words.gif").read_bytes() == base64.b64decode(moving._repr_mimebundle_()["image/gif"])
    assert moving.gif.startswith(b"GIF8")
    watched = run.word_vecs[[run.corpus.index[word] for word in run.watched]]
    np.testing.assert_array_equal(run.frames[-1][1], watched)
    assert exploring.animate(run, ["rain", "zeitgeist"]) is None


def test_the_map_is_one_file_with_every_words_neighbors(run, tmp_path):
    shown = exploring.word_map(run, save=tmp_path / "map.html", words=40)
    page = (tmp_path / "map.html").read_text("utf-8")
    assert 'src="' not in page.split("<body>")[0] and page.count("<option") == 40 and "plotly_click" in page
    assert "map.html" in shown._repr_html_() and "map.html" in repr(shown)
    assert exploring.word_map(None) is None


def test_while_it_trains_there_are_the_loss_and_the_words(run):
    loss, words_now = plotting.plot_so_far(run).axes
    assert loss.get_xlabel() == "step" and len(words_now.texts) == 24


def test_the_sweep_shows_test_for_the_chosen_run_alone():
    results = [{"regularization": 10.0**n, "train": 0.9, "dev": 0.7, "test": 0.6 + n / 100} for n in range(4)]
    lines = plotting.plot_sweep(results, results[2]).axes[0].lines
    assert [list(line.get_ydata()) for line in lines if line.get_marker() == "*"] == [[0.62]]
    assert not any(list(line.get_ydata()) == [run["test"] for run in results] for line in lines)


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
