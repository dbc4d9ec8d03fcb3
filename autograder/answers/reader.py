"""LaTeX to tree. Raises Unreadable, which says what could not be read and where."""

import functools
import pathlib
import re

import lark

from . import tree as t

LONGEST, DEEPEST = 4000, 40  # characters; parts inside each other


class Unreadable(Exception):
    """The answer cannot be read; the text says where."""


def read(latex):
    """The members of a chain of equalities, each a tree."""
    if len(latex) > LONGEST:
        raise Unreadable(f"The answer is longer than {LONGEST:,} characters: give the final line alone.")
    text = normalised(latex)
    if not text or text == "=":
        raise Unreadable("There is nothing to read yet: write the final line below the first.")
    if _depth(text) > DEEPEST:
        raise Unreadable("Brackets are nested too deeply.")
    try:
        return Build().transform(parser().parse(text))
    except lark.exceptions.UnexpectedInput as problem:
        raise Unreadable(_where(text, problem)) from None
    except lark.exceptions.VisitError as problem:
        raise problem.orig_exc from None


def _depth(text):
    depth = deepest = 0
    for character in text:
        depth += (character in "([{") - (character in ")]}")
        deepest = max(deepest, depth)
    return deepest


def _where(text, problem):
    ended = isinstance(problem, lark.exceptions.UnexpectedToken) and problem.token.type == "$END"
    at = len(text) if ended else problem.pos_in_stream
    before, rest = text[max(0, at - 25) : at], text[at : at + 15]
    if not rest:
        return f"It ends too early, after “{before.strip()}”: is a bracket or an argument missing?"
    return f"It cannot be read at “{rest.strip()}”, after “{before.strip()}”." if before.strip() else f"It cannot be read at “{rest.strip()}”."


@functools.cache
def parser():
    grammar = (pathlib.Path(__file__).parent / "latex.lark").read_text("utf-8")
    return lark.Lark(grammar, parser="lalr", maybe_placeholders=False)


# ---------------------------------------------------------------- what only changes how it looks

FONTS = "mathbf|boldsymbol|bm|pmb|mathrm|mathit|mathsf|mathcal|mathtt|textbf|textit|textrm|text|operatorname\\*?|vec|mbox|rm"
FUNCTIONS = {
    "softmax": "softmax", "relu": "relu", "leakyrelu": "leakyrelu", "lrelu": "leakyrelu", "exp": "exp", "log": "log", "ln": "ln",
    "tanh": "tanh", "sigmoid": "sigma", "sigma": "sigma", "diag": "diag",
}  # fmt: skip
DROPPED = re.compile(
    r"\\(left|right|[bB]igg?[lrm]?|displaystyle|textstyle|limits|nolimits|nonumber|quad|qquad|,|;|:|!| |hspace\{[^}]*\}|phantom\{[^}]*\})(?![a-zA-Z])"
    r"|\\(?:label|tag)\{[^}]*\}|~|\$|\\\[|\\\]|\\begin\{(?:align|equation|gather|split|aligned)\*?\}|\\end\{(?:align|equation|gather|split|aligned)\*?\}"
)
SAME = [
    (r"(?<!\\)%.*", ""),
    (r"\\(?:dfrac|tfrac|cfrac)(?![a-zA-Z])", r"\\frac"),
    (r"\\(?:neq|not\s*=)(?![a-zA-Z])", r"\\ne"),
    (r"\\(?:leq|leqslant)(?![a-zA-Z])", r"\\le"),
    (r"\\(?:geq|geqslant)(?![a-zA-Z])", r"\\ge"),
    (r"\\(?:lvert|rvert|vert)(?![a-zA-Z])", "|"),
    (r"\\(?:lVert|rVert|Vert|\|)(?![a-zA-Z])", "‖"),
    (r"\\(?:lbrace)(?![a-zA-Z])", r"\\{"),
    (r"\\(?:rbrace)(?![a-zA-Z])", r"\\}"),
    (r"\\(?:ast|star|bullet)(?![a-zA-Z])|\*|·|×", r"\\cdot "),
    (r"⊙|∘", r"\\circ "),
    (r"\\(?:widehat|hat)(?![a-zA-Z])", r"\\hat"),
    (r"\\(?:varphi)(?![a-zA-Z])", r"\\phi"),
    (r"\\(?:dots|ldots|cdots)(?![a-zA-Z])", "…"),
    (r"\\substack\s*\{([^{}]*)\}", lambda m: m[1].replace("⏎", ",")),
    (r"\\colon(?![a-zA-Z])", ":"),
    (r"−|–", "-"),
]
TRANSPOSED = re.compile(r"\^\s*(?:\{\s*(?:\\(?:top|intercal|mathsf\{T\}|mathrm\{T\}|text\{T\}|mathsf T)|T)\s*\}|\\top(?![a-zA-Z])|\\intercal(?![a-zA-Z])|T(?![a-zA-Z]))")
PRIME = re.compile(r"\^\s*(?:\{\s*\\prime\s*\}|\\prime(?![a-zA-Z])|\{\s*'\s*\})")
CASES = re.compile(r"\\begin\{cases\}((?:(?!\\begin\{cases\}).)*?)\\end\{cases\}", re.DOTALL)
ONES = re.compile(r"\\(?:mathbb|mathbf|mathds|boldsymbol|bm|mathbbm)\s*\{\s*1\s*\}|\\(?:mathbb|mathbf|mathds)\s+1")


