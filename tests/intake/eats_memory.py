"""A reader gone mad, for the test that it is stopped."""

from __future__ import annotations

from contracteval.intake.formats.worker import limit_memory

if __name__ == "__main__":
    limit_memory()
    kept = [bytearray(50_000_000) for _ in range(40)]
