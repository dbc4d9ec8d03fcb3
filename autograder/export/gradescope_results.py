"""What Gradescope shows of a submission: its results.json, made of results and verdicts.

A test without a score is one on which the program gives no verdict: it never becomes a zero.
"""

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from autograder.course import Course, Question, answer_cell
from autograder.results import final_lines
from autograder.results.result import COULD_NOT_CHECK, PASSED, Result
from autograder.results.text import said_once
from autograder.results.verdict import Verdict
from autograder.results.words import counted, number

VISIBILITIES = ("visible", "after_due_date", "after_published", "hidden")
BY_A_PERSON = "A person decides on {}."
NO_VERDICT = "**Could not check**, so there is no verdict on {}. A person may give them."
SPECIAL = re.compile(r"([\\*_{}\[\]<>#|!~])")  # of Markdown

Test = dict[str, Any]


def report(
    tests: Sequence[Test], output: str, visibility: str, seconds: float, has_score: bool = True
) -> Test:
    """Return results.json as data; without a score, nothing was graded."""
    data = {
        "output": output,
        "output_format": "md",
        "test_output_format": "md",
        "test_name_format": "text",
        "visibility": visibility,
        "stdout_visibility": "hidden",
        "execution_time": round(seconds, 1),
        "tests": list(tests),
    }
    score = {"score": round(sum(test.get("score", 0) for test in tests), 4)} if has_score else {}
    return score | data


def graded(
    course: Course,
    results: Mapping[str, Sequence[Result]],
    verdicts: Mapping[str, Verdict],
    cells: Mapping[str, str],
) -> list[Test]:
    """Return the tests of a graded submission, in course order. cells: {grade_id: what is written there}."""
    tests: list[Test] = []
    for question in course.catalogue:
        tests += _of_checks(question, results.get(question.id, ()))
        for formula, points in question.formulas.items():
            id = answer_cell(formula)
            is_blank = cells.get(id, "") == course.catalogue.blanks[id]
            if id in verdicts:
                tests.append(_of_line(question, formula, verdicts[id], points, is_blank))
        if question.written:
            tests.append(_of_text(question, course.catalogue.is_blank(cells.get(question.written_cell, ""))))
    return tests


def ungraded(course: Course, why: str) -> list[Test]:
    """Return one test per question, without a verdict, of a submission that could not be graded."""
    return [
        _test(question, question.title, f"Could not check: {prose(why)}", None, question.points)
        for question in course.catalogue
    ]


def summary(tests: Sequence[Test], course: Course, notes: Sequence[str]) -> str:
    """Return what stands above all tests: the points, who decides on the others, and what was put right."""
    scores = [test["score"] for test in tests if "score" in test]
    waiting = len(tests) - len(scores)
    most = sum(question.points for question in course.catalogue if not question.bonus)
    bonus = sum(question.points for question in course.catalogue if question.bonus)
    more = f", and {number(bonus)} more as a bonus" if bonus else ""
    lines = [f"**{number(sum(scores))} points** by the program. There are {number(most)} in all{more}."]
    if waiting:
        have = "has" if waiting == 1 else "have"
        lines.append(f"{counted(waiting, 'item')} below {have} no points yet: a person decides on them.")
    if notes:
        lines += ["What was put right, or was not read:", "\n".join(f"- {prose(note)}" for note in notes)]
    return "\n\n".join(lines)


def _of_checks(question: Question, results: Sequence[Result]) -> Iterable[Test]:
    for _, group in itertools.groupby(results, key=lambda result: result.question):
        for result, message in said_once(list(group)):
            decided = None if result.status == COULD_NOT_CHECK else result.points
            parts = [NO_VERDICT.format(counted(result.max_points, "point"))] if decided is None else []
            parts += [block(message)] if message else []
            parts += [f"**Hint:** {prose(result.hint)}"] if result.hint else []
            parts += [f"**Remark:** {prose(remark)}" for remark in result.remarks]
            is_passed = result.status == PASSED
            yield _test(question, result.sentence, "\n\n".join(parts), decided, result.max_points, is_passed)


def _of_line(question: Question, formula: str, verdict: Verdict, points: float, is_blank: bool) -> Test:
    """Return the test of a final line: right, wrong or blank; what cannot be read waits for a person."""
    said = "No answer was given." if is_blank else block(final_lines.text(verdict))
    decided = points if verdict.is_right else 0
    if verdict.is_unreadable and not is_blank:
        return _test(
            question,
            f"final line {formula}",
            f"{said}\n\n{BY_A_PERSON.format(counted(points, 'point'))}",
            None,
            points,
        )
    return _test(question, f"final line {formula}", said, decided, points, verdict.is_right)


def _of_text(question: Question, is_blank: bool) -> Test:
    if is_blank:
        return _test(question, "written answer", "No answer was given.", 0, question.written, False)
    return _test(
        question,
        "written answer",
        BY_A_PERSON.format(counted(question.written, "point")),
        None,
        question.written,
    )


def _test(
    question: Question, what: str, output: str, score: float | None, most: float, is_passed: bool = False
) -> Test:
    """Return one test. Bonus points are outside of the maximum."""
    test: Test = {"name": f"{question.id}: {what}", "output": output}
    if score is None:
        return test
    status = "passed" if is_passed else "failed"
    return test | {"score": round(score, 4), "max_score": 0 if question.bonus else most, "status": status}


def prose(text: str) -> str:
    """Return a text as Markdown shows it, letter by letter; what stands between backticks is code."""
    parts = text.split("`")
    if len(parts) % 2 == 0:  # one of them is no pair's
        return SPECIAL.sub(r"\\\1", text).replace("`", "\\`")
    return "`".join(part if i % 2 else SPECIAL.sub(r"\\\1", part) for i, part in enumerate(parts))


def block(text: str) -> str:
    """Return lines that keep their columns; nothing in them ends the block."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}"
