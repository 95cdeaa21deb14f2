"""What evaluation.toml says: which rules, which weights, at which date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from fractions import Fraction

from contracteval.model.record import dataclass

STAGES = ("proposal", "contract", "delivery")


@dataclass(frozen=True, slots=True)
class Settings:
    """The choices of one evaluation. ``rates`` gives the evaluation's currency per unit of a foreign one."""

    title: str
    date: date
    stage: str = "proposal"
    currency: str = "EUR"
    rates: Mapping[str, Fraction] = field(default_factory=dict)
    rulesets: tuple[str, ...] = ()
    profile: str | None = None
    weights: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, str] = field(default_factory=dict)
    file: str = "evaluation.toml"
