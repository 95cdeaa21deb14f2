"""A reader in a process of its own: whatever it does, it ends in bounded time and memory, and takes nobody with it."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from contracteval.intake.book import Book
from contracteval.intake.formats.limits import Refusal

SECONDS = 9
MEGABYTES = 480
_MODULE = "contracteval.intake.formats.worker"
_ROOT = Path(__file__).parents[3]


def read_xls_apart(content: bytes, name: str) -> Book:
    """Read an old Excel file in a child process. Raises ``Refusal``, also where the reader is not installed."""
    if find_spec("xlrd") is None:
        raise Refusal("reader-missing")
    # -P: a module that lies in the current folder is not ours; the path is where this package was found
    path = os.pathsep.join(filter(None, [str(_ROOT), os.environ.get("PYTHONPATH")]))
    try:
        done = subprocess.run(  # noqa: S603 our own interpreter and our own module
            [sys.executable, "-P", "-m", _MODULE, name],
            input=content,
            capture_output=True,
            timeout=SECONDS,
            env={**os.environ, "PYTHONPATH": path},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Refusal("workbook-too-slow") from error
    if done.returncode != 0 or not done.stdout:
        raise Refusal("workbook-too-slow")
    result = pickle.loads(done.stdout)  # noqa: S301 what our own process wrote
    if isinstance(result, Refusal):
        raise result
    assert isinstance(result, Book)
    return result


def _main(name: str) -> None:
    from contracteval.intake.formats.from_xls import read_xls

    limit_memory()
    result: Book | Refusal
    try:
        result = read_xls(sys.stdin.buffer.read(), name)
    except Refusal as refusal:
        result = refusal
    sys.stdout.buffer.write(pickle.dumps(result, protocol=5))


def limit_memory(megabytes: int = MEGABYTES) -> None:
    """Let this process fail rather than take the memory that others need; Windows has no such limit."""
    if sys.platform != "win32":
        import resource

        size = megabytes * 1_000_000
        resource.setrlimit(resource.RLIMIT_AS, (size, size))


if __name__ == "__main__":
    _main(sys.argv[1])
