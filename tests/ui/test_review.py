"""The review on real takes in a real library: what it says, and what it plays."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QAbstractSlider, QLabel, QPushButton, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from rehearse.analysis.message import Message
from rehearse.analysis.result import ANALYSIS_VERSION
from rehearse.analysis.script_check import align_message
from rehearse.errors import ModelMissing
from rehearse.library.takes import TakeState
from rehearse.script.script import parse_script
from rehearse.studio import Review
from rehearse.ui.review import ReviewView
from rehearse.ui.sound_orders import LEAD_S, TAIL_S
from rehearse.ui.tasks import Tasks
from rehearse.ui.theme import Theme, choose_theme
from tests.helpers.messages import analysis_of, audio_message, span
from tests.ui.review_helpers import QuietStudio, record, review_of, store
from tests.ui.shown_review import studio, view

__all__ = ["studio", "view"]


def find(view: QWidget, kind: type, name: str):  # type: ignore[no-untyped-def]
    found = view.findChild(kind, name)
    assert found is not None, name
    return found


def played(qtbot: QtBot, view: ReviewView, studio: QuietStudio, n: int = 1) -> tuple[float, float | None]:
    qtbot.waitUntil(lambda: len(studio.out.asked) >= n)
    return studio.out.asked[n - 1]


def shown(view: ReviewView, review: Review, qtbot: QtBot) -> None:
    view.show_review(review)
    view.activateWindow()
    qtbot.waitUntil(lambda: view.playback.ready and view.bar.waveform.has_sound())


# ---- what it says ------------------------------------------------------------------------------


def test_the_verdict_comes_first_in_words(view: ReviewView, studio: QuietStudio, qtbot: QtBot) -> None:
    shown(view, review_of(studio), qtbot)
    assert find(view, QLabel, "headline_label").text() == "Two things to fix"
    assert find(view, QTextEdit, "transcript_view").toPlainText() == (
        "hi dana this is um bob at acme my number is five five five one two three four "
        "we are the leading provider of copiers i will email you a report"
    )


def test_a_ready_take_is_called_ready(view: ReviewView, studio: QuietStudio, qtbot: QtBot) -> None:
    card = analysis_of(audio_message().transcript).scorecard  # type: ignore[arg-type]
    fine = replace(card, ready=True, fix_next=(), checks=tuple(replace(c, band="good") for c in card.checks))
    shown(view, review_of(studio, scorecard=fine), qtbot)
    assert find(view, QLabel, "headline_label").text() == "Ready to leave"
    assert view.checks.cards == []


def test_each_fix_tells_what_why_and_what_to_say(view: ReviewView, studio: QuietStudio, qtbot: QtBot) -> None:
    shown(view, review_of(studio), qtbot)
    texts = [
        [find(card, QLabel, name).text() for name in ("fix_what", "fix_why", "fix_instead")]
        for card in view.checks.cards
    ]
    assert texts[0] == [
        "It sounds like a pitch",
        "One phrase talks like a brochure.",
        "Three things I noticed about your copiers.",
    ]
    assert [card.fix.check_id for card in view.checks.cards] == ["pitch", "phone"]


def test_a_better_take_says_what_got_better(view: ReviewView, studio: QuietStudio, qtbot: QtBot) -> None:
    first = review_of(studio)
    assert first.analysis is not None
    card = first.analysis.scorecard
    better = replace(
        card, checks=tuple(replace(c, band="good") if c.id == "pitch" else c for c in card.checks)
    )
    second = review_of(studio, scorecard=better)
    assert second.previous is not None
    shown(view, second, qtbot)
    assert find(view, QLabel, "compared_label").text() == (
        "Better than last time: pitch talk: now “Good”, before “Fix”."
    )


def test_the_script_shows_what_became_of_it(
    view: ReviewView, studio: QuietStudio, theme: Theme, qtbot: QtBot
) -> None:
    take, analysis = store(studio)
    script = parse_script(
        "# Copiers\nHi [name], this is Bob from Acme & Sons. My number is 555-1234. Goodbye Carol."
    )
    message = Message.from_text(" ".join(word.text for word in analysis.words))
    told = replace(analysis, alignment=align_message(script, message))
    shown(view, Review(take, told, None), qtbot)
    assert find(view, QLabel, "script_heading").text() == "Your script: Copiers"
    words = find(view, QLabel, "script_words")
    # Struck out, underlined with a plus, bracketed: told without any colour.
    assert "[name: dana]" in words.text()
    assert "<s>&amp; Sons.</s>" in words.text()
    assert "<s>Goodbye Carol.</s>" in words.text()
    assert "+<u>we are the leading" in words.text()
    assert "color" not in words.text()
    assert "(not said: Goodbye Carol.)" in words.accessibleName()
    assert "not said" in find(view, QLabel, "script_legend").text()
    assert view.script.isVisible()
    view.set_theme(theme)
    shown(view, review_of(studio), qtbot)
    assert not view.script.isVisible()


def test_show_take_judges_with_the_real_rules(view: ReviewView, studio: QuietStudio, qtbot: QtBot) -> None:
    take, _analysis = store(studio)
    view.show_take(take.id)
    qtbot.waitUntil(lambda: view.review is not None)
    assert view.review is not None
    assert view.review.analysis is not None
    marked = {(mark.kind, mark.first_word) for mark in view.transcript.marks}
    assert ("number", 11) in marked
    assert any(kind == "pitch" for kind, _first in marked)


def test_an_earlier_take_is_judged_by_todays_rules_before_it_is_compared(studio: QuietStudio) -> None:
    old, analysis = store(studio)
    card = replace(analysis.scorecard, analysis_version=ANALYSIS_VERSION - 1, basis="of another day")
    assert old.transcript is not None
    studio.library.save_result(old.id, old.transcript, card)
    new, _analysis = store(studio)
    before = studio.review(new.id).before
    assert before is not None
    assert before.analysis_version == ANALYSIS_VERSION
    assert before.packs == studio.packs.names
    level = before.check("level")
    assert level is not None
    assert level.band == "unknown", "the sound is not measured again for this"
    stored = studio.library.take(old.id).scorecard
    assert stored == card, "looking at one take must not change another"


# ---- what it plays -----------------------------------------------------------------------------


def test_the_evidence_of_a_fix_is_played(view: ReviewView, studio: QuietStudio, qtbot: QtBot) -> None:
    shown(view, review_of(studio), qtbot)
    qtbot.mouseClick(find(view, QPushButton, "play_fix_pitch"), Qt.MouseButton.LeftButton)
    start_s, end_s = span(18, 23)
    assert played(qtbot, view, studio) == pytest.approx((start_s - LEAD_S, end_s + TAIL_S))


@pytest.mark.parametrize(
    ("name", "words"), [("value_phone", (11, 18)), ("fact_number", (11, 18)), ("fact_length", (0, 31))]
)
def test_every_number_can_be_heard(
    view: ReviewView, studio: QuietStudio, qtbot: QtBot, name: str, words: tuple[int, int]
) -> None:
    shown(view, review_of(studio), qtbot)
    qtbot.mouseClick(find(view, QPushButton, name), Qt.MouseButton.LeftButton)
    start_s, end_s = span(*words)
    assert played(qtbot, view, studio) == pytest.approx((start_s - LEAD_S, end_s + TAIL_S))


def test_a_click_on_a_word_plays_from_it(view: ReviewView, studio: QuietStudio, qtbot: QtBot) -> None:
    shown(view, review_of(studio), qtbot)
    place = view.transcript.rects_of(7, 8)[0].center().toPoint()
    qtbot.mouseClick(view.transcript.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert played(qtbot, view, studio) == (pytest.approx(span(7, 8).start_s - LEAD_S), None)


def test_a_moment_plays_from_there(view: ReviewView, studio: QuietStudio, qtbot: QtBot) -> None:
    shown(view, review_of(studio), qtbot)
    flag = find(view, QPushButton, "moment_number_complete")
    assert flag.text() == "Number complete 0:09"
    qtbot.mouseClick(flag, Qt.MouseButton.LeftButton)
    assert played(qtbot, view, studio) == (pytest.approx(span(11, 18).end_s), None)


def test_the_word_that_is_heard_is_lit(view: ReviewView, studio: QuietStudio, qtbot: QtBot) -> None:
    shown(view, review_of(studio), qtbot)
    qtbot.keyClick(view.again_button, Qt.Key.Key_P)
    played(qtbot, view, studio)
    studio.out.advance(span(12, 13).start_s + 0.1)
    qtbot.waitUntil(lambda: view.transcript.lit_word == 12)
    assert find(view, QLabel, "position_label").text() == "0:06"
    qtbot.keyClick(view.transcript, Qt.Key.Key_K)
    assert not view.playback.playing
    assert view.transcript.lit_word is None


def test_the_end_of_the_evidence_stops_the_clock(view: ReviewView, studio: QuietStudio, qtbot: QtBot) -> None:
    shown(view, review_of(studio), qtbot)
    qtbot.mouseClick(find(view, QPushButton, "value_pitch"), Qt.MouseButton.LeftButton)
    played(qtbot, view, studio)
    assert find(view, QPushButton, "play_button").accessibleName() == "Pause"
    qtbot.waitUntil(studio.out.drained)
    qtbot.waitUntil(lambda: not view.playback.playing)
    assert find(view, QPushButton, "play_button").accessibleName() == "Play"


def test_leaving_the_review_stops_the_voice(view: ReviewView, studio: QuietStudio, qtbot: QtBot) -> None:
    shown(view, review_of(studio), qtbot)
    view.toggle()
    assert view.playback.playing
    view.hide()
    assert not view.playback.playing


def test_the_next_take_lets_go_of_the_one_before(view: ReviewView, studio: QuietStudio, qtbot: QtBot) -> None:
    shown(view, review_of(studio), qtbot)
    view.toggle()
    second = review_of(studio)
    shown(view, second, qtbot)
    assert view.playback.take_id == second.take.id
    assert not view.playback.playing
    assert view.playback.position_s == 0.0


def test_r_and_the_button_ask_for_another_take(view: ReviewView, studio: QuietStudio, qtbot: QtBot) -> None:
    shown(view, review_of(studio), qtbot)
    with qtbot.waitSignal(view.record_again):
        qtbot.keyClick(view.transcript, Qt.Key.Key_R)
    with qtbot.waitSignal(view.record_again):
        qtbot.mouseClick(find(view, QPushButton, "record_again_button"), Qt.MouseButton.LeftButton)


def test_space_after_the_stop_records_again(view: ReviewView, studio: QuietStudio, qtbot: QtBot) -> None:
    shown(view, review_of(studio), qtbot)
    qtbot.waitUntil(lambda: view.focusWidget() is view.again_button)
    with qtbot.waitSignal(view.record_again):
        qtbot.keyClick(view.focusWidget(), Qt.Key.Key_Space)


# ---- when something is missing -----------------------------------------------------------------


def test_text_and_scores_stay_without_the_sound(
    view: ReviewView, studio: QuietStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    review = review_of(studio)
    review.take.audio_path.unlink()
    view.show_review(review)
    qtbot.waitUntil(lambda: not tasks.busy)
    assert find(view, QLabel, "headline_label").text() == "Two things to fix"
    assert not find(view, QPushButton, "play_button").isEnabled()
    assert not find(view, QPushButton, "value_phone").isEnabled()
    reason = find(view, QLabel, "playback_reason")
    assert reason.isVisible()
    assert reason.text()
    assert find(view, QPushButton, "play_button").toolTip() == reason.text()


def test_no_speech_is_told_with_a_way_out(view: ReviewView, studio: QuietStudio, qtbot: QtBot) -> None:
    review = review_of(studio, words=[])
    shown_take = replace(review.take, peak_dbfs=None)
    shown(view, replace(review, take=shown_take), qtbot)
    assert find(view, QLabel, "headline_label").text() == "No speech was heard"
    assert "microphone" in find(view, QLabel, "state_help").text()
    assert find(view, QPushButton, "listen_again_button").isVisible()


def test_a_failed_take_is_listened_to_again(
    view: ReviewView, studio: QuietStudio, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    transcript = audio_message().transcript
    assert transcript is not None
    take = studio.library.fail_take(record(studio, transcript).id, "The model could not be loaded.")
    shown(view, Review(take, None, None), qtbot)
    assert find(view, QLabel, "state_help").text() == "The model could not be loaded."

    monkeypatch.setattr(studio, "_hear", lambda *_given: (transcript, ""))
    monkeypatch.setattr(studio, "_engine", lambda *_given: None)
    with qtbot.waitSignal(view.scored) as told:
        qtbot.mouseClick(find(view, QPushButton, "listen_again_button"), Qt.MouseButton.LeftButton)
    assert told.args == [take.id]
    assert studio.library.take(take.id).state == TakeState.SCORED
    assert "to fix" in find(view, QLabel, "headline_label").text()
    assert "my number is" in view.transcript.toPlainText()


def test_listening_again_can_be_stopped(
    view: ReviewView, studio: QuietStudio, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    transcript = audio_message().transcript
    assert transcript is not None
    take = record(studio, transcript)
    shown(view, Review(take, None, None), qtbot)

    def hear(_path, _engine, _duration_s, _progress, _partial, cancel):  # type: ignore[no-untyped-def]
        assert cancel.wait(20)
        cancel.check()

    monkeypatch.setattr(studio, "_hear", hear)
    monkeypatch.setattr(studio, "_engine", lambda *_given: None)
    qtbot.mouseClick(find(view, QPushButton, "listen_again_button"), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(find(view, QPushButton, "stop_listening_button"), Qt.MouseButton.LeftButton)
    again = find(view, QPushButton, "listen_again_button")
    qtbot.waitUntil(again.isVisible)
    assert find(view, QLabel, "state_help").text() == "You stopped it. The recording is safe."
    assert studio.library.take(take.id).state == TakeState.RECORDED


def test_a_missing_model_is_told_in_its_own_words(
    view: ReviewView, studio: QuietStudio, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    transcript = audio_message().transcript
    assert transcript is not None
    shown(view, Review(record(studio, transcript), None, None), qtbot)

    def missing(*_given: object) -> None:
        raise ModelMissing("There is no model here.", help="Install one in Settings.")

    monkeypatch.setattr(studio, "_engine", missing)
    view.listen_again()
    qtbot.waitUntil(lambda: find(view, QPushButton, "listen_again_button").isVisible())
    assert find(view, QLabel, "state_help").text() == "There is no model here. Install one in Settings."


# ---- for everybody -----------------------------------------------------------------------------


def test_everything_that_takes_the_focus_has_a_name(
    view: ReviewView, studio: QuietStudio, qtbot: QtBot
) -> None:
    shown(view, review_of(studio), qtbot)
    for kind in (QAbstractButton, QAbstractSlider, QTextEdit):
        for widget in view.findChildren(kind):
            if widget.isVisible() and widget.focusPolicy() != Qt.FocusPolicy.NoFocus:
                told = QAccessible.queryAccessibleInterface(widget)
                assert told.text(QAccessible.Text.Name), widget.objectName()


@pytest.mark.parametrize(("name", "size"), [("dark", (960, 640)), ("light", (700, 900))])
def test_theme_and_width_change_without_losing_anything(
    view: ReviewView, studio: QuietStudio, qtbot: QtBot, name: str, size: tuple[int, int]
) -> None:
    shown(view, review_of(studio), qtbot)
    view.resize(*size)
    view.set_theme(choose_theme(name))  # type: ignore[arg-type]
    assert find(view, QPushButton, "fact_number").text() == "555-1234"
    qtbot.waitUntil(lambda: view.transcript.width() <= view.scroller.viewport().width())
    last = view.transcript.rects_of(30, 31)[0]
    assert last.right() <= view.transcript.viewport().width()
