"""One raw value, from a cell or from JSON, read as what its fact asks for: a value, or a finding."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

from contracteval.errors import Place, Problem
from contracteval.intake.amounts import Refused, not_offered, read_amount, subject, unreadable
from contracteval.intake.book import CellError
from contracteval.intake.dates import dates_in
from contracteval.intake.names import fold, quoted, shown
from contracteval.intake.words import NO, YES, is_not_offered
from contracteval.model.fact import FactSpec, Option, Value
from contracteval.model.settings import Settings
from contracteval.text import Text, did_you_mean, join_texts

Raw = object
"""What a reader finds: text, int, float, Decimal, bool, date, a spreadsheet error, or None for a blank."""

CELL_ERRORS = frozenset(
    ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!", "#CALC!")
)
CHOICES_SEPARATOR = ", "


def read_value(
    raw: Raw, spec: FactSpec, place: Place, settings: Settings, unit: str | None = None
) -> tuple[Value | None, tuple[Problem, ...]]:
    """Read a raw value as the type of ``spec``, in its unit.

    Returns the value, or None with a finding. A blank is unknown without a finding: the report counts it missing.
    ``unit`` is what stands beside the value; a unit inside the value wins over it.
    """
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return None, ()
    try:
        return _read(raw, spec, settings, unit), ()
    except Refused as refused:
        problem = Problem(
            refused.kind,
            refused.message,
            (place,),
            got=shown(written(raw, unit) or ""),
            next=refused.next_step,
            severity=refused.severity,
            fact=spec.id,
        )
        return None, (problem,)


def written(raw: Raw, unit: str | None = None) -> str | None:
    """Return what was written as text, with the unit beside a bare number; None for a blank."""
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return None
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if not isinstance(raw, int | float | Decimal):
        return raw.date().isoformat() if isinstance(raw, datetime) else str(raw)
    number = format(raw, ".15g") if isinstance(raw, float) else str(raw)
    return f"{number} {unit}" if unit and unit.strip() else number


def _read(raw: Raw, spec: FactSpec, settings: Settings, unit: str | None) -> Value:
    if isinstance(raw, CellError) or (isinstance(raw, str) and raw.strip() in CELL_ERRORS):
        raise Refused(
            "cell-error",
            Text(
                f"{subject(spec).en}: the cell holds a spreadsheet error",
                f"{subject(spec).fr} la cellule contient une erreur de calcul",
            ),
            Text("repair the formula, or write the value", "corrigez la formule, ou écrivez la valeur"),
        )
    if spec.type == "text":
        return written(raw) or ""
    if spec.is_numeric:
        return _read_number(raw, spec, settings, unit)
    if isinstance(raw, str) and is_not_offered(raw):
        raise not_offered(spec)
    if spec.type == "yes/no":
        return _read_yes_no(raw, spec)
    if spec.type == "date":
        return _read_date(raw, spec)
    if spec.type == "choices":
        return _read_choices(raw, spec)
    return _read_choice(written(raw) or "", spec)


def _read_number(raw: Raw, spec: FactSpec, settings: Settings, unit: str | None) -> Value:
    if isinstance(raw, str | int | float | Decimal) and not isinstance(raw, bool):
        return read_amount(raw, spec, settings, unit)
    raise unreadable("not-a-number", written(raw) or "", spec, settings)


def _read_yes_no(raw: Raw, spec: FactSpec) -> bool:
    if isinstance(raw, bool):
        return raw
    word = fold(written(raw) or "")
    if word in YES or word in NO:
        return word in YES
    said = quoted(written(raw) or "")
    raise Refused(
        "not-yes-or-no",
        Text(
            f"{subject(spec).en}: {said.en} is neither yes nor no", f"{subject(spec).fr} {said.fr} n’est ni oui ni non"
        ),
        Text("write yes or no", "écrivez oui ou non"),
    )


def _read_date(raw: Raw, spec: FactSpec) -> date:
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    text = (written(raw) or "").strip()
    found = dates_in(text)
    if not found:
        return _no_date(text, spec)
    if len(found) == 1:
        return found[0]
    one, other = found
    said = quoted(text)
    raise Refused(
        "ambiguous-date",
        Text(
            f"{subject(spec).en}: in {said.en}, which number is the month?",
            f"{subject(spec).fr} dans {said.fr}, quel nombre est le mois\u00a0?",
        ),
        Text(
            f"write {one} or {other}",
            f"écrivez {one} ou {other}",
        ),
    )


def _no_date(text: str, spec: FactSpec) -> date:
    said = quoted(text)
    raise Refused(
        "not-a-date",
        Text(f"{subject(spec).en}: {said.en} is not a date", f"{subject(spec).fr} {said.fr} n’est pas une date"),
        Text("write the date as 2026-11-20", "écrivez la date ainsi\u00a0: 2026-11-20"),
    )


def _read_choices(raw: Raw, spec: FactSpec) -> str:
    """Read several options; they come back as ids in the declared order."""
    if isinstance(raw, list):
        texts = [str(item) for item in raw]
    else:
        text = written(raw) or ""
        texts = re.split(r"[;,|\n]", text) if _option(text, spec) is None else [text]
    chosen = {_read_choice(text, spec) for text in texts if text.strip()}
    return CHOICES_SEPARATOR.join(option.id for option in spec.options if option.id in chosen)


def _read_choice(text: str, spec: FactSpec) -> str:
    option = _option(text, spec)
    if option is not None:
        return option.id
    near = did_you_mean(fold(text), [fold(name) for option in spec.options for name in _names(option)])
    meant = None if near is None else _option(near, spec)
    all_labels = join_texts(", ", (option.label for option in spec.options))
    said = quoted(text)
    raise Refused(
        "not-an-option",
        Text(
            f"{subject(spec).en}: {said.en} is not one of the answers",
            f"{subject(spec).fr} {said.fr} n’est pas une des réponses",
        ),
        Text(f"write one of: {all_labels.en}", f"écrivez l’une des réponses\u00a0: {all_labels.fr}")
        if meant is None
        else Text(f"did you mean {meant.label.en}?", f"vouliez-vous dire {meant.label.fr}\u00a0?"),
    )


def _option(text: str, spec: FactSpec) -> Option | None:
    word = fold(text)
    return next((option for option in spec.options if word in {fold(name) for name in _names(option)}), None)


def _names(option: Option) -> tuple[str, str, str]:
    return option.id, option.label.en, option.label.fr
