"""What ``seal`` says: the fingerprint, the sentence to record elsewhere, and what the seal cannot undo."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from contracteval.model.seal import Seal, SealState
from contracteval.reports.seal import moment_text, seal_text
from contracteval.reports.to_terminal.page import Page
from contracteval.reports.wording import colon, counted, listed
from contracteval.text import Language, Text, quote

if TYPE_CHECKING:
    from rich.console import RenderableType

_KINDS: Mapping[str, tuple[Text, Text]] = {
    "rules": (Text("ruleset", "jeu de règles"), Text("rulesets", "jeux de règles")),
    "settings": (Text("setting", "réglage"), Text("settings", "réglages")),
    "brief": (Text("answer of the brief", "réponse du brief"), Text("answers of the brief", "réponses du brief")),
    "estimates": (
        Text("estimate about a bid", "estimation sur une offre"),
        Text("estimates about bids", "estimations sur des offres"),
    ),
    "panel": (Text("role on the panel", "rôle du jury"), Text("roles on the panel", "rôles du jury")),
}


def seal_blocks(state: SealState, page: Page, lang: Language) -> Iterator[RenderableType]:
    """Yield the line that closes every report: grey, and yellow where what was sealed was changed."""
    yield ""
    yield page.text((seal_text(state, lang), "yellow" if state.status == "changed" else "dim"))


def sealing_text(
    state: SealState, title: str, lang: Language, width: int, color: bool, encoding: str, *, written: bool
) -> str:
    """Return what was sealed, now or before; the caller prints it."""
    assert state.seal is not None
    page = Page(width, color, encoding)
    return page.render(_blocks(state, state.seal, title, page, lang, written=written))


def _blocks(
    state: SealState, seal: Seal, title: str, page: Page, lang: Language, *, written: bool
) -> Iterator[RenderableType]:
    def say(en: str, fr: str) -> str:
        return fr if lang == "fr" else en

    if not written:
        yield page.text(
            (say("Sealed already, and nothing was changed since.", "Déjà scellée, et rien n’a changé depuis."), "bold")
        )
        yield page.text(seal_text(state, lang))
        return
    yield page.text((f"{say('Fingerprint', 'Empreinte')}{colon(lang)} {seal.fingerprint}", "bold"))
    yield page.text(f"{say('Sealed', 'Scellés')}{colon(lang)} {_counts(seal, lang)}.")
    if seal.bids:
        there = counted(len(seal.bids), Text("bid", "offre"), Text("bids", "offres"), lang)
        names = listed(list(seal.bids), lang)
        yield page.text(
            say(
                f"Already in bids/ when this was sealed: {there} ({names}). The seal and every report say so.",
                f"Déjà dans bids/ au moment du scellement\u00a0: {there} ({names}). Le scellé et chaque rapport le disent.",
            )
        )
    yield ""
    yield page.text(
        say(
            "Record this elsewhere, in minutes or in a mail to someone who does not take part; beside the evaluation it proves nothing:",
            "Consignez ceci ailleurs, dans un procès-verbal ou un courriel à une personne étrangère à l’évaluation\u00a0; à côté de l’évaluation, cela ne prouve rien\u00a0:",
        )
    )
    moment, name = moment_text(seal.sealed_at, lang), quote(title, lang)
    yield page.text(
        say(
            f"  The evaluation {name} was sealed on {moment}, fingerprint {seal.fingerprint}.",
            f"  L’évaluation {name} a été scellée le {moment}, empreinte {seal.fingerprint}.",
        )
    )


def _counts(seal: Seal, lang: Language) -> str:
    """Say how much of each kind is sealed: ``9 rulesets, 12 settings and 14 answers of the brief``."""
    kinds = Counter(_kind(part) for part in seal.parts)
    return listed([counted(kinds[kind], *_KINDS[kind], lang) for kind in _KINDS if kinds[kind]], lang)


def _kind(part: str) -> str:
    kind = part.partition(".")[0]
    return "settings" if part == "panel.spread" or kind not in _KINDS else kind
