"""Scorecards changed in one cell, in the XML itself, so that nothing else changes."""

from __future__ import annotations

import random
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape, unescape
from io import BytesIO

_CELL = re.compile(r'<c r="([A-Z]+[0-9]+)"([^>]*?)(?:/>|>(.*?)</c>)', re.DOTALL)
_FORMULA = re.compile(r"<f>(.*?)</f>", re.DOTALL)
_TYPE = re.compile(r' t="\w+"')
_REFERENCE = re.compile(r"(?<=[A-Z])([1-9][0-9]*)(?![\w(!])")


@dataclass(frozen=True)
class Cell:
    """A cell as its sheet's part writes it."""

    part: str
    address: str
    attributes: str
    inside: str
    start: int
    end: int

    @property
    def style(self) -> str:
        return _TYPE.sub("", self.attributes)

    @property
    def formula(self) -> str | None:
        found = _FORMULA.search(self.inside)
        return None if found is None else unescape(found[1])

    @property
    def value(self) -> str:
        return re.sub(r"<f>.*?</f>|</?v>", "", self.inside, flags=re.DOTALL)


@dataclass(frozen=True)
class Tampering:
    """What was done to which cell, and what it must be called."""

    what: str
    cell: Cell
    kind: str
    written: str


def cells_of(parts: Mapping[str, bytes]) -> list[Cell]:
    """Return every cell of every sheet, blank ones too."""
    return [
        Cell(name, match[1], match[2], match[3] or "", match.start(), match.end())
        for name, content in parts.items()
        if name.startswith("xl/worksheets/sheet")
        for match in _CELL.finditer(content.decode())
    ]


def tampered(parts: Mapping[str, bytes], tampering: Tampering) -> bytes:
    """Return the workbook with one cell written otherwise."""
    cell = tampering.cell
    text = parts[cell.part].decode()
    changed = text[: cell.start] + tampering.written + text[cell.end :]
    return packed({**parts, cell.part: changed.encode()})


def packed(parts: Mapping[str, bytes]) -> bytes:
    """Return the parts as a file."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def unpacked(content: bytes) -> dict[str, bytes]:
    """Return the parts of a file."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def draw_tampering(draw: random.Random, cell: Cell, *, unlocked: bool) -> Tampering:
    """Change a cell in one of the ways that fit what stands in it."""
    ways = _ways(cell, unlocked=unlocked)
    what = draw.choice(sorted(ways))
    kind, written = ways[what](draw)
    return Tampering(what, cell, kind, written)


_Way = Callable[[random.Random], tuple[str, str]]


def _ways(cell: Cell, *, unlocked: bool) -> dict[str, _Way]:
    constant = "input" if unlocked else "content"
    formula = "input" if unlocked else "formula"
    own = cell.formula
    if own is not None:
        is_text = ' t="str"' in cell.attributes
        return {
            "formula replaced by its value": lambda _: (
                formula,
                _cell(cell, _value(cell, is_text=is_text, formula=None)),
            ),
            "formula deleted": lambda _: (formula, _cell(cell, "")),
            "formula changed": lambda draw: (
                formula,
                _cell(cell, _value(cell, is_text=is_text, formula=_other(own, draw))),
            ),
            "stored value changed": lambda draw: ("result", _cell(cell, _stored(own, cell, draw, is_text=is_text))),
        }
    if not cell.inside:
        return {
            "blank filled": lambda draw: (constant, _cell(cell, (f"<v>{draw.randint(0, 9)}</v>", ""))),
            "blank filled with a space": lambda _: (constant, _cell(cell, _text(" "))),
            "blank filled with a formula": lambda _: (formula, _cell(cell, ("<f>1+1</f><v>2</v>", ""))),
        }
    return {
        "value changed": lambda draw: (constant, _cell(cell, _changed(cell, draw))),
        "value deleted": lambda _: (constant, _cell(cell, "")),
        "value replaced by a formula": lambda _: (formula, _cell(cell, ("<f>1+1</f><v>2</v>", ""))),
    }  # fmt: skip


def _cell(cell: Cell, inside: tuple[str, str] | str) -> str:
    content, kind = inside if isinstance(inside, tuple) else (inside, "")
    return f'<c r="{cell.address}"{cell.style}{kind}>{content}</c>'


def _text(text: str) -> tuple[str, str]:
    return f'<is><t xml:space="preserve">{escape(text)}</t></is>', ' t="inlineStr"'


def _value(cell: Cell, *, is_text: bool, formula: str | None) -> tuple[str, str]:
    """Write the stored value again, with another formula or as a constant."""
    written = "" if formula is None else f"<f>{escape(formula, quote=False)}</f>"
    return f"{written}<v>{cell.value}</v>", ' t="str"' if is_text or not cell.value else ""


def _other(formula: str, draw: random.Random) -> str:
    """Move a reference by one row, or add a trifle."""
    found = list(_REFERENCE.finditer(re.sub(r'"[^"]*"', lambda text: "_" * len(text[0]), formula)))
    if not found or draw.random() < 0.3:
        return f"{formula}+0"
    match = draw.choice(found)
    return f"{formula[: match.start()]}{int(match[0]) + 1}{formula[match.end() :]}"


def _stored(formula: str, cell: Cell, draw: random.Random, *, is_text: bool) -> tuple[str, str]:
    written = f"<f>{escape(formula, quote=False)}</f>"
    if is_text or not cell.value:
        return f"{written}<v>{cell.value}!</v>", ' t="str"'
    return f"{written}<v>{_near(float(cell.value), draw)!r}</v>", ""


def _changed(cell: Cell, draw: random.Random) -> tuple[str, str]:
    if ' t="s"' in cell.attributes:
        return _text(f"other text {draw.randint(0, 9)}")
    return f"<v>{_near(float(cell.value), draw)!r}</v>", ""


def _near(value: float, draw: random.Random) -> float:
    return value + draw.choice((1.0, -0.5, 1e-6)) * max(1.0, abs(value))
