"""Open the site of `make lite` in a real browser, without the way to Pyodide's address, and run what goes.

Python, the kernel and all pure packages are the real ones (pyodide_here.py). First, compiled ones are empty
stand-ins, and nothing is computed. Then Python is an older one, for which a real NumPy is at hand: notebooks
with right code run whole, and wrong code gets its hint. What is seen is printed; docs/everywhere.md has it.
"""

import contextlib
import functools
import http.server
import json
import pathlib
import re
import sys
import tempfile
import threading
import time
from collections.abc import Iterator

import lite
import pyodide_here

sys.path.insert(0, "tests")
from browsers import chromium_page
from conftest import COURSE
from test_browser import run_all

import w2v_lib
from autograder.checks.misconceptions import Misconception, misconceptions
from autograder.course import CHECKOUT, Classroom
from autograder.release import sample

WORK = pathlib.Path("build/lite")
SITE = WORK / "site"
NOTEBOOK = "01_foundations.ipynb"
KINDS = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".wasm": "application/wasm",
    ".json": "application/json",
}
MINUTES = 3
ASKS = re.compile(r"^(check\(|progress\(\))", re.MULTILINE)
"""What shows a score."""
WITHOUT_NUMBERS = "05_treebank.ipynb"
"""The notebook that needs more than NumPy: in its place there are cells of our own."""
# so that all of a notebook is in the page
SETTINGS = {"@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"}}
OUTPUTS = ".jp-CodeCell .jp-OutputArea-output"
RED = ".jp-OutputArea-output[data-mime-type$=error], .jp-OutputArea-output[data-mime-type$=stderr]"
# more cells, after those up to the first check: (what is tried, code, what has to be seen)
EDITOR = "a file edited in JupyterLite's editor is read again"
MORE = [
    (
        "an edited file is read again",
        'import pathlib\nfile = pathlib.Path("w2v_lib/foundations.py")\n'
        'old = file.read_text("utf-8")\n'
        'new = old.replace("def softmax(x", "def edited():\\n    return 42\\n\\n\\ndef softmax(x")\n'
        'file.write_text(new, "utf-8")\nw2v_lib.edited()',
        "^42$",
    ),
    ("the language of final lines", "%answer", "Any form with the right value is right|LaTeX"),
    ("a final line's symbols", "%answer naive-grad-center", "You may use"),
    ("an unknown question", 'check("softmaxx")', "Did you mean softmax"),
    ("a derivation that is not written yet", 'derivation("naive-grad-center")', "Nothing is written for"),
    ("one process trains", "from w2v_lib import parallel\nparallel.processes()", "^1$"),
    (EDITOR, 'w2v_lib.typed("abc")', "^3$"),
]

WRONG_LINE = "%%answer naive-grad-center\nU^\\top (y - \\hat{y})"
# nothing is drawn on the way, as in a terminal, for matplotlib is a stand-in
TRAINING = """from w2v_lib import telling, training, treebank, watching
watching.in_notebook = lambda: False
run = training.train(treebank.open_corpus("toy"), steps=400, trainer="yours")
print(f"{run.pairs.sum() / run.seconds:.0f} pairs a second")
telling.in_numbers(run)"""


def main() -> int:
    """Run the cells and the notebooks; return 0 if each shows what it has to."""
    failed = [*without_numbers(), *with_numbers()]
    print("failed: " + ", ".join(failed) if failed else "All as it should be.")
    return 1 if failed else 0


def without_numbers() -> Iterator[str]:
    """Run cells in the Python of the site, and iterate over what was not seen."""
    tried = cells()
    version = pyodide_here.version_in(SITE)
    named = pyodide_here.get(version, WORK / "pyodide")
    print(f"Pyodide {version}; stand-ins:", ", ".join(named), flush=True)
    with opened(WORK / "pyodide", {f"/files/{NOTEBOOK}": notebook(tried)}, NOTEBOOK) as page:
        yield from not_seen(page, tried)
        page.screenshot(path=WORK / "seen.png")


