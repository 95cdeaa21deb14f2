"""What the verification of a scorecard came to, in sentences: what it says, and what it cannot say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Final

from contracteval.model.verification import Deviation, Kind, Shown, Verdict, Verification
from contracteval.reports.wording import NO, YES, counted, listed
from contracteval.text import NO_BREAK_SPACE, Language, Text, format_exact, format_number

VERDICTS: Final[Mapping[Verdict, Text]] = {
    "genuine": Text("genuine", "authentique"),
    "agrees-with-itself": Text("agrees with itself", "en accord avec elle-même"),
    "inputs-edited": Text("inputs edited", "données modifiées"),
    "looks-changed": Text("formats changed", "formats modifiés"),
    "structure-changed": Text("structure changed", "structure modifiée"),
    "contents-edited": Text("texts or fixed figures edited", "textes ou chiffres figés modifiés"),
    "results-differ": Text("results differ", "résultats différents"),
    "formulas-edited": Text("formulas edited", "formules modifiées"),
    "other-evaluation": Text("of another evaluation", "d’une autre évaluation"),
}
KIND_TITLES: Final[Mapping[Kind, Text]] = {
    "formula": Text("Formulas edited", "Formules modifiées"),
    "result": Text("Results differ: the same formula, another stored value", "Résultats différents\u00a0: même formule, autre valeur"),
    "content": Text("Texts or fixed figures edited", "Textes ou chiffres figés modifiés"),
    "structure": Text("Beside the cells", "En dehors des cellules"),
    "look": Text("Formats changed", "Formats modifiés"),
    "input": Text("Inputs edited: yellow cells, made to be changed", "Données modifiées\u00a0: cellules jaunes, faites pour l’être"),
}  # fmt: skip
EXPECTED = Text("expected", "attendu")
FOUND = Text("found", "trouvé")
_ALONE = Text(
    "This does not prove that it is genuine: whoever edits a workbook can edit both sides. Compare it with its evaluation folder (contracteval verify FILE DIR), and its fingerprint, where it was sealed, with the one that you recorded (--fingerprint).",
    "Cela ne prouve pas qu’elle est authentique\u00a0: qui modifie un classeur peut modifier les deux côtés. Comparez-la au dossier de l’évaluation (contracteval verify FICHIER DOSSIER), et son empreinte, si l’évaluation a été scellée, à celle que vous avez notée (--fingerprint).",
)
_COMPARED_ALONE = Text(
    "Compared with itself only: inputs with their copies at hand-over, cells that repeat others with those, the checks that it makes itself",
    "Comparée seulement à elle-même\u00a0: données et leurs copies à la remise, cellules qui en répètent d’autres, contrôles qu’elle fait elle-même",
)
_RECALCULATED = Text(
    "stored results with what the formulas give now (IronCalc, nine digits)",
    "résultats enregistrés et ce que les formules donnent maintenant (IronCalc, neuf chiffres)",
)
_NOT_RECALCULATED = Text(
    "Not recalculated: pip install 'contracteval[recalculate]' adds that.",
    "Non recalculée\u00a0: pip install 'contracteval[recalculate]' l’ajoute.",
)
_RESAVED = Text(
    "Not compared, because each program rewrites it: widths, borders, dropdowns, conditional formats, print set-up, how charts are drawn.",
    "Non comparé, car chaque programme le réécrit\u00a0: largeurs, bordures, listes, mises en forme conditionnelles, mise en page, dessin des graphiques.",
)
_FOLLOW = Text(
    "Results may differ only because of what was edited.",
    "Les résultats peuvent ne différer qu’à cause de ce qui a été modifié.",
)
_UNSTORED = Text(
    "Results are missing: a program that does not calculate saved the file. Open and save it in Excel or LibreOffice, then verify again.",
    "Des résultats manquent\u00a0: un programme qui ne calcule pas a enregistré le fichier. Ouvrez-le et enregistrez-le dans Excel ou LibreOffice, puis vérifiez à nouveau.",
)
_NO_RECORD = Text(
    "The file does not say how it was made: the record of language and options was taken out, or it is older than this command.",
    "Le fichier ne dit pas comment il a été produit\u00a0: la trace de la langue et des options a été retirée, ou il est antérieur à cette commande.",
)
_PROGRAM = re.compile(r"([A-Za-z]+)/([0-9.]+)")
_MISSING_RESULTS = 20


def headline(found: Verification, lang: Language) -> str:
    """Return the verdict: everything that holds, the worst first, with how many cells."""
    words = ", ".join(_verdict(item, found, lang) for item in found.verdicts)
    only_inputs = all(item.kind == "input" for item in found.deviations)
    if found.titles is not None or (found.deviations and not (found.folder is None and only_inputs)):
        with_folder = Text("not as handed over", "différente de la fiche remise")
        alone = Text("contradicts itself", "en contradiction avec elle-même")
        return f"{(alone if found.folder is None else with_folder).to(lang)}{_colon(lang)} {words}"
    return words


def _verdict(verdict: Verdict, found: Verification, lang: Language) -> str:
    number = sum(_KINDS[verdict] == item.kind for item in found.deviations) if verdict in _KINDS else 0
    return VERDICTS[verdict].to(lang) + (f" ({number})" if number else "")


_KINDS: Final[Mapping[Verdict, Kind]] = {
    "formulas-edited": "formula", "results-differ": "result", "contents-edited": "content",
    "structure-changed": "structure", "looks-changed": "look", "inputs-edited": "input",
}  # fmt: skip


def statements(found: Verification, lang: Language) -> Iterator[str]:
    """Yield what the finding rests on, and what it cannot say."""
    if found.titles is not None:
        yield _other(found.titles[0], found.titles[1], lang)
    if found.sources:
        names = listed([item.name for item in found.sources], lang)
        yield Text(
            f"The folder is not the one that this workbook was made from. Another hash: {names}. What differs below may come from there.",
            f"Le dossier n’est pas celui dont ce classeur est issu. Autre empreinte\u00a0: {names}. Les différences ci-dessous peuvent en venir.",
        ).to(lang)
    yield _compared(found, lang)
    if found.folder is None:
        yield _ALONE.to(lang)
    elif found.saving == "resaved":
        yield _RESAVED.to(lang)
    yield from _remarks(found, lang)


def _remarks(found: Verification, lang: Language) -> Iterator[str]:
    results = found.of("result")
    if found.following:
        yield _follows(found.following, lang)
    if not found.recalculated and found.folder is None:
        yield _NOT_RECALCULATED.to(lang)
    elif not found.recalculated and results and any(found.of(kind) for kind in ("formula", "input", "content")):
        yield f"{_FOLLOW.to(lang)} {_NOT_RECALCULATED.to(lang)}"
    if sum(item.found is None for item in results) >= _MISSING_RESULTS:
        yield _UNSTORED.to(lang)
    if found.recorded is None:
        yield _NO_RECORD.to(lang)
    elif found.recorded.version != found.version:
        was, now = found.recorded.version, found.version
        yield Text(
            f"Written by version {was}, compared by version {now}: differences may come from that.",
            f"Écrite par la version {was}, comparée par la version {now}\u00a0: des différences peuvent en venir.",
        ).to(lang)
    if found.fingerprint is not None:
        yield _fingerprint(found.fingerprint.recorded, lang, stands=found.fingerprint.found)


def _compared(found: Verification, lang: Language) -> str:
    if found.folder is None:
        recalculated = f", {_RECALCULATED.to(lang)}" if found.recalculated else ""
        return f"{_COMPARED_ALONE.to(lang)}{recalculated}. {_counts(found, lang)}."
    folder, counts = found.folder, _counts(found, lang)
    if found.saving == "identical":
        text = Text(f"Byte for byte what {folder} gives now", f"Octet pour octet ce que {folder} donne maintenant")
    elif found.saving == "repacked":
        text = Text(
            f"In every part what {folder} gives now, packed anew",
            f"En chaque partie ce que {folder} donne maintenant, recompressé",
        )
    elif found.saving == "patched":
        text = Text(
            f"Compared with what {folder} gives now, part by part",
            f"Comparée à ce que {folder} donne maintenant, partie par partie",
        )
    else:
        text = _saved_anew(found, lang)
    return f"{text.to(lang)}{_colon(lang)} {counts}."


def _saved_anew(found: Verification, lang: Language) -> Text:
    by = program_name(found.program)
    agree = not found.deviations
    return Text(
        f"Saved anew{f' by {by}' if by else ''}; its contents {'agree' if agree else 'were compared'} with what {found.folder} gives now (formulas, stored values at 1e-12, texts, names, number formats, colours, hidden rows, ranges of charts)",
        f"Réenregistrée{f' par {by}' if by else ''}\u00a0; son contenu {'concorde avec' if agree else 'a été comparé à'} ce que {found.folder} donne maintenant (formules, valeurs à 1e-12 près, textes, noms, formats de nombre, couleurs, lignes masquées, plages des graphiques)",
    )


def program_name(program: str) -> str:
    """Return the program that saved a file, as people call it."""
    match = _PROGRAM.match(program)
    return f"{match[1]} {match[2]}" if match else program[:60]


def _counts(found: Verification, lang: Language) -> str:
    cells = format_number(Fraction(found.cells), lang)
    formulas = format_number(Fraction(found.formulas), lang)
    return Text(f"{cells} cells, {formulas} of them formulas", f"{cells} cellules, dont {formulas} formules").to(lang)


def _follows(number: int, lang: Language) -> str:
    results = counted(
        number, Text("result differs", "résultat diffère"), Text("results differ", "résultats diffèrent"), lang
    )
    return Text(
        f"{results} only because of what was edited: recalculated from the workbook’s own formulas (IronCalc), that is what they give.",
        f"{results} seulement à cause de ce qui a été modifié\u00a0: recalculées (IronCalc), les formules du classeur donnent cela.",
    ).to(lang)


def _other(file: str, folder: str, lang: Language) -> str:
    return Text(
        f"The workbook is of “{file}”, the folder holds “{folder}”.",
        f"Le classeur est celui de «\u00a0{file}\u00a0», le dossier contient «\u00a0{folder}\u00a0».",
    ).to(lang)


def _fingerprint(recorded: str, lang: Language, *, stands: bool) -> str:
    if stands:
        return Text(
            f"The fingerprint that you recorded, {recorded}, stands in the workbook.",
            f"L’empreinte que vous avez notée, {recorded}, figure dans le classeur.",
        ).to(lang)
    return Text(
        f"The fingerprint that you recorded, {recorded}, does not stand in the workbook: it was made from another evaluation, or edited.",
        f"L’empreinte que vous avez notée, {recorded}, ne figure pas dans le classeur\u00a0: il est issu d’une autre évaluation, ou a été modifié.",
    ).to(lang)


def value_text(value: Shown, lang: Language) -> str:
    """Write what stands in a cell: numbers in full, texts in quotation marks, formulas as they are."""
    if value is None:
        return Text("blank", "vide").to(lang)
    if isinstance(value, bool):
        return (YES if value else NO).to(lang)
    if isinstance(value, float):
        return format_exact(Fraction(value), lang)
    return (
        value
        if value.startswith(("=", "#"))
        else Text(f"“{value}”", f"«{NO_BREAK_SPACE}{value}{NO_BREAK_SPACE}»").to(lang)
    )


def kind_title(kind: Kind, number: int, lang: Language) -> str:
    """Return the title of the differences of one kind, with their number."""
    title, sign, rest = KIND_TITLES[kind].to(lang).partition(_colon(lang))
    return f"{title} ({format_number(Fraction(number), lang)}){sign}{rest}"


def contrast(item: Deviation, lang: Language, longest: int = 60) -> tuple[str, str]:
    """Return what was expected and what was found, long ones cut to where they differ."""
    one, other = value_text(item.expected, lang), value_text(item.found, lang)
    if max(len(one), len(other)) <= longest:
        return one, other
    at, other_at = _first_difference(one, other)
    return _cut(one, max(0, at - longest // 4), longest), _cut(other, max(0, other_at - longest // 4), longest)


def _first_difference(one: str, other: str) -> tuple[int, int]:
    """Return where two texts begin to differ; programs put quotes round names of sheets, or leave them out."""
    i = j = 0
    while i < len(one) and j < len(other):
        if one[i] == other[j]:
            i, j = i + 1, j + 1
        elif one[i] == "'":
            i += 1
        elif other[j] == "'":
            j += 1
        else:
            break
    return i, j


def _cut(text: str, start: int, longest: int) -> str:
    before = "…" if start else ""
    part = text[start : start + longest]
    return before + part + ("…" if start + longest < len(text) else "")


def more_text(number: int, lang: Language) -> str:
    """Say how many more there are than are shown."""
    words = (Text("more", "de plus"), Text("more", "de plus"))
    return f"… {counted(number, *words, lang)}" + Text("; --json lists all", "\u00a0; --json les donne toutes").to(lang)


def _colon(lang: Language) -> str:
    return f"{NO_BREAK_SPACE}:" if lang == "fr" else ":"
