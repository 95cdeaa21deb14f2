"""Would the result be another if a bid had not been there?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from contracteval.model.analysis.elimination import Elimination
from contracteval.reports.analysis_words.elimination import sentences
from contracteval.reports.to_terminal.analyses.desk import Desk

if TYPE_CHECKING:
    from rich.console import RenderableType


def blocks(result: Elimination, desk: Desk) -> Iterator[RenderableType]:
    """Yield the section."""
    yield desk.head("If a bid were withdrawn", "Si une offre se retirait")
    yield from (desk.line(text) for text in sentences(result, desk))
