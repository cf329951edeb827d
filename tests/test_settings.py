from __future__ import annotations

import dataclasses
import errno
import json
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from rehearse import settings as settings_module
from rehearse.errors import DataError, DiskFull
from rehearse.files import write_atomic
from rehearse.settings import Settings, SettingsStore

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config" / "settings.json"


def written(path: Path, text: str) -> SettingsStore:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return SettingsStore(path)


def set_aside(path: Path) -> list[Path]:
    return sorted(path.parent.glob("settings.bad-*"))


def test_without_a_file_the_defaults_hold_and_nothing_is_written(path: Path) -> None:
    store = SettingsStore(path)
    assert store.value == Settings()
    assert store.problems == []
    assert not path.parent.exists()


def test_a_change_is_there_the_next_time(path: Path) -> None:
    store = SettingsStore(path)
    changed = store.update(theme="dark", speaker="Zoë", rules_off=["about-us"], input_device="USB Mic|ALSA")
    assert changed == store.value
    assert changed.rules_off == ("about-us",)
    assert SettingsStore(path).value == changed
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_every_setting_has_a_description_and_a_default_that_passes_its_own_check() -> None:
    for field in dataclasses.fields(Settings):
        assert field.metadata["about"].endswith(".")
        assert field.metadata["wants"]
        assert field.metadata["check"](getattr(Settings(), field.name)), field.name
        assert not field.metadata["check"](object()), field.name


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "\x00", '{"theme": "dark"', "[" * 100_000])
def test_a_file_that_cannot_be_understood_is_set_aside(path: Path, text: str) -> None:
    store = written(path, text)
    assert store.value == Settings()
    (problem,) = store.problems
    (kept,) = set_aside(path)
    assert kept.name in problem
    assert kept.read_text(encoding="utf-8") == text
    assert not path.exists()
    assert store.update(theme="light").theme == "light"
    assert SettingsStore(path).problems == []


def test_a_file_of_another_encoding_is_set_aside(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b'{"speaker": "Zo\xeb"}')
    assert len(SettingsStore(path).problems) == 1
    assert set_aside(path)[0].read_bytes() == b'{"speaker": "Zo\xeb"}'


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("theme", "pink"),
        ("theme", ["dark"]),
        ("region", "us"),
        ("region", "USA"),
        ("region", 1),
        ("profile", ""),
        ("profile", None),
        ("rules_off", "about-us"),
        ("rules_off", [1]),
        ("first_start_done", 1),
        ("speaker", None),
        ("input_device", 3),
        ("model", ""),
        ("speaker", "half a letter \ud800"),
    ],
)
def test_a_wrong_value_costs_that_setting_alone(path: Path, name: str, value: object) -> None:
    good = {"language": "de", "theme": "dark", "later": [1]} | {name: value}
    text = json.dumps(good)
    store = written(path, text)
    assert getattr(store.value, name) == getattr(Settings(), name)
    assert store.value.language == "de"
    (problem,) = store.problems
    assert f"“{name}”" in problem
    (kept,) = set_aside(path)
    assert kept.read_text(encoding="utf-8") == text
    again = SettingsStore(path)
    assert again.value == store.value
    assert again.problems == []
    assert json.loads(path.read_text(encoding="utf-8"))["later"] == [1]
    with pytest.raises(DataError, match=name):
        store.update(**{name: value})
    with pytest.raises(TypeError):
        store.update(no_such_setting=1)


def test_what_no_file_can_hold_in_a_later_versions_key_is_kept_as_it_was_written(path: Path) -> None:
    store = written(path, '{"later": "\\ud800", "theme": "pink"}')
    assert len(store.problems) == 1
    assert store.update(speaker="Zoë").speaker == "Zoë"
    assert json.loads(path.read_text(encoding="utf-8"))["later"] == "\ud800"
    assert SettingsStore(path).value.speaker == "Zoë"


