"""The pictures of the page as SVG, drawn from results; legible in black and white, each with a title to be read aloud."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from contracteval.model.result import Score
from contracteval.reports.to_page.markup import text

_WIDTH, _ROW, _LEFT, _RIGHT = 660, 26, 250, 100
_SQUARE, _EDGE = 360, 44
_LONGEST_NAME = 36


@dataclass(frozen=True, slots=True)
class Bar:
    """One score out of 100 with its name and the words that stand beside it."""

    name: str
    score: Score
    words: str


@dataclass(frozen=True, slots=True)
class Point:
    """A bid in the quadrant, both coordinates from 0 to 100."""

    name: str
    x: Fraction
    y: Fraction


@dataclass(frozen=True, slots=True)
class Span:
    """A share between two ends, all from 0 to 1, with its name and the words that stand beside it."""

    name: str
    low: Fraction
    now: Fraction
    high: Fraction
    words: str


def bars(title: str, items: Sequence[Bar]) -> str:
    """Draw scores as bars: full up to what is certain, hatched up to what is possible, a mark where it is known."""
    height = _ROW * len(items) + 24
    parts = [
        f'<line class="rule" x1="{_at(y)}" x2="{_at(y)}" y1="0" y2="{height - 20}"/>' for y in (0, 25, 50, 75, 100)
    ]
    parts += [f'<text x="{_at(y)}" y="{height - 6}" text-anchor="middle">{y}</text>' for y in (0, 50, 100)]
    for row, item in enumerate(items):
        parts += _bar(item, row * _ROW)
    return _drawing("bars", _WIDTH, height, title, parts)


def _at(score: float) -> float:
    return round(_LEFT + score / 100 * (_WIDTH - _LEFT - _RIGHT), 1)


def _bar(item: Bar, top: int) -> list[str]:
    middle = top + _ROW / 2 + 4
    parts = [
        f'<text x="{_LEFT - 8}" y="{middle}" text-anchor="end">{text(_short(item.name))}</text>',
        f'<text class="value" x="{_WIDTH - _RIGHT + 8}" y="{middle}">{text(item.words)}</text>',
    ]
    if item.score.status == "not_applicable":
        return parts
    low, high = float(item.score.low or 0), 100.0 if item.score.high is None else float(item.score.high)
    frame = f'y="{top + 5}" height="{_ROW - 10}"'
    parts.append(f'<rect class="sure" x="{_at(0)}" {frame} width="{round(_at(low) - _at(0), 1)}"/>')
    if high > low:
        parts.append(f'<rect class="open" x="{_at(low)}" {frame} width="{round(_at(high) - _at(low), 1)}"/>')
    return parts


def spans(title: str, items: Sequence[Span]) -> str:
    """Draw from where to where each share may lie, with a mark at its present value."""
    height = _ROW * len(items) + 24
    parts = [
        f'<line class="rule" x1="{_at(x)}" x2="{_at(x)}" y1="0" y2="{height - 20}"/>' for x in (0, 25, 50, 75, 100)
    ]
    parts += [f'<text x="{_at(x)}" y="{height - 6}" text-anchor="middle">{x}</text>' for x in (0, 50, 100)]
    for row, item in enumerate(items):
        top, middle = row * _ROW, row * _ROW + _ROW / 2 + 4
        low, high, now = (_at(float(share) * 100) for share in (item.low, item.high, item.now))
        parts += [
            f'<text x="{_LEFT - 8}" y="{middle}" text-anchor="end">{text(_short(item.name))}</text>',
            f'<rect class="open" x="{low}" y="{top + 7}" height="{_ROW - 14}" width="{round(high - low, 1)}"/>',
            f'<line class="now" x1="{now}" x2="{now}" y1="{top + 3}" y2="{top + _ROW - 3}"/>',
            f'<text class="value" x="{_WIDTH - _RIGHT + 8}" y="{middle}">{text(item.words)}</text>',
        ]
    return _drawing("bars", _WIDTH, height, title, parts)


def quadrant(title: str, x_title: str, y_title: str, points: Sequence[Point], threshold: Fraction | None) -> str:
    """Draw bids by two scores, with the lines that part the quadrants."""
    end = _SQUARE - 12

    def across(value: Fraction | int) -> float:
        return round(_EDGE + float(value) / 100 * (end - _EDGE), 1)

    def up(value: Fraction | int) -> float:
        return round(12 + (1 - float(value) / 100) * (end - _EDGE), 1)

    parts = [f'<rect class="frame" x="{across(0)}" y="{up(100)}" width="{end - _EDGE}" height="{end - _EDGE}"/>']
    if threshold is not None:
        parts.append(
            f'<line class="part" x1="{across(threshold)}" x2="{across(threshold)}" y1="{up(0)}" y2="{up(100)}"/>'
        )
        parts.append(
            f'<line class="part" x1="{across(0)}" x2="{across(100)}" y1="{up(threshold)}" y2="{up(threshold)}"/>'
        )
    for value in (0, 100):
        parts.append(f'<text x="{across(value)}" y="{up(0) + 16}" text-anchor="middle">{value}</text>')
        parts.append(f'<text x="{across(0) - 6}" y="{up(value) + 4}" text-anchor="end">{value}</text>')
    parts.append(f'<text x="{across(50)}" y="{up(0) + 32}" text-anchor="middle">{text(x_title)} →</text>')
    parts.append(
        f'<text x="12" y="{up(50)}" text-anchor="middle" transform="rotate(-90 12 {up(50)})">{text(y_title)} →</text>'
    )
    for point in points:
        x, y = across(point.x), up(point.y)
        side, step = ("end", -9) if point.x > 60 else ("start", 9)
        parts.append(f'<circle cx="{x}" cy="{y}" r="5"/>')
        parts.append(
            f'<text class="value" x="{x + step}" y="{y + 4}" text-anchor="{side}">{text(_short(point.name))}</text>'
        )
    return _drawing("quadrant", _SQUARE, _SQUARE, title, parts)


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…"


def _drawing(kind: str, width: int, height: int, title: str, parts: Sequence[str]) -> str:
    # The pattern stands in each drawing, so that a drawing copied out of the page keeps its hatching.
    hatch = '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="paper" width="6" height="6"/><line class="stroke" x1="0" x2="0" y1="0" y2="6"/></pattern></defs>'
    head = f'<svg class="{kind}" viewBox="0 0 {width} {height}" role="img" aria-label="{text(title)}"><title>{text(title)}</title>'
    return "".join([head, hatch if kind == "bars" else "", *parts, "</svg>"])
