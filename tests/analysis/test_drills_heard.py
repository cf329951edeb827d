"""Every built-in drill with spoken takes, through the recogniser and the starter model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from rehearse.analysis.analyse import analyse
from rehearse.analysis.drill_judge import judge
from rehearse.analysis.drills import DrillFacts, DrillVerdict
from rehearse.analysis.message import Message
from rehearse.analysis.result import Analysis, SoundFacts
from rehearse.audio.decode import decode_speech
from rehearse.audio.envelope import sound_facts
from rehearse.audio.format import SPEECH_FORMAT
from rehearse.audio.wav import GrowingWav
from rehearse.files import assets_folder, builtin_models_folder
from rehearse.speech.transcribe import transcribe
from rehearse.speech.vosk_engine import VoskEngine
from tests.conftest import ROOT
from tests.helpers import shipped
from tests.helpers.drill_takes import builtin

SPEECH = ROOT / "tests" / "data" / "speech"
SAMPLES = assets_folder() / "samples"

#: The number that voicemail.flac and short-reason.flac give.
OWN = "+1 415 555 0142"


class Sound(NamedTuple):
    """A file's first `cut_s` seconds (None: all of it), and `more_s` of a quiet room."""

    file: Path
    cut_s: float | None = None
    more_s: float = 0.0


SOUNDS = {
    # Number at once, a story, number again: 16 s.
    "early": Sound(SPEECH / "voicemail.flac"),
    "early, cut": Sound(SPEECH / "voicemail.flac", 10.5),
    # The reason comes first and the number last: 10 s.
    "short": Sound(SPEECH / "short-reason.flac"),
    "short, cut": Sound(SPEECH / "short-reason.flac", 9.6),
    # News about them, a list to send, and then the number: 21 s.
    "late": Sound(SAMPLES / "late-number.flac"),
    "brochure, cut": Sound(SAMPLES / "brochure.flac", 12.0),
    "line": Sound(SPEECH / "coach-line.flac", None, 5.0),
}


class Heard(NamedTuple):
    analysis: Analysis
    cut_s: float | None


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Heard]]:
    """Every sound, decoded once for all tests here."""
    engine = VoskEngine(builtin_models_folder() / "starter-en-us", "starter-en-us")
    folder = tmp_path_factory.mktemp("takes")
    takes = {}
    for name, sound in SOUNDS.items():
        path = folder / f"{name}.wav"
        write(path, sound)
        transcript = transcribe(engine, decode_speech(path))
        facts = SoundFacts(**asdict(sound_facts(path, [word.span for word in transcript.words])))
        analysis = analyse(
            Message.from_transcript(transcript),
            profile=shipped.profiles()["short"],
            packs=shipped.packs(),
            sound=facts,
        )
        takes[name] = Heard(analysis, sound.cut_s)
    yield takes
    engine.close()


def write(path: Path, sound: Sound) -> None:
    pcm = b"".join(decode_speech(sound.file))
    if sound.cut_s is not None:
        pcm = pcm[: round(sound.cut_s * SPEECH_FORMAT.rate_hz) * 2]
    room = np.random.default_rng(1).normal(0, 3, round(sound.more_s * SPEECH_FORMAT.rate_hz))
    file = GrowingWav.create(path, SPEECH_FORMAT)
    file.write(pcm + np.rint(room).astype("<i2").tobytes())
    file.close()


def verdicts(heard: dict[str, Heard], drill_id: str, name: str, own: str = OWN) -> list[DrillVerdict]:
    analysis, cut_s = heard[name]
    facts = DrillFacts(own_number=own, ended="speaker" if cut_s is None else "cut", cut_s=cut_s)
    return [judge(round_.condition, analysis, facts) for round_ in builtin()[drill_id].rounds]


PASSES = {
    "twenty-seconds": "early",
    "ladder": "short",
    "number-first": "early",
    "say-it-so-they-can-write-it": "early",
    "half-a-message": "early, cut",
    "no-pitch": "early",
    "reason-in-five": "short",
    "them-first": "late",
    "say-it-then-stop": "line",
    "cold-card": "early",
    "call-block": "early",
}
MISSES = {
    "twenty-seconds": ("late", {"length_most_s"}),
    "ladder": ("late", {"length_most_s"}),
    "number-first": ("short", {"number_within"}),
    "say-it-so-they-can-write-it": ("late", {"number_heard"}),
    "half-a-message": ("short, cut", {"number_out"}),
    "no-pitch": ("brochure, cut", {"no_pitch"}),
    "reason-in-five": ("early", {"reason_within_s"}),
    "them-first": ("early", {"opening_about_them"}),
    "say-it-then-stop": ("short", {"line", "silence_after_s"}),
    "cold-card": ("short", {"number_within"}),
    "call-block": ("late", {"length_most_s", "number_within"}),
}


def test_all_built_in_drills_are_tried() -> None:
    assert set(PASSES) == set(MISSES) == set(builtin())


@pytest.mark.parametrize("drill_id", PASSES)
def test_a_spoken_take_passes(heard: dict[str, Heard], drill_id: str) -> None:
    for verdict in verdicts(heard, drill_id, PASSES[drill_id]):
        assert verdict.misses == ()
        assert verdict.passed


@pytest.mark.parametrize("drill_id", MISSES)
def test_a_spoken_take_misses(heard: dict[str, Heard], drill_id: str) -> None:
    name, measures = MISSES[drill_id]
    last = verdicts(heard, drill_id, name)[-1]
    assert not last.passed
    assert not last.unknown
    assert {miss.measure for miss in last.misses} == measures


def test_a_number_that_is_not_ones_own(heard: dict[str, Heard]) -> None:
    for verdict in verdicts(heard, "say-it-so-they-can-write-it", "early", own="415-555-0143"):
        (miss,) = verdict.misses
        assert miss.sentence == "(415) 555-0142 was heard, and your number is 415-555-0143."
        (evidence,) = miss.evidence
        assert evidence.span is not None


def test_the_rungs_of_the_ladder(heard: dict[str, Heard]) -> None:
    assert [verdict.passed for verdict in verdicts(heard, "ladder", "early")] == [True, True, False]
    assert [verdict.passed for verdict in verdicts(heard, "ladder", "late")] == [True, False, False]


def test_a_line_cut_in_the_middle_of_the_number(heard: dict[str, Heard]) -> None:
    (verdict,) = verdicts(heard, "half-a-message", "short, cut")
    (miss,) = verdict.misses
    assert miss.sentence == "The line was cut after 9.6 seconds, and your whole number was not out yet."
    assert heard["short, cut"].analysis.phone.numbers


def test_a_silence_that_was_not_held(heard: dict[str, Heard]) -> None:
    """The silence is measured in the sound, and not by when somebody pressed a key."""
    timing = heard["line"].analysis.timing
    assert timing.tail_silence_s is not None
    assert 5.0 < timing.tail_silence_s < 7.0
