r"""A sheet's own commands: what \newcommand, \def, \DeclareMathOperator declare, put in where it is used."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

NAME = r"\\[A-Za-z]+"
DECLARES = re.compile(
    rf"\\(?:re|provide)?newcommand\*?\s*(?:\{{\s*(?P<new>{NAME})\s*\}}|(?P<bare>{NAME}))"
    rf"\s*(?:\[(?P<count>[0-9])\])?\s*(?:\[(?P<first>[^\[\]]*)\])?\s*(?=\{{)"
    rf"|\\g?def\s*(?P<def>{NAME})(?P<numbers>(?:#[0-9])*)\s*(?=\{{)"
    rf"|\\DeclareMathOperator\*?\s*(?:\{{\s*(?P<operator>{NAME})\s*\}}|(?P<plain>{NAME}))\s*(?=\{{)"
    rf"|\\DeclarePairedDelimiter\s*(?:\{{\s*(?P<pair>{NAME})\s*\}}|(?P<single>{NAME}))\s*"
    r"\{(?P<open>[^{}]*)\}\s*\{(?P<close>[^{}]*)\}"
)
INPUT = re.compile(r"\\(?:input|include)\s*(?:\{\s*([^{}]+?)\s*\}|\s([\w./-]+))")
COMMENT = re.compile(r"(?<!\\)%(?!\s*notation\s*:).*", re.IGNORECASE)
MOST, DEEPEST, LONGEST = 200, 6, 400_000  # commands, rounds of putting in, characters of what comes out


@dataclass(frozen=True)
class Command:
    """What a command stands for, with #1, #2, … for its arguments; `first`: what #1 is if it is left out."""

    body: str
    count: int = 0
    first: str | None = None


def expanded(text: str, read: Callable[[str], str | None] = lambda name: None) -> str:
    r"""Return a sheet with its own commands put in and without their declarations.

    read: gives the text of a file that \input names; None where there is none, and the line stays.
    """
    text = INPUT.sub(lambda found: _of_a_file(found, read), COMMENT.sub("", text))
    commands: dict[str, Command] = {}
    while len(commands) < MOST and (found := DECLARES.search(text)):
        name, command, end = _declared(text, found)
        commands[name] = command
        text = text[: found.start()] + text[end:]
    for _ in range(DEEPEST if commands else 0):
        before, text = text, _put_in(text, commands)
        if text == before or len(text) > LONGEST:
            break
    return text if len(text) <= LONGEST else before


def _of_a_file(found: re.Match[str], read: Callable[[str], str | None]) -> str:
    inside = read(found[1] or found[2])
    return found[0] if inside is None else COMMENT.sub("", inside)


def _declared(text: str, found: re.Match[str]) -> tuple[str, Command, int]:
    """Return the name of a command, what it stands for, and where its declaration ends."""
    if name := found["pair"] or found["single"]:
        return name, Command(f"{found['open']} #1 {found['close']}", 1), found.end()
    end = _closing(text, found.end())
    body = text[found.end() + 1 : end - 1]
    if name := found["operator"] or found["plain"]:
        return name, Command(f"\\operatorname{{{body}}}"), end
    if name := found["def"]:
        return name, Command(body, found["numbers"].count("#")), end
    return found["new"] or found["bare"], Command(body, int(found["count"] or 0), found["first"]), end


def _put_in(text: str, commands: Mapping[str, Command]) -> str:
    some = "|".join(re.escape(name) for name in sorted(commands, key=len, reverse=True))
    parts, at = [], 0
    for found in re.finditer(rf"(?:{some})(?![A-Za-z])", text):
        if found.start() < at:
            continue  # in an argument of the one before: the next round's
        command, end = commands[found[0]], found.end()
        arguments = []
        if command.first is not None and command.count:
            given = re.match(r"\s*\[([^\[\]]*)\]", text[end:])
            arguments.append(given[1] if given else command.first)
            end += given.end() if given else 0
        while len(arguments) < command.count:
            argument, end = _argument(text, end)
            arguments.append(argument)
        body = command.body
        for number, argument in enumerate(arguments, 1):
            body = body.replace(f"#{number}", argument)
        parts += [text[at : found.start()], f" {body} "]
        at = end
    return "".join([*parts, text[at:]])


def _argument(text: str, start: int) -> tuple[str, int]:
    """Return one argument of a command, a group or one token, and where it ends."""
    found = re.compile(r"\s*(\\[A-Za-z]+|\\.|[^\s{}])?").match(text, start)
    assert found is not None
    if found[1] is not None:
        return found[1], found.end()
    if text[found.end() : found.end() + 1] != "{":
        return "", start
    end = _closing(text, found.end())
    return text[found.end() + 1 : end - 1], end


def _closing(text: str, start: int) -> int:
    """Return the place after the brace that closes the one at `start`; the end where there is none."""
    depth = 0
    for found in re.compile(r"\\.|[{}]", re.DOTALL).finditer(text, start):
        depth += {"{": 1, "}": -1}.get(found[0], 0)
        if depth == 0:
            return found.end()
    return len(text)
