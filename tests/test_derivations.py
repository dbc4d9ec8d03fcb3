"""Derivations are followed row by row: a slip is found on its row, and drags no other down."""

import json
import os
import random
import re
import tomllib

import nbformat
import pytest
from commands import w2v
from conftest import COURSE, ROOT, SOLUTIONS

from autograder.answers import derivation, following, formulas_of, headings, scheme, sheets
from autograder.answers.rows import Given
from autograder.gradebook import schemes
from autograder.release import sample
from autograder.results import derivations
from autograder.results.derivations import BREAKS, DEFINITION, HOLDS, PROSE, UNREAD

FORMULAS = formulas_of(COURSE)
WRITTEN_CELL = COURSE.catalogue["naive-grad-center"].written_cell
ROWS = tomllib.loads((ROOT / "tests" / "rows.toml").read_text("utf-8"))
OURS = tomllib.loads((ROOT / "tests" / "derivations.toml").read_text("utf-8"))["derivation"]
STYLES = {
    "aligned": lambda left, rows: (
        "$$\\begin{aligned} " + left + " &= " + " \\\\\n &= ".join(rows) + " \\end{aligned} \\tag{1.2}$$"
    ),
    "displays": lambda left, rows: (
        f"\\[ {left} = {rows[0]} \\]\nso that\n" + "\n".join(f"\\[ = {row} \\]" for row in rows[1:])
    ),
    "lines": lambda left, rows: f"$ {left} = {rows[0]} $\n" + "\n".join(f"$ = {row} $" for row in rows[1:]),
    "align, with words": lambda left, rows: (
        "Wir leiten ab:\n\\begin{align*}\n \\therefore " + left + " &= " + rows[0] + "\\\\ &= "
        + " \\quad (3) \\\\[2pt] &= ".join(rows[1:]) + "\\quad\\blacksquare \\end{align*}"
    ),
}  # fmt: skip


SLIPS = (r"2 \left({}\right)", r"-\left({}\right)", r"\frac{{1}}{{3}} \left({}\right)")


def verdicts(formula, text):
    part = derivation.of_question("q", [FORMULAS[formula]], text)
    return part.rows, part


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("number", range(len(OURS)))
def test_right_derivations_hold_and_each_slip_is_found_on_its_row(number, style):
    one = OURS[number]
    before = one.get("before", "") + "\n"
    lines, part = verdicts(one["formula"], before + STYLES[style](one["left"], one["rows"]))
    assert [line.verdict for line in lines] == [HOLDS] * len(one["rows"]), lines
    assert part.final == one.get("final", "right") and not part.breaks
    styles = list(STYLES)
    for slip in range(len(one["rows"])):
        if styles[(number + slip) % len(styles)] != style:
            continue  # each row of each derivation gets its slip, in one of the styles
        slipped = SLIPS[slip % len(SLIPS)]
        rows = [slipped.format(row) if n == slip else row for n, row in enumerate(one["rows"])]
        lines, part = verdicts(one["formula"], before + STYLES[style](one["left"], rows))
        found = [line.verdict for line in lines]
        assert found == [BREAKS if n == slip else HOLDS for n in range(len(rows))], (slip, lines)
        assert part.breaks == slip + 1
        if slip + 1 < len(rows):
            assert lines[slip + 1].message == f"Right again: row {slip + 1} is a slip."


def of(formula, *rows):
    found = following.follow(FORMULAS[formula], [Given(row, row.startswith("=")) for row in rows])
    return [row.verdict for row in found.rows], found


def test_what_follows_from_a_row_that_breaks_is_said_to_follow():
    found, all_of_it = of(
        "naive-grad-center",
        r"\frac{\partial J}{\partial v_c} = -u_o + \sum_w \hat{y}_w u_w",
        r"= u_o + \sum_w \hat{y}_w u_w",
        r"= U^\top (\hat{y} + y)",
    )
    assert (
        found == [HOLDS, BREAKS, HOLDS] and all_of_it.rows[2].message == "Follows from row 2, which breaks."
    )


def test_names_of_ones_own_are_adopted_before_and_after_their_use():
    found, _ = of(
        "naive-grad-center",
        r"Z = \sum_w e^{u_w^\top v_c}",
        r"\frac{\partial J}{\partial v_c} = -u_o + \frac{1}{Z} \frac{\partial Z}{\partial v_c}",
        r"= U^\top \delta",
        r"\delta = \hat{y} - y",
    )
    assert found == [DEFINITION, HOLDS, HOLDS, DEFINITION]


