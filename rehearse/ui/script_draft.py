"""What is being written: saved from a worker, one save at a time; and what is said about it meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rehearse.analysis.script_follow import ScriptFollower, ScriptPace, filled_words
from rehearse.errors import DataError
from rehearse.script.script import Script, parse_script
from rehearse.ui.marks import TextMark, marks_of

if TYPE_CHECKING:
    from rehearse.analysis.result import Check, OfferKind
    from rehearse.library.scripts import StoredScript
    from rehearse.studio import Studio
    from rehearse.writing import OwnPace


@dataclass(frozen=True)
class Written:
    """Words as they stand in the editor."""

    title: str = ""
    text: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    answer: str = ""


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
            if stored.answer != written.answer.strip():
                stored = scripts.answer(stored.id, written.answer)
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
    `length_s` is the estimate at `pace`, `length_range_s` what half of the speaker's takes would need;
    `number_at` where the first whole number ends, 0 to 1.
    `marks` and `slot_places` stand at characters of the text that was judged.
    """

    slots: tuple[str, ...] = ()
    open_slots: tuple[str, ...] = ()
    n_words: int = 0
    length_s: float | None = None
    length_range_s: tuple[float, float] | None = None
    pace: OwnPace | None = None
    phone: str = ""
    number_at: float | None = None
    offers: tuple[OfferKind, ...] = ()
    n_pitch: int = 0
    checks: Mapping[str, Check] = field(default_factory=dict)
    ready: bool = False
    marks: tuple[TextMark, ...] = ()
    slot_places: tuple[tuple[int, int], ...] = ()
    problem: str = ""

    @property
    def wpm(self) -> float:
        return self.pace.wpm if self.pace is not None else 0.0


def facts_of(studio: Studio, written: Written) -> ScriptFacts:
    """Read and judge what stands in the editor: milliseconds, but not for the main thread."""
    if not written.text.strip():
        return ScriptFacts()
    try:
        judged = studio.judge_script(written.text, written.values)
    except DataError as error:
        return ScriptFacts(problem=str(error))
    analysis, places = judged.analysis, judged.places
    marks = []
    for mark in marks_of(analysis):
        if mark.first_word < mark.last_word <= len(places):
            start, end = places[mark.first_word][0], places[mark.last_word - 1][1]
            marks.append(TextMark(mark, start, end))
    slots = (slot.word for slot in judged.script.slots)
    return ScriptFacts(
        slots=judged.slots,
        open_slots=judged.open_slots,
        n_words=len(judged.script.words),
        length_s=judged.length_s,
        length_range_s=judged.length_range_s,
        pace=judged.pace,
        phone=analysis.phone.verdict,
        number_at=analysis.phone.first_end_fraction,
        offers=tuple(dict.fromkeys(offer.kind for offer in analysis.offers or ())),
        n_pitch=len(analysis.findings),
        checks={check.id: check for check in analysis.scorecard.checks},
        ready=analysis.scorecard.ready,
        marks=tuple(marks),
        slot_places=tuple(places[word] for word in slots if word < len(places)),
    )
