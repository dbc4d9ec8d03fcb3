"""One spelling for an answer: fonts, spaces, sizes, environments and Unicode are gone, what they enclosed remains.

What comes out is what latex.lark reads: `\\mathbf{\\hat y}_{w}`, `ŷ_w` and `\\widehat{y}_w` all become `\\hat{y}_{w}`.
"""

import re
import unicodedata

TOKEN = re.compile(
    r"\\[A-Za-z]+\*?|\\.|\d+(?:\.\d+)?|(?<![A-Za-ce-z])(?:LeakyReLU|ReLU|[Ss]oftmax|sigmoid|tanh|exp|log|ln|diag|sign|max|CE|CBOW)(?![A-Za-z])|\S",
    re.DOTALL,
)
COMMENT = re.compile(r"(?<!\\)%.*")
MOST_NESTED = 40


class Misspelled(Exception):
    """Something that no answer needs; the text names it."""


# ---------------------------------------------------------------- single signs

UNICODE = {
    "∂": r"\partial ", "∇": r"\nabla ", "∑": r"\sum ", "Σ": r"\sum ", "σ": r"\sigma ", "θ": r"\theta ", "α": r"\alpha ", "η": r"\eta ",
    "·": r"\cdot ", "⋅": r"\cdot ", "×": r"\times ", "∘": r"\circ ", "⊙": r"\odot ", "⊗": r"\otimes ", "∗": "*", "−": "-", "–": "-",
    "≤": r"\le ", "≥": r"\ge ", "≠": r"\ne ", "∈": r"\in ", "…": r"\dots ", "⋯": r"\dots ", "′": "'", "‖": r"\Vert ", "ᵀ": "^T ",
    "𝟙": r"\mathbb{1}", "ŷ": r"\hat{y}", "⟨": r"\langle ", "⟩": r"\rangle ", "²": "^2 ", "ₓ": "_x ", "ₖ": "_k ", "ₛ": "_s ", "ⱼ": "_j ", "ᵢ": "_i ",
    "ₒ": "_o ", "\u00a0": " ",
} | {chr(0x2080 + digit): f"_{digit} " for digit in range(10)}  # fmt: skip
SAME = {
    "\\dfrac": "\\frac", "\\tfrac": "\\frac", "\\cfrac": "\\frac", "\\neq": "\\ne", "\\leq": "\\le", "\\leqslant": "\\le", "\\geq": "\\ge",
    "\\geqslant": "\\ge", "\\lt": "<", "\\gt": ">", "\\lvert": "|", "\\rvert": "|", "\\vert": "|", "\\lVert": "\\Vert", "\\rVert": "\\Vert",
    "\\|": "\\Vert", "\\lbrace": "\\{", "\\rbrace": "\\}", "\\lbrack": "[", "\\rbrack": "]", "\\ast": "*", "\\star": "*", "\\times": "\\cdot",
    "\\bullet": "\\cdot", "\\odot": "\\circ", "\\widehat": "\\hat", "\\ldots": "\\dots", "\\cdots": "\\dots", "\\vdots": "\\dots", "\\dotsc": "\\dots",
    "\\colon": ":", "\\prime": "'", "\\atop": ",", "\\ln": "\\log", "ln": "\\log", "\\land": ",", "\\wedge": ",", "\\backslash": "\\setminus",
    "\\intercal": "\\top", "\\varphi": "\\phi", "\\operatorname*": "\\operatorname", "\\d": "d", "\\dd": "d",
    "\\triangleq": "=", "\\forall": "\\when", "\\equiv": "=", "\\coloneqq": "=",
}  # fmt: skip
FUNCTIONS = {
    "softmax": "\\softmax", "relu": "\\relu", "leakyrelu": "\\leakyrelu", "lrelu": "\\leakyrelu", "exp": "\\exp", "log": "\\log", "ln": "\\log",
    "tanh": "\\tanh", "sigmoid": "\\sigma", "diag": "\\diag", "sign": "\\sign", "sgn": "\\sign", "max": "\\max",
}  # fmt: skip
DROPPED = set(
    "$ \\( \\) \\[ \\] \\, \\; \\: \\! \\  ~ \\quad \\qquad \\thinspace \\limits \\nolimits \\displaystyle \\textstyle \\scriptstyle \\nonumber \\notag "
    "\\rm \\bf \\it \\left \\right \\middle \\big \\Big \\bigg \\Bigg \\bigl \\bigr \\Bigl \\Bigr \\biggl \\biggr \\Biggl \\Biggr \\bigm \\Bigm "
    "\\# \\boxed \\bigstar \\hfill \\newline \\/ \\- & \\\\".split(" ")
) | {"\\ ", "\\\n"}
DROPPED_WITH_ARGUMENT = {"\\label", "\\tag", "\\hspace", "\\phantom", "\\vspace", "\\color", "\\mspace"}
FONTS = set(
    "mathbf boldsymbol bm pmb mathrm mathit mathsf mathcal mathtt mathnormal textbf textit textrm textsf text operatorname vec mbox hbox "
    "bar tilde overline mathop ensuremath underline mathbb mathds mathbbm mathscr symbf symbfit".split()
)
BRACES = {"\\underbrace", "\\overbrace"}
TRANSPOSED = {"T", "\\top", "\\transp", "\\T", "\\tp"}
RELATION = re.compile(r"=|<|>|\\ne|\\le|\\ge|\\in")
OTHERWISE = re.compile(r"otherwise|^else|anyother", re.IGNORECASE)
CASES = {"cases", "dcases", "rcases", "numcases"}
LINES = {"align", "aligned", "alignat", "equation", "gather", "gathered", "split", "multline", "displaymath", "math", "eqnarray", "flalign"}
MATRICES = {"bmatrix", "pmatrix", "matrix", "vmatrix", "Bmatrix", "smallmatrix", "array"}


