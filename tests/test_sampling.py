"""Windows and negatives have the distributions that they promise, and depend on seed and step alone."""

import random

import numpy as np
import pytest

from w2v_lib import handout, kernels, sampling
from w2v_lib.handout import HandoutStream
from w2v_lib.sampling import Sampler, alias, loss_of_counts
from w2v_lib.treebank import Corpus, HandoutCorpus, toy_corpus
from w2v_lib.waiting import Trouble

ALL = 1e9  # a threshold that keeps every word


@pytest.fixture(autouse=True, params=["numba", "NumPy"])
def loops(request, monkeypatch):
    """Let each test see both: the loops that numba compiles, and NumPy's."""
    if request.param == "NumPy":
        monkeypatch.setattr(kernels, "compiled", lambda: None)
    else:
        assert kernels.compiled(), "numba is among the requirements of the tests"


def corpus_of(*sentences):
    labels, splits = np.zeros(len(sentences), int), np.array(["train"] * len(sentences))
    return Corpus("mine", [tuple(sentence.split()) for sentence in sentences], labels, splits)


def sampler(corpus, window=5, batch=50, negatives=5, threshold=ALL, seed=0):
    return Sampler(corpus, window, batch, negatives, threshold, seed)


def flat(windows):
    """Every array of a step's windows, one after the other."""
    return [np.asarray(part) for window in windows.each() for part in window]


@pytest.mark.parametrize("blocks", [1, 2])
def test_a_step_is_the_same_whatever_was_drawn_before(monkeypatch, blocks):
    corpus = toy_corpus()
    monkeypatch.setattr(
        sampling, "WORDS_PER_BLOCK", sum(map(len, corpus.tokens)) // blocks
    )  # so many blocks from one thinned text
    straight, jumped = sampler(corpus, threshold=1e-3), sampler(corpus, threshold=1e-3)
    steps = [straight.draw(step) for step in range(330)]
    for step in (20, 320, 100, 250):  # back, too
        for one, other in zip(flat(steps[step]), flat(jumped.draw(step)), strict=True):
            np.testing.assert_array_equal(one, other)


def test_words_are_dropped_anew_as_the_training_goes_on():
    """One sentence, so rare a threshold that it keeps little: what is kept differs from block to block."""
    drawn = sampler(corpus_of("a b c d e f g h i j k l"), threshold=0.01)
    kept = [set(drawn.draw(step).centers.tolist()) for step in range(0, 1000, 100)]
    assert len(set(map(frozenset, kept))) > 5 and max(map(len, kept)) < 12


def test_other_steps_and_other_seeds_draw_other_windows():
    draws = [sampler(toy_corpus(), seed=seed).draw(step) for seed, step in ((0, 1), (0, 2), (1, 1))]
    centers = [tuple(windows.centers) for windows in draws]
    assert len(set(centers)) == 3


def test_windows_have_the_shapes_that_were_asked_for():
    windows = sampler(toy_corpus(), batch=30, negatives=7, threshold=1e-4).draw(1)
    assert len(windows.each()) == 30
    for _, outsides, negatives in windows.each():
        assert 1 <= len(outsides) <= 10
        assert negatives.shape == (len(outsides), 7)


def test_a_window_is_what_stands_around_its_center():
    """In a sentence of different words, a window is a stretch of it, cut at its ends, without the center."""
    corpus = corpus_of("a b c d e f g h i j k l")
    place = {corpus.index[word]: n for n, word in enumerate("abcdefghijkl")}
    reaches, centers = set(), set()
    for step in range(40):
        for center, outsides, _ in sampler(corpus, window=3).draw(step).each():
            here, around = place[center], [place[word] for word in outsides]
            reach = max(abs(there - here) for there in around)
            stretch = range(max(0, here - reach), min(12, here + reach + 1))
            assert around == [there for there in stretch if there != here]
            reaches.add(reach)
            centers.add(here)
    assert reaches == {1, 2, 3}
    assert centers == set(range(12))


def test_no_negative_is_the_true_outside_word():
    drawn = sampler(corpus_of("a a a a a b", "a b c a a a"), batch=400)
    for _, outsides, negatives in drawn.draw(1).each():
        assert not (negatives == outsides[:, None]).any()


def test_negatives_go_by_the_count_to_three_quarters():
    corpus = toy_corpus()
    share = corpus.counts**0.75 / np.sum(corpus.counts**0.75)
    seen, expected = np.zeros(len(corpus.words)), np.zeros(len(corpus.words))
    drawn = sampler(corpus, batch=200, negatives=10)
    for step in range(60):
        for _, outsides, negatives in drawn.draw(step).each():
            np.add.at(seen, negatives.ravel(), 1)
            for outside in outsides:  # the outside word itself is spared, the others share its part
                spared = np.where(np.arange(len(share)) == outside, 0.0, share)
                expected += 10 * spared / spared.sum()
    chi_square = np.sum((seen - expected) ** 2 / expected)
    assert abs(chi_square - len(share)) < 5 * np.sqrt(2 * len(share))


def test_each_cell_of_the_alias_table_gives_its_words_their_share():
    for probabilities in (np.array([1.0]), np.array([0.5, 0.5]), np.arange(1, 400) ** 0.75):
        probabilities = probabilities / probabilities.sum()
        share, other = alias(probabilities)
        given = np.bincount(np.arange(len(share)), share, len(share)) + np.bincount(
            other, 1 - share, len(share)
        )
        np.testing.assert_allclose(given / len(share), probabilities, rtol=1e-9)


