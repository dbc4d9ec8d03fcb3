"""Submissions that are hostile in several ways at once, made at random; and how much grading them takes."""

import base64
import json
import os
import pathlib
import threading
import time

from conftest import COURSE

PIECES = {}  # name: function (folder, notebooks as {name: cells}, random)


def piece(function):
    """Count a function among the pieces."""
    PIECES[function.__name__] = function
    return function


def spoil(folder, random, count):
    """Add some pieces to a submission; return their names."""
    paths = sorted(folder.glob("*.ipynb"))
    notebooks = {path.stem: json.loads(path.read_text("utf-8")) for path in paths}
    chosen = random.sample(sorted(PIECES), count)
    for name in chosen:
        PIECES[name](folder, {stem: notebook["cells"] for stem, notebook in notebooks.items()}, random)
    for path in paths:
        path.write_text(json.dumps(notebooks[path.stem]), "utf-8")
    return chosen


def some_cell(notebooks, random, kind):
    """Return a cell that is answered in writing, or by a final line."""
    suffix = {"text": "-written", "line": "-answer"}[kind]
    cells = [cell for some in notebooks.values() for cell in some]
    return random.choice([cell for cell in cells if grade_id(cell).endswith(suffix)])


def grade_id(cell):
    return cell["metadata"].get("nbgrader", {}).get("grade_id", "")


def own(source, *outputs):
    """Return a cell of the student's own."""
    return {
        "cell_type": "code",
        "metadata": {},
        "source": source,
        "outputs": outputs,
        "execution_count": None,
    }


