"""Make a class: submissions that are right, wrong, unfinished and unreadable, and many graded ones of a few.

    python benchmarks/classes.py FOLDER [--graded 24] [--size 300]

`submissions` writes hand-ins, each different: misconceptions in the code, questions left out, derivations
with a slip, notes that grading makes. `multiplied` copies what was graded under other names, in the
gradebook and in autograded/, and gives each copy code of its own: pages and reports of a large class can
be measured without an hour of grading.
"""

import argparse
import ast
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tomllib

from nbgrader.api import Gradebook

from autograder.checks.misconceptions import misconceptions
from autograder.course import BLANK_ANSWER, Classroom
from autograder.release import sample
from autograder.release.assignment import release

ROOT = pathlib.Path(__file__).resolve().parents[1]
NUMBERS = "I checked {} with numbers: for x = {} both sides agree to {} digits. "
PROSE = (
    "The gradient says how much each word should move. ",
    "Rows that were not drawn do not change, so the matrix is mostly zeros. ",
    "Dividing by the batch makes the step independent of its size. ",
    "A frequent word is drawn more often than the corpus has it. ",
    "I used the chain rule and collected the terms. ",
    "The sum over the vocabulary is what makes this slow. ",
)


def classroom_at(folder):
    """Make a classroom with the course, released."""
    folder = pathlib.Path(folder)
    shutil.copytree(ROOT / "solutions", folder / "solutions", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    classroom = Classroom.around(folder)
    release(classroom)
    return classroom


def submissions(classroom, size, seed=0):
    """Write hand-ins s0000, s0001, …; return the names."""
    chance = random.Random(seed)
    bank = {}
    for one in misconceptions(classroom.course):
        bank.setdefault(one.question, []).append(one.id)
    names = [f"s{number:04}" for number in range(size)]
    for number, name in enumerate(names):
        folder, skill = classroom.handed_in(name), chance.betavariate(3, 1.5)
        asked = list(bank)
        wrong = [chance.choice(bank[id]) for id in asked if chance.random() > skill]
        left = [q.id for q in classroom.course.catalogue.checked if chance.random() > skill + 0.3]
        sample.write(classroom, folder, wrong, left if number % 11 else sample.ALL, answered=bool(number % 9))
        for path in folder.glob("*.ipynb"):
            answered(path, classroom.course, skill, chance)
        spoiled(folder, number)
    return names


def answered(path, course, skill, chance):
    """Write answers of a student's own: derivations, some with a slip, and sentences."""
    notebook = json.loads(path.read_text("utf-8"))
    for cell in notebook["cells"]:
        source, id = "".join(cell["source"]), cell["metadata"].get("nbgrader", {}).get("grade_id", "")
        if source in (sample.ANSWER, BLANK_ANSWER) and id.endswith("-written"):
            cell["source"] = written(course, id.removesuffix("-written"), skill, chance)
        elif id.endswith("-answer") and chance.random() > skill:
            cell["source"] = slipped(source, chance)
    path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", "utf-8")


def written(course, question, skill, chance):
    """Return an answer to a question: its derivation where we have one, or sentences."""
    if chance.random() > skill + 0.4:
        return BLANK_ANSWER
    text = " ".join(chance.sample(PROSE, 3)) + NUMBERS.format(
        question, round(chance.uniform(-9, 9), 2), chance.randint(3, 12)
    )
    found = [d for d in DERIVATIONS if d["formula"] in course.catalogue[question].formulas]
    if not found:
        return text
    chosen = chance.choice(found)
    rows = list(chosen["rows"])
    if chance.random() > skill:
        place = chance.randrange(len(rows))
        rows[place] = slipped(rows[place], chance)
    chain = " \\\\\n".join(f"&= {row}" for row in rows)
    return f"{text}\n\n$$\\begin{{aligned}} {chosen['left']} {chain} \\end{{aligned}}$$"


DERIVATIONS = tomllib.loads((ROOT / "tests" / "derivations.toml").read_text("utf-8"))["derivation"]
SLIPS = [(" - ", " + "), (" + ", " - "), (r"\hat{y}", "y"), (r"^\top", ""), ("u_o", "v_c")]


def slipped(latex, chance):
    """Return LaTeX with one slip in it."""
    possible = [slip for slip in SLIPS if slip[0] in latex]
    return latex.replace(*chance.choice(possible), 1) if possible else latex + " x"


def spoiled(folder, number):
    """Let every few submissions have something that grading has to put right, or refuse."""
    if number % 7 == 3:
        (folder / "w2v_lib" / "sgd.py").unlink(missing_ok=True)
        max(folder.glob("*.ipynb")).unlink()
    if number % 12 == 5:
        min(folder.glob("*.ipynb")).write_text("{", "utf-8")


# ---------------------------------------------------------------- many of a few


def multiplied(classroom, size, seed=1):
    """Copy what is graded under other names until there are `size` graded submissions."""
    chance = random.Random(seed)
    with Gradebook(f"sqlite:///{classroom.root}/gradebook.db") as gradebook:
        models = [s.student.id for s in gradebook.find_assignment(classroom.course.id).submissions]
        for number in range(len(models), size):
            name = f"c{number:05}"
            model = chance.choice(models)
            copied(gradebook, classroom, model, name)
            own_code(classroom, name, chance)
            own_words(classroom, name, chance)
        gradebook.db.commit()


def copied(gradebook, classroom, model, name):
    """Copy one graded submission."""
    assignment = classroom.course.id
    source = gradebook.find_submission(assignment, model)
    gradebook.update_or_create_student(name)
    made = gradebook.update_or_create_submission(assignment, name)
    for notebook in source.notebooks:
        target = next(one for one in made.notebooks if one.name == notebook.name)
        grades = {grade.name: grade for grade in target.grades}
        for grade in notebook.grades:
            grades[grade.name].auto_score = grade.auto_score
            grades[grade.name].manual_score = grade.manual_score
            grades[grade.name].needs_manual_grade = grade.needs_manual_grade
    shutil.copytree(classroom.autograded(model), classroom.autograded(name))


def own_words(classroom, name, chance):
    """Give a copy written answers of its own; what was found on its derivations stays."""
    for path in classroom.autograded(name).glob("*.ipynb"):
        notebook = json.loads(path.read_text("utf-8"))
        for cell in notebook["cells"]:
            id = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
            if id.endswith("-written"):
                cell["source"] = written(classroom.course, id.removesuffix("-written"), 0.7, chance)
        path.chmod(0o644)
        path.write_text(json.dumps(notebook), "utf-8")


def own_code(classroom, name, chance):
    """Give a copy code that is put together from many people's ways to write each function."""
    for path in (classroom.autograded(name) / classroom.course.library).glob("*.py"):
        text = original = path.read_text("utf-8")
        for node in [n for n in ast.parse(original).body if isinstance(n, ast.FunctionDef)]:
            ways = WAYS.get(node.name, [])
            if ways and chance.random() < 0.8:
                text = text.replace(ast.get_source_segment(original, node), chance.choice(ways))
        path.chmod(0o644)
        path.write_text(text, "utf-8")


def ways_of_writing():
    """Return {function: texts of it}, from the right implementations of tests/variants.py."""
    source, found = (ROOT / "tests" / "variants.py").read_text("utf-8"), {}
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef) and "__" in node.name[1:]:
            name = node.name.split("__")[0]
            text = ast.get_source_segment(source, node).replace(node.name, name)
            found.setdefault(name, []).append(text)
    return found


WAYS = ways_of_writing()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--graded", type=int, default=24)
    parser.add_argument("--size", type=int, default=300)
    args = parser.parse_args()
    if (args.folder / "gradebook.db").is_file():
        classroom = Classroom.around(args.folder)
    else:
        classroom = classroom_at(args.folder)
        submissions(classroom, args.graded)
        command = [sys.executable, "-m", "autograder.cli", "grade"]
        subprocess.run(command, cwd=args.folder, env=os.environ, check=False)
    multiplied(classroom, args.size)


if __name__ == "__main__":
    main()
