"""Try the course on a JupyterHub, which `make try-hub` installs as docs/jupyterhub.md says.

Two markers, each with a server of their own, mark one class through the hub's proxy; a student works in
what the zip holds. Each line is what was seen; the exit code is 1 where one of them is not so.
"""

import contextlib
import os
import pathlib
import secrets
import subprocess
import sys
import tempfile
import time
import zipfile
from urllib.error import URLError
from urllib.request import urlopen

sys.path.insert(0, "tests")
from browsers import chromium_page
from servers import end, free_port
from test_browser import run_all

SEEN = pathlib.Path("build/hub").resolve()
PROGRAMS, DIST = SEEN / "env" / "bin", pathlib.Path("build/dist").resolve()
PASSWORD = secrets.token_hex(8)
SECONDS = 90  # that a server may take to begin
POST = """(with_token) => fetch(document.body.dataset.root + "/undo", {
    method: "POST", headers: with_token ? {"X-XSRFToken": document.body.dataset.xsrf} : {}, body: "{}"
}).then((answer) => answer.status)"""
READY = "document.body.dataset.at !== undefined && jobs.length === 0 && !isSending"
FAILED = []


def main() -> int:
    """Run the hub, and look; return 0 if all is as it should be."""
    with contextlib.ExitStack() as stack:
        # not in this checkout, which is a classroom: a student's folder would be in it
        here = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()))
        classroom(here)
        address, page = stack.enter_context(hub(here)), stack.enter_context(chromium_page())
        new = page.context.browser.new_context
        pages = {
            name: new(viewport={"width": 1400, "height": 900}).new_page() for name in ("ida", "otto", "sam")
        }
        for kind in pages.values():
            kind.on("pageerror", lambda problem: seen(f"no error in a page: {problem}", False))
        markers(address, pages["ida"], pages["otto"])
        student(address, pages["sam"], here / "student" / "word2vec" / "01_foundations.ipynb")
    print("Not so: " + "; ".join(FAILED) if FAILED else "All as it should be.")
    return 1 if FAILED else 0


def seen(what: str, is_so: bool) -> None:
    """Say what was looked at, and whether it is so."""
    print(f"  {'yes' if is_so else 'NO '}  {what}", flush=True)
    if not is_so:
        FAILED.append(what)


def classroom(here: pathlib.Path) -> None:
    """Make a graded class with the commands that are installed for the hub, and a student's folder."""
    with zipfile.ZipFile(DIST / "word2vec.zip") as archive:
        archive.extractall(here / "student")
    run(here, "new-course", "class")
    for command in ("release", "sample-class", "grade"):
        run(here / "class", command)


def run(folder: pathlib.Path, *words: str) -> None:
    """Run a command of the hub's environment."""
    subprocess.run([PROGRAMS / "w2v", *words], cwd=folder, check=True, stdout=subprocess.DEVNULL)


@contextlib.contextmanager
def hub(here: pathlib.Path):
    """Run the hub; give its address."""
    ports = [free_port() for _ in range(3)]
    names = {
        "HUB": here,
        "HUB_PROGRAMS": PROGRAMS,
        "HUB_PASSWORD": PASSWORD,
        "HUB_PORTS": " ".join(map(str, ports)),
    }
    config = pathlib.Path("scripts/jupyterhub_config.py").resolve()
    with (SEEN / "hub.log").open("w") as log:
        server = subprocess.Popen(
            [PROGRAMS / "jupyterhub", "-f", config],
            cwd=here,
            env=os.environ | {name: str(value) for name, value in names.items()},
            stdout=log,
            stderr=log,
        )
        try:
            yield answering(f"http://127.0.0.1:{ports[0]}")
        finally:
            server.terminate()
            end(server)


def answering(address: str) -> str:
    """Return the hub's address once it answers."""
    for _ in range(SECONDS * 4):
        with contextlib.suppress(URLError, OSError):
            urlopen(f"{address}/hub/login")
            return address
        time.sleep(0.25)
    raise SystemExit(f"the hub does not answer: {SEEN}/hub.log says why")


