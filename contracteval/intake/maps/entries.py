"""A map as written, checked before anything is read through it: a map is hostile until then."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import get_args

from contracteval.errors import FormulaError, Place, Problem
from contracteval.formula import expression as x
from contracteval.formula.from_text import RESERVED, from_text
from contracteval.intake.book import Book, Sheet, column_number
from contracteval.intake.formats.limits import MAX_COLUMNS, MAX_ROWS
from contracteval.intake.maps.entry import ColumnRule, FactRule, FormulaRule, TableRule
from contracteval.intake.maps.places import find_labels, heads, index_of
from contracteval.intake.names import COLUMN, KEY, SHEET, fold, quoted, shown, unknown_name
from contracteval.intake.reading import Reading, column_of, unknown_grade
from contracteval.model.fact import FactSpec, FactType, Grade, TableSpec
from contracteval.model.unit import ONE, Unit, parse_unit
from contracteval.text import Text

TOP_KEYS = ("vendor", "layout", "facts", "tables")
FACT_KEYS = ("sheet", "cell", "label", "column", "after", "formula", "unit", "grade", "clause")
TABLE_KEYS = ("sheet", "sheets", "columns", "grade")
COLUMN_KEYS = ("header", "type", "unit")
CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")
_MAX_ENTRIES = 1000
_MAX_SHEETS = 200
_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
_OWN_TYPES = tuple(kind for kind in get_args(FactType) if kind not in ("choice", "choices", "level"))
_TEXT_WANTED = Text("a text is expected here", "un texte est attendu ici")
_KEYS_WANTED = Text("a table of keys is expected here", "une table de clés est attendue ici")


class Entries:
    """The entries of a map that are sound; problems of the others go into ``reading``."""

    def __init__(self, data: Mapping[str, object], name: str, book: Book, reading: Reading) -> None:
        self.name = name
        self.book = book
        self.reading = reading
        self.facts: list[FactRule] = []
        self.formulas: list[FormulaRule] = []
        self.tables: list[TableRule] = []
        self.check_keys(data, TOP_KEYS, "")
        self.read_vendor(data.get("vendor"))
        if "layout" in data and not isinstance(data["layout"], str):
            self.wrong("layout", data["layout"], _TEXT_WANTED)
        for id_, item in self.entries(data, "tables"):
            self.read_table(id_, item)
        for fact, item in self.entries(data, "facts"):
            self.read_fact(fact, item)

    def read_vendor(self, vendor: object) -> None:
        """Take the vendor's name."""
        if isinstance(vendor, str):
            self.reading.vendor = vendor.strip() or None
        elif vendor is not None:
            self.wrong("vendor", vendor, _TEXT_WANTED)

    def entries(self, data: Mapping[str, object], key: str) -> list[tuple[str, object]]:
        """Return the entries of ``[facts.…]`` or ``[tables.…]``."""
        found = data.get(key, {})
        if not isinstance(found, dict):
            self.wrong(key, found, Text(f"a table [{key}.…] is expected here", f"une table [{key}.…] est attendue ici"))
            return []
        if len(found) > _MAX_ENTRIES:
            self.wrong(key, len(found), Text(f"at most {_MAX_ENTRIES} entries", f"{_MAX_ENTRIES} entrées au plus"))
            return []
        return list(found.items())

    def read_fact(self, fact: str, item: object) -> None:
        """Check one entry that says where a fact stands, or how it is worked out."""
        key = f"facts.{fact}"
        spec = self.reading.needs.facts.get(fact)
        before = len(self.reading.problems)
        if spec is None:
            self.reading.unknown_fact(fact, Place(self.name, key=key))
        texts = self.texts(item, FACT_KEYS, key)
        if texts is None:
            return
        self.check_position(texts, key)
        grade = self.grade(texts, key)
        node = self.formula(texts["formula"], f"{key}.formula") if "formula" in texts else None
        sheet = None if "formula" in texts else self.sheet(texts, key)
        if spec is None or len(self.reading.problems) > before:
            return
        place = Place(self.name, key=key, label=spec.label)
        if node is not None:
            formula, unit, clause = texts["formula"], texts.get("unit"), texts.get("clause")
            self.formulas.append(FormulaRule(spec, node, formula, unit, grade, clause, place))
        elif sheet is not None:
            self.facts.append(FactRule(spec, sheet, texts, grade, place))

    def read_table(self, id_: str, item: object) -> None:
        """Check one entry that says where a table stands."""
        key = f"tables.{id_}"
        before = len(self.reading.problems)
        if not _NAME.fullmatch(id_) or id_ in RESERVED:
            self.wrong(
                key,
                id_,
                Text("a name is written in small letters, digits and _", "un nom s’écrit en minuscules, chiffres et _"),
            )
        columns = item.get("columns") if isinstance(item, dict) else None
        titles = self.titles(item, key)
        texts = self.texts(item, TABLE_KEYS, key, but=("columns", "sheets"))
        if texts is None:
            return
        if not isinstance(columns, dict) or not columns or len(columns) > MAX_COLUMNS:
            message = Text("write the columns that are read", "écrivez les colonnes à lire")
            self.wrong(f"{key}.columns", columns if columns is not None else "", message)
            return
        spec = self.reading.needs.tables.get(id_)
        rules = {name: self.column(name, column, spec, f"{key}.columns.{name}") for name, column in columns.items()}
        headers = [rule.header for rule in rules.values() if rule is not None]
        named = [texts] if titles is None else [{**texts, "sheet": title} for title in titles]
        sheets = [self.sheet(entry, key, headers) for entry in named]
        grade = self.grade(texts, key)
        if len(self.reading.problems) == before:
            sound = {name: rule for name, rule in rules.items() if rule is not None}
            found = tuple(sheet for sheet in sheets if sheet is not None)
            self.tables.append(TableRule(id_, spec, found, sound, grade, Place(self.name, key=key)))

    def titles(self, item: object, key: str) -> list[str] | None:
        """Return the names under ``sheets``; None where the key is not there."""
        given = item.get("sheets") if isinstance(item, dict) else None
        if given is None:
            return None
        if isinstance(given, list) and 0 < len(given) <= _MAX_SHEETS and all(isinstance(title, str) for title in given):
            return [title.strip() for title in given]
        self.wrong(
            f"{key}.sheets", given, Text("a list of names is expected here", "une liste de noms est attendue ici")
        )
        return None

    def column(self, name: str, item: object, table: TableSpec | None, key: str) -> ColumnRule | None:
        """Check one column; the header alone may stand for it."""
        texts = self.texts({"header": item} if isinstance(item, str) else item, COLUMN_KEYS, key)
        if texts is None:
            return None
        if "header" not in texts:
            self.wrong(key, name, Text("write the header that it stands under", "écrivez l’en-tête de la colonne"))
            return None
        place = Place(self.name, key=key)
        if table is not None:
            spec = column_of(table, name)
            if spec is None:
                self.reading.problems.append(unknown_name("column-unknown", COLUMN, name, table.columns, place))
                return None
            return ColumnRule(texts["header"], spec, texts.get("unit"), place)
        own = self.own_column(name, texts, key)
        return None if own is None else ColumnRule(texts["header"], own, texts.get("unit"), place)

    def own_column(self, name: str, texts: Mapping[str, str], key: str) -> FactSpec | None:
        """Make the type of a column of the map's own: money or a number where it has a unit, else text."""
        unit = parse_unit(texts["unit"]) if "unit" in texts else ONE
        if unit is None:
            self.wrong(f"{key}.unit", texts["unit"], Text("this is not a unit", "ce n’est pas une unité"))
            return None
        guess = "text" if "unit" not in texts else "money" if unit.is_money else "number"
        kind = texts.get("type", guess)
        if kind not in _OWN_TYPES:
            known = ", ".join(_OWN_TYPES)
            self.wrong(f"{key}.type", kind, Text(f"the types are {known}", f"les types sont\u00a0: {known}"))
            return None
        if not _NAME.fullmatch(name) or name in RESERVED:
            self.wrong(
                key,
                name,
                Text("a name is written in small letters, digits and _", "un nom s’écrit en minuscules, chiffres et _"),
            )
            return None
        plain = Unit(unit.scale, unit.powers, unit.text)  # amounts are brought to the evaluation's currency
        return FactSpec(name, kind, Text.same(texts["header"]), Text.same(texts["header"]), plain)  # type: ignore[arg-type]

    def texts(self, item: object, known: tuple[str, ...], key: str, but: tuple[str, ...] = ()) -> dict[str, str] | None:
        """Return the texts of an entry by key, without the spaces around them; None where it is no table of keys."""
        if not isinstance(item, dict):
            self.wrong(key, item, _KEYS_WANTED)
            return None
        self.check_keys(item, known, f"{key}.")
        found = {}
        for name in known:
            value = item.get(name)
            if isinstance(value, str):
                found[name] = value.strip()
            elif name in item and name not in but:
                self.wrong(f"{key}.{name}", value, _TEXT_WANTED)
        return found

    def grade(self, texts: Mapping[str, str], key: str) -> Grade:
        """Read the evidence grade of an entry."""
        grade = Grade.named(texts["grade"]) if "grade" in texts else Grade.ASSERTED
        if grade is None:
            self.reading.problems.append(unknown_grade(texts["grade"], Place(self.name, key=f"{key}.grade")))
        return grade or Grade.ASSERTED

    def formula(self, text: str, key: str) -> x.Node | None:
        """Parse a formula with our own parser; nothing is ever executed."""
        try:
            return from_text(text, self.name, key)
        except FormulaError as error:
            self.reading.problems += error.problems
            return None

    def check_position(self, texts: Mapping[str, str], key: str) -> None:
        """Check that a cell, a label with a column, or a formula says where to look."""
        ways = [way for way in ("cell", "label", "formula") if way in texts]
        if len(ways) != 1 or ("label" in texts) != ("column" in texts) or ("after" in texts and "label" not in texts):
            self.wrong(
                key,
                ", ".join(texts),
                Text(
                    "write either cell, or label and column, or formula",
                    "écrivez soit cell, soit label et column, soit formula",
                ),
            )
        elif "cell" in texts:
            match = CELL.fullmatch(texts["cell"])
            if match is None or column_number(match[1]) > MAX_COLUMNS or int(match[2]) > MAX_ROWS:
                message = Text(
                    f"a cell such as G10 is expected, within {MAX_ROWS} rows and {MAX_COLUMNS} columns",
                    f"une cellule comme G10 est attendue, dans les {MAX_ROWS} premières lignes et {MAX_COLUMNS} premières colonnes",
                )
                self.wrong(f"{key}.cell", texts["cell"], message)

    def sheet(self, texts: Mapping[str, str], key: str, headers: Sequence[str] = ()) -> Sheet | None:
        """Find a sheet by its name, by the label that moved with it, or the only one that is visible."""
        title, sheets = texts.get("sheet"), self.book.sheets
        if title is not None:
            found = [sheet for sheet in sheets if sheet.title.strip() == title] or [
                sheet for sheet in sheets if fold(sheet.title) == fold(title)
            ]
            return found[0] if found else self.moved(title, texts.get("label"), headers, key)
        visible = [sheet for sheet in sheets if sheet.visible]
        if len(visible) == 1:
            return visible[0]
        message = Text(
            "the workbook has several sheets: write sheet", "le classeur a plusieurs feuilles\u00a0: écrivez sheet"
        )
        self.wrong(key, ", ".join(sheet.title for sheet in visible), message)
        return None

    def moved(self, title: str, label: str | None, headers: Sequence[str], key: str) -> Sheet | None:
        """Find the one sheet that has the label or the headers although it has another name, and say so."""
        place = Place(self.name, key=f"{key}.sheet")
        marks = [*([label] if label is not None else []), *headers]
        having = [sheet for sheet in self.book.sheets if marks and all(_has(sheet, text) for text in marks)]
        if len(having) != 1:
            titles = [sheet.title for sheet in self.book.sheets]
            self.reading.problems.append(unknown_name("sheet-unknown", SHEET, title, titles, place))
            return None
        old, new = quoted(title), quoted(having[0].title)
        text = Text(
            f"there is no sheet {old.en}; what the map names was found on {new.en}, and is read there",
            f"il n’y a pas de feuille {old.fr}\u00a0; ce que nomme la carte a été trouvé sur {new.fr}, où il est lu",
        )
        there = Place(self.reading.file, having[0].title)
        self.reading.findings.append(Problem("map-moved", text, (place, there), severity="warning"))
        return having[0]

    def check_keys(self, data: Mapping[str, object], known: tuple[str, ...], prefix: str) -> None:
        """Refuse keys that mean nothing here."""
        self.reading.problems += [
            unknown_name("key-unknown", KEY, key, known, Place(self.name, key=f"{prefix}{key}"))
            for key in data
            if key not in known
        ]

    def wrong(self, key: str, got: object, message: Text) -> None:
        """Record a problem of structure."""
        self.reading.problems.append(Problem("map-wrong", message, (Place(self.name, key=key),), got=shown(str(got))))


def _has(sheet: Sheet, text: str) -> bool:
    headed = any(heads(header, text) for table in index_of(sheet).tables for header in table.headers.values())
    return headed or bool(find_labels(sheet, text))
