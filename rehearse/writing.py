"""Scripts while they are written: judged as they will be said, at the speaker's own pace."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rehearse.errors import LibraryError, ScriptMissing

if TYPE_CHECKING:
    from rehearse.analysis.answer import AnswerHeard
    from rehearse.analysis.profiles import Profile
    from rehearse.analysis.result import Analysis
    from rehearse.judging import Judge
    from rehearse.library.library import Library
    from rehearse.library.scripts import Scripts
    from rehearse.live_take import Review
    from rehearse.script.script import Script

#: From so many takes on a median tells of a speaker rather than of one message.
MIN_TAKES = 3
#: What a profile may assume (see `profiles.py`): a pace beyond it is a fault in hearing.
_SLOWEST_WPM, _FASTEST_WPM = 40.0, 400.0


@dataclass(frozen=True, slots=True)
class OwnPace:
    """Words a minute: with `own` the median of the speaker's last `n_takes` takes, else what is assumed.

    Half of those takes lie between `slow_wpm` and `fast_wpm`; both are None where nobody knows.
    """

    wpm: float
    n_takes: int
    own: bool
    slow_wpm: float | None = None
    fast_wpm: float | None = None


@dataclass(frozen=True, slots=True)
class ScriptJudgement:
    """What can be told of a script before it is said.

    All word indices in `analysis` are those of `script.words`; `places[i]` is the half-open range of
    characters of word `i` in the text that was judged.
    `length_s` is the estimate at `pace.wpm`, `length_range_s` (shortest, longest) what half of the takes
    would need; None where their paces are not known.
    `slots` and `open_slots` (without a value) are names, each once, in order.
    `number_slot` names the slot that stands for the phone number while it is open, else "".
    """

    script: Script
    analysis: Analysis
    places: tuple[tuple[int, int], ...]
    pace: OwnPace
    length_s: float
    length_range_s: tuple[float, float] | None
    slots: tuple[str, ...]
    open_slots: tuple[str, ...]
    number_slot: str = ""


def pace_of(paces: Sequence[float], profile: Profile) -> OwnPace:
    """The pace of somebody whose takes were said at `paces` words a minute; the profile's for too few."""
    known = [wpm for wpm in paces if _SLOWEST_WPM <= wpm <= _FASTEST_WPM]
    if len(known) < MIN_TAKES:
        return OwnPace(profile.pace.assumed_wpm, len(known), False)
    import statistics  # a tenth of what a command may take to start

    slow, middle, fast = statistics.quantiles(known, n=4, method="inclusive")
    return OwnPace(middle, len(known), True, slow, fast)


def own_pace(judge: Judge, library: Library, speaker: str | None = None) -> OwnPace:
    """The pace of `speaker`, or of whoever speaks now by the settings.  Raises `LibraryError`."""
    named = judge.settings.value.speaker if speaker is None else speaker
    return pace_of(library.paces.of(named), judge.profile())


def pace_if_known(judge: Judge, open_library: Callable[[], Library]) -> OwnPace:
    """The own pace; what the profile assumes where there is no library: judging words needs none."""
    with contextlib.suppress(LibraryError):
        return own_pace(judge, open_library())
    return OwnPace(judge.profile().pace.assumed_wpm, 0, False)


def judge_script(judge: Judge, text: str, values: Mapping[str, str], pace: OwnPace) -> ScriptJudgement:
    """Judge a script as it will be said with `values` in its slots.  Takes milliseconds.

    Raises `DataError`, in a sentence, for a text that is no script (see `parse_script`).
    """
    from rehearse.analysis.script_words import said_script, told_by_script_words
    from rehearse.script.places import word_places
    from rehearse.script.script import parse_script

    script = parse_script(text)
    said = said_script(script, values, region=judge.settings.value.region)
    profile = judge.profile()
    profile = replace(profile, pace=replace(profile.pace, assumed_wpm=pace.wpm))
    analysis = judge.judge(said.message, profile=profile)
    length_s = analysis.timing.message_s or 0.0
    spread = None
    if pace.slow_wpm is not None and pace.fast_wpm is not None:
        spread = (length_s * pace.wpm / pace.fast_wpm, length_s * pace.wpm / pace.slow_wpm)
    return ScriptJudgement(
        script=script,
        analysis=told_by_script_words(analysis, said),
        places=word_places(text, script),
        pace=pace,
        length_s=length_s,
        length_range_s=spread,
        slots=tuple(dict.fromkeys(slot.name for slot in script.slots)),
        open_slots=said.open_slots,
        number_slot=said.stand_in,
    )


def answer_in(scripts: Scripts, review: Review) -> AnswerHeard | None:
    """Whether the answer of the script a take was made with was heard; None where there is none.

    Raises `LibraryError`.
    """
    from rehearse.analysis.answer import answer_heard
    from rehearse.analysis.message import Message

    take, analysis = review.take, review.analysis
    if take.script_id is None or take.transcript is None or analysis is None:
        return None
    try:
        answer = scripts.get(take.script_id).answer
    except ScriptMissing:
        return None
    if not answer:
        return None
    message = Message.from_transcript(take.transcript)
    return answer_heard(answer, message, phone=analysis.phone, offers=analysis.offers)
