"""A scale as an SVG drawing that stands in a page of its own."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from html import escape

from contracteval.reports.rule_sheet import Chart

WIDTH, HEIGHT = 420, 150
LEFT, RIGHT, TOP, BOTTOM = 40, 14, 10, 26
_MARGIN = Fraction(1, 10)
_CHARACTER = 6.2


def svg_of(chart: Chart, title: str) -> str:
    """Draw a scale: points on the left, values below, and the end scores running on beside both ends."""
    first, last = chart.points[0][0], chart.points[-1][0]
    margin = (last - first) * _MARGIN
    low, high = first - margin, last + margin

    def across(value: Fraction) -> float:
        return round(LEFT + float((value - low) / (high - low)) * (WIDTH - LEFT - RIGHT), 1)

    def up(score: Fraction) -> float:
        return round(TOP + float(1 - score / 100) * (HEIGHT - TOP - BOTTOM), 1)

    places = [(across(at), up(score)) for at, score in chart.points]
    ends = [(across(low), places[0][1]), *places, (across(high), places[-1][1])]
    path = " ".join(f"{x},{y}" for x, y in ends)
    floor = up(Fraction(0))
    parts = [
        f'<line class="rule" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{up(Fraction(y))}" y2="{up(Fraction(y))}"/>'
        for y in (0, 50, 100)
    ]
    parts += [f'<text x="{LEFT - 6}" y="{up(Fraction(y)) + 4}" text-anchor="end">{y}</text>' for y in (0, 50, 100)]
    parts.append(f'<polygon class="area" points="{ends[0][0]},{floor} {path} {ends[-1][0]},{floor}"/>')
    parts.append(f'<polyline class="line" points="{path}"/>')
    parts += [f'<circle cx="{x}" cy="{y}" r="3"/>' for x, y in places]
    parts += _labels([x for x, _ in places], chart.labels)
    head = f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img" aria-label="{escape(title)}">'
    return "".join([head, *parts, "</svg>"])


def _labels(places: Sequence[float], labels: Sequence[str]) -> list[str]:
    """Write the values below the axis, the two ends first; one that finds no room is left to the text beside."""
    taken: list[tuple[float, float]] = []
    made = []
    for i in dict.fromkeys((0, len(labels) - 1, *range(len(labels)))):
        half = len(labels[i]) * _CHARACTER / 2
        middle = min(max(places[i], half), WIDTH - half)
        if all(middle + half < start - 6 or middle - half > end + 6 for start, end in taken):
            taken.append((middle - half, middle + half))
            made.append(f'<text x="{middle:.1f}" y="{HEIGHT - 8}" text-anchor="middle">{escape(labels[i])}</text>')
    return made