def spelled(latex):
    """The answer in one spelling. Raises Misspelled."""
    text = COMMENT.sub("", unicodedata.normalize("NFC", latex))
    text = re.sub(r"([A-Za-z])\u0302", r"\\hat{\1}", text)
    text = text.replace("...", r"\dots ").replace(":=", "=").replace(">=", r"\ge ").replace("<=", r"\le ").replace("!=", r"\ne ")
    for sign, instead in UNICODE.items():
        text = text.replace(sign, instead)
    text = re.sub(r"\^?⊤", r"^\\top ", text)
    text = re.sub(r"\\not\s*(=|\\in)", r"\\ne ", text)
    words = Spelling(text).line()
    while words and words[-1] in (".", ",", ";", ":", "="):
        words.pop()
    return " ".join(words)


class Spelling:
    """Walks over the tokens once and gives the words of the one spelling."""

    def __init__(self, text):
        self.tokens, self.at, self.depth = [SAME.get(token, token) for token in TOKEN.findall(text)], 0, 0

    def peek(self):
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def next(self):
        self.at += 1
        return self.tokens[self.at - 1]

    def line(self, stop=None):
        """Words up to a token that ends this part; the token is taken, too."""
        found = []
        while (token := self.peek()) is not None:
            self.at += 1
            if token == stop:
                return found
            found += self.word(token, found)
        if stop is not None:
            raise Misspelled(f"It ends too early: is a {'bracket' if stop in ')]}' else stop} missing?")
        return found

    def word(self, token, before):
        """What one token, with its arguments, is spelled as."""
        self.depth += 1
        if self.depth > MOST_NESTED:
            raise Misspelled("Brackets are nested too deeply.")
        words = self._word(token, before)
        self.depth -= 1
        return words

    def _word(self, token, before):
        name = token[1:]
        if token in ("\\left", "\\right", "\\middle") and self.peek() == ".":
            self.at += 1
            return []
        if token in DROPPED:
            return []
        if token in DROPPED_WITH_ARGUMENT:
            self.raw()
            return []
        if token == "{":
            return ["{", *self.line("}"), "}"]
        if token in ("^", "_"):
            return self.script(token, before)
        if token == "|":
            return self.bar(before)
        if token == "\\Vert":
            inside = self.line("\\Vert")
            if self.peek() == "_":
                self.at += 1
                self.argument()
            return ["\\norm", "{", *inside, "}"]
        if token == "\\frac":
            return _fraction(self.argument(), self.argument())
        if token in ("\\dv", "\\pdv"):
            return ["\\slope", "{", *self.argument(), "}", "{", *self.argument(), "}"]
        if token == "\\sqrt":
            return ["\\sqrt", "{", *self.argument(), "}"]
        if token == "\\hat":
            return ["\\hat", "{", *self.argument(), "}"]
        if token in BRACES:
            inside = self.argument()
            if self.peek() in ("_", "^"):
                self.at += 1
                self.raw()
            return ["{", *inside, "}"] if len(inside) > 1 else inside
        if token == "\\substack":
            return [word for word in self.rows() if word != "&"]
        if token == "\\begin":
            return self.environment(self.raw(), before)
        if token == "d" and (not before or before[-1] in ("/", "=")) and re.match(r"[A-Za-z\\{]", self.peek() or ""):
            return ["\\partial"]
        if token in ("CE", "CBOW"):
            return [f"\\name{{{token}}}"]
        if token.lower() in FUNCTIONS:
            return [FUNCTIONS[token.lower()]]
        if token.startswith("\\") and name.lower() in FUNCTIONS:
            return [FUNCTIONS[name.lower()]]
        if name in FONTS and token.startswith("\\"):
            return self.font(name)
        if token in ("1", "\\1") and before[-1:] == ["\\mathbb"]:
            return ["\\ones"]
        return [token]

    def argument(self):
        """The words of what a command takes: a group, or one token."""
        while self.peek() in DROPPED:
            self.at += 1
        token = self.peek()
        if token is None:
            raise Misspelled("It ends too early: an argument is missing.")
        self.at += 1
        if token == "{":
            return self.line("}")
        if re.fullmatch(r"\d\d+", token):  # \frac12
            self.tokens[self.at - 1] = token[1:]
            self.at -= 1
            return [token[0]]
        return self.word(token, [])

    def raw(self):
        """The text of a group as it stands."""
        if self.peek() != "{":
            return self.next() if self.peek() is not None else ""
        depth, found = 0, []
        while (token := self.peek()) is not None:
            self.at += 1
            depth += (token == "{") - (token == "}")
            if depth == 0:
                break
            found.append(token)
        return "".join(found[1:])

    def script(self, token, before):
        """A subscript or an exponent, a transpose, a prime."""
        inside = self.argument()
        if token == "_" and before[-1:] == ["J"]:
            return []  # whichever loss the question is about
        if token == "_":
            inside = _primes(inside)
            if before[-1:] == ["1"] and RELATION.search(" ".join(inside)):
                return self._indicated(before, inside)
        if token == "^" and len(inside) == 1 and inside[0] in TRANSPOSED:
            return ["\\transposed"]
        if token == "^" and inside and set(inside) == {"'"}:
            return inside
        if token == "_" and before[-1:] == ["\\ones"]:
            return self._indicated(before, inside)
        return [token, "{", *inside, "}"]

    def bar(self, before):
        """|x|, the bar of P(w | c), or a bar with what it is evaluated at."""
        if self.peek() == "_":
            self.at += 1
            if "=" in self.argument():
                raise Misspelled("A bar with what a formula is evaluated at cannot be read: put it into the formula.")
            return []
        opened = len(before) - 1 - before[::-1].index("(") if "(" in before else None
        if opened is not None and ")" not in before[opened:] and before[opened - 1 : opened] in (["P"], ["p"], ["\\Pr"]):
            return ["\\mid"]
        return ["\\abs", "{", *self.line("|"), "}"]

    def font(self, name):
        """What stands in a font: a word, a number of ones, or whatever it is."""
        if name in ("mathbb", "mathds", "mathbbm", "mathbf", "boldsymbol", "bm") and (ones := self.ones(name)):
            return ones
        if name in ("text", "mbox", "textrm", "textit", "textbf", "hbox") and self.peek() == "{":
            return self.words(self.raw())
        inside = self.argument()
        if inside == ["d"]:
            return ["\\partial"]
        run = "".join("d" if word == "\\partial" else word for word in inside)
        if len(inside) > 1 and re.fullmatch(r"[A-Za-z\-]+", run):
            word = run.replace("-", "")
            return [FUNCTIONS.get(word.lower(), f"\\name{{{word}}}")]
        return inside

    def ones(self, name):
        """The words of a bold 1, alone or with a condition; None if it is no 1."""
        start = self.at
        inside = self.argument()
        if inside not in (["1"], ["I"]) or inside == ["I"] and not name.startswith(("mathbb", "mathds")):
            self.at = start
            return None
        if self.peek() in ("[", "(", "\\{"):
            here, opened = self.at, self.next()
            condition = self.line({"[": "]", "(": ")", "\\{": "\\}"}[opened])
            if RELATION.search(" ".join(condition)):
                return ["\\indicator", "\\{", *condition, "\\}"]
            self.at = here
        return ["\\ones"]

    def _indicated(self, before, inside):
        """1 with a condition below it; other subscripts of ones say how many."""
        if inside[:1] in (["\\{"], ["["], ["("]):
            inside = inside[1:-1]
        if not RELATION.search(" ".join(inside)):
            return []
        before.pop()
        return ["\\indicator", "\\{", *inside, "\\}"]

    def words(self, text):
        """Words between formulas, their spaces gone: a name, `if`, `otherwise`."""
        text = text.replace("$", " ").replace("\\", " ").strip(" .,;:")
        if text.startswith("(") and text.endswith(")"):
            return []  # a remark, on the convention say
        if re.search(r"\d", text) or not re.search(r"[A-Za-z]", text):
            return Spelling(text).line()
        if OTHERWISE.search(text):
            return ["\\otherwise"]
        if re.search("undefined|notdefined|doesnotexist", text):
            return ["\\undefined"]
        if text.lower() in FUNCTIONS:
            return [FUNCTIONS[text.lower()]]
        if condition := re.match(r"(?:if|for|when|where|and|with|while)(?:all|every|any|each)?", text):
            return ["\\when", *Spelling(text[condition.end() :]).line()]
        run = re.sub(r"[^A-Za-z]", "", text)
        return [f"\\name{{{run}}}"] if run else []

    def environment(self, name, before):
        name = name.strip().rstrip("*")
        if name == "array" and self.peek() == "{":
            self.raw()
        if name in LINES:
            return [word for word in self.inside(name) if word not in ("&", "⏎")]
        if name in CASES or name == "array" and before[-1:] == ["\\{"]:
            if name not in CASES:
                before.pop()
            return ["\\cases", "{", *_rows(self.inside(name)), "}"]
        if name in MATRICES:
            cells = [word for word in self.inside(name) if word not in ("&", "⏎")]
            if set(cells) <= {"0", "\\dots"}:
                return ["0"]
            raise Misspelled("A matrix that is written out entry by entry cannot be read: write it in closed form.")
        raise Misspelled(f"The environment {name[:30]} cannot be read.")

    def inside(self, name):
        """The words of an environment, with & between cells and ⏎ between rows."""
        found = []
        while (token := self.peek()) is not None:
            self.at += 1
            if token == "\\end":
                self.raw()
                return found
            if token == "\\\\":
                found.append("⏎")
                if self.peek() == "[":
                    while self.peek() not in ("]", None):
                        self.at += 1
                    self.at += 1
            elif token == "&":
                found.append("&")
            else:
                found += self.word(token, found)
        raise Misspelled(f"It ends too early: is \\end{{{name[:30]}}} missing?")

    def rows(self):
        """The words of a \\substack, its lines with a comma between them."""
        if self.peek() != "{":
            return []
        self.at += 1
        found = []
        while (token := self.peek()) is not None:
            self.at += 1
            if token == "}":
                return found
            found += [","] if token == "\\\\" else self.word(token, found)
        raise Misspelled("It ends too early: is a bracket missing?")


