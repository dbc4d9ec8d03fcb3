"""Say in a sentence what a check asks for, and why a student's function gave no answer."""

from autograder.course import Question
from autograder.sandbox.caller import StudentError

from .question_checks import Check


def sentence(check: Check) -> str:
    """Return what the check asks for, as students read it."""
    return " ".join((check.__doc__ or "").split())


KINDS = {  # kind: what is said, whatever its text
    "WireError": "It returned something that is not made of numbers, lists and arrays of real numbers.",
    "Ended": "The process that ran it ended before it answered: did it exit, or take too much memory?",
    "Garbled": "What came back is not a whole answer, or it is far larger than what was asked for.",
}
WITHOUT_TEXT = {  # kind: what is said where the exception says nothing itself
    "NotImplementedError": "{question} is not written yet{place}.",
    "Timeout": "It took too long and was stopped: does a loop never end?",
    "PermissionError": (
        "It tried to open a file, a connection or a process{place}: a function that is graded only computes."
    ),
    "MemoryError": "It took more memory than there is{place}: half a gigabyte is plenty for every question.",
}
WITH_TEXT = ("NotImplementedError", "Timeout")  # kinds whose own text is for the student


def explain(problem: StudentError, question: Question, library: str) -> str:
    """Explain a student's exception in a sentence."""
    place = f" ({problem.file}, line {problem.line})" if problem.file else ""
    said = f": {problem.text}" if problem.text else ""
    if problem.kind in KINDS:
        return KINDS[problem.kind]
    if problem.kind in WITH_TEXT and problem.text:
        return problem.text
    if problem.kind in WITHOUT_TEXT and not problem.text:
        return WITHOUT_TEXT[problem.kind].format(question=question.id, place=place)
    if problem.kind in ("SyntaxError", "IndentationError", "TabError"):
        return f"Python cannot read {problem.file or 'the file'}, line {problem.line}: {problem.kind}{said}"
    if problem.kind in ("ModuleNotFoundError", "ImportError"):
        if library in problem.text:
            return f"A function that others build on is gone{said}. Was it renamed, or its file moved?"
        missing = "a module that is not there (NumPy and Python's own are), or a renamed function"
        return f"An import fails{said}{place}: {missing}."
    if problem.kind == "AttributeError" and not problem.file:
        return problem.text or f"{library} does not have this function: was it renamed, or its file moved?"
    return f"It raised {problem.kind}{said}{place}."
