"""The notebooks' words: short cells, one style, figures that are true, and no answer given away."""

import re
import unicodedata

import jupytext
import pytest
from conftest import COURSE, SOLUTIONS

NAMES = sorted(COURSE.catalogue.notebooks)
MOST = 80  # words of prose in a cell
NOT_READ = r"\$\$.*?\$\$|```.*?```|^\|.*?$|!\[.*?\]\(.*?\)|^#.*?$"  # formulas, code, tables, figures, titles
KINDS = {"Written", "Code", "Formula", "Code and written"}
AWKWARD = (  # said otherwise in English
    r"makes? (?:\w+ )?(?:probabilities|vectors) of",
    r"gradients? by (?!hand)",
    r"held against",
    r"of equals",
    r"any one of them",
    r"cannot be had",
    r"multiplied with",
    r"replaces? .{0,60} by an? ",
    r"in another way than",
)


def cells(name):
    """Yield (question, part, text) of each cell of prose that students read."""
    for cell in jupytext.read(SOLUTIONS / f"{name}.md").cells:
        if cell.cell_type == "markdown" and cell.metadata.get("part") != "written":
            yield cell.metadata.get("question"), cell.metadata.get("part"), cell.source


def prose(text):
    """Return the words that are read as prose; a formula or a piece of code in a line counts as one."""
    text = re.sub(NOT_READ, " ", text, flags=re.DOTALL | re.MULTILINE)
    return re.sub(r"\$.*?\$|`.*?`", "x", text, flags=re.DOTALL).split()


@pytest.mark.parametrize("name", NAMES)
def test_a_cell_of_prose_has_at_most_eighty_words(name):
    """Questions say what is given and what is wanted, and references are a list: these may be longer."""
    read = [text for question, _, text in cells(name) if not question and "## Further reading" not in text]
    assert len(read) > 10
    assert [(len(prose(text)), text[:60]) for text in read if len(prose(text)) > MOST] == []


@pytest.mark.parametrize("name", NAMES)
def test_notebooks_have_one_style_of_titles_and_points(name):
    (title,) = re.findall(r"^# (.+)$", "\n".join(text for *_, text in cells(name)), re.MULTILINE)
    assert re.fullmatch(rf"{int(name[:2])} · [A-Z].+", title)
    for id, _, text in (cell for cell in cells(name) if cell[0]):
        assert text.startswith(f"### {COURSE.catalogue[id].title} · `{id}`\n")
        assert text.splitlines()[-1] in {f"*{kind}, POINTS.*" for kind in KINDS}
        assert "**Given:**" not in text


def test_a_question_asks_for_as_many_lines_as_it_has_cells():
    numbers = {"the line": 1, "two lines": 2, "three lines": 3}
    asked = {}
    for name in NAMES:
        for id, _, text in cells(name):
            said = re.search(r"\*\*End (?:part 1 )?with (the line|two lines|three lines)\b", text)
            if said:
                asked[id] = numbers[said[1]]
    assert len(asked) > 8
    assert asked == {id: len(COURSE.catalogue[id].formulas) for id in asked}


@pytest.mark.parametrize("name", NAMES)
def test_awkward_words_are_not_used(name):
    said = " ".join(text for *_, text in cells(name))
    assert [words for words in AWKWARD if re.search(words, said)] == []


@pytest.mark.parametrize("name", NAMES)
def test_papers_that_are_cited_are_in_the_list(name):
    *text, (_, _, papers) = cells(name)
    assert papers.startswith("## Further reading")
    said = "\n".join(text for *_, text in text)
    listed = re.findall(r"^- ([^\W\d]+), .*?\((\d{4}[ab]?)\)", papers, re.MULTILINE)
    assert len(listed) == papers.count("\n- ") and listed == sorted(listed, key=without_accents)
    cited = re.findall(r"([^\W\d_]+)(?: et al\.| (?:&|and) [^\W\d_]+)?,? \(?(\d{4}[ab]?)\b\)?", said)
    papers_cited = {(author, year) for author, year in cited if author[0].isupper()}
    assert papers_cited <= set(listed)


def without_accents(paper):
    """Return author and year with plain letters, by which a list is sorted."""
    return unicodedata.normalize("NFD", paper[0])[0], paper


def test_figures_in_the_final_notebook_say_of_which_corpus_they_are():
    """A measured number stands in a cell that names the treebank; those of this run are said by a cell."""
    measured = [
        text
        for question, _, text in cells("05_treebank")
        if not question and "Further reading" not in text and re.search(r"(?<![\d.])\d?\.\d{2,}", text)
    ]
    assert len(measured) >= 3
    for text in measured:
        assert "treebank" in text or "gensim" in text or "differ by .01" in text, text
    assert any("seed 0" in text and "3.331" in text for text in measured)


def test_no_prose_tells_what_the_vectors_learned_before_it_is_asked():
    """What part 2 of `train` asks for is neither in its own cell nor around it."""
    read = [text for _, _, text in cells("05_treebank")]
    (place,) = (n for n, text in enumerate(read) if "· `train`" in text)
    around = " ".join(read[:place] + read[place + 1 : place + 8])
    assert not re.search(r"by heart|worse than word counts|not about English|3\.33", around)


def test_the_cost_of_naive_softmax_is_what_the_prose_says(capsys):
    read = jupytext.read(SOLUTIONS / "03_word2vec.md").cells
    (place,) = (n for n, cell in enumerate(read) if cell.cell_type == "code" and "692_000" in cell.source)
    exec(read[place].source, {})
    counts = [float(line.split()[-2]) for line in capsys.readouterr().out.splitlines()]
    naive_small, negative_small, naive_large, negative_large = (count / 1e10 for count in counts)  # seconds
    said = read[place + 1].source
    assert "ten billion" in said and "three minutes" in said and "**four years**" in said
    assert "tenth of a second" in said and "half an hour" in said
    assert naive_small / 60 == pytest.approx(3, rel=0.2)
    assert naive_large / (365 * 24 * 3600) == pytest.approx(4, rel=0.2)
    assert negative_small == pytest.approx(0.1, rel=0.2)
    assert negative_large / 60 == pytest.approx(30, rel=0.2)
