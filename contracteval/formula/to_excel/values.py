"""Numbers as text."""

from __future__ import annotations

from contracteval.formula import expression as x
from contracteval.formula.to_excel.asks import ATOM, COMPARE, PLUS, POWER, TIMES, Asks, factors, whole
from contracteval.formula.to_excel.cells import UntranslatableError
from contracteval.formula.to_excel.text import if_then, number

_LEVELS = {"+": PLUS, "-": PLUS, "*": TIMES, "/": TIMES, "**": POWER}
_FUNCTIONS = {"min": "MIN", "max": "MAX", "abs": "ABS", "exp": "EXP", "ln": "LN", "normal_cdf": "NORMSDIST"}


class Values(Asks):
    """Prints numbers that are known."""

    def value(self, node: x.Node, level: int) -> str:
        """Print a number, in parentheses where it binds less tightly than ``level``."""
        text, own = self.call("value", node)
        return f"({text})" if own < level else str(text)

    def value_Number(self, node: x.Number) -> tuple[str, int]:
        return number(node.value), ATOM

    def value_Name(self, node: x.Name) -> tuple[str, int]:
        return self.cells.cell(node.id).value, ATOM

    def value_Negative(self, node: x.Negative) -> tuple[str, int]:
        return f"-{self.value(node.operand, ATOM)}", PLUS

    def value_Binary(self, node: x.Binary) -> tuple[str, int]:
        if node.operator == "*":
            return self.product(node), TIMES
        level = _LEVELS[node.operator]
        if node.operator == "**":
            return self.power(node), level
        return f"{self.value(node.left, level)}{node.operator}{self.value(node.right, level + 1)}", level

    def power(self, node: x.Binary) -> str:
        exponent = whole(node.right)
        written = str(exponent) if exponent >= 0 else f"({exponent})"
        return "1" if exponent == 0 else f"{self.value(node.left, ATOM)}^{written}"

    def product(self, node: x.Binary) -> str:
        """Print factors; one that may be unknown while another is zero is read so that it does no harm."""
        parts = factors(node)
        texts = []
        for i, factor in enumerate(parts):
            text = self.value(factor, TIMES if i == 0 else POWER)
            others = (other for j, other in enumerate(parts) if j != i)
            if any(self.may_be_zero(other) for other in others) and self.may_be_missing(factor):
                text = f"N({text})" if isinstance(factor, x.Name) else if_then(self.certain(factor), text, "0")
            texts.append(text)
        return "*".join(texts)

    def value_IfElse(self, node: x.IfElse) -> tuple[str, int]:
        if self.kind(node.yes) != "number":
            raise UntranslatableError("a branch that is not a number")
        yes, no = self.value(node.yes, COMPARE), self.value(node.no, COMPARE)
        return if_then(self.truth(node.condition), yes, no), ATOM

    def value_Keyed(self, node: x.Keyed) -> tuple[str, int]:
        return f"INDEX({self.cells.keyed_cells(node.id).values},{self.matched(node)})", ATOM

    def matched(self, node: x.Keyed) -> str:
        """Print the place of a key among the keys, an error where it is none of them."""
        cells = self.cells.keyed_cells(node.id)
        is_number = self.kind(node.key) == "number"
        key = self.rounded(node.key) if is_number else self.word(node.key, self.options(node.key) or cells.options)
        return f"MATCH({key},{cells.keys},0)"

    def value_Call(self, node: x.Call) -> tuple[str, int]:
        if node.function == "normal_pdf":
            return f"EXP(0-{self.value(node.arguments[0], ATOM)}^2/2)/SQRT(2*PI())", TIMES
        texts = [self.value(argument, COMPARE) for argument in node.arguments]
        if node.function == "clamp":
            return f"MAX({texts[1]},MIN({texts[0]},{texts[2]}))", ATOM
        if node.function == "sqrt":
            return (f"SQRT({texts[0]})" if self.is_plain(node.arguments[0]) else f"SQRT(MAX(0,{texts[0]}))"), ATOM
        return f"{_FUNCTIONS[node.function]}({','.join(texts)})", ATOM
