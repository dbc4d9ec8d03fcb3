"""Written answers are marked with items, in groups, and no mark is lost or goes over one unseen."""

import json
import shutil
import threading
from dataclasses import replace

import pytest
import sqlalchemy as sa
from commands import w2v
from marked import prepared, write_class, write_notebooks
from nbgrader.api import Gradebook
from servers import postgresql
from tiny import copy_tiny

from autograder.course import Classroom
from autograder.marking import database, exchange, fairness, history, preparing, rubric, tables
from autograder.marking.desk import Desk
from autograder.marking.items import Given, Item, all_earned, points_of, said
from autograder.marking.marks import BY_ITSELF, CHANGED, ELSEWHERE, MARKED, OPEN
from autograder.marking.store import Act, Conflict, NotThere, Store
from autograder.marking.views import Bad, View
from autograder.report import feedback

QUESTION = "pair-weight-written"
ANSWERS = {
    "ada": {"pair-weight": "Counts of rare pairs are noisy, and $\\log x$ makes that large."},
    "bela": {"pair-weight": "counts of rare pairs are noisy and $\\log(x)$ makes that large"},
    "cleo": {"pair-weight": "Rare pairs are not noisy."},
    "dora": {},
}


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """The tiny course with four graded answers; making a gradebook takes nbgrader two seconds."""
    classroom = copy_tiny(tmp_path_factory.mktemp("graded"))
    write_class(classroom, ANSWERS)
    return classroom


@pytest.fixture
def classroom(graded, tmp_path):
    """A classroom of the test's own."""
    shutil.copytree(graded.root, tmp_path, dirs_exist_ok=True)
    return Classroom.around(tmp_path)


@pytest.fixture
def store(classroom):
    store = Store.of(classroom)
    rubric.brought_up_to_date(store, QUESTION, rubric.sources_of(classroom.course, QUESTION, 2))
    yield store
    store.engine.dispose()


def act(*students, author="ida", **more):
    return Act(QUESTION, author, {student: f"digest of {student}" for student in students}, **more)


def in_the_gradebook(classroom, student):
    with Gradebook(f"sqlite:///{classroom.root}/gradebook.db") as gradebook:
        cell = QUESTION, "01_pair", "tiny", student
        grade, comment = gradebook.find_grade(*cell), gradebook.find_comment(*cell)
        return grade.manual_score, grade.needs_manual_grade, comment.manual_comment


# ---------------------------------------------------------------- items and points

SOME = {
    1: Item(1, "the step $a. b$ is there. Accepted as well: another.", 1.0, place=1),
    2: Item(2, "a slip", -0.5, place=2),
    3: Item(3, "all of it", 2.0, "whole", 3),
    4: Item(4, "a part of it", 1.0, "whole", 4),
}


@pytest.mark.parametrize(
    "chosen, correction, points",
    [
        ({1: 1.0, 2: 1.0}, 0.0, 0.5),
        ({1: 0.5}, 0.0, 0.5),
        ({2: 1.0}, 0.0, 0.0),
        ({1: 1.0, 3: 1.0}, 1.0, 3.0),
        ({}, 0.25, 0.25),
    ],
    ids=["deduction", "half", "not-below-zero", "not-above-the-most", "correction"],
)
def test_an_answer_earns_its_items_and_the_correction(chosen, correction, points):
    assert points_of(Given(chosen, "", correction), SOME, 3.0) == points


def test_students_are_told_the_first_sentence_of_each_item_and_the_comment():
    given = Given({1: 0.5, 2: 1.0}, "See the lecture.", 0.25)
    assert said(given, SOME) == (
        "- +0.5: the step $a. b$ is there.\n- −0.5: a slip\n- +0.25: correction\n\nSee the lecture."
    )


def test_all_items_are_the_best_of_each_choice_and_no_deduction():
    assert all_earned(list(SOME.values())) == {1: 1.0, 3: 1.0}


# ---------------------------------------------------------------- marks


