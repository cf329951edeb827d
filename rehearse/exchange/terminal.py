"""Plain text for a terminal: safe characters, widths, wrapping, colour that can be left out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

#: Longer lines are hard to read, however wide the window is.
MAX_WIDTH = 96
MIN_WIDTH = 40

# Control characters could move the cursor or retitle the window; direction marks could swap what is read.
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def safe(text: str) -> str:
    """`text` on one line, with nothing in it that a terminal would obey."""
    return _UNSAFE.sub("\ufffd", text.replace("\r\n", " ").replace("\n", " ").replace("\t", " "))


def cells(text: str) -> int:
    """How many columns `text` takes (wide East Asian characters and emoji take two)."""
    if text.isascii():
        return len(text)
    width = 0
    for character in text:
        if unicodedata.combining(character) or unicodedata.category(character) in {"Mn", "Me", "Cf"}:
            continue
        width += 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1
    return width


def fitted(text: str, columns: int) -> str:
    """`text`, or what fits of its beginning with "…" behind it; empty where not even that fits."""
    if len(text) <= columns // 2 or cells(text) <= columns:
        return text
    # Once along the text: a title may be as long as somebody pasted it.
    room = columns - 1
    for at, character in enumerate(text):
        room -= cells(character)
        if room < 0:
            return text[:at].rstrip(" …") + "…" if columns > 0 else ""
    return text


_RESET = "\x1b[0m"


@dataclass(frozen=True, slots=True)
class Style:
    """What the terminal can show.  Colours are the sixteen of its own theme, light or dark."""

    width: int = 80
    colour: bool = False
    unicode: bool = True

    def paint(self, text: str, *codes: int) -> str:
        if not self.colour or not codes or not text:
            return text
        return f"\x1b[{';'.join(map(str, codes))}m{text}{_RESET}"

    def sign(self, fancy: str, plain: str) -> str:
        return fancy if self.unicode else plain


BOLD, DIM, UNDERLINE = 1, 2, 4
RED, GREEN, YELLOW, CYAN = 31, 32, 33, 36


class Piece(NamedTuple):
    """A stretch that is never broken: what is seen, and the same with colour."""

    seen: str
    shown: str


_FIRST_CODE = re.compile(r"\x1b\[[0-9;]+m")


def _joined(line: str, before: str, item: str) -> str:
    """`line`, a space, `item`; the colour goes on where both pieces have the same one."""
    code, last = _FIRST_CODE.match(item), _FIRST_CODE.match(before)
    if code and last and code[0] == last[0] and line.endswith(_RESET):
        return line.removesuffix(_RESET) + " " + item.removeprefix(code[0])
    return f"{line} {item}"


def pieces(text: str, style: Style, *codes: int) -> list[Piece]:
    """The words of `text`, each painted by itself so that a line break cannot cut a colour."""
    return [Piece(word, style.paint(word, *codes)) for word in safe(text).split()]


def wrap(items: Iterable[Piece], width: int, *, first: str = "", rest: str = "") -> list[str]:
    """Lines of at most `width` columns; `first` and `rest` are put in front and count as columns.

    A piece wider than a line stands on a line of its own.
    """
    lines: list[str] = []
    line, used = first, cells(first)
    empty, before = True, ""
    for item in items:
        taken = cells(item.seen)
        if not empty and used + 1 + taken > width:
            lines.append(line.rstrip())
            line, used, empty = rest, cells(rest), True
        line = line + item.shown if empty else _joined(line, before, item.shown)
        used += taken if empty else 1 + taken
        empty, before = False, item.shown
    if not empty or first.strip():
        lines.append(line.rstrip())
    return lines


def paragraph(text: str, style: Style, *codes: int, indent: int = 0, first: str | None = None) -> list[str]:
    """`text` wrapped to the style's width under a hanging indent."""
    rest = " " * indent
    return wrap(pieces(text, style, *codes), style.width, first=rest if first is None else first, rest=rest)


def padded(text: str, columns: int) -> str:
    return text + " " * max(0, columns - cells(text))


def widest(texts: Sequence[str]) -> int:
    return max(map(cells, texts), default=0)
