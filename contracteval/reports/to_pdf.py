"""A workbook as PDF, through LibreOffice where it is installed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from contracteval.errors import InputError, Place, Problem
from contracteval.text import Text

_NAMES = ("soffice", "libreoffice")
_SECONDS = 180


def libreoffice() -> str:
    """Return the program. Raises ``InputError`` where it is not installed."""
    found = next((path for name in _NAMES if (path := shutil.which(name))), None)
    if found is None:
        text = Text("a PDF needs LibreOffice, which was not found", "un PDF demande LibreOffice, qui est introuvable")
        hint = Text(
            "install LibreOffice, or print the page of contracteval compare --html page.html",
            "installez LibreOffice, ou imprimez la page de contracteval compare --html page.html",
        )
        raise InputError([Problem("libreoffice-missing", text, next=hint)])
    return found


def write_pdf(workbook: Path, target: Path) -> None:
    """Convert a workbook and move the PDF to its place whole. Raises ``InputError`` when LibreOffice cannot."""
    program = libreoffice()
    with tempfile.TemporaryDirectory(prefix=".pdf-", dir=target.parent) as name:
        room = Path(name)
        # A profile of its own: a LibreOffice that is open would take the work over and not do it.
        profile = f"-env:UserInstallation={(room / 'profile').resolve().as_uri()}"
        convert = ["--headless", "--norestore", "--convert-to", "pdf", "--outdir", str(room), str(workbook.resolve())]
        try:
            _run([program, profile, *convert], _SECONDS)
        except (subprocess.SubprocessError, OSError) as error:
            raise InputError([_not_made(target)]) from error
        made = room / f"{workbook.stem}.pdf"
        if not made.is_file():
            raise InputError([_not_made(target)])
        made.replace(target)


def _run(command: Sequence[str], seconds: float) -> None:
    """Run a program and everything that it starts, for a time at most; raise ``SubprocessError`` when it fails.

    soffice is a script that starts another program: ending the script alone would leave that one at work, so the whole
    group ends. Nothing is piped, because what lives on would hold the pipe open.
    """
    quiet = subprocess.DEVNULL
    with subprocess.Popen(  # noqa: S603
        command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
    ) as process:
        try:
            code = process.wait(seconds)
        except BaseException:  # the user's Ctrl+C too: the group is no longer that of the terminal
            _end(process)
            raise
    if code != 0:
        raise subprocess.CalledProcessError(code, command)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a program that still runs, with what it started."""
    if sys.platform == "win32":
        tree = ["taskkill", "/F", "/T", "/PID", str(process.pid)]
        subprocess.run(tree, capture_output=True, check=False)  # noqa: S603
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _not_made(target: Path) -> Problem:
    return Problem(
        "pdf-not-made",
        Text("LibreOffice could not make the PDF", "LibreOffice n’a pas pu produire le PDF"),
        (Place(str(target)),),
        next=Text(
            "the workbook is written: open it and export it to PDF",
            "le classeur est écrit\u00a0: ouvrez-le et exportez-le en PDF",
        ),
    )
