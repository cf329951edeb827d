from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from rehearse.audio.format import AudioFormat, Recording
from rehearse.audio.wav import GrowingWav
from rehearse.errors import TakeMissing
from rehearse.library import ids, rows
from rehearse.library.library import Library
from rehearse.library.takes import EXCERPT_CHARS, Take, TakeState
from tests.helpers.messages import audio_message

FORMAT = AudioFormat(rate_hz=16_000, channels=1)


def record(library: Library, take: Take, n_frames: int = 8000) -> Take:
    wav = GrowingWav.create(take.audio_path, FORMAT)
    wav.write(b"\x01\x00" * n_frames)
    wav.close()
    return library.finish_take(
        take.id, Recording(take.audio_path, FORMAT, n_frames, 2, -6.5, datetime.now(UTC))
    )


def score(library: Library, take: Take, words: list[str] | None = None) -> Take:
    message = audio_message(take.audio_path, words)
    assert message.transcript is not None
    return library.save_result(take.id, message.transcript, message.analysis.scorecard)


def test_a_take_from_its_row_to_its_score(tmp_path: Path) -> None:
    with Library.open(tmp_path / "lib") as library:
        begun = library.begin_take(speaker="Kim", script_id="copiers", device="USB Mic")
        assert begun.state is TakeState.RECORDING
        assert not begun.audio_path.exists()
        assert begun.audio_path.parent.is_dir()
        assert begun.duration_s is None
        assert begun.created_at.utcoffset() == timedelta(0)

        finished = record(library, begun)
        assert (finished.state, finished.n_frames, finished.format) == (TakeState.RECORDED, 8000, FORMAT)
        assert (finished.overflow_count, finished.peak_dbfs, finished.duration_s) == (2, -6.5, 0.5)

        scored = score(library, finished)
        assert scored.state is TakeState.SCORED

    with Library.open(tmp_path / "lib") as library:
        again = library.take(begun.id)
        message = audio_message(begun.audio_path)
        assert again.transcript == message.transcript
        assert again.scorecard == message.analysis.scorecard
        assert (again.speaker, again.script_id, again.device) == ("Kim", "copiers", "USB Mic")
        (summary,) = library.takes()
        assert summary.bands == message.analysis.scorecard.bands()
        assert summary.ready is message.analysis.scorecard.ready
        assert summary.message_s == pytest.approx(message.transcript.words[-1].span.end_s - 0.4)
        assert summary.excerpt.startswith("hi dana this is um bob")
        assert len(summary.excerpt) <= EXCERPT_CHARS + 1
        assert summary.excerpt.endswith("…")


def test_the_audio_is_stored_relative_to_the_folder(tmp_path: Path) -> None:
    with Library.open(tmp_path / "here") as library:
        take = record(library, library.begin_take())
    (tmp_path / "here").rename(tmp_path / "there")
    with Library.open(tmp_path / "there") as library:
        moved = library.take(take.id).audio_path
        assert moved.is_file()
        assert moved.is_relative_to(tmp_path / "there")


