"""Open the site of `make lite` in a real browser, without the way to Pyodide's address, and run what goes.

Python, the kernel and all pure packages are the real ones (pyodide_here.py); compiled ones are empty
stand-ins, and named: nothing is computed. What is seen is printed; docs/everywhere.md has it.
"""

import contextlib
import functools
import http.server
import json
import pathlib
import re
import sys
import threading
from collections.abc import Iterator

import pyodide_here

sys.path.insert(0, "tests")
from browsers import chromium_page

WORK = pathlib.Path("build/lite")
SITE, PYTHON = WORK / "site", WORK / "pyodide"
NOTEBOOK = "01_foundations.ipynb"
KINDS = {".mjs": "text/javascript", ".wasm": "application/wasm", ".json": "application/json"}
MINUTES = 3
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


def main() -> int:
    """Run the cells; return 0 if each shows what it has to."""
    version = pyodide_here.version_in(SITE)
    print(f"Pyodide {version}; stand-ins:", ", ".join(pyodide_here.get(version, PYTHON)), flush=True)
    tried = cells()
    with served(SITE, {f"/files/{NOTEBOOK}": notebook(tried)}) as address, chromium_page() as page:
        page.context.route("**/*", functools.partial(answered, address=address))
        page.goto(f"{address}/lab/index.html?path={NOTEBOOK}")
        page.wait_for_selector(".jp-Notebook-ExecutionIndicator[data-status=idle]", timeout=MINUTES * 60_000)
        failed = [
            what for number, (what, _, wanted) in enumerate(tried) if not seen(page, number, what, wanted)
        ]
        page.screenshot(path=WORK / "seen.png")
    print("failed: " + ", ".join(failed) if failed else "All as it should be.")
    return 1 if failed else 0


def cells() -> list[tuple[str, str, str]]:
    """Return (what is tried, code, what has to be seen) of each cell."""
    content = json.loads((SITE / "files" / NOTEBOOK).read_text("utf-8"))
    code = ["".join(cell["source"]) for cell in content["cells"] if cell["cell_type"] == "code"]
    install, setup, imports = code[:3]
    return [
        ("the course is installed", install, "^$"),
        ("the setup cell", setup, "^$"),
        ("the imports", imports, "^$"),
        ("a check that computes nothing yet", 'check("gradient-check")', "is not written yet"),
        *MORE,
    ]


def notebook(tried: list[tuple[str, str, str]]) -> bytes:
    """Return a notebook of these cells."""
    content = json.loads((SITE / "files" / NOTEBOOK).read_text("utf-8"))
    empty = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    content["cells"] = [empty | {"id": f"try-{n}", "source": code} for n, (_, code, _) in enumerate(tried)]
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


def answered(route, address: str) -> None:
    """Answer a request of the browser from the site, or as Pyodide's address does; nothing else is there."""
    url = route.request.url
    found = re.search(r"/pyodide/v[\w.]+/full/([^?]+)", url)
    if url.startswith(address):
        route.continue_()
    elif found and (PYTHON / found[1]).is_file():
        path = PYTHON / found[1]
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
    good, shown = False, ""
    for _ in range(20):  # Markdown and formulas take a moment
        shown = "\n".join(cell.locator(".jp-OutputArea-output").all_inner_texts()).strip()
        good = bool(re.search(wanted, shown)) and "Traceback" not in shown
        if good:
            break
        page.wait_for_timeout(500)
    print(f"{'seen' if good else 'NOT SEEN'}  {what}: {' '.join(shown.split())[:160]}", flush=True)
    if not good:
        print(shown[-3000:])
    return good


if __name__ == "__main__":
    sys.exit(main())
