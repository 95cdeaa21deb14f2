"""Text to expression: Python's expression syntax through ``ast``, a white list of node types, and limits."""

from __future__ import annotations

import ast
from fractions import Fraction

from contracteval.errors import FormulaError, Place, Problem
from contracteval.formula import expression as x
from contracteval.text import Text, suggestion

MAX_LENGTH = 4000
MAX_NODES = 600
MAX_DEPTH = 40
MAX_DIGITS = 15
MAX_EXPONENT = 64

FUNCTIONS: dict[str, tuple[int, int | None]] = {
    "min": (2, None),
    "max": (2, None),
    "abs": (1, 1),
    "clamp": (3, 3),
    "exp": (1, 1),
    "ln": (1, 1),
    "sqrt": (1, 1),
    "normal_cdf": (1, 1),
    "normal_pdf": (1, 1),
}
AGGREGATES = ("sum", "count", "mean", "any", "all", "lowest", "highest", "distinct")
RESERVED = frozenset(
    {*FUNCTIONS, *AGGREGATES, "given", "grade", "row", "where", "true", "false", "and", "or", "not", "if", "else"}
)

_BINARY: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**"}
_COMPARE: dict[type[ast.cmpop], str] = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
}  # fmt: skip


def from_text(text: str, file: str = "formula", key: str | None = None) -> x.Node:
    """Parse a formula. Raises ``FormulaError`` with every problem found and its column.

    >>> from_text("(price - should_cost) / price").operator
    '/'
    """
    reader = _Reader(text, file, key)
    node = reader.read()
    if reader.problems or node is None:
        raise FormulaError(reader.problems)
    return node


