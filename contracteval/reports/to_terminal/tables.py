"""A vendor's spreadsheet as the reader saw it: each table with its headers, kinds of rows, values, and what differs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from contracteval.model.import_report import gather
from contracteval.model.table import JOINT, Column, FileTables, Row, SheetTables, Table, TypedCell
from contracteval.reports import wording as w
from contracteval.reports.cell_text import ROW_KINDS, cell_text, unit_text
from contracteval.reports.to_terminal.page import GAP, Justify, Page
from contracteval.reports.to_terminal.problems import counts_text, problem_blocks
from contracteval.text import NO_BREAK_SPACE, Language, Text

if TYPE_CHECKING:
    from rich.console import RenderableType

_STYLES = {"section": "bold", "sub-total": "bold", "total": "bold", "tax": "bold", "note": "dim", "blank": "dim"}
_SHOWN_ROWS = 10
_SHOWN_SUMS = 8
_LABEL_WIDTH = 32
_WIDEST = 24
_STATES = {"hidden": Text("hidden", "masquée"), "very hidden": Text("hidden by macro", "masquée par macro")}
_SHEETS = (Text("sheet", "feuille"), Text("sheets", "feuilles"))
_TABLES = (Text("table", "tableau"), Text("tables", "tableaux"))
_TEXTS = (Text("text", "texte"), Text("texts", "textes"))


def tables_text(
    read: FileTables,
    lang: Language = "en",
    width: int = 80,
    color: bool = False,
    encoding: str = "utf-8",
    every_row: bool = False,
) -> str:
    """Return the tables of a file one below the other, long ones abbreviated, then everything to check."""
    page = Page(width, color, encoding)
    marked = frozenset((d.place.sheet or "", d.place.cell or "") for d in read.differences)
    blocks: list[RenderableType] = [page.text((read.file, "bold"), f" – {_summary(read, lang)}")]
    for sheet in read.sheets:
        blocks += _sheet(sheet, marked, page, lang, every_row)
    return page.render([*blocks, *_to_check(read, page, lang)])


def _summary(read: FileTables, lang: Language) -> str:
    tables = sum(len(sheet.tables) for sheet in read.sheets)
    hidden = sum(sheet.state != "visible" for sheet in read.sheets)
    parts = [w.counted(len(read.sheets), *_SHEETS, lang), w.counted(tables, *_TABLES, lang)]
    if hidden:
        parts[0] += f" ({hidden} {'masquée' if lang == 'fr' else 'hidden'}{'s' if lang == 'fr' and hidden > 1 else ''})"
    renamed = not read.file.lower().endswith(f".{read.format}")
    return ", ".join([*([f".{read.format}"] if renamed else []), *parts])


def _sheet(
    sheet: SheetTables, marked: frozenset[tuple[str, str]], page: Page, lang: Language, every_row: bool
) -> Iterator[RenderableType]:
    state = f" ({_STATES[sheet.state].to(lang)})" if sheet.state in _STATES else ""
    if not sheet.tables:
        none = "aucun tableau" if lang == "fr" else "no table"
        yield ""
        yield page.text(
            (f"{sheet.title or '“ ”'}{state}", "bold"),
            (f" – {none}, {w.counted(len(sheet.texts), *_TEXTS, lang)}", "dim"),
        )
    for table in sheet.tables:
        yield ""
        yield page.text((f"{sheet.title}!{table.range}{state}", "bold"), f" – {_contents(table, lang)}")
        yield from _above(table, page, lang)
        cells = frozenset(cell for title, cell in marked if title == sheet.title)
        yield from _Grid(table, cells, page, lang, every_row).blocks()
        if table.below:
            said = "sous le tableau" if lang == "fr" else "below"
            more = f" … (+{len(table.below) - 1})" if len(table.below) > 1 else ""
            yield page.indented(
                page.text((f"{said}{w.colon(lang)} {_short(table.below[0].text, 60)}{more}", "dim")), "  "
            )


def _contents(table: Table, lang: Language) -> str:
    """Say where the headers are and how many rows of each kind there are."""
    kinds = Counter(row.kind for row in table.rows)
    counts = [w.counted(kinds[kind], *names, lang) for kind, names in ROW_KINDS.items() if kinds[kind]]
    rows = table.header_rows
    if not rows:
        head = "sans en-tête" if lang == "fr" else "no header"
    else:
        word = (
            ("en-tête ligne" if len(rows) == 1 else "en-tête lignes")
            if lang == "fr"
            else "header row"
            if len(rows) == 1
            else "header rows"
        )
        head = f"{word} {', '.join(map(str, rows))}"
    semicolon = f"{NO_BREAK_SPACE};" if lang == "fr" else ";"
    return f"{head}{semicolon} {', '.join(counts) or ('aucune ligne' if lang == 'fr' else 'no lines')}"


def _above(table: Table, page: Page, lang: Language) -> Iterator[RenderableType]:
    if table.above:
        said = "au-dessus" if lang == "fr" else "above"
        texts = " · ".join(_short(text.text, 40) for text in table.above[:4])
        more = f" … (+{len(table.above) - 4})" if len(table.above) > 4 else ""
        yield page.indented(page.text((f"{said}{w.colon(lang)} {texts}{more}", "dim")), "  ")


def _short(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


class _Grid:
    """One table laid out for the width of a page."""

    def __init__(self, table: Table, marked: frozenset[str], page: Page, lang: Language, everything: bool) -> None:
        self.table, self.marked, self.page, self.lang, self.everything = table, marked, page, lang, everything
        self.rows, self.left_out = _abbreviated(table.rows, everything)
        self.lines = [row for row in table.rows if row.kind == "line"]
        self.numeric = {column.number: self.is_numeric(column) for column in table.columns}
        self.cents = {column.number: self.has_cents(column) for column in table.columns}
        self.texts = {
            column.number: {row.number: self.cell(row, column) for row in self.rows if row is not None}
            for column in table.columns
        }
        kinds = [ROW_KINDS[row.kind][0].to(lang) for row in self.rows if row is not None and row.kind != "line"]
        self.side = (
            max((len(str(row.number)) for row in table.rows), default=1) + max(map(len, kinds), default=0) + 2 * GAP
        )

    def cell(self, row: Row, column: Column) -> str:
        """Write one cell, marked where its amount differs from what its own cells give."""
        cell = row.cells.get(column.number)
        if cell is None:
            return ""
        text = _short(cell_text(cell, self.lang, column.unit, cents=self.cents[column.number]), _LABEL_WIDTH)
        return f"{text} ≠" if cell.address in self.marked else text

    def has_cents(self, column: Column) -> bool:
        """Say whether any amount of a column shows cents, so that all do."""
        cells = (cell for row in self.table.rows if (cell := row.cells.get(column.number)) is not None)
        return any(cell.decimals or (cell.number is not None and cell.number.denominator != 1) for cell in cells)

    def cells(self, column: Column) -> list[TypedCell]:
        """Return the cells of the lines in a column."""
        return [cell for row in self.lines if (cell := row.cells.get(column.number)) is not None]

    def is_numeric(self, column: Column) -> bool:
        """Say whether a column holds values rather than words."""
        cells = self.cells(column)
        return bool(cells) and 2 * sum(cell.type not in ("text", "blank") for cell in cells) > len(cells)

    def head(self, column: Column) -> str:
        """Write a header, a line for each of its rows, with the currency where it names none."""
        unit = unit_text(column.unit, self.lang)
        said = unit[:1] not in "€$£" or unit[:1] in column.header or "euro" in column.header.lower()
        if not self.table.header_rows:
            return _letters(column.number)
        lines = [_short(part, 48) for part in column.header.split(JOINT)]
        return "\n".join([*lines, *([] if said else [f"({unit})"])])

    def width(self, column: Column) -> int:
        """Return how wide a column is: its longest cell, within limits; long headers wrap."""
        longest = max((len(text) for text in self.texts[column.number].values()), default=0)
        word = max((len(part) for part in self.head(column).split()), default=0)
        limit = _WIDEST if self.numeric[column.number] else _LABEL_WIDTH
        return max(min(max(longest, min(word, 16)), limit), 3)

    def ranked(self) -> list[Column]:
        """Order the columns by what a reader needs first: what names the rows, what differs, money, numbers, words."""
        used = [c for c in self.table.columns if any(self.texts[c.number].values())]
        words = [c for c in used if c.role == "label"] or [
            c for c in used if not self.numeric[c.number] and c.role != "code"
        ]
        differing = [c for c in used if any(text.endswith(" ≠") for text in self.texts[c.number].values())]
        money = [c for c in used if self.numeric[c.number] and any(cell.type == "money" for cell in self.cells(c))]
        numbers = [c for c in used if self.numeric[c.number]]
        return list(dict.fromkeys([*words[:1], *differing, *money, *numbers, *used]))

    def panels(self) -> list[list[Column]]:
        """Share the columns out over as many parts as they need; only the first is shown unless everything is asked for."""
        left = self.ranked()
        name = left[:1]
        found: list[list[Column]] = []
        while left:
            chosen = list(name if found else [])
            room = self.page.width - self.side - sum(self.width(c) + GAP for c in chosen)
            for column in list(left):
                if self.width(column) + GAP <= room or len(chosen) < (2 if found else 1):
                    chosen.append(column)
                    left.remove(column)
                    room -= self.width(column) + GAP
                elif self.everything:
                    break
            found.append(sorted(chosen, key=lambda c: c.number))
            if not self.everything:
                break
        return found

    def blocks(self) -> Iterator[RenderableType]:
        """Yield the table, and what is not shown of it."""
        panels = self.panels()
        for panel in panels:
            yield self.drawn(panel)
        shown = {column.number for panel in panels for column in panel}
        hidden = [column for column in self.table.columns if column.number not in shown and column.header]
        fr = self.lang == "fr"
        if self.left_out:
            said = (
                f"… {self.left_out} lignes de plus\u00a0; --all les montre"
                if fr
                else f"… {self.left_out} more rows; --all shows them"
            )
            yield self.page.text((f"  {said}", "dim"))
        if hidden:
            names = ", ".join(f"{_letters(column.number)} {_short(column.header, 24)}" for column in hidden[:6])
            more = f" (+{len(hidden) - 6})" if len(hidden) > 6 else ""
            said = (
                ("colonnes non montrées (--all)" if fr else "columns not shown (--all)")
                if panels
                else "colonnes"
                if fr
                else "columns"
            )
            yield self.page.indented(self.page.text((f"{said}{w.colon(self.lang)} {names}{more}", "dim")), "  ")

    def drawn(self, columns: Sequence[Column]) -> RenderableType:
        """Draw the rows that are shown, with these columns."""
        made = self.page.table()
        made.add_column("", justify="right", style="dim", no_wrap=True)
        made.add_column("", no_wrap=True)
        for column in columns:
            side: Justify = "right" if self.numeric[column.number] else "left"
            made.add_column(
                self.page.text(self.head(column)),
                justify=side,
                max_width=self.width(column),
                overflow="fold",
                vertical="bottom",
            )
        for row in self.rows:
            if row is None:
                made.add_row("", self.page.text(("…", "dim")))
                continue
            style = _STYLES.get(row.kind, "")
            kind = "" if row.kind == "line" else ROW_KINDS[row.kind][0].to(self.lang)
            cells = [self.styled(_short(self.texts[c.number][row.number], self.width(c)), style) for c in columns]
            made.add_row(str(row.number), self.page.text((kind, style or "dim")), *cells)
        return made

    def styled(self, text: str, style: str) -> RenderableType:
        """Give a cell its colour: differences red, doubts yellow."""
        own = "bold red" if text.endswith(" ≠") else "yellow" if text.endswith(" ?") else style
        return self.page.text((text, own))


def _letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _abbreviated(rows: Sequence[Row], everything: bool) -> tuple[list[Row | None], int]:
    """Keep the first rows of a long table and its last sums; None stands for those between."""
    if everything:
        return list(rows), 0
    rows = [row for row in rows if row.cells or row.kind != "blank"]
    filled = [row for row in rows if row.kind != "blank"]
    if len(rows) <= _SHOWN_ROWS + 2:
        return list(rows), 0
    head = filled[:_SHOWN_ROWS] or rows[:2]
    sums = [row for row in filled[_SHOWN_ROWS:] if row.kind in ("sub-total", "tax", "total")][-_SHOWN_SUMS:]
    left_out = len(rows) - len(head) - len(sums)
    return [*head, *([None] if left_out else []), *sums], left_out


def _to_check(read: FileTables, page: Page, lang: Language) -> Iterator[RenderableType]:
    findings = gather([*(difference.problem() for difference in read.differences), *read.findings])
    yield ""
    if not findings:
        yield page.text("Rien à vérifier." if lang == "fr" else "Nothing to check.")
        return
    head = "À vérifier" if lang == "fr" else "To check"
    yield page.text((head, "bold"), f" – {counts_text(findings, lang)}")
    yield from problem_blocks(findings, page, lang, gap=False)
