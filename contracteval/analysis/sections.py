"""The sections together: each is the module of its name in this room."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

from contracteval.analysis.options import Options
from contracteval.analysis.study import Study
from contracteval.model.analyses import SECTIONS, Analyses


def analyse(study: Study, options: Options, only: Sequence[str] = ()) -> Analyses:
    """Run the sections that are asked for, all when none is named."""
    chosen = [name for name in SECTIONS if not only or name in only]
    return Analyses(**{name: import_module(f"contracteval.analysis.{name}").analyse(study, options) for name in chosen})
