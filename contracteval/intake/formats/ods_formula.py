"""An OpenFormula as Excel writes it: ``of:=SUM([.C2:.C6];1)`` is ``=SUM(C2:C6,1)``."""

from __future__ import annotations

import re

_PREFIX = re.compile(r"^\w+:(?==)")
_PIECE = re.compile(r'"(?:[^"]|"")*"|\[((?:\'(?:[^\']|\'\')*\'|[^\]])*)\]|;')
_END = re.compile(r"^(?:\$?('(?:[^']|'')*'|[^.]*))?\.([^.]*)$")


def to_excel_syntax(formula: str) -> str:
    """Write a formula of an OpenDocument sheet with the references and separators of Excel."""
    return _PIECE.sub(_piece, _PREFIX.sub("", formula))


def _piece(match: re.Match[str]) -> str:
    if match[0] == ";":
        return ","
    return match[0] if match[1] is None else reference(match[1])


def reference(text: str) -> str:
    """Write a reference: ``$Lots.A1:.B9`` is ``Lots!A1:B9``."""
    ends = re.split(r":(?=(?:[^']*'[^']*')*[^']*$)", text)
    written = []
    for position, end in enumerate(ends):
        match = _END.match(end)
        if match is None:
            return text
        sheet = f"{match[1]}!" if match[1] and position == 0 else ""
        written.append(sheet + match[2])
    return ":".join(written)
