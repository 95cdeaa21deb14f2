"""The evaluation folder: the brief and every bid, merged by bid, with all problems of all files at once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from contracteval.errors import InputError, Place, Problem
from contracteval.intake.bulk import in_bulk
from contracteval.intake.givers import keep_what_vendors_may_give, misplaced
from contracteval.intake.merge import merge
from contracteval.intake.names import BID, unknown_name
from contracteval.intake.reading import PANEL_FOLDER, Given, GivenTable, PanelReading, Reading
from contracteval.model.bid import Bid, Dossier
from contracteval.model.fact import Needs
from contracteval.model.settings import Settings
from contracteval.text import Text

MAP_SUFFIX = ".map.toml"
WORKBOOK_SUFFIXES = (".xlsx", ".xlsm", ".xls", ".ods", ".csv")
_BRIEFS = ("brief.xlsx", "brief.json")
_PASSED_OVER = ("Thumbs.db", "desktop.ini")
_BID_ID = re.compile(r"[^\W_][\w .\-]*")


def read_dossier(folder: Path, settings: Settings, needs: Needs) -> Dossier:
    """Read the brief and the bids of an evaluation folder.

    A wrong value makes its fact unknown and is one of ``Dossier.findings``. A wrong structure raises ``InputError``
    with every problem of every file: no bidder is left out silently.
    """
    dossier, problems = read_dossier_report(folder, settings, needs)
    if problems or dossier is None:
        raise InputError(problems)
    return dossier


def read_dossier_report(
    folder: Path, settings: Settings, needs: Needs, progress: Callable[[int, int], None] = lambda done, of: None
) -> tuple[Dossier | None, tuple[Problem, ...]]:
    """Read what can be read, and return the structural problems instead of raising them.

    The dossier is None only where there is no folder. ``progress`` is told how many bids of how many are read.
    """
    if not folder.is_dir():
        return None, (_no_folder(folder),)
    brief, problems = read_brief(folder, settings, needs)
    sources, listing_problems = _sources(folder / "bids")
    readings = _read_sources(sources, settings, needs, progress)
    problems += listing_problems
    problems += [problem for group in readings.values() for reading in group for problem in reading.problems]
    panel = _read_panel(folder, settings, needs, tuple(readings))
    problems += panel.problems
    problems += [_without_file(bid, readings, place) for bid, place in brief.bids.items() if bid not in readings]
    return _dossier(brief, readings, panel, needs), tuple(problems)


def read_brief(folder: Path, settings: Settings, needs: Needs) -> tuple[Reading, list[Problem]]:
    """Read what the buyer says, before and without any bid, and return what is wrong with its structure."""
    brief = Reading("brief", settings, needs)
    problems = _read_brief(folder, brief)
    return brief, [*problems, *brief.problems, *misplaced(brief)]


def bids_there(folder: Path) -> tuple[str, ...]:
    """Return the ids of the bids whose files are in an evaluation folder, whether or not they can be read."""
    inner = folder / "bids"
    paths = sorted(inner.iterdir()) if inner.is_dir() else []
    return tuple(dict.fromkeys(_id_of(path) for path in paths if _is_of_a_bid(path)))


def _is_of_a_bid(path: Path) -> bool:
    name = path.name
    return not name.startswith(("~$", ".")) and name not in _PASSED_OVER and not name.endswith(MAP_SUFFIX)


def _id_of(path: Path) -> str:
    return unicodedata.normalize("NFC", path.stem)


def _without_file(bid: str, readings: Iterable[str], place: Place) -> Problem:
    """Say that the brief speaks of a bid that has no file: misspelt, not yet in, or withdrawn."""
    problem = unknown_name("bid-unknown", BID, bid, readings, place)
    if problem.next is not None:
        return problem
    step = Text(
        f"put its file into bids/, or clear it from the brief if the vendor withdrew (bids found: {', '.join(readings) or '–'})",
        f"déposer son fichier dans bids/, ou l’effacer du brief si le candidat s’est retiré (offres trouvées\u00a0: {', '.join(readings) or '–'})",
    )
    return replace(problem, next=step)


def _dossier(brief: Reading, readings: Mapping[str, Sequence[Reading]], panel: PanelReading, needs: Needs) -> Dossier:
    own, findings = merge(
        (given for given in (*brief.given, *panel.given) if given.bid is None),
        (table for table in brief.tables if table.bid is None),
        needs,
    )
    findings = brief.findings + findings
    bids = []
    for bid, group in readings.items():
        made, found = _bid(bid, group, [*brief.given, *panel.given], brief.tables, needs)
        bids.append(made)
        findings += found
    return Dossier(own, tuple(bids), (*findings, *panel.findings), panel.panel)


def _bid(
    bid: str, group: Sequence[Reading], said: Sequence[Given], rows: Sequence[GivenTable], needs: Needs
) -> tuple[Bid, list[Problem]]:
    """Join what one bid's files say with what the buyer and the panel said of it."""
    findings = [finding for reading in group for finding in reading.findings]
    findings += [finding for reading in group for finding in keep_what_vendors_may_give(reading)]
    given = [item for reading in group for item in reading.given] + [item for item in said if item.bid == bid]
    tables = [item for reading in group for item in reading.tables] + [item for item in rows if item.bid == bid]
    answers, contradictions = merge(given, tables, needs)
    vendor = next((reading.vendor for reading in group if reading.vendor), bid)
    findings = [replace(finding, bid=bid) for finding in findings + contradictions]
    return Bid(bid, vendor, answers, group[0].file), findings


