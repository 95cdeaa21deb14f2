"""What people read in the terminal. Each function returns the text; the caller prints it.

``width`` is in columns, ``encoding`` the one of the terminal: what it cannot print is spelled otherwise.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from contracteval.reports.to_terminal.analyses import analyses_text
    from contracteval.reports.to_terminal.comparison import comparison_text
    from contracteval.reports.to_terminal.explanation import explanation_text
    from contracteval.reports.to_terminal.problems import import_report_text, problems_text
    from contracteval.reports.to_terminal.proposals import proposal_text
    from contracteval.reports.to_terminal.tables import tables_text

__all__ = [
    "analyses_text",
    "comparison_text",
    "explanation_text",
    "import_report_text",
    "problems_text",
    "proposal_text",
    "tables_text",
]
_MODULES = {
    "analyses_text": "analyses",
    "comparison_text": "comparison",
    "explanation_text": "explanation",
    "import_report_text": "problems",
    "problems_text": "problems",
    "proposal_text": "proposals",
    "tables_text": "tables",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for: the comparison needs nothing of the explanation."""
    from importlib import import_module

    if name not in _MODULES:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
