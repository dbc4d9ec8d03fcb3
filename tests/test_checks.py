"""Every check: the reference passes, the stub gets nothing, wrong code fails, other right styles pass."""

import collections
import re
import sys
import time
import types

import numpy as np
import pytest
from conftest import COURSE

from autograder.checks import gradients, oracle
from autograder.checks.checker import Checker
from autograder.checks.diagnosis import hints
from autograder.checks.misconceptions import misconceptions
from autograder.checks.question_checks import interface_of, module_of
from autograder.checks.reference import Library, reference_of
from autograder.release.table import table as made_table
from autograder.report import lookalikes
from autograder.results.result import COULD_NOT_CHECK, FAILED, PASSED, totals
from autograder.sandbox.caller import StudentError
from autograder.sandbox.in_process import InProcess

QUESTIONS = [q.id for q in COURSE.catalogue.checked]
OWNER = {name: q.id for q in COURSE.catalogue.checked for name in q.functions}
RIGHT = oracle.Reference(reference_of(COURSE), COURSE)
INTERFACE = interface_of(COURSE, RIGHT.arguments)
WITH_LOSS = [name for name, signature in INTERFACE.items() if len(signature.outputs) > 1]


@pytest.fixture(autouse=True)
def one_keeper_of_checkpoints(monkeypatch):
    """Other tests load the library anew; the variants keep checkpoints with the one that they know."""
    from variants import checkpoints

    monkeypatch.setitem(sys.modules, "w2v_lib.checkpoints", checkpoints)


class Replaced:
    """Stand in for the reference library, with some functions replaced."""

    def __init__(self, **functions):
        import w2v_lib

        self.__file__, self.__name__ = w2v_lib.__file__, w2v_lib.__name__
        self.__dict__.update(functions)

    def __getattr__(self, name):
        import w2v_lib

        return getattr(w2v_lib, name)


def checked(reference, question, library=None, key="test", seeds=(0,), table=None):
    """Return the results of a question's checks on a library, on the reference if none is given."""
    caller = Library(library, COURSE) if library else reference
    return Checker(COURSE, caller, RIGHT, seeds, key, table).results(question)


def passed(results):
    return all(r.status == PASSED for r in results)


def test_every_file_of_checks_belongs_to_a_question():
    files = {path.stem for path in (COURSE.folder / "public" / "checks").glob("*.py")}
    shared = {"__init__", "large", "pairs", "windows"}
    assert files - shared == {module_of(id).removeprefix("checks.") for id in QUESTIONS}


def test_interface_has_the_arguments_of_the_reference():
    assert INTERFACE["sgd"].arguments == (
        "loss_and_gradient",
        "x0",
        "step",
        "num_steps",
        "postprocess",
        "anneal_every",
    )
    assert all(signature.arguments for signature in INTERFACE.values())


@pytest.mark.parametrize("question", QUESTIONS)
def test_reference_passes_over_200_draws(reference, question):
    results = checked(reference, question, seeds=range(200))
    assert passed(results), [r.message for r in results]
    points, max_points = totals(results)
    assert points == max_points == COURSE.catalogue[question].check_points


@pytest.mark.parametrize("question", QUESTIONS)
def test_stub_gets_no_points_and_is_told_where_to_write(reference, classroom, question):
    caller = InProcess(classroom.release, COURSE.library, COURSE.functions)
    checker = Checker(COURSE, caller, RIGHT, (0,))
    results = checker.results(question)
    assert totals(results)[0] == 0
    first = next(r for r in results if r.status == FAILED)
    assert first.message.startswith(f"{question} is not written yet: it belongs in w2v_lib/")
    assert all(r.status == COULD_NOT_CHECK or r.message == first.message for r in results)


BANK = {m.id: m for m in misconceptions(COURSE)}


@pytest.fixture(scope="session")
def table(tmp_path_factory):
    """Make the table that is recorded at release."""
    import json

    path = tmp_path_factory.mktemp("table") / oracle.TABLE
    path.write_text(json.dumps(made_table(COURSE)))
    return oracle.Table(path)


