"""Kills of the real `rehearse record` and `rehearse drill run`: while it records, stops, and listens back.

What PortAudio handed over is written aside by the very process that is killed, before the program gets it.
"""

from __future__ import annotations

import random
import shutil
import wave
from collections.abc import Callable
from pathlib import Path

from rehearse.library.library import Library
from rehearse.library.takes import Take
from rehearse.paths import Paths
from rehearse.settings import SettingsStore
from tests.faults.killing import Killed, Start, Tally, kill, moments, next_start, rounds
from tests.helpers import virtual_mic
from tests.helpers.virtual_mic import MICROPHONE_NAME, VirtualMicrophone

#: How long after the first sound a recording is killed at most.
_LATEST_S = 1.5
#: How long the recordings are that are killed at their end.
_STOPPED_S = 0.6
#: Stopping takes a tenth of this; the rest of it falls into what comes after.
_STOP_S = 0.25
#: Listening to them takes about this long where the model is still being loaded.
_SCORE_S = 2.0
#: A drill whose line is cut soon: thinking is skipped, beep, a round, its verdict, the next one.
_ROUND = """
[[round]]
ends = "cut"
cut_s = [1.0, 2.0]

[round.condition]
length_most_s = 20
"""
_DRILL = 'title = "Cut"\ntrains = "Being cut off."\nsource = "These tests"\nrest_s = 0.5\n' + 3 * _ROUND
_DRILL_S = 6.0


def recording(folder: Path, *, count: int, seed: int) -> Tally:
    """Somebody speaks: killed up to one and a half seconds after the first sound."""
    return _kill_takes("recording", folder, count, seed)


def stop(folder: Path, *, count: int, seed: int) -> Tally:
    """The recording is being ended: its file completed, its row settled."""
    return _kill_takes("stop", folder, count, seed)


def scoring(folder: Path, *, count: int, seed: int) -> Tally:
    """The sound is safe and told to be: it is listened to, judged, stored."""
    return _kill_takes("scoring", folder, count, seed)


def _kill_takes(place: str, folder: Path, count: int, seed: int) -> Tally:
    microphone = virtual_mic.ensure()
    chance = random.Random(f"{seed} {place}")
    noise = _noise(folder, chance)
    tally = Tally(place)
    for number in rounds(tally, count):
        home, heard = folder / f"home-{number}", folder / f"heard-{number}"
        arguments = ["record", "--device", MICROPHONE_NAME]
        if place != "recording":
            arguments += ["--seconds", str(_STOPPED_S)]
        killed = _killed(
            microphone,
            noise,
            ["-m", "tests.helpers.overheard", heard, *arguments],
            home,
            after_s=moments(chance, {"recording": _LATEST_S, "stop": _STOP_S, "scoring": _SCORE_S}[place]),
            seen=None
            if place == "scoring"
            else _sounds(heard, 0.0 if place == "recording" else _STOPPED_S - 0.05),
            until=lambda line: "Kept as take" in line,
        )
        tally.kills += not killed.at_once
        tally.at_once += killed.at_once
        start = next_start(home, tally)
        _check_one(tally, start, Path(f"{heard}.1"), killed)
        shutil.rmtree(home)
    return tally


def _check_one(tally: Tally, start: Start, heard: Path, killed: Killed) -> None:
    tally.takes += 1
    if len(start.takes) != 1:
        tally.lose(f"{len(start.takes)} takes in place of one")
        return
    (take,) = start.takes.values()
    _compare(take, heard, tally)
    if any("Kept as take" in line for line in killed.lines):
        tally.require(not take.recovered, "a take that was told to be kept had to be recovered")
    elif tally.place == "recording":
        tally.require(take.recovered and start.recovered == [take.id], "it was not offered as recovered")


def _compare(take: Take, heard: Path, tally: Tally, *, from_its_start: bool = True) -> None:
    """Whether a take is what was heard, and what is missing of it at its end."""
    truth = heard.read_bytes()
    kept, rate_hz = b"", _rate_hz()
    if take.format is not None:
        with wave.open(str(take.audio_path), "rb") as file:
            kept, rate_hz = file.readframes(file.getnframes()), file.getframerate()
            tally.require(file.getnframes() == take.n_frames, "the row tells another length than the file")
    at = 0
    if not from_its_start:  # the microphone was open before: the beep is no part of the take
        begin = heard.with_name(f"{heard.name}.begin")
        begun = int(begin.read_text() or len(truth)) if begin.exists() else len(truth)
        at = truth.find(kept[: 2 * rate_hz]) if kept else begun
    tally.require(at >= 0 and truth[at : at + len(kept)] == kept, "the recording is not what was heard")
    end = heard.with_name(f"{heard.name}.end")
    due = end.stat().st_size if end.exists() else len(truth)
    tally.missing(max(0, due - max(0, at) - len(kept)) / 2 / rate_hz)