def test_a_mark_is_in_nbgraders_gradebook_with_its_items_as_comment(classroom, store):
    first, _ = store.items(QUESTION)
    made = store.give(act("ada", "bela", origin="group"), Given({first: 1.0}, "Good."), {})
    assert {mark.points for mark in made.values()} == {1.0}
    for student in ("ada", "bela"):
        points = in_the_gradebook(classroom, student)
        assert points == (1.0, False, "- +1: counts of rare pairs are noisy\n\nGood.")
    states = store.states(QUESTION)
    assert states["ada"].mark.origin == "group" and states["ada"].mark.author == "ida"
    assert in_the_gradebook(classroom, "cleo") == (None, True, None)
    assert [states[one].status(f"digest of {one}") for one in ANSWERS] == [MARKED, MARKED, OPEN, BY_ITSELF]


def test_students_see_items_and_comment_on_their_page(classroom, store):
    first, _ = store.items(QUESTION)
    store.give(act("ada"), Given({first: 1.0}, "Well **said**."), {})
    classroom.release.mkdir(parents=True)  # the page's headings are those of the release
    title = {"cell_type": "markdown", "metadata": {}, "source": "# One pair"}
    (classroom.release / "01_pair.ipynb").write_text(json.dumps({"cells": [title]}), "utf-8")
    page = feedback.write(classroom, classroom.root / "pages", ["ada"])["ada"].read_text("utf-8")
    assert "+1: counts of rare pairs are noisy" in page and "Well <strong>said</strong>." in page


def test_a_mark_over_one_that_was_not_seen_is_refused_whole_and_names_who(classroom, store):
    first, second = store.items(QUESTION)
    store.give(act("ada"), Given({first: 1.0}), {})
    with pytest.raises(Conflict, match="ida marked this") as problem:
        store.give(act("ada", "bela", author="otto"), Given({second: 1.0}), {"ada": 0, "bela": 0})
    assert [mark.student for mark in problem.value.marks] == ["ada"]
    assert in_the_gradebook(classroom, "bela")[0] is None
    store.give(act("ada", "bela", author="otto"), Given({second: 1.0}), {"ada": 1, "bela": 0})
    assert store.states(QUESTION)["ada"].mark.author == "otto"


def test_two_markers_at_full_speed_lose_nothing(classroom, store):
    """Each adds to the correction what it saw, and tries again when told of the other."""
    rounds, problems = 12, []

    def marks(author):
        mine = Store.of(classroom)
        for _ in range(rounds):
            while True:
                mark = mine.states(QUESTION)["ada"].mark
                version, before = (mark.version, mark.given.correction) if mark else (0, 0.0)
                try:
                    given = Given({}, "", round(before + 0.01, 6))
                    mine.give(act("ada", author=author), given, {"ada": version})
                    break
                except Conflict:
                    continue
                except Exception as problem:
                    return problems.append(problem)
        mine.engine.dispose()

    markers = [threading.Thread(target=marks, args=[author]) for author in ("ida", "otto")]
    for marker in markers:
        marker.start()
    for marker in markers:
        marker.join()
    assert not problems
    mark = store.states(QUESTION)["ada"].mark
    assert (mark.version, mark.given.correction) == (2 * rounds, 2 * rounds / 100)
    assert len(history.log(store, QUESTION, "ada")) == 2 * rounds


def test_an_item_that_changes_changes_every_answer_that_has_it(classroom, store):
    first, second = store.items(QUESTION)
    store.give(act("ada", "bela"), Given({first: 1.0, second: 1.0}), {})
    store.give(act("cleo"), Given({second: 1.0}), {})
    item, count = rubric.changed(store, act(), first, 1, {"points": 0.5, "text": "noise"})
    assert (count, item.version) == (2, 2)
    assert in_the_gradebook(classroom, "ada")[::2] == (
        1.5,
        "- +0.5: noise\n- +1: the logarithm makes the noise large",
    )
    assert in_the_gradebook(classroom, "cleo")[0] == 1.0
    with pytest.raises(rubric.ItemChanged):
        rubric.changed(store, act(), first, 1, {"points": 1.0})
    _, count = rubric.changed(store, act(), first, 2, {"retired": True})
    assert count == 2 and in_the_gradebook(classroom, "bela")[0] == 1.0
    assert list(store.items(QUESTION)) == [second]


