"""Feedback in the real window: new until it was seen, read at its moments, answered with a new take."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from rehearse.exchange.bundle_out import write_bundle
from rehearse.exchange.sending import BundleWishes
from rehearse.library.library import Library
from rehearse.ui.export_sheet import ExportSheet
from rehearse.ui.new_mark import NewMark
from rehearse.ui.window import MainWindow
from tests.helpers.messages import span
from tests.helpers.views import ViewsStudio
from tests.ui.bundle_helpers import (
    OTHER,
    SAID,
    Settle,
    coach,
    press,
    settle,
    studio,
    taken,
    travels,
    window,
    with_feedback,
)

__all__ = ["coach", "settle", "studio", "window"]


# ---- what is new -----------------------------------------------------------------------------------


def new_marks(home: QWidget) -> list[NewMark]:
    return [mark for mark in home.findChildren(NewMark) if mark.isVisible()]


def test_notes_that_arrived_are_marked_until_they_were_seen(
    window: MainWindow, studio: ViewsStudio, settle: Settle, qtbot: QtBot, coach: Library, tmp_path: Path
) -> None:
    take_id, back = with_feedback(studio, coach, tmp_path)
    studio.library.notes.add(take_id, "Mine.", "Дана")
    other = studio.add_take(OTHER, "For Lee")
    taken(window, settle, back)
    window.show_page("takes")
    settle()
    rows = {take.id: take for take in studio.takes()}
    assert rows[take_id].n_unseen == 2
    index = window.takes.model.index(window.takes.model.row_of(take_id) or 0)
    assert "2 of them new" in index.data(Qt.ItemDataRole.AccessibleTextRole)
    window.open_take(take_id)
    settle()
    view = window.review.page.notes
    assert len(view.findChildren(NewMark)) == 2
    by = [part.text() for part in view.findChildren(QLabel, "note_about")]
    assert sum("Carla Coach" in text for text in by) == 2
    pins = [note.span for note in window.review.notes.notes]
    assert pins[1] == span(6, 13), "it stands at its moment"
    window.repaint()
    qtbot.waitUntil(lambda: studio.library.unseen.of(take_id) == frozenset())
    settle()
    assert len(new_marks(view)) == 2, "they stay marked while one looks at them"
    window.open_take(other)
    settle()
    window.open_take(take_id)
    settle()
    assert new_marks(view) == []


def test_answers_and_reactions_of_a_coach_are_read_in_the_review(
    window: MainWindow, studio: ViewsStudio, settle: Settle, coach: Library, tmp_path: Path
) -> None:
    take_id, back = with_feedback(studio, coach, tmp_path)
    rubric = studio.rubrics["callback"]
    asked = rubric.criteria[-1]
    coach.marks.mark(
        take_id, rubric, {asked.id: "no"}, author="Carla Coach", reasons={asked.id: "<b>Two</b> things."}
    )
    coach.reactions.add(take_id, "great", author="Carla Coach", span=span(13, 16))
    write_bundle(coach, [take_id], back, BundleWishes())
    studio.library.reactions.add(take_id, "smile", author="Дана")
    taken(window, settle, back)
    window.open_take(take_id)
    settle()
    view = window.review.linked.feedback
    assert view.isVisible()
    assert view.heading.text() == "Feedback of Carla Coach"
    assert [part.text() for part in view.findChildren(QLabel, "feedback_answer")] == [f"{asked.question}  No"]
    (reason,) = view.findChildren(QLabel, "feedback_reason")
    assert (reason.text(), reason.textFormat()) == ("<b>Two</b> things.", Qt.TextFormat.PlainText)
    assert view.findChildren(QLabel, "feedback_reaction") == [], "one's own is no feedback"
    window.review.page.scroller.ensureWidgetVisible(view)
    press(view, "feedback_play")
    assert window.review.bar.waveform._evidence == (span(13, 16).start_s, span(13, 16).end_s)
    window.open_take(studio.add_take(OTHER, "For Lee"))
    settle()
    assert not view.isVisible()


# ---- answering -------------------------------------------------------------------------------------


def recorded_on_stage(window: MainWindow, studio: ViewsStudio, said: str) -> str:
    """What the stage tells once a take was kept; the sound and the words are made by hand."""
    take_id = studio.add_take(said, "")
    window.stage.take_kept.emit(studio.library.take(take_id))
    return take_id


def links(window: MainWindow) -> list[str]:
    return [link.text() for link in window.review.header.answers.links if not link.isHidden()]


def test_a_take_is_answered_and_both_know_of_each_other(
    window: MainWindow, studio: ViewsStudio, settle: Settle, qtbot: QtBot, coach: Library, tmp_path: Path
) -> None:
    take_id, back = with_feedback(studio, coach, tmp_path)
    studio.add_take(OTHER, "Between them")
    taken(window, settle, back)
    window.open_take(take_id)
    settle()
    line = window.review.header.answers
    assert line.isVisible()
    assert links(window) == []
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.review.again_button.setFocus()
    qtbot.keyClick(window.review.again_button, Qt.Key.Key_A)
    settle()
    assert window.page == "stage"
    strip = window.stage.above
    assert strip is not None
    assert strip.isVisible()
    assert strip.title.whole == "Answering “For Susan”"
    told = [part.text() for part in strip.findChildren(QLabel, "answer_note")]
    assert told == ["Say it once more.", "Good reason."]
    shown = window.stage.script.shown
    assert shown is not None
    assert shown.stored is not None
    assert shown.stored.title == "Permits"
    answer = recorded_on_stage(window, studio, OTHER)
    settle()
    assert studio.library.arrivals.answers(answer) == take_id
    assert not strip.isVisible()
    window.open_take(answer)
    settle()
    assert links(window) == ["Answers “For Susan”"]
    window.review.toggle_compare()
    settle()
    compared = window.review.comparing.view
    assert compared is not None
    assert compared.other_id == take_id, "not the one recorded just before"
    window.review.toggle_compare()
    # Back and forth it goes as a bundle.
    sheet = window.export_takes()
    assert sheet is not None
    settle()
    assert sheet.tab == "bundle"
    assert "1 take answers another." in sheet.bundle.lines.text()
    sheet.reject()
    assert line.links[-1].nextInFocusChain() is line.answer_button, "Tab comes to it where it stands"
    QTest.mouseClick(line.links[0], Qt.MouseButton.LeftButton)
    settle()
    assert window.review.take_id == take_id
    (text,) = links(window)
    assert text.startswith("Answered by “Today")
    QTest.mouseClick(line.links[0], Qt.MouseButton.LeftButton)
    settle()
    assert window.review.take_id == answer
    # And the coach hears which take it answers.
    travels(studio.library, coach, tmp_path / "answer.rehearse", answer)
    assert {take.id: take.answers for take in coach.takes()}[answer] == "For Susan"
    window.show_page("coach")
    view = window.pages.get("coach")
    qtbot.waitUntil(lambda: view.is_ready)
    settle()
    row = view.list.queue.row_of(answer)
    assert "Answers “For Susan”" in view.list.queue.index(row).data(Qt.ItemDataRole.AccessibleTextRole)


def test_record_again_on_an_answer_answers_the_same_take(
    window: MainWindow, studio: ViewsStudio, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, answer = studio.add_take(SAID, "For Susan"), studio.add_take(OTHER, "")
    studio.library.arrivals.answer(answer, first)
    window.open_take(answer)
    settle()
    monkeypatch.setattr(type(window.stage), "start", lambda _stage: None)
    window.record_again()
    settle()
    assert window.answering.take_id == first
    again = recorded_on_stage(window, studio, SAID)
    settle()
    assert studio.library.arrivals.answered_by(first) == [answer, again]
    window.open_take(first)
    settle()
    assert len(links(window)) == 2
    # From a take that answers none, the next one does neither.
    window.record_again()
    settle()
    assert window.answering.take_id is None


def test_an_answer_to_a_take_that_is_gone_is_kept_as_a_take(
    window: MainWindow, studio: ViewsStudio, settle: Settle
) -> None:
    first = studio.add_take(SAID, "For Susan")
    window.open_take(first)
    settle()
    window.answering.begin()
    settle()
    studio.delete([first])
    studio.library.purge_now([first])
    answer = recorded_on_stage(window, studio, OTHER)
    settle()
    assert [take.id for take in studio.takes()] == [answer]
    assert window.banners.texts() == ["Your take is kept, but not as an answer."]


def test_not_an_answer_after_all(window: MainWindow, studio: ViewsStudio, settle: Settle) -> None:
    first = studio.add_take(SAID, "For Susan")
    window.open_take(first)
    settle()
    assert not window.review.header.answers.isVisible(), "nobody else said anything"
    window.answering.begin()
    settle()
    assert window.stage.above is not None
    press(window.stage.above, "answer_leave")
    recorded = recorded_on_stage(window, studio, OTHER)
    settle()
    assert studio.library.arrivals.answers(recorded) is None


def test_the_coach_sends_all_takes_of_one_speaker_back(
    window: MainWindow, studio: ViewsStudio, settle: Settle, qtbot: QtBot
) -> None:
    ids = [studio.add_take(said, title) for said, title in ((SAID, "One"), (OTHER, "Two"), (SAID, "Three"))]
    studio.library.set_speaker(ids[:2], "Kim")
    studio.library.set_speaker(ids[2:], "Lee")
    window.show_page("coach")
    view = window.pages.get("coach")
    qtbot.waitUntil(lambda: view.is_ready)
    settle()
    view.list.choose(ids[0])
    qtbot.waitUntil(lambda: view.take.take_id == ids[0])
    settle()
    view.list.setFocus()
    qtbot.keyClick(view.list, Qt.Key.Key_E)
    sheet = window.findChild(ExportSheet)
    assert isinstance(sheet, ExportSheet)
    assert sheet.ids == [ids[0]]
    press(sheet, "export_scope_1")
    settle()
    assert set(sheet.ids) == set(ids[:2])
    assert sheet.title.text() == "Export 2 takes"
    assert sheet.bundle.lines.text().startswith("2 takes with sound")
    sheet.reject()
