"""What evaluation.toml says: which rules, which weights, at which date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from fractions import Fraction
from typing import Literal

from contracteval.model.record import dataclass

STAGES = ("proposal", "contract", "delivery")


@dataclass(frozen=True, slots=True)
class Admission:
    """A bar that the buyer sets on the score of a criterion or group; a bid below it is rejected.

    Either ``minimum`` (0 to 100, reaching it is enough) or ``top``: how many of the best bids go on. ``ties`` says
    whether bids that tie for the last place all go on (included) or none of them does (excluded).
    """

    on: str
    minimum: Fraction | None = None
    top: int | None = None
    ties: Literal["included", "excluded"] = "included"

    @property
    def id(self) -> str:
        """Id in reports: ``minimum:quality`` or ``top:quality``."""
        return f"{'top' if self.minimum is None else 'minimum'}:{self.on}"


@dataclass(frozen=True, slots=True)
class Rounding:
    """Digits after the point to which scores of criteria and groups, and totals, are rounded, half up; None: exact."""

    scores: int | None = None
    total: int | None = None


EXACT = Rounding()
WIDE_SPREAD = Fraction(2, 5)
"""Marks apart by more than 40 % of the scale are to be talked about."""
WIDE_SPREAD_SOURCE = "vp-help.unimarket.com 53127110812825"
"""Where that share is the default, to be set by the buyer there too."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The choices of one evaluation. ``rates`` gives the evaluation's currency per unit of a foreign one.

    ``weights_key`` is the key of the file under which the weights were set, in themselves or as an order of importance.
    ``weight_ranges`` gives the least and greatest weight that the buyer could defend for a group.
    ``panel_spread`` is the share of a scale above which marks of the panel lie too far apart, where the buyer set it. ``exclusions`` gives, for a flag that is to exclude a bid by itself, the legal basis that the buyer states for it.
    """

    title: str
    date: date
    stage: str = "proposal"
    currency: str = "EUR"
    rates: Mapping[str, Fraction] = field(default_factory=dict)
    rulesets: tuple[str, ...] = ()
    profile: str | None = None
    weights: Mapping[str, str] = field(default_factory=dict)
    weights_key: str = "weights"
    weight_ranges: Mapping[str, tuple[Fraction, Fraction]] = field(default_factory=dict)
    parameters: Mapping[str, str] = field(default_factory=dict)
    admissions: tuple[Admission, ...] = ()
    rounding: Rounding = EXACT
    exclusions: Mapping[str, str] = field(default_factory=dict)
    panel_spread: Fraction | None = None
    file: str = "evaluation.toml"

    @property
    def spread_limit(self) -> Fraction:
        """The share of a scale above which marks of the panel lie too far apart."""
        return WIDE_SPREAD if self.panel_spread is None else self.panel_spread
