"""Two workbooks, cell by cell: the one that the evaluation gives now, and the one that came back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from contracteval.audit.formula_tokens import tokens
from contracteval.audit.snapshot import Look, Position, SeenCell, SeenSheet, Snapshot, Stored, place_in
from contracteval.errors import Place
from contracteval.intake.book import CellError
from contracteval.model.verification import Deviation, Kind, Saving, Shown
from contracteval.text import Text

TOLERANCE = 1e-12
_UNWRITTEN = 0.5  # at least this share of unchanged parts: the file was patched, not saved by a program
_LONGEST = 300


def saving_of(expected: Snapshot, found: Snapshot, *, identical: bool) -> Saving:
    """Say how the file was written, from the digests of its parts."""
    if identical:
        return "identical"
    same = sum(found.parts.get(name) == digest for name, digest in expected.parts.items())
    if same == len(expected.parts) == len(found.parts):
        return "repacked"
    return "patched" if same >= _UNWRITTEN * len(expected.parts) else "resaved"


def compare(expected: Snapshot, found: Snapshot, file: str, saving: Saving) -> tuple[Deviation, ...]:
    """Return every difference, sheet by sheet in reading order, then what is in no cell."""
    if saving in ("identical", "repacked"):
        return ()
    differences = list(_sheets(expected, found, file))
    for title, sheet in expected.sheets.items():
        if title in found.sheets:
            pair = _Sheets(file, sheet, found.sheets[title], patched=saving == "patched")
            differences += pair.differences()
    differences += _around(expected, found, file)
    if saving == "patched":
        differences += _parts(expected, found, file, differences)
    return tuple(differences)


def _sheets(expected: Snapshot, found: Snapshot, file: str) -> Iterator[Deviation]:
    for title in expected.sheets:
        if title not in found.sheets:
            yield _structure(Place(file, title), Text("the sheet is missing", "la feuille manque"))
    for title, sheet in found.sheets.items():
        if title not in expected.sheets:
            what = Text(f"a sheet that was not there ({sheet.state})", f"une feuille ajoutée ({_STATES[sheet.state]})")
            yield _structure(Place(file, title), what)
    common = [title for title in expected.sheets if title in found.sheets]
    if common != [title for title in found.sheets if title in expected.sheets]:
        yield _structure(
            Place(file), Text("the sheets stand in another order", "les feuilles sont dans un autre ordre")
        )


_STATES = {"visible": "visible", "hidden": "masquée", "very hidden": "très masquée"}


class _Sheets:
    """The same sheet twice; only a patched file still numbers its styles as they were written."""

    def __init__(self, file: str, expected: SeenSheet, found: SeenSheet, *, patched: bool) -> None:
        self.file, self.expected, self.found, self.patched = file, expected, found, patched

    def differences(self) -> Iterator[Deviation]:
        """Yield the differences of the cells in reading order, then those of the sheet."""
        for position in sorted(self.expected.cells.keys() | self.found.cells.keys()):
            yield from self._cell(position)
        yield from self._sheet()

    def _cell(self, position: Position) -> Iterator[Deviation]:
        expected, found = self.expected.at(position), self.found.at(position)
        kind = difference_of(expected, found)
        if kind is not None:
            whole = kind != "result"
            yield Deviation(kind, self._place(position), shown(expected, whole=whole), shown(found, whole=whole))
        restyled = not _alike(expected, found) or (self.patched and expected.style != found.style)
        if restyled and not (expected.is_blank and found.is_blank):
            yield Deviation("look", self._place(position), what=_look(expected.look, found.look))

    def _place(self, position: Position) -> Place:
        return place_in(self.file, self.expected, position)

    def _sheet(self) -> Iterator[Deviation]:
        expected, found, place = self.expected, self.found, Place(self.file, self.expected.title)
        if expected.state != found.state:
            yield _structure(place, Text(f"the sheet is {found.state}", f"la feuille est {_STATES[found.state]}"))
        for what, one, other in (
            (Text("hidden rows", "lignes masquées"), expected.hidden_rows, found.hidden_rows),
            (Text("hidden columns", "colonnes masquées"), expected.hidden_columns, found.hidden_columns),
            (Text("merged cells", "cellules fusionnées"), expected.merges, found.merges),
        ):
            if one != other:
                yield _structure(place, Text(f"other {what.en} than were written", f"{what.fr}\u00a0: différence"))
        for position in sorted(expected.comments.keys() | found.comments.keys()):
            if expected.comments.get(position) != found.comments.get(position):
                what = Text("a comment that was not there", "un commentaire ajouté ou modifié")
                yield Deviation("structure", self._place(position), found=found.comments.get(position), what=what)


def difference_of(expected: SeenCell, found: SeenCell) -> Kind | None:
    """Say what kind of difference two cells have; a formula's empty text is stored in several ways."""
    is_input = not expected.look.locked
    if expected.formula is None and found.formula is None:
        if same(expected.value, found.value):
            return None
        return "input" if is_input else "content"
    if expected.formula is None or found.formula is None:
        return "input" if is_input else "formula"
    if tokens(expected.formula) != tokens(found.formula):
        return "input" if is_input else "formula"
    one, other = ("" if value is None else value for value in (expected.value, found.value))
    return None if same(one, other) else "result"


