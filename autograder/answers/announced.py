"""Which case a line of prose announces, or a row says that it is about, in several languages."""

import re
from dataclasses import dataclass

from .scope import Condition
from .spelling.cases import joined

SIGN = (
    r"(=|\\neq?(?![A-Za-z])|\\not\s*=|≠|!=|<|>|\\[lg]eq?(?![A-Za-z])|≤|≥|\\lt(?![A-Za-z])|\\gt(?![A-Za-z]))"
)
LETTER, OTHER = r"(?:[a-z]_)?([a-z])", r"(?:[a-z]_)?([a-z]|0)"
RELATION = rf"{LETTER}\s*{SIGN}\s*{OTHER}"
SIGNS = {"=": "=", "<": "<", ">": ">", "\\lt": "<", "\\gt": ">", "≤": "\\le", "≥": "\\ge"}
ORIGIN = {"0": "o"}  # handouts count the true word as word 0
OPPOSITE = {"=": "\\ne", "\\ne": "=", "<": "\\ge", ">": "\\le", "\\le": ">", "\\ge": "<"}

TEXT = r"\\(?:text\w*|mathrm|mbox)\s*\{"
GAP = r"(?:\\[,;: ]|\\q?quad|~|\s|&)*"
BEFORE = re.compile(  # \text{Let } w = o, …    w = o: …    x > 0 \Rightarrow …
    rf"^{GAP}(?:{TEXT})?\s*(?:(?:Let|If|For|When|Case)\b[^}}$=<>]*\}}?\s*:?)?\s*\(?{RELATION}\)?{GAP}"
    rf"(?:\}}{GAP})?(?:[,:]|\\q?quad|\\(?:Rightarrow|implies|Longrightarrow)(?![A-Za-z])){GAP}"
    rf"(?:[a-z]\s*=\s*[a-z]\s*,{GAP})?",
)
AFTER = re.compile(  # … \quad \text{for } w \ne o      … (x < 0)      … \Big|_{w \ne o}
    rf"(?:[,;]?{GAP}(?:{TEXT}[^{{}}]*\b(?:for|if|when|where|as|falls?|wenn|für|si|pour)\b[^{{}}]*\}}|\\q?quad|(?=\())"
    rf"{GAP}\(?{GAP}{RELATION}{GAP}\)?|\\?[bB]?i?g?g?[lr]?\s*\|\s*_\s*\{{\s*{RELATION}\s*\}})\s*[.,;]?\s*$"
)
AT_THE_LEFT = re.compile(  # ∂J/∂u_w \Big|_{w \ne o} = …
    rf"(?:\\(?:left|right|[bB]igg?[lr]?)\.?\s*)*\|\s*_\s*\{{\s*{RELATION}\s*\}}\s*(?==)"
)
WITHIN = re.compile(  # ∂ŷ_k/∂θ_i \text{ when } i = k = …
    rf"{TEXT}\s*(?:for|if|when|where)\s*\}}\s*{RELATION}\s*(?==)"
)
OTHERWISE_AFTER = re.compile(
    rf"[,;]?{GAP}{TEXT}[^{{}}]*\b(?:otherwise|else|others?|sonst|sinon)\b[^{{}}]*\}}\s*[.,;]?\s*$"
)
IN_PROSE = re.compile(rf"\$?\s*(?:\b|(?<=_)){RELATION}\s*(?:\$|$|[,:])")
BEGINS = (
    r"[\s\-*#>(]*(?:(?:\d|i{1,3}|[a-c])[.):]\s*)?"
    r"(?:(?:and|now|first|then|next|finally|und|et|aber|but),?\s+)?"
)
CASE = (
    r"(?:(?:the\s+)?case|if|when|falls?|wenn|si|quand|cas)\b|当|若|如果|경우|情况"
    r"|(?:for|where|für|pour)\b.*\b"  # for words that are not observed
    r"(?:case|fall|cas|not|incorrect|wrong|negatives?|remaining|rest|nicht|falschen?|übrigen|restlichen|pas)\b"
)
ABOUT_A_CASE = re.compile(BEGINS + rf"(?:{CASE})", re.IGNORECASE)  # a line that begins so is about one case
ANNOUNCES = re.compile(  # so is a line that begins so, where it says which
    BEGINS + rf"(?:{CASE}|(?:for|where|für|pour)\b|对于)", re.IGNORECASE
)
ENDS = re.compile(r"(?:인\s*경우|일\s*때|이면|时|的情况)\s*[,:\uff0c\uff1a]?\s*$")  # a line that ends so, too
OTHERWISE = re.compile(  # not "the other gradient"
    r"\b(?:otherwise|else|sonst|andernfalls|sinon|autrement"
    r"|(?:all|any|every|each)\s+(?:the\s+|of\s+the\s+)?others?|others"
    r"|other\s+(?:outside\s+)?(?:words?|class(?:es)?)"
    r"|alle\s+anderen?|anderen?\s+(?:Wort|Wörter|Klassen?)"
    r"|(?:tous|toutes)\s+les\s+autres|autres?\s+(?:mots?|classes?))\b"
    r"|否则|其他|其余|그 외|나머지",
    re.IGNORECASE,
)
OBSERVED = re.compile(
    r"\b(?:observed|true|correct|actual|target)\s+(?:outside\s+)?(?:word|class)\b|正确|真实|정답",
    re.IGNORECASE,
)
LONGEST = 90  # characters of a line that announces a case


