"""What the analyses are asked for, with the defaults of the command line."""

from __future__ import annotations

from contracteval.model.record import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """Choices that several sections share.

    ``draws`` asks for weightings to be sampled, so many of them, with numpy where it is installed; None takes the exact
    shares where they are cheap, else a few draws. ``seed`` makes the sample repeatable. ``names`` lets the evaluators of
    the panel be named.
    """

    draws: int | None = None
    seed: int = 1
    names: bool = False
