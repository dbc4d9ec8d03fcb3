r"""Spell an expectation over words, \mathbb{E}_{w \sim p}[u_w], as the sum that it is."""

import re

FONT = r"\\(?:mathbb|mathrm|mathbf|operatorname|mathop)\s*(?:\{\s*(?:\\mathbb\s*)?E\s*\}|(?<=\s)E)"
EXPECTED = re.compile(
    rf"(?:{FONT}|\\E(?![A-Za-z]))\s*(?:\\limits\s*)?_\s*\{{\s*([a-z])\s*(?:\\sim|\\thicksim|~)\s*"
    r"((?:[^{}]|\{[^{}]*\})+)\}"
    r"\s*(?:\\left|\\[bB]igg?l?)?\s*([\[({]|\\\{)"
)
CLOSING = {"[": "]", "(": ")", "{": "}", "\\{": "\\}"}
GIVEN = re.compile(r"\(\s*(?:\\cdot|\\bullet|\.)\s*(\\mid|\||\\vert)")


def summed(text: str) -> str:
    """Return the text with its expectations as sums; the text itself where there are none."""
    while found := EXPECTED.search(text):
        letter, share, opening = found.groups()
        end = _closing(text, found.end(), opening)
        if end < 0:
            break
        inside = re.sub(r"\\(?:right|[bB]igg?r?)\s*$", "", text[found.end() : end])
        known = GIVEN.search(share)
        weight = GIVEN.sub(rf"({letter} \\mid", share) if known else f"({share})_{{{letter}}}"
        after = text[end + len(CLOSING[opening]) :]
        text = f"{text[: found.start()]} \\left(\\sum_{{{letter}}} {weight} ({inside})\\right) {after}"
    return text


def _closing(text: str, start: int, opening: str) -> int:
    """Return where the bracket closes that opens just before `start`; -1 if it does not."""
    depth = 1
    for found in re.compile(r"\\[{}]|[\[\](){}]").finditer(text, start):
        depth += {opening: 1, CLOSING[opening]: -1}.get(found[0], 0)
        if depth == 0:
            return found.start()
    return -1
