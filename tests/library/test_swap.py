"""Several renames as one: whatever step a crash falls into, finishing comes to the same."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from rehearse.errors import LibraryError
from rehearse.library import swap
from rehearse.library.swap import Step


def make(tmp_path: Path) -> tuple[Path, list[Step]]:
    library, new, old = tmp_path / "library", tmp_path / "new", tmp_path / "old"
    for folder, word in ((library, "old"), (new, "new")):
        (folder / "audio").mkdir(parents=True)
        (folder / "audio" / "x.wav").write_text(word)
        (folder / "library.db").write_text(word)
    (library / "only-old").write_text("old")
    (new / "only-new").write_text("new")
    (new / "settings.json").write_text("new")
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "settings.json").write_text("old")
    names = ("audio", "library.db")
    return library, [
        *(Step(library / name, old / name, "aside") for name in (*names, "only-old")),
        *(Step(new / name, library / name, "comes") for name in (*names, "only-new")),
        Step(new / "settings.json", tmp_path / "config" / "settings.json", "put"),
    ]


def texts(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()
    }


DONE = {
    "library/audio/x.wav": "new", "library/library.db": "new", "library/only-new": "new",
    "old/audio/x.wav": "old", "old/library.db": "old", "old/only-old": "old", "config/settings.json": "new",
}  # fmt: skip


class Killed(BaseException):
    """As if the process had died."""


@pytest.mark.parametrize("crash_at", range(1, 7))
@pytest.mark.parametrize("again", [0, 1])
def test_a_crash_at_any_rename_is_finished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, crash_at: int, again: int
) -> None:
    library, steps = make(tmp_path)
    real, left = os.rename, [crash_at]

    def rename(source: Path, target: Path) -> None:
        left[0] -= 1
        if left[0] == 0:
            raise Killed
        real(source, target)

    monkeypatch.setattr(os, "rename", rename)
    with pytest.raises(Killed):
        swap.swap(library, steps, told="Back.", litter=[tmp_path / "new"])
    assert swap.pending(library)
    if again and crash_at < 6:
        left[0] = 1
        with pytest.raises(Killed):
            swap.finish(library)
    (library / "audio").mkdir(exist_ok=True)  # as whoever opens a library makes it
    monkeypatch.setattr(os, "rename", real)
    assert swap.finish(library) == "Back."
    assert texts(tmp_path) == DONE
    assert not (tmp_path / "new").exists()
    assert swap.finish(library) == ""


def test_what_is_in_the_way_is_kept(tmp_path: Path) -> None:
    library, steps = make(tmp_path)
    (library / "only-new").write_text("somebody else's")
    swap.swap(library, steps, told="")
    assert texts(tmp_path) == {
        **DONE, "library/only-new.found": "somebody else's", "new/settings.json": "new",
    }  # fmt: skip


def test_a_first_step_that_is_refused_leaves_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library, steps = make(tmp_path)
    before = texts(tmp_path)

    def refuse(_source: Path, _target: Path) -> None:
        raise PermissionError(13, "no")

    monkeypatch.setattr(os, "rename", refuse)
    with pytest.raises(PermissionError):
        swap.swap(library, steps, told="")
    assert texts(tmp_path) == before
    assert not swap.pending(library)


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"rehearse_swap": 2}', '{"rehearse_swap": 1, "told": ""}'])
def test_a_journal_that_cannot_be_read_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / swap.JOURNAL_NAME).write_text(text)
    with pytest.raises(LibraryError, match="cannot be read") as caught:
        swap.finish(tmp_path)
    assert caught.value.kept == "Nothing was changed."
    assert (tmp_path / swap.JOURNAL_NAME).read_text() == text


def test_names_do_not_meet_when_the_clock_was_set_back(tmp_path: Path) -> None:
    first = swap.free_name(tmp_path / "library.db.damaged-1")
    first.touch()
    assert swap.free_name(first).name == "library.db.damaged-1-2"
