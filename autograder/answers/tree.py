"""An answer as a tree, and the tree as LaTeX: what was understood."""

from dataclasses import dataclass, is_dataclass


@dataclass(frozen=True)
class Number:
    value: float

    def latex(self):
        return f"{self.value:g}"


@dataclass(frozen=True)
class Name:
    """A symbol: `v`, `\\hat{y}`, and with a subscript `u_{w_s}`."""

    base: str
    sub: object = None

    def latex(self):
        return self.base + (f"_{{{self.sub.latex()}}}" if self.sub is not None else "")


@dataclass(frozen=True)
class Entry:
    """An entry, or a row, of something that has no name of its own."""

    of: object
    sub: object

    def latex(self):
        return f"({self.of.latex()})_{{{self.sub.latex()}}}"


@dataclass(frozen=True)
class Add:
    left: object
    right: object
    sign: str = "+"

    def latex(self):
        return f"{self.left.latex()} {self.sign} {wrapped(self.right, Add, Negate)}"


@dataclass(frozen=True)
class Negate:
    of: object

    def latex(self):
        return f"-{wrapped(self.of, Add, Negate)}"


@dataclass(frozen=True)
class Product:
    """`op` is " " (matrix product or number), "\\cdot", "\\circ" (entry by entry), or "*" (whichever fits)."""

    left: object
    right: object
    op: str = " "

    def latex(self):
        entrywise = _entrywise(self)
        left = f"({self.left.latex()})" if _is(self.left, Add, Negate) or _open(self.left) or not entrywise and _entrywise(self.left) else self.left.latex()
        bare = not _is(self.right, Add, Negate, Product)
        return f"{left}{self.op if self.op == ' ' else f' {self.op} '}{self.right.latex() if bare else f'({self.right.latex()})'}"


@dataclass(frozen=True)
class Over:
    left: object
    right: object

    def latex(self):
        return f"\\frac{{{self.left.latex()}}}{{{self.right.latex()}}}"


@dataclass(frozen=True)
class Power:
    of: object
    by: object

    def latex(self):
        return f"{wrapped(self.of, Add, Negate, Product, Over, Sum, Power, Transpose, Apply, Cases)}^{{{self.by.latex()}}}"


@dataclass(frozen=True)
class Transpose:
    of: object
    prime: bool = False  # written with one

    def latex(self):
        return f"{wrapped(self.of, Add, Negate, Product, Over, Sum, Power, Apply, Cases, Transpose)}" + ("'" if self.prime else "^\\top")


@dataclass(frozen=True)
class Apply:
    """A function of one argument; `primes` counts derivatives."""

    function: str
    of: object
    primes: int = 0

    def latex(self):
        of = self.of.latex() if isinstance(self.of, List) else f"({self.of.latex()})"
        return SHOWN.get(self.function, f"\\{self.function}") + "'" * self.primes + of


SHOWN = {name.lower(): f"\\mathrm{{{name}}}" for name in ("softmax", "ReLU", "LeakyReLU", "diag", "sign")}


@dataclass(frozen=True)
class Ones:
    def latex(self):
        return "\\mathbf{1}"


@dataclass(frozen=True)
class Dots:
    """Something left out."""

    def latex(self):
        return "\\dots"


@dataclass(frozen=True)
class Norm:
    of: object

    def latex(self):
        return f"\\lVert {self.of.latex()} \\rVert"


@dataclass(frozen=True)
class Size:
    """|x| of a number or a set."""

    of: object

    def latex(self):
        return f"\\lvert {self.of.latex()} \\rvert"


@dataclass(frozen=True)
class Probability:
    of: object
    given: object

    def latex(self):
        return f"P({self.of.latex()} \\mid {self.given.latex()})"


@dataclass(frozen=True)
class List:
    """(a, b, c), the arguments of a loss, or a set."""

    parts: tuple
    opening: str = "("
    closing: str = ")"

    def latex(self):
        return f"{self.opening}{', '.join(part.latex() for part in self.parts)}{self.closing}"


@dataclass(frozen=True)
class Relation:
    """A chain a < b = c."""

    parts: tuple
    signs: tuple

    def latex(self):
        rest = "".join(f" {sign} {part.latex()}" for sign, part in zip(self.signs, self.parts[1:]))
        return self.parts[0].latex() + rest


@dataclass(frozen=True)
class Indicator:
    where: tuple

    def latex(self):
        return f"\\mathbb{{1}}\\{{{', '.join(r.latex() for r in self.where)}\\}}"


@dataclass(frozen=True)
class Sum:
    """`where` holds the relations below the sign, the first of which names the index; `op` is \\sum, \\prod or \\max."""

    of: object
    where: tuple = ()
    upper: object = None
    op: str = "\\sum"

    def latex(self):
        below = f"_{{{', '.join(r.latex() for r in self.where)}}}" if self.where else ""
        above = f"^{{{self.upper.latex()}}}" if self.upper is not None else ""
        return f"{self.op}{below}{above} {wrapped(self.of, Add, Negate) if not _entrywise(self.of) else f'({self.of.latex()})'}"


@dataclass(frozen=True)
class Cases:
    """((value, relations or None for otherwise), …)."""

    rows: tuple

    def latex(self):
        when = [", ".join(r.latex() for r in where) if where else "\\text{otherwise}" for _, where in self.rows]
        rows = " \\\\ ".join(f"{value.latex()} & {condition}" for (value, _), condition in zip(self.rows, when))
        return f"\\begin{{cases}} {rows} \\end{{cases}}"


@dataclass(frozen=True)
class Derivative:
    """The derivative of a loss, by a symbol, as it stands on a left side or as something known."""

    loss: object
    arguments: tuple
    by: object

    def latex(self):
        inside = ", ".join(a.latex() for a in self.arguments)
        loss = (self.loss.latex() if self.loss else "") + (f"({inside})" if inside else "")
        return f"\\frac{{\\partial {loss}}}{{\\partial {self.by.latex()}}}"


def wrapped(node, *loose):
    return f"({node.latex()})" if _is(node, *loose) else node.latex()


def _is(node, *kinds):
    return isinstance(node, kinds)


def _open(node):
    """Whether a sum stands at its end, which would take in what follows."""
    return isinstance(node, Sum) or isinstance(node, Product) and _open(node.right)


def _entrywise(node):
    return isinstance(node, Product) and node.op in ("\\circ", "*")


# ---------------------------------------------------------------- places in a tree


def places(node, rebuilt=lambda new: new):
    """(part, function that gives the whole tree with something else in the part's place), for every part."""
    yield node, rebuilt
    for name, value in vars(node).items():
        yield from _inside(value, lambda new, name=name: rebuilt(type(node)(**{**vars(node), name: new})))


def _inside(value, rebuilt):
    if is_dataclass(value):
        yield from places(value, rebuilt)
    elif isinstance(value, tuple):
        for i, item in enumerate(value):
            yield from _inside(item, lambda new, i=i: rebuilt((*value[:i], new, *value[i + 1 :])))


def substituted(node, old, new):
    """The tree with `new` wherever `old` stands."""
    return new if node == old else type(node)(**{name: _substituted(value, old, new) for name, value in vars(node).items()})


def _substituted(value, old, new):
    if is_dataclass(value):
        return substituted(value, old, new)
    return tuple(_substituted(item, old, new) for item in value) if isinstance(value, tuple) else value