def _read_panel(folder: Path, settings: Settings, needs: Needs, bids: Sequence[str]) -> PanelReading:
    if not (folder / PANEL_FOLDER).is_dir():
        return PanelReading()
    from contracteval.intake.consensus import read_consensus

    return read_consensus(folder, settings, needs, bids)


def _read_brief(folder: Path, brief: Reading) -> list[Problem]:
    """Read the brief, from a workbook or from JSON, into ``brief``; return what is wrong with the choice of file."""
    found = [name for name in _BRIEFS if (folder / name).is_file()]
    if len(found) != 1:
        return [_two_briefs() if found else _no_brief(folder)]
    brief.file = found[0]
    if found[0].endswith(".json"):
        from contracteval.intake.from_json import read_brief_json

        read_brief_json(folder / found[0], brief)
    else:
        from contracteval.intake.from_template import read_brief_template

        read_brief_template(folder / found[0], brief)
    return []


def _read_sources(
    sources: Mapping[str, Sequence[Path]], settings: Settings, needs: Needs, progress: Callable[[int, int], None]
) -> dict[str, list[Reading]]:
    """Read all files of all bids; many workbooks are read in several processes."""
    files = [(path, bid) for bid, paths in sources.items() for path in paths]
    workbooks = sum(path.suffix.lower() != ".json" for path, _ in files)
    read = partial(_read_source, settings=settings, needs=needs)
    found: dict[str, list[Reading]] = {bid: [] for bid in sources}
    for (_, bid), reading in zip(files, in_bulk(read, files, workbooks, progress), strict=True):
        found[bid].append(reading)
    return found


def _read_source(file: tuple[Path, str], settings: Settings, needs: Needs) -> Reading:
    """Read one file of a bid: JSON, a workbook with its map, or our filled template."""
    path, bid = file
    reading = Reading(path.name, settings, needs)
    map_path = path.with_name(path.stem + MAP_SUFFIX)
    if path.suffix.lower() == ".json":
        from contracteval.intake.from_json import read_bid_json

        read_bid_json(path, reading)
    elif map_path.is_file():
        from contracteval.intake.from_map import read_mapped_workbook

        read_mapped_workbook(path, map_path, reading)
    else:
        from contracteval.intake.from_template import read_bid_template

        read_bid_template(path, reading)
    reading.problems = [replace(problem, bid=bid) for problem in reading.problems]
    return reading


def _sources(folder: Path) -> tuple[dict[str, list[Path]], list[Problem]]:
    """List the files of each bid by its id, and everything in the folder that cannot be one."""
    problems: list[Problem] = []
    sources: dict[str, list[Path]] = {}
    try:
        paths = sorted(folder.iterdir()) if folder.is_dir() else []
    except OSError as error:
        return {}, [_folder_unreadable(folder, error)]
    for path in paths:
        if not _is_of_a_bid(path):
            continue
        bid = _id_of(path)
        if path.suffix.lower() not in (*WORKBOOK_SUFFIXES, ".json") or not path.is_file():
            problems.append(_unsupported(path))
        elif not _BID_ID.fullmatch(bid):
            problems.append(_bad_id(path))
        else:
            sources.setdefault(bid, []).append(path)
    problems += _same_but_for_case(sources)
    problems += [_map_alone(path) for path in paths if _is_map_alone(path)]
    if not sources and not problems:
        problems.append(_no_bids())
    return sources, problems


