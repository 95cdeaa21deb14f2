"""A PDF through LibreOffice: whole or not at all, and a clear sentence where there is no LibreOffice."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

import contracteval.reports.to_pdf as to_pdf
from contracteval.errors import InputError
from contracteval.reports.to_pdf import libreoffice, write_pdf
from tests.calculators import has_libreoffice
from tests.reports.tiny_lot import tiny_plan, usual
from tests.reports.workbooks import Written


def program(folder: Path, script: str) -> None:
    folder.mkdir()
    file = folder / "soffice"
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)


def test_a_missing_libreoffice_is_said_with_another_way(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(InputError) as raised:
        libreoffice()
    (problem,) = raised.value.problems
    assert problem.kind == "libreoffice-missing"
    assert problem.next is not None
    assert "--html" in problem.next.en


@pytest.mark.parametrize("script", ["exit 1", "exit 0"])
def test_a_failed_conversion_leaves_nothing(script: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program(tmp_path / "bin", script)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    (tmp_path / "out").mkdir()
    with pytest.raises(InputError, match="LibreOffice"):
        write_pdf(tmp_path / "x.xlsx", tmp_path / "out" / "x.pdf")
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")
def test_what_hangs_ends_with_all_that_it_started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """soffice is a script: its child does the work, and would live on if only the script were ended."""
    program(tmp_path / "bin", f"sleep 600 &\necho $! > {tmp_path}/child\nwait")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    monkeypatch.setattr(to_pdf, "_SECONDS", 2)
    (tmp_path / "out").mkdir()
    with pytest.raises(InputError, match="LibreOffice"):
        write_pdf(tmp_path / "x.xlsx", tmp_path / "out" / "x.pdf")
    assert list((tmp_path / "out").iterdir()) == []
    assert has_ended(int((tmp_path / "child").read_text()))


def has_ended(process: int) -> bool:
    """Say whether a process is gone, or dead and waiting for whoever inherits it."""
    for _ in range(100):
        try:
            os.kill(process, 0)
            state = Path(f"/proc/{process}/stat")
            if state.is_file() and state.read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except (ProcessLookupError, FileNotFoundError):
            return True
        time.sleep(0.02)
    return False


@pytest.mark.libreoffice
@pytest.mark.skipif(not has_libreoffice(), reason="needs LibreOffice")
def test_libreoffice_prints_a_scorecard(tmp_path: Path) -> None:
    written = Written(tmp_path / "x.xlsx", tiny_plan(), usual())
    write_pdf(written.path, tmp_path / "x.pdf")
    assert (tmp_path / "x.pdf").read_bytes().startswith(b"%PDF-")
    assert sorted(item.name for item in tmp_path.iterdir()) == ["x.pdf", "x.xlsx"]
