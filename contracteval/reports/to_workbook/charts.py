"""Native charts over live cells: told apart by dash, marker and pattern, so that they survive a black and white printer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from contracteval.reports.to_workbook.look import CHART_DASHES, CHART_MARKERS, CHART_PATTERNS, GRID, NAVY, Look
from contracteval.reports.to_workbook.page import Page, a1, clean, on

PLUMB = "#7F7F7F"
Range = list[Any]
"""Sheet, first row, first column, last row, last column."""


def line_of(look: Look, index: int) -> dict[str, Any]:
    """Return how the line of a bid is drawn."""
    return {"color": look.series(index), "dash_type": CHART_DASHES[index % len(CHART_DASHES)], "width": 1.75}


def marker_of(look: Look, index: int, size: int = 8) -> dict[str, Any]:
    """Return the marker of a bid."""
    colour = look.series(index)
    kind = CHART_MARKERS[index % len(CHART_MARKERS)]
    return {"type": kind, "size": size, "border": {"color": colour}, "fill": {"color": colour}}


def pattern_of(look: Look, index: int) -> dict[str, Any]:
    """Return the filling of a bar of a bid."""
    colour = look.series(index)
    pattern = CHART_PATTERNS[index % len(CHART_PATTERNS)]
    if pattern == "solid":
        return {"fill": {"color": colour}}
    return {"pattern": {"pattern": pattern, "fg_color": colour, "bg_color": "#FFFFFF"}}


def plain(text: str) -> str:
    """Return a text that a chart does not take for a reference."""
    return f" {clean(text)}" if text.lstrip().startswith("=") else clean(text)


def dressed(look: Look, chart: Any, title: str, x_title: str = "", y_title: str = "", **axes: Any) -> Any:
    """Give a chart its titles, a quiet grid and a legend below."""
    grid = {"visible": True, "line": {"color": GRID}}
    chart.set_title({"name": plain(title), "name_font": {"size": 11, "color": look.colour(NAVY)}, "overlay": False})
    chart.set_x_axis(
        {
            "name": plain(x_title),
            "name_font": {"size": 9, "bold": False},
            "major_gridlines": grid,
            "label_position": "low",
            **axes.get("x", {}),
        }
    )
    chart.set_y_axis(
        {
            "name": plain(y_title),
            "name_font": {"size": 9, "bold": False},
            "major_gridlines": grid,
            "label_position": "low",
            **axes.get("y", {}),
        }
    )
    chart.set_legend({"position": "bottom", "font": {"size": 8}})
    return chart


def insert(page: Page, row: int, chart: Any, rows: int, width: int = 900) -> None:
    """Put a chart on a page, as many rows high as were kept free for it."""
    chart.set_size({"width": width, "height": int(rows * 16.6) - 12})
    page.sheet.insert_chart(row, 0, chart, {"object_position": 1, "x_offset": 4, "y_offset": 4})


def range_text(cells: Range) -> str:
    """Return a range as error bars want it."""
    sheet, top, left, bottom, right = cells
    return f"={on(sheet, a1(top, left, fixed='rc'))}:{a1(bottom, right, fixed='rc')}"


def plumb_line(page: Page, row: int, first: int, last: int) -> dict[str, Any]:
    """Return the error bars that drop from points to the axis; their heights are the points' own cells."""
    heights = range_text([page.title, row, first, row, last])
    return {
        "type": "custom", "direction": "minus", "plus_values": heights, "minus_values": heights, "end_style": 0,
        "line": {"color": PLUMB, "dash_type": "dash", "width": 1},
    }  # fmt: skip


def scatter_points(look: Look, chart: Any, name: Any, at_x: Range, at_y: Range, index: int) -> None:
    """Add one bid, or one remarkable point, as a marker with its name beside it."""
    chart.add_series({
        "name": name,
        "categories": at_x,
        "values": at_y,
        "marker": marker_of(look, index, 9),
        "line": {"none": True},
        "data_labels": {"series_name": True, "value": False, "position": "right"},
    })  # fmt: skip


def bars(
    page: Page,
    kind: str,
    title: str,
    names: Sequence[Range],
    categories: Range,
    values: Sequence[Range],
    *,
    overlap: int = 0,
    **axes: Any,
) -> Any:
    """Make a chart of bars, one pattern for each bid."""
    chart = page.workbook.add_chart({"type": kind})
    for i, name in enumerate(names):
        chart.add_series({
            "name": name,
            "categories": categories,
            "values": values[i],
            **pattern_of(page.look, i),
            "border": {"color": page.look.series(i)},
            "gap": 70,
            **({"overlap": overlap} if overlap else {}),
        })  # fmt: skip
    return dressed(page.look, chart, title, **axes)
