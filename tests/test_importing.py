"""Folders of other people's recordings: listed, heard, stopped and gone on with; broken ones stop nothing."""

from __future__ import annotations

import os
import signal
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import av
import numpy as np
import pytest

from rehearse import hearing
from rehearse.audio.decode import decode_native
from rehearse.errors import Cancelled, NotAudio, RehearseError
from rehearse.exchange import sound_look
from rehearse.importing import Brought, FileResult, Importing, Wishes
from rehearse.library.takes import TakeState
from rehearse.paths import Paths
from rehearse.processes import Tell
from rehearse.progress import CancelToken, Progress
from rehearse.settings import SettingsStore
from rehearse.studio import Studio
from tests.helpers.commands import ROOT

SPEECH = ROOT / "tests" / "data" / "speech"
#: The shortest recording with words in it.
SHORT = SPEECH / "doubtful.flac"


@pytest.fixture
def studio(private_home: Path) -> Iterator[Studio]:
    paths = Paths.below(private_home)
    made = Studio(paths, SettingsStore(paths.settings))
    yield made
    made.close()


def encoded(
    source: Path, target: Path, codec: str, tags: dict[str, str] | None = None, *, most_s: float = 60.0
) -> Path:
    """`source` in another format, as phones and diallers write them."""
    info, arrays = decode_native(source)
    samples = np.concatenate(list(arrays))[: round(most_s * info.rate_hz), :1]
    with av.open(str(target), "w", metadata_errors="replace") as out:
        out.metadata.update(tags or {})
        stream = out.add_stream(codec, rate=info.rate_hz)
        stream.layout = "mono"
        resampler = av.AudioResampler(
            stream.codec_context.format, "mono", stream.codec_context.rate or info.rate_hz
        )
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples.T), format="s16", layout="mono")
        frame.sample_rate = info.rate_hz
        for part in [*resampler.resample(frame), *resampler.resample(None)]:
            out.mux(stream.encode(part))
        out.mux(stream.encode(None))
    return target


