"""A student opens a notebook in JupyterLab, in a real browser, and runs a check."""

import contextlib
import json
import os
import re

import nbformat
import pytest
from browsers import barriers
from conftest import COURSE, ROOT
from servers import jupyter

import autograder
from autograder.cli import doctor
from autograder.release import sample
from w2v_lib import exploring

CHROMIUM, PROBLEM = doctor.browser()
QUIET = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
)
PICTURES = ROOT / "build" / "browser"


@pytest.fixture(scope="module")
def browser():
    """Start a browser for all tests of this file."""
    if not CHROMIUM:
        if os.environ.get("CI") == "true":
            pytest.fail(f"{PROBLEM}: the set-up should have installed a browser")
        pytest.skip(f"no browser: {PROBLEM}")
    from playwright.sync_api import sync_playwright

    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET.split())
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def lab(browser, tmp_path_factory):
    """Start one JupyterLab for all tests of this file; each has a folder of its own below `root`."""
    root = tmp_path_factory.mktemp("lab")
    with jupyter("lab", root) as address:
        yield Lab(browser, root, address)


class Lab:
    """A server and a browser that looks at it."""

    def __init__(self, browser, root, address):
        self.browser, self.root, self.address = browser, root, address

    @contextlib.contextmanager
    def opened(self, folder, notebook, text):
        """Give a page of JupyterLab, once it shows this text; nothing of ours may go wrong in its console."""
        page, said = self.browser.new_page(viewport={"width": 1200, "height": 900}), []
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda problem: said.append(str(problem)))
        page.goto(f"{self.address}/lab/tree/{folder.name}/{notebook}?reset")
        page.locator(".jp-RenderedMarkdown", has_text=text).first.wait_for(timeout=90_000)
        yield page
        page.close()
        assert not said


def test_checks_in_jupyterlab_follow_the_edited_file(lab, classroom):
    folder = lab.root / "checks"
    sample.write(classroom, folder, wrong=["softmax-of-the-columns"], unwritten=["sigmoid"], answered=False)
    with lab.opened(folder, "01_foundations.ipynb", "Word2vec rests on") as page:
        run_all(page)
        hint = page.locator(".w2v-check", has_text="In a matrix, each row is one distribution")
        hint.wait_for(timeout=90_000)
        page.locator(".w2v-check", has_text="sigmoid is not written yet").first.wait_for()
        hint.scroll_into_view_if_needed()
        page.screenshot(path=PICTURES / "check-failed.png")

        right = (classroom.course.folder / "w2v_lib" / "foundations.py").read_text("utf-8")
        (folder / "w2v_lib" / "foundations.py").write_text(right, "utf-8")
        run_all(page)  # the same kernel reads the file again
        hint.wait_for(state="detached", timeout=90_000)
        passed = page.locator(".w2v-check", has_text="4 of 4 points").first
        passed.wait_for(timeout=90_000)
        passed.scroll_into_view_if_needed()
        page.screenshot(path=PICTURES / "check-passed.png")


@pytest.mark.parametrize("look", ["check", "progress", "derivation"])
def test_tables_fit_a_narrow_window_and_a_dark_theme(browser, classroom, tmp_path, monkeypatch, look):
    """Half a laptop's screen beside the file; letters take the color of the theme around them."""
    folder = tmp_path / "word2vec"
    sample.write(classroom, folder, wrong=["softmax-of-the-columns", "repeats-counted-once"])
    write_derivation(folder / "02_derivations.ipynb")
    monkeypatch.chdir(folder)
    calls = {"check": autograder.check, "progress": autograder.progress}
    shown = calls[look]() if look in calls else autograder.derivation("naive-grad-center")
    page = browser.new_page(viewport={"width": 520, "height": 900})
    page.set_content(DARK.format(shown._repr_html_()))
    page.screenshot(path=PICTURES / f"narrow-{look}.png")
    assert page.evaluate("document.documentElement.scrollWidth") <= 520
    colors, found = page.evaluate(LETTERS), barriers(page)
    page.close()
    assert len(colors) > 8
    dark = {text: color for text, color in colors if contrast(color, (17, 17, 17)) < 4}
    assert not dark and not found


DARK = """<!doctype html><html lang="en"><title>A notebook</title>
<body style="background: #111; color: #eee"><main><h1>A cell</h1>{}</main></body></html>"""
# the texts of a page, each with its color
LETTERS = """() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
    while (walker.nextNode()) {
        const text = walker.currentNode.textContent.trim(), parent = walker.currentNode.parentElement;
        if (text && !parent.closest("style, title")) {
            const style = getComputedStyle(parent);
            const color = parent.closest("svg") ? style.fill : style.color;
            found.push([text, color.match(/[0-9.]+/g).map(Number).slice(0, 3)]);
        }
    }
    return found;
}"""