def _fraction(above, below):
    """A fraction; one of two differentials is a derivative."""
    above = ["\\partial"] if above == ["d"] else above
    if above[:1] == below[:1] == ["\\partial"]:
        return ["\\slope", "{", *above[1:], "}", "{", *below[1:], "}"]
    return ["\\frac", "{", *above, "}", "{", *below, "}"]


def _primes(words):
    """An index with a prime, w', as one word; outside of indices a prime is a transpose or a derivative."""
    found = []
    for word in words:
        if word == "'" and found and len(found[-1]) == 1 and found[-1].isalpha():
            found[-1] += "′"
        else:
            found.append(word)
    return found


def _rows(words):
    """Rows of a case distinction: `value & condition ⏎ …`, those without a value left out."""
    kept = []
    for row in _split(words, "⏎"):
        value, *conditions = _split([word for word in row if word != "\\when"], "&") or [[]]
        if not value or "\\undefined" in value:
            continue
        condition = [word for part in conditions for word in part]
        for part in (value, condition):
            while part and part[-1] in (",", ".", ";", ":"):
                part.pop()
        kept += [*(["⏎"] if kept else []), *value, *(["&", *condition] if condition else [])]
    return kept


def _split(words, sign):
    """Parts between signs that stand in no braces of their own."""
    parts, depth = [[]], 0
    for word in words:
        depth += (word == "{") - (word == "}")
        if word == sign and depth == 0:
            parts.append([])
        else:
            parts[-1].append(word)
    return parts
