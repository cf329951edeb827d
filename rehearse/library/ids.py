"""Names for takes: unique everywhere, and sorted by the time they were given."""

from __future__ import annotations

import os
import time
import uuid


def new_id(now_ms: int | None = None) -> str:
    """A version 7 UUID (RFC 9562, section 5.7): 48 bits of Unix milliseconds, then 74 random bits.

    The library's own order is its sequence column: a clock can be set back.
    """
    stamp = (time.time_ns() // 1_000_000 if now_ms is None else now_ms) & (2**48 - 1)
    chance = int.from_bytes(os.urandom(10), "big")
    rand_a = chance >> 68  # 12 bits
    rand_b = chance & (2**62 - 1)
    return str(uuid.UUID(int=stamp << 80 | 0x7 << 76 | rand_a << 64 | 0b10 << 62 | rand_b))


def is_id(text: str) -> bool:
    """Whether `text` is written as a take's id (any UUID in canonical form)."""
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False
