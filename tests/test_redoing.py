"""All takes judged or heard again: in the background, stopped and gone on with, by one process or many."""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rehearse import redoing
from rehearse.errors import Cancelled, TakeMissing
from rehearse.paths import Paths
from rehearse.progress import CancelToken, Progress
from rehearse.redoing import Need, Redo
from rehearse.settings import SettingsStore
from rehearse.speech.corrections import NO_CORRECTIONS, correct
from rehearse.speech.transcript import Span, Transcript, Word
from rehearse.studio import Studio
from tests.helpers.bring_in import bring_in
from tests.helpers.commands import SAMPLES
from tests.helpers.virtual_mic import wait_for

RULE = 'why = "w"\ninstead = "i"\nsource = "s"\n[[rule]]\nid = "a"\nmatch = "blue moon"\n'
AddTakes = Callable[[int], list[str]]
NAMES = ["dana", "bob", "susan", "pat", "kim", "lee", "alex", "maria", "john"]


def said(number: int) -> Transcript:
    """Some message about the blue moon; another one for every number."""
    rng = random.Random(number)
    text = (
        f"hi {rng.choice(NAMES)} this is {rng.choice(NAMES)} the blue moon is out again so"
        f" call me at four one five five five five oh one four {rng.choice(['two', 'three', 'nine'])}"
    )
    words = tuple(Word(w, Span(0.4 * i, 0.4 * i + 0.35), 1.0) for i, w in enumerate(text.split()))
    return Transcript(words, (0,), "replay", "none", 9.0, 0.1)


@pytest.fixture
def studio(private_home: Path) -> Iterator[Studio]:
    paths = Paths.below(private_home)
    made = Studio(paths, SettingsStore(paths.settings))
    yield made
    made.close()


