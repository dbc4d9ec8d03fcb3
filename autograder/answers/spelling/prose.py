"""Drop what stands around a formula and is none of it: words, equation numbers, marks of an end."""

import re

CJK = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
FULL_WIDTH = str.maketrans("（）＝＋－，；：。、｛｝＜＞", "()=+-,;:.,{}<>")
CLAUSE = re.compile(r"[，。；：、]")
ENDS = re.compile(
    r"\\(?:blacksquare|square|Box|qed|QED|qedhere|qedsymbol)(?![A-Za-z])|[□■∎]"
    r"|\\text\w*\{\s*Q\.?E\.?D\.?\s*\}|\bQ\.E\.D\.?"
)
NUMBER = r"\(\s*\d+(?:\.\d+)*[a-z]?\s*\)"
NUMBERED = re.compile(rf"(?:\\q?quad|\\hfill|\s{{2,}}|\\;|~)\s*{NUMBER}\s*$|^\s*{NUMBER}\s*\\q?quad")
SHAPE = re.compile(r"(?:\\q?quad|\\;|\\ |\s{2,})\s*\([^()=]*\\times[^()=]*\)\s*$")
OPENING = re.compile(
    r"^\s*(?:\\text\w*\{\s*)?(?:therefore|thus|hence|so|then|answer|result|finally|we (?:get|have|obtain))"
    r"\s*(?:[,:]\s*)?\}?(?=\s|[\\:,]|$)\s*[:,]?",
    re.IGNORECASE,
)
LEADING = re.compile(
    r"^\s*\\text\w*\{\s*(?:to find|minimi[sz]e|maximi[sz]e|using|note that|recall|since|by [^{}]*|now"
    r"|first|next|finally)[^{}]*\}",
    re.IGNORECASE,
)
PART = re.compile(  # (b) of an enumeration, or (1) (b)
    r"^\s*(?:\(\s*\d\s*\)\s*(?=\())?\(\s*(?:[a-hj-n]|i{1,3}|iv)\s*\)(?:\s|\\quad|\\ )+(?=\S)"
)
ARROW = re.compile(
    r"\\(?:Rightarrow|implies|Longrightarrow|Leftrightarrow|iff|to|rightarrow)(?![A-Za-z])|[⇒⟹→]"
)
SIDES = re.compile(r"\\(?:text|mathrm)\{\s*[LR]\.?H\.?S\.?\s*\}\s*=?|=\s*\\(?:text|mathrm)\{\s*RHS\s*\}")
BECAUSE = re.compile(r"[,;]?\s*\(?\s*(?:\\because|\\text\{\s*[(（]?\s*(?:因为|since|because)).*$", re.DOTALL)
REMARK = re.compile(r"\\text\{\s*\((?![^{}]*\))[^{}]*\}[^()]*\)")  # \text{ (that is } x )
TO_ZERO = re.compile(r"(?:\\to|\\rightarrow|→)\s*0\s*[.,;]?\s*$")  # what has been crossed out
UNDEFINED = re.compile(
    r"[,;]?\s*(?:\\q?quad\s*)?\\text\w*\{\s*[,;]?\s*(?:undefined|not defined)[^{}]*\}[^&\\]*$"
)
NAMED = re.compile(  # \frac{∂J}{∂x}: …
    r"^(\s*\\[dt]?frac\s*\{\s*\\partial[^{}]*\}\s*\{\s*\\partial[^{}]*(?:\{[^{}]*\}[^{}]*)?\})\s*:(?!=)"
)
ALL_OF_THEM = re.compile(  # [∂J/∂u_1, …, ∂J/∂u_V] = …, on the left
    r"^\s*(?:\\left)?\s*[\[(]\s*\\[dt]?frac\s*\{\s*\\partial[^=]*?\\[lcd]*dots[^=]*?(?:\\right)?\s*[\])]"
    r"(?:\s*\^\s*(?:\{?\\top\}?|T|\{T\}))?\s*="
)
OF_A_MATRIX = re.compile(r"\bwhere\b\s*\$[^$=<>]*\$\s+(?:has|have|is|are|holds?)\b[^$]*$")
EQUIVALENTLY = re.compile(
    r"\\text\w*\{[\s,]*(?:or[\s,]*)?(?:equivalently|that is|i\.e\.|in other words)[\s,]*\}"
)
CONDITIONED = ("if", "for", "when", "otherwise", "else", "where", "all", "unless")
SENTENCE = re.compile(r"(?<![\\A-Za-z])[A-Za-z]{2,}")
INTERVALS = (
    (re.compile(r"([A-Za-z])\s*\\in\s*\(\s*0\s*,\s*\+?\\infty\s*\)"), r"\1 > 0"),
    (re.compile(r"([A-Za-z])\s*\\in\s*\(\s*-\s*\\infty\s*,\s*0\s*\)"), r"\1 < 0"),
    (re.compile(r"(?:\\math\w+\{1\}|1)_\{\(0\s*,\s*\\infty\)\}\(([a-z])\)"), r"\\mathbb{1}\\{\1 > 0\\}"),
)


