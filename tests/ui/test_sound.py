"""How a take is heard: speed, telephone, loop; and what is said when the loudspeaker fails."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from rehearse.audio.decode import NativeReader
from rehearse.errors import DeviceBusy, DeviceError, DeviceLost, FileMissing
from rehearse.settings import PLAYBACK_SPEEDS, SettingsStore
from rehearse.ui.banners import Banners
from rehearse.ui.review import ReviewView
from rehearse.ui.sound_news import SoundNews
from rehearse.ui.tasks import Tasks
from rehearse.ui.theme import Theme, choose_theme
from rehearse.ui.window import MainWindow
from tests.helpers.fake_studio import FakeStudio
from tests.ui.review_helpers import QuietStudio, review_of
from tests.ui.sound_helpers import (
    asked,
    find,
    studio,
    view,
)

__all__ = ["studio", "view"]


def stored(studio: QuietStudio) -> Any:
    return SettingsStore(studio.settings.path).value


# ---- speed and telephone -------------------------------------------------------------------------------


def test_the_keys_step_through_the_speeds_and_stop_at_the_ends(
    view: ReviewView, studio: QuietStudio, qtbot: QtBot
) -> None:
    button = find(view, "speed_button")
    assert button.text() == "1×"
    seen = []
    for _press in range(4):
        qtbot.keyClick(view.transcript, Qt.Key.Key_BracketRight)
        seen.append(button.text())
    assert seen == ["1.25×", "1.5×", "2×", "2×"]
    assert button.accessibleName() == "Speed 2×"
    qtbot.waitUntil(lambda: stored(studio).playback_speed == 2.0)
    for _press in range(6):
        qtbot.keyClick(view.transcript, Qt.Key.Key_BracketLeft)
    assert button.text() == "0.5×"
    qtbot.waitUntil(lambda: stored(studio).playback_speed == 0.5)


@pytest.mark.parametrize(("key", "shown"), [(Qt.Key.Key_Less, "0.75×"), (Qt.Key.Key_Greater, "1.25×")])
def test_the_angle_brackets_do_the_same(view: ReviewView, qtbot: QtBot, key: Qt.Key, shown: str) -> None:
    qtbot.keyClick(view.transcript, key)  # as a keyboard sends it that has them without Shift
    assert find(view, "speed_button").text() == shown


def test_the_menu_offers_every_speed_and_marks_the_one_there_is(
    view: ReviewView, studio: QuietStudio, qtbot: QtBot
) -> None:
    actions = view.bar.controls.menu.actions()
    assert [action.text() for action in actions] == ["0.5×", "0.75×", "1×", "1.25×", "1.5×", "2×"]
    assert [action.text() for action in actions if action.isChecked()] == ["1×"]
    actions[4].trigger()
    assert find(view, "speed_button").text() == "1.5×"
    assert [action.text() for action in actions if action.isChecked()] == ["1.5×"]
    qtbot.waitUntil(lambda: stored(studio).playback_speed == 1.5)


def test_a_change_reaches_what_is_playing(view: ReviewView, studio: QuietStudio, qtbot: QtBot) -> None:
    view.toggle()
    qtbot.waitUntil(lambda: studio.out.pace() == 1.0)
    qtbot.keyClick(view.transcript, Qt.Key.Key_BracketRight)
    qtbot.waitUntil(lambda: studio.out.pace() == 1.25)
    assert len(studio.out.asked) == 1, "it went on; nothing was started anew"
    assert view.playback.playing


def test_as_on_the_phone_is_switched_by_key_and_button_and_kept(
    view: ReviewView, studio: QuietStudio, qtbot: QtBot
) -> None:
    button = find(view, "phone_button")
    off = button.grab().toImage()
    qtbot.keyClick(view.transcript, Qt.Key.Key_F)
    assert view.playback.phone
    told = QAccessible.queryAccessibleInterface(button)
    assert told.text(QAccessible.Text.Name) == "As on the phone"
    assert told.state().checked
    assert button.toolTip() == "As on the phone: on (F)"
    assert button.grab().toImage() != off
    qtbot.waitUntil(lambda: stored(studio).phone_sound)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not view.playback.phone
    assert not told.state().checked
    qtbot.waitUntil(lambda: not stored(studio).phone_sound)


def test_a_handset_that_sounds_differs_in_shape_not_in_colour_alone(view: ReviewView) -> None:
    pictures = []
    for on in (False, True):
        view.bar.controls.set_phone(on)
        image = find(view, "phone_button").icon().pixmap(20, 20).toImage()
        pictures.append(
            {(x, y) for x in range(20) for y in range(20) if image.pixelColor(x, y).alpha() > 128}
        )
    assert len(pictures[0] ^ pictures[1]) > 10


def test_the_next_review_is_heard_in_the_same_way(
    studio: QuietStudio, tasks: Tasks, theme: Theme, qtbot: QtBot
) -> None:
    studio.settings.update(playback_speed=0.75, phone_sound=True)
    view = ReviewView(studio, tasks, theme)
    qtbot.addWidget(view)
    view.show()
    view.show_review(review_of(studio))
    qtbot.waitUntil(lambda: view.playback.ready)
    assert find(view, "speed_button").text() == "0.75×"
    assert find(view, "phone_button").isChecked()
    view.toggle()
    qtbot.waitUntil(lambda: studio.out.pace() == 0.75)
    view.close_sound()
    qtbot.waitUntil(lambda: not tasks.busy)


def test_a_choice_that_cannot_be_stored_holds_and_is_told(
    view: ReviewView, studio: QuietStudio, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_changes: object) -> None:
        raise DeviceError("The settings could not be saved.")

    monkeypatch.setattr(studio.settings, "update", refuse)
    with qtbot.waitSignal(view.sound.failed) as told:
        qtbot.keyClick(view.transcript, Qt.Key.Key_BracketRight)
    assert str(told.args[0]) == "The settings could not be saved."
    assert find(view, "speed_button").text() == "1.25×"


@pytest.mark.parametrize("wrong", [3, 1.1, True, "1", None])
def test_a_speed_that_is_not_offered_is_refused(tmp_path: Path, wrong: object) -> None:
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({"playback_speed": wrong}))
    store = SettingsStore(path)
    assert store.value.playback_speed == 1.0
    assert any("playback_speed" in problem for problem in store.problems)
    assert all(store.update(playback_speed=speed).playback_speed == speed for speed in PLAYBACK_SPEEDS)


# ---- for everybody -------------------------------------------------------------------------------------


@pytest.mark.parametrize("shade", ["light", "dark"])
def test_every_control_has_a_name_a_tip_with_its_key_and_a_place_for_tab(
    view: ReviewView, shade: Any
) -> None:
    view.set_theme(choose_theme(shade))
    for name, key in (("speed_button", "[, faster ]"), ("phone_button", "(F)"), ("loop_button", "(O)")):
        button = find(view, name)
        assert QAccessible.queryAccessibleInterface(button).text(QAccessible.Text.Name)
        assert key in button.toolTip()
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
        assert min(button.width(), button.height()) >= 24


# ---- when the sound fails ------------------------------------------------------------------------------


@pytest.fixture
def banners(view: ReviewView, theme: Theme, qtbot: QtBot) -> Banners:
    made = Banners(theme)
    qtbot.addWidget(made)
    made.show()
    SoundNews(view, made)
    return made


GONE = DeviceLost("Headphones are not there any more.", help="Plug them in again or choose another one.")


def test_a_lost_loudspeaker_is_told_and_the_take_plays_on_when_it_is_back(
    view: ReviewView, studio: QuietStudio, banners: Banners, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rehearse.audio.playback.RETRY_S", 0.05)
    view.toggle()
    asked(studio, qtbot)
    studio.out.advance(3.0)
    qtbot.waitUntil(lambda: view.playback.position_s == pytest.approx(3.0))
    studio.out.error = GONE
    qtbot.waitUntil(lambda: bool(banners.texts()))
    assert banners.texts() == ["The loudspeaker went away while the recording was played."]
    (banner,) = banners.shown
    assert "Plug it in again and it goes on" in banner.detail_label.text()
    assert find(view, "play_button").isEnabled()
    assert find(view, "play_button").accessibleName() == "Play"
    studio.out.error = None
    qtbot.waitUntil(lambda: view.playback.playing)
    assert asked(studio, qtbot, 2) == (pytest.approx(3.0), None)
    assert banners.texts() == []
    assert find(view, "play_button").accessibleName() == "Pause"


def test_one_in_use_is_told_in_plain_words_and_play_on_tries_again(
    view: ReviewView, studio: QuietStudio, banners: Banners, qtbot: QtBot
) -> None:
    studio.out.error = DeviceBusy("Headphones cannot be used now.", help="Close other programs that use it.")
    view.playback.play(2.0)
    qtbot.waitUntil(lambda: banners.texts() == ["Headphones cannot be used now."])
    (banner,) = banners.shown
    assert banner.detail_label.text() == "Close other programs that use it."
    studio.out.error = None
    assert banner.action_button is not None
    assert banner.action_button.text() == "Play on"
    qtbot.mouseClick(banner.action_button, Qt.MouseButton.LeftButton)
    assert asked(studio, qtbot) == (pytest.approx(2.0), None)
    assert banners.texts() == []
    assert view.playback.playing


def test_no_voice_breaks_out_of_a_page_that_was_left(
    view: ReviewView, studio: QuietStudio, banners: Banners, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rehearse.audio.playback.RETRY_S", 0.02)
    view.toggle()
    asked(studio, qtbot)
    studio.out.error = GONE
    qtbot.waitUntil(lambda: bool(banners.texts()))
    view.hide()
    assert banners.texts() == []
    studio.out.error = None
    qtbot.wait(150)  # long enough for seven looks, of which there must be none
    assert not view.playback.playing
    assert len(studio.out.asked) == 1


def test_a_banner_put_away_does_not_come_back(
    view: ReviewView, studio: QuietStudio, banners: Banners, qtbot: QtBot
) -> None:
    studio.out.error = DeviceBusy("Headphones cannot be used now.")
    view.toggle()
    qtbot.waitUntil(lambda: bool(banners.texts()))
    qtbot.mouseClick(banners.shown[0].close_button, Qt.MouseButton.LeftButton)
    qtbot.wait(100)
    assert banners.texts() == []
    studio.out.error = None
    view.toggle()
    asked(studio, qtbot)
    assert view.playback.playing


def test_a_file_that_goes_away_while_it_plays_is_told_where_play_was(
    view: ReviewView, studio: QuietStudio, banners: Banners, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(_reader: NativeReader, _frame: int) -> None:
        raise FileMissing("There is no file “take.wav”.", help="Check the name and the folder.")

    monkeypatch.setattr(NativeReader, "seek", gone)
    view.toggle()
    qtbot.waitUntil(lambda: not find(view, "play_button").isEnabled())
    reason = view.findChild(QLabel, "playback_reason")
    assert reason.text() == "There is no file “take.wav”. Check the name and the folder."
    assert banners.texts() == [], "it is told once"
    for name in ("speed_button", "phone_button", "loop_button"):
        assert not find(view, name).isEnabled()
        assert find(view, name).toolTip() == reason.text()
    qtbot.keyClick(view, Qt.Key.Key_O)
    assert view.playback.looping is None


def test_the_window_shows_what_the_review_tells(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, theme: Theme, qapp: QApplication
) -> None:
    studio = FakeStudio(tmp_path / "home")
    studio.settings.update(first_start_done=True)
    window = MainWindow(studio, tasks, theme)  # type: ignore[arg-type]
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    review = window.review
    review.playback.trouble_changed.emit(GONE)
    assert "Headphones are not there any more." in window.banners.texts()
    review.playback.trouble_changed.emit(None)
    assert "Headphones are not there any more." not in window.banners.texts()
    qtbot.waitUntil(lambda: not tasks.busy)
    window.close()
