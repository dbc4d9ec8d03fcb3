"""The demo's pages: the class, a student's feedback, and the picture of the words."""

import subprocess

from kept import BUILD, in_both_looks, keep, write
from servers import BIN

OUT = BUILD / "demo"


def make(page):
    """Run `w2v demo` and show its pages."""
    subprocess.run([BIN / "w2v", "demo", "--out", OUT], check=True)
    page.set_viewport_size({"width": 900, "height": 870})
    page.goto((OUT / "index.html").as_uri())
    keep(page, "report")
    in_both_looks(page, "looks-report")
    page.set_viewport_size({"width": 900, "height": 1000})
    page.goto((OUT / "feedback" / "bela.html").as_uri())
    keep(page, "feedback")
    in_both_looks(page, "looks-feedback")
    write((OUT / "training" / "words.png").read_bytes(), "words")
