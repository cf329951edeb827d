"""What is being written: saved from a worker, one save at a time; and what is said about it meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rehearse.analysis.script_follow import ScriptFollower, ScriptPace, filled_words
from rehearse.errors import DataError
from rehearse.script.script import Script, parse_script

if TYPE_CHECKING:
    from rehearse.library.scripts import StoredScript
    from rehearse.studio import Studio


@dataclass(frozen=True)
class Written:
    """Words as they stand in the editor."""

    title: str = ""
    text: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


class Draft:
    """One script while it is edited.  `save` may be called from any thread.

    A blank text is never saved: an emptied script keeps its words, a new one without words is none.
    """

    def __init__(self, stored: StoredScript | None = None) -> None:
        self._lock = threading.Lock()
        self.stored = stored
        self.number = 0

    def save(self, studio: Studio, written: Written, number: int) -> StoredScript | None:
        """Keep `written`; the answer is the version that has it, None for a new script without words.

        `number` rises with every change: what is older than the last save is not saved over it.
        """
        with self._lock:
            if number < self.number:
                return self.stored
            scripts, stored = studio.scripts, self.stored
            blank = not written.text.strip()
            if stored is None and blank:
                return None
            if stored is None:
                stored = scripts.add(written.text, title=written.title, slot_values=written.values)
            else:
                text = None if blank else written.text
                stored = scripts.change(stored.id, title=written.title, text=text)
                if any(stored.slot_values.get(name, "") != value for name, value in written.values.items()):
                    stored = scripts.fill(stored.id, written.values)
            self.stored, self.number = stored, number
            return stored


@dataclass(frozen=True)
class Shown:
    """A script ready for the prompter: `words` with the slots filled in, `slots` their indices."""

    stored: StoredScript | None
    script: Script
    words: tuple[str, ...]
    slots: frozenset[int]
    pace: ScriptPace
    follower: ScriptFollower


def shown(
    text: str, title: str, values: Mapping[str, str], wpm: float, stored: StoredScript | None = None
) -> Shown:
    """Prepare a script for being shown and followed.  Raises `DataError` where it cannot be said."""
    script = parse_script(text, title=title)
    return Shown(
        stored=stored,
        script=script,
        words=filled_words(script, values),
        slots=frozenset(slot.word for slot in script.slots),
        pace=ScriptPace(script, wpm, values),
        follower=ScriptFollower(script),
    )


@dataclass(frozen=True)
class ScriptFacts:
    """What can be told of a text before it is said.

    `problem` is a sentence where it is no script (yet).
    `length_s` is the estimate at `wpm`; `number_at` where the first whole number ends, 0 to 1.
    """

    slots: tuple[str, ...] = ()
    n_words: int = 0
    length_s: float | None = None
    wpm: float = 0.0
    phone: str = ""
    number_at: float | None = None
    problem: str = ""


def facts_of(studio: Studio, written: Written) -> ScriptFacts:
    """Read and judge what stands in the editor: milliseconds, but not for the main thread."""
    if not written.text.strip():
        return ScriptFacts()
    profile = studio.profile()
    try:
        script = parse_script(written.text)
    except DataError as error:
        return ScriptFacts(problem=str(error))
    names = tuple(dict.fromkeys(slot.name for slot in script.slots))
    pace = ScriptPace(script, profile.pace.assumed_wpm, written.values)
    slots = {slot.word for slot in script.slots}
    words = filled_words(script, written.values)
    # A dash is no word: an empty slot keeps its place without being part of a number.
    said = ["—" if i in slots and word == script.words[i] else word for i, word in enumerate(words)]
    phone = studio.lint_text(" ".join(said)).analysis.phone
    return ScriptFacts(
        slots=names,
        n_words=len(script.words),
        length_s=pace.total_s,
        wpm=profile.pace.assumed_wpm,
        phone=phone.verdict,
        number_at=phone.first_end_fraction,
    )