def with_numbers() -> Iterator[str]:
    """Run notebooks with right code, then wrong code, where NumPy is a real one; iterate over what failed."""
    classroom = Classroom.around(CHECKOUT)
    with tempfile.TemporaryDirectory() as folder:
        right = pathlib.Path(folder) / "right"
        sample.write(classroom, right)
        instead = {f"/files/{path.relative_to(right)}": served_as(path) for path in right.rglob("*.*")}
    tried = wrong_cells(classroom)
    instead[f"/files/{WITHOUT_NUMBERS}"] = notebook(tried)
    named = pyodide_here.get(pyodide_here.version_in(SITE), WORK / "computes", computes=True)
    print(f"Pyodide {pyodide_here.COMPUTES}, NumPy of npm; stand-ins:", ", ".join(named), flush=True)
    for name in sorted(COURSE.catalogue.notebooks):
        with opened(WORK / "computes", instead, f"{name}.ipynb") as page:
            if f"{name}.ipynb" == WITHOUT_NUMBERS:
                yield from not_seen(page, tried)
            else:
                yield from problems(page, name)


def wrong_cells(classroom: Classroom) -> list[tuple[str, str, str]]:
    """Return (what is tried, code, what has to be seen) of cells that compute."""
    first = {m.question: m for m in reversed(misconceptions(classroom.course))}
    install, setup = cells()[:2]
    return [
        install,
        setup,
        *(wrong_cell(classroom, first[q.id]) for q in classroom.course.catalogue.checked),
        ("a final line with a wrong sign", WRONG_LINE, "sign"),
        ("a short training", TRAINING, r"pairs a second"),
    ]


def wrong_cell(classroom: Classroom, wrong: Misconception) -> tuple[str, str, str]:
    """Return a cell that writes a function wrongly and checks it, and the hint that it has to earn."""
    with tempfile.TemporaryDirectory() as place:
        sample.write(classroom, pathlib.Path(place) / "wrong", [wrong.id])
        home = f"w2v_lib/{w2v_lib.home_of(wrong.target)}.py"
        text = (pathlib.Path(place) / "wrong" / home).read_text("utf-8")
    code = (
        f"import pathlib\nfrom autograder import check\npathlib.Path({home!r}).write_text({text!r}, 'utf-8')"
    )
    code += f"\ncheck({wrong.question!r})"
    return f"the hint for {wrong.id}", code, re.escape(wrong.hint.replace("`", ""))


def not_seen(page, tried: list[tuple[str, str, str]]) -> Iterator[str]:
    """Run cells one by one; iterate over what they do not show."""
    for number, (what, _, wanted) in enumerate(tried):
        if not seen(page, number, what, wanted):
            yield what


def problems(page, name: str) -> Iterator[str]:
    """Run a notebook with right code whole; iterate over what is red in it, and points that are lost."""
    began = time.monotonic()
    run_all(page)
    page.wait_for_function("!document.body.innerText.includes('[*]')", timeout=10 * MINUTES * 60_000)
    red = page.locator(RED).all_inner_texts()
    shown = "\n".join(page.locator(OUTPUTS).all_inner_texts())
    points = re.findall(r"([\d.]+) of ([\d.]+) points?", shown)
    print(f"  {name}: {time.monotonic() - began:.0f} s, {len(points)} scores, {len(red)} in red", flush=True)
    page.screenshot(path=WORK / f"{name}.png")
    asked = sum(bool(ASKS.search(cell)) for cell in code_of(f"{name}.ipynb"))
    if len(points) != asked or not asked:
        yield f"{name}: {len(points)} scores, and it asks for {asked}"
    left = page.locator(".jp-CodeCell .jp-InputPrompt", has_text=re.compile(r"\[\s*\]")).count()
    if left:
        yield f"{name}: {left} cells did not run"
    yield from (f"{name}, in red: {text[-1000:]}" for text in red)
    yield from (f"{name}: {got} of {most}" for got, most in points if got != most)


def cells() -> list[tuple[str, str, str]]:
    """Return (what is tried, code, what has to be seen) of each cell."""
    install, setup, imports = code_of(NOTEBOOK)[:3]
    return [
        ("the course is installed", install, "^$"),
        ("the setup cell", setup, "^$"),
        ("the imports", imports, "^$"),
        ("a check that computes nothing yet", 'check("gradient-check")', "is not written yet"),
        *MORE,
    ]


def code_of(name: str) -> list[str]:
    """Return the code of a notebook of the site, cell by cell."""
    content = json.loads((SITE / "files" / name).read_text("utf-8"))
    return ["".join(cell["source"]) for cell in content["cells"] if cell["cell_type"] == "code"]