def drill(folder: Path, *, count: int, seed: int) -> Tally:
    """A drill of three rounds, killed in any of its phases."""
    microphone = virtual_mic.ensure()
    chance = random.Random(f"{seed} drill")
    noise = _noise(folder, chance)
    tally = Tally("drill")
    for number in rounds(tally, count):
        home, heard = folder / f"home-{number}", folder / f"heard-{number}"
        paths = Paths.below(home)
        paths.drills.mkdir(parents=True)
        (paths.drills / "cut.toml").write_text(_DRILL)
        SettingsStore(paths.settings).update(first_start_done=True)
        killed = _killed(
            microphone,
            noise,
            ["-m", "tests.helpers.overheard", heard, "drill", "run", "cut", "--device", MICROPHONE_NAME],
            home,
            after_s=moments(chance, _DRILL_S),
            seen=_sounds(heard, 0.0),
        )
        tally.kills += not killed.at_once
        tally.at_once += killed.at_once
        start = next_start(home, tally)
        _check_drill(tally, start, paths, heard, killed)
        shutil.rmtree(home)
    return tally


def _check_drill(tally: Tally, start: Start, paths: Paths, heard: Path, killed: Killed) -> None:
    tally.takes += len(start.takes)
    with Library.open(paths.library) as library:
        runs = library.drill_runs.all()
        if len(runs) != 1:
            tally.lose(f"{len(runs)} runs in place of one")
            return
        for run in library.drill_runs.open_runs():  # gone on with, as the next start does
            library.drill_runs.void_unsettled(run.id)
        (run,) = library.drill_runs.all()
    told = sum(line.lstrip("●✖○+x?- ").startswith(("Passed", "Missed", "Not known")) for line in killed.lines)
    settled = [one for one in run.attempts if one.outcome not in (None, "void")]
    tally.require(len(settled) >= told, f"{told} verdicts were told, {len(settled)} are kept")
    tally.require(all(one.outcome is not None for one in run.attempts), "an attempt was left open")
    tally.require(
        {one.take_id for one in run.attempts} <= set(start.takes), "an attempt speaks of a take that is gone"
    )
    streams = [path for path in heard.parent.glob(f"{heard.name}.*") if path.suffix[1:].isdigit()]
    newest = max(streams, key=lambda path: int(path.suffix[1:]))
    for take in start.takes.values():
        if take.recovered:
            _compare(take, newest, tally, from_its_start=False)


def _killed(
    microphone: VirtualMicrophone,
    noise: Path,
    arguments: list[str | Path],
    home: Path,
    *,
    after_s: float,
    seen: Callable[[], bool] | None,
    until: Callable[[str], bool] = lambda _line: True,
) -> Killed:
    speaker = microphone.speak(noise, wait=False)
    try:
        return kill(arguments, after_s, until=until, seen=seen, home=home)
    finally:
        speaker.kill()
        speaker.wait()


def _sounds(heard: Path, seconds: float) -> Callable[[], bool]:
    """Whether so much has arrived (at the microphone's own 44.1 kHz or less)."""
    first = Path(f"{heard}.1")

    def seen() -> bool:
        try:
            return first.stat().st_size > seconds * 2 * _rate_hz()
        except FileNotFoundError:
            return False

    return seen


def _rate_hz() -> int:
    from rehearse.audio.devices import DeviceKey, find_device

    global _known_rate_hz
    if _known_rate_hz is None:
        _known_rate_hz = find_device("input", DeviceKey(MICROPHONE_NAME, "ALSA")).default_rate_hz
    return _known_rate_hz


_known_rate_hz: int | None = None


def _noise(folder: Path, chance: random.Random) -> Path:
    """Half a minute in which no two stretches are alike."""
    return virtual_mic.write_wav(folder / "noise.wav", chance.randbytes(16_000 * 2 * 30))


__all__ = ["drill", "recording", "scoring", "stop"]
