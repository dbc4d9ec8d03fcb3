"""A real browser for scripts that drive a page."""

import contextlib
import shutil

from playwright.sync_api import sync_playwright


@contextlib.contextmanager
def chromium_page(**how):
    """Give a page of Chromium; what goes wrong in it is printed. how: as playwright's new_page takes it."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(**{"viewport": {"width": 1400, "height": 900}} | how)
        page.on("pageerror", lambda problem: print("error in the page:", problem))
        yield page
        browser.close()
