"""One case of a claim: its formulas written out, with every choice on the way taken one way or the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any, TypeVar

import sympy

from contracteval.evaluation.proof.known import ABOVE, ANY, NOT_BELOW, ZERO, Known, Signs, VacuousError, negated
from contracteval.formula import expression as x
from contracteval.formula.to_sympy import ToSympy, UnprovableError
from contracteval.model.fact import Range
from contracteval.rules.rulebook import Claim, Rulebook, Step
from contracteval.text import Text

_T = TypeVar("_T")
_MOST_CASES = 200
_ACCEPTED: dict[str, Signs] = {
    ">": ABOVE, ">=": NOT_BELOW, "==": ZERO, "!=": ANY - ZERO, "<": negated(ABOVE), "<=": negated(NOT_BELOW),
}  # fmt: skip


class UndefinedError(Exception):
    """A formula has no value in this case, or is not shown to have one; ``needs`` says what it would take."""

    def __init__(self, needs: Text) -> None:
        super().__init__(needs.en)
        self.needs = needs


class UndecidedError(Exception):
    """A choice that depends on the numbers: the case is split there."""

    def __init__(self, key: Any) -> None:
        super().__init__(str(key))
        self.key = key


def cases(work: Callable[[Mapping[Any, Any]], _T]) -> Iterator[_T]:
    """Yield what the work comes to in each case; it is given what was decided, and says what it cannot decide.

    Raises ``UnprovableError`` where there are too many cases.
    """
    waiting: list[dict[Any, Any]] = [{}]
    for _ in range(_MOST_CASES):
        if not waiting:
            return
        decided = waiting.pop()
        try:
            yield work(decided)
        except UndecidedError as open_:
            waiting += [{**decided, open_.key: False}, {**decided, open_.key: True}]
        except VacuousError:
            continue
    raise UnprovableError("more than 200 cases")


class Writer(ToSympy):
    """Writes formulas in sympy for one case, measures written out down to facts, parameters and sums over tables.

    ``conditions`` collects what must hold for the formulas to be defined and is not certain; it is taken to hold.
    """

    def __init__(
        self, rulebook: Rulebook, claim: Claim, decided: Mapping[Any, Any], memory: dict[Any, Any] | None = None
    ) -> None:
        super().__init__({})
        self.rulebook = rulebook
        self.claim = claim
        self.decided = decided
        self.known = Known({} if memory is None else memory)
        self.conditions: dict[str, Text] = {}
        self.meanings: dict[Any, Any] = {}
        self.free: Any = None
        self.strict = False

    def read(self, node: x.Node) -> Any:
        """Return the form of a formula in this case, in the symbols that are left."""
        return self.known.apply(self.visit(node))

    def read_certain(self, node: x.Node) -> Any:
        """Return the form of a formula that is shown to have a value in this case; raises ``UndefinedError`` otherwise."""
        self.strict = True
        form = self.read(node)
        self.strict = False
        return form

    def put(self, id_: str, form: Any) -> None:
        """Let a fact or parameter stand for an expression."""
        self.meanings[id_] = form
        for step_id in [step_id for step_id, meaning in self.meanings.items() if self._rests(step_id, id_)]:
            del self.meanings[step_id]

    def _rests(self, step_id: Any, id_: str) -> bool:
        step = self.rulebook.steps.get(step_id) if isinstance(step_id, str) else None
        return step is not None and step_id not in self.claim.takes and id_ in self.rulebook.needs_of(step_id)

    def symbol(self, id_: str) -> Any:
        """Return what a fact, a parameter or a variable of the claim's own stands for: a symbol, if nothing else."""
        return self.meanings[id_] if id_ in self.meanings else self.fresh(id_)

    def fresh(self, id_: str) -> Any:
        """Let a name stand for a symbol of its own, of which its range is known."""
        self.put(id_, self._ranged(sympy.Symbol(id_, **_signed(self.range_of(id_))), id_))
        return self.meanings[id_]

    def _ranged(self, symbol: Any, id_: str) -> Any:
        range_ = self.range_of(id_)
        for end, side in ((range_.low, 1), (range_.high, -1)):
            if end not in (None, 0):
                self.known.learn(side * (symbol - rational(end)), NOT_BELOW)
        return symbol

    def range_of(self, id_: str) -> Range:
        """Return which numbers a name may stand for."""
        if id_ in self.claim.variables:
            return self.claim.variables[id_].range
        fact = self.rulebook.facts.get(id_)
        if fact is not None and not fact.is_numeric:
            raise UnprovableError(id_)
        return Range() if fact is None else fact.range

    # --- names

    def visit_Name(self, node: x.Name) -> Any:
        step = self.rulebook.steps.get(node.id)
        if step is not None and step.kind == "counted":
            fact = node.id.removesuffix("_counted")
            self.conditions[node.id] = Text(
                f"the gates that would set {fact} to zero are passed",
                f"les portes qui annuleraient {fact} sont franchies",
            )
            return self.visit_Name(x.Name(fact))
        if step is None:
            return self.symbol(node.id)
        if node.id not in self.meanings:
            self.meanings[node.id] = self._taken(step) if node.id in self.claim.takes else self._written(step)
        return self.meanings[node.id]

    def _written(self, step: Step) -> Any:
        if not step.formulas:
            raise UnprovableError(step.id)
        if step.only_if is not None and not self._holds(step.only_if.node):
            raise VacuousError
        if step.only_if is not None:
            self.conditions[step.only_if.text] = Text.same(step.only_if.text)
        for i, formula in enumerate(step.formulas):
            last = i == len(step.formulas) - 1
            if last or self._decide(("answered", step.id, i)):
                return self.visit(formula.node)
        raise UnprovableError(step.id)

    def _taken(self, step: Step) -> Any:
        """Let a measure stand as it is, as a symbol of the sign that its own formula has.

        What it was worked out from is not what the claim moves: a year that was observed, say, and not this one.
        """
        over = self.claim.over or ""
        moved = self.meanings.pop(over, None)
        if over:
            self.meanings[over] = self._ranged(sympy.Symbol(f"{over}′", **_signed(self.range_of(over))), over)
        signs = self.known.sign(self._written(step))
        self.meanings.pop(over, None)
        if moved is not None:
            self.put(over, moved)
        if signs == ABOVE:
            return sympy.Symbol(step.id, positive=True)
        return sympy.Symbol(step.id, nonnegative=True) if signs <= NOT_BELOW else sympy.Symbol(step.id, real=True)

    def visit_Aggregate(self, node: x.Aggregate) -> Any:
        """Let an aggregate stand as a symbol; what it runs over says whether it can be below 0, and no more."""
        if node not in self.meanings:
            body = sympy.Integer(0) if node.body is None else self.visit(node.body)
            sign = {"nonnegative": True} if self.known.sign(body) <= NOT_BELOW else {"real": True}
            self.meanings[node] = sympy.Symbol(self._name_of(node, body), **sign)
        return self.meanings[node]

    def _name_of(self, node: x.Aggregate, body: Any) -> str:
        """Name an aggregate as no other is named: those of other rows or of another table are other numbers."""
        over = node.table if node.body is None else shown(body)
        name = f"{node.function}({over}{'' if node.where is None else ', where=…'})"
        alike = self.known.memory.setdefault(("aggregates", name), [])
        key = (node.table, node.where, body)
        if key not in alike:
            alike.append(key)
        return f"{name}{'′' * alike.index(key)}"

    def visit_Column(self, node: x.Column) -> Any:
        column = (
            self.rulebook.tables[node.table].columns.get(node.column) if node.table in self.rulebook.tables else None
        )
        return sympy.Symbol(f"{node.table}.{node.column}", **_signed(Range() if column is None else column.range))

    # --- what may be undefined

    def quotient(self, left: Any, right: Any) -> Any:
        self._need(right, ANY - ZERO, "≠ 0")
        return left / right

    def power(self, base: Any, exponent: Any) -> Any:
        if not exponent.is_nonnegative:
            self._need(base, ANY - ZERO, "≠ 0")
        return base**exponent

    def call(self, function: str, arguments: list[Any]) -> Any:
        if function == "ln":
            self._need(arguments[0], ABOVE, "> 0")
        if function == "sqrt":
            self._need(arguments[0], NOT_BELOW, "≥ 0")
        if function == "abs":
            return arguments[0] if self.truth(">=", arguments[0], sympy.Integer(0)) else -arguments[0]
        if function == "clamp":
            value, low, high = arguments
            return self._extreme("max", [low, self._extreme("min", [value, high])])
        if function in ("min", "max"):
            return self._extreme(function, arguments)
        return super().call(function, arguments)

    def _need(self, form: Any, signs: Signs, what: str) -> None:
        possible = self.known.sign(form)
        if possible <= signs:
            return
        text = f"{shown(form)} {what}"
        if self.strict or not possible & signs:
            raise UndefinedError(Text.same(text))
        self.known.learn(form, signs)
        self.conditions[text] = Text.same(text)

    # --- choices

    def visit_IfElse(self, node: x.IfElse) -> Any:
        return self.visit(node.yes if self._holds(node.condition) else node.no)

    def _holds(self, node: x.Node) -> bool:
        """Say whether a condition holds in this case."""
        if isinstance(node, x.Truth):
            return node.value
        if isinstance(node, x.Not):
            return not self._holds(node.operand)
        if isinstance(node, x.Both):
            return all(self._holds(operand) for operand in node.operands)
        if isinstance(node, x.Either):
            return any(self._holds(operand) for operand in node.operands)
        if isinstance(node, x.Compare):
            return self.truth(node.operator, self.visit(node.left), self.visit(node.right))
        step = self.rulebook.steps.get(node.id) if isinstance(node, x.Name) else None
        if step is not None and len(step.formulas) == 1 and step.type.kind == "truth":
            if step.only_if is not None and not self._holds(step.only_if.node):
                raise VacuousError
            return self._holds(step.formulas[0].node)
        raise UnprovableError(node.id if isinstance(node, x.Name) else type(node).__name__)

    def truth(self, operator: str, left: Any, right: Any) -> bool:
        """Say whether a comparison holds in this case: because it must, or because it was decided."""
        difference = self.known.apply(left - right)
        accepted, possible = _ACCEPTED[operator], self.known.sign(difference)
        if possible <= accepted:
            return True
        if not possible & accepted:
            return False
        answer = self._decide((operator, difference))
        self.known.learn(difference, accepted if answer else ANY - accepted)
        return answer

    def _decide(self, key: Any) -> bool:
        if key not in self.decided:
            raise UndecidedError(key)
        return bool(self.decided[key])

    def _extreme(self, function: str, arguments: list[Any]) -> Any:
        """Return the least or greatest; one that bends in the variable of a mean is left as it stands."""
        best = arguments[0]
        for other in arguments[1:]:
            if self.free is not None and self._bends(best - other):
                best = sympy.Min(best, other) if function == "min" else sympy.Max(best, other)
            else:
                best = best if self.truth("<=" if function == "min" else ">=", best, other) else other
        return best

    def _bends(self, difference: Any) -> bool:
        """Say whether the difference of two lines changes with the variable; whether it rises or falls is decided."""
        slope = sympy.diff(self.known.apply(difference), self.free)
        return slope != 0 and self.truth("!=", slope, sympy.Integer(0))


def shown(form: Any) -> str:
    """Write a form in the language of the rules."""
    return str(form).replace("log(", "ln(")


def _signed(range_: Range) -> dict[str, bool]:
    if range_.low is not None and (range_.low > 0 or (range_.low == 0 and range_.low_open)):
        return {"positive": True}
    if range_.low is not None and range_.low == 0:
        return {"nonnegative": True}
    return {"real": True}


def rational(value: Fraction) -> Any:
    return sympy.Rational(value.numerator, value.denominator)
