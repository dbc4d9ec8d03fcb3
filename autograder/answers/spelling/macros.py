"""Tables of LaTeX: what means the same, what means nothing, and what names a function."""

UNICODE = {
    "∂": r"\partial ", "∇": r"\nabla ", "∑": r"\sum ", "Σ": r"\sum ",
    "σ": r"\sigma ", "θ": r"\theta ", "α": r"\alpha ", "η": r"\eta ", "ŷ": r"\hat{y}", "𝟙": r"\mathbb{1}",
    "·": r"\cdot ", "⋅": r"\cdot ", "×": r"\times ", "∘": r"\circ ", "⊙": r"\odot ", "⊗": r"\otimes ",
    "∗": "*", "−": "-", "–": "-", "≤": r"\le ", "≥": r"\ge ", "≠": r"\ne ", "∈": r"\in ",
    "…": r"\dots ", "⋯": r"\dots ", "′": "'", "‖": r"\Vert ", "⟨": r"\langle ", "⟩": r"\rangle ",
    "ᵀ": "^T ", "²": "^2 ", "ₓ": "_x ", "ₖ": "_k ", "ₛ": "_s ", "ⱼ": "_j ", "ᵢ": "_i ", "ₒ": "_o ",
    "\u00a0": " ",
} | {chr(0x2080 + digit): f"_{digit} " for digit in range(10)}  # fmt: skip

SAME = {
    "\\dfrac": "\\frac", "\\tfrac": "\\frac", "\\cfrac": "\\frac",
    "\\neq": "\\ne", "\\leq": "\\le", "\\leqslant": "\\le", "\\geq": "\\ge", "\\geqslant": "\\ge",
    "\\lt": "<", "\\gt": ">", "\\triangleq": "=", "\\equiv": "=", "\\coloneqq": "=",
    "\\lvert": "|", "\\rvert": "|", "\\vert": "|", "\\lVert": "\\Vert", "\\rVert": "\\Vert", "\\|": "\\Vert",
    "\\lbrace": "\\{", "\\rbrace": "\\}", "\\lbrack": "[", "\\rbrack": "]",
    "\\ast": "*", "\\star": "*", "\\times": "\\cdot", "\\bullet": "\\cdot", "\\odot": "\\circ",
    "\\ldots": "\\dots", "\\cdots": "\\dots", "\\vdots": "\\dots", "\\dotsc": "\\dots",
    "\\colon": ":", "\\atop": ",", "\\land": ",", "\\wedge": ",", "\\backslash": "\\setminus",
    "\\widehat": "\\hat", "\\prime": "'", "\\intercal": "\\top", "\\varphi": "\\phi",
    "\\ln": "\\log", "ln": "\\log",
    "\\operatorname*": "\\operatorname", "\\d": "d", "\\dd": "d", "\\forall": "\\when",
}  # fmt: skip

FUNCTIONS = {
    "softmax": "\\softmax", "relu": "\\relu", "leakyrelu": "\\leakyrelu", "lrelu": "\\leakyrelu",
    "exp": "\\exp", "log": "\\log", "ln": "\\log", "tanh": "\\tanh", "sigmoid": "\\sigma",
    "sech": "\\sech", "cosh": "\\cosh",
    "diag": "\\diag", "sign": "\\sign", "sgn": "\\sign", "max": "\\max",
}  # fmt: skip
WRITTEN_PLAINLY = "LeakyReLU ReLU [Ss]oftmax sigmoid tanh exp log ln diag sign max".split()  # patterns

DROPPED = {"\\", "\\ ", "\\\n"} | set(
    r"$ \( \) \[ \] \, \; \: \! ~ \/ \- & \\ \quad \qquad \thinspace \hfill \newline \# \boxed \bigstar "
    r"\limits \nolimits \displaystyle \textstyle \scriptstyle \nonumber \notag \rm \bf \it "
    r"\left \right \middle \big \Big \bigg \Bigg \bigm \Bigm "
    r"\bigl \bigr \Bigl \Bigr \biggl \biggr \Biggl \Biggr".split(" ")
)
DROPPED_WITH_ARGUMENT = {"\\label", "\\tag", "\\hspace", "\\phantom", "\\vspace", "\\color", "\\mspace"}
FONTS = set(
    "mathbf boldsymbol bm pmb mathrm mathit mathsf mathcal mathtt mathnormal textbf textit textrm textsf "
    "text operatorname vec mbox hbox bar tilde overline mathop ensuremath underline mathbb mathds mathbbm "
    "mathscr symbf symbfit overrightarrow cancel bcancel xcancel".split()
)
FONTS_OF_ONES = ("mathbb", "mathds", "mathbbm", "mathbf", "boldsymbol", "bm")
FONTS_OF_TEXT = ("text", "mbox", "textrm", "textit", "textbf", "hbox")

TRANSPOSED = {"T", "\\top", "\\transp", "\\T", "\\tp", "\\name{tr}", "\\name{T}", "t r"}
CASES = {"cases", "dcases", "rcases", "numcases"}
LINES = set(
    "align aligned alignat equation gather gathered split multline displaymath math eqnarray flalign".split()
)
MATRICES = {"bmatrix", "pmatrix", "matrix", "vmatrix", "Bmatrix", "smallmatrix", "array"}
CLOSING = {"[": "]", "(": ")", "\\{": "\\}"}
