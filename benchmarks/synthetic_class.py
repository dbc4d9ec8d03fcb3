"""A class whose written answers are made by program, so that what each deserves is known.

Right answers come in five styles and three languages, wrong ones with thirteen kinds of mistakes; some are
blank, some are copied. Every answer has fillers, slips of the pen and spellings of formulas of its own. What
the program finds on a derivation is computed on the answer before these are put in: none changes that.
"""

import hashlib
import json
import pathlib
import random
import re
import tomllib
from dataclasses import dataclass, field

from autograder.answers import formulas_of
from autograder.answers.derivation import of_question
from autograder.answers.scheme import items_of
from autograder.course import BLANK_ANSWER
from autograder.gradebook.schemes import schemes

PARTS = tomllib.loads(pathlib.Path(__file__).with_name("marking_class.toml").read_text("utf-8"))
LANGUAGES = {0: ("en", 0.6), 1: ("de", 0.25), 2: ("fr", 0.15)}
STYLES = ("sentences", "aligned", "list", "terse", "paragraph")
FILLERS = (
    ("So", "Then", "Now", "Here", "Well", "We get that", "I think that", "Clearly"),
    ("Also", "Dann", "Nun", "Hier", "Nun ja", "Man sieht", "Offenbar", "Natürlich"),
    ("Donc", "Alors", "Or", "Ici", "Enfin", "Puis", "Évidemment", "Ainsi"),
)
NOTHING = (BLANK_ANSWER, "", "?", "I don't know.", "no idea", "Keine Ahnung.", "je ne sais pas", "TODO")
SPELLINGS = (
    (r"\\top", "T"),
    (r"\\frac", r"\\dfrac"),
    (r" ", "  "),
    (r"\\cdot", r"\\,"),
    (r"\\exp\(([^()]*)\)", r"e^{\1}"),
    (r"\\hat\{y\}", r"\\hat y"),
    (r"_\{w_s\}", "_{w_{s}}"),
)
BLANK, RIGHT, ONE, TWO = 0.07, 0.67, 0.90, 0.96  # shares, added up; the rest leaves something out
COPIERS, TYPOS, FILLED = 0.10, 0.12, 0.35


@dataclass
class Written:
    """One answer, and what it deserves: {item's number: share}. kinds: of its mistakes."""

    source: str
    deserved: dict[int, float] = field(default_factory=dict)
    kinds: tuple[str, ...] = ()
    base: str = ""


def class_of(count, seed=0):
    """Return {student: {question: Written}}."""
    rng, found = random.Random(seed), {}
    for number in range(count):
        student = f"student-{number:04}"
        language = rng.choices(list(LANGUAGES), [share for _, share in LANGUAGES.values()])[0]
        habits = language, rng.randrange(len(STYLES))
        if found and rng.random() < COPIERS:
            other = rng.choice(list(found.values()))
            found[student] = {id: copied(one, rng, language) for id, one in other.items()}
        else:
            found[student] = {id: written(parts["parts"], rng, *habits) for id, parts in PARTS.items()}
    return found


def copied(one, rng, language):
    """Return a copy of an answer; now and then with other words at its edges."""
    is_changed = one.base and rng.random() < 0.3
    source = noisy(one.base, rng, language) if is_changed else one.source
    return Written(source, one.deserved, one.kinds, one.base)


def written(parts, rng, language, style):
    """Write one answer."""
    luck = rng.random()
    if luck < BLANK:
        return Written(rng.choices(NOTHING, [8] + [1] * (len(NOTHING) - 1))[0])
    wrong = 0 if luck < RIGHT else 1 if luck < ONE else 2 if luck < TWO else 0
    slipping = [number for number, part in enumerate(parts) if part["slips"]]
    chosen = set(rng.sample(slipping, min(wrong, len(slipping))))
    left_out = {rng.randrange(len(parts))} if luck >= TWO and len(parts) > 1 else set()
    pieces, deserved, kinds = [], {}, []
    for number, part in enumerate(parts):
        if number in left_out:
            kinds.append("unfinished")
            continue
        share, item = part.get("share", 1.0), part["item"]
        if number in chosen:
            slip = rng.choice(part["slips"])
            kinds.append(slip["kind"])
            pieces.append((slip["said"][language], slip.get("row")))
            earned = {item: slip.get("earns", 0.0) * share, slip.get("keeps", 0): 1.0}
        else:
            pieces.append((rng.choice(part["said"])[language], part.get("row")))
            earned = {item: share, part.get("also", 0): 1.0}
        for id, got in earned.items():
            if id and got:
                deserved[id] = max(deserved.get(id, 0.0), 0.0) + got if id == item else 1.0
    base = STYLED[STYLES[style]](pieces)
    return Written(noisy(base, rng, language), deserved, tuple(kinds), base)