@dataclass(frozen=True)
class Announced:
    """What a line says of a case: the condition, where it is understood, and whether it speaks of one."""

    condition: Condition | None = None
    speaks: bool = False


def condition(letter: str, sign: str, other: str) -> Condition:
    """Return a condition on an index, or on a number, in one spelling."""
    spelled = SIGNS.get(sign, sign if sign in OPPOSITE else _spelled(sign))
    return letter, spelled, ORIGIN.get(other, other) if spelled in ("=", "\\ne") else other


def _spelled(sign: str) -> str:
    return "\\le" if sign.startswith("\\l") else "\\ge" if sign.startswith("\\g") else "\\ne"


def opposite(about: Condition) -> Condition:
    """Return the condition that holds where one does not."""
    letter, sign, other = about
    return letter, OPPOSITE[sign], other


def in_prose(text: str, before: Condition | None, free: str) -> Announced:
    """Return what a line of prose announces.

    before: the case that was announced above it. free: the index that is meant where no letter is said.
    """
    if len(text) > LONGEST:
        return Announced()
    found = IN_PROSE.search(text)
    if found and (ANNOUNCES.match(text) or ENDS.search(text) or IN_PROSE.fullmatch(text.strip())):
        return Announced(condition(*found.groups()), speaks=True)
    if OTHERWISE.search(text):
        about = opposite(before) if before else (free, "\\ne", "o") if free else None
        return Announced(about, speaks=True)
    if OBSERVED.search(text) and (ANNOUNCES.match(text) or text.rstrip().endswith(":")):
        return Announced((free, "=", "o") if free else None, speaks=True)
    return Announced(None, speaks=bool(found or ABOUT_A_CASE.match(text)))


def of_a_row(latex: str, before: Condition | None) -> tuple[Condition | None, str]:
    """Return (the case that a row says that it is about, the row without that).

    before: the case of the rows above, for one that ends with "otherwise".
    """
    if "cases}" in joined(latex):  # the cases are all there
        return None, latex
    if found := BEFORE.match(latex):
        return condition(*found.groups()), latex[found.end() :]
    if found := AFTER.search(latex):
        return condition(*(group for group in found.groups() if group)), latex[: found.start()]
    if (found := WITHIN.search(latex)) or (found := AT_THE_LEFT.search(latex)):
        return condition(*found.groups()), latex[: found.start()] + latex[found.end() :]
    if before and (found := OTHERWISE_AFTER.search(latex)):
        return opposite(before), latex[: found.start()]
    return None, latex


def states_a_case(latex: str) -> bool:
    """Tell whether a row begins with a case, as in "If w = o, …"."""
    return BEFORE.match(latex) is not None
