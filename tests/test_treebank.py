"""Readers give sentences, splits, labels and vocabulary; the toy has the structure that it promises."""

import os
import pathlib
import subprocess
import sys
import zipfile

import numpy as np
import pytest
from treebanks import real_treebank

from w2v_lib import treebank

PICTURE = """great cool brilliant wonderful well amazing worth sweet enjoyable boring bad dumb annoying
female male queen king man woman rain snow hail coffee tea""".split()

TREES = {
    "train": "(3 (2 It) (4 (2 's) (4 (2 -LRB-) (4 (4 Très) (2 café\\/thé)))))\n(0 (1 Bad) (2 \\*))\n",
    "dev": "(2 8\u00a01\\/2)\n",
    "test": "(1 (2 it) (1 bad))\n",
}


def a_zip(path, **changed):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for split, text in (TREES | changed).items():
            if text is not None:
                archive.writestr(f"trees/{split}.txt", text.encode())
    return path


def test_trees_give_sentences_labels_and_splits(tmp_path):
    corpus = treebank.read_sst_zip(a_zip(tmp_path / "größe.zip"))
    assert corpus.sentences == [
        ("it", "'s", "(", "très", "café/thé"),
        ("bad", "*"),
        ("8\u00a01/2",),
        ("it", "bad"),
    ]
    assert corpus.labels.tolist() == [3, 0, 2, 1]
    assert corpus.splits.tolist() == ["train", "train", "dev", "test"]


def test_the_vocabulary_is_that_of_the_whole_text(tmp_path):
    corpus = treebank.read_sst_zip(a_zip(tmp_path / "x.zip"))
    assert corpus.words == ["bad", "it", "'s", "(", "*", "8\u00a01/2", "café/thé", "très"]
    assert corpus.counts.tolist() == [2, 2, 1, 1, 1, 1, 1, 1]
    agrees_with_itself(corpus)


def agrees_with_itself(corpus):
    """Everything derived says the same as the sentences."""
    assert [tuple(corpus.words[row] for row in tokens) for tokens in corpus.tokens] == corpus.sentences
    assert all(corpus.words[row] == word for word, row in corpus.index.items())
    every = np.concatenate(corpus.tokens)
    assert np.array_equal(np.bincount(every, minlength=len(corpus.words)), corpus.counts)
    assert np.all(np.diff(corpus.counts) <= 0) and min(map(len, corpus.tokens)) > 0
    assert all(word == word.lower() for word in corpus.words)
    assert set(corpus.labels.tolist()) <= set(range(5))
    rows = np.concatenate([corpus.rows(split) for split in treebank.SPLITS])
    assert sorted(rows) == list(range(len(corpus.sentences)))
    tokens, labels = corpus.split("dev")
    assert len(tokens) == len(labels) == len(corpus.rows("dev"))


def test_an_unknown_split_is_told_what_there_is():
    with pytest.raises(ValueError, match="'valid'; there are train, dev, test"):
        treebank.toy_corpus().split("valid")


@pytest.mark.parametrize(
    "changed, said",
    [
        ({"dev": None}, "trees/dev.txt"),
        ({"dev": "(2 (2 It) (4 lovely)\n"}, "not a tree"),
        ({"dev": "(2 (2 It) (4 lovely))) (\n"}, "not a tree"),
        ({"dev": "(7 (2 It) (4 lovely))\n"}, "not a tree"),
        ({"dev": "<html>sign in</html>\n"}, "not a tree"),
    ],
)
def test_a_malformed_treebank_is_named_with_its_fix(tmp_path, changed, said):
    path = a_zip(tmp_path / "x.zip", **changed)
    with pytest.raises(ValueError, match="w2v data fetch sst") as refused:
        treebank.read_sst_zip(path)
    assert str(path) in str(refused.value) and said in str(refused.value)


@pytest.mark.parametrize("keep", [0, 10, 200, -30])
def test_a_truncated_zip_is_named_with_its_fix(tmp_path, keep):
    path = tmp_path / "x.zip"
    path.write_bytes(a_zip(tmp_path / "whole.zip").read_bytes()[:keep])
    with pytest.raises(ValueError, match=r"x\.zip cannot be read .*w2v data fetch sst"):
        treebank.read_sst_zip(path)


def test_a_damaged_byte_in_the_zip_is_noticed(tmp_path):
    path = a_zip(tmp_path / "x.zip")
    content = bytearray(path.read_bytes())
    content[60] ^= 0xFF
    path.write_bytes(content)
    with pytest.raises(ValueError, match="w2v data fetch sst"):
        treebank.read_sst_zip(path)


def test_a_missing_file_is_named_with_its_fix(tmp_path):
    with pytest.raises(ValueError, match=r"nothing\.zip.*w2v data fetch sst"):
        treebank.read_sst_zip(tmp_path / "nothing.zip")


# ---------------------------------------------------------------- the snippets


def snippets(path, ratings, texts):
    lines = [f"{n}\t{rating}\t{text}" for n, (rating, text) in enumerate(zip(ratings, texts, strict=True), 1)]
    path.write_bytes("\r\n".join(lines).encode())
    return path


def test_ratings_become_five_equal_classes(tmp_path):
    ratings = [-4, -2.5, -2.3, -0.9, -0.7, 0, 0.7, 0.9, 2.3, 2.5, 4]
    corpus = treebank.read_vader(snippets(tmp_path / "x.txt", ratings, map(str, range(11))))
    assert corpus.labels.tolist() == [0, 0, 1, 1, 2, 2, 2, 3, 3, 4, 4]