EVALUATED = re.compile(
    r"(?:\\(?:left|right|[bB]igg?[lr]?)\.?\s*)*(?:\||\\vert)\s*_\s*\{\s*([a-z])\s*=\s*([a-z])\s*\}\s*[.,;]?\s*$"
)


def _evaluated(text: str) -> str:
    """Return a formula that ends in |_{w=o} with o for w in its indices."""
    found = EVALUATED.search(text)
    if not found:
        return text
    old, new = found.groups()
    return re.sub(rf"_\s*(?:{old}(?![A-Za-z])|\{{\s*{old}\s*\}})", f"_{{{new}}}", text[: found.start()])


def dropped(text: str) -> str:
    """Return an answer's formula, without the words around it."""
    text = _out_of_a_sentence(OF_A_MATRIX.sub("", text))
    text = _without_cjk(BECAUSE.sub(" ", text)).translate(FULL_WIDTH)
    text = ALL_OF_THEM.sub("", NAMED.sub(r"\1 =", text))
    for pattern in (ENDS, NUMBERED, SHAPE, TO_ZERO, UNDEFINED, REMARK, SIDES):
        text = pattern.sub(" ", text)
    for pattern in (PART, LEADING, OPENING, PART):
        text = pattern.sub(" ", text, count=1)
    text = EQUIVALENTLY.sub(" = ", text.replace("\\therefore", " ").replace("∴", " "))
    for interval, relation in INTERVALS:
        text = interval.sub(relation, text)
    return _evaluated(_after_the_arrow(text))


def _out_of_a_sentence(text: str) -> str:
    """Return the formula of a sentence such as `The gradient is $…$.`; the text itself if it is none."""
    formulas = re.findall(r"\$+([^$]+)\$+", text)
    words = SENTENCE.findall(re.sub(r"\$+[^$]+\$+", " ", text))
    if not formulas or not words or any(word.lower() in CONDITIONED[:6] for word in words):
        return text
    return max(formulas, key=len) if len(words) > 1 or words[0].lower() not in CONDITIONED else text


def _without_cjk(text: str) -> str:
    """Drop words of Chinese, Japanese and Korean; conditions among them become `if`."""
    if not re.search(f"[{CJK}]", text):
        return text
    text = re.sub(r"[(（]\s*当(.*?)时\s*[)）]|当([^，。；&]*?)时", r"\\text{ if }\1\2", text)
    text = re.sub(r"\\text\{\s*当\s*\}|当", r"\\text{if }", text)
    text = re.sub(rf"([^,，&{CJK}]+)(?:인 경우|일 때)", r"\\text{ if }\1", text)
    text = re.sub(r"\\text\{\s*(?:其他|否则|그 외)\s*\}|其他|否则|그 외", r"\\text{otherwise}", text)
    clauses = []
    for clause in CLAUSE.split(text):
        bare = re.sub(rf"[{CJK}]+", " ", clause)
        is_prose = bare != clause and re.fullmatch(r"[\w\s\\{}]{0,6}", bare) and "\\text" not in bare
        clauses.append("" if is_prose else bare)
    return ", ".join(clause for clause in clauses if clause.strip())


def _after_the_arrow(text: str) -> str:
    """Return what an arrow leads to; an arrow from one formula to another is an equation."""
    parts = [part for part in ARROW.split(text) if part.strip()]
    if len(parts) < 2:
        return parts[0] if parts else text
    return parts[-1] if "=" in parts[-1] or "=" in parts[0] else " = ".join(parts)
