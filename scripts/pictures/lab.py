"""JupyterLab: a failing check, a final line, a derivation; and notebook 5 when it has run."""

import base64
import io
import shutil

from conftest import COURSE, copy_classroom
from kept import BUILD, beside, halves, keep, write
from PIL import Image
from servers import jupyter, set_up_lab
from test_browser import fill, run_all, write_derivation

from autograder.release import sample
from autograder.release.assignment import release

WIDTH = {"width": 1000, "height": 1000}
# of each notebook, a cell, and what it has to show before its picture is taken
PARTS = {
    "01_foundations": ('check("network")', "points"),
    "02_derivations": ("%%answer naive-grad-center", "Right."),
    "03_word2vec": ('check("negative-sampling")', "points"),
    "04_sgd": ("for axis, step in zip", ""),
    "05_treebank": ("plotting.plot_words(run)", "From below upwards"),
}
LINE = {"naive-grad-center": r"u_o + \sum_w \hat{y}_w u_w"}


def make(page):
    """Make the pictures of checks, final lines and derivations."""
    folder = room("lab", wrong=["true-words-row-without-its-term"], answered=False)
    write_derivation(folder / "02_derivations.ipynb")
    fill(folder / "02_derivations.ipynb", LINE)
    with jupyter("lab", folder) as address:
        opened(page, address, "03_word2vec.ipynb", "On paper you have")
        run_all(page)
        keep(cell(page, 'check("naive-softmax")', "lacks its own term"), "check")
        opened(page, address, "02_derivations.ipynb", "What does")
        run_all(page)
        keep(cell(page, 'derivation("naive-grad-center")', "breaks"), "derivation")
        keep(cell(page, "%%answer naive-grad-center", "A sign is flipped"), "answer")


def make_course(page):
    """Make the pictures of the training: the curve, the words, the film, the map."""
    folder = room("course")
    with jupyter("lab", folder) as address:
        opened(page, address, "05_treebank.ipynb", "Now everything comes together")
        run_all(page)
        film = page.locator("img[src^='data:image/gif']")
        film.wait_for(timeout=400_000)
        write(stages(base64.b64decode(film.get_attribute("src").partition(",")[2])), "film")
        frame = page.locator("iframe[title='Word map']")
        frame.wait_for(timeout=120_000)
        frame.scroll_into_view_if_needed()  # JupyterLab draws what is in sight
        frame.content_frame.locator("#search").fill("woman")
        page.wait_for_timeout(1500)
        keep(frame, "map")


def make_looks(page):
    """Make a picture of each notebook, as it is in JupyterLab's light and dark."""
    shots = {name: [] for name in PARTS}
    for look in ("Light", "Dark"):
        folder = room(f"looks-{look}", f"JupyterLab {look}")
        with jupyter("lab", folder) as address:
            for name, (source, shown) in PARTS.items():
                opened(page, address, f"{name}.ipynb", "")
                run_all(page)
                cell(page, source, shown)
                shots[name].append(page.screenshot())
    for name, found in shots.items():
        write(halves(*found), f"looks-{name}")


def stages(gif):
    """Return the beginning, the middle and the end of a film beside each other, as PNG."""
    film, shown = Image.open(io.BytesIO(gif)), []
    for share in (0.05, 0.4, 1):
        film.seek(int(share * (film.n_frames - 1)))
        shown.append(film.copy())
    return beside(*shown)


def room(name, theme="JupyterLab Light", **how):
    """Return a folder of a student's, filled in, and how JupyterLab looks there."""
    shutil.rmtree(BUILD / name, ignore_errors=True)
    classroom = copy_classroom(BUILD / name / "classroom")
    release(classroom)
    folder = BUILD / name / COURSE.id
    sample.write(classroom, folder, **how)
    set_up_lab(folder, theme)
    return folder


def opened(page, address, notebook, text):
    """Show a notebook without the panels around it."""
    page.set_viewport_size(WIDTH)
    page.goto(f"{address}/doc/tree/{notebook}?reset")
    page.locator(".jp-RenderedMarkdown", has_text=text).first.wait_for(timeout=90_000)


def cell(page, source, shown):
    """Return the cell with this text, once it shows that one."""
    found = page.locator(".jp-CodeCell", has_text=source).filter(has_text=shown).first
    found.wait_for(timeout=120_000)
    found.scroll_into_view_if_needed()
    page.wait_for_timeout(1500)  # formulas are typeset a moment later
    return found
