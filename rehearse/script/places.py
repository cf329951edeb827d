"""Where each word of a script stands in the text it was written in, to underline it there."""

from __future__ import annotations

import re

from rehearse.script.script import DIRECTION, HEADING, SLOT, Script, is_direction

_LINE = re.compile(r"[^\r\n]*")


def word_places(text: str, script: Script) -> tuple[tuple[int, int], ...]:
    """For every word of `script`, parsed from `text`, its half-open range of characters there.

    Headings and stage directions are no words and have no place.
    """
    left = _blanked(text)
    slots = {slot.word for slot in script.slots}
    places: list[tuple[int, int]] = []
    at = 0
    for index, word in enumerate(script.words):
        if index in slots:
            match = SLOT.search(left, at)
            if match is None:  # not parsed from this text
                break
            # What is written onto the slot ("[name]'s,") belongs to its word.
            onto = word.rpartition("]")[2]
            first, at = match.start(), match.end() + len(onto)
        else:
            first = left.find(word, at)
            if first < 0:
                break
            at = first + len(word)
        places.append((first, at))
    return tuple(places)


def _blanked(text: str) -> str:
    """The text with blanks in place of whatever is not said, character by character."""
    lines = _LINE.sub(lambda line: _blank(line) if HEADING.fullmatch(line[0]) else line[0], text)
    said = DIRECTION.sub(_blank, lines)
    return SLOT.sub(lambda slot: _blank(slot) if is_direction(slot) else slot[0], said)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])
