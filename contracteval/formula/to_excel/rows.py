"""Aggregates over the rows of a table: one helper cell for each row, and what is gathered from them.

A helper cell is empty where the row does not take part; it holds what the row brings, or the word for unknown or
undefined. A yes/no brings 1 or 0, a choice the place of its option, a text the text behind a mark, so that no word of
a vendor can be taken for a status.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from contracteval.formula import expression as x
from contracteval.formula.to_excel.asks import COMPARE
from contracteval.formula.to_excel.cells import Cells, Statuses, UntranslatableError
from contracteval.formula.to_excel.printer import Printer
from contracteval.formula.to_excel.text import FALSE, all_of, any_of, if_then, quoted

TEXT_MARK = "\u2022 "
_NUMBERS = {"sum": "SUM({})", "count": "SUM({})", "mean": "AVERAGE({})", "lowest": "MIN({})", "highest": "MAX({})"}
_NEEDS_A_ROW = frozenset({"mean", "lowest", "highest", "distinct", "any"})


def row_to_excel(node: x.Aggregate, cells: Cells, used: str, statuses: Statuses) -> str:
    """Print the helper cell of one row, with its leading ``=``; ``used`` is the condition that there is a row."""
    printer = Printer(cells)
    body, where = node.body or x.Number(Fraction(1)), node.where or x.Truth(True)
    doubt, doubtful = printer.doubt(body).text or FALSE, printer.doubt(where).text or FALSE
    takes_part, left_out = printer.true(where), printer.false(where)
    brings = _brings(printer, body, is_distinct=node.function == "distinct")
    known = if_then(takes_part, printer.needs(body).text, FALSE)
    undefined = any_of([doubtful, all_of([takes_part, doubt])])
    inside = if_then(undefined, quoted(statuses.undefined), if_then(known, brings, quoted(statuses.unknown)))
    return f"={if_then(used, if_then(left_out, quoted(''), inside), quoted(''))}"


def _brings(printer: Printer, body: x.Node, *, is_distinct: bool) -> str:
    kind = printer.kind(body)
    if kind == "truth":
        return if_then(printer.truth(body), "1", "0")
    if kind == "number":
        return printer.rounded(body) if is_distinct else printer.value(body, COMPARE)
    if kind == "text":
        return f"{quoted(TEXT_MARK)}&{printer.word(body, ())}"
    options = printer.options(body)
    if not options:
        raise UntranslatableError("a choice without options")
    return printer.position(body, options, ",".join(quoted(word) for _, word in options))


def new_to_excel(above: Sequence[str], cell: str, statuses: Statuses, *, is_text: bool) -> str:
    """Print whether a helper cell holds something that none of the cells above it does.

    Texts are compared letter by letter, each by itself: not every calculator lets ``EXACT`` run over a range.
    """
    if not above:
        seen = FALSE
    elif is_text:
        seen = f"OR({','.join(f'EXACT({other},{cell})' for other in above)})"
    else:
        seen = f"SUMPRODUCT(({above[0]}:{above[-1]}={cell})*1)>0"
    passed_over = (f"{cell}={quoted(word)}" for word in ("", statuses.unknown, statuses.undefined))
    return f"=IF(OR({','.join(passed_over)}),0,{if_then(seen, '0', '1')})"


def gathered_to_excel(
    function: str, helpers: str, given: str, status_cell: str, cells: Cells, statuses: Statuses, new: str = ""
) -> tuple[str, str]:
    """Return the status and value formulas of an aggregate over helper cells, with their leading ``=``.

    ``given`` is the condition that the table was answered; ``new`` are the cells that count what is distinct.
    """
    scored, unknown, undefined = (quoted(w) for w in (statuses.scored, statuses.unknown, statuses.undefined))
    rows = f"SUM({new})" if function == "distinct" else f"COUNT({helpers})"
    none = if_then(f"{rows}=0", undefined, scored) if function in _NEEDS_A_ROW else scored
    status = if_then(f"COUNTIF({helpers},{unknown})>0", unknown, none)
    status = if_then(f"COUNTIF({helpers},{undefined})>0", undefined, status)
    decided = {"any": f"SUM({helpers})>0", "all": f"COUNT({helpers})>SUM({helpers})"}.get(function)
    if decided is not None:
        status = if_then(decided, scored, status)
    status = if_then(given, status, unknown)
    if function == "distinct":
        value = f"SUM({new})"
    elif function == "any":
        value = if_then(f"SUM({helpers})>0", quoted(cells.yes), quoted(cells.no))
    elif function == "all":
        none_missed = all_of([f"COUNT({helpers})>0", f"COUNT({helpers})=SUM({helpers})"])
        value = if_then(none_missed, quoted(cells.yes), quoted(cells.no))
    else:
        value = _NUMBERS[function].format(helpers)
    return f"={status}", f"={if_then(f'{status_cell}={scored}', value, quoted(''))}"
