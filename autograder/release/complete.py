"""Say what a course lacks before it is released: one sentence each, with the file to write it in."""

import ast
from collections.abc import Iterator

from autograder.answers import formulas_of
from autograder.checks.misconceptions import misconceptions
from autograder.checks.question_checks import checks_of
from autograder.course import Course, CourseError, Question

from .sources import source_cells
from .stubs import BEGIN


def missing_in(course: Course) -> list[str]:
    """Return a sentence for everything that the catalogue asks for and the course does not have."""
    if not (course.library_folder / "__init__.py").is_file():
        return [
            f"course.toml names the library {course.library}, but there is no {course.library}/__init__.py"
        ]
    functions, cells = _functions(course), _cells(course)
    found: list[str] = list(_lacks_targets(course, functions))
    for question in course.catalogue:
        found += _lacks_needs(question, course)
        found += _lacks_functions(question, course, functions)
        found += _lacks_checks(question, course)
        found += _lacks_formulas(question, course)
        found += _lacks_text(question, course, cells)
    return found


def _functions(course: Course) -> dict[str, bool]:
    """Return {function of the library that students write: whether it has a solution}."""
    found = {}
    for name in course.student_files:
        path = course.library_folder / name
        if not path.is_file():
            raise CourseError(f"course.toml names {name}, which is not in {course.library}/: write it there")
        text = path.read_text("utf-8")
        for node in ast.parse(text).body:
            if isinstance(node, ast.FunctionDef):
                found[node.name] = BEGIN in (ast.get_source_segment(text, node) or "")
    return found


def _cells(course: Course) -> dict[str, set[tuple[str, str]]]:
    """Return {notebook: {(question or formula, part)}}."""
    return {
        notebook: {(cell.metadata.get("question", ""), cell.metadata.get("part", "")) for cell in cells}
        for notebook, cells in source_cells(course.folder).items()
    }


def _lacks_targets(course: Course, functions: dict[str, bool]) -> Iterator[str]:
    """Name misconceptions of questions or functions that do not exist."""
    for wrong in misconceptions(course):
        where = f"the misconception {wrong.id} in misconceptions/"
        if wrong.question not in course.catalogue:
            yield f"{where} is about {wrong.question}, which is no question of public/questions.toml"
        elif wrong.target not in functions:
            yield f"{where} is about {wrong.target}, which no file of {course.library}/ defines"


def _lacks_needs(question: Question, course: Course) -> Iterator[str]:
    for need in question.needs:
        if need not in course.catalogue:
            yield f"{question.id} needs {need}, which is no question of public/questions.toml"


def _lacks_functions(question: Question, course: Course, functions: dict[str, bool]) -> Iterator[str]:
    place = f"{course.library}/{' or '.join(course.student_files)}"
    for name in question.functions:
        if name not in functions:
            yield f"{question.id} asks for {name}, which is not defined yet: write it in {place}"
        elif not functions[name]:
            yield f"{name} of {question.id} has no solution between BEGIN and END SOLUTION in {place}"


def _lacks_checks(question: Question, course: Course) -> Iterator[str]:
    if question.functions and not question.checks:
        yield f"{question.id} asks for functions, but public/questions.toml gives it no checks"
    if not question.checks:
        return
    try:
        checks_of(course, question.id)
    except CourseError as problem:
        yield str(problem)


def _lacks_formulas(question: Question, course: Course) -> Iterator[str]:
    for id in question.formulas:
        if id not in formulas_of(course):
            yield f"{question.id} ends with the formula {id}, which public/formulas.py does not declare"


def _lacks_text(question: Question, course: Course, cells: dict[str, set[tuple[str, str]]]) -> Iterator[str]:
    notebook = question.notebook
    if notebook not in cells:
        yield f"{question.id} is posed in {notebook}, which does not exist: write {notebook}.md"
        return
    wanted = [(question.id, "check")] if question.check_points else []
    wanted += [(question.id, "written")] if question.written else []
    wanted += [(id, "answer") for id in question.formulas]
    for id, part in wanted:
        if (id, part) not in cells[notebook]:
            yield f'{notebook}.md has no cell with question="{id}" part="{part}"'
