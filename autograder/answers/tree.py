"""An answer as a tree, and the tree as LaTeX: what was understood."""

from dataclasses import dataclass, field


class Node:
    """One part of an answer. Its fields hold the parts below it, alone or in tuples."""

    def latex(self) -> str:
        """Return the LaTeX that the reader would read as this part."""
        raise NotImplementedError


# ---------------------------------------------------------------- symbols


@dataclass(frozen=True)
class Number(Node):
    """A number as it is written."""

    value: float

    def latex(self) -> str:
        return f"{self.value:g}"


@dataclass(frozen=True)
class Name(Node):
    r"""A symbol: `v`, `\hat{y}`, and with a subscript `u_{w_s}`."""

    base: str
    sub: Node | None = None

    def latex(self) -> str:
        return self.base + (f"_{{{self.sub.latex()}}}" if self.sub is not None else "")


@dataclass(frozen=True)
class Entry(Node):
    """An entry, or a row, of something that has no name of its own."""

    of: Node
    sub: Node

    def latex(self) -> str:
        return f"({self.of.latex()})_{{{self.sub.latex()}}}"


@dataclass(frozen=True)
class Ones(Node):
    """The vector of ones, or a 1 that fits any shape."""

    def latex(self) -> str:
        return "\\mathbf{1}"


@dataclass(frozen=True)
class Dots(Node):
    """Something left out."""

    def latex(self) -> str:
        return "\\dots"


# ---------------------------------------------------------------- sums, products, powers


@dataclass(frozen=True)
class Add(Node):
    """A sum or a difference of two."""

    left: Node
    right: Node
    sign: str = "+"

    def latex(self) -> str:
        return f"{self.left.latex()} {self.sign} {wrapped(self.right, Add, Negate)}"


@dataclass(frozen=True)
class Negate(Node):
    """The opposite."""

    of: Node

    def latex(self) -> str:
        return f"-{wrapped(self.of, Add, Negate)}"


@dataclass(frozen=True)
class Product(Node):
    r"""A product.

    op: " " or "\cdot" (of matrices, numbers), "\circ" or "*" (entry by entry), "\otimes" (outer).
    """

    left: Node
    right: Node
    op: str = " "

    def latex(self) -> str:
        loose = isinstance(self.left, (Add, Negate)) or _ends_in_a_sum(self.left)
        if _is_entrywise(self.left) and not _is_entrywise(self):
            loose = True
        left = f"({self.left.latex()})" if loose else self.left.latex()
        op = " " if self.op == " " else f" {self.op} "
        return left + op + wrapped(self.right, Add, Negate, Product)


@dataclass(frozen=True)
class Over(Node):
    """A fraction."""

    left: Node
    right: Node

    def latex(self) -> str:
        return f"\\frac{{{self.left.latex()}}}{{{self.right.latex()}}}"


@dataclass(frozen=True)
class Power(Node):
    """A power; a root has the exponent 1/2."""

    of: Node
    by: Node

    def latex(self) -> str:
        of = wrapped(self.of, Add, Negate, Product, Over, Sum, Power, Transpose, Apply, Cases)
        return f"{of}^{{{self.by.latex()}}}"


@dataclass(frozen=True)
class Transpose(Node):
    r"""A transpose, written `^\top` or with a prime."""

    of: Node
    prime: bool = False

    def latex(self) -> str:
        of = wrapped(self.of, Add, Negate, Product, Over, Sum, Power, Apply, Cases, Transpose)
        return of + ("'" if self.prime else "^\\top")


# ---------------------------------------------------------------- functions


@dataclass(frozen=True)
class Apply(Node):
    """A function of one argument; `primes` counts derivatives."""

    function: str
    of: Node
    primes: int = 0

    def latex(self) -> str:
        of = self.of.latex() if isinstance(self.of, List) else f"({self.of.latex()})"
        return SHOWN.get(self.function, f"\\{self.function}") + "'" * self.primes + of


SHOWN = {name.lower(): f"\\mathrm{{{name}}}" for name in ("softmax", "ReLU", "LeakyReLU", "diag", "sign")}


@dataclass(frozen=True)
class Norm(Node):
    """The length of a vector."""

    of: Node

    def latex(self) -> str:
        return f"\\lVert {self.of.latex()} \\rVert"