def outcome(brought: Brought) -> dict[str, str]:
    """What became of each file, by its name."""
    return {Path(file.name).name: file.status for file in brought.files}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What a coach may get: good ones of several kinds, broken ones, and things that are no recordings."""
    top = tmp_path / "export" / "Alice Miller"
    top.mkdir(parents=True)
    encoded(
        SHORT, top / "memo 1.m4a", "aac", {"creation_time": "2026-01-31T14:23:55Z", "title": "School story"}
    )
    encoded(SHORT, top / "out-4155550142-20260130-101112.wav", "pcm_mulaw")
    encoded(SHORT, top / "call.mp3", "mp3")
    encoded(SHORT, top / "note.opus", "libopus")
    (top / "copy of call.MP3").write_bytes((top / "call.mp3").read_bytes())
    (top / "empty.wav").write_bytes(b"")
    (top / "junk.mp3").write_bytes(bytes(range(256)) * 20)
    (top / "cut.m4a").write_bytes((top / "memo 1.m4a").read_bytes()[:4000])
    (top / "video.m3u8").write_text("#EXTM3U\nhttp://example.org/x.mp3\n")
    (top / "notes.txt").write_text("words")
    (top / ".hidden.wav").write_bytes(b"x")
    os.utime(top / "call.mp3", (1_769_000_000,) * 2)
    return tmp_path / "export"


def test_a_folder_becomes_takes_and_each_file_that_cannot_is_told(studio: Studio, folder: Path) -> None:
    script = studio.scripts.add("Hi [[name]], it is about a school.", title="School story")
    told: list[FileResult] = []
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    brought = Importing(studio).bring_in([folder], on_file=told.append)
    assert outcome(brought) == {
        "call.mp3": "imported",
        "copy of call.MP3": "duplicate",
        "cut.m4a": "failed",
        "empty.wav": "failed",
        "junk.mp3": "failed",
        "memo 1.m4a": "imported",
        "note.opus": "imported",
        "out-4155550142-20260130-101112.wav": "imported",
    }
    assert sorted(told, key=lambda file: file.name) == sorted(brought.files, key=lambda file: file.name)
    assert (brought.skipped.hidden, brought.skipped.other) == (1, 2)
    by_name = {Path(file.name).name: file for file in brought.files}
    for name in ("cut.m4a", "empty.wav", "junk.mp3"):
        error = by_name[name].error
        assert isinstance(error, NotAudio)
        assert name in error.message
        assert str(studio.library.folder) not in str(error)
    assert by_name["copy of call.MP3"].take_id == by_name["call.mp3"].take_id
    takes = {take.title: take for take in studio.takes()}
    assert {take.speaker for take in takes.values()} == {"Alice Miller"}
    assert takes["memo 1"].created_at == datetime(2026, 1, 31, 14, 23, 55, tzinfo=UTC)
    assert takes["memo 1"].script_id == script.id
    assert takes["call"].script_id is None
    assert takes["call"].created_at == datetime.fromtimestamp(1_769_000_000, UTC)
    named = takes["out-4155550142-20260130-101112"]
    assert named.created_at.astimezone().strftime("%Y-%m-%d %H:%M:%S") == "2026-01-30 10:11:12"
    assert all(take.duration_s == pytest.approx(6.24, abs=0.15) for take in takes.values())
    # Nothing that was there is changed, nothing half-made is left, and each original is kept as it was.
    assert before == {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    kept = [path for path in (studio.library.folder / "audio").rglob("*") if path.is_file()]
    sounds = [path for path in kept if not path.name.endswith(".json")]
    assert sorted(path.suffix for path in sounds) == [".m4a", ".mp3", ".opus", ".wav"]
    assert {path.read_bytes() for path in sounds} <= set(before.values())


def test_what_was_kept_plays_draws_and_is_found_again(studio: Studio, folder: Path) -> None:
    brought = Importing(studio).bring_in([folder])
    for take_id in brought.new_ids:
        duration_s = studio.library.take(take_id).duration_s
        assert studio.envelope(take_id, 50).duration_s == pytest.approx(duration_s, abs=0.15)
        player = studio.player(take_id)
        assert player.duration_s == pytest.approx(duration_s, abs=0.15)
        player.close()
    studio.delete(brought.new_ids[:1])
    again = Importing(studio).bring_in([folder])
    assert again.new_ids == []
    assert [file.in_trash for file in again.files if file.take_id == brought.new_ids[0]] == [True, True]
    assert len(studio.takes()) == 3


def test_what_the_user_says_goes_before_what_is_guessed(studio: Studio, folder: Path) -> None:
    script = studio.scripts.add("Hello.", title="Other")
    when = datetime(2020, 5, 4, tzinfo=UTC)
    Importing(studio).bring_in([folder], Wishes("Bob", script.id, ("cold", "q1"), when))
    for take in studio.takes():
        assert (take.speaker, take.script_id, take.tags, take.created_at) == (
            "Bob",
            script.id,
            ("cold", "q1"),
            when,
        )


def test_a_zip_gives_its_recordings_and_leaves_nothing_else(
    studio: Studio, folder: Path, tmp_path: Path
) -> None:
    with zipfile.ZipFile(tmp_path / "calls.zip", "w") as archive:
        for path in sorted(folder.rglob("*")):
            archive.write(path, path.relative_to(folder))
    brought = Importing(studio).bring_in([tmp_path / "calls.zip"])
    assert [file.status for file in brought.files].count("imported") == 4
    assert {take.speaker for take in studio.takes()} == {"Alice Miller"}
    assert Importing(studio).bring_in([folder]).new_ids == []


def test_a_zip_with_a_way_out_brings_nothing_in(studio: Studio, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "evil.zip", "w") as archive:
        archive.write(SHORT, "good.flac")
        archive.write(SHORT, "../../evil.flac")
    (file,) = Importing(studio).bring_in([tmp_path / "evil.zip"]).files
    assert file.status == "failed"
    assert studio.takes() == []


def crashes(job: sound_look.LookJob, tell: Tell) -> sound_look.SoundLook:
    """A decoder that a file of a certain size ends."""
    if job.path.stat().st_size == 5120:
        os.kill(os.getpid(), signal.SIGSEGV)
    return sound_look._look(job, tell)


def test_a_file_that_crashes_the_decoder_is_not_taken_and_stops_nothing(
    studio: Studio, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = sound_look.Workers
    monkeypatch.setattr(sound_look, "Workers", lambda _work, n, **more: real(crashes, n, **more))
    brought = Importing(studio).bring_in([folder])
    assert outcome(brought)["junk.mp3"] == "failed"
    assert len(brought.new_ids) == 4
    (junk,) = [file for file in brought.files if file.name.endswith("junk.mp3")]
    assert "ends whatever program reads it" in str(junk.error)


def test_a_listing_that_is_stopped_leaves_whole_takes_and_nothing_half(studio: Studio, folder: Path) -> None:
    cancel = CancelToken()
    with pytest.raises(Cancelled):
        Importing(studio).bring_in([folder], on_file=lambda _file: cancel.cancel(), cancel=cancel)
    for path in (studio.library.folder / "audio").rglob("*"):
        assert not path.name.startswith("."), path
    assert len(Importing(studio).bring_in([folder]).new_ids) + len(studio.takes()) >= 4


# ---- hearing -----------------------------------------------------------------------------------------


def hears_or_dies(job: hearing._Job, tell: Tell) -> hearing._Answer:
    """The real one, but that it dies over MP3."""
    if job.path.suffix == ".mp3":
        os.kill(os.getpid(), signal.SIGSEGV)
    return hearing._hear(job, tell)


def test_each_is_heard_and_judged_and_one_that_kills_its_process_twice_is_set_aside(
    studio: Studio, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "Alice Miller" / "note.opus").unlink()
    brought = Importing(studio).bring_in([folder])
    assert len(brought.new_ids) == 3
    real = hearing.Workers
    monkeypatch.setattr(hearing, "Workers", lambda _work, n, **more: real(hears_or_dies, n, **more))
    told: list[tuple[str, object]] = []
    progress: list[Progress] = []
    importing_ = Importing(studio, n_workers=2)
    heard = importing_.hear(
        on_take=lambda take_id, what, _m: told.append((take_id, what)), on_progress=progress.append
    )
    assert heard.n_done == 2
    takes = {take.title: take for take in studio.takes()}
    assert takes["memo 1"].state is takes["out-4155550142-20260130-101112"].state is TakeState.SCORED
    assert "this is karen" in takes["memo 1"].excerpt
    ((bad_id, error),) = heard.problems
    assert takes["call"].id == bad_id
    assert takes["call"].state is TakeState.FAILED
    assert "ended the program that did it" in takes["call"].problem
    assert isinstance(error, NotAudio)
    assert len(told) == 3
    assert (progress[0].done, progress[-1].done, progress[-1].total) == (0, 3, 3)
    # It is kept, and never opened in this process again.
    assert importing_.to_hear() == []
    for use in (studio.player, studio.score_take, lambda take_id: studio.envelope(take_id, 10)):
        with pytest.raises(NotAudio, match="ends whatever program reads it"):
            use(bad_id)
    assert studio.library.take(bad_id).audio_path.exists()
    # How long it really is was found out on the way.
    facts = studio.library.imports.facts(takes["memo 1"].id)
    take = studio.library.take(takes["memo 1"].id)
    assert facts is not None
    assert take.sound is not None
    assert facts.n_frames / facts.rate_hz == pytest.approx(take.sound.duration_s, abs=1e-4)


def test_stopped_it_goes_on_where_it_was_also_after_a_restart(studio: Studio, tmp_path: Path) -> None:
    for number in range(3):
        encoded(SHORT, tmp_path / f"{number}.wav", "pcm_s16le", most_s=2.0 + number * 0.1)
    first = Importing(studio, n_workers=1)
    ids = first.bring_in([tmp_path]).new_ids
    assert first.to_hear() == ids
    cancel = CancelToken()
    with pytest.raises(Cancelled):
        first.hear(on_take=lambda *_told: cancel.cancel(), cancel=cancel)
    (done,) = {*ids} - {*first.to_hear()}
    assert studio.library.take(done).state is TakeState.SCORED
    other = Studio(studio.paths, studio.settings)  # a program that was started anew
    try:
        left = Importing(other)
        assert len(left.to_hear()) == 2
        assert left.hear().n_done == 2
        assert left.to_hear() == []
    finally:
        other.close()


def test_held_back_nothing_is_heard_until_it_may_go_on(studio: Studio, tmp_path: Path) -> None:
    encoded(SHORT, tmp_path / "a.wav", "pcm_s16le", most_s=1.0)
    asked = 0

    def held() -> bool:
        nonlocal asked
        asked += 1
        return asked < 5

    one = Importing(studio, held=held)
    one.bring_in([tmp_path])
    assert one.hear().n_done == 1
    assert asked >= 5


def test_a_take_deleted_for_good_meanwhile_is_left_out(studio: Studio, tmp_path: Path) -> None:
    encoded(SHORT, tmp_path / "a.wav", "pcm_s16le", most_s=1.0)
    one = Importing(studio)
    (take_id,) = one.bring_in([tmp_path]).new_ids
    studio.delete([take_id])
    studio.library.purge_now([take_id])
    gone = hearing._Job(take_id, tmp_path / "a.wav", 1.0)
    assert hearing.hear_takes(studio, []).n_done == 0
    with pytest.raises(RehearseError):
        hearing._kept(studio, gone, NotAudio("x"))


def test_the_recogniser_that_is_warm_tells_the_same_words_at_the_same_times(tmp_path: Path) -> None:
    """In one process after another here, where the program makes a copy for each."""
    from rehearse.audio.decode import decode_speech
    from rehearse.files import builtin_models_folder
    from rehearse.speech.transcribe import transcribe
    from rehearse.speech.vosk_engine import VoskEngine

    engine = VoskEngine(builtin_models_folder() / "starter-en-us", "starter")
    cold = transcribe(engine, decode_speech(SHORT))
    engine.warm_up(decode_speech(SPEECH / "hesitation.flac"))
    warm = transcribe(engine, decode_speech(SHORT))
    assert [(word.text, word.span) for word in warm.words] == [(word.text, word.span) for word in cold.words]
    assert warm.audio_s == cold.audio_s


# ---- a folder that is watched --------------------------------------------------------------------------


def test_a_watched_folder_is_taken_from_once_files_stopped_growing(studio: Studio, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    whole = encoded(SHORT, tmp_path / "a.wav", "pcm_s16le", most_s=1.0).read_bytes()
    growing = folder / "late.wav"
    growing.write_bytes(whole[:2000])
    (folder / "ready.wav").write_bytes(whole[:-2])
    seen: list[list[str]] = []
    looks = 0

    def look() -> None:
        """Between two looks: the file grows for a while."""
        nonlocal looks
        looks += 1
        if looks < 4:
            growing.write_bytes(whole[: 2000 + 500 * looks])
        elif looks == 4:
            growing.write_bytes(whole)
        elif looks > 8:
            cancel.cancel()

    class Token(CancelToken):
        def wait(self, timeout_s: float) -> bool:
            look()
            return super().wait(0.0)

    cancel = Token()
    one = Importing(studio)
    one.watch(
        folder,
        cancel=cancel,
        on_brought=lambda brought: seen.append([Path(file.name).name for file in brought.files]),
    )
    assert seen == [["ready.wav"], ["late.wav"]]
    assert one.to_hear() == []
    assert {take.title for take in studio.takes()} == {"ready", "late"}
