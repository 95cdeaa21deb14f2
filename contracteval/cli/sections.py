"""What the commands for one section of the analyses share: the bid that is asked for, and how the section is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from contracteval.cli.common import terminal, write, write_json
from contracteval.text import Language

if TYPE_CHECKING:
    from contracteval.case import Case
    from contracteval.model.analyses import Analyses

_F = TypeVar("_F", bound=Callable[..., Any])


def bid_option(command: _F) -> _F:
    """Add ``--bid``: one bid instead of all."""
    return click.option("--bid", metavar="ID", help="Only this bid: the name of its file without the ending.")(command)


def show_section(name: str, analyses: Analyses, case: Case, lang: Language, bid: str | None, *, as_json: bool) -> None:
    """Print one section: as JSON under the heading of the evaluation, or in words."""
    if as_json:
        from contracteval.reports.analyses_json import sections_to_dict
        from contracteval.reports.to_json import evaluation_to_dict

        section = sections_to_dict(analyses, case.plan, lang, bid)[name]
        write_json({"evaluation": evaluation_to_dict(case.plan), **section})
    else:
        from contracteval.reports.to_terminal import analyses_text

        write(analyses_text(analyses, case.comparison, case.plan, lang, *terminal(), bid=bid))
