"""The words that head our questionnaires: written by ``to_questionnaire``, found again by ``from_template``."""

from __future__ import annotations

from contracteval.intake.names import fold
from contracteval.text import Text

ID = "id"
HEADERS = {
    "id": Text.same(ID),
    "question": Text("Question", "Question"),
    "answer": Text("Answer", "Réponse"),
    "unit": Text("Unit", "Unité"),
    "accepted": Text("Accepted answers", "Réponses admises"),
    "grade": Text("Evidence", "Preuve"),
    "clause": Text("Clause or page", "Clause ou page"),
    "comment": Text("Comment", "Commentaire"),
}
VENDOR = Text("Vendor", "Prestataire")
BID = Text("Bid", "Offre")
EVALUATOR = Text("Evaluator", "Évaluateur")
ROLE = Text("Role", "Rôle")
COMMENT_ON = Text("Comment on", "Commentaire sur")
COVER = Text("Contents", "Sommaire")
COVER_IDS = Text("Ids of the questions", "Identifiants des questions")
COVER_HEADERS = (
    Text("Section", "Section"),
    Text("Sheet", "Feuille"),
    Text("Answered", "Répondu"),
    Text("Asked", "Demandé"),
    Text("Completed", "Rempli"),
    COVER_IDS,
)
NONE = Text("none", "aucun")
YES = Text("yes", "oui")
NO = Text("no", "non")

_KEYS = {fold(word): key for key, text in HEADERS.items() for word in (text.en, text.fr)}
_NONE_WORDS = {"none", "aucun", "aucune", "neant"}


def header_key(text: str) -> str | None:
    """Return which column a header names in either language, or None."""
    return _KEYS.get(fold(text))


def names(text: str, what: Text) -> bool:
    """Say whether a cell holds a word of ours in either language, with or without a colon."""
    return fold(text).rstrip(": ") in (fold(what.en), fold(what.fr))


def means_none(text: str) -> bool:
    """Say whether a cell declares that a table has no rows."""
    return fold(text) in _NONE_WORDS
