"""People mark in a real browser: by keyboard, in light and dark, with nothing of a student's running."""

import contextlib
import json
from urllib.request import urlopen

import pytest
from browsers import barriers
from marked import prepared, write_class
from nbgrader.api import Gradebook
from servers import jupyter
from test_browser import PICTURES, browser  # noqa: F401  a fixture
from tiny import copy_tiny

from autograder.marking import serving
from autograder.marking.desk import Desk as Other
from autograder.marking.store import Store
from autograder.marking.views import View

QUESTION = "pair-weight-written"
EXTENSIONS = f"--ServerApp.jpserver_extensions={serving.EXTENSIONS}"
RIGHT = "Counts of rare pairs are noisy, and $\\log x$ makes that large."
DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
PHOTO = {"p.png": {"image/png": DOT}}
ANSWERS = {
    "ada": {"pair-weight": RIGHT},
    "bela": {"pair-weight": "counts of rare pairs are noisy and $\\log(x)$ makes that large"},
    "cleo": {"pair-weight": "Rare pairs are <script>window.evil = 1</script>not <b>noisy</b>."},
    "dora": {},
    "fay": {"pair-weight": {"source": "See my photo: ![p](attachment:p.png)", "attachments": PHOTO}},
    "emil": {"pair-weight": "So the counts of rare pairs are noisy, and $\\log x$ makes that large!"},
}


@pytest.fixture(scope="module")
def desk(browser, tmp_path_factory):  # noqa: F811
    """A server with graded answers, and a browser that looks at it."""
    classroom = copy_tiny(tmp_path_factory.mktemp("marking"))
    write_class(classroom, ANSWERS)
    prepared(classroom)
    with jupyter("server", classroom.root, EXTENSIONS) as address:
        yield Desk(browser, classroom, address)


class Desk:
    def __init__(self, browser, classroom, address):  # noqa: F811
        self.browser, self.classroom, self.address = browser, classroom, address

    @contextlib.contextmanager
    def opened(self, path=f"/q/{QUESTION}", expected=(), **how):
        """Give a page of the marking; nothing may go wrong in its console but what is expected."""
        context = self.browser.new_context(viewport={"width": 1400, "height": 900}, **how)
        page = context.new_page()
        said = []
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda problem: said.append(str(problem)))
        page.goto(f"{self.address}/w2v/mark{path}")
        if path.startswith("/q/"):
            page.wait_for_selector("body[data-at]")
        yield page
        context.close()
        expected = "409 (Conflict)", "ERR_FAILED", *expected
        assert not [text for text in said if not any(one in text for one in expected)]

    def points(self, student):
        with Gradebook(f"sqlite:///{self.classroom.root}/gradebook.db") as gradebook:
            return gradebook.find_grade(QUESTION, "01_pair", "tiny", student).manual_score


def to_entry(page, text):
    """Go on by keyboard until the answer with this text is shown."""
    for _ in range(8):
        if text in page.locator("#answer").inner_text():
            return
        at = page.locator("body").get_attribute("data-at")
        page.keyboard.press("j")
        with contextlib.suppress(AssertionError):
            until(page, f"document.body.dataset.at !== {at!r}", seconds=2)
            continue
        while page.locator("#place").inner_text()[0] != "1":
            page.keyboard.press("k")
            page.wait_for_timeout(50)
    raise AssertionError(f"no answer says {text}")


def until(page, expression, seconds=20):
    """Wait until an expression is true; the page's policy forbids playwright's own way."""
    for _ in range(int(seconds / 0.05)):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    raise AssertionError(expression)


def sent(page):
    """Wait until everything is sent."""
    until(page, "jobs.length === 0 && !isSending")


def test_a_group_is_marked_by_keyboard_and_an_odd_one_pulled_out(desk):
    with desk.opened() as page:
        to_entry(page, "noisy, and")
        assert "3 answers" in page.locator("#kind").inner_text()
        assert "ada" not in page.content().replace("data", "")  # names are hidden
        page.keyboard.press("1")
        page.keyboard.press("2")
        page.keyboard.press("2")  # half of it
        assert page.locator("#points").inner_text() == "1.5"
        page.screenshot(path=PICTURES / "marking-light.png")
        sent(page)
        assert [desk.points(one) for one in ("ada", "bela", "emil", "cleo")] == [1.5, 1.5, 1.5, None]
        page.keyboard.press("ArrowDown")
        page.wait_for_selector("#variants li:nth-child(2) .look[aria-pressed=true]")
        page.keyboard.press("o")
        until(page, "entry.members.length === 2")
        page.keyboard.press("j")
        until(page, "entry.members.length === 1")
        page.keyboard.press("2")  # not at all
        sent(page)
        page.keyboard.press("z")
        until(page, "document.getElementById('points').textContent === '1.5'")
        sent(page)


