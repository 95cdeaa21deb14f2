"""A company's own workbook, filled: the names that it may use, and the cells that they fill."""

from contracteval.reports.to_template.fill import Filled, fill
from contracteval.reports.to_template.values import Values

__all__ = ["Filled", "Values", "fill"]
