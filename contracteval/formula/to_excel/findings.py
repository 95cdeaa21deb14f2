"""What a node must know, and when it is undefined: two lists that are joined on the way up the tree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from contracteval.formula.to_excel.text import FALSE, all_of, any_of, if_then


@dataclass(frozen=True, slots=True)
class Needs:
    """What must be known: cells that hold numbers, and further conditions."""

    cells: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        if not self.cells:
            return all_of(self.conditions)
        counted = f"ISNUMBER({self.cells[0]})"
        if len(self.cells) > 1:
            counted = f"COUNT({','.join(self.cells)})={len(self.cells)}"
        return if_then(counted, all_of(self.conditions), FALSE)


@dataclass(frozen=True, slots=True)
class Doubt:
    """When it is undefined: steps that are, and guards that strike."""

    steps: tuple[str, ...] = ()
    guards: tuple[str, ...] = ()

    @property
    def parts(self) -> tuple[str, ...]:
        return (*self.steps, *self.guards)

    @property
    def text(self) -> str | None:
        return any_of(self.parts) if self.parts else None


NOTHING = Needs()
NEVER = Doubt()


def join(needs: Iterable[Needs]) -> Needs:
    cells: dict[str, None] = {}
    conditions: dict[str, None] = {}
    for item in needs:
        cells |= dict.fromkeys(item.cells)
        conditions |= dict.fromkeys(item.conditions)
    return Needs(tuple(cells), tuple(conditions))


def either(doubts: Iterable[Doubt]) -> Doubt:
    steps: dict[str, None] = {}
    guards: dict[str, None] = {}
    for item in doubts:
        steps |= dict.fromkeys(item.steps)
        guards |= dict.fromkeys(item.guards)
    return Doubt(tuple(steps), tuple(guards))
