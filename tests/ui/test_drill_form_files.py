"""Drills of one's own as files: opened right or wrong, mended, taken in and shared."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from rehearse.analysis.drill_files import drill_toml, load_drill
from rehearse.analysis.drills import Drill
from rehearse.ui.drill_form import DrillForm
from rehearse.ui.window import MainWindow
from tests.helpers.views import ViewsStudio
from tests.ui.drill_form_helpers import (
    Settle,
    figure,
    lengths,
    open_form,
    settle,
    studio,
    type_into,
    undo,
    window,
)

__all__ = ["open_form", "settle", "studio", "window"]

WRONG = """# on Mondays
title = "Monday"
trains = "Getting the number out."
source = "Our own calls"

[[round]]
ends = "speaker"

[round.condition]
length_most_s = 900
lenght_least_s = 2
"""


def put(studio: ViewsStudio, name: str, text: str) -> Path:
    folder = studio.own_drills.folder
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.toml"
    path.write_text(text)
    return path


# ---- own files, right and wrong


def same(one: Drill, other: Drill) -> bool:
    return drill_toml(one) == drill_toml(other)


def test_an_own_drill_is_changed_and_a_shipped_one_copied(
    studio: ViewsStudio, window: MainWindow, open_form: Callable[..., DrillForm], settle: Settle
) -> None:
    shipped = studio.drills["call-block"]
    form = open_form("call-block")
    assert (form.drill_id, form.heading.whole) == (None, "Copy of Call block")
    form.save()
    settle()
    copied = studio.drills["copy-of-call-block"]
    assert (copied.rounds, copied.cards, copied.rest_s) == (shipped.rounds, shipped.cards, shipped.rest_s)
    path = Path(copied.file)
    before = path.read_bytes()
    form = open_form("copy-of-call-block")
    type_into(form.editor.title_edit, "Block")
    form.save()
    settle()
    assert load_drill(path).title == "Block"
    undo(window, "“Block” is saved.")
    settle()
    assert path.read_bytes() == before
    assert form.editor.title_edit.text() == "Copy of Call block"
    assert form.state.text() == "Saved"
    assert same(studio.drills["call-block"], shipped)


def test_a_wrong_file_is_opened_and_mended(
    studio: ViewsStudio, window: MainWindow, open_form: Callable[..., DrillForm], settle: Settle
) -> None:
    path = put(studio, "monday", WRONG)
    form = open_form("monday")
    card = form.editor.cards[0]
    assert card.places["condition.length_most_s"].fault.text() == "It must be 0.5 to 600 seconds."
    assert QApplication.focusWidget() is figure(card, "condition.length_most_s")
    assert "round 1, condition.lenght_least_s" in form.notice.text()
    assert "Comments in the file are not kept" in form.notice.text()
    QTest.keyClicks(QApplication.focusWidget(), "\b\b\b")
    type_into(figure(card, "condition.length_most_s"), "90")
    form.save()
    settle()
    assert load_drill(path).rounds[0].condition.length_most_s == 90
    assert not form.notice.isVisible()


def test_a_file_that_only_holds_too_much_can_be_saved_as_it_is_shown(
    studio: ViewsStudio, open_form: Callable[..., DrillForm], settle: Settle
) -> None:
    path = put(studio, "monday", WRONG.replace("900", "90"))
    form = open_form("monday")
    assert form.state.text() == "Not saved yet"
    assert "lenght_least_s" in form.notice.text()
    form.save_button.click()
    settle()
    assert load_drill(path).rounds[0].condition.length_most_s == 90


def test_a_torn_file_is_mended_as_text_and_goes_on_as_a_form(
    studio: ViewsStudio, window: MainWindow, open_form: Callable[..., DrillForm], settle: Settle, qtbot: QtBot
) -> None:
    path = put(studio, "monday", WRONG.replace("900", "twenty").replace("lenght_least_s = 2", ""))
    form = open_form("monday")
    assert form.text_edit.isVisible()
    assert "not valid TOML" in form.state.text()
    assert not form.save_button.isEnabled()
    assert not form.editor.isVisible()
    form.text_edit.setPlainText(path.read_text().replace("twenty", "9000"))
    assert not form.save_button.isEnabled()
    qtbot.waitUntil(lambda: "must be between" in form.state.text())
    form.text_edit.setPlainText(path.read_text().replace("twenty", "20"))
    qtbot.waitUntil(form.save_button.isEnabled)
    form.save_button.click()
    settle()
    assert form.editor.isVisible()
    assert form.editor.title_edit.text() == "Monday"
    assert form.state.text() == "Saved"
    assert path.read_text().startswith("# on Mondays")
    undo(window, "“Monday” is saved.")
    settle()
    assert form.text_edit.isVisible()


def test_wrong_drills_are_listed_with_what_is_wrong_and_opened_to_be_mended(
    studio: ViewsStudio, window: MainWindow, settle: Settle, qtbot: QtBot
) -> None:
    put(studio, "monday", WRONG.replace("lenght_least_s = 2", ""))
    put(studio, "torn", "title = ")
    window.show_page("drills")
    settle()
    listed = window.pages.get("drills").wrong
    told = listed.text().splitlines()
    assert "round 1, condition.length_most_s (line 10): it must be between 0.5 and 600" in told[0]
    assert "torn.toml is not valid TOML" in told[1]
    mend = next(
        one for one in listed.findChildren(QAbstractButton) if one.accessibleName() == "Mend “monday”"
    )
    mend.click()
    settle()
    form = window.pages.get("drill_form")
    assert (window.page, form.drill_id) == ("drill_form", "monday")
    type_into(figure(form.editor.cards[0], "condition.length_most_s"), "90")
    form.save()
    settle()
    form.back_button.click()
    settle()
    assert "monday" not in listed.text()
    assert "torn.toml" in listed.text()


def test_what_cannot_be_read_is_told_and_the_form_stays_away(
    studio: ViewsStudio, window: MainWindow, open_form: Callable[..., DrillForm]
) -> None:
    put(studio, "monday", "#" * 70_000)
    open_form("monday")
    assert any("larger than 64000 bytes" in text for text in window.banners.texts())
    assert window.page == "drills"
    open_form("nothing")
    assert any("There is no drill called “nothing”." in text for text in window.banners.texts())


def test_thirty_rounds_are_all_there(
    studio: ViewsStudio, open_form: Callable[..., DrillForm], settle: Settle
) -> None:
    round_ = '[[round]]\nends = "speaker"\n[round.condition]\nlength_most_s = {n}\n'
    head = 'title = "Many"\ntrains = "t"\nsource = "s"\n'
    put(studio, "many", head + "".join(round_.format(n=n) for n in range(5, 35)))
    form = open_form("many")
    assert lengths(form) == list(range(5, 35))
    assert figure(form.editor.cards[29], "condition.length_most_s").text() == "34"
    assert not form.editor.add_button.isVisible()
    form.editor.add_round()
    assert len(form.editor.table["round"]) == 30
    type_into(figure(form.editor.cards[29], "condition.length_most_s"), "0")
    fault = form.editor.cards[29].places["condition.length_most_s"].fault
    assert fault.text() == "It must be 0.5 to 600 seconds."


# ---- files


def drop(window: MainWindow, *paths: Path) -> bool:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    at, buttons, keys = QPointF(50, 50), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(at.toPoint(), Qt.DropAction.CopyAction, data, buttons, keys)
    QApplication.sendEvent(window, enter)
    QApplication.sendEvent(window, QDropEvent(at, Qt.DropAction.CopyAction, data, buttons, keys))
    return enter.isAccepted()


def test_dropped_drills_are_taken_in_and_told(
    studio: ViewsStudio, window: MainWindow, settle: Settle, tmp_path: Path
) -> None:
    right, wrong = tmp_path / "ladder.toml", tmp_path / "wrong.toml"
    right.write_text(WRONG.replace("900", "90").replace("lenght_least_s = 2", ""))
    wrong.write_text(WRONG)
    assert drop(window, right, wrong)
    settle()
    assert studio.drills["ladder-2"].title == "Monday"
    assert len(studio.drills["ladder"].rounds) == 3
    told = {one.text_label.text(): one.detail_label.text() for one in window.banners.shown}
    assert "kept as “ladder-2”" in told["“Monday” is among your drills now."]
    assert any("wrong.toml is wrong at round 1, condition.length_most_s" in text for text in told)
    undo(window, "among your drills now")
    settle()
    assert "ladder-2" not in studio.drills
    assert not drop(window, tmp_path / "notes.pdf", right)


def test_a_copy_is_shared_and_taken_in_by_another(
    studio: ViewsStudio,
    window: MainWindow,
    open_form: Callable[..., DrillForm],
    settle: Settle,
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    form = open_form(from_="ladder")
    assert not form.share_button.isVisible()
    form.save()
    settle()
    type_into(form.editor.title_edit, "Mine")
    assert not form.share_button.isEnabled()
    form.save()
    settle()
    form.share_button.click()
    dialog = window.findChild(QFileDialog, "drill_copy_dialog")
    target = tmp_path / "shared" / "mine.toml"
    target.parent.mkdir()
    dialog.fileSelected.emit(str(target))
    dialog.close()
    settle()
    assert load_drill(target).title == "Mine"
    assert any(str(target) in text for text in window.banners.texts())
    window.drill_shelf.delete("copy-of-ladder")
    settle()
    window.commands["drills.file"].run()
    dialog = window.findChild(QFileDialog, "drill_file_dialog")
    dialog.fileSelected.emit(str(target))
    dialog.close()
    settle()
    assert studio.drills["mine"].title == "Mine"