def test_items_are_added_and_new_words_in_the_source_are_taken_unless_changed_here(classroom, store):
    added = rubric.added(store, act(), "a nice example", 0.5)
    assert [item.place for item in store.items(QUESTION).values()] == [1, 2, 3] and added.source == ""
    _, second, _ = store.items(QUESTION)
    rubric.changed(store, act(), second, 1, {"text": "mine"})
    sources = rubric.sources_of(classroom.course, QUESTION, 2)
    rubric.brought_up_to_date(store, QUESTION, [replace(one, text=f"new {one.text}") for one in sources])
    texts = [item.text for item in store.items(QUESTION).values()]
    assert texts == ["new counts of rare pairs are noisy", "mine", "a nice example"]


def test_an_item_of_the_source_that_was_taken_away_stays_away(classroom, store):
    first, second = store.items(QUESTION)
    rubric.changed(store, act(), first, 1, {"retired": True})
    sources = rubric.sources_of(classroom.course, QUESTION, 2)
    rubric.brought_up_to_date(store, QUESTION, sources)
    rubric.brought_up_to_date(store, QUESTION, [replace(one, text=f"new {one.text}") for one in sources])
    texts = [(item.id, item.text) for item in store.items(QUESTION).values()]
    assert texts == [(second, "new the logarithm makes the noise large")]


def test_undo_goes_back_step_by_step_and_not_over_somebody_elses_mark(classroom, store):
    first, second = store.items(QUESTION)
    store.give(act("ada", "bela"), Given({first: 1.0}), {})
    store.give(act("ada"), Given({first: 1.0, second: 1.0}), {"ada": 1})
    assert history.undone(store, "ida")[1]["ada"].points == 1.0
    assert in_the_gradebook(classroom, "ada")[0] == 1.0
    store.give(act("bela", author="otto"), Given(), {"bela": 1})
    with pytest.raises(Conflict, match="otto"):
        history.undone(store, "ida")
    history.undone(store, "otto")
    with pytest.raises(NotThere):
        history.undone(store, "eve")


def test_undo_gives_an_item_back_as_it_was_and_every_answer_that_had_it(classroom, store):
    first, second = store.items(QUESTION)
    store.give(act("ada", "bela"), Given({first: 1.0, second: 1.0}), {})
    rubric.changed(store, act(), first, 1, {"points": 0.5})
    rubric.changed(store, act(), second, 1, {"retired": True})
    rubric.added(store, act(), "a nice example", 0.5)
    store.give(act("bela", author="otto"), Given({first: 1.0}), {"bela": 3})
    history.undone(store, "ida")
    assert list(store.items(QUESTION)) == [first]
    assert history.undone(store, "ida")[1].keys() == {"ada", "bela"}  # otto could not see the item
    assert in_the_gradebook(classroom, "ada")[0] == 1.5
    history.undone(store, "ida")
    assert store.items(QUESTION)[first].points == 1.0 and in_the_gradebook(classroom, "ada")[0] == 2.0
    with pytest.raises(Conflict, match="otto"):
        history.undone(store, "ida")


def test_undo_of_marks_gives_them_the_items_of_today(classroom, store):
    first, second = store.items(QUESTION)
    store.give(act("ada"), Given({first: 1.0}), {})
    store.give(act("ada"), Given({first: 1.0, second: 1.0}), {"ada": 1})
    rubric.changed(store, act(author="otto"), first, 1, {"points": 0.5})
    assert history.undone(store, "ida")[1]["ada"].points == 0.5
    with pytest.raises(rubric.ItemChanged):
        rubric.changed(store, act(author="eve"), first, 2, {"points": 0.75})
        history.undone(store, "otto")


