"""Ratios of processor time, measured side by side: A B A B …, the least of each, because noise only adds."""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Callable, Sequence


def process_seconds(arguments: Sequence[str]) -> float:
    """Run a fresh Python and return its own processor time (user and system)."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)


def ratio(one: Callable[[], float], other: Callable[[], float], runs: int = 7) -> float:
    """Return how many times longer the first takes than the second."""
    one(), other()
    pairs = [(one(), other()) for _ in range(runs)]
    return min(first for first, _ in pairs) / min(second for _, second in pairs)