@pytest.fixture
def add(studio: Studio) -> Callable[[int], list[str]]:
    """Takes of the blue moon, judged; the sound is another one."""

    def add_takes(n: int) -> list[str]:
        ids = []
        for number in range(n):
            take = bring_in(studio.library, SAMPLES / "bare-callback.flac")
            studio.judge_take(take.id, said(number))
            ids.append(take.id)
        return ids

    return add_takes


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other processes are asked from five takes on, two takes at a time."""
    monkeypatch.setattr(redoing, "_MANY", 5)
    monkeypatch.setattr(redoing, "_CHUNK", 2)


def add_rule(studio: Studio) -> None:
    """From now on the blue moon is a pitch."""
    studio.paths.rules.mkdir(parents=True)
    (studio.paths.rules / "mine.toml").write_text(RULE)
    studio._packs = None


def change_profile(studio: Studio) -> None:
    studio.settings.update(profile="hubspot")


def up_to_date(studio: Studio) -> list[str]:
    """The takes whose stored card is by the rules of now."""
    found = []
    for summary in studio.takes():
        card = studio.library.take(summary.id).scorecard
        assert card is not None
        if card.basis == studio.basis():
            assert (summary.bands, summary.ready) == (card.bands(), card.ready)
            found.append(summary.id)
    return found


def test_every_take_is_judged_by_the_new_rule_and_then_none_is_left(studio: Studio, add: AddTakes) -> None:
    ids = add(3)
    redo = Redo(studio)
    assert redo.need().n_judge == 0
    add_rule(studio)
    assert redo.need().n_judge == 3
    told: list[Progress] = []
    assert redo.judge_all(on_progress=told.append).n_done == 3
    assert sorted(up_to_date(studio)) == sorted(ids)
    cards = [studio.library.take(take_id).scorecard for take_id in ids]
    assert [card.check("pitch").value for card in cards] == [1, 1, 1]  # type: ignore[union-attr]
    assert redo.need().n_judge == 0
    assert [(p.done, p.total) for p in (told[0], told[-1])] == [(0, 3), (3, 3)]
    assert redo.judge_all().n_done == 0


def test_the_sound_is_not_measured_again_and_its_verdict_outlives_it(studio: Studio, add: AddTakes) -> None:
    (take_id,) = add(1)
    before = studio.library.take(take_id)
    assert before.scorecard is not None
    assert before.scorecard.bands()["level"] != "unknown"
    before.audio_path.unlink()
    change_profile(studio)
    Redo(studio).judge_all()
    after = studio.library.take(take_id)
    assert after.scorecard is not None
    assert after.scorecard.check("level") == before.scorecard.check("level")
    assert after.sound == before.sound is not None


def test_words_put_right_are_what_is_judged(studio: Studio, add: AddTakes) -> None:
    (take_id,) = add(1)
    heard = studio.library.take(take_id).heard
    assert heard is not None
    at = [word.text for word in heard.words].index("blue")
    studio.correct(take_id, correct(heard, NO_CORRECTIONS, at, at + 1, "full"))
    add_rule(studio)
    Redo(studio).judge_all()
    take = studio.library.take(take_id)
    assert take.scorecard is not None
    assert take.scorecard.bands()["pitch"] == "good"
    assert take.heard == heard


def test_stopped_in_the_middle_it_goes_on_where_it_was(studio: Studio, add: AddTakes) -> None:
    add(7)
    change_profile(studio)
    cancel = CancelToken()

    def stop_soon(progress: Progress) -> None:
        if progress.done:
            cancel.cancel()

    with pytest.raises(Cancelled):
        Redo(studio, n_workers=1).judge_all(on_progress=stop_soon, cancel=cancel)
    done = len(up_to_date(studio))
    assert 0 < done < 7
    assert Redo(studio).need().n_judge == 7 - done
    assert Redo(studio).judge_all().n_done == 7 - done
    assert len(up_to_date(studio)) == 7


def test_many_are_judged_by_other_processes_to_the_same_cards(
    studio: Studio, add: AddTakes, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = add(7)
    before = studio.settings.value.profile
    studio.settings.update(profile="hubspot")

    def not_here(*_arguments: object) -> None:
        raise AssertionError("this process judged")

    with monkeypatch.context() as patched:
        patched.setattr(redoing, "judge_results", not_here)
        assert Redo(studio).judge_all().n_done == 7
    by_others = [studio.library.take(take_id).scorecard for take_id in ids]
    studio.settings.update(profile=before)
    Redo(studio).judge_all()
    studio.settings.update(profile="hubspot")
    for take_id, card in zip(ids, by_others, strict=True):
        analysis = studio.review(take_id).analysis
        assert analysis is not None
        assert analysis.scorecard == card
        assert card is not None
        assert card.profile == "hubspot"


def test_what_a_lost_process_leaves_is_judged_here(
    studio: Studio, add: AddTakes, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(7)
    change_profile(studio)
    monkeypatch.setattr(redoing, "_begin_judging", _die)
    assert Redo(studio).judge_all().n_done == 7
    assert len(up_to_date(studio)) == 7


def _die(*_arguments: object) -> None:
    os._exit(9)


def test_a_result_that_came_meanwhile_is_not_written_over(studio: Studio, add: AddTakes) -> None:
    (take_id,) = add(1)
    stale = studio.library.stale
    (found,) = stale.results([take_id])
    heard = studio.library.take(take_id).heard
    assert heard is not None
    studio.correct(take_id, correct(heard, NO_CORRECTIONS, 0, 1, "hello"))
    now = studio.library.take(take_id).scorecard
    assert stale.replace([(found, (found.scorecard.replace('"good"', '"off"'), None))]) == 0
    assert studio.library.take(take_id).scorecard == now


def test_it_waits_while_somebody_records(studio: Studio, add: AddTakes) -> None:
    add(3)
    change_profile(studio)
    recording = threading.Event()
    recording.set()
    looked = threading.Event()

    def held() -> bool:
        looked.set()
        return recording.is_set()

    redo = Redo(studio, held=held)
    thread = threading.Thread(target=redo.judge_all)
    thread.start()
    assert looked.wait(30)
    time.sleep(0.3)
    assert thread.is_alive()
    recording.clear()
    thread.join(60)
    assert len(up_to_date(studio)) == 3


@pytest.mark.slow
def test_takes_are_heard_again_and_those_that_cannot_be_are_named(studio: Studio, add: AddTakes) -> None:
    first, gone, broken = add(3)
    studio.library.take(gone).audio_path.unlink()
    studio.library.take(broken).audio_path.write_bytes(b"RIFF....WAVEjunk")
    redo = Redo(studio)
    assert redo.need() == Need(n_judge=0, n_hear=2)
    redone = redo.hear_all()
    assert redone.n_done == 1
    assert [take_id for take_id, _error in redone.problems] == [broken]
    take = studio.library.take(first)
    assert take.heard is not None
    assert take.heard.model_id == studio.models.resolve(None).id
    kept = studio.library.take(broken)
    assert kept.heard is not None
    assert kept.heard.model_id == "none"
    with pytest.raises(TakeMissing):
        studio.score_take(gone)


@pytest.mark.slow
def test_hearing_can_be_stopped(studio: Studio, add: AddTakes) -> None:
    add(3)
    cancel = CancelToken()
    done: list[float] = []

    def stop_after_one(progress: Progress) -> None:
        done.append(progress.done)
        if progress.done == 1:
            cancel.cancel()

    with pytest.raises(Cancelled):
        Redo(studio, n_workers=1).hear_all(on_progress=stop_after_one, cancel=cancel)
    left = Redo(studio).need().n_hear
    assert 1 <= left <= 2
    assert Redo(studio).hear_all().n_done == left
    wait_for(lambda: Redo(studio).need().n_hear == 0, "every take heard")