def normalised(latex):
    """The same answer without fonts, sizes and spaces, in one spelling."""
    text = latex.replace("\\\\", "⏎")
    for pattern, instead in SAME:
        text = re.sub(pattern, instead, text)
    text = PRIME.sub("'", TRANSPOSED.sub(r"\\transposed ", text))
    text = DROPPED.sub(" ", text)
    text = ONES.sub(lambda m: r"\ones ", text)
    text = re.sub(r"\\ones\s*(?=\\\{|\[|_\s*\{|\()", r"\\indicator ", text)
    while (inner := CASES.sub(lambda m: r"\cases{" + _rows(m[1]) + "}", text)) != text:  # from the inside out
        text = inner
    text = re.sub(r"\\text\s*\{([^{}]*)\}", lambda m: _words(m[1]), text) if r"\cases" in text else text
    for _ in range(4):
        text = re.sub(rf"\\(?:{FONTS})\s*\{{([^{{}}]*)\}}", lambda m: _plain(m[1]), text)
    text = re.sub(rf"\\(?:{FONTS})(?![a-zA-Z])\s*", " ", text)
    text = re.sub(r"\\hat\s*\{\s*([a-zA-Z])\s*\}|\\hat\s+([a-zA-Z])", lambda m: r"\hat{" + (m[1] or m[2]) + "}", text)
    text = re.sub(r"‖([^‖]*)‖(?:\s*_\s*\{?2\}?)?", r"\\norm{\1}", text)
    text = re.sub(r"\(([^()|]*)\|([^()|]*)\)", r"(\1\\mid \2)", text)
    text = re.sub(r"\|([^|()]{1,60})\|", r"\\abs{\1}", text)
    text = re.sub(r"(?<!\\)&(?!.*\})", " ", text) if r"\cases" not in text else text
    text = re.sub(r"\\(?:Pr|mathbb\{P\})\s*\(", "P(", text)
    text = re.sub(r"([Pp])\s+\(", r"\1(", text)
    text = text if r"\cases" in text else re.sub(r"\{([^{}]*)⏎([^{}]*)\}", r"{\1, \2}", text).replace("⏎", " ")
    return re.sub(r"\s+", " ", text).strip().rstrip(".,; ")


def _plain(inside):
    """What stands in a font command: a function's name, a word, or whatever it is."""
    word = inside.strip()
    letters = re.sub(r"[^a-zA-Z]", "", word)
    if letters.lower() in FUNCTIONS and len(letters) > 1:
        return f"\\{FUNCTIONS[letters.lower()]} "
    if re.fullmatch(r"[a-zA-Z][a-zA-Z \-]+", word):
        return f"\\name{{{letters}}}"
    return f" {word} "


def _rows(inside):
    return re.sub(r"⏎\s*(\[[^\]]*\])?", "⏎", inside).strip().rstrip("⏎")


