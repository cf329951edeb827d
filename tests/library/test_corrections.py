"""What was put right by hand is kept beside what was heard, also where the database is lost."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rehearse.audio.format import AudioFormat, Recording
from rehearse.audio.wav import GrowingWav
from rehearse.library import sidecar
from rehearse.library.library import DATABASE_NAME, Library
from rehearse.library.takes import Take
from rehearse.speech.corrections import NO_CORRECTIONS, correct
from rehearse.speech.transcript import Transcript
from tests.helpers.messages import audio_message

FORMAT = AudioFormat(rate_hz=16_000, channels=1)
SCORED = audio_message()
CARD = SCORED.analysis.scorecard


def heard() -> Transcript:
    assert SCORED.transcript is not None
    return SCORED.transcript


def recorded(library: Library) -> Take:
    take = library.begin_take()
    wav = GrowingWav.create(take.audio_path, FORMAT)
    wav.write(b"\x05\x00" * 100)
    wav.close()
    return library.finish_take(take.id, Recording(take.audio_path, FORMAT, 100, 0, -9.0, datetime.now(UTC)))


def test_the_heard_words_stay_beside_the_corrected_ones(tmp_path: Path) -> None:
    made = correct(heard(), NO_CORRECTIONS, 0, 1, "good morning")
    with Library.open(tmp_path) as library:
        take = library.save_result(recorded(library).id, heard(), CARD, corrections=made)
        assert take.heard == heard()
        assert take.transcript is not None
        assert take.transcript.text.startswith("good morning dana")
        assert take.corrections == made
        assert library.takes()[0].excerpt.startswith("good morning dana")
    with Library.open(tmp_path) as library:
        again = library.take(take.id)
        assert again == take
        # Judged anew by other rules: what was put right is not lost.
        library.save_result(take.id, heard(), CARD)
        assert library.take(take.id).corrections == made
        assert library.takes()[0].excerpt.startswith("good morning dana")
        back = library.save_result(take.id, heard(), CARD, corrections=NO_CORRECTIONS)
        assert back.transcript == back.heard == heard()
        assert library.takes()[0].excerpt.startswith("hi dana")
        assert library.problems() == []


def test_a_purged_take_takes_its_corrections_along(tmp_path: Path) -> None:
    from datetime import timedelta

    made = correct(heard(), NO_CORRECTIONS, 0, 1, "hey")
    with Library.open(tmp_path) as library:
        take = library.save_result(recorded(library).id, heard(), CARD, corrections=made)
        library.delete([take.id])
        assert library.purge(timedelta(0)) == [take.id]
        assert library.problems() == []


def test_a_lost_database_gets_them_back_from_beside_the_sound(tmp_path: Path) -> None:
    made = correct(heard(), NO_CORRECTIONS, 1, 2, "дана")
    with Library.open(tmp_path) as library:
        take = library.save_result(recorded(library).id, heard(), CARD, corrections=made)
    for path in tmp_path.glob(f"{DATABASE_NAME}*"):
        path.unlink()
    with Library.open(tmp_path) as library:
        (adopted,) = library.sweep()
        assert adopted.id == take.id
        assert adopted.transcript is None
        assert adopted.corrections == made
        library.rename(take.id, "written again")
        assert library.save_result(take.id, heard(), CARD).transcript == take.transcript
    facts = sidecar.read(take.audio_path)
    assert facts is not None
    assert facts.corrections == made


@pytest.mark.parametrize(
    "found",
    [None, 7, {}, {"made": [[0, 1]], "aside": []}, {"made": [[2, 1, [], [], [], [], 0]], "aside": []},
     {"made": [[0, 2, ["a", "b"], [], [], [], 0], [1, 2, ["b"], [], [], [], 0]], "aside": []},
     {"made": [[0, 1, [3], [], [], [], 0]], "aside": []},
     {"made": [[0, 1, ["a"], [], [], [], "x"]], "aside": []}],
)  # fmt: skip
def test_facts_with_broken_corrections_are_worth_having_all_the_same(tmp_path: Path, found: object) -> None:
    with Library.open(tmp_path) as library:
        take = library.rename(recorded(library).id, "kept")
    path = sidecar.path_for(take.audio_path)
    data = json.loads(path.read_text())
    data["corrections"] = found
    path.write_text(json.dumps(data))
    facts = sidecar.read(take.audio_path)
    assert facts is not None
    assert (facts.title, facts.corrections) == ("kept", NO_CORRECTIONS)


def test_facts_of_a_version_without_corrections_are_read(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        take = library.rename(recorded(library).id, "old")
    path = sidecar.path_for(take.audio_path)
    data = json.loads(path.read_text())
    del data["corrections"]
    path.write_text(json.dumps(data))
    facts = sidecar.read(take.audio_path)
    assert facts is not None
    assert (facts.title, facts.corrections) == ("old", NO_CORRECTIONS)
