"""Drills done for real: a beep from the loudspeaker, speech into the microphone, heard, cut, judged, kept."""

from __future__ import annotations

import random
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from rehearse.analysis.drills import Condition, Drill, Round
from rehearse.audio import portaudio
from rehearse.audio.decode import decode_speech
from rehearse.audio.lead_in import BEEP_HZ
from rehearse.drilling.begin import DrillRunner, begin
from rehearse.drilling.status import DrillStatus
from rehearse.files import assets_folder
from rehearse.library.takes import Take, TakeState
from rehearse.paths import Paths
from rehearse.settings import SettingsStore
from rehearse.studio import Studio
from tests.helpers.commands import SAMPLES
from tests.helpers.virtual_mic import MICROPHONE_NAME, VirtualMicrophone, wait_for, write_wav

#: Long enough for a busy machine; nothing here is a measurement.
PATIENCE_S = 120.0


@pytest.fixture
def studio(private_home: Path, virtual_microphone: VirtualMicrophone) -> Iterator[Studio]:
    paths = Paths.below(private_home)
    settings = SettingsStore(paths.settings)
    settings.update(input_device=MICROPHONE_NAME, stop_after_silence_s=1.5)
    made = Studio(paths, settings)
    made.load_engine()
    yield made
    assert not portaudio.in_use(), "a stream was left open"
    made.close()


@pytest.fixture
def open_air(virtual_microphone: VirtualMicrophone) -> Iterator[None]:
    """The microphone hears the loudspeaker, as it does on every desk."""
    made = subprocess.run(
        [
            *("pactl", "load-module", "module-loopback", "latency_msec=40"),
            f"source={virtual_microphone.speaker}.monitor",
            f"sink={virtual_microphone.sink}",
        ],
        check=True, capture_output=True, text=True, timeout=20,
    )  # fmt: skip
    yield
    subprocess.run(["pactl", "unload-module", made.stdout.strip()], check=True, timeout=20)


def spoken(folder: Path, *, from_s: float = 0.0) -> Path:
    """“Hi, this is Bob Smith …” from its first word on, or from a later second on."""
    pcm = np.frombuffer(b"".join(decode_speech(SAMPLES / "bare-callback.flac")), "<i2")[
        round(from_s * 16_000) :
    ]
    first = int(np.flatnonzero(np.abs(pcm.astype(int)) > 700)[0])
    return write_wav(folder / f"spoken-{from_s:g}.wav", pcm[max(0, first - 80) :].tobytes())


@pytest.fixture
def message(tmp_path: Path) -> Path:
    return spoken(tmp_path)


@pytest.fixture
def number(tmp_path: Path) -> Path:
    """Its end alone, three seconds: the number."""
    return spoken(tmp_path, from_s=3.95)


def until(runner: DrillRunner, *phases: str) -> DrillStatus:
    wait_for(lambda: runner.status().phase in phases, f"the phase {' or '.join(phases)}", PATIENCE_S)
    return runner.status()


def drill(*rounds: Round, **more: object) -> Drill:
    return Drill("test", "Test", "t", "s", rounds, **more)  # type: ignore[arg-type]


def pcm_of(path: Path) -> np.ndarray:
    """A file at 16 kHz, as floats."""
    return np.frombuffer(b"".join(decode_speech(path)), "<i2").astype(np.float64) / 32768


def likeness(sound: np.ndarray, name: str) -> float:
    """How much of one of the program's own sounds is in a recording; 1 is the sound itself."""
    own = pcm_of(assets_folder() / "sounds" / f"{name}.flac")
    size = 1 << int(np.ceil(np.log2(len(sound) + len(own))))
    found = np.fft.irfft(np.fft.rfft(sound, size) * np.conj(np.fft.rfft(own, size)), size)
    return float(np.abs(found).max() / np.sum(own**2))


def take_of(studio: Studio, status: DrillStatus) -> Take:
    assert status.attempt is not None
    assert status.attempt.take_id is not None
    return studio.library.take(status.attempt.take_id)


