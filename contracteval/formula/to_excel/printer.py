"""The whole printer."""

from __future__ import annotations

from contracteval.formula import expression as x
from contracteval.formula.to_excel.asks import COMPARE
from contracteval.formula.to_excel.conditions import Conditions
from contracteval.formula.to_excel.doubts import Doubts
from contracteval.formula.to_excel.needs import Requirements
from contracteval.formula.to_excel.text import if_then, quoted
from contracteval.formula.to_excel.values import Values


class Printer(Values, Conditions, Requirements, Doubts):
    """Prints nodes."""

    def shown(self, node: x.Node) -> str:
        """Print what a cell shows of a node that is known: a number, or a word."""
        kind = self.kind(node)
        if kind == "truth":
            return if_then(self.truth(node), quoted(self.cells.yes), quoted(self.cells.no))
        return self.value(node, COMPARE) if kind == "number" else self.word(node, self.options(node))
