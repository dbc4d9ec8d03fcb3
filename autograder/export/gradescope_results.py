"""What Gradescope shows of a submission: its results.json, made of the records in its graded cells.

A test without a score is one on which the program gives no verdict: it never becomes a zero.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from autograder.course import Course, Question
from autograder.gradebook import records
from autograder.gradebook.records import Record
from autograder.results import final_lines
from autograder.results.result import COULD_NOT_CHECK, PASSED
from autograder.results.text import said_once
from autograder.results.verdict import Verdict
from autograder.results.words import counted, number

VISIBILITIES = ("visible", "after_due_date", "after_published", "hidden")
NO_ANSWER = "No answer was given."
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


def graded(course: Course, cells: Mapping[str, Any]) -> list[Test]:
    """Return the tests of a graded submission, in course order. cells: {grade_id: graded cell}."""
    tests: list[Test] = []
    for question in course.catalogue:
        for id, _, points in question.cells:
            record = records.of(cells[id])
            if record is None:
                tests.append(_of_text(question, points, course.catalogue.is_blank(cells[id].source)))
            elif record.verdict is None:
                tests += _of_checks(question, record)
            else:
                tests.append(_of_line(question, record, record.verdict))
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


def _of_checks(question: Question, record: Record) -> Iterator[Test]:
    for result, message in said_once(record.results):
        is_open = result.status == COULD_NOT_CHECK
        parts = [NO_VERDICT.format(counted(result.max_points, "point"))] if is_open else []
        parts += [block(message)] if message else []
        parts += [f"**Hint:** {prose(result.hint)}"] if result.hint else []
        parts += [f"**Remark:** {prose(remark)}" for remark in result.remarks]
        score = None if is_open else result.points
        is_passed = result.status == PASSED
        yield _test(question, result.sentence, "\n\n".join(parts), score, result.max_points, is_passed)


def _of_line(question: Question, record: Record, verdict: Verdict) -> Test:
    """Return the test of a final line: right, wrong or blank; what cannot be read waits for a person."""
    said = NO_ANSWER if record.blank else block(final_lines.text(verdict))
    if record.points is None:
        said += "\n\n" + BY_A_PERSON.format(counted(record.max_points, "point"))
    name = f"final line {verdict.formula}"
    return _test(question, name, said, record.points, record.max_points, verdict.is_right)


def _of_text(question: Question, points: float, is_blank: bool) -> Test:
    said = NO_ANSWER if is_blank else BY_A_PERSON.format(counted(points, "point"))
    return _test(question, "written answer", said, 0.0 if is_blank else None, points)


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
