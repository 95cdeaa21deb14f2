"""Expression to Excel text, for the file format: English function names, commas.

A spreadsheet has no third truth value, so a formula is printed three times over the same cells:

- ``value``: what it yields; right wherever it is known, and not to be looked at elsewhere;
- ``known``: whether it has a value where it is not undefined;
- ``undefined``: whether it has none whatever the missing answers are; None where that cannot happen.

The two conditions never fail, whatever stands in the cells. An unknown number is a blank or a text, an unknown yes/no
or choice anything but its words. The traps: ``AND`` evaluates every branch, ``""`` in arithmetic is an error,
``"" > 5`` is true, a blank counts as 0, ``-A1^2`` is ``(-A1)^2``, and doubles carry noise, so that what is computed is
rounded before it is compared.
"""

from __future__ import annotations

from collections.abc import Sequence

from contracteval.formula import expression as x
from contracteval.formula.to_excel.cells import Cell, Cells, KeyedCells, Printed, Statuses, UntranslatableError
from contracteval.formula.to_excel.findings import Needs, join
from contracteval.formula.to_excel.printer import Printer
from contracteval.formula.to_excel.text import any_of, if_then, number, quoted

__all__ = [
    "Cell",
    "Cells",
    "KeyedCells",
    "Printed",
    "Statuses",
    "UntranslatableError",
    "number",
    "quoted",
    "step_to_excel",
    "to_excel",
]

_MAX_LENGTH = 8000


def to_excel(node: x.Node, cells: Cells, *, never_undefined: bool = False) -> Printed:
    """Print a formula. Raises ``UntranslatableError`` for what a spreadsheet cannot say.

    ``never_undefined`` drops the guards, where the ranges of the inputs already rule out that they strike.
    """
    bare = Printer(cells)
    sure = tuple(bare.required(node))
    printer = Printer(cells, frozenset(sure))
    known = join([Needs(sure), printer.needs(node)]).text
    undefined = None if never_undefined else bare.doubt(node).text
    return Printed(printer.shown(node), known, undefined)


def step_to_excel(
    formulas: Sequence[x.Node],
    only_if: x.Node | None,
    cells: Cells,
    status_cell: str,
    statuses: Statuses,
    *,
    never_undefined: bool = False,
) -> tuple[str, str]:
    """Return the formulas of a step's status cell and value cell, with their leading ``=``.

    ``formulas`` are alternatives: the first whose inputs are known is used. The value is ``""`` unless scored.
    """
    printed = [to_excel(node, cells, never_undefined=never_undefined) for node in formulas]
    scored, unknown, undefined = (quoted(w) for w in (statuses.scored, statuses.unknown, statuses.undefined))
    status = unknown
    value = printed[-1].value
    for item in reversed(printed):
        status = if_then(item.known, scored, status)
        status = status if item.undefined is None else if_then(item.undefined, undefined, status)
    for item in reversed(printed[:-1]):
        value = if_then(item.known, item.value, value)
    if only_if is not None:
        bare = Printer(cells)
        fails = any_of([bare.false(only_if), *bare.doubt(only_if).parts])
        status = if_then(fails, undefined, if_then(bare.needs(only_if).text, status, unknown))
    result = f"={status}", f"={if_then(f'{status_cell}={scored}', value, quoted(''))}"
    if max(len(text) for text in result) > _MAX_LENGTH:
        raise UntranslatableError("too long for a cell")
    return result