def test_letters_of_another_handout_are_said_once_and_only_where_the_end_is_reached():
    found, all_of_it = of(
        "naive-grad-center",
        r"\frac{\partial J}{\partial v_c} = -u_0 + \sum_k \hat{y}_k u_k",
        r"= V^T (\hat{y} - y)",
    )
    assert found == [HOLDS, HOLDS] and all_of_it.notation == "$0$ for $o$, $V$ for $U$"
    found, all_of_it = of("naive-grad-center", r"\frac{\partial J}{\partial v_c} = u_0 = 2 u_0")
    assert BREAKS not in found[:0] and not all_of_it.notation


def test_cases_in_rows_of_their_own_hold_for_what_they_are_about():
    found, _ = of(
        "naive-grad-outside",
        r"\text{If } w = o, \quad -\frac{1}{\hat{y}_o} \hat{y}_o (1 - \hat{y}_o) v_c",
        r"= (\hat{y}_o - 1) v_c",
        r"\text{If } w \ne o, \quad -\frac{1}{\hat{y}_o} (-\hat{y}_o \hat{y}_w) v_c",
        r"= \hat{y}_w v_c",
    )
    assert found == [HOLDS] * 4
    found, _ = of("naive-grad-outside", r"\text{If } w = o, \quad \hat{y}_w v_c", r"= (\hat{y}_o - 1) v_c")
    assert found == [BREAKS, HOLDS]


@pytest.mark.parametrize(
    "row",
    [
        r"= \epsilon \hat{y}",
        r"= \hat{y}_w",
        r"= \frac{\partial J}{\partial z_2} W",
        r"= U^\top (\hat{y} - y",
        r"= (\hat{y} - y)^\top v_c",
        r"= \sum_{q} q",
    ],
)
def test_what_cannot_be_read_or_has_another_shape_is_never_called_broken(row):
    found, _ = of("naive-grad-center", r"\frac{\partial J}{\partial v_c} = U^\top (\hat{y} - y)", row)
    assert found[1] in (UNREAD, BREAKS) and (found[1] == UNREAD or row == r"= \sum_{q} q")


MODEL = re.compile(r'question="([\w-]+)" part="written" -->(.*?)<!-- #endregion -->', re.DOTALL)
WRITTEN = dict(
    found
    for path in sorted(SOLUTIONS.glob("0*.md"))
    for found in MODEL.findall(path.read_text("utf-8"))
    if COURSE.catalogue[found[0]].formulas
)


@pytest.mark.parametrize("id", WRITTEN)
def test_no_row_of_a_model_answer_breaks(id):
    formulas = [FORMULAS[formula] for formula in COURSE.catalogue[id].formulas]
    part = derivation.of_question(id, formulas, WRITTEN[id])
    rows = [line.verdict for line in part.lines if line.verdict != "prose"]
    assert BREAKS not in rows and set(rows) != {UNREAD}, part.lines


def damaged(text, seed):
    """Return a text that was cut, shuffled or hit by stray characters."""
    some = random.Random(seed)
    start, end = sorted(some.randrange(len(text) + 1) for _ in range(2))
    lines = text.split("\n")
    some.shuffle(lines)
    letters = list(text)
    for _ in range(12):
        letters[some.randrange(len(letters))] = some.choice("{}$\\&_^()[]|=,;0o\x00é当")
    return text[start:end], "\n".join(lines), "".join(letters)


@pytest.mark.parametrize("id", WRITTEN)
def test_a_damaged_derivation_is_followed_as_far_as_it_goes(id):
    formulas = [FORMULAS[formula] for formula in COURSE.catalogue[id].formulas]
    for seed in range(4):
        for text in damaged(WRITTEN[id], seed):
            part = derivation.of_question(id, formulas, text)
            verdicts = {line.verdict for line in part.lines}
            assert verdicts <= {HOLDS, BREAKS, UNREAD, DEFINITION, PROSE}
            assert part.final in ("right", "wrong", "unreadable", "none")


def in_prose(id, text):
    formulas = [FORMULAS[formula] for formula in COURSE.catalogue[id].formulas]
    part = derivation.of_question(id, formulas, text)
    return [line.verdict for line in part.lines if line.verdict != "prose"], part.final