TEXTS = {
    "open tags": lambda n: "<p>" + "".join(f"<b title={i}>" for i in range(n // 20)) + "<p>x" * (n // 8),
    "quotes": lambda n: ">" * n,
    "lists": lambda n: "".join(" " * (2 * i) + "- x\n" for i in range(int(n**0.5))),
    "emphasis": lambda n: "*a_" * (n // 3),
    "brackets": lambda n: "[" * n,
    "tables": lambda n: "|" * (n // 2) + "\n" + "|-" * (n // 4),
    "formulas": lambda n: r"$\frac{a}{b}$ " * (n // 14),
    "nested formula": lambda n: "$" + "{" * (n // 2) + "}" * (n // 2) + "$",
    "private use": lambda n: "\ue0000\ue001 &#xe000;7&#xe001; " * (n // 40),
    "entities": lambda n: "&#x3c;script&#62;alert(1)" * (n // 40),
    "divisions": lambda n: "<div>" * (n // 5),
    "code": lambda n: "```python\n" + " \n" * (n // 2),
    "attributes": lambda n: "<a " + "href=x " * (n // 8) + ">",
    "links": lambda n: "[x]: y\n" * (n // 8) + "[x]" * 10,
}
LINES = {
    "false conditions": r"\sum_{n=1}^{300}\sum_{k=1, n<0}^{300} 1",
    "comparisons": r"\sum_{n=1}^{90}\sum_{k=1, " + "0=" * 1500 + "n}^{90} 1",
    "sums": r"\sum_{a=1}^{999} " * 60 + "1",
    "braces": "{" * 2000 + "}" * 2000,
    "no end": r"\sum_{i=1}^{1/0} x",
    "long": "x+" * 1990 + "x",
    "fractions": r"\frac{" * 900,
    "private use": "\ue000\x00\ud800",
}
CODE = {
    "softmax": "def softmax(x):\n    return [['a' * 31000] + [True] * 999] + [np.zeros(1000, np.int8)] * 30",
    "nested": "def softmax(x):\n    return [[[[[[[[[[x]]]]]]]]]]",
    "memory": "def softmax(x):\n    keep = [bytearray(2**20) for _ in range(440)]\n    return x",
    "endless": "def sigmoid(x):\n    while True: pass",
    "infinite": "def sigmoid(x):\n    return np.full(np.shape(x), np.inf)",
    "strange": "def normalize_rows(x):\n    return {'a': [None, x, b'1', 1j, 'x' * 10**6]}",
    "many lines": "\n" * 200_000,
    "long sum": "x = " + "+".join("1" * 3000),
}


@piece
def text(folder, notebooks, random):
    make = random.choice(sorted(TEXTS))
    some_cell(notebooks, random, "text")["source"] = TEXTS[make](random.choice([2_000, 10_000, 19_000]))


@piece
def line(folder, notebooks, random):
    some_cell(notebooks, random, "line")["source"] = LINES[random.choice(sorted(LINES))]


@piece
def code(folder, notebooks, random):
    path = folder / COURSE.library / "foundations.py"
    path.write_text(path.read_text("utf-8") + "\n\n" + CODE[random.choice(sorted(CODE))], "utf-8")


@piece
def cell_of_blanks(folder, notebooks, random):
    random.choice(list(notebooks.values())).append(own(" \n" * random.choice([9_000, 400_000]) + "x"))


@piece
def blank_first_cell(folder, notebooks, random):
    for cells in notebooks.values():
        cells.insert(0, {"cell_type": "markdown", "metadata": {}, "source": ""})


@piece
def colours(folder, notebooks, random):
    shown = {"output_type": "stream", "name": "stdout", "text": "\x1b[31m\x1b[42mx" * 100_000}
    random.choice(list(notebooks.values())).append(own("1", shown))


@piece
def letters(folder, notebooks, random):
    shown = {"output_type": "stream", "name": "stdout", "text": "x"}
    random.choice(list(notebooks.values())).append(own("1", *[shown] * 100_000))


@piece
def answer_that_calls_itself_code(folder, notebooks, random):
    some_cell(notebooks, random, "text").update(cell_type="code", outputs=[], source="a" * 30_000)


@piece
def deep_metadata(folder, notebooks, random):
    deep = []
    for _ in range(400):
        deep = [deep]
    random.choice(list(notebooks.values()))[0]["metadata"]["deep"] = deep


@piece
def picture_of_many_pixels(folder, notebooks, random):
    from PIL import Image

    side = random.choice([6_000, 12_000])
    Image.new("1", (side, side)).save(folder / "photo.png")


@piece
def picture_that_is_none(folder, notebooks, random):
    (folder / "photo.png").write_bytes(b"<script>alert(1)</script>")
    broken = {"image/png": base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(1000)).decode()}
    some_cell(notebooks, random, "text")["attachments"] = {'"><script>': broken, "b.png": broken}


@piece
def drawing(folder, notebooks, random):
    (folder / COURSE.library / "plot.svg").write_text("<svg><script>alert(1)</script></svg>")
    some_cell(notebooks, random, "text")["source"] = f"![x]({COURSE.library}/plot.svg) \\h&#114;ef{{x}}"


@piece
def cells_without_end(folder, notebooks, random):
    source = random.choice(["f'" + "{" * 6000, ("*a_ $x$ <b>" * 1700)[:19_000], "'" * 9000])
    for cells in notebooks.values():
        kind = random.choice(["code", "markdown"])
        made = own(source) if kind == "code" else {"cell_type": kind, "metadata": {}, "source": source}
        cells += [made] * 150


@piece
def pictures_that_unpack(folder, notebooks, random):
    """Write pictures of a few kilobytes that are large when they are packed anew."""
    from PIL import Image

    made = Image.frombytes("RGBA", (2400, 40), random.randbytes(2400 * 40 * 4)).resize((2400, 2400), 0)
    for number in range(random.choice([3, 12])):
        made.save(folder / f"p{number}.png", compress_level=6)


@piece
def time_that_is_none(folder, notebooks, random):
    (folder / "timestamp.txt").write_text(random.choice(["garbage", "2026-01-01 10:00:00 UTC", ""]))


@piece
def folder_like_a_notebook(folder, notebooks, random):
    (folder / "zz.ipynb").mkdir()
    (folder / "zz.ipynb" / "a.png").write_bytes(b"")


@piece
def names(folder, notebooks, random):
    (folder / COURSE.library / ("a" * random.choice([200, 250]))).write_text("")
    if random.random() < 0.3:
        (folder / COURSE.library / "Foundations.py").write_text("")


class Watched:
    """Watch this process's children, all of them together: `seconds`, and `peak` in bytes.

    Pages that several of them share count once (the kernel's PSS).
    """

    def __str__(self):
        return f"{self.seconds:.1f} s, {self.peak >> 20} MB"

    def __enter__(self):
        self.peak, self.began, self.over = 0, time.monotonic(), threading.Event()
        self.thread = threading.Thread(target=self._watch)
        self.thread.start()
        return self

    def __exit__(self, *problem):
        self.over.set()
        self.thread.join()
        self.seconds = time.monotonic() - self.began

    def _watch(self):
        while not self.over.wait(0.03):
            self.peak = max(self.peak, sum(map(memory, descendants())))


def descendants():
    """Return the numbers of all processes below this one."""
    children = {}
    for path in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(path.read_text().rsplit(")", 1)[1].split()[1])
        except OSError:  # it has ended
            continue
        children.setdefault(parent, []).append(int(path.parent.name))
    found, waiting = [], [os.getpid()]
    while waiting:
        below = children.get(waiting.pop(), [])
        found += below
        waiting += below
    return found


def memory(process):
    """Return the bytes that a process has to itself, and its share of the others."""
    try:
        lines = pathlib.Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)
