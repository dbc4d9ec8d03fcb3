"""The page for marking, with a class of sixty that two people have begun to mark."""

import os

import marking
from conftest import COURSE
from kept import in_both_looks, keep
from servers import jupyter

from autograder.marking import fairness
from autograder.marking.extension import MARKER
from autograder.marking.items import Given, points_of
from autograder.marking.store import Act

STUDENTS = 60
QUESTION = "naive-grad-center-written"


def make(page):
    """Mark a third of the answers of one question, and show it."""
    classroom, answers = marking.room(STUDENTS)
    desk = marking.desk_of(classroom)
    os.environ[MARKER] = "ida"
    begin(desk, answers)
    page.set_viewport_size({"width": 1400, "height": 900})
    with jupyter("server", classroom.root, marking.EXTENSIONS) as address:
        page.goto(f"{address}/w2v/mark/q/{QUESTION}")
        page.wait_for_selector("body[data-at]")
        for _ in range(60):  # to a group in which a row breaks
            if (
                page.evaluate("entry.members.length > 1")
                and page.locator("#answer", has_text="✗ breaks").count()
            ):
                break
            page.keyboard.press("j")
            page.wait_for_timeout(150)
        for folded in page.locator("#answer details:not([open]) summary").all():
            folded.click()
        keep(page, "marking")
        in_both_looks(page, "looks-marking")
        show_formgrader(page, address)
        page.set_viewport_size({"width": 1200, "height": 780})
        page.goto(f"{address}/w2v/mark/fair")
        keep(page, "fairness")


def show_formgrader(page, address):
    """Show the same answers in nbgrader's formgrader, with their mark schemes."""
    listed = page.request.get(
        f"{address}/formgrader/api/submitted_notebooks/{COURSE.id}/02_derivations"
    ).json()
    page.goto(f"{address}/formgrader/submissions/{listed[0]['id']}/")
    scheme = page.locator(".w2v-scheme").first
    scheme.wait_for()
    scheme.scroll_into_view_if_needed()
    page.wait_for_timeout(1000)
    keep(page, "formgrader")


def begin(desk, answers):
    """Let two people mark, one of whom is stricter, and each read some of the other's again."""
    question = next(one for one in desk.questions if one.written_cell == QUESTION)
    desk.opened(QUESTION)
    items = {item.place: item for item in desk.store.items(QUESTION).values()}
    fairness.share_out(desk.store, fairness.EVERY, {"ida": 2, "otto": 1})
    for number, (student, state) in enumerate(sorted(desk.store.states(QUESTION).items())[: STUDENTS // 2]):
        deserved = {items[place].id: share for place, share in answers[student][question.id].deserved.items()}
        author = "otto" if number % 3 == 2 else "ida"
        given = Given(deserved if author == "ida" else dict(list(deserved.items())[:2]))
        digest = desk.sheet(QUESTION).answers[student].digest
        known = state.mark.version if state.mark else 0
        desk.store.give(Act(QUESTION, author, {student: digest}), given, {student: known})
        if number % 6 == 0:
            again = Given(dict(list(deserved.items())[:2]))
            earned = points_of(again, desk.store.items(QUESTION), question.written)
            fairness.read_again(desk.store, QUESTION, student, "otto", digest, again, earned)