IN_CASES = r"""
If $w {first} o$:
$$\frac{{\partial J}}{{\partial u_w}} = \hat{{y}}_w v_c$$
If $w {then} o$:
$$\frac{{\partial J}}{{\partial u_w}} = (\hat{{y}}_w - 1) v_c$$
"""


def test_a_case_that_the_prose_announces_is_that_of_the_rows_below():
    assert in_prose("naive-grad-outside", IN_CASES.format(first="\\ne", then="=")) == ([HOLDS] * 2, "right")
    assert in_prose("naive-grad-outside", IN_CASES.format(first="=", then="\\ne"))[0] == [BREAKS] * 2


@pytest.mark.parametrize(("sign", "verdict"), [("", HOLDS), ("-", BREAKS)])
def test_cases_in_one_row_are_compared_whole(sign, verdict):
    other = sign + r"\hat{y}_w v_c & \text{otherwise} \end{cases}"
    row = (
        r"\frac{\partial J}{\partial u_w} = \begin{cases} (\hat{y}_w - 1) v_c & \text{if } w = o \\\\ "
        + other
    )
    assert of("naive-grad-outside", row)[0] == [verdict]


def test_the_left_side_of_the_observed_word_is_about_that_word():
    left = r"\frac{\partial J}{\partial u_o} = "
    assert of("naive-grad-outside", left + r"(\hat{y}_o - 1) v_c")[0] == [HOLDS]
    assert of("naive-grad-outside", left + r"\hat{y}_o v_c")[0] == [BREAKS]


def test_the_free_index_may_have_another_letter():
    start = (
        r"$$\frac{\partial J}{\partial u_k} = "
        r"-\frac{\sigma(-u_k^\top v_c) (1 - \sigma(-u_k^\top v_c))}{\sigma(-u_k^\top v_c)} (-v_c)$$"
    )
    end = r"(1 - \sigma(-u_k^\top v_c)) v_c$$"
    assert in_prose("neg-gradients", f"{start}\n$$= {end}") == ([HOLDS] * 2, "right")
    assert in_prose("neg-gradients", f"{start}\n$$= -{end}") == ([HOLDS, BREAKS], "wrong")
    zero = r"$$\frac{\partial J}{\partial u_w} = 0$$"  # u_w is any word, most are drawn by nobody
    assert in_prose("neg-gradients", zero)[0] == [UNREAD]
    left = r"\frac{\partial J}{\partial u_k} = "
    assert of("naive-grad-outside", left + r"(\hat{y}_k - y_k) v_c")[0] == [HOLDS]
    assert of("naive-grad-outside", left + r"\hat{y}_k v_c")[0] == [BREAKS]


def test_names_may_be_explained_in_prose_and_by_each_other():
    z = r"Let $Z = \sum_x e^{u_x^\top v_c}$ be the normalizer."
    used = r"$$\frac{\partial J}{\partial v_c} = -u_o + \frac{1}{Z} \sum_w e^{u_w^\top v_c} u_w$$"
    assert in_prose("naive-grad-center", z + "\n" + used)[0] == [DEFINITION, HOLDS]
    assert in_prose("naive-grad-center", z.replace("Z", "N") + "\n" + used)[0] == [DEFINITION, UNREAD]
    nested = (r"\delta = \hat{y} - y", r"q = U^\top \delta", r"\frac{\partial J}{\partial v_c} = q")
    assert of("naive-grad-center", *nested)[0][-1] == HOLDS


def test_a_sheet_may_say_which_letters_it_uses():
    row = r"$$\frac{\partial J}{\partial a} = W^\top (\hat{y} - y) = -u_1 + \sum_{w=1}^{V} \hat{y}_w u_w$$"
    formulas = [FORMULAS["naive-grad-center"]]
    part = derivation.of_question("q", formulas, "% notation: W = U, 1 = o, a = v_c\n" + row)
    assert (part.lines[-1].verdict, part.final) == (HOLDS, "right")
    assert part.notation == "$W$ for $U$, $1$ for $o$, $a$ for $v_c$"
    assert row.strip("$") == part.lines[-1].latex  # as it was written
    assert derivation.of_question("q", formulas, row).lines[-1].verdict == UNREAD
    letters = sheets.stated_letters("% notation: V = U, V_c = v_c, 0 = o, \\theta = x, and so on")
    assert letters == [("V", "U"), ("V_c", "v_c"), ("0", "o"), ("\\theta", "x")]
    for written, ours in (
        (r"V_c + V^\top \theta_i", r"v_c + U^\top x_i"),
        (r"\sum_{w=1}^V u_0 + |V| + 0 + \hat{y}_{0}", r"\sum_{w=1}^V u_o + |V| + 0 + \hat{y}_{o}"),
        (r"\sum_{w \in V} 10", r"\sum_{w \in V} 10"),
    ):
        assert sheets.in_the_courses_letters(written, letters) == ours


