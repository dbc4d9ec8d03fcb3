"""Runs the checks of a question against a submission."""

from . import hints
from .callers import StudentError
from .catalogue import question as find_question
from .checks import CHECKS
from .checks.core import CannotCheck, Draw, Failed, Student
from .results import COULD_NOT_CHECK, FAILED, PASSED, Result

UNWRITTEN = "NotImplementedError"


class Checker:
    """Checks one submission; remembers what it has found.

    Args:
        caller: reaches the submission's functions.
        oracle: knows what is expected.
        seeds: the draws on which every check runs.
        key: what the draws depend on besides question, check and seed; secret when grading.
        table: recorded hints (oracle.Table), None to give none.
    """

    def __init__(self, caller, oracle, seeds, key="public", table=None):
        self.caller, self.oracle, self.seeds, self.key, self.table = caller, oracle, seeds, key, table
        self.found = {}

    def results(self, question_id):
        """The question's results, one a check."""
        if question_id not in self.found:
            self.found[question_id] = self._check(find_question(question_id))
        return self.found[question_id]

    def _check(self, question):
        results = {}
        try:
            self.caller.begin()
            for name, points in question.checks.items():
                results[name] = self._run(question, name, points, results)
        except StudentError as problem:  # its process did not even start
            for name in question.checks.keys() - results.keys():
                results[name] = self._result(question, name, FAILED, explain(problem, question))
        results = list(results.values())
        if any(r.status == FAILED and "not written yet" not in r.message for r in results):
            results = self._blame(question, self._with_hint(question, results))
        return results

    def _run(self, question, name, points, before):
        function = CHECKS[question.id][name]
        if any(before[other.__name__].status != PASSED for other in function.after):
            return self._result(question, name, COULD_NOT_CHECK, "Waits for an earlier check of this question.")
        student = Student(self.caller)
        for seed in self.seeds:
            try:
                expected = self.oracle.expected(question.id, name, seed)
                function(student, expected, Draw(self.key, question.id, name, seed))
            except Failed as problem:
                values = problem.values if self.caller.shows_values else ()
                return self._result(question, name, FAILED, "\n".join([problem.found, *values]), student, seed)
            except StudentError as problem:
                return self._result(question, name, FAILED, explain(problem, question), student, seed)
            except CannotCheck as problem:
                return self._result(question, name, COULD_NOT_CHECK, str(problem), student, seed)
        return self._result(question, name, PASSED, "", student)

    def _result(self, question, name, status, message, student=None, seed=None):
        points = question.checks[name]
        return Result(
            question=question.id,
            check=name,
            status=status,
            points=points if status == PASSED else 0,
            max_points=points,
            sentence=sentence(CHECKS[question.id][name]),
            message=message,
            remarks=tuple(student.remarks) if student else (),
            seed=seed if self.caller.shows_values else None,
        )

    def _with_hint(self, question, results):
        """Puts the question's hint, if there is one, on its first failed check."""
        hint = hints.find(question.id, self.caller, self.table) if self.table else None
        if hint is None:
            return results
        first = next(i for i, r in enumerate(results) if r.status == FAILED)
        return [*results[:first], _replace(results[first], hint=hint), *results[first + 1 :]]

    def _blame(self, question, results):
        """A failure without a hint is no verdict while a question that it is built on fails as well."""
        if any(r.hint for r in results):
            return results
        return [self._blamed(question, r) if r.status == FAILED else r for r in results]

    def _blamed(self, question, result):
        narrower = CHECKS[question.id][result.check].needs
        needs = question.needs if narrower is None else narrower
        broken = [need for need in needs if any(r.status != PASSED for r in self.results(need))]
        if not broken:
            return result
        why = f"{' and '.join(broken)}, which this is built on, must pass first."
        return _replace(result, status=COULD_NOT_CHECK, message=f"{why}\n{result.message}")


def _replace(result, **changes):
    return Result(**(result.__dict__ | changes))


def sentence(check):
    """What the check asks for, as students read it."""
    return " ".join(check.__doc__.split())


def explain(problem, question):
    """A student's exception in a sentence."""
    place = f" ({problem.file}, line {problem.line})" if problem.file else ""
    said = f": {problem.text}" if problem.text else ""
    match problem.kind:
        case "NotImplementedError":
            return problem.text or f"{question.id} is not written yet{place}."
        case "Timeout":
            return "It took too long and was stopped: does a loop never end?"
        case "Ended":
            return "The process that ran it ended before it answered: did it exit, or take too much memory?"
        case "SyntaxError" | "IndentationError" | "TabError":
            return f"Python cannot read {problem.file or 'the file'}, line {problem.line}: {problem.kind}{said}"
        case "ModuleNotFoundError" | "ImportError":
            return f"An import fails{said}{place}. NumPy is all that the course needs."
    return f"It raised {problem.kind}{said}{place}."
