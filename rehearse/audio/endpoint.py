"""When a message is over: the end of speech, told from breath, noise and thinking.

Two witnesses are asked.  The level says at once that somebody fell silent, but takes a fan for a voice;
the recogniser knows a voice, but needs a moment.  Looked at about thirty times a second.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Literal

Verdict = Literal["waiting", "speaking", "silent", "done", "nobody"]

#: Without a single word for this long, nobody is going to say one.
NEVER_S = 20.0

#: The noise of the room is the quietest part of these last seconds (people who do not pause still close
#: their lips), the voice the loudest part of all that stood out of it, without a slamming door.
_NOISE_S, _NOISE_SHARE, _VOICE_SHARE = 6.0, 0.03, 0.9

#: A voice stands so far out of the noise, and what is so far below the voice is breath: a breath in
#: front of a microphone lies 20 to 30 dB under the words around it.
_OUT_OF_NOISE_DB, _BREATH_DB = 6.0, 22.0

#: Silence of a muted or gated microphone; a lower level says nothing more.
_FLOOR_DBFS = -80.0

#: A shorter sound is a click, a lip, a key: the level is that of a tenth of a second, and the shortest
#: syllables are a tenth of a second themselves.
_LEAST_S = 0.2

#: Words follow their sound by less than this.  Farther behind, the recogniser is no witness.
_WORDS_LATE_S = 2.0

#: A voice that was understood so far (this many words a second of it; people say two to four) and gives
#: no word for so much longer than the silence is none; unless the noise is so near to it that the
#: recogniser may be deaf.
_WORDS_PER_S, _WORDLESS_S, _CLEAR_DB = 1.0, 4.0, 15.0

#: Fewer words than this within that time may have been a breath; digits said slowly come faster.
_TOGETHER, _TOGETHER_S = 3, 2.5

#: Words that still come this soon after each other are speech, however soft.
_SOFT_WORDS_S = 1.5

#: Without a recogniser: so much sound out of the noise is somebody speaking.
_ENOUGH_SOUND_S = 0.6


@dataclass(slots=True)
class _Look:
    at_s: float
    dbfs: float


class Endpoint:
    """Decides for one take; `look` in the order of time.

    "waiting": nobody has said more than a word or two yet, however long they think.
    "speaking", "silent": for less than `silence_s`.  "done": the message is over.
    "nobody": `never_s` went by without a word.  The last two stay.
    """

    def __init__(self, silence_s: float, *, never_s: float = NEVER_S) -> None:
        self.silence_s = silence_s
        self.never_s = max(never_s, 2 * silence_s)
        self.verdict: Verdict = "waiting"
        self._recent: deque[_Look] = deque()
        self._voice_counts = [0] * (round(-_FLOOR_DBFS) + 1)  # how often each dB stood out of the noise
        self._last_s = 0.0
        self._loud_since_s: float | None = None
        self._loud_total_s = 0.0
        self._spoke_s: float | None = None  # when the level last was a voice's
        self._n_words = 0
        self._word_s: float | None = None  # where the recogniser was when it last heard a new word
        self._arrivals: deque[float] = deque()  # the same for each of the last words
        self._together_s: float | None = None  # the same for a word that was not alone
        self._words_per_s = 0.0
        self._clear_db = 0.0  # how far the voice stands out of the noise
        self._begun = False

    @property
    def silent_s(self) -> float:
        """For how long the level has been no voice's; 0 before the first word."""
        return self._last_s - self._spoke_s if self._begun and self._spoke_s is not None else 0.0

    def look(
        self, elapsed_s: float, rms_dbfs: float | None, *, n_words: int = 0, heard_s: float | None = None
    ) -> Verdict:
        """What is known at `elapsed_s` seconds of sound.

        `rms_dbfs` is the level of the last tenth of a second (None: digital silence), `n_words` counts
        all words so far, `heard_s` is how far the recogniser has come (None: there is none yet).
        """
        if self.verdict in ("done", "nobody") or elapsed_s <= self._last_s:
            return self.verdict
        step_s, self._last_s = elapsed_s - self._last_s, elapsed_s
        self._listen(elapsed_s, step_s, max(_FLOOR_DBFS, rms_dbfs if rms_dbfs is not None else _FLOOR_DBFS))
        knows = heard_s is not None and elapsed_s - heard_s < _WORDS_LATE_S
        if heard_s is not None and n_words > self._n_words:
            self._arrivals.extend([heard_s] * (n_words - self._n_words))
            while self._arrivals[0] < heard_s - _TOGETHER_S:
                self._arrivals.popleft()
            if len(self._arrivals) >= _TOGETHER:
                self._together_s = heard_s
                self._words_per_s = n_words / max(_LEAST_S, self._loud_total_s)
            self._n_words, self._word_s = n_words, heard_s
        if knows:
            # A cough now and then sounds like a word; and after “hi” alone somebody may think.
            enough = self._together_s is not None or (self._n_words > 0 and elapsed_s >= self.never_s)
            self._begun = self._begun or (enough and self._loud_total_s >= _LEAST_S)
        else:
            self._begun = self._begun or self._loud_total_s >= _ENOUGH_SOUND_S
        self.verdict = self._decide(elapsed_s, heard_s if knows else None)
        return self.verdict

    def _decide(self, elapsed_s: float, heard_s: float | None) -> Verdict:
        if not self._begun:
            return "nobody" if elapsed_s >= self.never_s else "waiting"
        quiet_s = self.silent_s
        if heard_s is not None and self._word_s is not None:
            together_s = self._together_s if self._together_s is not None else self._word_s
            understood = self._words_per_s >= _WORDS_PER_S and self._clear_db >= _CLEAR_DB
            if understood and heard_s - together_s >= self.silence_s + _WORDLESS_S:
                return "done"  # whatever is loud, it is nobody who speaks
            if heard_s - together_s < min(self.silence_s, _SOFT_WORDS_S):
                # Very soft, or a recogniser that hears words in a breath: not for ever.
                quiet_s = max(0.0, quiet_s - self.silence_s - _WORDLESS_S)
        if quiet_s >= self.silence_s:
            return "done"
        return "silent" if self.silent_s >= _LEAST_S else "speaking"

    # ---- the level -----------------------------------------------------------------------------

    def _listen(self, at_s: float, step_s: float, dbfs: float) -> None:
        recent = self._recent
        recent.append(_Look(at_s, dbfs))
        while recent[0].at_s < at_s - _NOISE_S:
            recent.popleft()
        levels = sorted(look.dbfs for look in recent)
        noise_dbfs = levels[int(_NOISE_SHARE * len(levels))]
        if dbfs >= noise_dbfs + _OUT_OF_NOISE_DB:
            self._voice_counts[round(dbfs - _FLOOR_DBFS)] += 1
        if dbfs >= self._least_dbfs(noise_dbfs):
            if self._loud_since_s is None:
                self._loud_since_s = at_s - step_s
            if at_s - self._loud_since_s >= _LEAST_S:
                self._spoke_s = at_s
                self._loud_total_s += step_s
        else:
            self._loud_since_s = None

    def _least_dbfs(self, noise_dbfs: float) -> float:
        """The level from which on a sound is a voice: half way up from the noise to the voice."""
        total = sum(self._voice_counts)
        wanted, voice_dbfs = _VOICE_SHARE * total, noise_dbfs + 2 * _OUT_OF_NOISE_DB
        for step, count in enumerate(self._voice_counts):
            wanted -= count
            if wanted <= 0 and total:
                voice_dbfs = max(voice_dbfs, step + _FLOOR_DBFS)
                break
        self._clear_db = voice_dbfs - noise_dbfs
        return max((noise_dbfs + voice_dbfs) / 2, voice_dbfs - _BREATH_DB, noise_dbfs + _OUT_OF_NOISE_DB)
