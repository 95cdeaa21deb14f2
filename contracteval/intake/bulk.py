"""Many files at once: the same work on each, in as many processes as there are processors."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")

FEWEST = 40
"""A process takes a third of a second to start; fewer files than these are read sooner without."""
_MOST_PROCESSES = 8
_CHUNKS_EACH = 4


def in_bulk(
    work: Callable[[_Item], _Result],
    items: Sequence[_Item],
    worth: int | None = None,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> list[_Result]:
    """Return the result of ``work`` for each item, in order; ``worth`` counts the items that take long, all by default.

    ``work`` is a function of a module, or a partial one, and sends back what is small: whole books cost more to send
    than to read. What it raises is raised here. ``progress`` is told how many items of how many are done.
    """

    def told(results: Iterable[_Result]) -> list[_Result]:
        found = []
        progress(0, len(items))
        for result in results:
            found.append(result)
            progress(len(found), len(items))
        return found

    processes = min(os.cpu_count() or 1, _MOST_PROCESSES)
    if (len(items) if worth is None else worth) < FEWEST or processes == 1:
        return told(map(work, items))
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    chunk = max(1, len(items) // (processes * _CHUNKS_EACH))
    try:
        with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
            return told(pool.map(work, items, chunksize=chunk))
    except BrokenProcessPool:  # a script without a main guard, or a system that allows no more processes
        return told(map(work, items))
