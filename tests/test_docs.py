"""The pages are true: what they say of the course and of its tests is so, and their links lead somewhere."""

import ast
import re
import tomllib

import pytest
from conftest import COURSE, ROOT

from autograder.answers import compare
from autograder.checks import FAR, agreement, differences
from autograder.checks.checker import Checker
from autograder.checks.misconceptions import misconceptions
from autograder.checks.oracle import SEEDS, Reference
from autograder.cli.commands import INSTRUCTORS, STUDENTS
from autograder.notebook.checking import STUBBORN
from autograder.report import lookalikes
from autograder.results import text
from w2v_lib import parity, recipes, sampling

DOCS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
PAGES = [*DOCS, ROOT / "datasets" / "README.md", ROOT / "tests" / "attacks" / "README.md"]
DECISIONS = sorted(ROOT.glob("docs/decisions/[0-9]*.md"))
WIDTH = 100
NUMBERS = "no one two three four five six seven eight nine ten".split()
PATH = r"(?:autograder|solutions|assignments|tests|docs|benchmarks|datasets|requirements|scripts)/[\w./*-]*"


def name_of(path):
    return path.relative_to(ROOT).as_posix()


def read(name):
    return (ROOT / name).read_text("utf-8")


def flat(name):
    """Return a page's text on one line."""
    return " ".join(read(name).split())


def without_blocks(name):
    """Return a page's text without blocks of code."""
    return re.sub(r"^```.*?^```$", "", read(name), flags=re.MULTILINE | re.DOTALL)


# ---------------------------------------------------------------- the front page


@pytest.mark.parametrize(
    "said, number, count",
    [
        ("more than a hundred known misunderstandings", 100, len(misconceptions(COURSE))),
        ("more than two hundred attacks", 200, len(list(ROOT.glob("tests/attacks/*/*.py")))),
    ],
)
def test_more_than_a_number_is_less_than_a_hundred_more(said, number, count):
    assert said in flat("README.md")
    assert number < count < number + 100


def test_readme_counts_the_notebooks_and_names_the_years():
    years = sorted({year for question in COURSE.catalogue for year in question.lineage})
    assert f"{NUMBERS[len(COURSE.catalogue.notebooks)].capitalize()} notebooks take a student" in flat(
        "README.md"
    )
    assert f"({years[0]} to {years[-1]})" in flat("README.md")


def test_readmes_check_is_what_is_printed(reference):
    results = Checker(COURSE, reference, Reference(reference, COURSE), (0,)).results("softmax")
    assert text.render(results) in read("README.md")


def test_readmes_training_has_the_lines_of_a_summary():
    numbers = dict.fromkeys(["sentences", "words", "steps", "pairs", "seconds"], 0)
    losses = dict.fromkeys(["loss_a_pair", "accuracy_2", "accuracy_5"], 0.5)
    summary = {"trained_by": "", **numbers, **losses}
    for name, _ in COURSE.public("training").described(summary):
        assert re.search(rf"^{name}  ", read("README.md"), re.MULTILINE), name


def test_readme_names_every_command():
    commands = {*STUDENTS, *INSTRUCTORS, *COURSE.commands}
    assert commands <= set(re.findall(r"`([\w-]+)`", read("README.md")))


# ---------------------------------------------------------------- numbers


PAIRS = COURSE.public("checks.pairs")
SAID = [  # (page, where the number is, what it must be)
    ("README.md", r"on (\S+) minibatches", parity.MINIBATCHES),
    ("README.md", r"minibatches to (\S+)", parity.TOLERANCE),
    ("docs/checks.md", r"\| the loss \| (\S+) \|", agreement.LOSS_TOLERANCE),
    ("docs/checks.md", r"\| other values, and gradients \| (\S+) \|", agreement.TOLERANCE),
    ("docs/checks.md", r"\| a slope that is measured \| (\S+) \|", differences.SLOPE_TOLERANCE),
    ("docs/checks.md", r"\| the end of `sgd` \| (\S+) \|", COURSE.public("checks.sgd").TOLERANCE),
    ("docs/checks.md", r"on (\S+) public draws", len(SEEDS)),
    ("docs/checks.md", r"stretched (\S+) times", FAR),
    ("docs/checks.md", r"vocabulary\*\*, V = (\S+) and", PAIRS.LARGE_V),
    ("docs/checks.md", r"vocabulary\*\*, V = \S+ and D = (\S+)\. ", PAIRS.LARGE_D),
    ("docs/checks.md", r"for V = (\S+) and D = \S+ alone", PAIRS.USUAL[0]),
    ("docs/checks.md", r"for V = \S+ and D = (\S+) alone", PAIRS.USUAL[1]),
    ("docs/checks.md", r"after (\S+) failures of one check", STUBBORN),
    ("docs/formulas.md", r"agrees at (\S+) random points", compare.DRAWS),
    ("docs/formulas.md", r"random points to (\S+)\. ", compare.TOLERANCE),
    ("docs/training.md", r"first (\S+) minibatches", parity.MINIBATCHES),
    ("docs/training.md", r"agree to (\S+), the batched step", parity.TOLERANCE),
    ("docs/training.md", r"(\S+) steps are drawn at a time", sampling.BLOCK),
]


@pytest.mark.parametrize("page, where, number", SAID)
def test_page_gives_the_number_of_the_code(page, where, number):
    found = re.search(where, flat(page))
    assert found, f"{page} no longer says it in these words"
    assert float(found[1].replace(",", "")) == number


