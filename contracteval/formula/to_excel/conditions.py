"""Yes/no, choices and texts as text: of what is known, and as conditions that never fail."""

from __future__ import annotations

from contracteval.formula import expression as x
from contracteval.formula.to_excel.asks import COMPARE, PLUS, Asks
from contracteval.formula.to_excel.cells import Cell, UntranslatableError
from contracteval.formula.to_excel.text import FALSE, TRUE, all_of, any_of, contrary, if_then, quoted

_SYMBOLS = {"==": "=", "!=": "<>"}
_CONTRARY = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}


class Conditions(Asks):
    """Prints what is true of known values, and what is certainly true or false."""

    def truth(self, node: x.Node) -> str:
        """Print a yes/no that is known."""
        return str(self.call("truth", node))

    def truth_Truth(self, node: x.Truth) -> str:
        return TRUE if node.value else FALSE

    def truth_Name(self, node: x.Name) -> str:
        return f"{self.cells.cell(node.id).value}={quoted(self.cells.yes)}"

    def truth_Not(self, node: x.Not) -> str:
        return contrary(self.truth(node.operand))

    def truth_Both(self, node: x.Both) -> str:
        return all_of(self.safe_truth(operand) for operand in node.operands)

    def truth_Either(self, node: x.Either) -> str:
        return any_of(self.safe_truth(operand) for operand in node.operands)

    def safe_truth(self, node: x.Node) -> str:
        """Print an operand that may be unknown where another decides; it must not fail then."""
        return self.truth(node) if self.is_harmless(node) else self.true(node)

    def is_harmless(self, node: x.Node) -> bool:
        if isinstance(node, x.Compare) and self.kind(node.left) == "number":
            return self.is_plain(node.left) and self.is_plain(node.right)
        if isinstance(node, x.Compare) and self.kind(node.left) == "text":
            return True
        return isinstance(node, x.Truth | x.Name | x.Given) or (
            isinstance(node, x.Not) and self.is_harmless(node.operand)
        )

    def truth_Compare(self, node: x.Compare) -> str:
        return self.comparison(node, node.operator)

    def truth_IfElse(self, node: x.IfElse) -> str:
        return if_then(self.truth(node.condition), self.truth(node.yes), self.truth(node.no))

    def truth_Given(self, node: x.Given) -> str:
        return self.bare().needs(x.Name(node.id)).text

    def comparison(self, node: x.Compare, operator: str) -> str:
        kind = self.kind(node.left)
        symbol = _SYMBOLS.get(operator, operator)
        if kind == "truth":
            return f"({self.truth(node.left)}){symbol}({self.truth(node.right)})"
        if kind == "choice":
            return self.choices(node, operator)
        if kind == "text":
            return self.texts(node, operator)
        if self.is_plain(node.left) and self.is_plain(node.right):
            return f"{self.value(node.left, PLUS)}{symbol}{self.value(node.right, PLUS)}"
        difference = x.Binary("-", node.left, node.right)
        if isinstance(node.right, x.Number) and node.right.value == 0:
            return f"{self.rounded(node.left)}{symbol}0"
        return f"{self.rounded(difference)}{symbol}0"

    def rounded(self, node: x.Node) -> str:
        text = self.value(node, COMPARE)
        return text if self.is_plain(node) else f"ROUND({text},{self.places(node)})"

    def choices(self, node: x.Compare, operator: str) -> str:
        options = self.options(node.left) or self.options(node.right)
        if operator in ("==", "!="):
            words = [self.word(side, options) for side in (node.left, node.right)]
        else:
            order = ",".join(quoted(word) for _, word in options)
            words = [self.position(side, options, order) for side in (node.left, node.right)]
        return f"{words[0]}{_SYMBOLS.get(operator, operator)}{words[1]}"

    def texts(self, node: x.Compare, operator: str) -> str:
        """Compare texts letter by letter: ``=`` would take a for A."""
        if operator not in _SYMBOLS:
            raise UntranslatableError("the order of texts")
        same = f"EXACT({self.word(node.left, ())},{self.word(node.right, ())})"
        return same if operator == "==" else contrary(same)

    def options(self, node: x.Node) -> tuple[tuple[str, str], ...]:
        if isinstance(node, x.IfElse):
            return tuple(dict((*self.options(node.no), *self.options(node.yes))).items())
        return self.choice_cell(node).options if isinstance(node, x.Name | x.GradeOf) else ()

    def choice_cell(self, node: x.Name | x.GradeOf) -> Cell:
        return self.cells.cell(node.id if isinstance(node, x.Name) else f"grade({node.id})")

    def word(self, node: x.Node, options: tuple[tuple[str, str], ...]) -> str:
        if isinstance(node, x.Choice):
            return quoted(dict(options).get(node.option) or self.cells.words.get(node.option, node.option))
        if isinstance(node, x.IfElse):
            return if_then(self.truth(node.condition), self.word(node.yes, options), self.word(node.no, options))
        if isinstance(node, x.Name | x.GradeOf):
            return self.choice_cell(node).value
        raise UntranslatableError("a choice that is computed")

    def position(self, node: x.Node, options: tuple[tuple[str, str], ...], order: str) -> str:
        if isinstance(node, x.Choice):
            return str(1 + [id_ for id_, _ in options].index(node.option))
        return f"MATCH({self.word(node, options)},{{{order}}},0)"

    # --- certainly true, certainly false: conditions that never fail

    def true(self, node: x.Node) -> str:
        return self.decided(node, wanted=True)

    def false(self, node: x.Node) -> str:
        return self.decided(node, wanted=False)

    def decided(self, node: x.Node, *, wanted: bool) -> str:
        if isinstance(node, x.Truth):
            return TRUE if node.value is wanted else FALSE
        if isinstance(node, x.Name):
            return f"{self.cells.cell(node.id).value}={quoted(self.cells.yes if wanted else self.cells.no)}"
        if isinstance(node, x.Not):
            return self.decided(node.operand, wanted=not wanted)
        if isinstance(node, x.Both | x.Either):
            parts = [self.decided(operand, wanted=wanted) for operand in node.operands]
            return all_of(parts) if isinstance(node, x.Both) is wanted else any_of(parts)
        if isinstance(node, x.IfElse):
            yes, no = self.decided(node.yes, wanted=wanted), self.decided(node.no, wanted=wanted)
            return if_then(self.true(node.condition), yes, if_then(self.false(node.condition), no, FALSE))
        if isinstance(node, x.Given):
            return self.truth(node) if wanted else contrary(self.truth(node))
        if not isinstance(node, x.Compare):
            raise UntranslatableError(f"{type(node).__name__} is not a condition")
        text = self.comparison(node, node.operator if wanted else _CONTRARY[node.operator])
        known = self.certain(node)
        return all_of([known, text]) if self.is_harmless(node) else if_then(known, text, FALSE)
