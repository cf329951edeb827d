"""Checks of how it is said: pace, silences, fillers and the sound."""

from __future__ import annotations

import math
from collections.abc import Sequence

from rehearse.analysis.message import Message
from rehearse.analysis.profiles import Profile
from rehearse.analysis.result import Band, Check, Evidence, Filler, Pause, Phone, SoundFacts, Timing
from rehearse.i18n import _, ngettext
from rehearse.speech.transcript import Span

#: People write a number down: a silence in it, right after it or in the few words that announce it
#: ("you can reach me at") is meant.  Rehearse's own bound.
ANNOUNCING_WORDS = 5

#: One filler is human however short the message, and fewer than this never make a take "not ready".
INNOCENT_FILLERS, MANY_FILLERS = 1, 5

#: Levels of the sound, dB relative to full scale; see `level_check`.
SILENT_PEAK_DBFS = -60.0
QUIET_OFF_DBFS, QUIET_NEAR_DBFS = -45.0, -35.0
NOISE_OFF_DB, NOISE_NEAR_DB = 6.0, 12.0
CLIPPED_OFF, CLIPPED_NEAR = 0.002, 0.0001
LEVEL_SOURCE = "Rehearse's own bounds for speech that a phone line still carries"


def pace_check(message: Message, timing: Timing, profile: Profile) -> Check:
    pace = profile.pace
    goal = (pace.good_slow_wpm, pace.good_fast_wpm)
    if timing.wpm is None:
        if message.kind == "text":
            reason = _("A written text has no pace; say it to find out.")
        else:
            reason = _("Too few words were heard to tell the pace.")
        return Check("pace", "unknown", None, "wpm", goal, reason, (), pace.source)
    wpm = timing.wpm
    n = round(wpm)
    band: Band = "good"
    if wpm < pace.off_slow_wpm or wpm > pace.off_fast_wpm:
        band = "off"
    elif wpm < pace.good_slow_wpm or wpm > pace.good_fast_wpm:
        band = "near"
    if band == "good":
        reason = _("{n} words a minute is easy to follow.")
    elif wpm > pace.good_fast_wpm:
        reason = _("{n} words a minute is fast for a stranger; slow down to {high:g} or less.")
    else:
        reason = _("{n} words a minute is slow; {low:g} or more keeps them listening.")
    reason = reason.format(n=n, low=goal[0], high=goal[1])
    return Check("pace", band, float(n), "wpm", goal, reason, message.whole, pace.source)


def pauses_check(message: Message, timing: Timing, phone: Phone, profile: Profile) -> Check:
    """Dead air before the first word and long silences inside; the value counts both.

    A silence at the number counts only once it is dead air, and then as near at most.
    """
    target = profile.pauses
    goal = (0, 0)
    if timing.pauses is None or timing.message_s is None:
        if message.kind == "text":
            reason = _("A written text has no silences; say it to find out.")
        else:
            reason = _("No words were heard, so there are no silences between them.")
        return Check("pauses", "unknown", None, "pauses", goal, reason, (), target.source)
    # Word times come as sums of steps, so a silence of just the bound may miss it by a hair.
    long_s, off_s = target.long_s - 1e-6, target.off_s - 1e-6
    lead_s = timing.lead_silence_s or 0.0
    long = [pause for pause in timing.pauses if pause.span.duration_s >= long_s]
    at_number = [pause for pause in long if _at_number(pause, phone)]
    counted = [p for p in long if p not in at_number or p.span.duration_s >= off_s]
    n = len(counted) + (lead_s >= long_s)
    if not n:
        reason = (
            _("The only long silence is at your number, where they write it down.")
            if at_number
            else _("No silence is long enough to lose them.")
        )
        return Check("pauses", "good", 0, "pauses", goal, reason, (), target.source)
    worst_s = max([lead_s] + [p.span.duration_s for p in counted if p not in at_number])
    band: Band = "off" if worst_s >= off_s else "near"
    reasons = []
    if lead_s >= long_s:
        reasons.append(
            _("There are {s} seconds of silence before your first word.").format(s=_tenths(lead_s))
        )
    if counted:
        longest = max(counted, key=lambda pause: pause.span.duration_s)
        reasons.append(
            ngettext(
                "After “{word}” you are silent for {s} seconds.",
                "You fall silent {n} times, for {s} seconds after “{word}”.",
                len(counted),
            ).format(
                n=len(counted),
                s=_tenths(longest.span.duration_s),
                word=message.words[longest.after_word].text.rstrip(".,!?;:"),
            )
        )
    evidence = [Evidence(0, 1, Span(0.0, lead_s))] if lead_s >= long_s else []
    evidence += [_around(message, pause) for pause in counted]
    return Check("pauses", band, n, "pauses", goal, " ".join(reasons), tuple(evidence), target.source)


def _tenths(seconds: float) -> str:
    return f"{seconds:.1f}".removesuffix(".0")


