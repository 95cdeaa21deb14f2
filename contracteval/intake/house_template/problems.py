"""Why a house template cannot be filled, in one sentence each, and what to do."""

from __future__ import annotations

from contracteval.errors import Place, Problem
from contracteval.model.house_template import PREFIX
from contracteval.text import Text


def not_xlsx(file: str) -> Problem:
    text = Text("a template is an Excel workbook (.xlsx, .xltx)", "un modèle est un classeur Excel (.xlsx, .xltx)")
    hint = Text("save it as Excel workbook (.xlsx)", "enregistrez-le au format Classeur Excel (.xlsx)")
    return Problem("template-not-xlsx", text, (Place(file),), next=hint)


def macros(file: str) -> Problem:
    return Problem(
        "template-macros",
        Text(
            "the template holds macros, which are never handed on",
            "le modèle contient des macros, qui ne sont jamais transmises",
        ),
        (Place(file),),
        next=Text(
            "save it as Excel workbook without macros (.xlsx)",
            "enregistrez-le au format Classeur Excel sans macros (.xlsx)",
        ),
    )


def no_names(file: str) -> Problem:
    return Problem(
        "template-without-names",
        Text(f"no name of the template begins with {PREFIX}", f"aucun nom du modèle ne commence par {PREFIX}"),
        (Place(file),),
        next=Text(
            f"name a cell {PREFIX}title in Excel (name box, left of the formula bar); contracteval fill --names lists all names",
            f"nommez une cellule {PREFIX}title dans Excel (zone Nom, à gauche de la barre de formule)\u00a0; contracteval fill --names donne tous les noms",
        ),
    )


def hidden_by_merge(place: Place) -> Problem:
    return Problem(
        "template-cell-merged",
        Text("the cell is hidden below merged cells", "la cellule est masquée par une fusion de cellules"),
        (place,),
        next=Text("name the first of the merged cells", "nommez la première des cellules fusionnées"),
    )


def not_a_line(place: Place) -> Problem:
    return Problem(
        "template-name-target",
        Text(
            "the name covers several rows and several columns", "le nom couvre plusieurs lignes et plusieurs colonnes"
        ),
        (place,),
        next=Text(
            "let it refer to one cell, one row or one column",
            "faites-le pointer vers une cellule, une ligne ou une colonne",
        ),
    )


def formula(place: Place) -> Problem:
    return Problem(
        "template-cell-formula",
        Text(
            "the cell holds a formula, which is not overwritten",
            "la cellule contient une formule, qui n’est pas écrasée",
        ),
        (place,),
        next=Text("name another cell, or delete the formula", "nommez une autre cellule ou supprimez la formule"),
    )


def table_frame(place: Place) -> Problem:
    return Problem(
        "template-cell-table",
        Text(
            "the cell is a header or a total of an Excel table, whose text cannot change alone",
            "la cellule est un en-tête ou un total de tableau Excel, dont le texte ne peut changer seul",
        ),
        (place,),
        next=Text(
            "name a cell of the table’s body, or one outside of it",
            "nommez une cellule du corps du tableau, ou hors de lui",
        ),
    )
