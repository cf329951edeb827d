"""Recordings found in folders and zips, also in such as mean no good."""

from __future__ import annotations

import io
import os
import struct
import sys
import zipfile
from pathlib import Path

import pytest

from rehearse.errors import DataError
from rehearse.exchange import sound_zips
from rehearse.exchange.sound_places import BadPlace, Skipped, SoundSource, find_sounds


def find(
    *places: Path, library: Path = Path("/nowhere/library")
) -> tuple[list[SoundSource], list[BadPlace], Skipped]:
    skipped = Skipped()
    found = list(find_sounds(places, skipped, library=library))
    return (
        [one for one in found if isinstance(one, SoundSource)],
        [one for one in found if isinstance(one, BadPlace)],
        skipped,
    )


def zipped(path: Path, entries: dict[str, bytes], *, mode: int = 0o100600) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            info = zipfile.ZipInfo(name, (2026, 1, 31, 14, 23, 56))
            info.external_attr = mode << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return path


def read_all(path: Path) -> dict[str, bytes]:
    """What a consumer sees: each recording read while the zip is open."""
    found = {}
    for source in find_sounds([path], Skipped(), library=Path("/nowhere/library")):
        assert isinstance(source, SoundSource), source
        found["/".join(source.parts)] = b"".join(source.chunks())
    return found


def test_a_folder_is_looked_through_and_what_is_no_recording_is_counted(tmp_path: Path) -> None:
    top = tmp_path / "Alice Miller"
    (top / "January" / ".hidden").mkdir(parents=True)
    for name in (
        "a.wav",
        "January/b.M4A",
        "January/notes.txt",
        ".DS_Store",
        "Thumbs.db",
        "January/.hidden/c.wav",
    ):
        (top / name).write_bytes(b"x")
    (top / "extensionless").write_bytes(b"OggS and more of it")
    (top / "1769869435.12").write_bytes(b"RIFF....WAVE")
    (top / "README").write_bytes(b"words")
    sounds, bad, skipped = find(top)
    assert [one.parts for one in sounds] == [
        ("Alice Miller", "1769869435.12"),
        ("Alice Miller", "a.wav"),
        ("Alice Miller", "extensionless"),
        ("Alice Miller", "January", "b.M4A"),
    ]
    assert bad == []
    assert (skipped.hidden, skipped.other) == (3, 2)


def test_a_file_that_is_named_is_tried_whatever_it_is_called(tmp_path: Path) -> None:
    (tmp_path / "thing.xyz").write_bytes(b"x")
    sounds, _bad, _skipped = find(tmp_path / "thing.xyz")
    assert [(one.stem, one.ending) for one in sounds] == [("thing", ".xyz")]


def test_places_that_cannot_be_looked_into_are_told_and_stop_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(b"x")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.wav")
    sounds, bad, _skipped = find(
        tmp_path / "none.wav", Path("nul\0name"), tmp_path / "pipe.wav", tmp_path / "a.wav"
    )
    assert [one.parts[-1] for one in sounds] == ["a.wav"]
    assert len(bad) == 3
    assert all(one.error.message for one in bad)


def test_the_programs_own_recordings_are_nowhere_to_import_from(tmp_path: Path) -> None:
    library = tmp_path / "home" / "library"
    (library / "audio").mkdir(parents=True)
    (library / "audio" / "x.wav").write_bytes(b"x")
    (tmp_path / "home" / "y.wav").write_bytes(b"y")
    assert find(library / "audio", library=library)[1][0].error.id == "data"
    assert [one.stem for one in find(tmp_path / "home", library=library)[0]] == ["y"]


@pytest.mark.skipif(sys.platform == "win32", reason="no links without rights there")
def test_a_link_that_leads_back_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.wav").write_bytes(b"x")
    (tmp_path / "in" / "again").symlink_to(tmp_path / "in")
    assert len(find(tmp_path / "in")[0]) == 1


