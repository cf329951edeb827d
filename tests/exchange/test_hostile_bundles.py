"""Bundles from strangers: refused in words, with nothing written outside and nothing half taken in."""

from __future__ import annotations

import errno
import io
import json
import os
import signal
import stat
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rehearse.errors import BundleInvalid, Cancelled, DiskFull, LibraryError
from rehearse.exchange import bundle_in, sound_look
from rehearse.exchange.bundle import MAX_TAKES, read_bundle
from rehearse.exchange.bundle_in import take_in
from rehearse.exchange.report import item_from_take, render_pieces
from rehearse.library.library import Library
from rehearse.library.takes import TakeState
from rehearse.processes import Tell
from rehearse.progress import CancelToken
from tests.conftest import ROOT
from tests.helpers.bundle_soup import (
    a_note,
    a_sound,
    a_take,
    an_id,
    check_bundle,
    end_record,
    files_of,
    looked_at_here,
    packed,
)
from tests.helpers.outgoing_takes import HOSTILE

TAKE = f"takes/{an_id(1)}.json"
SOUND = f"takes/{an_id(1)}.mp3"


def of_bytes(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "from a stranger.rehearse"
    path.write_bytes(data)
    return path


def why(tmp_path: Path, data: bytes) -> str:
    """The sentence with which it is refused; nothing of it comes in."""
    with pytest.raises(BundleInvalid) as caught:
        read_bundle(of_bytes(tmp_path, data))
    assert check_bundle(data) is None
    assert caught.value.kept == "Nothing was taken in."
    return caught.value.message


def test_a_bundle_that_is_right_comes_in() -> None:
    """Else the refusals below would prove nothing."""
    found = check_bundle(packed(files_of()))
    assert found is not None
    assert len(found.entries) == 2


@pytest.mark.parametrize(
    "name",
    [
        "../evil.mp3",
        "/tmp/evil.mp3",
        "takes/../../evil.mp3",
        "takes//x.mp3",
        "library/library.db",
        "a\\..\\b",
    ],
)
def test_a_name_that_leads_out_is_refused(tmp_path: Path, name: str) -> None:
    files = files_of([a_take(1)])
    assert "rehearse" in why(tmp_path, packed({**files, name: b"x"}))
    assert not (tmp_path.parent / "evil.mp3").exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda info: setattr(info, "external_attr", (stat.S_IFLNK | 0o777) << 16), "link"),
        (lambda info: setattr(info, "compress_type", zipfile.ZIP_BZIP2), "packed in a way"),
    ],
)
def test_links_and_odd_packings_are_refused(
    tmp_path: Path, change: Callable[[zipfile.ZipInfo], None], said: str
) -> None:
    assert said in why(tmp_path, packed(files_of(), infos={SOUND: change}))


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    files = {**files_of([a_take(1)]), SOUND: bytes(300_000_000)}

    def deflated(info: zipfile.ZipInfo) -> None:
        info.compress_type = zipfile.ZIP_DEFLATED

    data = packed(files, infos={SOUND: deflated})
    del files
    assert len(data) < 1_000_000
    started_s = time.process_time()
    assert "absurd size" in why(tmp_path, data)
    assert time.process_time() - started_s < 30


def test_what_is_longer_than_it_says_is_refused(tmp_path: Path) -> None:
    data = packed(files_of([a_take(1)]))
    sound = a_sound()
    at = data.rindex(SOUND.encode()) - 46  # its line in the list of the zip: sizes stand at 20 and 24
    short = len(sound) - 100
    spoiled = data[: at + 24] + short.to_bytes(4, "little") + data[at + 28 :]
    assert "another size" in why(tmp_path, spoiled)


def test_another_hash_is_refused(tmp_path: Path) -> None:
    files = files_of([a_take(1)])
    listed = [[name, len(data), "0" * 64, 0] for name, data in files.items()]
    assert "is not what was put in" in why(tmp_path, packed(files, listed=listed))