@pytest.mark.parametrize("id", BANK)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_misconception_fails_and_earns_its_own_hint(reference, table, id):
    wrong = BANK[id]
    for key in range(12):
        results = checked(reference, wrong.question, wrong.library, key=key, table=table)
        assert not passed(results)
        assert [r.hint for r in results if r.hint] == [wrong.hint]


@pytest.mark.parametrize("question", sorted({m.question for m in BANK.values()}))
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_misconception_looks_like_no_other_over_50_draws(question):
    some = [m for m in BANK.values() if m.question == question]
    explained = lookalikes.explained(COURSE)
    for (one, other), count in lookalikes.matrix(COURSE, some).items():
        assert count == (lookalikes.DRAWS if one == other or (one, other) in explained else 0), (one, other)


@pytest.mark.parametrize("question", sorted({m.question for m in BANK.values()}))
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_right_code_earns_no_hint_over_50_draws(reference, question):
    from variants import VARIANTS

    variants = [Replaced(**{name: function}) for name, function in VARIANTS if OWNER[name] == question]
    right = [reference, *(Library(library, COURSE) for library in variants)]
    some = {m: Library(m.library, COURSE) for m in BANK.values() if m.question == question}
    for number in range(lookalikes.DRAWS):
        key = f"probe {number}"
        table = types.SimpleNamespace(content=probed(reference, question, some, key))
        for caller in right:
            assert hints.find(COURSE, COURSE.catalogue[question], caller, table, key) is None


def probed(reference, question, some, key):
    """Record what misconceptions and the reference give on the probe of a key, as the table does.

    some: {misconception: its caller}.
    """
    known = []
    for m, caller in some.items():
        outputs = hints.outputs(COURSE, question, caller, key)
        known.append({"id": m.id, "hint": m.hint, "outputs": outputs})
    right = hints.outputs(COURSE, question, reference, key)
    return {"misconceptions": {question: known}, "right": {question: right}}


TWO_AT_ONCE = {  # two of the bank's mistakes in one function, as a student combines them
    "naive-softmax": """
def naive_softmax_loss_and_gradient(v, o, U):
    y = softmax(U @ v)
    loss = np.log(y[o])                    # the sign
    y[o] -= 1
    return loss, -(U.T @ y), np.outer(y, v)  # and another
""",
    "negative-sampling": """
def negative_sampling_loss_and_gradient(v, o, U, negatives):
    negatives = np.asarray(negatives)
    s, t = sigmoid(U[o] @ v), sigmoid(-U[negatives] @ v)
    loss = -np.log(s) - np.sum(np.log(t))
    center = -((s - 1) * U[o] + (1 - t) @ U[negatives])  # the sign
    outside = np.zeros_like(U)
    outside[o] = (s - 1) * v
    outside[negatives] += np.outer(1 - t, v)            # repeats once
    return loss, center, outside
""",
}


@pytest.mark.parametrize("question", TWO_AT_ONCE)
def test_two_mistakes_at_once_earn_the_hint_of_one_and_a_remark(reference, table, question):
    package = reference.library
    scope = {"np": np} | {name: getattr(package, name) for name in dir(package)}
    exec(TWO_AT_ONCE[question], scope)
    name = COURSE.catalogue[question].functions[0]
    results = checked(reference, question, Replaced(**{name: scope[name]}), table=table)
    (hint,) = [r.hint for r in results if r.hint]
    own = {m.hint for m in BANK.values() if m.question == question}
    assert hint.removesuffix(" (There is another mistake besides this one.)") in own and hint not in own


def test_hints_are_unique_within_a_question():
    hints = collections.Counter((m.question, m.hint) for m in BANK.values())
    shared = {hint for (_, hint), count in hints.items() if count > 1}
    same_values = BANK["true-words-term-missing"].hint  # y_hat - 1 thrown away gives the same numbers
    same_question = BANK["chosen-on-test"].hint  # more would answer the written part
    assert shared == {same_values, same_question}


def variants():
    """Return (name, function) of right code in other styles."""
    from variants import VARIANTS

    return VARIANTS