def test_without_a_frame_a_take_fails_and_says_so(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        take = record(library, library.begin_take(), n_frames=0)
        assert (take.state, take.problem) == (TakeState.FAILED, "Nothing was recorded.")


def test_a_recording_of_another_take_is_refused(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        take = library.begin_take()
        other = Recording(tmp_path / "x.wav", FORMAT, 1, 0, None, datetime.now(UTC))
        with pytest.raises(ValueError, match="another take"):
            library.finish_take(take.id, other)
        assert library.take(take.id).state is TakeState.RECORDING


def test_a_failed_take_keeps_its_sound_and_can_be_scored_later(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        take = record(library, library.begin_take())
        failed = library.fail_take(take.id, "The model\ncould not be loaded.")
        assert (failed.state, failed.problem) == (TakeState.FAILED, "The model could not be loaded.")
        assert failed.audio_path.is_file()
        assert failed.n_frames == 8000
        scored = score(library, failed)
        assert (scored.state, scored.problem) == (TakeState.SCORED, "")


def test_scoring_again_replaces_the_result(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        take = score(library, record(library, library.begin_take()))
        again = score(library, take, ["call", "me"])
        assert again.transcript is not None
        assert again.transcript.text == "call me"
        assert library.takes()[0].excerpt == "call me"
        assert score(library, take, []).state is TakeState.SCORED
        assert library.takes()[0].message_s is None


def test_a_take_is_finished_before_it_is_scored(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library, pytest.raises(ValueError, match="finished before"):
        score(library, library.begin_take())


def test_finishing_again_does_not_take_a_score_away(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        take = score(library, record(library, library.begin_take()))
        recording = Recording(take.audio_path, FORMAT, 8000, 0, None, datetime.now(UTC))
        assert library.finish_take(take.id, recording).state is TakeState.SCORED


def test_deleting_is_undone_and_purging_is_not(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        kept, gone = (score(library, record(library, library.begin_take())) for _ in range(2))
        library.delete([gone.id, gone.id])
        assert [take.id for take in library.takes()] == [kept.id]
        assert [take.id for take in library.takes(deleted=True)] == [gone.id]
        assert gone.audio_path.is_file()
        library.restore([gone.id])
        assert library.take(gone.id).deleted_at is None
        assert library.take(gone.id).scorecard is not None

        library.delete([gone.id])
        assert library.purge(timedelta(days=30)) == []
        assert library.purge(timedelta(0)) == [gone.id]
        assert [path.name for path in gone.audio_path.parent.iterdir() if path.stem.startswith(gone.id)] == []
        with pytest.raises(TakeMissing):
            library.take(gone.id)
        assert kept.audio_path.is_file()
        assert library.sweep() == []
        assert library.problems() == []


def test_deleting_twice_keeps_the_first_time(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        take = record(library, library.begin_take())
        library.delete([take.id])
        first = library.take(take.id).deleted_at
        library.delete([take.id])
        assert library.take(take.id).deleted_at == first


def test_an_abandoned_take_leaves_no_trace(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library, Library.open(tmp_path) as other:
        take = library.begin_take()
        GrowingWav.create(take.audio_path, FORMAT).close()
        with pytest.raises(ValueError, match="being recorded here"):
            other.abandon_take(take.id)
        library.abandon_take(take.id)
        assert list(take.audio_path.parent.iterdir()) == []
        assert library.takes() == library.sweep() == []
        kept = record(library, library.begin_take())
        with pytest.raises(ValueError, match="being recorded here"):
            library.abandon_take(kept.id)
        assert kept.audio_path.is_file()


def test_purging_leaves_a_take_alone_that_is_being_recorded(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        take = library.begin_take()
        library.delete([take.id])
        assert library.purge(timedelta(0)) == []
        record(library, take)
        assert library.purge(timedelta(0)) == [take.id]


def test_deleting_a_list_with_an_unknown_take_deletes_none(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        take = record(library, library.begin_take())
        with pytest.raises(TakeMissing, match="no take nothing"):
            library.delete([take.id, "nothing"])
        assert library.take(take.id).deleted_at is None


@pytest.mark.parametrize("method", ["take", "rename", "fail_take", "previous"])
def test_an_unknown_take_is_told_in_words(tmp_path: Path, method: str) -> None:
    more = {"rename": ["x"], "fail_take": ["x"]}.get(method, [])
    with Library.open(tmp_path) as library, pytest.raises(TakeMissing) as caught:
        getattr(library, method)("nothing", *more)
    assert caught.value.help


def test_titles_are_one_clean_line(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        take = library.begin_take()
        assert library.rename(take.id, "  With \udcff\0 a\nbreak ").title == "With ? a break"
        library.set_speaker([take.id], " Zoë\n")
        assert library.take(take.id).speaker == "Zoë"
        assert library.takes()[0].title == "With ? a break"


def test_a_clock_that_is_set_back_does_not_change_the_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Library.open(tmp_path) as library:
        made = [library.begin_take().id]
        monkeypatch.setattr(rows, "now_text", lambda: "2001-01-01T00:00:00.000000+00:00")
        made.append(library.begin_take().id)
        assert [take.id for take in library.takes()] == made[::-1]
        assert library.takes(limit=1)[0].created_at.year == 2001


def test_the_previous_take_is_a_scored_one_of_the_same_script(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        first = score(library, record(library, library.begin_take(script_id="a")))
        score(library, record(library, library.begin_take(script_id="b")))
        record(library, library.begin_take(script_id="a"))
        last = score(library, record(library, library.begin_take(script_id="a")))
        found = library.previous(last.id)
        assert found is not None
        assert found.id == first.id
        assert library.previous(first.id) is None
        library.set_speaker([last.id], "Dale")  # better or worse than somebody else is no news
        assert library.previous(last.id) is None
        library.set_speaker([first.id], "dale")
        assert library.previous(last.id) is not None
        library.delete([first.id])
        assert library.previous(last.id) is None


def test_every_thread_may_use_it_at_once(tmp_path: Path) -> None:
    failures: list[BaseException] = []
    with Library.open(tmp_path) as library:

        def work() -> None:
            try:
                for _round in range(5):
                    take = score(library, record(library, library.begin_take(), n_frames=10))
                    library.takes()
                    library.rename(take.id, "named")
            except BaseException as error:
                failures.append(error)

        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failures == []
        assert len(library.takes()) == 40
        assert {take.title for take in library.takes()} == {"named"}
        assert library.problems() == []


def test_ids_are_unique_and_sorted_by_time() -> None:
    made = [ids.new_id(now_ms) for now_ms in range(1_700_000_000_000, 1_700_000_002_000)]
    assert made == sorted(made)
    assert len({ids.new_id(1) for _ in range(1000)}) == 1000
    assert all(ids.is_id(one) for one in made)
    assert made[0][14] == "7"
    assert not ids.is_id("x")
    assert not ids.is_id(made[0].upper())
