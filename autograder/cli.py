"""The command `w2v`.

Exit codes: 0 all right, 1 the work is wrong (a check failed), 2 the call is wrong, 3 the machine is wrong.
"""

import argparse
import json
import pathlib
import sys

from . import __version__
from .catalogue import UnknownQuestion, checked_questions, question, questions
from .course import Course
from .results import PASSED, totals

OK, WORK, CALL, MACHINE = 0, 1, 2, 3

MAP = """\
for students
  w2v check                     check everything you have written
  w2v check naive-softmax       check one question
  w2v answer ID --latex '…'     check the final line of a derivation
  w2v progress                  what is done, what is next, how many points
  w2v handout PATH              grade work for the original handouts (2017, 2019 to 2024) as it stands
  w2v questions                 all questions, with their points
  w2v train                     train word vectors with your functions, on the treebank or any text
  w2v data fetch|verify|where   the treebank: get it, check it, find it
  w2v doctor                    what of this machine is right or wrong, and how to mend it

for instructors
  w2v release                   make assignments/ (and the zip to hand out) from solutions/
  w2v grade                     grade all of submitted/ into nbgrader's gradebook
  w2v feedback                  write one page a student, a file that needs nothing else
  w2v check --submission DIR    grade one folder, without nbgrader
  w2v demo                      the whole course on a sample class, in build/demo/
  nbgrader …                    autograde, formgrader, feedback, export: as always, in the course's folder

exit codes: 0 all right, 1 the work is wrong, 2 the call is wrong, 3 the machine is wrong
"""