@pytest.mark.slow
def test_hands_free_from_the_beep_to_the_verdict(
    studio: Studio, open_air: None, message: Path, virtual_microphone: VirtualMicrophone
) -> None:
    runner = begin(studio, drill(Round(Condition(length_most_s=20.0), limit_s=40.0)))
    runner.start()
    until(runner, "speaking")
    virtual_microphone.speak(message, wait=False)  # with the beep's end in the ear
    status = until(runner, "done")
    assert status.unheard == ""
    assert status.attempt is not None
    assert (status.attempt.outcome, status.attempt.ended) == ("passed", "silence")
    assert dict(status.attempt.values)["length_most_s"] == pytest.approx(7.4, abs=1.0)
    assert (status.run.state, status.run.passed) == ("done", True)
    take = take_of(studio, status)
    assert take.state is TakeState.SCORED
    assert take.transcript is not None
    assert take.transcript.text.startswith("hi this is bob smith"), take.transcript.text
    first_s = pcm_of(take.audio_path)[:16_000].reshape(-1, 320)
    turn = np.exp(-2j * np.pi * BEEP_HZ * np.arange(320) / 16_000)
    assert float(np.max(2 * np.abs(first_s @ turn / 320) ** 2)) < 1e-3, "the beep is not in the take"
    assert runner.close(PATIENCE_S)
    assert studio.library.drill_runs.get(runner.run_id).attempts == status.run.attempts


@pytest.mark.slow
def test_the_line_goes_dead_while_somebody_speaks(
    studio: Studio, open_air: None, message: Path, virtual_microphone: VirtualMicrophone
) -> None:
    cut = Round(Condition(number_out=True), ends="cut", cut_s=(2.0, 4.0))
    runner = begin(studio, drill(cut), chance=random.Random(7))
    drawn_s = random.Random(7).uniform(2.0, 4.0)
    runner.start()
    until(runner, "speaking")
    virtual_microphone.speak(message, wait=False)
    status = until(runner, "done")
    take = take_of(studio, status)
    assert status.attempt is not None
    assert (status.attempt.outcome, status.attempt.ended) == ("missed", "cut")
    assert status.attempt.cut_s == take.duration_s
    assert take.duration_s is not None
    assert drawn_s <= take.duration_s, "not before its time"
    (miss,) = status.attempt.misses
    assert "your whole number was not out yet" in miss.sentence
    assert runner.close(PATIENCE_S)
    assert likeness(pcm_of(take.audio_path), "line-dead") < 0.2, "the tone is never in a recording"


@pytest.mark.slow
def test_the_sounds_after_a_take_are_heard(
    studio: Studio, virtual_microphone: VirtualMicrophone, tmp_path: Path
) -> None:
    ear = virtual_microphone.hear(tmp_path / "heard.wav")
    try:
        runner = begin(studio, drill(Round(Condition(length_least_s=5.0), ends="speaker", limit_s=1.0)))
        runner.start()
        until(runner, "done")
        assert runner.close(PATIENCE_S)
    finally:
        ear.terminate()
        ear.wait(timeout=20)
    heard = pcm_of(tmp_path / "heard.wav")
    assert likeness(heard, "beep") > 0.5
    assert likeness(heard, "line-dead") > 0.5


@pytest.mark.slow
def test_in_a_row_a_miss_begins_anew_and_the_time_limit_ends_a_round(
    studio: Studio, number: Path, virtual_microphone: VirtualMicrophone
) -> None:
    """Two rounds in a row: passed by silence, missed by the limit in the middle of the words."""
    easy = Round(Condition(length_most_s=20.0), ends="silence", silence_s=1.0, limit_s=40.0)
    short = Round(Condition(length_most_s=20.0), limit_s=1.5)
    runner = begin(studio, drill(easy, short, rest_s=0.2, in_a_row=True))
    runner.start()
    until(runner, "speaking")
    virtual_microphone.speak(number, wait=False)
    wait_for(lambda: len(runner.status().run.attempts) == 1, "the first verdict", PATIENCE_S)
    wait_for(lambda: runner.status().phase == "speaking", "the second round", PATIENCE_S)
    virtual_microphone.speak(number, wait=False)
    wait_for(lambda: len(runner.status().run.attempts) == 2, "the second verdict", PATIENCE_S)
    status = until(runner, "lead_in")
    first, second = status.run.attempts
    assert (first.outcome, first.ended) == ("passed", "silence")
    assert (second.outcome, second.ended) == ("missed", "limit")
    assert "still speaking" in second.misses[0].sentence
    assert status.round_ == 0, "all over again"
    assert runner.close(PATIENCE_S)
    assert len(studio.takes()) == 2, "no take of the beep that was broken off"


