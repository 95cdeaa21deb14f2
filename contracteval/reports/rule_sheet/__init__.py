"""Rule sheets: everything that carries an id, as a person reads it."""

from contracteval.reports.rule_sheet.sheet import (
    KINDS,
    RULE_KINDS,
    Chart,
    Link,
    Note,
    RuleSheet,
    Worked,
    anchor,
    rule_of,
)
from contracteval.reports.rule_sheet.writer import SheetWriter, rule_sheets

__all__ = [
    "KINDS", "RULE_KINDS", "Chart", "Link", "Note", "RuleSheet", "SheetWriter", "Worked", "anchor", "rule_of",
    "rule_sheets",
]  # fmt: skip
