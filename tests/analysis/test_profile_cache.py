"""Profiles kept as they were read: the same ones, and none that are not in the files any more."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from rehearse.analysis.profiles import load_profiles
from rehearse.files import builtin_profiles_folder

BUILTIN = builtin_profiles_folder()


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "own"
    folder.mkdir()
    shutil.copy(BUILTIN / "short.toml", folder / "mine.toml")
    return folder


def test_what_is_kept_is_what_was_read(tmp_path: Path, own: Path) -> None:
    cache = tmp_path / "cache" / "profiles.json"
    read = load_profiles([BUILTIN, own], cache=cache)
    assert cache.exists()
    kept = load_profiles([BUILTIN, own], cache=cache)
    assert list(kept) == list(read)
    assert dict(kept) == dict(read) == dict(load_profiles([BUILTIN, own]))
    assert kept["mine"].length.brochure_s == read["mine"].length.brochure_s  # a pair, not a list
    assert kept.problems == []
    assert kept.broken == {}


def test_nothing_is_parsed_where_all_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = tmp_path / "profiles.json"
    read = load_profiles([BUILTIN], cache=cache)

    def never(path: Path, most: int) -> None:
        raise AssertionError(f"{path} was read as TOML")

    monkeypatch.setattr("rehearse.analysis.profiles.read_toml", never)
    assert dict(load_profiles([BUILTIN], cache=cache)) == dict(read)


def test_a_file_that_was_changed_or_removed_is_read_anew(tmp_path: Path, own: Path) -> None:
    cache = tmp_path / "profiles.json"
    load_profiles([BUILTIN, own], cache=cache)
    mine = own / "mine.toml"
    text = mine.read_text(encoding="utf-8")
    title = next(line for line in text.splitlines() if line.startswith("title"))
    mine.write_text(text.replace(title, 'title = "Very short"'), encoding="utf-8")
    assert load_profiles([BUILTIN, own], cache=cache)["mine"].title == "Very short"
    mine.unlink()
    assert "mine" not in load_profiles([BUILTIN, own], cache=cache)


def test_a_wrong_profile_is_told_every_time(tmp_path: Path, own: Path) -> None:
    cache = tmp_path / "profiles.json"
    (own / "mine.toml").write_text("title = 3\n", encoding="utf-8")
    for _time in range(2):
        profiles = load_profiles([BUILTIN, own], cache=cache)
        assert [error.message for error in profiles.problems]
        assert "mine" in profiles.broken
    assert not cache.exists()


@pytest.mark.parametrize(
    "damage",
    [
        lambda raw: raw[: len(raw) // 2],
        lambda raw: b"",
        lambda raw: b"[" * 100_000,
        lambda raw: b'{"key": 1}',
        lambda raw: raw.replace(b"good_s", b"best_s"),
        lambda raw: raw.replace(b'\\"wants_number\\": true', b'\\"wants_number\\": null'),
        lambda raw: json.dumps({**json.loads(raw), "profiles": "[]"}).encode(),
    ],
)
def test_a_damaged_cache_is_written_anew(tmp_path: Path, damage) -> None:  # type: ignore[no-untyped-def]
    cache = tmp_path / "profiles.json"
    read = load_profiles([BUILTIN], cache=cache)
    whole = cache.read_bytes()
    damaged = damage(whole)
    assert damaged != whole
    cache.write_bytes(damaged)
    assert dict(load_profiles([BUILTIN], cache=cache)) == dict(read)
    assert cache.read_bytes() == whole


def test_a_cache_that_cannot_be_written_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    profiles = load_profiles([BUILTIN], cache=tmp_path / "file" / "profiles.json")
    assert "short" in profiles
    assert profiles.problems == []