@pytest.mark.parametrize("name, function", variants(), ids=lambda value: getattr(value, "__name__", ""))
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_other_right_styles_earn_full_points(reference, table, name, function):
    for key in range(30):
        results = checked(reference, OWNER[name], Replaced(**{name: function}), key=key, table=table)
        assert passed(results), [(r.check, r.message, r.hint) for r in results if r.status != PASSED]


def test_variants_hold_three_styles_of_each_function():
    count = collections.Counter(name for name, _ in variants())
    assert {name: count[name] >= 3 for name in OWNER} == dict.fromkeys(OWNER, True)


def off_by(name, output, factor, rng):
    """Return the function with one random entry of one output multiplied by the factor."""
    import w2v_lib

    right = getattr(w2v_lib, name)

    def wrong(*args, **kwargs):
        value = right(*args, **kwargs)
        parts = list(value) if output is not None else [value]
        part = np.array(parts[output or 0], dtype=float)
        wanted = np.flatnonzero(part) if np.any(part) else [0]
        part.flat[wanted[chosen % len(wanted)]] *= factor
        parts[output or 0] = part
        return tuple(parts) if output is not None else parts[0]

    chosen = int(rng.integers(1000))
    return wrong


OUTPUTS = [
    (name, i if name in WITH_LOSS else None)
    for name, signature in INTERFACE.items()
    if name != "choose_regularization"
    for i in range(len(signature.outputs))
]


@pytest.mark.parametrize("name, output", OUTPUTS)
def test_error_of_a_tenth_of_a_percent_in_one_entry_fails(reference, name, output):
    rng = np.random.default_rng(0)
    for key in range(20):
        library = Replaced(**{name: off_by(name, output, 1.001, rng)})
        assert not passed(checked(reference, OWNER[name], library, key=key)), key


def test_overflow_warning_and_one_element_loss_pass_with_a_remark(reference):
    from variants import naive_softmax_loss_and_gradient__columns as columns
    from variants import sigmoid__plain_with_an_overflow_warning as plain

    results = checked(reference, "sigmoid", Replaced(sigmoid=plain))
    assert passed(results)
    assert any("overflow" in remark for r in results for remark in r.remarks)
    results = checked(reference, "naive-softmax", Replaced(naive_softmax_loss_and_gradient=columns))
    assert passed(results)
    assert any("loss has shape (1,)" in remark for r in results for remark in r.remarks)


@pytest.mark.parametrize("name", [n for n in INTERFACE if n != "sgd"])
def test_function_that_changes_its_input_fails_with_that_message(reference, name):
    import w2v_lib

    right = getattr(w2v_lib, name)

    def rude(*args, **kwargs):
        value = right(*args, **kwargs)
        for arg in args:
            if isinstance(arg, np.ndarray) and arg.ndim and arg.dtype == float:
                arg += 0.5
                break
            if isinstance(arg, list) and isinstance(arg[0], dict):
                arg.pop()
                break
        return value

    results = checked(reference, OWNER[name], Replaced(**{name: rude}))
    if name == "choose_regularization":  # it costs nothing there: the list is not used again
        assert passed(results) and "belongs to its caller" in results[0].remarks[0]
        return
    failed = [r for r in results if r.status == FAILED]
    assert [r.check.startswith("leaves_") for r in failed] == [True]
    assert "belongs to the caller" in failed[0].message


@pytest.mark.parametrize("name", ["naive_softmax_loss_and_gradient", "negative_sampling_loss_and_gradient"])
def test_guard_that_changes_the_loss_fails_on_every_draw(reference, name):
    import w2v_lib

    def guarded(*args):
        loss, *grads = getattr(w2v_lib, name)(*args)
        return -np.log(np.exp(-loss) + 1e-5), *grads

    for key in range(30):
        assert not passed(checked(reference, OWNER[name], Replaced(**{name: guarded}), key=key))


def test_choice_that_is_no_entry_of_the_sweep_is_explained(reference):
    import w2v_lib

    right = w2v_lib.choose_regularization
    for change in [{"dev": "0.5"}, {"dev": None}, {"dev": np.ones(3)}, {"note": "mine"}]:
        library = Replaced(choose_regularization=lambda results: right(results) | change)  # noqa: B023
        assert "as it stands there" in checked(reference, "sentiment", library)[0].message
    library = Replaced(choose_regularization=lambda results: None)
    assert "return" in checked(reference, "sentiment", library)[0].message


