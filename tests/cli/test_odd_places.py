"""Odd things in odd places, from the terminal: one clear sentence, the right status, no hang."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from rehearse.settings import Settings, SettingsStore
from tests.helpers.commands import SAMPLES, command, rehearse


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
def test_a_pipe_where_the_settings_lie_is_told_and_not_waited_for(private_home: Path) -> None:
    config = private_home / "config"
    config.mkdir(parents=True, exist_ok=True)
    os.mkfifo(config / "settings.json")
    done = rehearse("takes")
    assert done.returncode == 0
    assert "cannot be read (it is no ordinary file), so the defaults are used." in done.stderr


def test_settings_of_many_megabytes_are_set_aside_whole(private_home: Path) -> None:
    path = private_home / "config" / "settings.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"speaker": "x" * 3_000_000})
    path.write_text(text)
    store = SettingsStore(path)
    assert store.value == Settings()
    (aside,) = path.parent.glob("settings.bad-*.json")
    assert aside.read_text() == text, "nothing of it is lost"
    assert not path.exists()


def test_a_folder_without_a_recording_is_told(private_home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "call.wav"  # a folder, whatever it is called
    folder.mkdir()
    done = rehearse("import", str(folder))
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "There is no recording in there.\n"
    (folder / "notes.txt").write_text("words")
    done = rehearse("import", str(folder))
    assert done.stderr == "There is no recording in there. 1 other file was passed over.\n"


@pytest.mark.skipif(sys.platform == "win32", reason="a shell's own way to close a stream")
def test_a_closed_output_is_no_fault_of_ours(private_home: Path) -> None:
    words = command("drill", "list")
    done = subprocess.run(
        ["sh", "-c", 'exec "$@" >&-', "sh", *words], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1
    assert done.stderr == "rehearse: The output could not be written: there is no standard output.\n"


def test_a_take_nobody_has_heard_stands_apart_from_its_title(private_home: Path, tmp_path: Path) -> None:
    recording = tmp_path / ("x" * 240 + ".flac")
    recording.write_bytes((SAMPLES / "cliffhanger.flac").read_bytes())
    assert rehearse("import", "--later", str(recording)).returncode == 0
    (line,) = rehearse("takes").stdout.splitlines()
    assert "not scored  xxx" in line
    assert len(line) <= 80