class _Reader:
    def __init__(self, text: str, file: str, key: str | None) -> None:
        self.text = text
        self.file = file
        self.key = key
        self.problems: list[Problem] = []
        self.nodes = 0

    def problem(self, at: int, en: str, fr: str, next_: Text | None = None) -> x.Node:
        place = Place(self.file, key=self.key, column=at)
        self.problems.append(Problem("formula-syntax", Text(en, fr), (place,), got=self.text[:200], next=next_))
        return x.Number(Fraction(0), "0", at=at)

    def source_of(self, tree: ast.Constant) -> str:
        """Return the text of a part; on one plain line its columns say where, which is much the quicker."""
        text = self.text.strip()
        if text.isascii() and "\n" not in text:
            return text[tree.col_offset : tree.end_col_offset]
        return ast.get_source_segment(text, tree) or ""

    def read(self) -> x.Node | None:
        if len(self.text) > MAX_LENGTH:
            return self.problem(
                MAX_LENGTH,
                f"a formula has at most {MAX_LENGTH} characters",
                f"une formule a au plus {MAX_LENGTH} caractères",
            )
        try:
            tree = ast.parse(self.text.strip(), mode="eval")
        except SyntaxError as error:
            at = (error.offset or 1) - 1
            return self.problem(at, f"not a formula: {error.msg}", f"ce n’est pas une formule\u00a0: {error.msg}")
        except (ValueError, RecursionError, MemoryError):
            return self.problem(0, "not a formula", "ce n’est pas une formule")
        return self.node(tree.body, 0)

    def node(self, tree: ast.expr, depth: int) -> x.Node:
        self.nodes += 1
        at = tree.col_offset
        if depth > MAX_DEPTH:
            return self.problem(at, f"nested more than {MAX_DEPTH} deep", f"plus de {MAX_DEPTH} niveaux d’imbrication")
        if self.nodes > MAX_NODES:
            return self.problem(at, f"more than {MAX_NODES} terms", f"plus de {MAX_NODES} termes")
        method = getattr(self, f"read_{type(tree).__name__}", None)
        if method is None:
            what = type(tree).__name__
            return self.problem(
                at, f"{what} is not part of the formula language", f"{what} ne fait pas partie du langage des formules"
            )
        node: x.Node = method(tree, depth + 1)
        return node

    def read_Constant(self, tree: ast.Constant, depth: int) -> x.Node:
        at = tree.col_offset
        if isinstance(tree.value, bool):
            return self.problem(at, "write true or false", "écrivez true ou false")
        if isinstance(tree.value, str):
            return x.Choice(tree.value, at=at)
        if not isinstance(tree.value, int | float):
            return self.problem(
                at, "only numbers and quoted options", "seulement des nombres et des options entre guillemets"
            )
        source = self.source_of(tree).replace("_", "")
        if sum(c.isdigit() for c in source) > MAX_DIGITS or not all(c.isdigit() or c == "." for c in source):
            return self.problem(
                at,
                f"write a plain decimal number of at most {MAX_DIGITS} digits",
                f"écrivez un nombre décimal simple d’au plus {MAX_DIGITS} chiffres",
            )
        return x.Number(Fraction(source), source, at=at)

    def read_Name(self, tree: ast.Name, depth: int) -> x.Node:
        if tree.id in ("true", "false"):
            return x.Truth(tree.id == "true", at=tree.col_offset)
        if tree.id in RESERVED:
            return self.problem(
                tree.col_offset,
                f"{tree.id} is a word of the language, not a name",
                f"{tree.id} est un mot du langage, pas un nom",
            )
        return x.Name(tree.id, at=tree.col_offset)

    def read_Attribute(self, tree: ast.Attribute, depth: int) -> x.Node:
        if not isinstance(tree.value, ast.Name):
            return self.problem(
                tree.col_offset, "only table.column and row.column", "seulement table.colonne et row.colonne"
            )
        if tree.value.id == "row":
            return x.RowColumn(tree.attr, at=tree.col_offset)
        return x.Column(tree.value.id, tree.attr, at=tree.col_offset)

    def read_Subscript(self, tree: ast.Subscript, depth: int) -> x.Node:
        if not isinstance(tree.value, ast.Name):
            return self.problem(tree.col_offset, "only parameter[key]", "seulement paramètre[clé]")
        return x.Keyed(tree.value.id, self.node(tree.slice, depth), at=tree.col_offset)

    def read_UnaryOp(self, tree: ast.UnaryOp, depth: int) -> x.Node:
        operand = self.node(tree.operand, depth)
        if isinstance(tree.op, ast.USub):
            return x.Negative(operand, at=tree.col_offset)
        if isinstance(tree.op, ast.Not):
            return x.Not(operand, at=tree.col_offset)
        if isinstance(tree.op, ast.UAdd):
            return operand
        return self.problem(
            tree.col_offset, "~ is not part of the formula language", "~ ne fait pas partie du langage des formules"
        )

    def read_BinOp(self, tree: ast.BinOp, depth: int) -> x.Node:
        operator = _BINARY.get(type(tree.op))
        left, right = self.node(tree.left, depth), self.node(tree.right, depth)
        if operator is None:
            what = type(tree.op).__name__
            return self.problem(
                tree.col_offset,
                f"the operator {what} is not part of the formula language",
                f"l’opérateur {what} ne fait pas partie du langage des formules",
            )
        if operator == "**" and not _small_power(right):
            return self.problem(
                right.at,
                f"a power is a whole number from -{MAX_EXPONENT} to {MAX_EXPONENT}, or 1/2 written sqrt",
                f"une puissance est un entier de -{MAX_EXPONENT} à {MAX_EXPONENT}\u00a0; la racine s’écrit sqrt",
            )
        return x.Binary(operator, left, right, at=tree.col_offset)

    def read_BoolOp(self, tree: ast.BoolOp, depth: int) -> x.Node:
        operands = tuple(self.node(value, depth) for value in tree.values)
        made = x.Both if isinstance(tree.op, ast.And) else x.Either
        return made(operands, at=tree.col_offset)

    def read_Compare(self, tree: ast.Compare, depth: int) -> x.Node:
        operands = [self.node(value, depth) for value in (tree.left, *tree.comparators)]
        parts: list[x.Node] = []
        for op, left, right in zip(tree.ops, operands, operands[1:], strict=False):
            operator = _COMPARE.get(type(op))
            if operator is None:
                what = type(op).__name__
                parts.append(
                    self.problem(
                        tree.col_offset,
                        f"the comparison {what} is not part of the formula language",
                        f"la comparaison {what} ne fait pas partie du langage des formules",
                    )
                )
            else:
                parts.append(x.Compare(operator, left, right, at=tree.col_offset))
        return parts[0] if len(parts) == 1 else x.Both(tuple(parts), at=tree.col_offset)

    def read_IfExp(self, tree: ast.IfExp, depth: int) -> x.Node:
        return x.IfElse(
            self.node(tree.test, depth), self.node(tree.body, depth), self.node(tree.orelse, depth), at=tree.col_offset
        )

    def read_Call(self, tree: ast.Call, depth: int) -> x.Node:
        at = tree.col_offset
        if not isinstance(tree.func, ast.Name):
            return self.problem(
                at, "only the functions of the formula language", "seulement les fonctions du langage des formules"
            )
        name = tree.func.id
        if name in AGGREGATES:
            return self.aggregate(name, tree, depth)
        if tree.keywords:
            return self.problem(at, f"{name} takes no named argument", f"{name} ne prend pas d’argument nommé")
        if name in ("given", "grade"):
            if len(tree.args) != 1 or not isinstance(tree.args[0], ast.Name):
                return self.problem(at, f"{name} takes the id of one fact", f"{name} prend l’identifiant d’un fait")
            made = x.Given if name == "given" else x.GradeOf
            return made(tree.args[0].id, at=at)
        if name not in FUNCTIONS:
            known = [*FUNCTIONS, *AGGREGATES, "given", "grade"]
            listed = ", ".join(known)
            hint = suggestion(name, known) or Text(f"the functions are {listed}", f"les fonctions sont {listed}")
            return self.problem(at, f"unknown function {name}", f"fonction inconnue {name}", hint)
        least, most = FUNCTIONS[name]
        if len(tree.args) < least or (most is not None and len(tree.args) > most):
            count = f"{least}" if most == least else f"at least {least}"
            compte = f"{least}" if most == least else f"au moins {least}"
            return self.problem(at, f"{name} takes {count} argument(s)", f"{name} prend {compte} argument(s)")
        return x.Call(name, tuple(self.node(arg, depth) for arg in tree.args), at=at)

    def aggregate(self, name: str, tree: ast.Call, depth: int) -> x.Node:
        at = tree.col_offset
        where: x.Node | None = None
        for keyword in tree.keywords:
            if keyword.arg != "where" or where is not None:
                return self.problem(
                    at, f"{name} takes one named argument, where=", f"{name} prend un seul argument nommé, where="
                )
            where = self.node(keyword.value, depth)
        if len(tree.args) != 1:
            return self.problem(at, f"{name} takes one argument and where=", f"{name} prend un argument et where=")
        argument = tree.args[0]
        if name == "count":
            if isinstance(argument, ast.Name) and argument.id not in RESERVED:
                return x.Aggregate(name, argument.id, None, where, at=at)
            return self.problem(at, "count takes a table", "count prend une table")
        body = self.node(argument, depth)
        tables = {node.table for node in x.walk(body) if isinstance(node, x.Column)}
        if len(tables) != 1:
            return self.problem(
                at, f"{name} runs over the columns of one table", f"{name} porte sur les colonnes d’une seule table"
            )
        return x.Aggregate(name, tables.pop(), body, where, at=at)


def _small_power(node: x.Node) -> bool:
    if isinstance(node, x.Negative):
        node = node.operand
    return isinstance(node, x.Number) and node.value.denominator == 1 and node.value <= MAX_EXPONENT