def test_a_loss_with_another_derivative_breaks():
    left = r"\frac{\partial J}{\partial v_c} = U^\top (\hat{y} - y)"
    for loss in (
        r"-\log \hat{y}_o",
        r"-y^\top \log \hat{y}",
        r"-\log P(o \mid c)",
        r"-\sum_w y_w \log \hat{y}_w",
    ):
        assert BREAKS not in of("naive-grad-center", "J = " + loss, left)[0], loss
    assert of("naive-grad-center", r"J = -u_o^\top v_c + \log \sum_w e^{u_w^\top v_c}", left)[0][1] == HOLDS
    assert of("naive-grad-center", r"J = u_o^\top v_c + \log \sum_w e^{u_w^\top v_c}", left)[0][0] == BREAKS


def test_the_end_of_each_chain_is_an_answer_where_several_are_asked_for():
    center = (
        r"$$\frac{\partial J}{\partial v_c} = (\sigma(u_o^\top v_c) - 1) u_o"
        r" - \sum_{s=1}^K (SIGN\sigma(-u_{w_s}^\top v_c)) u_{w_s}$$"
    )
    outside = r"$$\frac{\partial J}{\partial u_o} = (\sigma(u_o^\top v_c) - 1) v_c$$"
    right, wrong = center.replace("SIGN", r"-1 + "), center.replace("SIGN", "1 - ")
    assert in_prose("neg-gradients", right + "\n" + outside) == ([HOLDS] * 2, "right")
    assert in_prose("neg-gradients", wrong + "\n" + outside) == ([BREAKS, HOLDS], "wrong")
    assert in_prose("neg-gradients", wrong + "\n" + right + "\n" + outside)[1] == "right"  # it was mended


SHEET = r"""
# Assignment 2
(a) Only one term is left:
$$-\sum_w y_w \log \hat{y}_w = -y_o \log \hat{y}_o = -\log \hat{y}_o$$
(b) As shown in class,
$$\frac{\partial J}{\partial v_c} = -u_o + \sum_w \hat{y}_w u_w$$
$$= u_o + U^\top \hat{y}$$
1(d) $\sigma'(x) = \sigma(x)(1 - \sigma(x))$
"""


def test_a_sheet_is_read_part_by_part(tmp_path):
    (tmp_path / "sheet.md").write_text(SHEET)
    done = w2v("sheet", tmp_path / "sheet.md", "--year", "2020", "--json", "--html", tmp_path / "s.html")
    parts = json.loads(done.stdout)["parts"]
    assert done.returncode == 1 and [part["part"] for part in parts] == ["1a", "1b", "1d"], parts
    assert [part["final"] for part in parts] == ["right", "wrong", "right"]
    assert [line["verdict"] for line in parts[1]["lines"] if line["verdict"] != "prose"][:2] == [
        HOLDS,
        BREAKS,
    ]
    page = (tmp_path / "s.html").read_text("utf-8")
    assert "✗ breaks" in page and "<script" not in page
    without_a_year = json.loads(w2v("sheet", tmp_path / "sheet.md", "--json").stdout)["parts"]
    assert [part["question"] for part in without_a_year] == [part["question"] for part in parts]
    both = w2v("sheet", tmp_path / "sheet.md", "--year", "2020", "--question", "naive-grad-center")
    assert both.returncode == 2
    assert w2v("sheet", tmp_path / "sheet.md", "--year", "1999").returncode == 2


def test_rows_are_split_where_their_author_split_them():
    cases = r"\begin{cases} 1 & x \\ 2 & y \end{cases}"
    display = rf"\begin{{aligned}} a &= {cases} \\[3pt] &\quad + b \\ &= c \end{{aligned}}"
    rows = sheets.rows(display)
    assert len(rows) == 2 and "+ b" in rows[0].text and rows[1].follows


