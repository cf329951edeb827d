"""Where in a script somebody is, while they speak and a recogniser half understands them.

Each place of the script has a score: how well what was heard so far ends there.
A word that fits lifts the place after it, a word that does not costs a little wherever one is, words left
out cost a little more, up to a limit, so that somebody who skips a sentence is found again.
Only places near the best one are looked at, so a word costs the same in a long script as in a short one.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence

from rehearse.script.align_table import Atom
from rehearse.script.likeness import SAME_SPELLING, sound_of, stem_of
from rehearse.script.tokens import word_set

#: Places looked at before and after the best one.
_BEHIND, _AHEAD = 12, 36
#: What a word that fits is worth.  Small words stand everywhere, so they tell little.
_FITS, _FITS_NEARLY, _SMALL = 2.0, 1.5, 0.4
#: What it costs to hear another word in a word's place, one too many, one too few; at most for a stretch.
_OTHER, _EXTRA, _SKIPPED, _SKIPPED_MOST = -1.0, -0.4, -0.5, -4.5
_SLOT_WORD, _SLOT_EMPTY = -0.15, -0.3
#: So much better must a place be for the view to go back, or to go far ahead.
_BACK_MARGIN, _FAR_MARGIN, _FAR = 2.0, 1.5, 8
#: Of the last heard words so many must fit in a row, elsewhere, for the view to go there.
_LOST_LOOK, _LOST_FITS = 8, 4
#: Heard words that may still change; what is older stands.
_OPEN_WORDS = 48

_LOW = -1e9

_SMALL_WORDS = word_set(
    """a an the and or but of to in on at for with from by as that this it is are was were be am i you he she
    we they me my your our us do have has had so if not just can will would there here"""
)


class Follower:
    """Follows one script; `place` is the index of the atom that comes next, `len(wanted)` at the end.

    `read` turns heard words into atoms as the script was turned into `wanted`.
    """

    def __init__(self, wanted: Sequence[Atom], read: Callable[[Sequence[str]], Sequence[Atom]]) -> None:
        self._wanted = wanted
        self._read = read
        self._worth = [_SMALL if atom.text in _SMALL_WORDS or atom.optional else _FITS for atom in wanted]
        self._skip = [
            _SLOT_EMPTY if atom.slot else _SKIPPED / 2 if atom.optional else _SKIPPED for atom in wanted
        ]
        self._slots = [atom.slot for atom in wanted]
        self._by_text: dict[str, list[int]] = {}
        self._by_ear: dict[str, list[int]] = {}
        for place, atom in enumerate(wanted):
            if not atom.slot:
                for text in {atom.text, atom.other} - {""}:
                    self._by_text.setdefault(text, []).append(place)
                if not atom.text.isdecimal():
                    for key in {f"={stem_of(atom.text)}", sound_of(atom.text)}:
                        self._by_ear.setdefault(key, []).append(place)
        self._fits: dict[tuple[str, str], dict[int, float]] = {}
        self.reset()

    def reset(self) -> None:
        """Back to the beginning, with nothing heard."""
        self._frozen = 0
        self._frozen_atoms: list[Atom] = []
        self._start = self._skipped(_State(0, [0.0]))
        self._atoms: list[Atom] = []
        self._states: list[_State] = []
        self.place = 0

    def hear(self, words: Sequence[str]) -> int:
        """All words heard so far, the last ones provisional; the place after them."""
        atoms = list(self._read(words[self._frozen :]))
        same = 0
        for old, new in zip(self._atoms, atoms, strict=False):
            if old.text != new.text or old.other != new.other:
                break
            same += 1
        if same == len(atoms) == len(self._atoms):
            return self.place
        del self._states[same:]
        state = self._states[-1] if self._states else self._start
        for atom in atoms[same:]:
            state = self._step(state, atom)
            self._states.append(state)
        self._atoms = atoms
        self._show(self._found_again(state))
        self._freeze(len(words))
        return self.place

    def _freeze(self, n_words: int) -> None:
        """Let the oldest words stand, so that the work of an update has a bound."""
        if n_words - self._frozen <= _OPEN_WORDS:
            return
        cut = _OPEN_WORDS // 2
        n_atoms = sum(atom.last_word <= cut for atom in self._atoms)
        if n_atoms:
            self._start = self._states[n_atoms - 1]
            self._frozen_atoms = (self._frozen_atoms + self._atoms[:n_atoms])[-_LOST_LOOK:]
            self._atoms, self._states = self._atoms[n_atoms:], self._states[n_atoms:]
        self._frozen += cut

    # ---- scores --------------------------------------------------------------------------------

    def _step(self, state: _State, heard: Atom) -> _State:
        fits = self._fits_of(heard)
        first, before = state.first, state.scores
        slots = self._slots
        extra = _EXTRA / 3 if heard.optional else _EXTRA
        other = _OTHER
        scores = [before[0] + (_SLOT_WORD if first and slots[first - 1] else extra)]
        place = first
        for left, here in itertools.pairwise(before):
            # `place` is the atom between the two.
            if slots[place]:
                taken, stays = left + _SLOT_WORD, here + _SLOT_WORD
            else:
                taken, stays = left + fits.get(place, other), here + extra
            scores.append(taken if taken > stays else stays)
            place += 1
        return self._skipped(_State(first, scores))

    def _skipped(self, state: _State) -> _State:
        """Scores with words left out, around the best place."""
        first, scores = state.first, state.scores
        best = max(scores)
        at = first + scores.index(best)
        wanted_first = max(0, at - _BEHIND)
        wanted_last = min(len(self._wanted), at + _AHEAD)
        if wanted_first < first:
            scores = [_LOW] * (first - wanted_first) + scores
        else:
            scores = scores[wanted_first - first :]
        n = wanted_last - wanted_first + 1
        scores = scores[:n] + [_LOW] * (n - len(scores))
        skip, floor = self._skip, _LOW
        last = _LOW
        for i, score in enumerate(scores):
            if i:
                last += skip[wanted_first + i - 1]
                if floor > last:
                    last = floor
            if score > last:
                last = score
            if score + _SKIPPED_MOST > floor:
                floor = score + _SKIPPED_MOST
            scores[i] = last
        return _State(wanted_first, scores)

    def _fits_of(self, heard: Atom) -> dict[int, float]:
        """Places whose word may be the one that was heard, with what that is worth."""
        key = (heard.text, heard.other)
        known = self._fits.get(key)
        if known is None:
            known = self._fits[key] = self._compared(heard)
        return known

    def _compared(self, heard: Atom) -> dict[int, float]:
        found: dict[int, float] = {}
        nearly = _FITS_NEARLY / _FITS
        if not heard.text.isdecimal():
            for key in (f"={stem_of(heard.text)}", sound_of(heard.text)):
                for place in self._by_ear.get(key, ()):
                    found[place] = nearly * self._worth[place]
            if len(heard.text) >= 4 and heard.text not in self._by_text:
                for text in _spelt_alike(heard.text, self._by_text):
                    for place in self._by_text[text]:
                        found[place] = nearly * self._worth[place]
        if heard.other:
            for place in self._by_text.get(heard.other, ()):
                found[place] = nearly * self._worth[place]
        for place in self._by_text.get(heard.text, ()):
            same = self._wanted[place].text == heard.text
            found[place] = self._worth[place] if same else nearly * self._worth[place]
        return found

    # ---- what is shown -------------------------------------------------------------------------

    def _show(self, state: _State) -> None:
        best = max(state.scores)
        place = state.first + state.scores.index(best)
        at = self.place - state.first
        here = state.scores[at] if 0 <= at < len(state.scores) else _LOW
        if place < self.place and best - here < _BACK_MARGIN:
            return
        if place > self.place + _FAR and best - here < _FAR_MARGIN:
            return
        self.place = place

    def _found_again(self, state: _State) -> _State:
        """Where the last words fit in a row outside of what is looked at, somebody has gone there."""
        last = (self._frozen_atoms + self._atoms)[-_LOST_LOOK:]
        if len(last) < _LOST_FITS:
            return state
        votes: dict[int, float] = {}
        for back, atom in enumerate(reversed(last)):
            for place, worth in self._fits_of(atom).items():
                votes[place + back + 1] = votes.get(place + back + 1, 0.0) + worth / _FITS
        if not votes:
            return state
        best, fits = max(votes.items(), key=lambda item: item[1])
        inside = state.first <= best < state.first + len(state.scores)
        # Places beside the best one are what a word left out or added makes of it.
        rivals = [n for place, n in votes.items() if abs(place - best) > 2 and n > fits - 1.5]
        if fits < _LOST_FITS or inside or rivals or best > len(self._wanted):
            return state
        found = self._skipped(_State(best, [0.0]))
        self.place = best
        if self._states:
            self._states[-1] = found
        return found


class _State:
    """Scores of the places from `first` on."""

    __slots__ = ("first", "scores")

    def __init__(self, first: int, scores: list[float]) -> None:
        self.first, self.scores = first, scores


def _spelt_alike(word: str, others: dict[str, list[int]]) -> list[str]:
    from rapidfuzz import process
    from rapidfuzz.distance import Levenshtein

    matches = process.extract(
        word,
        others.keys(),
        scorer=Levenshtein.normalized_similarity,
        processor=None,
        score_cutoff=SAME_SPELLING,
        limit=None,
    )
    return [match[0] for match in matches]
