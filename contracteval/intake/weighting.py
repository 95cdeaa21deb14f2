"""Weights from judgements that people can make: an order of importance, or what each swing is worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction


def rank_order_centroid(blocks: Sequence[Sequence[str]]) -> dict[str, Fraction]:
    """Return the mean of all weights that keep an order of importance, the most important first (Barron 1992).

    The k-th of n weighs (1/k + … + 1/n) / n; those in one block are equally important and share alike.
    """
    count = sum(len(block) for block in blocks)
    centroids = [sum((Fraction(1, i) for i in range(k, count + 1)), Fraction(0)) / count for k in range(1, count + 1)]
    weights: dict[str, Fraction] = {}
    for block in blocks:
        taken, centroids = centroids[: len(block)], centroids[len(block) :]
        weights |= dict.fromkeys(block, sum(taken, Fraction(0)) / len(block))
    return weights


def swing_weights(points: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """Return weights in proportion to what going from worst to best is worth in each (von Winterfeldt, Edwards 1986)."""
    total = sum(points.values(), Fraction(0))
    return {id_: value / total for id_, value in points.items()}