def test_recipes_are_those_of_the_library():
    rows = re.findall(r"^\| `(\w+)`[^|]*\| (.+) \|$", read("docs/training.md"), re.MULTILINE)
    assert {name: [float(cell) for cell in cells.split(" | ")] for name, cells in rows} == {
        name: [*(recipe.settings[key] for key in ("step", "threshold", "dim")), recipe.sst2[0]]
        for name, recipe in recipes.RECIPES.items()
    }


def test_all_recipes_have_what_the_page_says_of_all():
    found = re.search(
        r"All recipes take (\S+) steps of (\d+) windows, with (\d+) negatives", flat("docs/training.md")
    )
    said = [int(number.replace(",", "")) for number in found.groups()]
    for recipe in recipes.RECIPES.values():
        assert [recipe.settings[key] for key in ("steps", "batch", "negatives")] == said


def rows_of_draws():
    """Return (draws, test) of the table of what the tests hold."""
    return re.findall(r"^\|.+\| (\d+) \| `(test_\w+)` \|$", read("docs/checks.md"), re.MULTILINE)


def test_the_table_of_draws_is_found():
    assert len(rows_of_draws()) > 5


@pytest.mark.parametrize("draws, test", rows_of_draws())
def test_a_test_tries_as_many_draws_as_the_page_says(draws, test):
    source = read("tests/test_checks.py")
    functions = {node.name: node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)}
    written = re.findall(r"range\((\d+)\)", ast.get_source_segment(source, functions[test]))
    tried = [int(number) for number in written] or [lookalikes.DRAWS]
    assert tried == [int(draws)]


# ---------------------------------------------------------------- the parts


def folders():
    return {path.parent.name for path in (ROOT / "autograder").glob("*/__init__.py")}


def test_design_draws_and_lists_every_part():
    design = read("docs/design.md")
    drawing = design.split("```mermaid")[1]
    listed = design.split("| in `autograder/` | what |")[1].split("\n\n")[0]
    assert set(re.findall(r"<b>(\w+)</b>", drawing)) == folders()
    assert set(re.findall(r"^\| `(\w+)/`", listed, re.MULTILINE)) == folders()


def test_every_arrow_that_design_draws_is_an_import():
    drawing = read("docs/design.md").split("```mermaid")[1].split("```")[0]
    for above, below in re.findall(r"^    (\w+) --> ([\w &]+)$", drawing, re.MULTILINE):
        code = "".join(path.read_text("utf-8") for path in (ROOT / "autograder" / above).rglob("*.py"))
        for name in below.split(" & "):
            imported = rf"from (autograder|\.)\.{name}\b|from autograder import .*\b{name}\b"
            assert re.search(imported, code), (above, name)


def test_layers_are_those_that_are_held():
    contracts = tomllib.loads(read("pyproject.toml"))["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    assert "\n".join(f"    {layer}" for layer in layers) in read("docs/decisions/0001-engine-and-course.md")
    assert f"    {' → '.join(layers)}\n" in read("docs/design.md")


# ---------------------------------------------------------------- decisions


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_has_its_number_and_its_parts(path):
    title, _, status, *_ = path.read_text("utf-8").splitlines()
    assert title.startswith(f"# {int(path.name[:4])}. ")
    assert re.fullmatch(r"Status: (accepted|replaced by \[\d+\]\(.+\)), \d{4}-\d{2}", status)
    headings = re.findall(r"^## (.+)$", path.read_text("utf-8"), re.MULTILINE)
    assert headings == ["Context", "Decision", "Consequences"]


def test_decisions_are_numbered_without_gaps_and_all_are_listed():
    assert [int(path.name[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))
    titles = {path.name: path.read_text("utf-8").splitlines()[0].removeprefix("# ") for path in DECISIONS}
    listed = re.findall(r"^- \[(.+)\]\((.+)\)$", read("docs/decisions/README.md"), re.MULTILINE)
    assert {name: title for title, name in listed} == titles and len(listed) == len(titles)


# ---------------------------------------------------------------- links and lines


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_links_lead_to_files(path):
    prose = re.sub(r"`[^`\n]*`", "", without_blocks(name_of(path)))
    targets = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", prose)
    assert not [target for target in targets if not (path.parent / target).exists()]


NOW = [path for path in DOCS if path.parent.name != "decisions"]  # decisions tell of what was, too
OTHERS = ("CHANGELOG.md", "adding-a-question.md")  # files that were, and files that are still to be written


@pytest.mark.parametrize("path", [path for path in NOW if path.name not in OTHERS], ids=name_of)
def test_files_that_are_named_exist(path):
    named = re.findall(rf"`({PATH})`", without_blocks(name_of(path)))
    assert not [name for name in named if not any(ROOT.glob(name.rstrip("/")))]


def is_free(line):
    """Tell whether a line may be of any length: in a table, in code, or with a link that cannot be broken."""
    return line.startswith(("|", "    ")) or "](" in line or "://" in line


@pytest.mark.parametrize("path", DOCS, ids=name_of)
def test_lines_wrap(path):
    if "Generated by" in path.read_text("utf-8").partition("\n")[0]:  # as wide as its source
        return
    lines = without_blocks(name_of(path)).splitlines()
    assert not [line for line in lines if len(line) > WIDTH and not is_free(line)]
