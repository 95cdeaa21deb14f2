"""How cells look: one table of styles, combined by name and made once for each workbook."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from contracteval.model.unit import Unit

NAVY, PALE_BLUE, LINE = "#1F3864", "#DCE6F1", "#BFBFBF"
INPUT_FILL, INPUT_FONT, LINK_FONT, STATIC_FONT, STALE_FILL = "#FFF9DB", "#0000FF", "#1E6B34", "#595959", "#D9D9D9"
GREEN_FILL, AMBER_FILL, RED_FILL = "#D5EBD8", "#FCE9C5", "#F6CFCB"

STYLES: Final[Mapping[str, Mapping[str, Any]]] = {
    "text": {"text_wrap": True, "indent": 1},
    "plain": {},
    "title": {"bold": True, "font_size": 16, "font_color": NAVY, "valign": "vcenter"},
    "headline": {"bold": True, "font_size": 13, "font_color": NAVY, "valign": "vcenter"},
    "subtitle": {"italic": True, "font_color": STATIC_FONT},
    "header": {"bold": True, "font_color": "#FFFFFF", "bg_color": NAVY, "text_wrap": True, "valign": "vcenter"},
    "section": {"bold": True, "font_color": NAVY, "bg_color": PALE_BLUE},
    "bold": {"bold": True},
    "sentence": {"font_size": 10, "font_color": "#1F1F1F", "valign": "vcenter"},
    "large": {"font_size": 10, "valign": "vcenter"},
    "total": {"bold": True, "top": 1, "top_color": NAVY},
    "input": {"bg_color": INPUT_FILL, "font_color": INPUT_FONT, "locked": False, "border": 1, "border_color": LINE},
    "link": {"font_color": LINK_FONT},
    "static": {"italic": True, "font_color": STATIC_FONT},
    "center": {"align": "center"},
    "right": {"align": "right"},
    "wrap": {"text_wrap": True},
    "score": {"num_format": "0.0"},
    "weight": {"num_format": "0.0##%"},
    "percent": {"num_format": "0.0##%"},
    "number": {"num_format": "#,##0.00##"},
    "whole": {"num_format": "0"},
    "date": {"num_format": "yyyy-mm-dd"},
}
_BASE: Final[Mapping[str, Any]] = {"font_name": "Arial", "font_size": 9, "valign": "top"}


class Look:
    """The formats of one workbook."""

    def __init__(self, workbook: Any) -> None:
        self._workbook = workbook
        self._made: dict[str, Any] = {}

    def __call__(self, styles: str) -> Any:
        """Return the format for style names separated by blanks, later ones winning."""
        if styles not in self._made:
            properties = dict(_BASE)
            for name in styles.split():
                properties |= STYLES[name]
            self._made[styles] = self._workbook.add_format(properties)
        return self._made[styles]

    def fill(self, colour: str, font: str | None = None) -> Any:
        """Return the format of a conditional fill."""
        key = f"fill {colour} {font}"
        if key not in self._made:
            self._made[key] = self._workbook.add_format(
                {"bg_color": colour} | ({"font_color": font} if font is not None else {})
            )
        return self._made[key]


def number_style(unit: Unit, *, whole: bool = False) -> str:
    """Return the style that shows a number of a unit."""
    if whole:
        return "whole"
    return "percent" if unit.text == "%" else "number"


GRID: Final = "#D9D9D9"
CHART_COLOURS: Final = ("#1F3864", "#B85C00", "#1E6B34", "#7A1F5C", "#0B7285", "#6B4F00", "#444444", "#9C1C1C")
CHART_DASHES: Final = (
    "solid",
    "dash",
    "square_dot",
    "long_dash_dot",
    "round_dot",
    "long_dash",
    "dash_dot",
    "long_dash_dot_dot",
)
CHART_MARKERS: Final = ("circle", "square", "triangle", "diamond", "x", "star", "plus", "short_dash")
CHART_PATTERNS: Final = (
    "percent_90",
    "wide_upward_diagonal",
    "percent_25",
    "horizontal_brick",
    "small_grid",
    "dark_vertical",
    "percent_50",
    "light_downward_diagonal",
)