def test_question_built_on_an_unwritten_one_is_not_checked(reference):
    problem = StudentError("NotImplementedError", "", "w2v_lib/foundations.py", 3, "softmax")

    class Waiting(Library):
        def call(self, function, *rest):
            raise problem

    caller = Waiting(reference.library, COURSE)
    results = Checker(COURSE, caller, RIGHT, (0,)).results("network")
    assert {r.status for r in results} == {COULD_NOT_CHECK}
    assert results[0].message == "softmax, which this is built on, is not written yet."


def test_float32_fails_by_name(reference):
    import w2v_lib

    library = Replaced(softmax=lambda x: w2v_lib.softmax(x).astype(np.float32))
    first = next(r for r in checked(reference, "softmax", library) if r.status == FAILED)
    assert "float32" in first.message

    def inside(v, o, U):
        loss, gv, gU = w2v_lib.naive_softmax_loss_and_gradient(v, o, U)
        return loss, np.round(gv, 6), gU

    library = Replaced(naive_softmax_loss_and_gradient=inside)
    first = next(r for r in checked(reference, "naive-softmax", library) if r.status == FAILED)
    assert "slope" in first.message or "float32" in first.message


@pytest.mark.parametrize(
    "answer, said",
    [
        (None, "return"),
        ("text", "not made of real numbers"),
        (np.full(6, np.nan), "nan"),
        ([[1, 2], [3]], "different lengths"),
        (np.ones((2, 2)), "shape (2, 2)"),
        (np.ones(6) * 1j, "not made of real numbers"),
    ],
)
def test_answer_of_a_wrong_kind_is_explained(reference, answer, said):
    results = checked(reference, "softmax", Replaced(softmax=lambda x: answer))
    assert said in results[0].message


def test_failure_behind_a_broken_function_is_not_checked(reference):
    wrong = BANK["repeats-counted-once"]
    import w2v_lib

    def skipgram(c, outside, C, U, negatives=None):
        loss, gc, gU = w2v_lib.skipgram_loss_and_gradient(c, outside, C, U, negatives)
        return loss, gc, gU + (negatives is not None)

    library = Replaced(
        **{wrong.target: getattr(wrong.library, wrong.target), "skipgram_loss_and_gradient": skipgram}
    )
    results = checked(reference, "skipgram", library)
    assert COULD_NOT_CHECK in {r.status for r in results}
    assert any("negative-sampling, which this is built on, must pass first" in r.message for r in results)


def test_table_gives_the_verdicts_of_the_reference(reference, table):
    for question in QUESTIONS:
        assert passed(Checker(COURSE, reference, table, oracle.SEEDS, table=table).results(question))
    for wrong in BANK.values():
        caller = Library(wrong.library, COURSE)
        live = Checker(COURSE, caller, RIGHT, oracle.SEEDS)
        recorded = Checker(COURSE, caller, table, oracle.SEEDS)
        expected, found = (
            [r.status for r in checker.results(wrong.question)] for checker in (live, recorded)
        )
        assert found == expected


def test_table_names_a_draw_that_it_does_not_hold(reference, table):
    results = Checker(COURSE, reference, table, (77,)).results("softmax")
    assert results[0].status == COULD_NOT_CHECK and "draw 77 is not recorded" in results[0].message


# ---------------------------------------------------------------- gradients that are measured, not computed


def second_order(f, x, h):
    """Measure the gradient of f at x by central differences."""
    return np.array([(f(x + h * e) - f(x - h * e)) / (2 * h) for e in units(x)]).reshape(x.shape)


def fourth_order(f, x, h):
    """Measure the gradient of f at x by differences of fourth order."""

    def one(e):
        return (8 * (f(x + h * e) - f(x - h * e)) - (f(x + 2 * h * e) - f(x - 2 * h * e))) / (12 * h)

    return np.array([one(e) for e in units(x)]).reshape(x.shape)


def units(x):
    """Return the unit vectors of the space of x, each in the shape of x."""
    return np.eye(x.size).reshape(x.size, *x.shape)


