"""Why a file was not opened, in one sentence, and what to ask the vendor for."""

from __future__ import annotations

from contracteval.errors import Place, Problem
from contracteval.intake.formats.limits import Refusal
from contracteval.text import Text

_ASK_XLSX = Text(
    "ask for the file saved as Excel workbook (.xlsx)",
    "demandez le fichier enregistré au format Classeur Excel (.xlsx)",
)
_ASK_AGAIN = Text(
    "ask for the file again, or open it in Excel or LibreOffice and save it as .xlsx",
    "demandez un nouvel envoi, ou ouvrez-le dans Excel ou LibreOffice et enregistrez-le au format .xlsx",
)
_ASK_SOURCE = Text(
    "ask for the Excel workbook (.xlsx) that it was made from",
    "demandez le classeur Excel (.xlsx) d’origine",
)
_ASK_LESS = Text(
    "ask for a workbook without data that is not needed",
    "demandez un classeur sans données superflues",
)
_SENTENCES = {
    "file-empty": (Text("the file is empty", "le fichier est vide"), _ASK_AGAIN),
    "workbook-password": (
        Text("the workbook is protected by a password", "le classeur est protégé par un mot de passe"),
        Text("ask for a copy without password", "demandez une copie sans mot de passe"),
    ),
    "workbook-binary": (
        Text("this is a binary Excel workbook (.xlsb)", "ce fichier est un classeur Excel binaire (.xlsb)"),
        _ASK_XLSX,
    ),
    "not-a-workbook": (
        Text("this is not a spreadsheet, whatever its name says", "ce fichier n’est pas un tableur, malgré son nom"),
        _ASK_XLSX,
    ),
    "not-a-workbook-pdf": (
        Text("this is a PDF document, not a workbook", "ce fichier est un document PDF, pas un classeur"),
        _ASK_SOURCE,
    ),
    "not-a-workbook-document": (
        Text("this is a text document or a presentation", "ce fichier est un document de texte ou une présentation"),
        _ASK_SOURCE,
    ),
    "not-a-workbook-picture": (Text("this is a picture", "ce fichier est une image"), _ASK_SOURCE),
    "not-a-workbook-archive": (
        Text("this is an archive of files", "ce fichier est une archive"),
        Text("unpack it, and use the workbook inside", "décompressez-la et utilisez le classeur qu’elle contient"),
    ),
    "not-a-workbook-html": (
        Text(
            "this is a web page saved under the name of a workbook",
            "ce fichier est une page web enregistrée sous un nom de classeur",
        ),
        _ASK_XLSX,
    ),
    "not-a-workbook-xml": (
        Text("this is an XML file, not a workbook", "ce fichier est un fichier XML, pas un classeur"),
        _ASK_XLSX,
    ),
    "workbook-truncated": (
        Text("the workbook is cut off or damaged", "le classeur est tronqué ou endommagé"),
        _ASK_AGAIN,
    ),
    "workbook-damaged": (
        Text("the workbook is damaged inside", "le contenu du classeur est endommagé"),
        _ASK_AGAIN,
    ),
    "workbook-without-sheets": (
        Text("the workbook holds no sheet of cells", "le classeur ne contient aucune feuille de calcul"),
        _ASK_AGAIN,
    ),
    "workbook-too-large": (
        Text(
            "the workbook unpacks to far more than a bid needs",
            "le classeur se décompresse bien au-delà de ce qu’exige une offre",
        ),
        _ASK_LESS,
    ),
    "workbook-too-slow": (
        Text(
            "reading the workbook takes more time or memory than a bid may need",
            "la lecture du classeur exige plus de temps ou de mémoire qu’une offre ne le justifie",
        ),
        _ASK_LESS,
    ),
    "workbook-duplicate-part": (
        Text("the workbook holds two parts of the same name", "le classeur contient deux parties du même nom"),
        _ASK_AGAIN,
    ),
    "workbook-doctype": (
        Text(
            "the workbook holds declarations that no spreadsheet program writes",
            "le classeur contient des déclarations qu’aucun tableur n’écrit",
        ),
        _ASK_AGAIN,
    ),
    "encoding-unknown": (
        Text("the text of this file cannot be read", "le texte de ce fichier ne peut pas être lu"),
        Text(
            "ask for the file saved as .xlsx, or as CSV UTF-8",
            "demandez le fichier enregistré au format .xlsx ou CSV UTF-8",
        ),
    ),
    "reader-missing": (
        Text(
            "reading old Excel files (.xls) needs one more package",
            "la lecture des anciens fichiers Excel (.xls) demande un paquet de plus",
        ),
        Text(
            "run pip install 'contracteval[xls]', or ask for the file saved as .xlsx",
            "lancez pip install 'contracteval[xls]', ou demandez le fichier au format .xlsx",
        ),
    ),
}
KINDS = frozenset(_SENTENCES)


def problem_of(refusal: Refusal, name: str) -> Problem:
    """Say why a file is refused."""
    message, next_step = _SENTENCES[refusal.kind]
    return Problem(refusal.kind, message, (Place(name, refusal.sheet, refusal.cell),), got=refusal.got, next=next_step)