def log_in(page, address: str, name: str, path: str) -> None:
    """Log in, wait for one's own server, and go to a page of it."""
    page.goto(f"{address}/hub/login")
    page.fill("#username_input", name)
    page.fill("#password_input", PASSWORD)
    page.click("#login_submit")
    page.wait_for_url(lambda url: f"/user/{name}/" in url and "/hub/" not in url, timeout=SECONDS * 1000)
    page.goto(address + path)


def markers(address: str, ida, otto) -> None:
    """Let two people mark the same class."""
    marking = "/user/{}/w2v/mark"
    ida.goto(address + marking.format("ida"))
    seen("who is not logged in gets the hub's login in place of answers", "/hub/login" in ida.url)
    log_in(ida, address, "ida", marking.format("ida"))
    log_in(otto, address, "otto", marking.format("otto"))
    seen("whoever is logged in at the hub is the marker", "You are ida." in ida.inner_text("body"))
    ida.screenshot(path=SEEN / "overview.png")
    for page in (ida, otto):
        page.locator("td a, li a").first.click()
        wait(page, READY)
    ida.keyboard.press("1")
    wait(ida, READY)
    ida.screenshot(path=SEEN / "marking.png")
    points = ida.inner_text("#points")
    seen(f"a key gives points through the proxy ({points})", points not in ("", "–"))
    otto.reload()
    go_to(otto, ida.locator("body").get_attribute("data-at"))
    seen("the other marker's server shows them, and whose they are", "ida" in otto.inner_text("#marked"))
    not_allowed(address, ida, otto)
    ida.goto(f"{address}/user/ida/formgrader/gradebook")
    ida.get_by_role("link", name="Mark Answers").click()
    ida.wait_for_load_state()
    seen("the formgrader's menu leads to the marking", ida.url.endswith(marking.format("ida")))


def go_to(page, at: str) -> None:
    """Go on by keyboard to a group of answers: each marker has an order of their own."""
    wait(page, READY)
    for _ in range(4):
        if page.locator("body").get_attribute("data-at") == at:
            break
        page.keyboard.press("j")
        page.wait_for_timeout(300)


def not_allowed(address: str, ida, otto) -> None:
    """Let markers try what they must not do."""
    seen("a request without the page's XSRF token is refused", ida.evaluate(POST, False) == 403)
    seen("with it, it is taken", ida.evaluate(POST, True) == 200)
    answer = otto.goto(f"{address}/user/ida/w2v/mark")
    seen("one marker cannot use the other's server", answer.status in (403, 404) or "/hub/" in otto.url)


def student(address: str, page, notebook: pathlib.Path) -> None:
    """Let a student's server run a notebook of the course, as it was unpacked."""
    log_in(page, address, "sam", f"/user/sam/lab/tree/word2vec/{notebook.name}?reset")
    page.locator(".jp-RenderedMarkdown").first.wait_for(timeout=SECONDS * 1000)
    run_all(page)
    page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").first.wait_for(timeout=SECONDS * 1000)
    page.keyboard.press("Control+s")
    page.wait_for_timeout(2000)
    page.screenshot(path=SEEN / "student.png")
    said = notebook.read_text("utf-8")  # JupyterLab's page holds the cells that are in sight
    seen("a student's checks run, nothing being installed", "softmax is not written yet" in said)
    answer = page.goto(f"{address}/user/sam/w2v/mark")
    seen("a student's server has no answers to mark", answer.status == 404)


def wait(page, expression: str) -> None:
    """Wait until an expression is true; the page's policy forbids playwright's own way."""
    for _ in range(SECONDS * 10):
        with contextlib.suppress(Exception):
            if page.evaluate(expression):
                return
        page.wait_for_timeout(100)
    raise SystemExit(f"waited in vain at {page.url} for {expression}")


if __name__ == "__main__":
    sys.exit(main())
