"""Runs the checks of a question against a submission."""

from dataclasses import replace

from . import consistency, hints, pictures
from .sandbox.calls import StudentError
from .catalogue import owner_of
from .catalogue import question as find_question
from .checks import CHECKS
from .checks.core import CannotCheck, Changed, Draw, Failed, NotFinite, Student
from .results import COULD_NOT_CHECK, FAILED, PASSED, Result


class Interrupted(Exception):
    """Whoever waited for a check has stopped it; the text says where it was."""


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
        self.found, self.stuck = {}, None

    def results(self, question_id):
        """The question's results, one a check."""
        if question_id not in self.found:
            self.found[question_id] = self._check(find_question(question_id))
        return self.found[question_id]

    def _check(self, question):
        results, self.stuck = {}, None
        for name in question.checks:
            results[name] = self._run(question, name, results)
        results = list(results.values())
        if self.stuck is None and any(r.status == FAILED and not r.unwritten for r in results):
            results = self._blame(question, self._with_hint(question, results))
        return results

    def _run(self, question, name, before):
        function = CHECKS[question.id][name]
        if any(before[other.__name__].status != PASSED for other in function.after):
            return self._result(question, name, COULD_NOT_CHECK, "Waits for an earlier check of this question.")
        if self.stuck:  # one wait a question is enough
            return self._result(question, name, *self.stuck)
        student, seed = Student(self.caller), None
        try:
            if not before:
                self.caller.begin()
            for seed in self.seeds:
                function(student, self.oracle.expected(question.id, name, seed), Draw(self.key, question.id, name, seed))
        except Failed as problem:
            picture = pictures.of(problem, student) if self.caller.shows_values else None
            return replace(self._result(question, name, FAILED, self._found(problem, student), student, seed), picture=picture)
        except StudentError as problem:
            return self._stopped(question, name, problem, student, seed)
        except CannotCheck as problem:
            if seed is None:  # the question could not even begin
                self.stuck = COULD_NOT_CHECK, str(problem)
            return self._result(question, name, COULD_NOT_CHECK, str(problem), student, seed)
        return self._result(question, name, PASSED, "", student)

    def _found(self, problem, student):
        """What a comparison found, and in which rows; with values only where they are no secret."""
        if problem.compared and (where := pictures.which_rows(*problem.compared, pictures.rows(student, problem.compared[0]))):
            problem.found += f". {where}"
        if not self.caller.shows_values:
            return problem.found
        if isinstance(problem, NotFinite) and (place := self.caller.where_it_overflows(*student.last)):
            problem.found += f". It first happens in {place}"
        if isinstance(problem, Changed) and (place := self.caller.where_it_writes(*student.last)):
            problem.found += f". It is first written to in {place}"
        example = student.example()
        return "\n".join([problem.found, *problem.values, *([f"call      {example}"] if example else [])])

    def _stopped(self, question, name, problem, student, seed):
        """The result of a check in which the student's function gave no answer."""
        if problem.kind == "KeyboardInterrupt" and self.caller.shows_values:
            raise Interrupted(f"Stopped in {problem.file}, line {problem.line}." if problem.file else "Stopped.") from None
        message = explain(problem, question)
        if problem.kind == "NotImplementedError":
            owner = owner_of(problem.function) or question
            if owner != question:
                message = f"{owner.id}, which this is built on, is not written yet."
                return self._result(question, name, COULD_NOT_CHECK, message, student, seed)
            return replace(self._result(question, name, FAILED, message, student, seed), unwritten=True)
        if problem.kind == "Timeout":
            self.stuck = FAILED, message
        # where the sandbox lacks a module that the student has, the code has not been tried
        status = COULD_NOT_CHECK if problem.kind == "ModuleNotFoundError" and not self.caller.shows_values else FAILED
        return self._result(question, name, status, message, student, seed)

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
        """Puts what is consistent and the question's hint, if there are any, on its first failed check."""
        if self.table is None:
            return results
        hint, consistent = (module.find(question.id, self.caller, self.table) for module in (hints, consistency))
        first = next(i for i, r in enumerate(results) if r.status == FAILED)
        said = "\n".join(filter(None, [results[first].message, consistent]))
        return [*results[:first], replace(results[first], hint=hint, message=said), *results[first + 1 :]]

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
        return replace(result, status=COULD_NOT_CHECK, message=f"{why}\n{result.message}")


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
        case "WireError":
            return "It returned something that is not made of numbers, lists and arrays of real numbers."
        case "Timeout":
            return problem.text or "It took too long and was stopped: does a loop never end?"
        case "Ended":
            return "The process that ran it ended before it answered: did it exit, or take too much memory?"
        case "Garbled":
            return "What came back is not a whole answer, or it is far larger than what was asked for."
        case "PermissionError" if not problem.text:
            return f"It tried to open a file, a connection or a process{place}: a function that is graded only computes."
        case "MemoryError" if not problem.text:
            return f"It took more memory than there is{place}: half a gigabyte is plenty for every question."
        case "SyntaxError" | "IndentationError" | "TabError":
            return f"Python cannot read {problem.file or 'the file'}, line {problem.line}: {problem.kind}{said}"
        case "ModuleNotFoundError" | "ImportError" if "w2v_lib" in problem.text:
            return f"A function that others build on is gone{said}. Was it renamed, or its file moved?"
        case "ModuleNotFoundError" | "ImportError":
            return f"An import fails{said}{place}: a module that is not there (NumPy and Python's own are), or a renamed function."
        case "AttributeError" if not problem.file:
            return problem.text or "w2v_lib does not have this function: was it renamed, or its file moved?"
    return f"It raised {problem.kind}{said}{place}."
