"""How a take is heard: speed, telephone, loop; and what is said when the loudspeaker fails."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from rehearse.analysis.result import MessageWord
from rehearse.audio.decode import NativeReader
from rehearse.errors import DeviceBusy, DeviceError, DeviceLost, FileMissing
from rehearse.settings import PLAYBACK_SPEEDS, SettingsStore
from rehearse.speech.transcript import Span
from rehearse.ui.banners import Banners
from rehearse.ui.loop_choice import AFTER_S, BEFORE_S, phrase_at
from rehearse.ui.review import ReviewView
from rehearse.ui.sound_news import SoundNews
from rehearse.ui.sound_orders import LEAD_S, TAIL_S
from rehearse.ui.tasks import Tasks
from rehearse.ui.theme import Theme, choose_theme
from rehearse.ui.window import MainWindow
from tests.helpers.fake_studio import FakeStudio
from tests.helpers.messages import span
from tests.ui.review_helpers import QuietStudio, review_of


@pytest.fixture
def studio(private_home: Path) -> Iterator[QuietStudio]:
    made = QuietStudio(private_home)
    yield made
    made.close()


@pytest.fixture
def view(qtbot: QtBot, studio: QuietStudio, tasks: Tasks, theme: Theme) -> Iterator[ReviewView]:
    made = ReviewView(studio, tasks, theme)
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    qtbot.waitExposed(made)
    made.show_review(review_of(studio))
    made.activateWindow()
    qtbot.waitUntil(lambda: made.playback.ready and made.bar.waveform.has_sound())
    yield made
    made.close_sound()
    qtbot.waitUntil(lambda: not tasks.busy)


def find(view: QWidget, name: str) -> QPushButton:
    found: QPushButton | None = view.findChild(QPushButton, name)
    assert found is not None, name
    return found


def stored(studio: QuietStudio) -> Any:
    return SettingsStore(studio.settings.path).value


def asked(studio: QuietStudio, qtbot: QtBot, n: int = 1) -> tuple[float, float | None]:
    qtbot.waitUntil(lambda: len(studio.out.asked) >= n)
    return studio.out.asked[-1]


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


# ---- the loop ------------------------------------------------------------------------------------------


def looped(view: ReviewView) -> tuple[float, float]:
    loop = view.playback.looping
    assert loop is not None
    return loop


def around(first_word: int, last_word: int) -> Any:
    of = span(first_word, last_word)
    return pytest.approx((of.start_s - LEAD_S, of.end_s + TAIL_S))


def test_o_loops_the_mark_in_focus_and_again_stops_it(
    view: ReviewView, studio: QuietStudio, qtbot: QtBot
) -> None:
    view.transcript.setFocus()
    for _press in range(3):
        qtbot.keyClick(view.transcript, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert view.transcript.current_word == 18
    qtbot.keyClick(view.transcript, Qt.Key.Key_O)
    assert looped(view) == around(18, 23)
    assert asked(studio, qtbot) == around(18, 23)
    button = find(view, "loop_button")
    assert button.isChecked()
    assert button.accessibleName() == "Stop the loop"
    assert view.playback.playing
    qtbot.keyClick(view.transcript, Qt.Key.Key_O)
    assert view.playback.looping is None
    assert not view.playback.playing
    assert not button.isChecked()
    assert button.accessibleName() == "Loop this phrase"


def test_the_loop_comes_round_and_the_lit_word_with_it(
    view: ReviewView, studio: QuietStudio, qtbot: QtBot
) -> None:
    view.playback.loop(span(18, 20).start_s, span(18, 20).end_s)
    asked(studio, qtbot)
    for place, word in ((span(18, 19), 18), (span(19, 20), 19), (span(18, 19), 18)):
        studio.out.advance(place.start_s + 0.2)
        qtbot.waitUntil(lambda: view.transcript.lit_word == word)  # noqa: B023
    for _round in range(5):
        assert not studio.out.drained()
        qtbot.wait(40)
    assert view.playback.playing, "it has no end"


def test_a_selection_by_mouse_is_looped_by_the_button(
    view: ReviewView, studio: QuietStudio, qtbot: QtBot
) -> None:
    start, end = (view.transcript.rects_of(i, i + 1)[0].toRect() for i in (6, 8))
    port = view.transcript.viewport()
    QTest.mousePress(port, Qt.MouseButton.LeftButton, pos=start.center())
    QTest.mouseMove(port, end.center())
    QTest.mouseRelease(port, Qt.MouseButton.LeftButton, pos=end.center())
    assert view.transcript.selected_words() == (6, 9)
    qtbot.mouseClick(find(view, "loop_button"), Qt.MouseButton.LeftButton)
    assert looped(view) == around(6, 9)
    assert view.transcript.selected_words() == (6, 9), "the words stay selected"


def test_a_selection_by_keys_is_looped(view: ReviewView, qtbot: QtBot) -> None:
    view.transcript.setFocus(Qt.FocusReason.OtherFocusReason)
    for _press in range(3):
        qtbot.keyClick(view.transcript, Qt.Key.Key_Right)
    for _press in range(2):
        qtbot.keyClick(view.transcript, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert view.transcript.textCursor().selectedText() == "this is um"
    qtbot.keyClick(view.transcript, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert view.transcript.textCursor().selectedText() == "this is"
    qtbot.keyClick(view.transcript, Qt.Key.Key_O)
    assert looped(view) == around(2, 4)
    qtbot.keyClick(view.transcript, Qt.Key.Key_Right)
    assert view.transcript.selected_words() is None


def test_the_evidence_heard_last_is_looped(view: ReviewView, studio: QuietStudio, qtbot: QtBot) -> None:
    qtbot.mouseClick(find(view, "value_phone"), Qt.MouseButton.LeftButton)
    asked(studio, qtbot)
    qtbot.keyClick(view, Qt.Key.Key_O)
    assert looped(view) == around(11, 18)


def test_a_click_on_a_word_forgets_the_evidence_and_leaves_the_loop(
    view: ReviewView, studio: QuietStudio, qtbot: QtBot
) -> None:
    qtbot.mouseClick(find(view, "play_fix_pitch"), Qt.MouseButton.LeftButton)
    qtbot.keyClick(view, Qt.Key.Key_O)
    assert looped(view) == around(18, 23)
    place = view.transcript.rects_of(2, 3)[0].center().toPoint()
    qtbot.mouseClick(view.transcript.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert view.playback.looping is None
    assert view.playback.playing
    assert not find(view, "loop_button").isChecked()


def test_without_a_mark_the_phrase_around_is_looped(view: ReviewView, qtbot: QtBot) -> None:
    view.transcript.setFocus(Qt.FocusReason.OtherFocusReason)
    qtbot.keyClick(view.transcript, Qt.Key.Key_O)
    start_s, end_s = looped(view)
    assert start_s == pytest.approx(span(0, 1).start_s - LEAD_S)
    assert end_s == pytest.approx(span(0, 8).end_s + TAIL_S)


def test_a_phrase_lies_between_two_silences() -> None:
    times = [(0.0, 0.4), (0.5, 1.0), (1.6, 2.0), (2.1, 2.6), (4.0, 4.2)]
    words = [MessageWord("w", Span(*pair), 1.0) for pair in times]
    assert phrase_at(words, 0.7) == Span(0.0, 1.0)
    assert phrase_at(words, 1.3) == Span(1.6, 2.6)
    assert phrase_at(words, 2.2) == Span(1.6, 2.6)
    assert phrase_at(words, 99.0) == Span(4.0, 4.2)
    assert phrase_at([], 1.0) is None
    assert phrase_at([MessageWord("w", None, None)], 1.0) is None
    breathless = [MessageWord("w", Span(i * 0.2, i * 0.2 + 0.2), 1.0) for i in range(200)]
    long = phrase_at(breathless, 20.05)
    assert long is not None
    assert 20 - BEFORE_S - 0.01 <= long.start_s <= 20
    assert 20 < long.end_s <= 20 + AFTER_S + 0.01


def test_escape_leaves_the_loop_before_anything_else(
    view: ReviewView, studio: QuietStudio, qtbot: QtBot
) -> None:
    view.transcript.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(view.transcript, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert view.card.isVisible()
    qtbot.keyClick(view.transcript, Qt.Key.Key_O)
    qtbot.keyClick(view.transcript, Qt.Key.Key_Escape)
    assert view.playback.looping is None
    assert not view.playback.playing
    assert view.card.isVisible()
    qtbot.keyClick(view.transcript, Qt.Key.Key_Escape)
    assert not view.card.isVisible()


def test_a_pause_stays_in_the_loop_and_a_seek_outside_leaves_it(
    view: ReviewView, studio: QuietStudio, qtbot: QtBot
) -> None:
    view.playback.loop(2.0, 4.0)
    asked(studio, qtbot)
    studio.out.advance(3.0)
    qtbot.waitUntil(lambda: view.playback.position_s == pytest.approx(3.0))
    qtbot.keyClick(view, Qt.Key.Key_P)
    assert view.playback.looping == (2.0, 4.0)
    qtbot.keyClick(view, Qt.Key.Key_P)
    assert asked(studio, qtbot, 2) == (pytest.approx(3.0), 4.0)
    view.playback.seek(2.5)
    assert view.playback.looping == (2.0, 4.0)
    view.playback.seek(5.0)
    assert view.playback.looping is None
    assert asked(studio, qtbot, 4) == (pytest.approx(5.0), None)


def test_the_loop_is_drawn_in_brackets(view: ReviewView, theme: Theme, studio: QuietStudio) -> None:
    wave = view.bar.waveform
    wave.set_envelope([], [])  # a flat line, so that nothing else is drawn at the edges
    before = wave.grab().toImage()
    view.playback.loop(6.0, 12.0)
    wave.set_position(9.0)  # the playhead stands out of the way
    image = wave.grab().toImage()
    ratio = image.devicePixelRatio()

    def colour(picture: Any, at_s: float, dx: float, y: float) -> str:
        return str(picture.pixelColor(round((wave.x_of(at_s) + dx) * ratio), round(y * ratio)).name())

    accent = theme.colour("accent").name()
    for at_s, dx in ((6.0, -1), (12.0, 0)):
        assert colour(image, at_s, dx, 20) == accent
        assert colour(before, at_s, dx, 20) != accent
    assert colour(image, 6.0, 3, 1) == accent, "the bracket's arm points inwards"
    assert colour(image, 6.0, -6, 1) != accent
    view.playback.end_loop()
    assert colour(wave.grab().toImage(), 6.0, -1, 20) != accent


def test_a_loop_asked_for_before_the_sound_is_ready_begins_as_soon_as_it_is(
    view: ReviewView, studio: QuietStudio, qtbot: QtBot
) -> None:
    view.show_review(review_of(studio))
    assert not view.playback.ready
    view.playback.loop(2.0, 4.0)
    assert asked(studio, qtbot) == (2.0, 4.0)
    qtbot.waitUntil(lambda: find(view, "loop_button").isChecked())
    assert view.playback.playing


def test_another_take_begins_without_a_loop(view: ReviewView, studio: QuietStudio, qtbot: QtBot) -> None:
    view.playback.loop(2.0, 4.0)
    view.show_review(review_of(studio))
    assert view.playback.looping is None
    assert not find(view, "loop_button").isChecked()
    qtbot.waitUntil(lambda: view.playback.ready)


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
