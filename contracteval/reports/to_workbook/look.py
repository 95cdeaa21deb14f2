"""How cells look: one table of styles, combined by name and made once for each workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from contracteval.model import theme as plain
from contracteval.model.theme import PLAIN, Theme, lighter
from contracteval.model.unit import Unit

# A colour is named by what it is without a theme; ``Look.colour`` gives the one of the theme.
NAVY, PALE_BLUE, LINE = plain.ACCENT, plain.TINT, "#BFBFBF"
INPUT_FILL, INPUT_FONT, LINK_FONT = plain.INPUT, plain.INPUT_TEXT, "#1E6B34"
STATIC_FONT, STALE_FILL, SENTENCE_FONT = "#595959", "#D9D9D9", "#1F1F1F"
GREEN_FILL, AMBER_FILL, RED_FILL = plain.GOOD, plain.WARNING, plain.BAD
BAR_FILL, OPEN_FILL = "#9DB7DD", "#C9D6EA"

STYLES: Final[Mapping[str, Mapping[str, Any]]] = {
    "text": {"text_wrap": True, "indent": 1},
    "plain": {},
    "title": {"bold": True, "font_size": 16, "font_color": NAVY, "valign": "vcenter"},
    "headline": {"bold": True, "font_size": 13, "font_color": NAVY, "valign": "vcenter"},
    "subtitle": {"italic": True, "font_color": STATIC_FONT},
    "header": {"bold": True, "font_color": "#FFFFFF", "bg_color": NAVY, "text_wrap": True, "valign": "vcenter"},
    "section": {"bold": True, "font_color": NAVY, "bg_color": PALE_BLUE},
    "bold": {"bold": True},
    "sentence": {"font_size": 10, "font_color": SENTENCE_FONT, "valign": "vcenter"},
    "large": {"font_size": 10, "valign": "vcenter"},
    "total": {"bold": True, "top": 1, "top_color": NAVY},
    "input": {"bg_color": INPUT_FILL, "font_color": INPUT_FONT, "locked": False, "border": 1, "border_color": LINE},
    "link": {"font_color": LINK_FONT},
    "static": {"italic": True, "font_color": STATIC_FONT},
    "center": {"align": "center"},
    "right": {"align": "right"},
    "left": {"align": "left"},
    "wrap": {"text_wrap": True},
    "score": {"num_format": "0.0"},
    "weight": {"num_format": "0.0##%"},
    "percent": {"num_format": "0.0##%"},
    "number": {"num_format": "#,##0.00##"},
    "whole": {"num_format": "0"},
    "date": {"num_format": 14},
}
_BASE: Final[Mapping[str, Any]] = {"font_name": "Arial", "font_size": 9, "valign": "top"}


_HEADINGS: Final = frozenset({"title", "headline", "header", "section"})
# Fonts whose letters are wider than Arial's, by how much: what is as wide as its text is made wider.
_WIDE_FONTS: Final[Mapping[str, float]] = {
    "verdana": 1.18, "tahoma": 1.05, "georgia": 1.08, "trebuchet ms": 1.05, "century gothic": 1.12, "courier new": 1.2,
    "dejavu sans": 1.18, "montserrat": 1.15, "poppins": 1.15,
}  # fmt: skip


class Look:
    """The formats of one workbook, in the colours and fonts of its theme."""

    def __init__(self, workbook: Any, theme: Theme = PLAIN) -> None:
        self._workbook = workbook
        self._made: dict[str, Any] = {}
        self.theme = theme
        self._colours = _colours_of(theme)
        self.widening = _WIDE_FONTS.get((theme.body or "").casefold(), 1.0)

    def colour(self, plain_colour: str) -> str:
        """Return the colour of the theme that stands for one of ours."""
        return self._colours.get(plain_colour, plain_colour)

    def series(self, index: int) -> str:
        """Return the colour of a bid in charts."""
        colours = self.theme.series or (self.theme.accent or CHART_COLOURS[0], *CHART_COLOURS[1:])
        return colours[index % len(colours)]

    def __call__(self, styles: str) -> Any:
        """Return the format for style names separated by blanks, later ones winning."""
        if styles not in self._made:
            properties = dict(_BASE)
            for name in styles.split():
                properties |= STYLES[name]
            self._made[styles] = self._workbook.add_format(self._themed(properties, styles.split()))
        return self._made[styles]

    def _themed(self, properties: dict[str, Any], names: Sequence[str]) -> dict[str, Any]:
        theme = self.theme
        made = {key: self.colour(value) if key.endswith("color") else value for key, value in properties.items()}
        font = theme.headings if theme.headings is not None and not _HEADINGS.isdisjoint(names) else theme.body
        if font is not None:
            made["font_name"] = font
        if theme.ink is not None:
            made.setdefault("font_color", theme.ink)
        return made

    def fill(self, colour: str, font: str | None = None) -> Any:
        """Return the format of a conditional fill."""
        key = f"fill {colour} {font}"
        if key not in self._made:
            self._made[key] = self._workbook.add_format(
                {"bg_color": self.colour(colour)} | ({"font_color": font} if font is not None else {})
            )
        return self._made[key]


def _colours_of(theme: Theme) -> dict[str, str]:
    """Return what the theme sets, by the colour that it stands for; lighter ones follow from the accent."""
    accent = theme.accent
    bars = {} if accent is None else {BAR_FILL: lighter(accent, 0.55), OPEN_FILL: lighter(accent, 0.75)}
    given = {
        NAVY: accent, PALE_BLUE: theme.band, INPUT_FILL: theme.input, SENTENCE_FONT: theme.ink,
        GREEN_FILL: theme.good, AMBER_FILL: theme.warning, RED_FILL: theme.bad,
    }  # fmt: skip
    return {plain_colour: colour for plain_colour, colour in given.items() if colour is not None} | bars


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