def notebook(tried: list[tuple[str, str, str]]) -> bytes:
    """Return a notebook of these cells."""
    content = json.loads((SITE / "files" / NOTEBOOK).read_text("utf-8"))
    empty = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    content["cells"] = [empty | {"id": f"try-{n}", "source": code} for n, (_, code, _) in enumerate(tried)]
    return json.dumps(content).encode()


@contextlib.contextmanager
def opened(python: pathlib.Path, instead: dict[str, bytes], name: str) -> Iterator:
    """Serve the site, with other content at some paths; give a page with a notebook, once it can run."""
    config = json.loads((SITE / "jupyter-lite.json").read_text("utf-8"))
    config["jupyter-config-data"]["settingsOverrides"] = SETTINGS
    instead = instead | {"/jupyter-lite.json": json.dumps(config).encode()}
    with served(SITE, instead) as address, chromium_page() as page:
        page.context.route("**/*", functools.partial(answered, address=address, python=python))
        page.goto(f"{address}/lab/index.html?path={name}")
        page.wait_for_selector(".jp-Notebook-ExecutionIndicator[data-status=idle]", timeout=MINUTES * 60_000)
        yield page


def served_as(path: pathlib.Path) -> bytes:
    """Return a file of a submission as the site has it; notebooks get the course first, and draw nothing."""
    if path.suffix != ".ipynb":
        return path.read_bytes()
    content = json.loads(lite.with_install(path.read_bytes(), COURSE.id))
    for cell in content["cells"]:
        if cell["cell_type"] == "code" and "plt." in "".join(cell["source"]):
            cell["source"] = "# a picture: matplotlib is a stand-in here"
    return json.dumps(content).encode()


@contextlib.contextmanager
def served(folder: pathlib.Path, instead: dict[str, bytes]) -> Iterator[str]:
    """Serve a folder, with other content at some paths; give the address."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            content = instead.get(self.path.split("?")[0])
            if content is None:
                return super().do_GET()
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *words: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Handler, directory=str(folder))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


def answered(route, address: str, python: pathlib.Path) -> None:
    """Answer a request of the browser from the site, or as Pyodide's address does; nothing else is there."""
    url = route.request.url
    found = re.search(r"/pyodide/v[\w.]+/full/([^?]+)", url)
    if url.startswith(address):
        route.continue_()
    elif found and (python / found[1]).is_file():
        path = python / found[1]
        kind = KINDS.get(path.suffix, "application/octet-stream")
        headers = {"access-control-allow-origin": "*", "content-type": kind}
        route.fulfill(body=path.read_bytes(), headers=headers)
    else:
        print("  not to be had:", url, flush=True)
        route.abort()


def write_in_editor(page) -> None:
    """Write a line into foundations.py as a person does, save it, and go back to the notebook."""
    for name in ("w2v_lib", "foundations.py"):
        page.locator(".jp-DirListing-item", has_text=re.compile(f"^{name}")).dblclick()
        page.wait_for_timeout(2000)
    page.locator(".jp-FileEditor .cm-content").click()
    page.keyboard.press("Control+Home")
    page.keyboard.type("typed = len\n")
    page.keyboard.press("Control+s")
    page.wait_for_timeout(3000)
    page.locator(".lm-TabBar-tab", has_text=NOTEBOOK).first.click()


def seen(page, number: int, what: str, wanted: str) -> bool:
    """Run a cell; tell whether it shows what it has to, and print what it shows."""
    if what == EDITOR:
        write_in_editor(page)
    cell = page.locator(".jp-CodeCell").nth(number)
    cell.locator(".jp-InputArea-editor").click()
    page.keyboard.press("Control+Enter")
    prompt = cell.locator(".jp-InputArea-prompt")
    page.wait_for_function(
        "element => /\\[\\d+\\]/.test(element.innerText)",
        arg=prompt.element_handle(),
        timeout=MINUTES * 60_000,
    )
    found, shown = None, ""
    for _ in range(20):  # Markdown and formulas take a moment
        shown = "\n".join(cell.locator(".jp-OutputArea-output").all_inner_texts()).strip()
        found = None if "Traceback" in shown else re.search(f".*(?:{wanted})", shown)
        if found:
            break
        page.wait_for_timeout(500)
    print(f"{'seen' if found else 'NOT SEEN'}  {what}: {found[0] if found else ''}"[:160], flush=True)
    if not found:
        print(shown[-3000:])
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