def _at_number(pause: Pause, phone: Phone) -> bool:
    return any(
        number.first_word - 1 - ANNOUNCING_WORDS <= pause.after_word < number.last_word
        for number in phone.numbers
    )


def _around(message: Message, pause: Pause) -> Evidence:
    """The words on both sides of a silence, to be played with it."""
    first, last = pause.after_word, min(pause.after_word + 2, len(message.words))
    words = message.span(first, last) or pause.span
    return Evidence(first, last, Span(words.start_s, max(words.end_s, pause.span.end_s)))


def fillers_check(message: Message, fillers: Sequence[Filler] | None, profile: Profile) -> Check:
    """How many fillers there are, judged as a part of the words; counts, since rates mislead.

    In a message of 50 words one filler is already three a minute.
    """
    target = profile.fillers
    if fillers is None:
        reason = unheard_fillers(message)
        return Check("fillers", "unknown", None, "fillers", None, reason, (), target.source)
    n_words = round(sum(message.spoken_lengths)) + sum(filler.between for filler in fillers)
    n = len(fillers)
    most = max(INNOCENT_FILLERS, math.floor(target.good_share * n_words + 1e-9))
    many = max(MANY_FILLERS, most + 1, math.ceil(target.off_share * n_words - 1e-9))
    band: Band = "good" if n <= most else "near" if n < many else "off"
    text = fillers[0].text if fillers else ""
    if not n:
        # Heard or not is all a recording can tell: the built-in model hears one "um" in four.
        reason = (
            _("There is no filler in it.")
            if message.kind == "text"
            else _("No filler was heard for certain, which does not mean that none was said.")
        )
    elif band == "good":
        reason = ngettext(
            "{n} filler, “{text}”, takes nothing away.",
            "{n} fillers, such as “{text}”, take nothing away.",
            n,
        )
    elif band == "near":
        reason = _("{n} fillers in {words} words, such as “{text}”: a short silence sounds surer.")
    else:
        reason = _("{n} fillers in {words} words, such as “{text}”, hide what you say: breathe instead.")
    reason = reason.format(n=n, words=n_words, text=text)
    if n and message.kind == "audio" and message.hears_fillers is False:
        reason += " " + _("This speech model leaves out “um” and “uh”.")
    evidence = tuple(Evidence(f.first_word, f.last_word, f.span) for f in fillers)
    return Check("fillers", band, n, "fillers", (0, most), reason, evidence, target.source)


def unheard_fillers(message: Message) -> str:
    """Why it is not known whether there are fillers."""
    if not message.words:
        return _("There are no words to judge.")
    if message.hears_fillers is False:
        return _("This speech model leaves out “um” and “uh”, so it cannot tell.")
    return _("None was heard, but this speech model may not hear “um” and “uh”.")


def level_check(sound: SoundFacts | None) -> Check:
    """Silent, clipped, too quiet or too noisy; the value is the level of the speech.

    Without `sound` it is unknown.
    """
    if sound is None:
        reason = _("The level of the sound was not measured.")
        return Check("level", "unknown", None, "dBFS", None, reason, (), LEVEL_SOURCE)
    speech = sound.speech_dbfs
    if speech is None:
        speech = sound.rms_dbfs
    value = None if speech is None else round(speech, 1)
    target = (QUIET_NEAR_DBFS, 0.0)
    band: Band = "good"
    if speech is None or sound.peak_dbfs is None or sound.peak_dbfs < SILENT_PEAK_DBFS:
        band, reason = "off", _("The microphone gave only silence: check that it is on and allowed.")
    elif sound.clipped_fraction >= CLIPPED_OFF:
        band, reason = "off", _("The sound is clipped: move back or turn the microphone down.")
    elif speech < QUIET_OFF_DBFS:
        band, reason = "off", _("At {value:g} dB your voice is hard to hear: move closer or turn it up.")
    elif sound.noise_dbfs is not None and speech - sound.noise_dbfs < NOISE_OFF_DB:
        band, reason = "off", _("The noise is nearly as loud as your voice: find a quieter place.")
    elif sound.clipped_fraction >= CLIPPED_NEAR:
        band, reason = "near", _("The loudest syllables are clipped: move back a little.")
    elif speech < QUIET_NEAR_DBFS:
        band, reason = "near", _("At {value:g} dB your voice is a little quiet.")
    elif sound.noise_dbfs is not None and speech - sound.noise_dbfs < NOISE_NEAR_DB:
        band, reason = "near", _("There is much noise behind your voice.")
    else:
        reason = _("Your voice is loud and clear enough.")
    reason = reason.format(value=value)
    if sound.loudness_lufs is not None:
        loudness = f"{sound.loudness_lufs:.0f}".replace("-", "−")
        reason += " " + _("(Loudness: {n} LUFS.)").format(n=loudness)
    return Check("level", band, value, "dBFS", target, reason, (), LEVEL_SOURCE)
