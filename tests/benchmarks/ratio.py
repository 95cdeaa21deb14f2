"""Ratios of processor time, measured side by side: A B A B …, the least of each, because noise only adds."""

from __future__ import annotations

import atexit
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import cache


def process_seconds(arguments: Sequence[str]) -> float:
    """Run a fresh Python and return its own processor time (user and system).

    Both sides keep their compiled modules, as an installed package does, even where the environment forbids it.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run([sys.executable, *arguments], check=True, env=_environment(), **quiet)  # type: ignore[call-overload]
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)


@cache
def _environment() -> dict[str, str]:
    compiled = tempfile.mkdtemp(prefix="contracteval-compiled-")
    atexit.register(shutil.rmtree, compiled, ignore_errors=True)
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": compiled}


def ratio(one: Callable[[], float], other: Callable[[], float], runs: int = 7) -> float:
    """Return how many times longer the first takes than the second."""
    one(), other()
    pairs = [(one(), other()) for _ in range(runs)]
    return min(first for first, _ in pairs) / min(second for _, second in pairs)