def _is_map_alone(path: Path) -> bool:
    stem = path.name.removesuffix(MAP_SUFFIX)
    beside = (path.with_name(f"{stem}{suffix}") for suffix in WORKBOOK_SUFFIXES)
    return path.name.endswith(MAP_SUFFIX) and not any(file.is_file() for file in beside)


def _same_but_for_case(ids: Iterable[str]) -> list[Problem]:
    seen: dict[str, str] = {}
    problems = []
    for bid in ids:
        other = seen.setdefault(bid.casefold(), bid)
        if other != bid:
            problems.append(_only_case_differs(other, bid))
    return problems


def _no_folder(folder: Path) -> Problem:
    return Problem(
        "folder-missing",
        Text(f"there is no folder {folder}", f"le dossier {folder} n’existe pas"),
        (Place(str(folder)),),
        next=Text(
            "contracteval new DIR makes an evaluation folder", "contracteval new DOSSIER crée un dossier d’évaluation"
        ),
    )


def _folder_unreadable(folder: Path, error: OSError) -> Problem:
    message = Text("the folder cannot be read", "le dossier ne peut pas être lu")
    return Problem("folder-unreadable", message, (Place(str(folder)),), got=error.strerror)


def _no_brief(folder: Path) -> Problem:
    return Problem(
        "brief-missing",
        Text("the buyer’s brief is missing", "le dossier de l’acheteur (brief) est absent"),
        (Place(str(folder / _BRIEFS[0])),),
        next=Text(
            "contracteval template brief -o brief.xlsx writes one to fill in",
            "contracteval template brief -o brief.xlsx en écrit un à remplir",
        ),
    )


def _two_briefs() -> Problem:
    return Problem(
        "brief-twice",
        Text("there are two briefs", "il y a deux briefs"),
        tuple(Place(name) for name in _BRIEFS),
        next=Text("keep one of the two", "n’en gardez qu’un"),
    )


def _no_bids() -> Problem:
    return Problem(
        "no-bids",
        Text("there are no bids", "il n’y a aucune offre"),
        (Place("bids/"),),
        next=Text("put one file per vendor in bids/", "déposez un fichier par prestataire dans bids/"),
    )


def _unsupported(path: Path) -> Problem:
    return Problem(
        "bid-unsupported",
        Text("this file cannot be read as a bid", "ce fichier ne peut pas être lu comme une offre"),
        (Place(f"bids/{path.name}"),),
        next=Text(
            "ask for the workbook it was made from (.xlsx, .xlsm, .xls, .ods or .csv), or move it out of bids/",
            "demandez le classeur d’origine (.xlsx, .xlsm, .xls, .ods ou .csv), ou retirez-le de bids/",
        ),
    )


def _bad_id(path: Path) -> Problem:
    return Problem(
        "bid-id",
        Text(
            "the file's name cannot serve as the bid's id",
            "le nom du fichier ne peut pas servir d’identifiant à l’offre",
        ),
        (Place(f"bids/{path.name}"),),
        next=Text("use letters, digits, spaces, - and _", "utilisez des lettres, des chiffres, des espaces, - et _"),
    )


def _map_alone(path: Path) -> Problem:
    workbook = path.name.removesuffix(MAP_SUFFIX) + ".xlsx"
    return Problem(
        "map-without-workbook",
        Text(f"there is no workbook {workbook} for this map", f"il n’y a pas de classeur {workbook} pour cette carte"),
        (Place(f"bids/{path.name}"),),
    )


def _only_case_differs(one: str, other: str) -> Problem:
    return Problem(
        "bid-id",
        Text("two bids differ only in capital letters", "deux offres ne diffèrent que par les majuscules"),
        (Place(f"bids/{one}"), Place(f"bids/{other}")),
        next=Text("rename one of them", "renommez l’une des deux"),
    )