def contrast(one, other):
    """Return the contrast of two colors, from 1 to 21 (WCAG 2.2, relative luminance)."""
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def luminance(color):
    shares = [value / 255 for value in color]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_final_notebook_shows_animation_and_searchable_map(lab, classroom):
    folder = lab.root / "final"
    sample.write(classroom, folder, answered=False)
    path = folder / "05_treebank.ipynb"
    text = path.read_text("utf-8").replace("treebank.open_corpus()", 'treebank.open_corpus(\\"toy\\")')
    assert "training.train(corpus)" in text
    path.write_text(text.replace("training.train(corpus)", "training.train(corpus, steps=4000)"), "utf-8")
    with lab.opened(folder, "05_treebank.ipynb", "Now everything comes together") as page:
        run_all(page)
        words = page.frame_locator("iframe[title='Word map']")
        words.locator("#search").wait_for(timeout=120_000)
        canvas, said = words.locator("canvas"), words.locator("#said")
        labels = canvas.get_attribute("data-labels")
        assert 3 <= len(labels.split()) <= 14  # it opens with a few
        words.locator("#search").fill("rain")
        assert canvas.get_attribute("data-labels").split()[0] == "rain"
        assert re.match(r"rain \(\d+ times\): \w+ [01]\.\d\d, ", said.inner_text())
        words.locator("#search").fill("zeitgeist")
        assert "“zeitgeist” is not on this map" in said.inner_text()
        assert canvas.get_attribute("data-labels") == labels  # what was found before is gone
        words.locator("#search").fill("")
        assert "Type a word" in said.inner_text()
        assert page.locator("img[src^='data:image/gif']").count() == 1
        assert not page.locator("p", has_text="Trust Notebook").is_visible()
        page.locator("iframe[title='Word map']").scroll_into_view_if_needed()
        page.screenshot(path=PICTURES / "word-map.png")
        assert not barriers(page.locator("iframe[title='Word map']").element_handle().content_frame())


def test_a_map_that_is_not_trusted_says_what_to_do(lab):
    """A notebook from somebody else: JupyterLab takes out the frame, and shows what stands in its place."""
    folder = lab.root / "untrusted"
    folder.mkdir()
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("A map")])
    shown = nbformat.v4.new_output(
        "execute_result", {"text/html": exploring.Map("page", 3, 99)._repr_html_()}
    )
    notebook.cells.append(nbformat.v4.new_code_cell("word_map", outputs=[shown]))
    nbformat.write(notebook, folder / "map.ipynb")
    with lab.opened(folder, "map.ipynb", "A map") as page:
        page.locator("p", has_text="Trust Notebook").wait_for(timeout=30_000)
        assert page.locator("iframe[title='Word map']").count() == 0


def test_final_line_is_typeset_and_answered_with_advice(lab, classroom):
    folder = lab.root / "lines"
    sample.write(classroom, folder)
    lines = {
        "naive-grad-center": r"u_o + \sum_w \hat{y}_w u_w",
        "naive-grad-outside-matrix": r"(\hat{y} - y)^\top v_c",
        "neg-gradients.outside": r"(\sigma(u_o^\top x_c) - 1) v_c",
    }
    fill(folder / "02_derivations.ipynb", lines)
    with lab.opened(folder, "02_derivations.ipynb", "What does tea mean") as page:
        page.locator("summary", has_text="How to write a final line").first.click()
        page.locator("details[open] table mjx-container").first.wait_for(timeout=90_000)
        page.screenshot(path=PICTURES / "language.png")
        run_all(page)
        outputs = page.locator(".jp-OutputArea-output")
        for name, said in {
            "answer-sign": "A sign is flipped: what comes from the true pair",
            "answer-shapes": "cannot be multiplied",
            "answer-unknown": "is not declared here",
            "answer-right": "✓ Right.",
        }.items():
            shown = outputs.filter(has_text=said).first
            shown.wait_for(timeout=90_000)
            shown.locator("mjx-container").first.wait_for(timeout=90_000)
            shown.scroll_into_view_if_needed()
            assert "$" not in shown.inner_text()
            page.screenshot(path=PICTURES / f"{name}.png")


def fill(path, lines):
    """Write final lines into a notebook."""
    notebook = json.loads(path.read_text("utf-8"))
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        for formula, latex in lines.items():
            if source.startswith(f"%%answer {formula}\n"):
                cell["source"] = [f"%%answer {formula}\n{latex}"]
    path.write_text(json.dumps(notebook), "utf-8")


def test_a_derivation_is_marked_row_by_row_below_its_answer(lab, classroom):
    folder = lab.root / "rows"
    sample.write(classroom, folder, answered=False)
    write_derivation(folder / "02_derivations.ipynb")
    with lab.opened(folder, "02_derivations.ipynb", "What does") as page:
        run_all(page)
        rows = page.locator(".w2v-rows", has_text="breaks")
        rows.wait_for(timeout=90_000)
        page.locator(".w2v-rows mjx-container, .w2v-rows .MathJax").first.wait_for(timeout=30_000)
        rows.scroll_into_view_if_needed()
        page.screenshot(path=PICTURES / "derivation.png")
        # JupyterLab takes cells out of sight while others still run; their text stays
        assert "Right again: row 2 is a slip." in rows.text_content()


def write_derivation(path):
    """Write a derivation with a slip into a notebook."""
    notebook = nbformat.read(path, as_version=4)
    id = COURSE.catalogue["naive-grad-center"].written_cell
    cell = next(c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") == id)
    cell.source = SLIP
    nbformat.write(notebook, path)


SLIP = r"""
$$\begin{aligned}
\frac{\partial J}{\partial v_c} &= -\frac{\partial}{\partial v_c} \log \frac{e^{u_o^\top v_c}}{\sum_w e^{u_w^\top v_c}} \\
&= u_o + \sum_w \hat{y}_w u_w \\
&= U^\top (\hat{y} - y)
\end{aligned}$$
"""  # noqa: E501


def run_all(page):
    """Choose Run All Cells from the menu, until a cell begins to run: the kernel may not be there yet."""
    from playwright.sync_api import TimeoutError as NotYet

    begun = page.locator(".jp-InputPrompt", has_text=re.compile(r"\[(\*|\d+)\]")).first
    for _ in range(6):
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        with contextlib.suppress(NotYet):
            return begun.wait_for(timeout=15_000)
    raise AssertionError("no cell began to run")