def test_without_negatives_there_are_windows_alone():
    assert all(negatives is None for _, _, negatives in sampler(toy_corpus(), negatives=0).draw(1).each())


def as_the_handouts_drew(corpus, seed, batches, window, batch, K, threshold):
    """Python's generator, one number after the other, as the handouts' interface and run.py describe it."""
    source = random.Random(seed)
    counts, texts, kept = np.asarray(corpus.counts), [list(tokens) for tokens in corpus.tokens], None
    reject = np.maximum(0, 1 - np.sqrt(threshold * counts.sum() / counts))
    up_to = np.cumsum(counts**0.75 / np.sum(counts**0.75)) * 1_000_000
    table, word = [], 0
    for cell in range(1_000_000):
        while cell > up_to[word]:
            word += 1
        table.append(word)
    for _ in range(batches):
        windows = []
        for _ in range(batch):
            reach = source.randint(1, window)
            if kept is None:
                thinned = [
                    [w for w in text if reject[w] <= 0 or source.random() >= reject[w]] for text in texts * 30
                ]
                kept = [text for text in thinned if len(text) > 1]
            around = []
            while not around:
                text = kept[source.randint(0, len(kept) - 1)]
                place = source.randint(0, len(text) - 1)
                center = text[place]
                around = [
                    w
                    for w in text[max(0, place - reach) : place] + text[place + 1 : place + reach + 1]
                    if w != center
                ]
            drawn = []
            for outside in around:
                for _ in range(K):
                    negative = table[source.randint(0, 999_999)]
                    while negative == outside:
                        negative = table[source.randint(0, 999_999)]
                    drawn.append(negative)
            windows.append((center, around, np.array(drawn).reshape(-1, K)))
        yield windows


def test_the_handouts_stream_is_theirs_draw_for_draw(monkeypatch):
    monkeypatch.setattr(handout, "WORDS", (12_000, 12_000))  # so that they run out on the way
    corpus = HandoutCorpus("mine", toy_corpus(size=60).sentences, None, None)
    assert corpus.words[-1] == "UNK" and corpus.words[0] == corpus.sentences[0][0]
    stream = HandoutStream(corpus, window=5, batch=20, negatives=4, threshold=0.01, seed=31415)
    for step, theirs in enumerate(as_the_handouts_drew(corpus, 31415, 30, 5, 20, 4, 0.01), 1):
        for (center, outsides, negatives), (c, around, drawn) in zip(
            stream.draw(step).each(), theirs, strict=True
        ):
            assert center == c and list(outsides) == around
            np.testing.assert_array_equal(negatives, drawn)
    again = stream.draw(2)  # goes back
    np.testing.assert_array_equal(again.centers, HandoutStream(corpus, 5, 20, 4, 0.01, 31415).draw(2).centers)


def test_frequent_words_are_dropped_as_often_as_they_should():
    corpus, threshold = toy_corpus(), 0.01
    drawn = sampler(corpus, batch=2000, threshold=threshold)
    keep = np.minimum(1, np.sqrt(threshold * corpus.counts.sum() / corpus.counts))
    np.testing.assert_allclose(drawn.keep, keep)
    # sentences count alike, so compare with a sampler that keeps all, word by word
    share = []
    for one in (drawn, sampler(corpus, batch=2000)):
        outsides = np.concatenate(
            [outsides for step in range(10) for _, outsides, _ in one.draw(step).each()]
        )
        share.append(np.bincount(outsides, minlength=len(keep)) / len(outsides))
    the, rare = corpus.index["the"], corpus.counts < 60
    assert share[0][the] / share[0][rare].sum() == pytest.approx(
        share[1][the] / share[1][rare].sum() * keep[the] / keep[rare].mean(), rel=0.25
    )


@pytest.mark.parametrize("negatives", [5, 10])
def test_loss_of_counts_is_what_such_a_model_gets(negatives):
    """Simulated: each word's score is the best that its own appearances allow, on other draws."""
    drawn = sampler(toy_corpus(), batch=500, negatives=negatives)
    true, false = np.full(76, 1e-9), np.full(76, 1e-9)
    losses = []
    for step in range(40):
        share = true / (true + false)
        for _, outsides, drawn_negatives in drawn.draw(step).each():
            if step >= 30:
                losses.append(-np.log(share[outsides]).sum() - np.log1p(-share[drawn_negatives]).sum())
                losses[-1] /= len(outsides)
            else:
                np.add.at(true, outsides, 1)
                np.add.at(false, drawn_negatives.ravel(), 1)
    assert loss_of_counts(drawn) == pytest.approx(np.mean(losses), abs=0.1)


def test_a_text_without_windows_is_refused():
    with pytest.raises(Trouble, match="Hardly a sentence keeps two words"):
        sampler(corpus_of("alone", "single")).draw(1)


@pytest.mark.parametrize("stream", [Sampler, HandoutStream])
def test_a_text_of_one_word_is_refused(stream):
    with pytest.raises(Trouble, match="only one word"):  # no draw could ever be another word
        stream(corpus_of("so so so", "so so"), 5, 50, 5, ALL, 0)