@dataclass(frozen=True)
class Size(Node):
    """|x| of a number or a set."""

    of: Node

    def latex(self) -> str:
        return f"\\lvert {self.of.latex()} \\rvert"


@dataclass(frozen=True)
class Probability(Node):
    """P(w | c)."""

    of: Node
    given: Node

    def latex(self) -> str:
        return f"P({self.of.latex()} \\mid {self.given.latex()})"


@dataclass(frozen=True)
class Derivative(Node):
    """The derivative of a loss by a symbol: on a left side, or as something known."""

    loss: Node | None
    arguments: tuple[Node, ...]
    by: Node
    takes_more: bool = field(default=False, compare=False)  # d/dx of a product goes on to its end

    def latex(self) -> str:
        inside = ", ".join(argument.latex() for argument in self.arguments)
        loss = (self.loss.latex() if self.loss else "") + (f"({inside})" if inside else "")
        return f"\\frac{{\\partial {loss}}}{{\\partial {self.by.latex()}}}"


# ---------------------------------------------------------------- lists, conditions, sums over an index


@dataclass(frozen=True)
class List(Node):
    """(a, b, c), the arguments of a loss, or a set."""

    parts: tuple[Node, ...]
    opening: str = "("
    closing: str = ")"

    def latex(self) -> str:
        return f"{self.opening}{', '.join(part.latex() for part in self.parts)}{self.closing}"


@dataclass(frozen=True)
class Relation(Node):
    """A chain a < b = c."""

    parts: tuple[Node, ...]
    signs: tuple[str, ...]

    def latex(self) -> str:
        rest = "".join(
            f" {sign} {part.latex()}" for sign, part in zip(self.signs, self.parts[1:], strict=True)
        )
        return self.parts[0].latex() + rest


Where = tuple[Relation, ...]  # relations that hold together


def _listed(where: Where) -> str:
    return ", ".join(relation.latex() for relation in where)


@dataclass(frozen=True)
class Indicator(Node):
    """1 if all relations hold, else 0."""

    where: Where

    def latex(self) -> str:
        return f"\\mathbb{{1}}\\{{{_listed(self.where)}\\}}"


@dataclass(frozen=True)
class Sum(Node):
    r"""A sum over an index, which the first relation below the sign names; `op` is \sum, \prod or \max."""

    of: Node
    where: Where = ()
    upper: Node | None = None
    op: str = "\\sum"

    def latex(self) -> str:
        below = f"_{{{_listed(self.where)}}}" if self.where else ""
        above = f"^{{{self.upper.latex()}}}" if self.upper is not None else ""
        of = f"({self.of.latex()})" if _is_entrywise(self.of) else wrapped(self.of, Add, Negate)
        return f"{self.op}{below}{above} {of}"


Row = tuple[Node, Where | None]  # a value and when it is the value; None for otherwise


@dataclass(frozen=True)
class Cases(Node):
    """A case distinction."""

    rows: tuple[Row, ...]

    def latex(self) -> str:
        when = [_listed(where) if where else "\\text{otherwise}" for _, where in self.rows]
        rows = [f"{of.latex()} & {condition}" for (of, _), condition in zip(self.rows, when, strict=True)]
        return "\\begin{cases} " + " \\\\ ".join(rows) + " \\end{cases}"


@dataclass(frozen=True)
class Stack(Node):
    """A matrix that is written out: rows of cells, some of which may be dots."""

    rows: tuple[tuple[Node, ...], ...]

    def latex(self) -> str:
        rows = " \\\\ ".join(" & ".join(cell.latex() for cell in row) for row in self.rows)
        return f"\\begin{{bmatrix}} {rows} \\end{{bmatrix}}"


# ---------------------------------------------------------------- brackets


def wrapped(node: Node, *loose: type[Node]) -> str:
    """Return the node's LaTeX, in brackets if it is of one of these types."""
    return f"({node.latex()})" if isinstance(node, loose) else node.latex()


def _ends_in_a_sum(node: Node) -> bool:
    """Tell whether a sum is at its end, which would take in what follows."""
    return isinstance(node, Sum) or (isinstance(node, Product) and _ends_in_a_sum(node.right))


def _is_entrywise(node: Node) -> bool:
    return isinstance(node, Product) and node.op in ("\\circ", "*")
