"""Facts worked out from a vendor's tables, in the language of the rules; never anything but our own parser and evaluator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from contracteval.errors import Place, Problem
from contracteval.formula import expression as x
from contracteval.formula.to_exact import to_exact
from contracteval.formula.types import Scope, Type, type_of, type_of_fact
from contracteval.intake.amounts import subject
from contracteval.intake.maps.entry import FormulaRule, TableRule
from contracteval.intake.maps.rows import Rows
from contracteval.intake.reading import Reading
from contracteval.model.bid import Answer
from contracteval.model.fact import FactSpec
from contracteval.model.unit import Unit, parse_unit
from contracteval.model.value import Outcome, Undefined, Unknown
from contracteval.text import Text

Tables = Mapping[str, Rows | None]


def derive(rule: FormulaRule, tables: Sequence[TableRule], rows: Tables, reading: Reading) -> Answer:
    """Work one fact out; what keeps it from having a value is a finding or, for a wrong formula, a problem."""
    known = {table.id: table for table in tables}
    places = _places(rule, known, rows, reading.file)
    kind, problems = type_of(rule.node, _scope(tables, rows), rule.place.file, f"{rule.place.key}.formula")
    unit = parse_unit(rule.unit) if rule.unit is not None else kind.unit
    problems += _wrong_result(rule, kind, unit)
    if problems or unit is None:
        reading.problems += problems
        return Answer(None, places=places)
    outcome = to_exact(rule.node)(_environment(rows))
    if isinstance(outcome, Unknown | Undefined):
        reading.findings.append(_no_value(rule, outcome, places))
        return Answer(None, rule.grade, places, rule.text, rule.clause)
    raw: object = outcome
    if isinstance(outcome, Fraction):
        raw = _decimal(outcome * unit.scale / (Fraction(1) if rule.spec.type == "ratio" else rule.spec.unit.scale))
    answer = reading.answer(rule.spec, raw, places[0], grade=rule.grade, clause=rule.clause)
    return Answer(answer.value, answer.grade, places, answer.raw, answer.clause)


def _scope(tables: Sequence[TableRule], rows: Tables) -> Scope:
    return Scope(
        tables={
            table.id: {name: _type(column.spec, name, rows[table.id]) for name, column in table.columns.items()}
            for table in tables
        }
    )


def _type(spec: FactSpec, name: str, rows: Rows | None) -> Type:
    """A text may be compared with the texts that stand in its column, as if they were the options of a choice."""
    if spec.type != "text":
        return type_of_fact(spec)
    said = {str(row[name].value) for row in rows.rows if row[name].value is not None} if rows is not None else set()
    return Type("choice", options=tuple(sorted(said)))


def _environment(rows: Tables) -> dict[str, object]:
    def value(answer: Answer, name: str) -> object:
        return Unknown(frozenset({name})) if answer.value is None else answer.value

    return {
        id_: Unknown(frozenset({id_}))
        if table is None
        else [{name: value(answer, f"{id_}.{name}") for name, answer in row.items()} for row in table.rows]
        for id_, table in rows.items()
    }


def _places(rule: FormulaRule, tables: Mapping[str, TableRule], rows: Tables, file: str) -> tuple[Place, ...]:
    """Return the cells of every column that a formula reads, and the entry of the map."""
    columns = {(n.table, n.column) for n in x.walk(rule.node) if isinstance(n, x.Column)}
    found = [
        Place(file, ", ".join(sheet.title for sheet in tables[table].sheets), read.ranges[column], rule.spec.label)
        for table, column in sorted(columns)
        if (read := rows.get(table)) is not None and column in read.ranges
    ]
    return (*found, rule.place)


def _wrong_result(rule: FormulaRule, kind: Type, unit: Unit | None) -> list[Problem]:
    place = Place(rule.place.file, key=f"{rule.place.key}.{'formula' if rule.unit is None else 'unit'}")
    name = subject(rule.spec)
    if kind.kind == "number" and rule.spec.is_numeric:
        if unit is not None and unit.powers == rule.spec.unit.powers:
            return []
        text = Text(
            f"{name.en}: the formula gives {kind.unit.text}, and {rule.spec.unit.text} is asked",
            f"{name.fr} la formule donne {kind.unit.text}, et il faut {rule.spec.unit.text}",
        )
        hint = Text(
            f"give the columns units that lead to it, or write unit = “{rule.spec.unit.text}”",
            f"donnez aux colonnes des unités qui y mènent, ou écrivez unit = «\u00a0{rule.spec.unit.text}\u00a0»",
        )
        return [Problem("formula-unit", text, (place,), got=rule.unit or kind.unit.text, next=hint)]
    if kind.kind == "any" or (kind.kind == "truth" and rule.spec.type == "yes/no"):
        return []
    text = Text(f"{name.en}: the formula gives no such value", f"{name.fr} la formule ne donne pas une telle valeur")
    return [Problem("formula-type", text, (place,), got=kind.kind)]


def _no_value(rule: FormulaRule, outcome: Outcome, places: tuple[Place, ...]) -> Problem:
    name = subject(rule.spec)
    if isinstance(outcome, Undefined):
        text = Text(
            f"{name.en}: the formula has no value, {outcome.why.en}",
            f"{name.fr} la formule n’a pas de valeur, {outcome.why.fr}",
        )
        return Problem("formula-undefined", text, places, got=rule.text, fact=rule.spec.id)
    missing = ", ".join(sorted(outcome.facts)) if isinstance(outcome, Unknown) else ""
    text = Text(
        f"{name.en}: the formula needs cells that are blank or cannot be read",
        f"{name.fr} la formule a besoin de cellules vides ou illisibles",
    )
    hint = Text(f"look at {missing}", f"voyez {missing}")
    return Problem("formula-unknown", text, places, got=rule.text, next=hint, fact=rule.spec.id)


def _decimal(value: Fraction) -> Decimal | float:
    """Return a number as the readers take it: exact where it has an end, else to 15 digits."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest == 1 and value.denominator < 10**20:
        return Decimal(value.numerator) / Decimal(value.denominator)
    return float(value)
