"""The styles of an OpenDocument sheet: number formats, written as Excel writes them, and what is hidden."""

from __future__ import annotations

from collections.abc import Mapping

from contracteval.intake.formats.number_formats import GENERAL

STYLE = "urn:oasis:names:tc:opendocument:xmlns:style:1.0"
NUMBER = "urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0"
TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
_FAMILIES = frozenset(
    f"{NUMBER} {kind}-style" for kind in ("number", "currency", "percentage", "date", "time", "boolean", "text")
)
# each with its short and its long form
_CALENDAR = {
    "day": ("d", "dd"), "year": ("yy", "yyyy"), "day-of-week": ("ddd", "dddd"), "hours": ("h", "hh"),
    "minutes": ("m", "mm"), "seconds": ("s", "ss"), "am-pm": ("AM/PM", "AM/PM"), "era": ("g", "gg"),
    "quarter": ('"Q"', '"Q"'), "week-of-year": ('"W"', '"W"'),
}  # fmt: skip


class Styles:
    """Collects styles from the events of a part; unknown names mean a general format and a visible sheet."""

    def __init__(self) -> None:
        self.formats: dict[str, str] = {}
        self._parents: dict[str, tuple[str | None, str | None]] = {}
        self._hidden_tables: set[str] = set()
        self._style = ""
        self._data_style: str | None = None
        self._code: list[str] = []
        self._text: list[str] | None = None

    def format_of(self, name: str | None) -> str:
        """Return the number format of a cell style, its own or the one that it inherits."""
        for _ in range(16):  # a chain of styles, which may be a circle in a damaged file
            if name is None or name not in self._parents:
                break
            data_style, name_of_parent = self._parents[name]
            if data_style is not None:
                return self.formats.get(data_style, GENERAL)
            name = name_of_parent
        return GENERAL

    def hides_table(self, name: str | None) -> bool:
        """Say whether a table style hides its sheet."""
        return name in self._hidden_tables

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Begin an element of styles; others are passed over."""
        if name == f"{STYLE} style":
            self._style = attributes.get(f"{STYLE} name", "")
            parent = attributes.get(f"{STYLE} parent-style-name")
            self._parents[self._style] = (attributes.get(f"{STYLE} data-style-name"), parent)
        elif name == f"{STYLE} table-properties" and attributes.get(f"{TABLE} display") == "false":
            self._hidden_tables.add(self._style)
        elif name in _FAMILIES:
            self._data_style, self._code = attributes.get(f"{STYLE} name", ""), []
        elif self._data_style is not None and name.startswith(NUMBER):
            self._piece(name.rpartition(" ")[2], attributes)

    def characters(self, text: str) -> None:
        """Take the text of a literal or a currency."""
        if self._text is not None:
            self._text.append(text)

    def end(self, name: str) -> None:
        """End an element."""
        if name in _FAMILIES and self._data_style is not None:
            self.formats[self._data_style] = "".join(self._code) or GENERAL
            self._data_style = None
        elif self._text is not None and name in (f"{NUMBER} text", f"{NUMBER} currency-symbol"):
            text, self._text = "".join(self._text), None
            if name.endswith("currency-symbol"):
                self._code.append(f"[${text}]" if text else "")
            else:
                self._code.append(text if text in ("%", " ", "/", "-", ":", ".", ",") or not text else f'"{text}"')

    def _piece(self, word: str, attributes: Mapping[str, str]) -> None:
        is_long = attributes.get(f"{NUMBER} style") == "long"
        if word in ("text", "currency-symbol"):
            self._text = []
        elif word == "number":
            self._code.append(_digits(attributes))
        elif word == "scientific-number":
            self._code.append("0.00E+00")
        elif word == "month":
            textual = attributes.get(f"{NUMBER} textual") == "true"
            self._code.append(("mmmm" if is_long else "mmm") if textual else ("mm" if is_long else "m"))
        elif word == "text-content":
            self._code.append("@")
        elif word in _CALENDAR:
            self._code.append(_CALENDAR[word][is_long])


def _digits(attributes: Mapping[str, str]) -> str:
    decimals = attributes.get(f"{NUMBER} decimal-places", "0")
    places = min(int(decimals), 30) if decimals.isdecimal() and len(decimals) < 4 else 0
    whole = "#,##0" if attributes.get(f"{NUMBER} grouping") == "true" else "0"
    return whole + ("." + "0" * places if places else "")
