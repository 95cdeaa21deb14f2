"""How the cells of a questionnaire look, and how text is put into them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contracteval.model.fact import FactSpec
from contracteval.text import Language, Text

LINE_HEIGHT = 13
WIDTHS = {"id": 24, "question": 58, "answer": 24, "unit": 11, "accepted": 44, "grade": 18, "clause": 20, "comment": 32}
_COMPLETED = Text("completed", "rempli")
_NAVY, _PALE = "#1F3864", "#DCE6F1"


def make_formats(book: Any, lang: Language) -> Mapping[str, Any]:
    """Make the formats of one workbook; inputs are yellow, blue and unlocked."""
    base = {"valign": "top", "font_size": 10}
    wrapped = base | {"text_wrap": True, "border": 1, "border_color": "#D9D9D9"}
    entry = wrapped | {"bg_color": "#FFFBE0", "font_color": "#0000FF", "locked": False}
    looks: dict[str, dict[str, Any]] = {
        "title": {"bold": True, "font_size": 14, "font_color": _NAVY},
        "how": {"font_size": 10, "italic": True},
        "stamp": {"font_size": 9, "font_color": "#595959"},
        "head": wrapped | {"bold": True, "bg_color": "#E7EBF0"},
        "section": base | {"bold": True, "bg_color": _PALE, "font_color": _NAVY},
        "id": wrapped | {"font_size": 8, "font_color": "#808080"},
        "text": wrapped,
        "link": wrapped | {"font_color": "#1E6B34", "underline": 1},
        "count": wrapped | {"num_format": "0"},
        "share": wrapped | {"num_format": "0%", "align": "right"},
        "completed": wrapped | {"num_format": f'0%" {_COMPLETED.to(lang)}"', "align": "right"},
        "input": entry,
        "input_head": entry | {"bold": True},
        "percent": entry | {"num_format": "0.0##%"},
        "whole": entry | {"num_format": "#,##0"},
        "number": entry | {"num_format": "#,##0.00####"},
        "date": entry | {"num_format": "yyyy-mm-dd"},
    }
    shown = ("input", "percent", "whole", "number", "date")
    looks |= {
        f"shown {name}": looks[name] | {"locked": True, "bg_color": "#FFFFFF", "font_color": "#000000"}
        for name in shown
    }
    return {name: book.add_format(look) for name, look in looks.items()}


def input_look(spec: FactSpec) -> str:
    """Return the format of the cell in which a fact is answered."""
    if spec.type in ("ratio", "date"):
        return {"ratio": "percent", "date": "date"}[spec.type]
    if not spec.is_numeric:
        return "input"
    return "whole" if spec.whole or spec.type == "level" else "number"


def write_text(sheet: Any, row: int, column: int, text: str, look: Any) -> None:
    """Write text as text, even when it begins with ``=``; an empty one as a blank cell."""
    if text:
        sheet.write_string(row, column, text, look)
    else:
        sheet.write_blank(row, column, None, look)


def sheet_name(text: str, taken: set[str]) -> str:
    """Make a name that Excel accepts: 31 characters, none of ``[]:*?/\\``, not used yet."""
    name = "".join(" " if c in "[]:*?/\\" else c for c in text).strip(" '")[:31] or "?"
    number = 2
    while name.lower() in taken:
        name = f"{name[:28]} {number}"
        number += 1
    return name


def count_lines(text: str, width: int) -> int:
    """Count the lines that a text takes in a column of so many characters, a little generously."""
    return sum(1 + len(line) // (width + 2) for line in text.split("\n"))