def test_points_from_the_formgrader_stay_when_an_item_changes(classroom, store):
    first, _ = store.items(QUESTION)
    store.give(act("ada", "bela"), Given({first: 1.0}), {})
    by_the_formgrader(classroom, "ada", 1.75)
    _, count = rubric.changed(store, act(), first, 1, {"points": 0.5})
    assert count == 1 and in_the_gradebook(classroom, "ada")[0] == 1.75
    assert in_the_gradebook(classroom, "bela")[0] == 0.5


def test_undo_gives_back_what_the_formgrader_had_given(classroom, store):
    by_the_formgrader(classroom, "ada", 1.5)
    assert store.states(QUESTION)["ada"].status("digest of ada") == ELSEWHERE
    store.give(act("ada"), Given(), {})
    assert in_the_gradebook(classroom, "ada")[0] == 0.0
    history.undone(store, "ida")
    assert in_the_gradebook(classroom, "ada")[0] == 1.5


def by_the_formgrader(classroom, student, points):
    """Give points as the formgrader does."""
    with Gradebook(f"sqlite:///{classroom.root}/gradebook.db") as gradebook:
        grade = gradebook.find_grade(QUESTION, "01_pair", "tiny", student)
        grade.manual_score, grade.needs_manual_grade = points, False
        gradebook.db.commit()


def test_what_the_formgrader_changes_and_what_the_student_changes_is_seen(classroom, store):
    store.give(act("ada", "bela"), Given({1: 1.0}), {})
    by_the_formgrader(classroom, "ada", 0.5)
    states = store.states(QUESTION)
    assert states["ada"].status("digest of ada") == ELSEWHERE
    assert states["bela"].status("another digest") == CHANGED


def test_marks_survive_regrading_and_a_gradebook_made_anew(classroom, store):
    store.give(act("ada", "bela"), Given({1: 1.0}), {})
    with Gradebook(f"sqlite:///{classroom.root}/gradebook.db") as gradebook:  # as autograding again does
        grade = gradebook.find_grade(QUESTION, "01_pair", "tiny", "ada")
        grade.needs_manual_grade = True
        gradebook.db.commit()
        gradebook.remove_submission("tiny", "bela")
        gradebook.add_submission("tiny", "bela")
    assert in_the_gradebook(classroom, "bela")[0] is None
    assert history.written_again(store, QUESTION) == 2
    assert in_the_gradebook(classroom, "ada")[:2] == in_the_gradebook(classroom, "bela")[:2] == (1.0, False)
    assert history.written_again(store, QUESTION) == 0


def test_answers_are_put_into_groups_and_only_what_changed_is_looked_at_again(classroom):
    prepared(classroom)
    kept = preparing.read_kept(classroom, QUESTION)
    groups = [(set(group["students"]), group["kind"]) for group in kept["groups"]]
    assert ({"ada", "bela"}, "same") in groups and ({"cleo"}, "same") in groups
    assert ({"dora"}, "blank") in groups
    before = preparing.kept_at(classroom, QUESTION).stat().st_mtime_ns
    prepared(classroom)
    assert preparing.kept_at(classroom, QUESTION).stat().st_mtime_ns == before


def test_a_database_that_is_no_gradebook_is_named(tmp_path):
    with pytest.raises(database.NoGradebook, match="w2v grade"):
        database.opened(f"sqlite:///{tmp_path}/gradebook.db")
    (tmp_path / "gradebook.db").write_bytes(b"this is no database at all" * 100)
    with pytest.raises(database.NoGradebook, match="cannot be used"):
        database.opened(f"sqlite:///{tmp_path}/gradebook.db")


# ---------------------------------------------------------------- fairness


def test_every_marker_has_an_order_of_their_own_that_stays():
    keys = [str(number) for number in range(20)]
    mine = fairness.shuffled(keys, "ida", QUESTION)
    assert mine == fairness.shuffled(reversed(keys), "ida", QUESTION) and sorted(mine) == sorted(keys)
    assert mine != fairness.shuffled(keys, "otto", QUESTION) and mine != keys