def main(argv=None):
    parser = argparse.ArgumentParser(
        prog="w2v",
        description="The word2vec course: its questions, checks, release and data.",
        epilog=MAP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"w2v {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for add in (add_questions, add_check, add_answer, add_progress, add_handout, add_release, add_grade, add_feedback, add_data, add_train, add_demo, add_doctor):
        add(commands)
    argv = list(sys.argv[1:] if argv is None else argv)
    if "--latex" in argv[:-1]:  # a formula may begin with a minus, which argparse takes for an option
        at = argv.index("--latex")
        argv[at : at + 2] = [f"--latex={argv[at + 1]}"]
    args = parser.parse_args(argv)
    try:
        return args.run(args)
    except UnknownQuestion as problem:
        return complain(problem, CALL)
    except KeyboardInterrupt:
        return complain("stopped", MACHINE)
    except BrokenPipeError:  # whoever read us, `head` say, has read enough
        sys.stderr.close()
        return OK


def complain(problem, code):
    print(f"w2v: {problem}", file=sys.stderr)
    return code


def add_questions(commands):
    command = commands.add_parser("questions", help="list the questions and their points")
    command.add_argument("--json", action="store_true", help="print one JSON object")
    command.add_argument("--by-handout", action="store_true", help="which question was which part of which year (Markdown)")
    command.set_defaults(run=run_questions)


def run_questions(args):
    entries = [
        {
            "id": q.id,
            "title": q.title,
            "notebook": q.notebook,
            "kind": q.kind,
            "points": q.points,
            "written": q.written,
            "formulas": q.formulas,
            "checks": q.checks,
            "functions": list(q.functions),
            "bonus": q.bonus,
            "lineage": q.lineage,
        }
        for q in questions().values()
    ]
    if args.json:
        print(json.dumps({"questions": entries, "points": sum(e["points"] for e in entries)}, ensure_ascii=False))
        return OK
    if args.by_handout:
        from .report import handouts

        print(handouts.render(questions().values()))
        return OK
    notebook = None
    for entry in entries:
        if entry["notebook"] != notebook:
            notebook = entry["notebook"]
            print(f"\n{notebook}")
        bonus = "  (bonus)" if entry["bonus"] else ""
        print(f"  {entry['id']:<28}{entry['kind']:<26}{entry['points']:>3g}  {entry['title']}{bonus}")
    print(f"\n{len(entries)} questions, {sum(e['points'] for e in entries):g} points")
    return OK


def add_check(commands):
    command = commands.add_parser("check", help="check the functions in w2v_lib, or grade a submission")
    command.add_argument("question", nargs="*", help="ids of questions (all that have checks, if none is named)")
    command.add_argument("--seed", type=int, metavar="N", help="one recorded draw, to see a failure again")
    command.add_argument("--submission", metavar="DIR", help="grade this folder, in a sandbox")
    command.add_argument("--i-trust-these-submissions", action="store_true", help="grade without a sandbox where none works")
    command.add_argument("--json", action="store_true", help="print one JSON object")
    command.set_defaults(run=run_check)


def run_check(args):
    from .checking import Interrupted
    from .intake import Refused
    from .checks.core import CannotCheck
    from .grade import GradingError
    from .oracle import SEEDS, BrokenReference
    from .report import text
    from .sandbox.tiers import PROMISES, NoSandbox, choose
    from .sandbox.isolated import MachineError

    if args.seed is not None and (args.submission or args.seed not in SEEDS):
        return complain(f"--seed takes one of the recorded draws, {', '.join(map(str, SEEDS))}, and no --submission", CALL)
    chosen = [question(id) for id in args.question] or checked_questions()
    if unchecked := [q.id for q in chosen if not q.checks]:
        return complain(f"{', '.join(unchecked)}: answered in writing, there is no code to check", CALL)
    tier = None
    try:
        tier = choose(args.i_trust_these_submissions) if args.submission else None
        with checker_for(args.submission, args.seed, tier) as checker:
            results = [result for q in chosen for result in checker.results(q.id)]
    except Interrupted as stopped:
        return complain(stopped, MACHINE)
    except NotADirectoryError as problem:
        return complain(problem, CALL)
    except Refused as problem:
        return complain(f"{args.submission} is not graded: {problem}", WORK)
    except (CannotCheck, GradingError, MachineError, NoSandbox, BrokenReference) as problem:
        return complain(problem, MACHINE)
    points, max_points = totals(results)
    if args.json:
        found = {"results": [r.to_json() for r in results], "points": points, "max_points": max_points}
        print(json.dumps(found | ({"sandbox": tier} if tier else {})))
    else:
        print(text.render(results, command="w2v check {} --seed {}"))
        if tier:
            print(f"({PROMISES[tier]})")
    return OK if all(r.status == PASSED for r in results) else WORK


def checker_for(folder, seed, tier):
    """A context that gives a Checker: of a submission, or of the package that lies here."""
    from contextlib import nullcontext

    from . import grade, intake
    from .sandbox import _course
    from .notebook import local_checker
    from .oracle import SEEDS

    if folder is None:
        return nullcontext(local_checker(work_here(), SEEDS if seed is None else (seed,)))
    folder = pathlib.Path(folder)
    if not folder.is_dir():
        raise NotADirectoryError(f"{folder} is no submission: it is no folder")
    # never a course inside the submission: its "solutions" would be run here
    here, above = Course.around(pathlib.Path.cwd()), Course.around(folder.resolve().parent)
    course = here if here.solutions.is_dir() and not here.root.is_relative_to(folder.resolve()) else above
    return grade.checker(intake.read(folder, _course.LIBRARY, grade.STUDENT_FILES, ["checkpoints"]), course, folder.resolve(), tier)


def add_answer(commands):
    command = commands.add_parser("answer", help="check the final line of a derivation, in LaTeX")
    command.add_argument("question", nargs="?", help="the id of a formula (they are listed, if none is named)")
    command.add_argument("--latex", help="the final line; without it, the symbols that it may use are shown")
    command.add_argument("--language", action="store_true", help="show by examples how a final line is written (Markdown)")
    command.add_argument("--json", action="store_true", help="print one JSON object")
    command.set_defaults(run=run_answer)


def run_answer(args):
    from .answers.verdict import RIGHT, WRONG, judge
    from .answers.questions import QUANTITIES, find
    from .report import answers

    if args.language:
        print(f"<!-- Generated by `make docs` from autograder/answers/language.md. -->\n{answers.language()}", end="")
        return OK
    if args.question is None:
        print("\n".join(QUANTITIES))
        return OK if args.latex is None else complain("--latex wants the id of a formula before it", CALL)
    question = find(args.question)
    if args.latex is None:
        print(answers.symbols(question))
        return OK
    found = judge(question, args.latex)
    print(json.dumps(found.to_json()) if args.json else answers.text(found))
    return {RIGHT: OK, WRONG: WORK}.get(found.verdict, CALL)


def add_progress(commands):
    command = commands.add_parser("progress", help="what is done, what is next, how many points")
    command.add_argument("--json", action="store_true", help="print one JSON object")
    command.set_defaults(run=run_progress)


def run_progress(args):
    from .checking import Interrupted
    from .checks.core import CannotCheck
    from .notebook import local_checker
    from .oracle import SEEDS
    from .standing import next_step, steps
    from .report import progress

    folder = work_here()
    try:
        found = steps(local_checker(folder, SEEDS[:1]), folder)
    except (CannotCheck, Interrupted) as problem:
        return complain(problem, MACHINE)
    if args.json:
        entries = [{"question": s.question.id, "state": s.state, "points": s.points, "max_points": s.max_points} for s in found]
        print(json.dumps({"questions": entries, "next": (first := next_step(found)) and first.question.id}))
    else:
        print(progress.text(found))
    return OK


def add_handout(commands):
    command = commands.add_parser("handout", help="grade a folder or file for the original CS224n handouts, in the sandbox")
    command.add_argument("path", metavar="PATH", help="a folder with word2vec.py and sgd.py (2019 to 2024) or q1_….py to q3_….py (2017), or one of them")
    command.add_argument("--json", action="store_true", help="print one JSON object")
    command.add_argument("--i-trust-this-code", action="store_true", help="grade without a sandbox where none works")
    command.set_defaults(run=run_handout)


def run_handout(args):
    from .handouts import grading
    from .notebook import recorded
    from .checks.core import CannotCheck
    from .sandbox.tiers import NoSandbox, choose
    from .sandbox.isolated import MachineError

    if not pathlib.Path(args.path).exists():
        return complain(f"there is no {args.path}", CALL)
    try:
        # old work lies anywhere: what it is held against is the course that this program belongs to
        found = grading.graded(args.path, recorded(pathlib.Path(__file__).resolve().parents[1]), choose(args.i_trust_this_code))
    except grading.Refused as problem:
        return complain(problem, WORK)
    except NoSandbox:
        return complain("no sandbox works here (`w2v doctor` says more). For code of your own, add --i-trust-this-code", MACHINE)
    except (CannotCheck, MachineError) as problem:
        return complain(problem, MACHINE)
    if args.json:
        print(json.dumps({"functions": {name: verdict.to_json() for name, verdict in found.items()}}))
    else:
        print("\n".join(f"{verdict.verdict:<9}{name:<30}{verdict.message}" for name, verdict in found.items()))
    return OK if all(verdict.verdict == grading.RIGHT for verdict in found.values()) else WORK


def work_here():
    """The folder of the work: this one, or the release of the course that it is."""
    here, released = pathlib.Path.cwd(), Course.around(pathlib.Path.cwd()).release
    return released if not (here / "w2v_lib").exists() and released.is_dir() else here


def add_release(commands):
    command = commands.add_parser("release", help="make assignments/word2vec and the zip for students from solutions/")
    command.add_argument("--course", default=".", metavar="DIR", help="the course's folder (default: this one)")
    command.add_argument("--force", action="store_true", help="overwrite work that somebody did in assignments/")
    command.set_defaults(run=run_release)


def run_release(args):
    from . import release
    from .stubs import BadSource

    course = Course.around(args.course)
    if not course.solutions.is_dir():
        return complain(f"there is no {course.solutions}: a release is made from it, in the course's folder", CALL)
    try:
        names = release.release(course, force=args.force)
        zipped = release.bundle(course, course.root / "build" / "release" / "word2vec.zip")
    except (release.ReleaseError, BadSource) as problem:
        return complain(problem, WORK)
    print(f"Released {len(names)} files to {course.release}")
    print(f"For students: {zipped} (notebooks, w2v_lib, the autograder, START_HERE.md)")
    return OK


def add_grade(commands):
    command = commands.add_parser("grade", help="grade the submissions in submitted/ into the gradebook")
    command.add_argument("student", nargs="*", help="only these (all, if none is named)")
    command.add_argument("--course", default=".", metavar="DIR", help="the course's folder (default: this one)")
    command.add_argument("--force", action="store_true", help="grade again what has not changed since")
    command.add_argument("--i-trust-these-submissions", action="store_true", help="grade without a sandbox where none works")
    command.set_defaults(run=run_grade)


def run_grade(args):
    from . import batch

    return batch.run(args)


def add_feedback(commands):
    command = commands.add_parser("feedback", help="write one page a student: points, messages, comments; a file that needs nothing else")
    command.add_argument("student", nargs="*", help="only these (all, if none is named)")
    command.add_argument("--course", default=".", metavar="DIR", help="the course's folder (default: this one)")
    command.add_argument("--out", default="build/feedback", metavar="DIR", help="where the pages go (default: build/feedback)")
    command.set_defaults(run=run_feedback)


def run_feedback(args):
    from .report import feedback

    try:
        pages = feedback.write(Course.around(args.course), pathlib.Path(args.out), args.student)
    except feedback.NothingGraded as problem:
        return complain(problem, CALL)
    print(f"{len(pages)} page{'s' * (len(pages) != 1)} in {args.out}")
    return OK


def add_data(commands):
    from . import data

    data.add_parser(commands)


def add_train(commands):
    command = commands.add_parser("train", allow_abbrev=False, help="train word vectors on the treebank or any text, with the functions in w2v_lib")
    command.add_argument("--corpus", help="sst, vader, toy, or any text file, one sentence a line (default: the treebank, or what stands in for it)")
    command.add_argument("--recipe", default="picture", help="picture (default), handout (the original CS224n run, number for number) or quality")
    command.add_argument("--steps", type=int, help="minibatches, in place of the recipe's")
    command.add_argument("--seed", type=int, help="of everything random, in place of the recipe's")
    command.add_argument("--step", type=float, help="the size of a step, in place of the recipe's")
    command.add_argument("--threshold", type=float, help="of the dropping of frequent words, in place of the recipe's; larger keeps more")
    command.add_argument("--trainer", default="auto", choices=["auto", "yours"], help="yours: the functions in w2v_lib take every step")
    command.add_argument("--fresh", action="store_true", help="forget the checkpoints of an earlier run")
    command.add_argument("--out", default="build/train", metavar="DIR", help="where pictures and vectors go")
    command.set_defaults(run=run_train)


def run_train(args):
    from . import training

    return training.run(args)


def add_demo(commands):
    command = commands.add_parser("demo", help="release, grade a sample class, train, and write build/demo/index.html")
    command.add_argument("--out", default="build/demo", metavar="DIR", help="default: build/demo")
    command.add_argument("--corpus", choices=["sst", "vader", "toy"], help="for the training, as in `w2v train`")
    command.add_argument("--steps", type=int, help="of the training, as in `w2v train`")
    command.set_defaults(run=run_demo)


def run_demo(args):
    from . import demo

    return demo.run(args)


def add_doctor(commands):
    command = commands.add_parser("doctor", help="say what of this machine is right or wrong, and how to mend it")
    command.add_argument("--json", action="store_true", help="print one JSON object")
    command.set_defaults(run=run_doctor)


def run_doctor(args):
    from . import doctor

    findings = doctor.examine()
    if args.json:
        print(json.dumps({"findings": [f._asdict() for f in findings]}))
    else:
        print(doctor.render(findings))
    return MACHINE if any(f.status == "wrong" for f in findings) else OK


if __name__ == "__main__":
    sys.exit(main())