def same(one: Stored, other: Stored) -> bool:
    """Compare numbers at 1e-12, relative to 1 at least, all else exactly; yes is not 1."""
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) <= TOLERANCE * max(1.0, abs(one))
    return type(one) is type(other) and one == other


def shown(cell: SeenCell, *, whole: bool) -> Shown:
    """Return what to show of a cell: its formula where that is what differs, else its value."""
    if whole and cell.formula is not None:
        return f"={cell.formula}"[:_LONGEST]
    if isinstance(cell.value, CellError):
        return str(cell.value)
    return cell.value[:_LONGEST] if isinstance(cell.value, str) else cell.value


def _alike(expected: SeenCell, found: SeenCell) -> bool:
    """Say whether two cells look the same; a whole number that a program calculated may get the format of one."""
    one, other = expected.look, found.look
    whole = not isinstance(found.value, float) or found.value.is_integer()
    if found.formula is not None and whole and (one.number_format, other.number_format) == ("General", "0"):
        return (one.font, one.fill, one.locked) == (other.font, other.fill, other.locked)
    return one == other


def _look(expected: Look, found: Look) -> Text:
    """Name what of a look differs."""
    told: list[tuple[str, str]] = []
    if expected.number_format != found.number_format:
        was, now = expected.number_format[:40], found.number_format[:40]
        told.append((f"number format {now} instead of {was}", f"format de nombre {now} au lieu de {was}"))
    if expected.font != found.font or expected.fill != found.fill:
        told.append(("other colours", "autres couleurs"))
    if expected.locked != found.locked:
        told.append(("unlocked", "déverrouillée") if expected.locked else ("locked", "verrouillée"))
    told = told or [("another format", "un autre format")]
    return Text(", ".join(en for en, _ in told), ", ".join(fr for _, fr in told))


def _around(expected: Snapshot, found: Snapshot, file: str) -> Iterator[Deviation]:
    place = Place(file)
    for name in sorted(expected.names.keys() | found.names.keys()):
        one, other = expected.names.get(name), found.names.get(name)
        if tokens(one or "") != tokens(other or ""):
            plain = name.rpartition("!")[2]
            what = Text(f"the name {plain}", f"le nom {plain}")
            yield Deviation("structure", place, one, other, what)
    if Counter(map(tokens, expected.charts)) != Counter(map(tokens, found.charts)):
        what = Text("charts draw other cells than were written", "des graphiques tracent d’autres cellules")
        yield _structure(place, what)
    for stranger in found.strangers:
        what = Text(f"something that no scorecard has: {stranger}", f"un élément étranger à la fiche\u00a0: {stranger}")
        yield _structure(place, what)


def _parts(expected: Snapshot, found: Snapshot, file: str, told: list[Deviation]) -> Iterator[Deviation]:
    """Yield what differs in the parts of a file that no program saved anew, and that no difference so far explains."""
    sheets = {sheet.part: (title, sheet) for title, sheet in expected.sheets.items()}
    others = sorted((expected.parts.keys() | found.parts.keys()) - sheets.keys())
    for name in (*sheets, *others):
        if expected.parts.get(name) == found.parts.get(name):
            continue
        title, sheet = sheets.get(name, (None, None))
        if title is not None and title in found.sheets and sheet is not None:
            if found.sheets[title].around != sheet.around:
                yield _structure(Place(file, title), _OTHER_AROUND)
        elif not (
            name.endswith(("sharedstrings.xml", "calcchain.xml", "workbook.xml", "docprops/custom.xml")) and told
        ):
            what = Text(f"the part {name} differs", f"la partie {name} diffère")
            yield _structure(Place(file), what)


_OTHER_AROUND = Text(
    "something else than its cells: formats, dropdowns, conditional formats, widths or print set-up",
    "autre chose que ses cellules\u00a0: formats, listes, mises en forme conditionnelles, largeurs ou mise en page",
)


def _structure(place: Place, what: Text) -> Deviation:
    return Deviation("structure", place, what=what)
