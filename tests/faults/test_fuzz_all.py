"""A short slice of `tests.faults.fuzz`, the same inputs every time, and that it notices what it is for."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults import fuzz
from tests.helpers import (
    audio_soup,
    calls_soup,
    library_soup,
    model_soup,
    profile_soup,
    rubric_soup,
    settings_soup,
    zip_soup,
)

linux = pytest.mark.skipif(sys.platform != "linux", reason="a process is copied as it stands")


def test_mutated_recordings_are_read_or_told() -> None:
    names = ("speech.wav", "float.wav", "speech.flac", "phone.mp3", "memo.m4a", "note.ogg", "phone.amr")
    became = Counter(
        audio_soup.check_bytes(audio_soup.mutated(random.Random(number), names)) for number in range(40)
    )
    # Else the accidents are too mild, or so bad that no sound is ever reached.
    assert min(became["read"], became["refused"]) > 5, became


@pytest.mark.parametrize(
    ("check", "mutated", "count"),
    [
        (profile_soup.check_bytes, profile_soup.mutated, 80),
        (rubric_soup.check_bytes, rubric_soup.mutated, 80),
        (settings_soup.check_bytes, settings_soup.mutated, 60),
        (calls_soup.check_bytes, calls_soup.mutated, 15),
        (model_soup.check_bytes, model_soup.mutated, 60),
        (zip_soup.check_bytes, zip_soup.random_input, 60),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_mutated_files_are_read_or_told(
    check: Callable[[bytes], str], mutated: Callable[[random.Random], bytes], count: int
) -> None:
    became = Counter(check(mutated(random.Random(number))) for number in range(count))
    assert len(became) > 1, became
    assert min(became.values()) > 2, became


def test_damaged_libraries_keep_every_take_with_a_whole_sound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        home = tmp_path / str(number)
        shutil.copytree(library_soup.template(), home)
        monkeypatch.setenv("REHEARSE_HOME", str(home))
        library_soup.check_library(home, library_soup.damage(home, random.Random(number)))


# ---- the command itself ------------------------------------------------------------------------------


def _raises(_data: bytes) -> None:
    raise ZeroDivisionError("of ours")


def _dies(_data: bytes) -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def _hangs(_data: bytes) -> None:
    time.sleep(600)


def _eats(_data: bytes) -> None:
    bytearray(fuzz.MEMORY_MB * 1_100_000)


@linux
@pytest.mark.parametrize(
    ("check", "how", "said"),
    [
        (lambda _data: "well", "ok", "well"),
        (_raises, "raised", "ZeroDivisionError"),
        (_dies, "died", "-11"),
        (_eats, "raised", "MemoryError"),
    ],
)
def test_each_end_of_an_input_is_told_apart(check: Callable[[bytes], object], how: str, said: str) -> None:
    end = fuzz._in_a_copy(check, b"", 120.0)
    assert end.how == how
    assert said in end.said


@linux
def test_an_input_that_never_ends_is_ended() -> None:
    assert fuzz._in_a_copy(_hangs, b"", 0.2).how == "hung"


@linux
def test_the_command_runs_kinds_from_a_seed(capfd: pytest.CaptureFixture[str]) -> None:
    assert fuzz.main(["rubrics", "decks", "--count", "6", "--seed", "7"]) == 0
    out = capfd.readouterr().out
    assert "6 rubrics: no fault" in out
    assert "6 lists of prospects: no fault" in out


@linux
def test_a_fault_is_named_and_makes_the_status(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rubric_soup, "check_bytes", _raises)
    assert fuzz.main(["rubrics", "--count", "2", "--seed", "7"]) == 1
    out, err = capfd.readouterr()
    assert "2 rubrics: 2 FAULTS" in out
    assert "rubrics 1 of seed 7 raised" in err