def test_keys_of_a_later_version_are_kept(path: Path) -> None:
    store = written(path, '{"theme": "dark", "hologram": {"size": 3}}')
    assert store.problems == []
    store.update(theme="light")
    found = json.loads(path.read_text(encoding="utf-8"))
    assert found["hologram"] == {"size": 3}
    assert found["theme"] == "light"


def test_an_old_name_still_answers(path: Path) -> None:
    old = {"colours": "theme", "mic": "input_device"}
    written(path, '{"colours": "dark", "mic": "a", "input_device": "b"}')
    store = SettingsStore(path, old_names=old)
    assert (store.value.theme, store.value.input_device) == ("dark", "b")
    store.update(speaker="x")
    found = json.loads(path.read_text(encoding="utf-8"))
    assert found["theme"] == "dark"
    assert "colours" not in found
    assert "mic" not in found


def test_old_names_lead_to_settings_there_are() -> None:
    names = {field.name for field in dataclasses.fields(Settings)}
    assert set(settings_module.OLD_NAMES.values()) <= names
    assert not set(settings_module.OLD_NAMES) & names


def test_two_stores_do_not_undo_each_other(path: Path) -> None:
    one, two = SettingsStore(path), SettingsStore(path)
    one.update(theme="dark")
    two.update(speaker="Kim")
    assert SettingsStore(path).value == Settings(theme="dark", speaker="Kim")
    assert two.value.theme == "dark"


def test_threads_and_processes_change_settings_at_once(path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from rehearse.settings import SettingsStore\n"
        "store = SettingsStore(Path(sys.argv[1]))\n"
        "for i in range(20): store.update(**{sys.argv[2]: f'{i}'})"
    )
    processes = [
        subprocess.Popen([sys.executable, "-c", code, str(path), name], cwd=ROOT)
        for name in ("speaker", "profile")
    ]
    store = SettingsStore(path)
    threads = [
        threading.Thread(target=lambda name=name: [store.update(**{name: f"{i}"}) for i in range(20)])
        for name in ("model", "language")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [process.wait() for process in processes] == [0, 0]
    value = SettingsStore(path).value
    assert (value.speaker, value.profile, value.model, value.language) == ("19",) * 4


@pytest.mark.parametrize(("code", "kind"), [(errno.ENOSPC, DiskFull), (errno.EACCES, DataError)])
def test_a_change_that_cannot_be_saved_is_told_and_not_made(
    path: Path, monkeypatch: pytest.MonkeyPatch, code: int, kind: type[Exception]
) -> None:
    store = SettingsStore(path)
    store.update(theme="dark")
    before = path.read_bytes()

    def refuses(*_arguments: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(settings_module, "write_atomic", refuses)
    with pytest.raises(kind):
        store.update(theme="light")
    assert store.value.theme == "dark"
    assert path.read_bytes() == before
    monkeypatch.setattr(settings_module, "write_atomic", write_atomic)
    assert store.update(theme="light").theme == "light"


def test_a_folder_in_the_place_of_the_file_is_told(path: Path) -> None:
    path.mkdir(parents=True)
    store = SettingsStore(path)
    assert store.value == Settings()
    assert len(store.problems) == 1
    assert path.is_dir()


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("countdown_s", (0, 3, 5), (1, 4, -3, True, 3.5, "3", None)),
        ("stop_after_silence_s", (1.5, 3, 10.0), (1.4, 10.1, 0, float("nan"), True, "3", None)),
        ("greeting", (None, "office"), ("", 3, "a\0b")),
        ("beep", (True, False), (0, "yes", None)),
        ("hands_free", (True, False), (1, "no", None)),
    ],
)
def test_what_the_stage_may_be_told(
    path: Path, name: str, good: tuple[object, ...], bad: tuple[object, ...]
) -> None:
    store = SettingsStore(path)
    for value in good:
        assert getattr(store.update(**{name: value}), name) == value
    for value in bad:
        with pytest.raises(DataError):
            store.update(**{name: value})
    assert getattr(SettingsStore(path).value, name) == good[-1]
