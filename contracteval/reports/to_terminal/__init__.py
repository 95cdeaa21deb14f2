"""What people read in the terminal. Each function returns the text; the caller prints it.

``width`` is in columns, ``encoding`` the one of the terminal: what it cannot print is spelled otherwise.
"""

from contracteval.reports.to_terminal.comparison import comparison_text
from contracteval.reports.to_terminal.explanation import explanation_text
from contracteval.reports.to_terminal.problems import import_report_text, problems_text

__all__ = ["comparison_text", "explanation_text", "import_report_text", "problems_text"]