def test_what_has_no_final_line_says_so():
    row = derivations.Line("$a$", "holds", "")
    assert derivations.text(derivations.Part("q", "1a", "none", ())) == "1a q: There is no formula in it."
    assert derivations.Part("q", "1a", "none", (row,)).told == "No row breaks. It has no final line."
    assert derivations.Part("q", "1a", "right", (row,)).told == "No row breaks. The final line is right."


WRITTEN_IN_A_CELL = r"""**My answer**

$$\begin{aligned}
\frac{\partial J}{\partial v_c} &= -u_o + \sum_w \hat{y}_w u_w \tag{1} \\
&= u_o + U^\top \hat{y}
\end{aligned}$$
"""


def test_a_notebooks_cell_follows_what_is_written_above_it(classroom, tmp_path, monkeypatch):
    import autograder

    sample.write(classroom, tmp_path / "w")
    monkeypatch.chdir(tmp_path / "w")
    assert "There is no formula" in repr(autograder.derivation("naive-grad-center"))
    path = tmp_path / "w" / "02_derivations.ipynb"
    notebook = nbformat.read(path, as_version=4)
    cell = next(c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") == WRITTEN_CELL)
    cell.source = WRITTEN_IN_A_CELL
    nbformat.write(notebook, path)
    shown = autograder.derivation("naive-grad-center")
    assert "Row 2 is the first that breaks" in repr(shown)
    page = shown._repr_html_()
    assert "✗ breaks" in page and "$= u_o + U^\\top \\hat{y}$" in page and "\\tag" not in page
    os.utime(path, (1, 1))
    assert "save the notebook" in repr(autograder.derivation("naive-grad-center"))
    cell.source = ""
    nbformat.write(notebook, path)
    assert "Nothing is written" in repr(autograder.derivation("naive-grad-center"))
    assert "no question" in repr(autograder.derivation("nonsense"))
    assert "a person reads it" in repr(autograder.derivation("naive-zero"))


# ---------------------------------------------------------------- a sheet's own commands and files

COMMANDS = r"""
\newcommand{\pd}[2]{\frac{\partial #1}{\partial #2}} % a comment
\newcommand\vc{v_c} \def\yh{\hat{y}} \renewcommand{\T}{^\top}
\DeclareMathOperator{\sm}{softmax}
$$\yh = \sm(U \vc)$$
$$\pd{J}{\vc} = U\T (\yh - y)$$
"""


def test_a_sheets_own_commands_are_put_in():
    part = derivation.of_question("q", [FORMULAS["naive-grad-center"]], COMMANDS)
    assert [row.verdict for row in part.rows] == [HOLDS] * 2 and part.final == "right", part.rows
    endless = r"\def\a{\b\b}\def\b{\a\a} $$\frac{\partial J}{\partial v_c} = \a$$"
    assert [row.verdict for row in derivation.of_question("q", [FORMULAS["neg-reuse"]], endless).rows] == [
        UNREAD
    ]


def test_a_file_beside_the_sheet_is_put_in_and_no_other(tmp_path):
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "macros.tex").write_text(r"\newcommand{\yh}{\hat{y}}")
    (tmp_path / "secret.tex").write_text(r"\newcommand{\yh}{y}")
    sheet = tmp_path / "own" / "sheet.tex"
    line = r"\[ \frac{\partial J}{\partial v_c} = U^\top (\yh - y) \]"
    sheet.write_text("\\input{macros}\n" + line)
    assert w2v("sheet", sheet, "--question", "naive-grad-center").returncode == 0
    for name in ("../secret", "nothing"):
        sheet.write_text(f"\\input{{{name}}}\n" + line)
        done = w2v("sheet", sheet, "--question", "naive-grad-center")
        assert f"\\input{{{name}}}: there is no such file beside sheet.tex" in done.stderr
        assert "not read" in done.stdout


@pytest.mark.parametrize(
    ("heading", "part"),
    [
        ("(b)", "1b"),
        ("1(b)", "1b"),
        ("1b)", "1b"),
        ("## Question 1, part (b)", "1b"),
        ("Q1 (b)", "1b"),
        (r"\section*{(b)}", "1b"),
        (r"\textbf{1 b.}", "1b"),
        ("(1) (b) as in class", "1b"),
        (r"\item[(b)]", "1b"),
        ("(i) first of all", "1a"),  # of (i), (ii) within the part before
    ],
)
def test_a_part_is_found_by_its_heading(heading, part):
    lineage = {"1a": headings.Question("cross-entropy-naive", ()), "1b": headings.Question("center", ())}
    text = f"(a)\n$$x = x$$\n{heading}\n$$y = y$$"
    assert [label for label, _ in headings.by_heading(sheets.pieces(text), lineage)][-1] == part