@pytest.mark.slow
def test_by_hand_a_key_ends_it_and_a_pause_keeps_what_was_said(
    studio: Studio, number: Path, virtual_microphone: VirtualMicrophone
) -> None:
    studio.settings.update(drill_hands_free=False)
    runner = begin(studio, drill(*(Round(Condition(length_most_s=20.0), limit_s=60.0),) * 2))
    runner.start()
    until(runner, "speaking")
    virtual_microphone.speak(number)
    time.sleep(2.5)  # longer than the silence that would end it
    assert runner.status().phase == "speaking"
    runner.press()
    status = until(runner, "verdict")
    assert status.attempt is not None
    assert (status.attempt.outcome, status.attempt.ended) == ("passed", "speaker")
    assert status.left_s is None, "without a rest it waits"
    runner.press()
    until(runner, "speaking")
    virtual_microphone.speak(number)
    runner.pause()
    status = until(runner, "paused")
    assert status.attempt is not None
    assert status.attempt.outcome == "void"
    take = take_of(studio, status)
    assert take.state is TakeState.SCORED, "it has its words all the same"
    wait_for(lambda: not portaudio.in_use(), "the microphone to be let go", PATIENCE_S)
    runner.press()
    until(runner, "speaking")
    wait_for(lambda: runner.status().live is not None, "the take", PATIENCE_S)
    virtual_microphone.speak(number)
    runner.discard()
    status = until(runner, "paused")
    assert len(status.run.attempts) == 2
    assert len(studio.takes()) == 2
    assert len(studio.takes(deleted=True)) == 1
    assert runner.close(PATIENCE_S)


@pytest.mark.slow
def test_a_take_is_never_lost_to_a_window_that_closes(
    studio: Studio, number: Path, virtual_microphone: VirtualMicrophone
) -> None:
    runner = begin(studio, drill(*(Round(Condition(length_most_s=20.0)),) * 2))
    runner.start()
    until(runner, "speaking")
    virtual_microphone.speak(number)
    assert runner.close(PATIENCE_S)
    (take,) = studio.takes()
    assert take.duration_s is not None
    assert take.duration_s > 2.0
    run = studio.library.drill_runs.get(runner.run_id)
    assert run.state == "open"
    assert [one.outcome for one in run.attempts] == ["void"]


@pytest.mark.slow
def test_without_a_model_the_take_is_kept_and_the_round_comes_again(
    studio: Studio, number: Path, virtual_microphone: VirtualMicrophone
) -> None:
    runner = begin(studio, drill(*(Round(Condition(length_most_s=20.0)),) * 2))
    studio.settings.update(model="nowhere")
    runner.start()
    until(runner, "speaking")
    virtual_microphone.speak(number)
    runner.press()
    status = until(runner, "paused")
    assert status.problem is not None
    assert "nowhere" in str(status.problem)
    assert status.attempt is not None
    assert (status.attempt.outcome, status.attempt.problem) == ("void", str(status.problem))
    assert (take_of(studio, status).duration_s or 0.0) > 2.0
    studio.settings.update(model=None)
    runner.press()
    until(runner, "speaking")
    virtual_microphone.speak(number)
    runner.press()
    status = until(runner, "verdict")
    assert [one.outcome for one in status.run.attempts] == ["void", "passed"]
    assert runner.close(PATIENCE_S)