# ---------------------------------------------------------------- styles


def sentences(pieces):
    return "\n\n".join(f"{said}:\n\n$${row}$$" if row else f"{said}." for said, row in pieces)


def aligned(pieces):
    rows = [row.replace(" = ", " &= ", 1) for _, row in pieces if row]
    text = " ".join(f"{said}." for said, row in pieces if not row)
    display = "$$\\begin{aligned}\n" + " \\\\\n".join(rows) + "\n\\end{aligned}$$" if rows else ""
    return "\n\n".join(filter(None, [display, text]))


def as_list(pieces):
    lines = (f"{said}: ${row}$" if row else f"{said}." for said, row in pieces)
    return "\n".join(f"- {line}" for line in lines)


def terse(pieces):
    return "\n\n".join(f"$${row}$$" if row else f"{said}." for said, row in pieces)


def paragraph(pieces):
    return " ".join(f"{said}: ${row}$." if row else f"{said}." for said, row in pieces)


STYLED = dict(zip(STYLES, (sentences, aligned, as_list, terse, paragraph), strict=True))

# ---------------------------------------------------------------- what makes each text its own

FORMULA = re.compile(r"(\$\$.*?\$\$|\$.*?\$)", re.DOTALL)


def noisy(base, rng, language):
    """Return a text with fillers, slips of the pen, and other spellings of its formulas."""
    spellings = [pair for pair in SPELLINGS if rng.random() < 0.3]
    pieces = FORMULA.split(base)
    for place, piece in enumerate(pieces):
        if place % 2:
            for old, new in spellings:
                piece = re.sub(old, new, piece)
            pieces[place] = piece
        elif piece.strip(" \n.:-"):
            pieces[place] = _wordy(piece, rng, language)
    text = "".join(pieces)
    return text + rng.choice(["", "", "", "\n", " ", "\n\n"])


def _wordy(piece, rng, language):
    words = piece.split(" ")
    if rng.random() < FILLED and piece[:1].isalpha():
        first = words[0] if words[0].isupper() else words[0].lower()
        words = [rng.choice(FILLERS[language]), first, *words[1:]]
    if rng.random() < TYPOS:
        long = [number for number, word in enumerate(words) if word.isalpha() and len(word) > 7]
        if long:
            number = rng.choice(long)
            word, at = words[number], rng.randrange(3, len(words[number]) - 2)
            words[number] = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return " ".join(words)


# ---------------------------------------------------------------- what the program finds


def parts_found(course, answers, cache):
    """Return {(question, base): what is found on its derivation}; kept in a file, since it takes minutes."""
    known = json.loads(cache.read_text("utf-8")) if cache.is_file() else {}
    formulas, found = formulas_of(course), {}
    for theirs in answers.values():
        for id, one in theirs.items():
            question = course.catalogue[id]
            if not one.base or not question.formulas or (id, one.base) in found:
                continue
            key = hashlib.sha256(f"{id} {one.base}".encode()).hexdigest()
            if key not in known:
                items = items_of(schemes(course)[question.written_cell][1])
                asked = [formulas[formula] for formula in question.formulas]
                known[key] = of_question(id, asked, one.base, items=items).to_data()
            found[id, one.base] = known[key]
    cache.parent.mkdir(parents=True, exist_ok=True)
    cache.write_text(json.dumps(known), "utf-8")
    return found


def cells(course, answers, cache):
    """Return {student: {question: cell}}, as grading leaves them."""
    parts = parts_found(course, answers, cache)
    return {
        student: {id: _cell(id, one, parts) for id, one in theirs.items()}
        for student, theirs in answers.items()
    }


def _cell(id, one, parts):
    part = parts.get((id, one.base))
    if one.source == BLANK_ANSWER:
        return one.source
    return {"source": one.source, "metadata": {"derivation": part} if part else {}}