# ---------------------------------------------------------------- what rows may be about

SAID = [
    ("If $w = o$:", "Otherwise:"),
    ("When $w$ is the observed word:", "For all other words:"),
    ("Falls $w=o$:", "Sonst:"),
    ("Für $w = o$:", "und für alle anderen Wörter:"),
    ("Si $w=o$ :", "Sinon :"),
    ("如果 $w=o$", "否则"),
    ("当 $w=o$ 时", "其他情况"),
    ("$w = o$ 인 경우", "그 외의 경우"),
    ("$$w = o$$", "$$w \\ne o$$"),
    ("For the case of the observed word:", "For words that are not observed:"),
    ("Für das wahre Wort im Fall der Gleichheit:", "Für die übrigen Wörter:"),
    ("For the true word:", "All others:"),
    ("For the target word:", "For every other word:"),
]


@pytest.mark.parametrize(("first", "then"), SAID)
def test_a_case_is_announced_in_any_language(first, then):
    observed = r"$$\frac{\partial J}{\partial u_w} = (\hat{y}_w - 1) v_c$$"
    others = r"$$\frac{\partial J}{\partial u_w} = \hat{y}_w v_c$$"
    text = f"{first}\n{observed}\n{then}\n{others}"
    assert in_prose("naive-grad-outside", text) == ([HOLDS] * 2, "right")
    assert BREAKS in in_prose("naive-grad-outside", text.replace("- 1)", "+ 1)"))[0]


@pytest.mark.parametrize(
    "said",
    [
        "Similarly, as in the lecture:",
        "Since the sum is over all words:",
        "The other gradient is similar:",
        "On the other hand:",
        "For the outside vectors the chain rule gives",
        "Where the chain rule is used:",
        "Für die Ableitung:",
        "Pour le gradient :",
        "L'autre gradient :",
        "Die andere Ableitung:",
    ],
)
def test_prose_that_announces_no_case_excuses_nothing(said):
    wrong = r"$$\frac{\partial J}{\partial u_w} = \hat{y}_w v_c$$"
    assert in_prose("naive-grad-outside", f"{said}\n{wrong}") == ([BREAKS], "wrong")


def test_an_equation_in_prose_between_two_rows_does_not_take_the_second():
    row = r"$$\frac{\partial J}{\partial v_c} = (\sigma(u_o^\top v_c) - 1) u_o"
    row += r" + \sum_{k=1}^K (1 - \sigma(-u_k^\top v_c)) u_k$$"
    aside = r"using $\frac{\partial J}{\partial u_o} = (\sigma(u_o^\top v_c) - 1) v_c$ from above,"
    after = r"$$= -\sigma(-u_o^\top v_c) u_o + \sum_{k=1}^K \sigma(u_k^\top v_c) u_k$$"
    assert in_prose("neg-gradients", f"{row}\n{aside}\n{after}") == ([HOLDS] * 3, "right")
    wrong = after.replace("= -", "= ")
    assert in_prose("neg-gradients", f"{row}\n{aside}\n{wrong}") == ([HOLDS, HOLDS, BREAKS], "wrong")


@pytest.mark.parametrize("row", ROWS["case"])
def test_a_row_says_which_case_it_is_about(row):
    assert of("naive-grad-outside", row)[0] == [HOLDS]


def test_a_case_of_numbers_and_of_pairs_of_indices():
    found, _ = of(
        "relu-derivative", r"\mathrm{ReLU}'(x) = 0 \quad (x < 0)", r"x > 0 \Rightarrow \mathrm{ReLU}'(x) = 1"
    )
    assert found == [HOLDS] * 2
    assert of("relu-derivative", r"\mathrm{ReLU}'(x) = 1 \quad (x < 0)")[0] == [BREAKS]
    jacobian = r"\frac{\partial \hat{y}_k}{\partial \theta_i}"
    found, _ = of(
        "cross-entropy-gradient",
        jacobian + r" = \hat{y}_k (\mathbb{1}\{i = k\} - \hat{y}_i)",
        jacobian + r" = \hat{y}_k (1 - \hat{y}_k) \quad \text{when } i = k",
        r"= -\hat{y}_k \hat{y}_i \quad \text{otherwise}",
        jacobian + r" = \hat{y}_k (1 - \hat{y}_i)",
    )
    assert found == [HOLDS, HOLDS, HOLDS, BREAKS]


