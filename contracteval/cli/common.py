"""What all commands share: options, language, output that survives any terminal, errors turned into exit codes."""

from __future__ import annotations

import functools
import json
import locale
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

import click

from contracteval.errors import ContractevalError, InputError, Place, Problem
from contracteval.text import Language, Text

if TYPE_CHECKING:
    from contracteval.case import Case

EXIT_FOUND = 1
EXIT_UNUSABLE = 2
QUICK_LEVERS = 60
"""With so many deciding facts at most, levers take seconds: reports add them without being asked."""
_F = TypeVar("_F", bound=Callable[..., Any])


def default_language() -> Language:
    """Return French where the locale is French, else English."""
    names = [os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG")]
    name = next((value for value in names if value), "") or (locale.getlocale()[0] or "")
    return "fr" if name.lower().startswith(("fr", "french")) else "en"


def language_option(command: _F) -> _F:
    """Add ``--lang``."""
    option = click.option(
        "--lang", type=click.Choice(["fr", "en"]), default=default_language, show_default="from the locale, then en",
        help="Language of the texts.",
    )  # fmt: skip
    return option(command)


def folder_argument(command: _F) -> _F:
    """Add the evaluation folder, the current one by default."""
    return click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path))(command)


def evaluation_options(command: _F) -> _F:
    """Add the folder and the options of everything that evaluates."""
    for option in (rules_option, profile_options, language_option, folder_argument):
        command = option(command)
    return command


def profile_options(command: _F) -> _F:
    """Add ``--profile`` and ``--stage``."""
    stage = click.option(
        "--stage", type=click.Choice(["proposal", "contract", "delivery"]),
        help="What can be known by now, instead of the stage in evaluation.toml.",
    )  # fmt: skip
    profile = click.option("--profile", metavar="ID", help="Profile of weights, instead of the one in evaluation.toml.")
    return profile(stage(command))


def rules_option(command: _F) -> _F:
    """Add ``--rules``."""
    return click.option(
        "--rules", "rules", multiple=True, type=click.Path(path_type=Path), metavar="DIR",
        help="A folder of rulesets of your own; may be repeated.",
    )(command)  # fmt: skip


def json_option(command: _F) -> _F:
    """Add ``--json``."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")(command)


def translate_errors(command: _F) -> _F:
    """Print what the library raises on purpose, and leave with exit code 2: never a traceback."""

    @functools.wraps(command)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        lang: Language = kwargs.get("lang") or default_language()
        try:
            return command(*args, **kwargs)
        except ContractevalError as error:
            show_problems(error.problems, lang)
            raise SystemExit(EXIT_UNUSABLE) from None
        except click.ClickException:
            raise  # options that do not go together: click says how the command is used
        except BrokenPipeError:
            raise  # the reader of a pipe has seen enough: click ends quietly
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            write(f"error[file]: {where}{error.strerror or error}\n", err=True)
            raise SystemExit(EXIT_UNUSABLE) from None
        except Exception as error:
            if os.environ.get("CONTRACTEVAL_DEBUG"):
                raise
            write(_internal(error, lang), err=True)
            raise SystemExit(EXIT_UNUSABLE) from None

    return wrapped  # type: ignore[return-value]


def _internal(error: Exception, lang: Language) -> str:
    """Say that the program is at fault, not the user, and how to report it."""
    what = f"{type(error).__name__}: {error}"
    if lang == "fr":
        return (
            f"erreur[internal]\u00a0: contracteval s’est trompé ({what}).\n"
            "  à faire\u00a0: signalez-le avec la commande lancée\u00a0; CONTRACTEVAL_DEBUG=1 montre le détail\n"
        )
    return (
        f"error[internal]: contracteval made a mistake ({what}).\n"
        "  next: report it with the command that you ran; CONTRACTEVAL_DEBUG=1 shows the details\n"
    )


def known_bid(bid: str | None, case: Case) -> None:
    """Raise ``InputError`` when a bid that was asked for is not there."""
    known = [item.id for item in case.comparison.bids]
    if bid is not None and bid not in known:
        from contracteval.evaluation.explain import unknown_id

        raise InputError([unknown_id("bid", "offre", bid, known)])


def show_problems(problems: Sequence[Problem], lang: Language) -> None:
    """Write problems to stderr, each with its places and its next step."""
    from contracteval.reports.to_terminal.problems import problems_text

    write(
        problems_text(tuple(dict.fromkeys(problems)), lang, terminal_width(), encoding=encoding_of(sys.stderr)),
        err=True,
    )


CHECKING = Text("checking", "vérification")
READING = Text("reading", "lecture")


def progress(what: Text, lang: Language) -> Callable[[int, int], None]:
    """Say on a terminal how far large work is; a pipe hears nothing, and the line goes away at the end."""

    def tell(done: int, of: int) -> None:
        if sys.stderr.isatty():
            write(f"\r\033[K{what.to(lang)} {done}/{of}" if done < of else "\r\033[K", err=True)

    return tell


def encoding_of(stream: TextIO) -> str:
    """Return the encoding that a stream writes in."""
    return stream.encoding or "utf-8"


def write(text: str, *, err: bool = False) -> None:
    """Write text to stdout or stderr; what the terminal cannot print is replaced, never an error."""
    stream = sys.stderr if err else sys.stdout
    encoding = encoding_of(stream)
    click.echo(text.encode(encoding, "replace").decode(encoding), file=stream, nl=False)


def write_json(data: Any) -> None:
    """Write JSON; it is ASCII where the terminal is."""
    encoding = (encoding_of(sys.stdout)).lower().replace("-", "")
    write(json.dumps(data, ensure_ascii=encoding != "utf8", indent=2, allow_nan=False) + "\n")


def terminal_width() -> int:
    """Return the width to write for; a pipe gets 100 columns."""
    return shutil.get_terminal_size((100, 24)).columns


def terminal() -> tuple[int, bool, str]:
    """Return what a report must know of stdout: columns, whether it shows colour, and its encoding."""
    return terminal_width(), use_color(), encoding_of(sys.stdout)


def use_color() -> bool:
    """Colour only on a terminal, and never where NO_COLOR asks for none."""
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ


def workbook_target(path: Path, folder: Path | None = None, *, replace: bool = True) -> Path:
    """Return a path to write a workbook to; it never overwrites what an evaluation is read from."""
    inputs = () if folder is None else (folder / "brief.xlsx", folder / "brief.json", folder / "evaluation.toml")
    resolved = path.resolve()
    if path.suffix.lower() != ".xlsx":
        text = Text("a workbook ends in .xlsx", "un classeur se termine par .xlsx")
    elif any(resolved == item.resolve() for item in inputs) or (
        folder and (folder / "bids").resolve() in resolved.parents
    ):
        text = Text(
            "this file belongs to what the evaluation is read from", "ce fichier fait partie de ce que l’évaluation lit"
        )
    elif not replace and path.exists():
        text = Text("this file is there already", "ce fichier existe déjà")
    elif not resolved.parent.is_dir():
        text = Text(f"there is no folder {path.parent}", f"le dossier {path.parent} n’existe pas")
    else:
        return path
    hint = Text("name another file with -o", "donnez un autre fichier avec -o")
    raise InputError([Problem("output-refused", text, (Place(str(path)),), next=hint)])
