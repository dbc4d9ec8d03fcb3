"""The website: it builds without a warning, leads nowhere wrong, and everybody can read it."""

import html
import re
import subprocess
import sys
from urllib.parse import unquote

import pytest
from browsers import COLOURS, barriers, is_too_wide
from conftest import COURSE, ROOT, SOLUTIONS
from test_browser import browser  # noqa: F401  a fixture

from autograder.release.sources import source_cells

LINK = re.compile(r'\b(?:href|src)="([^"]+)"')
KINDS = [
    "index",
    "course/04_sgd",
    "api/notebook",
    "search",
]  # a page of each kind; `make try-site` looks at all
SOLUTION = re.compile(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", re.DOTALL)
LONG = 25  # characters, from which on a line is nobody's but its author's


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Build the website; a warning would fail it."""
    out = tmp_path_factory.mktemp("site")
    command = [sys.executable, ROOT / "docs" / "site" / "build.py", out]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    return out


@pytest.fixture(scope="module")
def pages(site):
    """All pages: {path: text}."""
    found = [path for path in sorted(site.rglob("*.html")) if "_static" not in path.parts]
    return {path: path.read_text("utf-8") for path in found}


def test_every_page_of_the_repository_is_on_the_site(site, pages):
    names = {path.relative_to(site).with_suffix("").as_posix() for path in pages}
    docs = {path.relative_to(ROOT / "docs").with_suffix("").as_posix() for path in ROOT.glob("docs/**/*.md")}
    assert docs <= names and {f"course/{name}" for name in COURSE.catalogue.notebooks} <= names


def test_every_link_leads_to_a_page_and_a_place_on_it(site, pages):
    places = {path: set(re.findall(r'\bid="([^"]+)"', text)) for path, text in pages.items()}
    lost = []
    for path, text in pages.items():
        for target in set(LINK.findall(text)):
            if re.match(r"\w+:", target):
                continue
            name, _, place = unquote(html.unescape(target)).partition("#")
            meant = (path.parent / name.partition("?")[0]).resolve() if name else path
            if not meant.exists() or (place and meant in places and place not in places[meant]):
                lost.append((path.relative_to(site).as_posix(), target))
    assert not lost


def test_nothing_is_loaded_from_elsewhere(site, pages):
    loaded = re.compile(r'<(?:script|img|iframe|link)\b[^>]*\b(?:src|href)="(?:https?:)?//')
    assert not [path for path, text in pages.items() if loaded.search(text)]
    styles = "".join(path.read_text("utf-8") for path in site.rglob("*.css"))
    assert not re.search(r"(?:@import|url\()\s*['\"]?(?:https?:)?//", styles)


def words(text):
    """Return a text without spaces and signs of markup: its letters and digits."""
    return re.sub(r"[\W_]+", "", html.unescape(re.sub(r"<[^>]+>", "", text)))


def answers():
    """Iterate over lines of model answers, mark schemes and solutions."""
    for cells in source_cells(SOLUTIONS).values():
        for cell in cells:
            if cell.metadata.get("part") in ("written", "answer"):
                yield from cell.source.splitlines()
    for path in sorted((SOLUTIONS / "w2v_lib").glob("*.py")):
        for solution in SOLUTION.findall(path.read_text("utf-8")):
            yield from solution.splitlines()


def test_no_model_answer_and_no_mark_scheme_is_on_the_site(site):
    released = "".join(path.read_text("utf-8") for path in ROOT.glob("assignments/word2vec/*.ipynb"))
    released = words(released.replace("\\n", "\n").replace("\\\\", "\\"))
    secret = {words(line) for line in answers()}
    secret = {line for line in secret if len(line) >= LONG and line not in released}
    assert len(secret) > 100
    texts = [path.read_text("utf-8") for path in [*site.rglob("*.html"), site / "searchindex.js"]]
    formulas = re.findall(r'alttext="([^"]*)"', "".join(texts))
    told = words("".join(texts)) + words("".join(formulas))
    assert not [line for line in secret if line in told]
    assert not {path.name for path in site.rglob("*") if path.suffix in (".ipynb", ".md", ".rst")}


def test_course_is_shown_with_figures_that_say_what_they_show(site):
    page = (site / "course" / "02_derivations.html").read_text("utf-8")
    figures = re.findall(r'<img alt="([^"]*)"[^>]* src="(../_images/[^"]+)"', page)
    assert len(figures) >= 2 and all(len(alt) > 20 for alt, _ in figures)
    assert "YOUR CODE" not in page and 'class="formula"' in page


def test_formulas_are_mathml_with_an_alternative(pages):
    formulas = re.findall(r"<math\b[^>]*>", "".join(pages.values()))
    assert len(formulas) > 500 and all("alttext=" in formula for formula in formulas)


def test_reference_gives_shapes(site):
    library = (site / "api" / "library.html").read_text("utf-8")
    assert all(shape in library for shape in ("(V, D)", "(D,) dJ/dv_c", "naive_softmax_loss_and_gradient"))


@pytest.mark.parametrize("look, rules", [("light", {}), ("dark", COLOURS)])
def test_pages_have_no_barrier_that_axe_finds(browser, site, look, rules):  # noqa: F811
    page = browser.new_page(viewport={"width": 390, "height": 800}, color_scheme=look)
    said = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda problem: said.append(str(problem)))
    for name in KINDS if look == "light" else KINDS[:2]:
        page.goto((site / f"{name}.html").as_uri())
        assert not barriers(page, **rules), name
        assert not is_too_wide(page), name
    page.close()
    assert not said


def test_search_finds_pages_by_keyboard_and_without_a_server(browser, site):  # noqa: F811
    page = browser.new_page()
    page.goto((site / "index.html").as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent.trim()") == "Skip to main content"
    page.keyboard.press("Control+k")
    page.keyboard.type("bubblewrap")
    page.keyboard.press("Enter")
    found = page.locator("#search-results li", has_text="Security")
    found.first.wait_for(timeout=10_000)
    found.locator("a").first.press("Enter")
    page.locator("h1", has_text="Security").wait_for()
    page.close()