# ---------------------------------------------------------------- names, derivatives, readings


@pytest.mark.parametrize("number", range(len(ROWS["read"])))
def test_what_a_teacher_reads_is_read(number):
    one = ROWS["read"][number]
    found, all_of_it = of(one["formula"], *one["rows"])
    assert set(found) <= {HOLDS, DEFINITION} and HOLDS in found, all_of_it.rows


def test_abbreviations_are_read_where_one_reading_alone_is_true():
    row = r"\frac{\partial J}{\partial V_c} = (\sigma_0 - 1) U_0 + \sum_{k=1}^K (1 - \sigma_k) U_k"
    found, all_of_it = of("neg-gradients.center", row)
    assert found == [HOLDS] and r"$\sigma_{k}$ for $\sigma(-u_{k}^\top v_c)$" in all_of_it.notation
    assert of("neg-gradients.center", row.replace("(1 - ", "3 ("))[0] == [UNREAD]


@pytest.mark.parametrize("formula", ROWS["never"])
def test_what_is_not_so_never_holds(formula):
    assert of(formula, ROWS["never"][formula])[0] != [HOLDS]


def test_a_row_after_one_that_is_not_read_is_not_called_broken():
    start = r"\frac{\partial J}{\partial v_c} = U^\top (\hat{y} - y)"
    found, all_of_it = of("naive-grad-center", start, r"= \heartsuit", r"= 2 U^\top (\hat{y} - y)")
    assert found == [HOLDS, UNREAD, UNREAD] and "row 2, in between" in all_of_it.rows[2].message
    assert of("naive-grad-center", start, r"= \heartsuit", r"= U^\top \hat{y} - u_o")[0] == [
        HOLDS,
        UNREAD,
        HOLDS,
    ]


def test_circles_changes_of_convention_and_written_out_matrices_are_named():
    start = r"\frac{\partial J}{\partial v_c} = U^\top (\hat{y} - y)"
    _, all_of_it = of("naive-grad-center", start, r"= U^\top \hat{y} - u_o", r"= U^\top (\hat{y} - y)")
    assert all_of_it.rows[2].message == following.CIRCULAR
    _, all_of_it = of("naive-grad-center", start, r"= U (\hat{y} - y)")
    assert all_of_it.rows[1].message == following.CHANGED.format("words as columns", "words as rows")
    assert of("naive-grad-center", r"U^\top = \begin{bmatrix} u_1 & \dots & u_V \end{bmatrix}")[0] == [HOLDS]
    assert of("naive-grad-center", r"y = \begin{bmatrix} 0 & \dots & 1 & \dots & 0 \end{bmatrix}")[0] == [
        DEFINITION
    ]


def test_an_equation_within_a_sentence_holds_or_is_prose():
    text = (
        r"For a word that is never drawn, $\frac{\partial J}{\partial v_c} = 0$,"
        r" but $\hat{y} = \mathrm{softmax}(U v_c)$."
    )
    part = derivation.of_question("q", [FORMULAS["naive-grad-center"]], text)
    assert [line.verdict for line in part.lines] == [PROSE, HOLDS] and not part.rows


def test_the_first_break_is_opened_with_numbers_and_one_advice():
    start = r"$$\frac{\partial J}{\partial v_c} = -u_o + \sum_w \hat{y}_w u_w$$"
    part = derivation.of_question(
        "q", [FORMULAS["naive-grad-center"]], start + "\n$$= u_o + U^\\top \\hat{y}$$"
    )
    line = part.rows[1]
    assert "A sign is flipped: what comes from the true pair" in line.message
    (before, one), (this, other) = line.opened.sides
    assert float(one) != float(other) and "v_c = " in line.opened.given and this == "u_{o} + U^\\top \\hat{y}"
    assert f"is ${one}$, and ${this}$ is ${other}$." in line.said and before in line.said
    page = derivations.html([part])
    assert "<details open" in page and line.opened.given in page


