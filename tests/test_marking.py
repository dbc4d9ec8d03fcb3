"""Written answers are marked with items, in groups, and no mark is lost or goes over one unseen."""

import threading

import pytest
from marked import prepared, write_class
from nbgrader.api import Gradebook
from tiny import copy_tiny

from autograder.marking import database, history, preparing, rubric
from autograder.marking.items import Given, Item, all_earned, points_of, said
from autograder.marking.marks import BY_ITSELF, CHANGED, ELSEWHERE, MARKED, OPEN
from autograder.marking.store import Act, Conflict, NotThere, Store

QUESTION = "pair-weight-written"
ANSWERS = {
    "ada": {"pair-weight": "Counts of rare pairs are noisy, and $\\log x$ makes that large."},
    "bela": {"pair-weight": "counts of rare pairs are noisy and $\\log(x)$ makes that large"},
    "cleo": {"pair-weight": "Rare pairs are not noisy."},
    "dora": {},
}


@pytest.fixture
def classroom(tmp_path):
    """The tiny course with four graded answers."""
    classroom = copy_tiny(tmp_path)
    write_class(classroom, ANSWERS)
    return classroom


@pytest.fixture
def store(classroom):
    store = Store(database.opened(database.address_of(classroom)), classroom.course.id)
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
        mine = Store(database.opened(database.address_of(classroom)), classroom.course.id)
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
    from dataclasses import replace

    rubric.brought_up_to_date(store, QUESTION, [replace(one, text=f"new {one.text}") for one in sources])
    texts = [item.text for item in store.items(QUESTION).values()]
    assert texts == ["new counts of rare pairs are noisy", "mine", "a nice example"]


def test_undo_goes_back_step_by_step_and_not_over_somebody_elses_mark(classroom, store):
    first, second = store.items(QUESTION)
    store.give(act("ada", "bela"), Given({first: 1.0}), {})
    store.give(act("ada"), Given({first: 1.0, second: 1.0}), {"ada": 1})
    assert history.undone(store, "ida")["ada"].points == 1.0
    assert in_the_gradebook(classroom, "ada")[0] == 1.0
    store.give(act("bela", author="otto"), Given(), {"bela": 1})
    with pytest.raises(Conflict, match="otto"):
        history.undone(store, "ida")
    history.undone(store, "otto")
    with pytest.raises(NotThere):
        history.undone(store, "eve")


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
