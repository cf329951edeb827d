"""Checks of how it is said: the pace and the sound."""

from __future__ import annotations

from rehearse.analysis.message import Message
from rehearse.analysis.profiles import Profile
from rehearse.analysis.result import Band, Check, SoundFacts, Timing
from rehearse.i18n import _

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
    return Check("level", band, value, "dBFS", target, reason.format(value=value), (), LEVEL_SOURCE)
