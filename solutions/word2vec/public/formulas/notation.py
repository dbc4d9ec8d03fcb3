"""The letters and words of the course's formulas, and what to say of them."""

from autograder.answers.notation import COUNT, ENTRY, POSITION, Notation
from autograder.answers.repairs import is_beside_the_sums
from autograder.answers.tree import Node

ROWS, COLUMNS = "words as rows", "words as columns"
EXAMPLES = "examples as rows"
UPRIGHT, TRANSPOSED = "examples as columns", "examples as columns, matrices transposed"
WORD, DRAW = "word", "draw"  # kinds of indices, besides those of every course
TRUE, NORMALIZER, NEGATIVES = "the true pair", "the normalizing sum", "the negatives"
OUTSIDE = "the outside word at"

NOTATION = Notation(
    losses=("J", "L", "\\mathrm{CE}"),
    words=("CE", "CBOW", "Vocab", "vocab", "Dx", "Dy"),
    whole=("v_c",),
    finished=("v_c", "U", "\\hat{v}"),
    layouts=("U", "A", "W", "x", "h", "z", "y", "b", "\\hat{y}"),
    abbreviations={
        "\\sigma_*": (r"\sigma(u_{*}^\top v_c)", r"\sigma(-u_{*}^\top v_c)"),
        "\\theta": ("U v_c",),
        "\\theta_*": (r"u_{*}^\top v_c",),
        "z": ("U v_c",),
        "z_*": (r"u_{*}^\top v_c",),
    },
    elsewhere={
        ("V", ""): ("U", ""),
        ("V", "c"): ("v_c", ""),
        ("U", "0"): ("u", "o"),
        ("u", "0"): ("u", "o"),
        ("U", "k"): ("u", "k"),
        ("U", "o"): ("u", "o"),
        ("\\hat{y}", "0"): ("\\hat{y}", "o"),
        ("y", "0"): ("y", "o"),
        ("u", ""): ("U", ""),
        ("\\hat{Y}", ""): ("\\hat{y}", ""),
        ("Y", ""): ("y", ""),
        ("\\mathrm{Dx}", ""): ("D", "x"),
        ("\\mathrm{Dy}", ""): ("D", "y"),
    },
    sizes=("K", "V", "m", "D"),
    kinds={"V": WORD, "W": WORD, "K": DRAW, "D": ENTRY, "m": POSITION, "n": COUNT},
    sets={"neg": "K", "draw": "K", "voc": "W", "word": "W"},
    unsized="W",
    everything={WORD: "i \\in V", DRAW: "i \\in K", ENTRY: "i", POSITION: "-m \\le i \\le m, i \\ne 0"},
    items={DRAW: ("w", WORD)},
    origin="t",
    sums=(NORMALIZER, NEGATIVES, OUTSIDE),
    told=frozenset({"observed", "others", "positive", "negative", "elsewhere"}),
    sides={
        "observed": (
            "only-o",
            "This is right for the observed word alone ($w = o$, where $y$ is 1)."
            " What changes for every other one?",
        ),
        "others": (
            "only-others",
            "This is right for all words but the observed one ($w = o$, where $y$ is 1).",
        ),
        "once": (
            "repeats",
            "This is right for a word that occurs once. One that occurs several times adds up as often.",
        ),
        "repeated": (
            "one-case",
            "This is right for a word that occurs several times, but not for one that occurs once.",
        ),
        "positive": ("one-case", "This is right for $x > 0$, but not for $x < 0$."),
        "negative": ("one-case", "This is right for $x < 0$, but not for $x > 0$."),
    },
)


def known_derivatives(answer: Node) -> str:
    """Return the reminder that the derivatives for one pair are known, and whose the negatives are."""
    said = "The derivatives for one pair are known: use them as they are."
    if is_beside_the_sums(answer, "K"):
        said += " And every outside word has negatives of its own:"
        said += " their sum stands inside the sum over the window."
    return said