def test_a_students_picture_is_shown(desk):
    with desk.opened() as page:
        to_entry(page, "See my photo")
        until(page, "document.querySelector('#answer img').naturalWidth === 1")


def test_help_search_and_flag_are_keys(desk):
    with desk.opened() as page:
        page.keyboard.press("?")
        until(page, "document.getElementById('help').open")
        page.keyboard.press("Escape")
        page.keyboard.press("/")
        until(page, "document.activeElement.id === 'find'")
        page.keyboard.type("photo")
        page.keyboard.press("Enter")
        until(page, "document.getElementById('answer').innerText.includes('See my photo')")
        page.locator("body").focus()
        page.keyboard.press("Escape")
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("f")
        until(page, "document.getElementById('flagging').open")
        page.locator("#note").fill("is this right?")
        page.keyboard.press("Enter")
        until(page, "document.getElementById('flag').textContent === 'Flagged: is this right?'")
        sent(page)
    with desk.opened() as page:  # a colleague's
        to_entry(page, "See my photo")
        assert page.locator("#flag").inner_text() == "Flagged: is this right?"


def test_nothing_of_a_students_runs_and_the_policy_is_strict(desk):
    with desk.opened() as page:
        to_entry(page, "not noisy")
        assert page.evaluate("window.evil") is None
        answer = page.request.get(page.url)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy and "script-src 'self'" in policy


def test_two_people_at_one_answer_are_told_of_each_other(desk):
    """The second works at a server of their own, on the same gradebook."""
    store = Store.of(desk.classroom)
    with desk.opened() as page:
        to_entry(page, "not noisy")
        key = page.evaluate("entry.key")
        page.wait_for_load_state("networkidle")
        view = View(Other(desk.classroom, store), QUESTION, "otto")
        for _ in range(50):  # the page says where it is once it has drawn
            if here := view.changes(0, key, here=True)["here"]:
                break
            page.wait_for_timeout(100)
        assert len(here) == 1
        [member] = view.entry(key)["members"]
        view.give({"students": {member["id"]: member["version"]}, "chosen": {}, "comment": "by otto"})
        page.keyboard.press("1")
        page.locator("#problem", has_text="otto").wait_for()
        until(page, "document.getElementById('comment').value === 'by otto'")
        assert desk.points("cleo") == 0.0
        page.keyboard.press("1")
        sent(page)
        assert desk.points("cleo") == 1.0
    store.engine.dispose()


def test_what_was_not_sent_waits_while_the_server_is_away_and_counts_once(desk):
    with desk.opened() as page:
        to_entry(page, "not noisy")
        page.route("**/give?*", lambda route: route.abort())  # no server
        page.keyboard.press("c")
        page.keyboard.type("first")
        page.keyboard.press("Escape")
        page.keyboard.press("a")
        page.locator("#problem", has_text="will be sent").wait_for()

        answers = []

        def lost_on_the_way_back(route):
            answers.append(route.fetch())
            route.abort() if len(answers) == 1 else route.fulfill(response=answers[-1])

        page.unroute("**/give?*")
        page.route("**/give?*", lost_on_the_way_back)
        until(page, "jobs.length === 0 && !isSending")
        assert page.locator("#problem").is_hidden()
        assert len(answers) > 1 and {answer.status for answer in answers} == {200}
        assert desk.points("cleo") == 2.0
        assert page.evaluate("entry.members[0].mark.comment").endswith("first")


@pytest.mark.parametrize("look", ["light", "dark"])
def test_pages_have_no_barrier_that_axe_finds(desk, look):
    for path in ("", "/fair", f"/q/{QUESTION}"):
        with desk.opened(path, color_scheme=look, bypass_csp=True) as page:
            if path.startswith("/q/"):
                page.evaluate("el('editing').open = true")
            page.screenshot(path=PICTURES / f"marking-{look}{path.replace('/', '-')}.png", full_page=True)
            assert not barriers(page)


def test_the_formgrader_shows_an_answer_beside_its_scheme_and_leads_to_the_marking(desk):
    submissions = f"{desk.address}/formgrader/api/submitted_notebooks/tiny/01_pair"
    id = next(one["id"] for one in json.loads(urlopen(submissions).read()) if one["student"] == "ada")
    no_network = "ERR_NAME_NOT_RESOLVED", "MathJax is not defined"  # nbgrader's pages load it from elsewhere
    with desk.opened(f"/../../formgrader/submissions/{id}/", no_network) as page:
        page.locator(".w2v-scheme").first.wait_for()
        page.screenshot(path=PICTURES / "formgrader.png")
        page.goto(f"{desk.address}/formgrader/gradebook")
        page.get_by_role("link", name="Mark Answers").click()
        page.get_by_role("heading", level=1).wait_for()
        assert page.url.endswith("/w2v/mark")
