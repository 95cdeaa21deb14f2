"""Change log: what every input was at hand-over and what it has become; live, and empty while nothing was changed."""

from __future__ import annotations

from collections.abc import Iterator

from contracteval.formula.to_excel import quoted
from contracteval.model.fact import FactSpec
from contracteval.reports.to_workbook.answer_cell import AnswerCell
from contracteval.reports.to_workbook.content import Content, Entry
from contracteval.reports.to_workbook.inputs import CHANGED, GRADE, KEPT, KEPT_GRADE, VALUE, address_of
from contracteval.reports.to_workbook.look import AMBER_FILL
from contracteval.reports.to_workbook.page import Page, a1, on
from contracteval.reports.to_workbook.parameters import changed_rows
from contracteval.reports.to_workbook.table_inputs import Pair, answered_pair, row_pairs
from contracteval.reports.wording import colon as colon_of
from contracteval.reports.wording import semicolon, sentence
from contracteval.text import Text

_HEAD = 3
_LABEL, _SHARED, _FIRST_BID = range(3)
_ARROW = " → "
_NOTE = Text(
    "Live: a cell shows what an input was at hand-over and what it is now. Empty while nothing was changed.",
    "Vivant\u00a0: une case montre ce qu’une donnée était à la remise et ce qu’elle est devenue. Vide tant que rien n’est modifié.",
)
_INPUT, _ROW, _ANSWERED = Text("Input", "Donnée"), Text("row", "ligne"), Text("answered", "renseignée")
_WIDTHS, _COLUMN_WIDTH = 44, 26


def write_changes(page: Page, content: Content) -> None:
    """Write a row for every input: facts bid by bid, rows of tables, weights, parameters and scales."""
    bids = len(content.entries)
    page.head(page.title, content.to(_NOTE))
    page.widths((_WIDTHS, *([_COLUMN_WIDTH] * (bids + 1))))
    shared = f"{content.layout.titles['brief']} / {content.layout.titles['parameters']}"
    page.header(_HEAD, [_INPUT, shared])
    page.header(_HEAD, [entry.vendor for entry in content.entries], _FIRST_BID, "header center")
    row = _HEAD
    for label, cells in (*_facts(content), *_tables(content), *_parameters(content)):
        row += 1
        page.text(row, _LABEL, label)
        for column, formula in cells.items():
            page.formula(row, column, formula, "", "center wrap")
    changed = a1(_HEAD + 1, _SHARED)
    page.fill_when(f"{changed}:{a1(row, _SHARED + bids)}", AMBER_FILL, f'={changed}<>""')
    page.finish(freeze=(_HEAD + 1, 1), repeat=(_HEAD, _HEAD), footer=content.footer)


def _owners(content: Content, per: str) -> list[tuple[int, Entry | None]]:
    """Return the columns of a row with whom each is about: the bids, or the brief."""
    if per == "evaluation":
        return [(_SHARED, None)]
    return [(_FIRST_BID + entry.index, entry) for entry in content.entries]


def _facts(content: Content) -> Iterator[tuple[str, dict[int, str]]]:
    for spec in content.plan.needs().facts.values():
        owners = _owners(content, spec.per)
        yield (
            sentence(content.to(spec.label)),
            {column: _fact(content, owner, spec) for column, owner in owners},
        )


def _fact(content: Content, owner: Entry | None, spec: FactSpec) -> str:
    changed, kept, value, kept_grade, grade = (
        address_of(content, owner, spec.id, part) for part in (CHANGED, KEPT, VALUE, KEPT_GRADE, GRADE)
    )
    parts = [_was_is(kept, value, is_date=AnswerCell(spec, content).style == "date")]
    if spec.by == "vendor":
        parts.append(_was_is(kept_grade, grade, before=quoted(" ")))
    return f'=IF({changed}=0,"",{"&".join(parts)})'


def _tables(content: Content) -> Iterator[tuple[str, dict[int, str]]]:
    """Yield whether each table was answered, then its rows, spare ones too."""
    specs = content.plan.needs().tables
    for id_, block in {**content.layout.tables.brief, **content.layout.tables.bid}.items():
        label, owners = sentence(content.to(specs[id_].label)), _owners(content, specs[id_].per)
        answered = {column: f"={_was_is(*answered_pair(content, owner, id_))}" for column, owner in owners}
        yield f"{label} – {content.to(_ANSWERED)}", answered
        for i in range(block.count):
            cells = {column: _row(content, row_pairs(content, owner, id_, i)) for column, owner in owners}
            yield f"{label} – {content.to(_ROW)} {i + 1}", cells


def _row(content: Content, row: tuple[str, list[Pair]]) -> str:
    """Print every changed cell of a row with its column's title; only then does it take any reckoning."""
    changed, pairs = row
    colon, end = quoted(f"{colon_of(content.lang)} "), quoted(f"{semicolon(content.lang)} ")
    parts = [
        _was_is(pair.kept, pair.now, is_date=pair.is_date, before=f"{pair.title}&{colon}", after=end) for pair in pairs
    ]
    return f'=IF({changed}=0,"",{"&".join(parts)})'


def _parameters(content: Content) -> Iterator[tuple[str, dict[int, str]]]:
    title = content.layout.titles["parameters"]
    for label, at, changed, kept, value in changed_rows(content):
        cells = [on(title, a1(at, column)) for column in (changed, kept, value)]
        yield label, {_SHARED: f'=IF({cells[0]}=0,"",{_was_is(*cells[1:])})'}


def _was_is(kept: str, now: str, *, is_date: bool = False, before: str = "", after: str = "") -> str:
    """Print what a cell was and is, between two more texts; nothing while both are the same."""
    shown = [_day(cell) if is_date else cell for cell in (kept, now)]
    told = f"&{quoted(_ARROW)}&".join(shown)
    whole = "&".join(part for part in (before, told, after) if part)
    return f'IF(AND(ISBLANK({kept})=ISBLANK({now}),EXACT({kept},{now})),"",{whole})'


def _day(cell: str) -> str:
    """Print a date in figures: the letters of TEXT for year and day depend on the language of the program."""
    figures = '&"-"&'.join([f"YEAR({cell})", *(f'TEXT({part}({cell}),"00")' for part in ("MONTH", "DAY"))])
    return f'IF(ISNUMBER({cell}),{figures},{cell}&"")'
