"""What can go wrong, where, and what to do next.

```
ContractevalError          carries every problem found, not only the first
├── InputError             a folder, file or setting that cannot be used
├── RulesetError           rules that are not sane
└── FormulaError           one formula that cannot be read or typed
```

A reader collects problems and raises once. Only ``cli`` turns them into exit codes.
A wrong *value* is not an exception: it is a ``Problem`` kept beside the fact that it made unknown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal

from contracteval.text import Language, Text

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands or should stand: a cell of a workbook, a key of a file, a column of a formula."""

    file: str
    sheet: str | None = None
    cell: str | None = None
    label: Text | None = None
    key: str | None = None
    column: int | None = None
    line: int | None = None

    def to(self, lang: Language) -> str:
        """Write the place for a reader: ``acme.xlsx › Pricing!C14 (annual price)``."""
        return str(self) if self.label is None else f"{self} ({self.label.to(lang)})"

    def __str__(self) -> str:
        text = self.file
        if self.sheet is not None or self.cell is not None:
            text += " › " + "!".join(part for part in (self.sheet, self.cell) if part is not None)
        if self.line is not None:
            text += f":{self.line}"
        if self.key is not None:
            text += f" › {self.key}"
        return text if self.column is None else f"{text}:{self.column + 1}"

    def to_dict(self, lang: Language) -> dict[str, object]:
        """Return the parts that are known, as the import report writes them."""
        parts = {name: getattr(self, name) for name in ("file", "sheet", "cell", "key", "line")}
        parts["label"] = None if self.label is None else self.label.to(lang)
        return {name: value for name, value in parts.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem: a stable kind, one or more places, what was got, and the next step."""

    kind: str
    message: Text
    places: tuple[Place, ...] = ()
    got: str | None = None
    next: Text | None = None
    severity: Severity = "error"
    count: int = 1
    fact: str | None = field(default=None, compare=False)
    bid: str | None = field(default=None, compare=False)

    def at(self, place: Place) -> Problem:
        """Return the same problem at another place."""
        return replace(self, places=(place,))

    def to_lines(self, lang: Language) -> list[str]:
        """Write the problem as a person reads it, a line for each part."""
        lines = [f"{self.severity}[{self.kind}]: {self.message.to(lang)}"]
        word = "lu" if lang == "fr" else "got"
        for i, place in enumerate(self.places):
            got = f"     {word} {self.got}" if i == 0 and self.got is not None else ""
            lines.append(f"  {place.to(lang)}{got}")
        if not self.places and self.got is not None:
            lines.append(f"  {word} {self.got}")
        if self.next is not None:
            lines.append(("  à faire\u00a0: " if lang == "fr" else "  next: ") + self.next.to(lang))
        return lines


class ContractevalError(Exception):
    """Base of everything this library raises on purpose; ``problems`` holds all that was found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(line for problem in self.problems for line in problem.to_lines("en")))


class InputError(ContractevalError):
    """A folder, file or setting that cannot be used."""


class RulesetError(ContractevalError):
    """Rules that are not sane."""


class FormulaError(ContractevalError):
    """One formula that cannot be read or typed."""