@pytest.mark.parametrize("gone", [TAKE, SOUND])
def test_a_take_without_its_words_or_its_sound_is_refused(tmp_path: Path, gone: str) -> None:
    files = {name: data for name, data in files_of().items() if name != gone}
    assert "missing" in why(tmp_path, packed(files))


def test_what_is_not_listed_or_twice_is_refused(tmp_path: Path) -> None:
    files = files_of([a_take(1)])
    assert "missing or too much" in why(tmp_path, packed(files, extra=[(f"takes/{an_id(9)}.mp3", b"x")]))
    with pytest.warns(UserWarning, match="Duplicate name"):
        twice = packed(files, extra=[(TAKE, files[TAKE])])
    assert "twice" in why(tmp_path, twice)


@pytest.mark.parametrize("head", [{"rehearse_bundle": 2}, {"rehearse_bundle": 10**9}])
def test_a_newer_one_says_to_update(tmp_path: Path, head: dict[str, Any]) -> None:
    with pytest.raises(BundleInvalid) as caught:
        read_bundle(of_bytes(tmp_path, packed(files_of(), head=head)))
    assert "later version" in caught.value.message
    assert "Update Rehearse" in caught.value.help


@pytest.mark.parametrize(
    "data",
    [b"", b"PK\x03\x04", b"not a zip at all" * 1000, packed(files_of())[:-30], packed(files_of())[40:]],
)
def test_what_is_no_bundle_is_told(tmp_path: Path, data: bytes) -> None:
    assert why(tmp_path, data)


def test_a_folder_a_pipe_and_nothing_are_told(tmp_path: Path) -> None:
    places = [tmp_path, tmp_path / "nothing.rehearse"]
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.rehearse")
        places.append(tmp_path / "pipe.rehearse")
    for place in places:
        with pytest.raises(BundleInvalid):
            read_bundle(place)


def test_ten_thousand_takes_are_read_in_bounded_time_and_one_more_is_refused(tmp_path: Path) -> None:
    bare = a_take(1, heard=None, scorecard=None, sound=None, notes=(), drill=None, script=None)
    text = json.loads(files_of([bare])[TAKE])
    files: dict[str, bytes] = {}
    for number in range(1, MAX_TAKES + 1):
        text["id"] = an_id(number)
        files[f"takes/{an_id(number)}.json"] = json.dumps(text).encode()
        files[f"takes/{an_id(number)}.mp3"] = b"x"
    bundle = read_bundle(of_bytes(tmp_path, packed(files)))
    assert len(bundle.entries) == MAX_TAKES
    files[f"takes/{an_id(0)}.json"] = b"{}"
    assert "more than" in why(tmp_path, packed(files))


def test_a_list_that_would_fill_the_memory_is_refused_unread(tmp_path: Path) -> None:
    data = end_record(packed(files_of()), n_entries=0xFFFE, list_bytes=0xFFFFFF00)
    assert "more than" in why(tmp_path, data)


@pytest.mark.parametrize("sound", [b"no sound", a_sound()[:40], b""])
def test_a_sound_that_is_none_keeps_all_of_it_out(tmp_path: Path, sound: bytes) -> None:
    files = {**files_of(), SOUND: sound}
    with Library.open(tmp_path / "library") as library:
        with pytest.raises(BundleInvalid, match="the sound of “Copier call” cannot be read"):
            take_in(library, read_bundle(of_bytes(tmp_path, packed(files))))
        assert library.takes() == []
    assert [path for path in (tmp_path / "library" / "audio").rglob("*") if path.is_file()] == []


