"""A derivation, row by row: each chain is compared by the formula that its left side is about."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from ..results.derivations import BREAKS, HOLDS, PROSE, Line, Part
from . import steps
from . import tree as t
from .announced import in_prose
from .chains import DIFFERS
from .finals import final
from .following import Derivation, follow
from .formula import Formula
from .headings import LABEL, Lineage, Question, by_content, by_heading
from .judging import asked_for, has_another_letter, scaled
from .newcommands import expanded
from .rows import Given, Row, read_row
from .scheme import Item, seen
from .scope import Condition
from .sheets import INLINE, Piece, in_the_courses_letters, pieces, stated_letters

Read = Callable[[str], str | None]


def of_question(
    id: str,
    formulas: Sequence[Formula],
    text: str,
    read: Read = lambda name: None,
    items: Sequence[Item] = (),
) -> Part:
    r"""Return what is found in the text of one part, which is about these formulas.

    read: gives the text of a file for \input. items: those of the question's mark scheme.
    """
    text = expanded(text, read)
    return _followed(id, formulas, pieces(text), "", stated_letters(text), items)


def of_sheet(
    text: str, lineage: Lineage, questions: Sequence[Question] = (), read: Read = lambda name: None
) -> list[Part]:
    r"""Return the parts of a sheet, told by their headings, else by what their lines are about.

    questions: those that it may be about besides the lineage's. read: gives the text of a file for \input.
    """
    text = expanded(text, read)
    every, letters = pieces(text), stated_letters(text)
    known = list(dict.fromkeys((*lineage.values(), *questions)))
    found: list[Part] = []
    for label, some in by_heading(every, lineage):
        if all(piece.is_prose or piece.is_inline for piece in some):
            continue
        question = lineage[label]
        part = _followed(question.id, question.formulas, some, label, letters)
        again = list[Part]()
        if part.is_mostly_unread:
            others = by_content(some, known)
            again = [_followed(other.id, other.formulas, about, label, letters) for other, about in others]
        found += again if sum(one.held for one in again) > part.held else [part]
    if not found:
        parts = {question.id: part for part, question in lineage.items()}
        for question, some in by_content(every, known):
            label = parts.get(question.id, "")
            found.append(_followed(question.id, question.formulas, some, label, letters))
    return list(_with_changes(found))


def _with_changes(parts: Sequence[Part]) -> Iterator[Part]:
    """Iterate over the parts; one in another convention than those before it says so."""
    before: dict[str, str] = {}  # {"words": "words as rows"}
    for part in parts:
        what = part.convention.partition(" ")[0]
        change = f"{part.convention}, after {before[what]}" if what in before else ""
        if what:
            before[what] = part.convention
        is_another = change and not change.endswith(part.convention)
        said = ", ".join(filter(None, (part.notation, change if is_another else "")))
        yield replace(part, notation=said)


def _followed(
    id: str,
    formulas: Sequence[Formula],
    written: Sequence[Piece],
    part: str,
    letters: Sequence[tuple[str, str]] = (),
    items: Sequence[Item] = (),
) -> Part:
    some = [replace(piece, text=in_the_courses_letters(piece.text, letters)) for piece in written]
    rows = [piece for piece in some if not piece.is_prose]
    given, names = _with_prose(some, next((formula.free for formula in formulas if formula.free), ""))
    owners = _owners(formulas, given)
    attempts = []
    for number, formula in enumerate(formulas):
        theirs = [owner not in (None, number) for owner in owners]
        some_rows = [replace(row, is_anothers=is_so) for row, is_so in zip(given, theirs, strict=True)]
        attempts.append(follow(formula, some_rows, names))
    chosen = list(_best_of_each_chain(formulas, attempts, rows, owners)) if rows and attempts else []
    said = [f"${old}$ for ${new}$" for old, new in letters]
    said += [attempt.notation for attempt in attempts if attempt.notation][:1]
    notation = ", ".join(said)
    end = final(formulas, attempts, rows, chosen)
    fulfilled = seen(items, attempts, chosen, end) if chosen else ()
    convention = next((one.convention for one in attempts if one.is_certain), "")
    return Part(id, part, end, tuple(_shown(written, chosen)), notation, fulfilled, convention)


def _shown(written: Sequence[Piece], chosen: Sequence[Line]) -> Iterator[Line]:
    """Iterate over what was written, with verdicts; one in prose without a verdict stands there already."""
    verdicts = iter(chosen)
    for piece in written:
        is_prose = piece.is_prose or not chosen
        line = Line(piece.text, PROSE) if is_prose else replace(next(verdicts), latex=piece.text)
        if not (piece.is_inline and line.verdict == PROSE):
            yield line


def _with_prose(some: Sequence[Piece], free: str) -> tuple[list[Given], list[str]]:
    """Return the rows, and what prose says of names; a case is that of the first chain below it.

    free: the index that cases are about where no letter is said.
    """
    given, names = list[Given](), list[str]()
    case: Condition | None = None
    is_open, speaks = False, False
    for piece in some:
        if not piece.is_prose:
            here = case if is_open and not piece.follows else None
            given.append(Given(piece.text, piece.follows, here, piece.is_inline, speaks))
            is_open &= piece.follows or piece.is_inline
            continue
        names += [formula for formula in INLINE.findall(piece.text) if "=" in formula]
        said = in_prose(piece.text, case, free)
        speaks |= said.speaks
        if said.condition:
            case, is_open = said.condition, True
        elif LABEL.match(piece.text):
            case, is_open = None, False
    return given, names


def _owners(formulas: Sequence[Formula], given: Sequence[Given]) -> list[int | None]:
    """Return for each row which formula its chain is about, by its left side, if that says so."""
    found: list[int | None] = []
    about: int | None = None  # of the displayed chain; what stands within prose between its rows is aside
    for row in given:
        members = [] if row.follows or len(formulas) < 2 else read_row(formulas[0], row).members
        here = _by_its_left(formulas, members) if members else about if row.follows else None
        about = about if row.is_inline else here
        found.append(here)
    return found


def _by_its_left(formulas: Sequence[Formula], members: Sequence[t.Node]) -> int | None:
    """Return which formula asks for the derivative on a left side; None if none does."""
    left = scaled(members[0])[0]
    if not isinstance(left, t.Derivative):
        return None
    asked = [one.by if isinstance(one, t.Derivative) else None for one in map(asked_for, formulas)]
    if left.by in asked:
        return asked.index(left.by)
    others = (
        number
        for number, (formula, symbol) in enumerate(zip(formulas, asked, strict=True))
        if symbol is not None and has_another_letter(left.by, symbol, formula)
    )
    return next(others, None)


def _best_of_each_chain(
    formulas: Sequence[Formula],
    attempts: Sequence[Derivation],
    rows: Sequence[Piece],
    owners: Sequence[int | None],
) -> Iterator[Line]:
    """Iterate over the rows' verdicts, those of the formula that each chain is about."""
    about, is_whole = 0, True
    for place, row in enumerate(rows):
        owner = owners[place]
        here = owner if owner is not None else about if row.follows else _about(formulas, attempts, place)
        about = about if row.is_inline else here
        found = attempts[here].rows[place]
        line = Line(row.text, found.verdict, found.message, row.is_inline)
        if found.verdict == BREAKS and is_whole:
            is_whole = False
            line = _opened(line, found, attempts[here])
        yield line


def _opened(line: Line, row: Row, attempt: Derivation) -> Line:
    """Return the line of the first row that breaks, with numbers and one advice in place of an example."""
    if row.before is None or row.broken is None or row.scope is None or attempt.members is None:
        return line
    found = steps.opened(attempt.members, attempt.convention, row.before, row.broken, row.scope)
    if found is None:
        return line
    message = f"{DIFFERS} {found.advice}".strip() if found.advice or found.sides else line.message
    return replace(line, message=message, opened=found)


def _about(formulas: Sequence[Formula], attempts: Sequence[Derivation], place: int) -> int:
    """Return which formula a chain is about that does not say so in the course's letters.

    It is what its left side says in the letters that were found, else that by which the most is compared.
    """
    rows = [attempt.rows[place] for attempt in attempts]
    for row in rows:
        if row.members and (found := _by_its_left(formulas, row.members)) is not None:
            return found
    verdicts = [row.verdict for row in rows]
    order = (HOLDS, BREAKS)
    return min(range(len(formulas)), key=lambda n: order.index(verdicts[n]) if verdicts[n] in order else 2)