def test_answers_go_to_markers_by_their_shares(classroom, store):
    assert fairness.marker_of("key", QUESTION, {}) == ""
    shares = {"ida": 3.0, "otto": 1.0}
    mine = sum(fairness.marker_of(str(key), QUESTION, shares) == "ida" for key in range(1000))
    assert 700 < mine < 800
    prepared(classroom)
    desk = Desk(classroom, store)
    everything = {one["key"] for one in desk.queue(QUESTION, "ida")}
    fairness.share_out(store, fairness.EVERY, shares)
    parts = [{one["key"] for one in desk.queue(QUESTION, who)} for who in shares]
    assert parts[0] | parts[1] == everything and not parts[0] & parts[1]
    assert {one["key"] for one in desk.queue(QUESTION, "otto", everybodys=True)} == everything


def test_a_tenth_is_read_again_without_the_mark_and_differences_are_listed(classroom, store, monkeypatch):
    assert 70 < sum(fairness.is_read_twice(str(one), QUESTION) for one in range(1000)) < 130
    monkeypatch.setattr(fairness, "TENTH", 1.0)
    prepared(classroom)
    view, first = View(Desk(classroom, store), QUESTION, "otto"), next(iter(store.items(QUESTION)))
    store.give(act("ada"), Given({first: 1.0}), {})
    [entry] = view.queue(everybodys=False, second=True)["entries"]
    assert view.queue(everybodys=False, second=True, find="NOISY")["entries"] == [entry]
    assert not view.queue(everybodys=False, second=True, find="nowhere")["entries"]
    shown = view.entry(entry["key"])
    one = shown["members"][0]
    assert (one["mark"], one["manual"], one["status"]) == (None, None, OPEN)  # nothing of the first
    view.give({"students": {shown["members"][0]["id"]: 1}, "origin": entry["key"], "chosen": {}})
    mark = store.states(QUESTION)["ada"].mark
    assert (mark.author, mark.points) == ("ida", 1.0)  # as it was
    [(one, again)] = fairness.disagreements({"ada": mark}, fairness.readings_of(store, QUESTION))
    assert (one.points, again.points, again.author) == (1.0, 0.0, "otto")
    assert View(Desk(classroom, store), QUESTION, "ida").queue(False, True)["entries"] == []


def test_counts_and_spread_are_per_marker_and_item(store):
    first, second = store.items(QUESTION)
    store.give(act("ada", "bela"), Given({first: 1.0}), {})
    store.give(act("cleo", author="otto"), Given({first: 1.0, second: 1.0}), {})
    marks = [state.mark for state in store.states(QUESTION).values() if state.mark]
    counts = [(one["marker"], one["count"], one["mean"], one["spread"]) for one in fairness.by_marker(marks)]
    assert counts == [("ida", 2, 1.0, 0.0), ("otto", 1, 2.0, 0.0)]
    assert fairness.by_item(marks) == {first: {"ida": 1.0, "otto": 1.0}, second: {"ida": 0.0, "otto": 1.0}}


# ---------------------------------------------------------------- the page's requests


def test_a_change_that_is_sent_twice_counts_once(classroom, store):
    prepared(classroom)
    view, first = View(Desk(classroom, store), QUESTION, "ida"), next(iter(store.items(QUESTION)))
    key = next(one["key"] for one in view.queue(False, False)["entries"] if one["size"] == 2)
    students = {one["id"]: 0 for one in view.entry(key)["members"]}
    sent = {"students": students, "chosen": {str(first): 1}, "origin": f"group {key}"}
    assert view.give(sent)["marks"] == view.give(sent)["marks"]
    with pytest.raises(Conflict):
        view.give(sent | {"comment": "another"})


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"students": {"nobody": 0}},
        {"students": {"*": 0}, "chosen": {"1": 7}},
        {"students": {"*": 0}, "correction": "NaN"},
        {"students": {"*": 0}, "correction": "many"},
        {"students": {"*": 0}, "chosen": {"first": 1}},
        {"students": {"*": "one"}},
    ],
    ids=["nothing", "unknown", "share", "no-number", "word", "item", "version"],
)
def test_a_request_that_the_page_never_makes_is_refused(classroom, store, sent):
    prepared(classroom)
    desk = Desk(classroom, store)
    if "*" in sent.get("students", {}):
        sent = sent | {"students": {desk.alias("ada"): sent["students"]["*"]}}
    with pytest.raises(Bad):
        View(desk, QUESTION, "ida").give(sent)


