"""TOML files that somebody got wrong: accidents that befall any of them."""

from __future__ import annotations

import random
from collections.abc import Sequence

#: What is put where it does not belong, in any kind of file.
PIECES = (
    *('"', "'", '"""', "\n", "\0", "\ufeff", "\u202e", "\U0001f600", "=", ".", "#", "[", "]", "[[x]]\n"),
    *("nan", "inf", "-inf", "-1", "0", "1e400", "9" * 5000, "0x" + "f" * 5000, "[1, 2]", "[1, 2, 3]"),
    *("true", "1979-05-27T07:32:00Z", '"text"', "{}", "{a = 1}", "a." * 60, "[" * 200, "x" * 70_000),
)


def mutated(texts: Sequence[str], pieces: Sequence[str], chance: random.Random) -> bytes:
    """One of `texts` after a few accidents."""
    text = chance.choice(texts)
    for _accident in range(chance.choice((1, 1, 1, 2, 4))):
        lines = text.split("\n")
        line = chance.randrange(len(lines))
        at = chance.randrange(len(text) + 1)
        kind = chance.randrange(5)
        if kind == 0:
            text = text[:at] + chance.choice(pieces) + text[at + chance.choice((0, 0, 1, 1, 5, 200)) :]
        elif kind == 1:
            text = "\n".join(lines[:line] + lines[line + 1 :])
        elif kind == 2:
            more = lines[line : line + 9] * chance.randint(2, 40)
            text = "\n".join(lines[:line] + more + lines[line + 9 :])
        elif kind == 3:
            other = chance.randrange(len(lines))
            lines[line], lines[other] = lines[other], lines[line]
            text = "\n".join(lines)
        else:
            key, equals, _value = lines[line].partition("=")
            lines[line] = f"{key}{equals} {chance.choice(pieces)}" if equals else chance.choice(pieces)
            text = "\n".join(lines)
    raw = bytearray(text.encode("utf-8", "surrogatepass"))
    if chance.random() < 0.1 and raw:
        raw[chance.randrange(len(raw))] = chance.randrange(256)
    return bytes(raw)
