"""Questions as JSON, for internal eyes: each with what may be told to the vendor and what may not."""

from __future__ import annotations

from typing import Any

from contracteval.model.analysis.questions import BidQuestions, Question, Questions, Turn
from contracteval.reports.lever_words import LeverWords
from contracteval.reports.to_json import number, plain
from contracteval.rules.plan import Plan
from contracteval.text import Language


def to_dict(result: Questions, plan: Plan, lang: Language, bid: str | None = None) -> dict[str, Any]:
    """Return the section; with ``bid`` only that bid."""
    words = LeverWords(plan, lang)
    return {"bids": [_bid(item, words) for item in result.bids if bid in (None, item.bid)]}


def _bid(item: BidQuestions, words: LeverWords) -> dict[str, Any]:
    return {
        "id": item.bid,
        "questions": [_question(question, words) for question in item.vendor],
        "own": [_question(question, words) for question in item.own],
    }


def _question(item: Question, words: LeverWords) -> dict[str, Any]:
    return {
        "kind": item.kind,
        "id": item.id,
        "by": item.by,
        "letter": {"question": item.ask.to(words.lang), "why": item.matters.to(words.lang)},
        "internal": {
            "because": item.because.to(words.lang),
            "worth": number(item.worth),
            "urgent": item.urgent,
            "turns": [_turn(turn, words) for turn in item.turns],
        },
    }


def _turn(turn: Turn, words: LeverWords) -> dict[str, Any]:
    return {
        "goal": turn.goal,
        "verdict": None if turn.verdict is None else turn.verdict.id,
        "fact": turn.move.fact,
        "from": plain(turn.move.before),
        "to": plain(turn.move.after),
        "at_most": turn.move.at_most,
        "beyond": turn.move.beyond,
        "says": words.turn(turn),
    }
