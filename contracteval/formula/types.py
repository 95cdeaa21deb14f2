"""Types and units of a formula, checked when rules are loaded: adding M€ to months is an error at its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from contracteval.errors import Place, Problem
from contracteval.formula import expression as x
from contracteval.formula.functions import TRANSCENDENTAL
from contracteval.model.fact import FactSpec, Grade
from contracteval.model.record import dataclass
from contracteval.model.unit import ONE, Unit, parse_unit
from contracteval.text import Text, suggestion

Kind = Literal["number", "truth", "choice", "date", "text", "any"]


@dataclass(frozen=True, slots=True)
class Type:
    """What a formula yields. ``exact`` is false once a root, logarithm or exponential takes part."""

    kind: Kind
    unit: Unit = ONE
    options: tuple[str, ...] = ()
    ordered: bool = False
    exact: bool = True


TRUTH = Type("truth")
NUMBER = Type("number")
ANY = Type("any")
GRADE = Type("choice", options=tuple(grade.name.lower() for grade in Grade), ordered=True)
DAY = parse_unit("day") or ONE


@dataclass(frozen=True, slots=True)
class Scope:
    """What a formula may mention: names, tables with their columns, keyed parameters, and the current row."""

    names: Mapping[str, Type] = field(default_factory=dict)
    tables: Mapping[str, Mapping[str, Type]] = field(default_factory=dict)
    keyed: Mapping[str, Type] = field(default_factory=dict)
    row: Mapping[str, Type] = field(default_factory=dict)
    facts: frozenset[str] = frozenset()


def type_of_fact(spec: FactSpec) -> Type:
    """Return the type that a fact has inside formulas."""
    if spec.is_numeric:
        return Type("number", spec.unit)
    if spec.type == "yes/no":
        return TRUTH
    if spec.type == "date":
        return Type("date")
    if spec.type == "choice":
        return Type("choice", options=tuple(option.id for option in spec.options), ordered=spec.ordered)
    return Type("text")


def type_of(node: x.Node, scope: Scope, file: str, key: str) -> tuple[Type, list[Problem]]:
    """Infer the type of a formula; the problems name the column at fault."""
    checker = _Checker(scope, file, key)
    return checker.visit(node), checker.problems


def is_inexact(node: x.Node, inexact_names: frozenset[str]) -> bool:
    """Say whether a formula leaves the rationals, directly or through a measure that does."""
    return any(
        (isinstance(item, x.Call) and item.function in TRANSCENDENTAL)
        or (isinstance(item, x.Name) and item.id in inexact_names)
        for item in x.walk(node)
    )


class _Checker:
    def __init__(self, scope: Scope, file: str, key: str) -> None:
        self.scope = scope
        self.file = file
        self.key = key
        self.problems: list[Problem] = []
        self.table: str | None = None

    def problem(self, kind: str, node: x.Node, en: str, fr: str, next_: Text | None = None) -> Type:
        self.problems.append(Problem(kind, Text(en, fr), (Place(self.file, key=self.key, column=node.at),), next=next_))
        return ANY

    def visit(self, node: x.Node) -> Type:
        method = getattr(self, f"visit_{type(node).__name__}")
        found: Type = method(node)
        return found

    def expect(self, node: x.Node, kind: Kind, found: Type | None = None) -> Type:
        found = found or self.visit(node)
        if found.kind not in (kind, "any"):
            words = {"number": ("a number", "un nombre"), "truth": ("a yes/no", "un oui/non")}
            names = {
                **words,
                "choice": ("a choice", "un choix"),
                "date": ("a date", "une date"),
                "text": ("free text", "du texte libre"),
            }
            (want_en, want_fr), (got_en, got_fr) = names[kind], names[found.kind]
            return self.problem(
                "formula-type", node, f"needs {want_en}, has {got_en}", f"attend {want_fr}, reçoit {got_fr}"
            )
        return found

    def unknown_name(self, node: x.Node, word: str, known: set[str], en: str, fr: str) -> Type:
        hint = suggestion(word, known)
        return self.problem("formula-name", node, f"{en} {word}", f"{fr} {word}", hint)

    def visit_Number(self, node: x.Number) -> Type:
        return NUMBER

    def visit_Truth(self, node: x.Truth) -> Type:
        return TRUTH

    def visit_Choice(self, node: x.Choice) -> Type:
        return Type("choice", options=(node.option,))

    def visit_Name(self, node: x.Name) -> Type:
        found = self.scope.names.get(node.id)
        if found is not None:
            return found
        if node.id in self.scope.tables:
            return self.problem(
                "formula-type",
                node,
                f"{node.id} is a table: use sum, count, mean, … over its columns",
                f"{node.id} est une table\u00a0: utilisez sum, count, mean, … sur ses colonnes",
            )
        if node.id in self.scope.keyed:
            return self.problem(
                "formula-type",
                node,
                f"{node.id} has keys: write {node.id}[key]",
                f"{node.id} a des clés\u00a0: écrivez {node.id}[clé]",
            )
        return self.unknown_name(
            node, node.id, {*self.scope.names, *self.scope.tables, *self.scope.keyed}, "unknown name", "nom inconnu"
        )

    def visit_Column(self, node: x.Column) -> Type:
        columns = self.scope.tables.get(node.table)
        if columns is None:
            return self.unknown_name(node, node.table, set(self.scope.tables), "unknown table", "table inconnue")
        if self.table != node.table:
            return self.problem(
                "formula-type",
                node,
                f"{node.table}.{node.column} stands outside an aggregate over {node.table}",
                f"{node.table}.{node.column} est hors d’un agrégat sur {node.table}",
            )
        found = columns.get(node.column)
        return found or self.unknown_name(node, node.column, set(columns), "unknown column", "colonne inconnue")

    def visit_RowColumn(self, node: x.RowColumn) -> Type:
        found = self.scope.row.get(node.column)
        return found or self.unknown_name(
            node,
            node.column,
            set(self.scope.row),
            "no current row with column",
            "pas de ligne courante avec la colonne",
        )

    def visit_Negative(self, node: x.Negative) -> Type:
        return self.expect(node.operand, "number")

    def visit_Not(self, node: x.Not) -> Type:
        self.expect(node.operand, "truth")
        return TRUTH

    def visit_Both(self, node: x.Both) -> Type:
        for operand in node.operands:
            self.expect(operand, "truth")
        return TRUTH

    def visit_Either(self, node: x.Either) -> Type:
        return self.visit_Both(x.Both(node.operands))

    def visit_Binary(self, node: x.Binary) -> Type:
        left, right = self.visit(node.left), self.visit(node.right)
        if node.operator == "-" and left.kind == right.kind == "date":
            return Type("number", DAY)
        left, right = self.expect(node.left, "number", left), self.expect(node.right, "number", right)
        exact = left.exact and right.exact
        if ANY in (left, right):
            return ANY
        if node.operator in ("+", "-"):
            return self.same_unit(node, [node.left, node.right], [left, right], exact)
        if node.operator == "**":
            return Type("number", left.unit ** _whole(node.right), exact=left.exact)
        unit = left.unit * right.unit if node.operator == "*" else left.unit / right.unit
        return Type("number", unit, exact=exact)

    def same_unit(self, node: x.Node, parts: list[x.Node], types: list[Type], exact: bool) -> Type:
        """A literal zero has every unit; anything else must agree in dimension and size."""
        typed = [
            (part, found)
            for part, found in zip(parts, types, strict=True)
            if not _is_zero(part) and found.kind != "any"
        ]
        for part, found in typed[1:]:
            first = typed[0][1].unit
            if not found.unit.same_as(first):
                hint = None
                if found.unit.powers == first.powers:
                    hint = Text("declare both in the same unit", "déclarez les deux dans la même unité")
                return self.problem(
                    "formula-unit",
                    part,
                    f"cannot combine {first} with {found.unit}",
                    f"on ne peut pas combiner {first} et {found.unit}",
                    hint,
                )
        unit = typed[0][1].unit if typed else ONE
        return Type("number", unit, exact=exact)

    def visit_Compare(self, node: x.Compare) -> Type:
        left, right = self.visit(node.left), self.visit(node.right)
        if ANY in (left, right):
            return TRUTH
        if left.kind != right.kind:
            self.problem(
                "formula-type",
                node,
                f"cannot compare {left.kind} with {right.kind}",
                f"on ne peut pas comparer {left.kind} et {right.kind}",
            )
        elif left.kind == "number":
            self.same_unit(node, [node.left, node.right], [left, right], True)
        elif left.kind == "choice":
            self.compare_choices(node, left, right)
        elif left.kind == "truth" and node.operator not in ("==", "!="):
            self.problem("formula-type", node, "yes and no have no order", "oui et non n’ont pas d’ordre")
        elif left.kind == "text" and not (_is_column(node.left) and _is_column(node.right)):
            self.problem(
                "formula-type",
                node,
                "free text never enters a formula",
                "le texte libre n’entre jamais dans une formule",
            )
        return TRUTH

    def compare_choices(self, node: x.Compare, left: Type, right: Type) -> None:
        declared = right if isinstance(node.left, x.Choice) else left
        for side in (node.left, node.right):
            if isinstance(side, x.Choice) and side.option not in declared.options:
                self.unknown_name(side, side.option, set(declared.options), "unknown option", "option inconnue")
        if node.operator not in ("==", "!=") and not declared.ordered:
            self.problem("formula-type", node, "this choice has no order", "ce choix n’est pas ordonné")

    def visit_IfElse(self, node: x.IfElse) -> Type:
        self.expect(node.condition, "truth")
        yes, no = self.visit(node.yes), self.visit(node.no)
        if ANY in (yes, no):
            return ANY
        if yes.kind != no.kind:
            return self.problem(
                "formula-type",
                node,
                f"one branch is {yes.kind}, the other {no.kind}",
                f"une branche est {yes.kind}, l’autre {no.kind}",
            )
        if yes.kind == "number":
            return self.same_unit(node, [node.yes, node.no], [yes, no], yes.exact and no.exact)
        if yes.kind == "choice":
            merged = tuple(dict.fromkeys(yes.options + no.options))
            return Type("choice", options=merged, ordered=False)
        return yes

    def visit_Call(self, node: x.Call) -> Type:
        types = [self.expect(argument, "number") for argument in node.arguments]
        if ANY in types:
            return ANY
        if node.function in TRANSCENDENTAL:
            if (
                node.function == "sqrt"
                and all(power % 2 == 0 for _, power in types[0].unit.powers)
                and types[0].unit.powers
            ):
                return self.problem(
                    "formula-unit", node, "take the root of a plain number", "prenez la racine d’un nombre sans unité"
                )
            if types[0].unit.powers:
                self.problem(
                    "formula-unit",
                    node,
                    f"{node.function} needs a plain number, has {types[0].unit}",
                    f"{node.function} attend un nombre sans unité, reçoit {types[0].unit}",
                )
            return Type("number", exact=False)
        exact = all(found.exact for found in types)
        return self.same_unit(node, list(node.arguments), types, exact)

    def visit_Given(self, node: x.Given) -> Type:
        if node.id not in self.scope.facts:
            self.unknown_name(node, node.id, set(self.scope.facts), "unknown fact", "fait inconnu")
        return TRUTH

    def visit_GradeOf(self, node: x.GradeOf) -> Type:
        if node.id not in self.scope.facts or node.id in self.scope.tables:
            self.unknown_name(node, node.id, set(self.scope.facts), "unknown fact", "fait inconnu")
        return GRADE

    def visit_Keyed(self, node: x.Keyed) -> Type:
        found = self.scope.keyed.get(node.id)
        key = self.visit(node.key)
        if found is None:
            return self.unknown_name(
                node, node.id, set(self.scope.keyed), "unknown parameter with keys", "paramètre à clés inconnu"
            )
        if key.kind not in ("number", "choice", "any") or (key.kind == "number" and key.unit.powers):
            self.problem(
                "formula-type",
                node.key,
                "a key is a plain number or a choice",
                "une clé est un nombre sans unité ou un choix",
            )
        return found

    def visit_Aggregate(self, node: x.Aggregate) -> Type:
        if node.table not in self.scope.tables:
            return self.unknown_name(node, node.table, set(self.scope.tables), "unknown table", "table inconnue")
        if self.table == node.table:
            return self.problem(
                "formula-type",
                node,
                f"an aggregate over {node.table} inside another one: name it as a measure",
                f"un agrégat sur {node.table} dans un autre\u00a0: nommez-le comme mesure",
            )
        outer, self.table = self.table, node.table
        body = self.visit(node.body) if node.body is not None else NUMBER
        if node.where is not None:
            self.expect(node.where, "truth")
        self.table = outer
        if node.function in ("any", "all"):
            if node.body is not None:
                self.expect(node.body, "truth", body)
            return TRUTH
        if node.function in ("count", "distinct"):
            return NUMBER
        if node.body is not None and node.function in ("lowest", "highest") and body.kind == "date":
            return body
        if node.function in ("sum", "mean") and body.kind == "truth":
            return NUMBER
        return self.expect(node.body, "number", body) if node.body is not None else NUMBER


def _is_column(node: x.Node) -> bool:
    """Rows of two tables may be matched by a text that is an id in both."""
    return isinstance(node, x.Column | x.RowColumn)


def _is_zero(node: x.Node) -> bool:
    return isinstance(node, x.Number) and node.value == 0


def _whole(node: x.Node) -> int:
    if isinstance(node, x.Negative):
        return -_whole(node.operand)
    return int(node.value) if isinstance(node, x.Number) else 1