def test_a_text_that_comes_twice_stays_in_one_split(tmp_path):
    texts = [f"Snippet {n % 7}" for n in range(50)]
    corpus = treebank.read_vader(snippets(tmp_path / "x.txt", [1] * 50, texts))
    assert len(set(zip(corpus.sentences, corpus.splits, strict=True))) == 7


def test_every_split_has_good_and_bad_though_the_file_is_sorted(tmp_path):
    ratings = [3] * 50 + [-3] * 50
    corpus = treebank.read_vader(snippets(tmp_path / "x.txt", ratings, map(str, range(100))))
    for split in treebank.SPLITS:
        assert np.bincount(corpus.split(split)[1], minlength=5)[[0, 4]].min() >= 5
    agrees_with_itself(corpus)


@pytest.mark.parametrize(
    "text, tokens",
    [
        ("It's good, isn't it?", "it 's good , is n't it ?"),
        ("We’ve CAN'T won't...", "we 've ca n't wo n't ..."),
        ("''Très'' café/thé (2002)", "'' très '' café / thé ( 2002 )"),
        ("", ""),
    ],
)
def test_snippets_are_cut_as_the_treebank_is(text, tokens):
    assert treebank.tokenize(text) == tuple(tokens.split())


def test_a_malformed_snippets_file_is_named_with_its_fix(tmp_path):
    path = tmp_path / "x.txt"
    path.write_bytes(b"1\t2.0\tfine\r\n2\t1.")
    with pytest.raises(ValueError, match=r"x\.txt .*w2v data fetch vader"):
        treebank.read_vader(path)


# ---------------------------------------------------------------- the toy


def test_the_toy_is_the_same_for_the_same_seed_and_has_every_word_of_the_picture():
    one, same, other = treebank.toy_corpus(0), treebank.toy_corpus(0), treebank.toy_corpus(1)
    assert one.sentences == same.sentences != other.sentences
    assert len(one.sentences) == 1500 and min(one.counts[one.index[word]] for word in PICTURE) >= 30
    assert set(one.labels.tolist()) == set(range(5))
    agrees_with_itself(one)


def test_praise_and_blame_decide_the_toys_labels():
    praise, blame = (set(treebank.GROUPS[group].split()) for group in ("praise", "blame"))
    corpus = treebank.toy_corpus()
    for sentence, label in zip(corpus.sentences, corpus.labels, strict=True):
        assert label == 2 + sum(word in praise for word in sentence) - sum(word in blame for word in sentence)


def test_vectors_recover_the_toys_groups():
    """A factorized table of co-occurrences is enough: nearest neighbours share the word's group."""
    corpus = treebank.toy_corpus()
    together = np.zeros((len(corpus.words),) * 2)
    for tokens in corpus.tokens:
        np.add.at(together, (tokens[:, None], tokens[None, :]), 1)
    np.fill_diagonal(together, 0)
    expected = np.outer(together.sum(1), together.sum(0)) / together.sum()
    left, strength, _ = np.linalg.svd(np.log(np.maximum(together / expected, 1)))
    vectors = left[:, :10] * np.sqrt(strength[:10])
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    group = {word: name for name, words in treebank.GROUPS.items() for word in words.split()}
    rows = [corpus.index[word] for word in PICTURE]
    others = np.array([corpus.index[word] for word in group])
    for row in rows:
        nearest = max(others[others != row], key=lambda other: vectors[row] @ vectors[other])
        assert group[corpus.words[nearest]] == group[corpus.words[row]]


def test_opening_a_corpus_says_which_one_it_is(capsys):
    corpus = treebank.open_corpus("toy")
    assert capsys.readouterr().out.splitlines() == [corpus.note] and "generated" in corpus.note


# ---------------------------------------------------------------- the real treebank


def test_the_real_treebank_has_its_known_size():
    corpus = treebank.read_sst_zip(real_treebank())
    assert [len(corpus.rows(split)) for split in treebank.SPLITS] == [8544, 1101, 2210]
    assert np.bincount(corpus.split("train")[1]).tolist() == [1092, 2218, 1624, 2322, 1288]
    assert (len(corpus.words), corpus.counts.sum()) == (19538, 227242)
    assert [int(corpus.counts[corpus.index[word]]) for word in ("great", "bad", "hail", "tea")] == [
        161,
        235,
        1,
        3,
    ]
    assert {"très", "café"} & set(corpus.index) and "(" in corpus.index and "-lrb-" not in corpus.index
    agrees_with_itself(corpus)


READ = """
import locale, sys
from w2v_lib import treebank
print(locale.getpreferredencoding(), ascii(treebank.read_sst_zip(sys.argv[1]).sentences))
"""


def test_text_is_utf8_whatever_the_locale(tmp_path):
    path = a_zip(tmp_path / "x.zip")
    given = pathlib.Path(treebank.__file__).parents[1]
    foreign = {
        "LC_ALL": "C",
        "LANG": "C",
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
        "PYTHONPATH": str(given),
    }
    done = subprocess.run(
        [sys.executable, "-c", READ, path],
        env=os.environ | foreign,
        capture_output=True,
        text=True,
        check=True,
    )
    encoding, _, sentences = done.stdout.strip().partition(" ")
    assert "UTF" not in encoding.upper()
    assert sentences == ascii(treebank.read_sst_zip(path).sentences)