def test_what_is_in_a_zip_is_read_and_its_own_time_told(tmp_path: Path) -> None:
    made = zipped(
        tmp_path / "export.zip",
        {"b/two.wav": b"222", "one.mp3": b"1", "notes.txt": b"-", "__MACOSX/._one.mp3": b"-"},
    )
    assert read_all(made) == {"export/b/two.wav": b"222", "export/one.mp3": b"1"}
    sounds, _bad, skipped = find(made)
    assert sounds[0].made_at is not None
    assert sounds[0].made_at.astimezone().strftime("%Y-%m-%d %H:%M:%S") == "2026-01-31 14:23:56"
    assert (skipped.hidden, skipped.other) == (1, 1)


@pytest.mark.parametrize(
    "name",
    ["../evil.wav", "a/../../evil.wav", "/etc/evil.wav", "C:\\evil.wav", "..\\evil.wav", "C:/evil.wav"],
)
def test_a_zip_that_leads_out_is_refused_as_a_whole(tmp_path: Path, name: str) -> None:
    made = zipped(tmp_path / "x.zip", {"good.wav": b"good", name: b"evil"})
    sounds, bad, _skipped = find(made)
    assert sounds == []
    assert "would leave its folder" in bad[0].error.message
    assert sorted(path.name for path in tmp_path.iterdir()) == ["x.zip"]


def test_a_link_in_a_zip_is_refused(tmp_path: Path) -> None:
    made = zipped(tmp_path / "x.zip", {"a.wav": b"/etc/passwd"}, mode=0o120777)
    assert "link" in find(made)[1][0].error.message


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    made = zipped(tmp_path / "x.zip", {"good.wav": b"good", "zeros.wav": bytes(60_000_000)})
    sounds, bad, _skipped = find(made)
    assert sounds == []
    assert "absurd size" in bad[0].error.message


def test_a_silence_that_packs_well_is_no_bomb(tmp_path: Path) -> None:
    assert len(find(zipped(tmp_path / "x.zip", {"silence.wav": bytes(2_000_000)}))[0]) == 1


def test_entries_on_top_of_each_other_are_refused(tmp_path: Path) -> None:
    made = zipped(tmp_path / "x.zip", {"a.wav": bytes(range(256)) * 40})
    raw = made.read_bytes()
    at = raw.index(b"PK\x01\x02")
    entry, end = raw[at : raw.index(b"PK\x05\x06")], bytearray(raw[raw.index(b"PK\x05\x06") :])
    struct.pack_into("<HHI", end, 8, 40, 40, 40 * len(entry))
    made.write_bytes(raw[:at] + entry * 40 + bytes(end))
    assert "on top of each other" in find(made)[1][0].error.message


def test_a_zip_of_too_many_files_is_refused_by_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = zipped(tmp_path / "x.zip", {f"{i}.wav": b"x" for i in range(30)})
    assert len(find(made)[0]) == 30
    monkeypatch.setattr(sound_zips, "MAX_ENTRIES", 29)
    assert "more than 29 files" in find(made)[1][0].error.message


def test_an_entry_that_is_damaged_costs_itself_alone(tmp_path: Path) -> None:
    made = zipped(tmp_path / "x.zip", {"a.wav": b"aaaa" * 300, "b.wav": b"bbbb"})
    raw = bytearray(made.read_bytes())
    raw[raw.index(b"a.wav") + 8] ^= 0xFF
    made.write_bytes(raw)
    with sound_zips.opened(made) as archive:
        first, second = archive.entries
        with pytest.raises(DataError, match=r"“a\.wav” in x\.zip cannot be unpacked"):
            b"".join(archive.chunks(first))
        assert b"".join(archive.chunks(second)) == b"bbbb"


@pytest.mark.parametrize(
    "content", [b"PK", b"PK\x03\x04 and then nothing of a zip", b"PK\x05\x06" + bytes(18)]
)
def test_a_zip_that_is_none_is_told_or_empty(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(content)
    sounds, bad, _skipped = find(path)
    assert sounds == []
    assert len(bad) == (0 if content.startswith(b"PK\x05\x06") else 1)


def test_cut_anywhere_a_zip_never_ends_the_program(tmp_path: Path) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.wav", b"a" * 50)
        archive.writestr("b/c.wav", b"b" * 50)
    raw = file.getvalue()
    path = tmp_path / "x.zip"
    for length in range(2, len(raw), 7):
        path.write_bytes(raw[:length])
        _sounds, bad, _skipped = find(path)
        assert len(bad) == 1
