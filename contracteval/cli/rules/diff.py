"""``contracteval rules diff``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from contracteval.cli.common import (
    json_option,
    language_option,
    terminal,
    translate_errors,
    write,
    write_json,
)
from contracteval.text import Language

if TYPE_CHECKING:
    from rich.console import RenderableType

    from contracteval.model.result import BidResult
    from contracteval.reports.to_terminal.page import Page
    from contracteval.rules.diff import BidChange, RuleChange

SHIPPED = "shipped"
_SIGNS = {"added": ("+", "green"), "removed": ("−", "red"), "changed": ("~", "yellow")}
_LONG = 60
ABSENT = "–"


@click.command(epilog="Example: contracteval rules diff shipped my-rules --evaluation my-evaluation")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option(
    "--evaluation", "folder", type=click.Path(path_type=Path), metavar="DIR",
    help="Show which scores, verdicts and ranks of this evaluation change.",
)  # fmt: skip
@language_option
@json_option
@translate_errors
def command(old: str, new: str, folder: Path | None, lang: Language, as_json: bool) -> None:
    """Compare two folders of rulesets: what was added, removed and changed, key by key.

    OLD and NEW are folders as for --rules; the word shipped means our own rulesets. A folder with a vocabulary of its
    own is compared alone, any other is laid over ours.
    """
    from contracteval.rules.diff import diff_results, diff_rules, read_folder

    sides = [None if side == SHIPPED else Path(side) for side in (old, new)]
    rules = diff_rules(*(read_folder(side) for side in sides))
    bids: tuple[BidChange, ...] = ()
    if folder is not None:
        from contracteval.case import Case

        cases = [Case(folder, rules=[] if side is None else [side]) for side in sides]
        bids = diff_results(*(case.comparison for case in cases))
    if as_json:
        write_json(
            {"rules": [_rule_entry(change) for change in rules], "bids": [_bid_entry(change) for change in bids]}
        )
        return
    from contracteval.reports.to_terminal.page import Page

    page = Page(*terminal())
    blocks = [*_rules(rules, page, lang), *(_bids(bids, page, lang) if folder is not None else ())]
    write(page.render(blocks))


def _say(lang: Language, en: str, fr: str) -> str:
    return fr if lang == "fr" else en


# --- rules


def _rules(changes: Sequence[RuleChange], page: Page, lang: Language) -> Iterator[RenderableType]:
    for ruleset in dict.fromkeys(change.ruleset for change in changes):
        yield page.text((ruleset, "bold"))
        for change in changes:
            if change.ruleset == ruleset:
                yield from _rule(change, page, lang)
        yield ""
    counts = [sum(change.happened == happened for change in changes) for happened in _SIGNS]
    if not any(counts):
        yield page.text(_say(lang, "→ the rules are the same", "→ les règles sont les mêmes"))
        return
    en = f"→ {counts[0]} added, {counts[1]} removed, {counts[2]} changed"
    added, removed, changed = (
        f"{count} {word}{'s' if count > 1 else ''}"
        for count, word in zip(counts, ("ajout", "retrait", "modification"), strict=True)
    )
    yield page.text(_say(lang, en, f"→ {added}, {removed}, {changed}"))


def _rule(change: RuleChange, page: Page, lang: Language) -> Iterator[RenderableType]:
    from contracteval.reports.rule_sheet import KINDS

    sign, style = _SIGNS[change.happened]
    kind = KINDS[change.word].to(lang).lower() if change.word in KINDS else _say(lang, "ruleset", "jeu de règles")
    yield page.text("  ", (f"{sign} ", style), f"{kind} ", (change.id, "bold"))
    if change.keys:
        yield _pairs([(key.key, _turn(key.old, key.new)) for key in change.keys], page)


def _turn(old: str | None, new: str | None) -> str:
    """Write what a key said and says; two long texts stand one below the other."""
    if old is None or new is None:
        return f"+ {new}" if old is None else f"− {old}"
    return f"− {old}\n+ {new}" if max(len(old), len(new)) > _LONG else f"{old} → {new}"


def _pairs(pairs: Sequence[tuple[str, str]], page: Page) -> RenderableType:
    grid = page.grid(6, ("left", "left"))
    for key, text in pairs:
        grid.add_row("", page.text((key, "dim")), page.text(text))
    return grid


# --- bids


def _bids(changes: Sequence[BidChange], page: Page, lang: Language) -> Iterator[RenderableType]:
    from contracteval.reports.wording import colon

    yield ""
    if not changes:
        same = "→ no score, verdict or rank changes", "→ aucune note, aucun verdict, aucun rang ne change"
        yield page.text(_say(lang, *same))
    for change in changes:
        yield page.text((f"{change.new.vendor}{colon(lang)}", "bold"))
        yield _pairs(list(_bid(change, lang)), page)


def _bid(change: BidChange, lang: Language) -> Iterator[tuple[str, str]]:
    from contracteval.reports import wording as w

    old, new = change.old, change.new
    lines = [
        (_say(lang, "score", "note"), w.score_text(old.score, lang), w.score_text(new.score, lang)),
        (_say(lang, "verdict", "verdict"), w.VERDICTS[old.verdict].to(lang), w.VERDICTS[new.verdict].to(lang)),
        (_say(lang, "rank", "rang"), w.rank_text(old), w.rank_text(new)),
    ]
    yield from ((key, f"{one} → {other}" if one != other else one) for key, one, other in lines)
    before = {item.id: w.score_text(item.score, lang) for item in old.criteria}
    after = {item.id: w.score_text(item.score, lang) for item in new.criteria}
    yield from ((id_, f"{before.get(id_, ABSENT)} → {after.get(id_, ABSENT)}") for id_ in change.criteria)
    for en, fr, ids, states in _judged(change):
        for id_ in ids:
            one, other = (_state(side, id_, lang) for side in states)
            yield id_, f"{_say(lang, en, fr)}{w.colon(lang)} {one} → {other}"


def _state(judged: dict[str, bool | None], id_: str, lang: Language) -> str:
    from contracteval.reports import wording as w

    if id_ not in judged:
        return ABSENT
    state = judged[id_]
    return w.STATUSES["unknown"].to(lang) if state is None else (w.YES if state else w.NO).to(lang)


def _judged(change: BidChange) -> list[tuple[str, str, tuple[str, ...], list[dict[str, bool | None]]]]:
    sides = (change.old, change.new)
    gates: list[dict[str, bool | None]] = [{gate.id: gate.passed for gate in side.gates} for side in sides]
    flags: list[dict[str, bool | None]] = [{flag.id: flag.raised for flag in side.flags} for side in sides]
    return [
        ("gate passed", "barrière franchie", change.gates, gates),
        ("flag raised", "alerte levée", change.flags, flags),
    ]


# --- JSON


def _rule_entry(change: RuleChange) -> dict[str, Any]:
    keys = [{"key": key.key, "old": key.old, "new": key.new} for key in change.keys]
    return {"change": change.happened, "word": change.word, "id": change.id, "ruleset": change.ruleset, "keys": keys}


def _bid_entry(change: BidChange) -> dict[str, Any]:
    sides = {"old": _result_entry(change.old, change), "new": _result_entry(change.new, change)}
    return {"id": change.new.id, "vendor": change.new.vendor, **sides}


def _result_entry(bid: BidResult, change: BidChange) -> dict[str, Any]:
    from contracteval.reports.to_json import number

    return {
        "score": number(bid.score.value),
        "low": number(bid.score.low),
        "high": number(bid.score.high),
        "verdict": bid.verdict.id,
        "rank": bid.rank,
        "criteria": {item.id: number(item.score.value) for item in bid.criteria if item.id in change.criteria},
        "gates": {gate.id: gate.passed for gate in bid.gates if gate.id in change.gates},
        "flags": {flag.id: flag.raised for flag in bid.flags if flag.id in change.flags},
    }
