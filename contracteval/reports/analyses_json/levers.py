"""Levers as JSON: each with its moves as numbers, what it does to rank and verdict, who pays, and a sentence."""

from __future__ import annotations

from typing import Any

from contracteval.model.analysis.levers import Aim, BidLevers, Lever, Levers, Move, PriceDeficit
from contracteval.reports.lever_words import LeverWords
from contracteval.reports.to_json import number, plain
from contracteval.rules.plan import Plan
from contracteval.text import Language


def to_dict(result: Levers, plan: Plan, lang: Language, bid: str | None = None) -> dict[str, Any]:
    """Return the section; with ``bid`` only that bid."""
    words = LeverWords(plan, lang)
    return {"priced": result.priced, "bids": [_bid(item, words) for item in result.bids if bid in (None, item.bid)]}


def _bid(item: BidLevers, words: LeverWords) -> dict[str, Any]:
    return {
        "id": item.bid,
        "is_first": item.is_first,
        "tied_with": list(item.tied_with),
        "says": words.one_liner(item),
        "aims": [_aim(aim, words) for aim in item.aims],
        "price": None if item.deficit is None else _deficit(item.deficit, words),
    }


def _aim(aim: Aim, words: LeverWords) -> dict[str, Any]:
    return {
        "goal": "first" if aim.verdict is None else "verdict",
        "verdict": None if aim.verdict is None else aim.verdict.id,
        "gap": number(aim.gap),
        "reach": number(aim.reach),
        "levers": [_lever(lever, words) for lever in aim.single],
        "pair": None if aim.pair is None else _lever(aim.pair, words),
        "pairs_searched": aim.paired,
        "held_by": [title.to(words.lang) for title in aim.held_by],
        "says": None if aim.single or aim.pair else words.no_way(aim),
    }


def _lever(lever: Lever, words: LeverWords) -> dict[str, Any]:
    return {
        "says": words.moves(lever),
        "moves": [_move(move, words) for move in lever.moves],
        "rank": lever.rank,
        "tied": lever.tied,
        "verdict": lever.verdict.id,
        "score": number(lever.low),
        "buyer": number(lever.buyer),
        "vendor": number(lever.vendor),
        "joint": number(lever.joint),
        "win_win": lever.is_win_win,
        "paid_by": list(lever.paid_by),
        "effort": number(lever.effort),
    }


def _move(move: Move, words: LeverWords) -> dict[str, Any]:
    spec = words.facts.get(move.fact)
    return {
        "fact": move.fact,
        "label": words.label(move.fact),
        "unit": None if spec is None else spec.unit.text,
        "from": plain(move.before),
        "to": plain(move.after),
        "grade": "contracted" if move.contracted else None,
        "edge": number(move.edge),
        "beyond": move.beyond,
        "at_most": move.at_most,
    }


def _deficit(deficit: PriceDeficit, words: LeverWords) -> dict[str, Any]:
    return {
        "fact": deficit.fact,
        "price": number(deficit.price),
        "highest": None if deficit.highest is None else _move(deficit.highest, words),
        "dearer": None if deficit.dearer is None else _move(deficit.dearer, words),
        "says": words.deficit(deficit),
    }