class Later:
    """A gradient that is measured when somebody looks at it, since most calls are for the loss alone."""

    def __init__(self, difference, loss, x, h):
        self.measured_by = difference, loss, x, h

    def __array__(self, dtype=None, copy=None):
        difference, *given = self.measured_by
        return difference(*given)


def measured(reference, name, difference, h):
    """Return the function with its gradients measured on its own loss, as numerical_gradient would."""
    right, signature = getattr(reference.library, name), INTERFACE[name]

    def function(*given):
        def along(i):
            return lambda value: right(*given[:i], value, *given[i + 1 :])[0]

        places = [signature.position(signature.slopes[output]) for output in signature.outputs[1:]]
        return (right(*given)[0], *(Later(difference, along(i), given[i], h) for i in places))

    return function


@pytest.mark.parametrize("seconds, slow", [(0.05, True), (5.0, False)])
def test_what_grading_would_stop_is_not_passed_here_and_hears_by_how_much(
    reference, seconds, slow, monkeypatch
):
    def waiting(v, o, U):
        time.sleep(0.1 * (len(U) == 1000))
        return reference.library.naive_softmax_loss_and_gradient(v, o, U)

    monkeypatch.setattr(gradients, "SECONDS_PER_QUESTION", seconds)
    results = checked(reference, "naive-softmax", Replaced(naive_softmax_loss_and_gradient=waiting))
    failed = [r for r in results if r.status != PASSED]
    assert len(failed) == slow
    assert all(
        re.search(r"it takes 0\.\d s\. When graded, a question has 0\.05 s", r.message) for r in failed
    )


STEPS = [
    (second_order, 1e-4),
    (second_order, 1e-5),
    (second_order, 1e-6),
    (fourth_order, 1e-3),
    (fourth_order, 1e-5),
]
# two steps have to do for these
SLOW = {"minibatch_loss_and_gradient", "skipgram_loss_and_gradient", "cbow_loss_and_gradient"}


@pytest.mark.parametrize(
    "name, difference, h",
    [(name, *step) for name in WITH_LOSS for step in (STEPS[1:4:2] if name in SLOW else STEPS)],
)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_measured_gradient_is_recognised_for_every_step(reference, name, difference, h, monkeypatch):
    for question in ("naive_softmax", "negative_sampling"):  # here by its digits alone; by its time elsewhere
        monkeypatch.setattr(COURSE.public(f"checks.{question}"), "keeps_up", lambda *_, **__: None)
    for key in range(10):
        library = Replaced(**{name: measured(reference, name, difference, h)})
        results = checked(reference, OWNER[name], library, key=key)
        gradient = [r for r in results if "grad" in r.check and r.status != PASSED]
        said = [(r.check, r.message) for r in results]
        assert gradient and all(gradients.MEASURED in r.message for r in gradient), said
        assert all(r.status == PASSED for r in results if r not in gradient and "repeated" not in r.check)


@pytest.mark.parametrize("key", ["key4", "key215"])
def test_no_secret_lets_a_measured_gradient_through(reference, key, monkeypatch):
    """On one pair alone a difference quotient has digits enough for about one secret in a hundred."""
    monkeypatch.setattr(COURSE.public("checks.naive_softmax"), "keeps_up", lambda *_, **__: None)
    name = "naive_softmax_loss_and_gradient"
    library = Replaced(**{name: measured(reference, name, second_order, 1e-5)})
    gradient = [r for r in checked(reference, OWNER[name], library, key=key) if "grad" in r.check]
    assert len(gradient) == 2 and all(gradients.MEASURED in r.message for r in gradient)


def test_an_entry_of_the_table_may_be_from_a_processor_that_rounds_otherwise():
    """Powers of ten differ in the last bit between processors, and a release is made on another one."""
    alike = COURSE.public("checks.sentiment").alike
    entry = {"regularization": 1.079201602303862, "train": 0.2, "dev": 0.65, "test": 0.5}
    assert alike(entry, entry | {"regularization": 1.0792016023038622})
    assert not alike(entry, entry | {"dev": 0.651})
