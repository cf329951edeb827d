"""Follows a script by what is heard, numbers and misheard words included, and by the clock."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate

from rehearse.analysis.message import Message
from rehearse.analysis.result import MessageWord
from rehearse.analysis.spoken_forms import atoms_of
from rehearse.script.align_table import Atom
from rehearse.script.follow import Follower
from rehearse.script.script import Script
from rehearse.script.tokens import tokens_of

_NOTHING = Script("", "", ())

#: A slot that nobody filled in is a name, most of the time two words.
_EMPTY_SLOT_WORDS = 2.0


class ScriptFollower:
    """Where in a script the speaker is; an update takes well under 2 ms, whatever the length."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self._wanted, _none = atoms_of(script, (), ())
        self._follower = Follower(self._wanted, _atoms_of_words)

    def reset(self) -> None:
        """Back to the beginning, with nothing heard."""
        self._follower.reset()

    def hear(self, words: Sequence[str]) -> int:
        """The script word that comes next after all `words` heard so far; one past the last at the end.

        The last words may be provisional: an update may take them back.
        """
        place = self._follower.hear(words)
        if place >= len(self._wanted):
            return len(self._script.words)
        return self._wanted[place].first_word


def _atoms_of_words(words: Sequence[str]) -> Sequence[Atom]:
    _none, said = atoms_of(_NOTHING, words, tokens_of(words))
    return said


class ScriptPace:
    """Where in a script somebody is who speaks at an even pace."""

    def __init__(self, script: Script, wpm: float, values: Mapping[str, str] | None = None) -> None:
        shown = filled_words(script, values or {})
        slots = {slot.word for slot in script.slots}
        message = Message(tuple(MessageWord(word) for word in shown), "text")
        lengths = [
            _EMPTY_SLOT_WORDS
            if i in slots and shown[i] == script.words[i]
            else max(length, float(len(shown[i].split())))
            if i in slots
            else length
            for i, length in enumerate(message.spoken_lengths)
        ]
        self._ends_s = [n * 60.0 / wpm for n in accumulate(lengths)]

    @property
    def total_s(self) -> float:
        return self._ends_s[-1] if self._ends_s else 0.0

    def word_at(self, elapsed_s: float) -> float:
        """The word being said after so many seconds, with the part of it that is over: 3.5 is half of the
        fourth word.
        """
        ends = self._ends_s
        word = bisect_right(ends, elapsed_s)
        if word >= len(ends):
            return float(len(ends))
        start_s = ends[word - 1] if word else 0.0
        return word + max(0.0, elapsed_s - start_s) / (ends[word] - start_s)


def filled_words(script: Script, values: Mapping[str, str]) -> tuple[str, ...]:
    """The script's words with what was filled in; a slot without a value stays "[name]"."""
    words = list(script.words)
    for slot in script.slots:
        value = " ".join(values.get(slot.name, "").split())
        if value:
            words[slot.word] = value + words[slot.word].removeprefix(f"[{slot.name}]")
    return tuple(words)
