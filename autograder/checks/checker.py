"""Run the checks of a question against a submission."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from autograder.course import Course, Question
from autograder.results.result import COULD_NOT_CHECK, FAILED, PASSED, Result
from autograder.sandbox.caller import Caller, CannotCheck, StudentError
from autograder.sandbox.in_process import InProcess
from autograder.sandbox.watching import Reached

from . import foreign
from .diagnosis import consistency, hints, parts, relations, rows
from .draw import Draw
from .explain import explain, sentence
from .failures import Changed, Failed, NotFinite
from .oracle import Oracle, Table
from .question_checks import checks_of, interface_of
from .student import Student


class Interrupted(Exception):
    """Whoever waited for a check has stopped it; the text says where it was."""


class Checker:
    """Check one submission, and remember what was found.

    Args:
        course: whose questions they are.
        caller: reaches the submission's functions.
        oracle: knows what is expected.
        seeds: the draws on which every check runs.
        key: what the draws depend on besides question, check and seed; secret when grading.
        table: recorded hints; None to give none.
        sources: gives {file: text} of what students write, where they should hear of what is not graded.
    """

    def __init__(
        self,
        course: Course,
        caller: Caller,
        oracle: Oracle,
        seeds: Sequence[int],
        key: object = "public",
        table: Table | None = None,
        sources: Callable[[], Mapping[str, str]] = dict,
    ) -> None:
        self.course, self.caller, self.oracle = course, caller, oracle
        self.seeds, self.key, self.table, self.sources = seeds, key, table, sources
        self.interface = interface_of(course, oracle.arguments)
        self.found: dict[str, list[Result]] = {}
        self.stuck: tuple[str, str] | None = None  # (status, message) for all that is left of a question
        self.changed: set[str] = set()  # arguments that some call of the question has changed

    def results(self, question: str) -> list[Result]:
        """Return the question's results, one per check."""
        if question not in self.found:
            self.found[question] = self.checked(self.course.catalogue[question])
        return self.found[question]

    def checked(self, question: Question) -> list[Result]:
        """Return the results of the checks that a question names, be they some of those in its file."""
        by_name: dict[str, Result] = {}
        self.stuck, self.changed = None, set()
        if said := foreign.refused(self.sources(), self.course):
            self.stuck = FAILED, said
        for name in question.checks:
            by_name[name] = self._run(question, name, by_name)
        results = list(by_name.values())
        if self.stuck is None and any(r.status == FAILED and not r.unwritten for r in results):
            results = self._blame(question, self._with_hint(question, results))
        return results

    def _run(self, question: Question, name: str, before: Mapping[str, Result]) -> Result:
        check = checks_of(self.course, question.id).checks[name]
        if any(before[other.__name__].status != PASSED for other in check.after):
            return self._result(
                question, name, COULD_NOT_CHECK, "Waits for an earlier check of this question."
            )
        if self.stuck:  # one wait per question is enough
            return self._result(question, name, *self.stuck)
        student, seed = Student(self.caller, self.interface, self.changed, self._refused), None
        try:
            if not before:
                self.caller.begin()
            for seed in self.seeds:
                expected = self.oracle.expected(question.id, name, seed)
                check(student, expected, Draw(self.key, question.id, name, seed))
        except Failed as problem:
            if isinstance(problem, NotFinite):  # here a warning told the truth
                student.remarks = [text for text in student.remarks if " warned (" not in text]
            picture = rows.picture_of(problem, student) if self.caller.shows_values else None
            result = self._result(question, name, FAILED, self._found(problem, student), student, seed)
            return replace(result, picture=picture)
        except StudentError as problem:
            return self._stopped(question, name, problem, student, seed)
        except CannotCheck as problem:
            if seed is None:  # the question could not even begin
                self.stuck = COULD_NOT_CHECK, str(problem)
            return self._result(question, name, COULD_NOT_CHECK, str(problem), student, seed)
        return self._result(question, name, PASSED, "", student)

    def _refused(self, reached: Sequence[Reached]) -> str:
        return foreign.reached_for(reached, self.sources(), self.course)

    def _found(self, problem: Failed, student: Student) -> str:
        """Say what a comparison found, and in which rows; with values only where they are no secret."""
        if problem.compared:
            where = rows.which_rows(*problem.compared, rows.rows_of(student, problem.compared[0]))
            problem.found += f". {where}" if where else ""
        if not self.caller.shows_values:
            return problem.found
        if isinstance(self.caller, InProcess):  # a place is found by a call that is watched
            problem.found += self._where(problem, self.caller, student)
        example = student.example(self.course.library)
        return "\n".join([problem.found, *problem.values, *([f"call      {example}"] if example else [])])

    @staticmethod
    def _where(problem: Failed, caller: InProcess, student: Student) -> str:
        """Name the line where it goes wrong, if it can be found."""
        if isinstance(problem, NotFinite):
            place = caller.where_it_overflows(*student.last)
            return f". It first happens in {place}" if place else ""
        if isinstance(problem, Changed):
            place = caller.where_it_writes(*student.last)
            return f". It is first written to in {place}" if place else ""
        return ""

    def _stopped(
        self, question: Question, name: str, problem: StudentError, student: Student, seed: int | None
    ) -> Result:
        """Return the result of a check in which the student's function gave no answer."""
        if problem.kind == "KeyboardInterrupt" and self.caller.shows_values:
            raise Interrupted(
                f"Stopped in {problem.file}, line {problem.line}." if problem.file else "Stopped."
            )
        message = explain(problem, question, self.course.library)
        if problem.kind == "NotImplementedError":
            owner = self.course.catalogue.owner_of(problem.function) or question
            if owner.id != question.id:
                message = f"{owner.id}, which this is built on, is not written yet."
                return self._result(question, name, COULD_NOT_CHECK, message, student, seed)
            result = self._result(question, name, FAILED, message, student, seed)
            return replace(result, error=problem.kind, unwritten=True)
        if problem.kind == "Timeout" and problem.text and not self.caller.shows_values:
            self._begin_again(message)
        elif problem.kind == "Timeout":
            self.stuck = FAILED, message
        # where the sandbox lacks a module that the student has, the code has not been tried
        untried = problem.kind == "ModuleNotFoundError" and not self.caller.shows_values
        status = COULD_NOT_CHECK if untried else FAILED
        if untried:
            message = f"{self.caller.imported(problem.file, problem.line)}: {message}"
        if self.caller.shows_values and (example := student.example(self.course.library)):
            message += f"\ncall      {example}"
        return replace(self._result(question, name, status, message, student, seed), error=problem.kind)

    def _begin_again(self, message: str) -> None:
        """Give the checks after a slow one a time of their own, if there is any: slow is not wrong."""
        try:
            self.caller.begin()
        except CannotCheck as problem:
            self.stuck = COULD_NOT_CHECK, str(problem)
        except StudentError:
            self.stuck = FAILED, message

    def _result(
        self,
        question: Question,
        name: str,
        status: str,
        message: str,
        student: Student | None = None,
        seed: int | None = None,
    ) -> Result:
        points = question.checks[name]
        return Result(
            question=question.id,
            check=name,
            status=status,
            points=points if status == PASSED else 0,
            max_points=points,
            sentence=sentence(checks_of(self.course, question.id).checks[name]),
            message=message,
            remarks=tuple(student.remarks) if student else (),
            seed=seed if self.caller.shows_values else None,
        )

    def _with_hint(self, question: Question, results: list[Result]) -> list[Result]:
        """Put the question's hint and what is consistent, if there are any, on its first failed check."""
        if self.table is None:
            return results
        hint = hints.find(self.course, question, self.caller, self.table)
        wrong = {r.message.split("[")[0].split()[0] for r in results if r.status == FAILED and r.message}
        consistent = consistency.find(
            self.course, question.id, self.caller, self.interface, self.table, wrong, bool(self.changed)
        )
        if hint is None:
            known = self.course, question.id, self.caller, self.interface, self.table
            off = parts.find(*known) or relations.find(*known)
            consistent = "\n".join(filter(None, [consistent, *(one.text for one in off)]))
        first = next(i for i, r in enumerate(results) if r.status == FAILED)
        failed = results[first]
        message = "\n".join(filter(None, [failed.message, consistent]))
        failed = replace(failed, message=message)
        if hint is not None:
            failed = replace(failed, hint=hint.text, misconceptions=hint.ids)
        return [*results[:first], failed, *results[first + 1 :]]

    def _blame(self, question: Question, results: list[Result]) -> list[Result]:
        """Take back failures without a hint while a question that this one is built on fails as well."""
        if any(r.hint for r in results):
            return results
        return [self._blamed(question, r) if r.status == FAILED else r for r in results]

    def _blamed(self, question: Question, result: Result) -> Result:
        narrower = checks_of(self.course, question.id).checks[result.check].needs
        needs = question.needs if narrower is None else narrower
        broken = [need for need in needs if any(r.status != PASSED for r in self.results(need))]
        if not broken:
            return result
        why = f"{' and '.join(broken)}, which this is built on, must pass first."
        return replace(result, status=COULD_NOT_CHECK, message=f"{why}\n{result.message}")