def _words(inside):
    """Words between a value and its condition: only `otherwise` means something."""
    if re.search(r"otherwise|else|sonst", inside):
        return r" \otherwise "
    rest = re.sub(r"\b(if|for|when|where|and|with|any|all|every)\b", " ", inside)
    return f" {rest} "


# ---------------------------------------------------------------- tree


class Build(lark.Transformer):
    """lark's tree to ours."""

    def start(self, members):
        return [member for member in members if not isinstance(member, lark.Token)]

    def number(self, parts):
        return t.Number(float(parts[0]))

    def name(self, parts):
        return t.Name(str(parts[0]))

    def argument(self, parts):
        part = parts[0]
        if isinstance(part, lark.Token):
            return t.Number(float(part)) if part.type == "NUMBER" else t.Name(str(part))
        return part

    def hat(self, parts):
        inside = parts[0]
        if not isinstance(inside, t.Name):
            raise Unreadable("A hat stands on a single letter.")
        return t.Name(f"\\hat{{{inside.base}}}", inside.sub)

    def entry(self, parts):
        of, sub = parts
        return t.Name(of.base, sub) if isinstance(of, t.Name) and of.sub is None else t.Entry(of, sub)

    def add(self, parts):
        return t.Add(*parts)

    def subtract(self, parts):
        return t.Add(*parts, "-")

    def negate(self, parts):
        return t.Negate(parts[0])

    def itself(self, parts):
        return parts[0]


    def times(self, parts):
        return t.Product(*parts)

    def dot(self, parts):
        return t.Product(parts[0], parts[2], "\\cdot")

    def hadamard(self, parts):
        return t.Product(parts[0], parts[2], "\\circ")

    def over(self, parts):
        return t.Over(*parts)

    def root(self, parts):
        return t.Power(parts[0], t.Number(0.5))

    def power(self, parts):
        return t.Power(*parts)

    def transpose(self, parts):
        return t.Transpose(parts[0])

    def prime(self, parts):
        return "'"

    def power_of(self, parts):
        return parts[0]

    def modifier(self, parts):
        return parts[0]

    def apply(self, parts):
        function, *modifiers, of = parts
        primes = sum(m == "'" for m in modifiers)
        found = t.Apply(str(function)[1:], of, primes)
        for power in (m for m in modifiers if m != "'"):
            found = t.Power(found, power)
        return found

    def ones(self, parts):
        return t.Ones()

    def norm(self, parts):
        return t.Norm(parts[0])

    def size(self, parts):
        return t.Size(parts[0])

    def event(self, parts):
        return parts[-1]

    def loss(self, parts):
        """A loss with its arguments: J, or J(v_c, o, U)."""
        of = parts[0] if parts and not isinstance(parts[0], lark.Token) else None
        if isinstance(of, t.Product) and isinstance(of.right, t.List):
            return of.left, of.right.parts
        return of, ()

    def probability(self, parts):
        return t.Probability(parts[1], parts[2])

    def relation(self, parts):
        return t.Relation(tuple(parts[::2]), tuple("=" if p == "=" else str(p) for p in parts[1::2]))

    def relations(self, parts):
        return tuple(parts)

    def condition(self, parts):
        return parts[0]

    def indicator(self, parts):
        return t.Indicator(parts[0])

    def lower(self, parts):
        part = parts[0]
        return "lower", part if isinstance(part, tuple) else (t.Relation((t.Name(str(part)),), ()),)

    def upper(self, parts):
        return "upper", parts[0]

    def range(self, parts):
        return dict(parts)

    def sum(self, parts):
        where = parts[0]
        return t.Sum(parts[1], where.get("lower", ()), where.get("upper"))

    def row(self, parts):
        where = parts[1] if len(parts) > 1 and isinstance(parts[1], tuple) else None
        return parts[0], where

    def cases(self, parts):
        return t.Cases(tuple(parts))

    def derivative(self, parts):
        (loss, arguments), by = parts
        return t.Derivative(loss, arguments, by)

    def gradient(self, parts):
        by, (loss, arguments) = parts
        return t.Derivative(loss, arguments, by)

    def list(self, parts):
        return t.List(tuple(parts))
