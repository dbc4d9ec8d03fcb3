"""A real browser for scripts that drive a page, and what axe-core finds in one."""

import contextlib
import pathlib

import axe_playwright_python
from playwright.sync_api import sync_playwright

from autograder.cli import doctor

AXE = next(pathlib.Path(axe_playwright_python.__file__).parent.rglob("axe.min.js")).read_text("utf-8")
RUN = """(rules) => axe.run(document, {resultTypes: ["violations"], preload: false, ...rules})
    .then((found) => found.violations)"""
COLOURS = {"runOnly": ["color-contrast"]}


@contextlib.contextmanager
def chromium_page(**how):
    """Give a page of Chromium; what goes wrong in it is printed. how: as playwright's new_page takes it."""
    program, problem = doctor.browser()
    assert program, problem
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(**{"viewport": {"width": 1400, "height": 900}} | how)
        page.on("pageerror", lambda problem: print("error in the page:", problem))
        yield page
        browser.close()


def barriers(page, **rules):
    """Return (rule, element, what to mend) of each barrier that axe-core finds; rules: COLOURS, say."""
    page.evaluate(AXE)
    return [
        (one["id"], node["html"][:200], node["failureSummary"])
        for one in page.evaluate(RUN, rules)
        for node in one["nodes"][:3]
    ]


def is_too_wide(page):
    """Tell whether a page must be scrolled sideways."""
    return page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