def test_a_sound_that_was_cut_comes_in_as_long_as_it_is_and_says_so(tmp_path: Path) -> None:
    whole = a_sound(3.0)
    files = files_of([a_take(1)], whole[: len(whole) // 2])
    with Library.open(tmp_path / "library") as library:
        take_in(library, read_bundle(of_bytes(tmp_path, packed(files))))
        take = library.take(an_id(1))
        assert take.state is TakeState.SCORED
        assert take.problem == "The sound that was sent ends before the words do."
        assert take.duration_s is not None
        assert 1.0 < take.duration_s < 2.0


def crashes(job: sound_look.LookJob, tell: Tell) -> sound_look.SoundLook:
    """A decoder that the second sound ends."""
    if job.number == 1:
        os.kill(os.getpid(), signal.SIGSEGV)
    return sound_look._look(job, tell)


def test_a_sound_that_ends_its_decoder_keeps_all_of_it_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = sound_look.Workers
    monkeypatch.setattr(sound_look, "Workers", lambda _work, n, **more: real(crashes, n, **more))
    with Library.open(tmp_path / "library") as library:
        with pytest.raises(BundleInvalid, match="cannot be read"):
            take_in(library, read_bundle(of_bytes(tmp_path, packed(files_of()))))
        assert library.takes() == []
        assert list(library.folder.glob(".arriving-*")) == []


def test_a_file_that_is_exchanged_while_it_is_read_is_refused(tmp_path: Path) -> None:
    path = of_bytes(tmp_path, packed(files_of()))
    bundle = read_bundle(path)
    path.write_bytes(packed(files_of([a_take(1, title="Another")])))
    with Library.open(tmp_path / "library") as library:
        with pytest.raises(BundleInvalid, match="changed while it was read"):
            take_in(library, bundle)
        assert library.takes() == []


def test_stopped_or_without_room_nothing_comes_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bundle = read_bundle(of_bytes(tmp_path, packed(files_of())))
    with Library.open(tmp_path / "library") as library:
        cancel = CancelToken()
        cancel.cancel()
        with pytest.raises(Cancelled):
            take_in(library, bundle, cancel=cancel)
        monkeypatch.setattr(bundle_in, "_SPARE_BYTES", 2**60)
        with pytest.raises(DiskFull):
            take_in(library, bundle)
        assert library.takes() == []
        assert list(library.folder.glob(".arriving-*")) == []


def test_scripts_in_titles_and_notes_stay_text_in_the_report(tmp_path: Path) -> None:
    from rehearse.leaving import LeavingTakes
    from rehearse.paths import Paths
    from rehearse.settings import SettingsStore
    from rehearse.studio import Studio

    notes = tuple(
        a_note(300 + number, text or "x", author=text[:50]) for number, text in enumerate(HOSTILE[:8])
    )
    take = a_take(1, title=HOSTILE[0], speaker=HOSTILE[1], notes=notes)
    paths = Paths.below(tmp_path / "home")
    studio = Studio(paths, SettingsStore(paths.settings))
    try:
        take_in(studio.library, read_bundle(of_bytes(tmp_path, packed(files_of([take])))))
        out = LeavingTakes(studio, names=True).outgoing(take.id)
        page = b"".join(
            piece if isinstance(piece, bytes) else piece.encode()
            for piece in render_pieces([item_from_take(out)], 1)
        ).decode()
    finally:
        studio.close()
    assert "<script>window.hacked" not in page
    assert "&lt;script&gt;window.hacked" in page
    assert "<img src=x" not in page


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("created_at",), "2026-01-01"),
        (("id",), an_id(5)),
        (("id",), "../evil"),
        (("sound", "rate_hz"), 0),
        (("sound", "n_frames"), -1),
        (("heard", "words", 0, 1), -1.0),
        (("heard", "words", 0, 2), 1e300),
        (("heard", "words", 0, 3), 2.0),
        (("heard", "words", 0, 0), "\ud800"),
        (("heard", "words", 0, 0), 5),
        (("scorecard", "checks", 0, "band"), "wonderful"),
        (("scorecard", "checks", 0, "value"), [1]),
        (("scorecard", "ready"), "yes"),
        (("scorecard", "fix_next"), ["no such check"]),
        (("scorecard",), None),
        (("notes", 0, "text"), ""),
        (("notes", 0, "words"), [5, 2]),
        (("notes", 0, "span"), [3.0, 1.0]),
        (("notes", 0, "id"), "x"),
        (("corrections", "made"), [[0, 1]]),
        (("script", 2), "x" * 60_000),
        (("drill", 3), "won"),
        (("marks", 0, "answer"), "perhaps"),
        (("marks", 0, "check_band"), "wonderful"),
        (("marks", 0, "question"), None),
        (("reactions", 0, "id"), "../evil"),
        (("reactions", 0, "start_s"), 5.0),
        (("reactions",), {"a": 1}),
        (("answers",), "nobody"),
        (("rehearse_take",), 2),
    ],
)
def test_a_value_that_makes_no_sense_is_refused(
    tmp_path: Path, place: tuple[str | int, ...], value: object
) -> None:
    found = json.loads(files_of([a_take(1)])[TAKE])
    inner: Any = found
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value
    files = {**files_of([a_take(1)]), TAKE: json.dumps(found).encode()}
    assert TAKE in why(tmp_path, packed(files))