# ---------------------------------------------------------------- mark schemes

SCHEMES = {
    question.id: schemes.schemes(COURSE)[question.written_cell]
    for question in COURSE.catalogue
    if question.formulas and question.written
}


def fulfilled(id, text):
    formulas = [FORMULAS[formula] for formula in COURSE.catalogue[id].formulas]
    some = scheme.items_of(SCHEMES[id][1])
    part = derivation.of_question(id, formulas, text, items=some)
    return some, {one.item for one in part.fulfilled}, part


@pytest.mark.parametrize("id", SCHEMES)
def test_a_model_answer_fulfils_each_item_that_has_a_condition(id):
    some, found, part = fulfilled(id, SCHEMES[id][0])
    conditioned = {number for number, item in enumerate(some, 1) if item.conditions}
    assert found == conditioned, part.fulfilled
    assert conditioned or id == "relu-derivative"  # what it asks for besides its final lines is in words
    assert sum(item.points for item in some) == COURSE.catalogue[id].written
    assert "{" not in "".join(re.sub(r"\$[^$]*\$", "", item.text) for item in some)
    assert not fulfilled(id, "I do not know.")[1]


def test_a_mistake_costs_its_own_item_alone():
    start = r"$$J = -u_o^\top v_c + \log \sum_w \exp(u_w^\top v_c)$$" + "\n"
    right = r"$$\frac{\partial J}{\partial v_c} = -u_o + \sum_w \hat{y}_w u_w$$"
    assert fulfilled("naive-grad-center", start + right)[1] == {1, 2, 3}
    assert fulfilled("naive-grad-center", right)[1] == {2, 3}
    flipped = right.replace("-u_o", "+u_o") + "\n$$= u_o + U^\\top \\hat{y}$$"
    assert fulfilled("naive-grad-center", start + flipped)[1] == {1, 3}
    one_word = right.replace(r"\sum_w \hat{y}_w u_w", r"\hat{y}_o u_o") + "\n$$= -(1 - \\hat{y}_o) u_o$$"
    assert fulfilled("naive-grad-center", start + one_word)[1] == {1, 2}
    by_matrices = r"$$\frac{\partial J}{\partial v_c} = U^\top (\hat{y} - y)$$"
    assert fulfilled("naive-grad-center", by_matrices)[1] == {2, 3}


# ---------------------------------------------------------------- several equations in a row

BESIDE = r"\frac{\partial h}{\partial z_1} = \mathrm{diag}(\sigma'(z_1))"
SIGNS = [r",\quad", r"\quad", ",", r",\;\;", r"\text{ and }", r"\quad\text{und}\quad", ";", r"\qquad"]


@pytest.mark.parametrize("sign", SIGNS)
def test_each_equation_of_a_row_is_looked_at(sign):
    right = r"\frac{\partial J}{\partial h} = (\hat{y} - y) W_2^\top"
    wrong = right.replace(r"(\hat{y} - y)", r"(y - \hat{y})")
    for other, verdict in ((right, HOLDS), (wrong, BREAKS)):
        found, _ = in_prose("network-input-gradient", f"$${BESIDE} {sign} {other}$$")
        assert found == [HOLDS, verdict], other
        assert in_prose("network-input-gradient", f"$${other} {sign} {BESIDE}$$")[0] == [verdict, HOLDS]


def test_what_is_behind_an_equation_belongs_to_it():
    for behind in (
        r"\quad w \ne o",
        r",\quad \text{for } w \ne o",
        r"\quad (3)",
        r",\ w = 1, \dots, V, w \ne o",
    ):
        pieces = sheets.rows(r"\frac{\partial J}{\partial u_w} = \hat{y}_w v_c" + behind)
        assert len(pieces) == 1, pieces
    some = sheets.rows(r"\frac{\partial J}{\partial v_c} = U^\top \delta, \quad \delta = \hat{y} - y")
    assert [piece.is_inline for piece in some] == [False, True]


def test_a_wrong_loss_breaks_and_the_right_end_does_not():
    loss = r"$$CE = -\theta_k - \log \sum_j e^{\theta_j}$$"
    end = r"$$\frac{\partial CE}{\partial \theta} = \hat{y} - y$$"
    assert in_prose("cross-entropy-gradient", f"{loss}\n{end}") == ([BREAKS, HOLDS], "right")
