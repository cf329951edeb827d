"""A watched folder: complete files, each once, also after a restart; and what happens when it goes away."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from rehearse.errors import FileMissing
from rehearse.watching import Watch


def names(paths: list[Path]) -> list[str]:
    return [path.name for path in paths]


def test_a_file_is_complete_when_it_has_not_changed_between_two_looks(tmp_path: Path) -> None:
    watch = Watch(tmp_path)
    (tmp_path / "a.wav").write_bytes(b"1")
    assert watch.look() == []
    assert watch.unsettled
    (tmp_path / "a.wav").write_bytes(b"12")
    assert watch.look() == []
    ready = watch.look()
    assert names(ready) == ["a.wav"]
    watch.done(ready)
    assert watch.look() == []
    assert not watch.unsettled
    (tmp_path / "a.wav").write_bytes(b"another one")
    watch.look()
    assert names(watch.look()) == ["a.wav"], "written anew it is another recording"


def test_hidden_and_empty_files_and_the_programs_own_folder_are_left_alone(tmp_path: Path) -> None:
    own = tmp_path / "Rehearse"
    (own / "audio").mkdir(parents=True)
    (own / "audio" / "take.wav").write_bytes(b"1")
    (tmp_path / ".part.wav").write_bytes(b"1")
    (tmp_path / "empty.wav").touch()
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "a.wav").write_bytes(b"1")
    watch = Watch(tmp_path, without=own)
    watch.look()
    assert names(watch.look()) == ["a.wav"]
    assert names(watch.folders) == [tmp_path.name, "below"]


def test_what_came_in_is_remembered_across_restarts_without_names(tmp_path: Path) -> None:
    folder, memory = tmp_path / "calls", tmp_path / "memory"
    folder.mkdir()
    for name in ("kim.wav", "broken disk.wav"):
        (folder / name).write_bytes(b"1")
    first = Watch(folder, memory=memory)
    first.look()
    ready = first.look()
    first.done(ready, not_for_good=[folder / "broken disk.wav"])
    assert first.look() == []
    assert "kim" not in memory.read_text()
    again = Watch(folder, memory=memory)
    again.look()
    assert names(again.look()) == ["broken disk.wav"]
    memory.write_text("[1, {]")  # damaged: read once more, nothing worse
    anew = Watch(folder, memory=memory)
    anew.look()
    assert len(anew.look()) == 2


def test_of_many_some_are_given_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rehearse.watching._AT_ONCE", 2)
    for name in "abc":
        (tmp_path / f"{name}.wav").write_bytes(b"1")
    watch = Watch(tmp_path)
    watch.look()
    first = watch.look()
    assert names(first) == ["a.wav", "b.wav"]
    assert watch.unsettled
    watch.done(first)
    assert names(watch.look()) == ["c.wav"]
    assert not watch.unsettled


def test_a_folder_that_is_gone_or_closed_is_told_in_words(tmp_path: Path) -> None:
    folder = tmp_path / "calls"
    watch = Watch(folder)
    with pytest.raises(FileMissing, match="is not there any more"):
        watch.look()
    folder.write_text("")
    with pytest.raises(FileMissing, match="is not a folder"):
        watch.look()
    folder.unlink()
    folder.mkdir()
    (folder / "a.wav").write_bytes(b"1")
    assert watch.look() == []
    assert names(watch.look()) == ["a.wav"], "there again"
    if os.geteuid() != 0:  # root may read everything
        folder.chmod(0)
        with pytest.raises(FileMissing, match="cannot be read"):
            watch.look()
        folder.chmod(0o700)