def test_deep_and_infinite_json_is_refused(tmp_path: Path) -> None:
    for text in (b"[" * 200_000, b'{"rehearse_take": 1, "id": NaN}', b"1e999", b"\xff\xfe"):
        files = {**files_of([a_take(1)]), TAKE: text}
        assert "cannot be understood" in why(tmp_path, packed(files))


@pytest.mark.skipif(sys.platform == "win32", reason="os._exit in the middle of a rename")
def test_a_kill_at_any_step_leaves_all_of_it_or_nothing(tmp_path: Path) -> None:
    takes = [replace(a_take(number), notes=()) for number in (1, 2, 3)]
    path = of_bytes(tmp_path, packed(files_of(takes)))
    seen = set()
    for last in range(40):
        folder = tmp_path / f"library {last}"
        done = subprocess.run(
            [sys.executable, "-m", "tests.helpers.bundle_child", str(folder), str(path), str(last)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode in (0, 9), done.stderr
        with Library.open(folder) as library:
            library.sweep()
            n_takes = len(library.takes())
            assert n_takes in (0, 3), last
            seen.add((done.returncode, n_takes))
            sounds = [one for one in (folder / "audio").rglob("*") if one.is_file()]
            assert len(sounds) == 2 * n_takes, last
            assert list(folder.glob(".arriving-*.json")) == []
            assert library.sweep() == []
            with looked_at_here():
                take_in(library, read_bundle(path))
            assert len(library.takes()) == 3
        if done.returncode == 0:
            break
    assert seen == {(9, 0), (0, 3)}


def test_the_zip_of_another_program_is_looked_at_no_further(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("holiday.jpg", b"x")
    assert "says nothing of what is in it" in why(tmp_path, out.getvalue())


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root writes everywhere")
def test_a_library_that_is_write_protected_is_not_the_bundles_fault(tmp_path: Path) -> None:
    bundle = read_bundle(of_bytes(tmp_path, packed(files_of())))
    with Library.open(tmp_path / "library") as library:
        os.chmod(library.folder, 0o500)
        try:
            with pytest.raises(LibraryError):
                take_in(library, bundle)
        finally:
            os.chmod(library.folder, 0o700)


def test_a_disk_that_fills_up_on_the_way_is_told_and_nothing_comes_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle = read_bundle(of_bytes(tmp_path, packed(files_of())))

    def full(_places: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("rehearse.library.landing.settle_all", full)
    with Library.open(tmp_path / "library") as library:
        with pytest.raises(DiskFull):
            take_in(library, bundle)
        assert library.takes() == []
        assert [path for path in (library.folder / "audio").rglob("*") if path.is_file()] == []
        monkeypatch.undo()
        assert take_in(library, bundle).n_new == 2