def test_names_are_hidden_until_they_are_asked_for(classroom, store):
    prepared(classroom)
    desk = Desk(classroom, store)
    key = next(one["key"] for one in desk.queue(QUESTION, "ida") if one["size"] == 2)
    hidden = View(desk, QUESTION, "ida").entry(key)
    assert "ada" not in json.dumps(hidden)
    variants = View(desk, QUESTION, "ida", names=True).entry(key)["variants"]
    assert {name for one in variants for name in one["names"]} == {"ada", "bela"}


def test_one_that_was_pulled_out_is_an_entry_of_its_own_until_its_answer_changes(classroom, store):
    prepared(classroom)
    desk = Desk(classroom, store)
    key = desk.pull_out(QUESTION, ["bela"], "ida")
    entries = desk.entries(QUESTION)
    assert entries[key].students == ("bela",)
    assert ("ada",) in [entry.students for entry in entries.values()]
    write_notebooks(classroom, "bela", {"pair-weight": "Something else."})
    prepared(classroom)
    assert key not in desk.entries(QUESTION)


# ---------------------------------------------------------------- another machine, and students


def test_marks_go_to_another_machine_and_a_later_one_there_stays(classroom, store, tmp_path_factory):
    first, second = store.items(QUESTION)
    rubric.changed(store, act(), second, 1, {"text": "mine", "points": 0.5})
    store.give(act("ada", "bela", origin="group x"), Given({first: 1.0, second: 1.0}, "Well."), {})
    exported = classroom.root / "marks.json"
    assert w2v("mark", "--export", exported, cwd=classroom.root).stdout.startswith("2 marks in ")
    other = copy_tiny(tmp_path_factory.mktemp("other"))
    write_class(other, ANSWERS)
    theirs = exchange.store_of(other)
    theirs.give(act("bela", author="otto"), Given(), {})
    with theirs.writing() as connection:
        later = sa.update(tables.marks).where(tables.marks.c.student == "bela").values(at="2999-01-01")
        connection.execute(later)
    done = w2v("mark", "--import", exported, cwd=other.root)
    assert (
        done.stdout.startswith("1 mark from ")
        and "1 left as they are: this machine has a later" in done.stderr
    )
    mark = theirs.states(QUESTION)["ada"].mark
    assert (mark.author, mark.origin, mark.points) == ("ida", "group x", 1.5)
    assert in_the_gradebook(other, "ada")[2].startswith("- +1: counts of rare pairs are noisy\n- +0.5: mine")
    assert theirs.states(QUESTION)["bela"].mark.author == "otto"
    theirs.engine.dispose()
    exported.write_text("{}", "utf-8")
    assert w2v("mark", "--import", exported, cwd=other.root).returncode == 2


def test_without_a_gradebook_the_command_says_what_comes_first(tmp_path):
    done = w2v("mark", "--export", tmp_path / "marks.json", cwd=copy_tiny(tmp_path).root)
    assert done.returncode == 3 and "w2v grade" in done.stderr and "Traceback" not in done.stderr


def test_postgresql_keeps_marks_as_sqlite_does(tmp_path):
    classroom = copy_tiny(tmp_path)
    with postgresql() as address:
        write_class(classroom, ANSWERS, address)
        store = Store(database.opened(address), classroom.course.id)
        rubric.brought_up_to_date(store, QUESTION, rubric.sources_of(classroom.course, QUESTION, 2))
        first, _ = store.items(QUESTION)
        store.give(act("ada", "bela"), Given({first: 1.0}), {})
        with pytest.raises(Conflict):
            store.give(act("ada", author="otto"), Given(), {})
        assert rubric.changed(store, act(), first, 1, {"points": 0.5})[1] == 2
        assert store.states(QUESTION)["ada"].cell.manual == 0.5
        store.engine.dispose()
