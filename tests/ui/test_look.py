"""Text size, colours and movement: at once, everywhere, stored, and nothing cut."""

from __future__ import annotations

import contextlib
import dataclasses
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytestqt.exceptions
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QScrollArea, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from rehearse.errors import DiskFull
from rehearse.settings import Settings, SettingsStore
from rehearse.ui import settings_index
from rehearse.ui.controls import Choice, Elided, Segments
from rehearse.ui.look import TEXT_SCALES
from rehearse.ui.settings_index import entries, sections
from rehearse.ui.settings_more import add_rows, show_rows
from rehearse.ui.settings_parts import SectionPage, Stepper, Switch
from rehearse.ui.tasks import Tasks
from rehearse.ui.theme import Theme, choose_theme
from rehearse.ui.window import MainWindow
from tests.helpers.fake_studio import FakeStudio, device

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(autouse=True)
def two_microphones(monkeypatch: pytest.MonkeyPatch) -> None:
    from rehearse.audio import devices

    def listed(kind: str | None = None) -> list[Any]:
        return [device("Headphones", kind="output")] if kind == "output" else [device()]

    monkeypatch.setattr(devices, "refresh", lambda: True)
    monkeypatch.setattr(devices, "list_devices", listed)


@pytest.fixture
def studio(tmp_path: Path) -> FakeStudio:
    made = FakeStudio(tmp_path / "home")
    made.settings.update(first_start_done=True)
    return made


@pytest.fixture
def open_window(
    studio: FakeStudio, tasks: Tasks, theme: Theme, qtbot: QtBot
) -> Iterator[Callable[[], MainWindow]]:
    made: list[MainWindow] = []

    def build() -> MainWindow:
        window = MainWindow(studio, tasks, choose_theme("light", studio.settings.value.text_scale))  # type: ignore[arg-type]
        made.append(window)
        window.show()
        qtbot.waitUntil(lambda: window._begun and not tasks.busy)
        window.activateWindow()
        return window

    yield build
    for window in made:
        window.close()


@pytest.fixture
def window(open_window: Callable[[], MainWindow]) -> MainWindow:
    return open_window()


def stored(studio: FakeStudio) -> Settings:
    return SettingsStore(studio.paths.settings).value


def look(window: MainWindow) -> Any:
    window.show_page("settings")
    window.settings.show_section("look")
    return window.settings.page("look")


# ---- text size ---------------------------------------------------------------------------------


def test_the_scale_is_followed_by_every_step_but_the_timer(qapp: QApplication) -> None:
    plain, large, small = (choose_theme("light", scale) for scale in (1.0, 1.6, 0.9))
    for step in plain.fonts:
        if step == "hero":
            assert large.font(step).pixelSize() == plain.font(step).pixelSize()
            continue
        assert large.font(step).pixelSize() == pytest.approx(1.6 * plain.font(step).pixelSize(), rel=0.06)
        assert small.font(step).pixelSize() < plain.font(step).pixelSize()


def test_text_that_is_shown_already_follows_at_once(
    window: MainWindow, studio: FakeStudio, qtbot: QtBot
) -> None:
    page = look(window)
    title = page.findChild(QLabel, "section_title")
    before = title.font().pixelSize()
    ring = window.stage.ring.time_label.font().pixelSize()
    for _step in range(2):
        page.size_stepper.more.click()
    assert page.size_stepper.shown.text() == "130 %"
    assert title.font().pixelSize() == round(1.3 * 32)
    assert title.font().pixelSize() > before
    assert window.rail.buttons["takes"].font().pixelSize() == window.theme.font("caption").pixelSize()
    assert QApplication.font().pixelSize() == window.theme.font("body").pixelSize()
    qtbot.waitUntil(lambda: stored(studio).text_scale == 1.3)
    # A page that was out of sight has it when it is shown.
    window.show_page("stage")
    assert window.stage.hint_label.font().pixelSize() == window.theme.font("caption").pixelSize()
    assert window.stage.ring.time_label.font().pixelSize() == pytest.approx(ring, abs=4)  # less room


def test_there_and_back_is_where_it_was(window: MainWindow) -> None:
    look(window)

    def sizes() -> list[tuple[str, int]]:
        QApplication.processEvents()
        texts = (*window.findChildren(QLabel), *window.findChildren(QPushButton))
        return [(part.text(), part.font().pixelSize()) for part in texts if part.text()]

    before = sizes()
    for scale in (*TEXT_SCALES, 0.9, 1.45, 1.0):
        window.look.choose_text_scale(scale)
    assert [pair for pair in zip(sizes(), before, strict=True) if pair[0] != pair[1]] == []


def test_the_size_is_changed_by_keys_and_stops_at_the_ends(
    window: MainWindow, studio: FakeStudio, qtbot: QtBot
) -> None:
    page = look(window)
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Equal, CTRL)  # the same key without Shift
    assert window.theme.text_scale == 1.15
    for _step in range(8):
        QTest.keyClick(window.windowHandle(), Qt.Key.Key_Plus, CTRL)
    assert window.theme.text_scale == 1.6
    assert page.size_stepper.shown.text() == "160 %"
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Minus, CTRL)
    assert window.theme.text_scale == 1.45
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_0, CTRL)
    assert window.theme.text_scale == 1.0
    qtbot.waitUntil(lambda: stored(studio).text_scale == 1.0)


def test_a_stepper_at_its_end_keeps_the_keyboard(window: MainWindow, qtbot: QtBot) -> None:
    page = look(window)
    page.size_stepper.more.setFocus()
    for _step in range(6):
        QTest.keyClick(window.windowHandle(), Qt.Key.Key_Space)
    assert window.theme.text_scale == 1.6
    assert page.size_stepper.more.hasFocus()


def test_a_size_between_the_steps_is_kept_and_stepped_from(
    studio: FakeStudio, open_window: Callable[[], MainWindow]
) -> None:
    studio.settings.update(text_scale=1.2)
    window = open_window()
    page = look(window)
    assert page.size_stepper.shown.text() == "120 %"
    page.size_stepper.more.click()
    assert window.theme.text_scale == 1.3


def test_a_look_that_cannot_be_stored_goes_back_and_is_told(
    window: MainWindow, studio: FakeStudio, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(**_changes: object) -> None:
        raise DiskFull("The disk is full.")

    page = look(window)
    monkeypatch.setattr(studio.settings, "update", full)
    page.size_stepper.more.click()
    qtbot.waitUntil(lambda: window.banners.texts() == ["The disk is full."])
    assert window.theme.text_scale == 1.0
    assert page.size_stepper.shown.text() == "100 %"


def cut(root: QWidget) -> list[str]:
    """Texts in sight that have less room than they need, and pages that would scroll sideways."""
    found = []
    for part in root.findChildren(QWidget):
        if not part.isVisible() or isinstance(part, Elided):
            continue
        if isinstance(part, QScrollArea) and part.horizontalScrollBar().maximum() > 0:
            found.append(f"{part.objectName()} scrolls sideways by {part.horizontalScrollBar().maximum()}")
        if not isinstance(part, (QLabel, QPushButton, QToolButton)) or not part.text():
            continue
        if isinstance(part, QLabel) and part.wordWrap():
            short = part.heightForWidth(part.width()) > part.height() + 1
        else:
            short = part.fontMetrics().horizontalAdvance(part.text()) > part.width()
        if short:
            found.append(f"{part.objectName()}: {part.text()}")
    return found


@pytest.mark.parametrize(("width", "height", "scale"), [(760, 560, 1.6), (1180, 780, 1.6), (760, 560, 1.0)])
def test_nothing_is_cut_in_any_section(
    window: MainWindow, qtbot: QtBot, tasks: Tasks, width: int, height: int, scale: float
) -> None:
    window.look.choose_text_scale(scale)
    window.resize(width, height)
    window.show_page("settings")
    assert cut(window.rail) == []
    for section in sections():
        window.settings.show_section(section.id)
        qtbot.waitUntil(lambda: not tasks.busy, timeout=30_000)
        # Text that has just come is given its lines by the next events.
        with contextlib.suppress(pytestqt.exceptions.TimeoutError):
            qtbot.waitUntil(lambda: cut(window) == [], timeout=2000)
        assert cut(window) == [], (section.id, cut(window))


# ---- the page ----------------------------------------------------------------------------------


def test_a_small_window_with_large_text_gets_a_menu_of_sections(
    window: MainWindow, qtbot: QtBot, tasks: Tasks
) -> None:
    window.show_page("settings")
    view = window.settings
    assert view.nav.isVisible()
    assert view.nav.hasFocus()
    window.resize(760, 560)
    window.look.choose_text_scale(1.6)
    assert not view.nav.isVisible()
    assert view.menu.isVisible()
    assert view.menu.hasFocus()
    view.menu.activated.emit(view.menu.findText("Look"))
    assert view.section == "look"
    window.look.choose_text_scale(1.0)
    window.resize(1180, 780)
    qtbot.waitUntil(view.nav.isVisible)
    qtbot.waitUntil(lambda: not tasks.busy)


def test_sections_are_walked_and_every_control_reached_by_keyboard_alone(
    window: MainWindow, qtbot: QtBot, tasks: Tasks
) -> None:
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_7, CTRL)
    view = window.settings
    for section in sections():
        assert view.section == section.id
        assert view.nav.hasFocus()
        qtbot.waitUntil(lambda: not tasks.busy, timeout=30_000)
        page = view.page(section.id)
        wanted = {
            part
            for part in page.findChildren(QWidget)
            if part.isVisible()
            and part.isEnabled()
            and part.focusPolicy() & Qt.FocusPolicy.TabFocus
            and not isinstance(part, (QLabel, QScrollArea))
            and part.focusProxy() is None
            and not (
                isinstance(part, QPushButton) and part.property("kind") == "segment" and part.isCheckable()
            )
        }
        assert wanted
        seen = set()
        for _step in range(len(wanted) + 20):
            QTest.keyClick(window.windowHandle(), Qt.Key.Key_Tab)
            seen.add(QApplication.focusWidget())
        missed = [f"{type(part).__name__} {part.objectName()}" for part in wanted - seen]
        assert not missed, (section.id, missed)
        view.nav.setFocus()
        QTest.keyClick(window.windowHandle(), Qt.Key.Key_Down)


def test_the_hint_of_the_starter_model_leads_to_the_models(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(window.stage.model_button.isVisible)
    window.stage.model_button.click()
    assert window.page == "settings"
    assert window.settings.section == "listening"


def test_less_movement_is_a_switch_that_is_stored(
    window: MainWindow, studio: FakeStudio, qtbot: QtBot
) -> None:
    page = look(window)
    switch = page.rows["reduced_motion"].control
    assert isinstance(switch, Switch)
    switch.setFocus()
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: stored(studio).reduced_motion is True)
    switch.click()
    qtbot.waitUntil(lambda: stored(studio).reduced_motion is False)


def test_pages_that_follow_settings_are_told_which(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[dict[str, Any]] = []
    monkeypatch.setattr(window.stage, "settings_changed", told.append, raising=False)
    page = look(window)
    page.rows["reduced_motion"].control.click()
    qtbot.waitUntil(lambda: told == [{"reduced_motion": True}])


def test_segments_are_walked_with_the_arrows(window: MainWindow, studio: FakeStudio, qtbot: QtBot) -> None:
    page = look(window)
    window.look.choose_colours("light")
    page.theme_choice.findChild(QPushButton, "theme_choice_light").setFocus()
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Right)
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Space)
    assert window.theme.dark
    qtbot.waitUntil(lambda: stored(studio).theme == "dark")


@dataclasses.dataclass(frozen=True)
class _More(Settings):
    """As if others had added theirs."""

    beep: bool = True
    countdown_s: int = 3
    greeting: str | None = None
    playback_speed: float = 1.0
    prompter_px: int = 40


def test_rows_for_settings_of_others_follow_from_their_kind(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    look(window)
    page = window.settings.page("look")
    monkeypatch.setattr(settings_index, "Settings", _More)
    monkeypatch.setattr("rehearse.ui.settings_more.Settings", _More)
    names = ["beep", "countdown_s", "greeting", "playback_speed", "prompter_px"]
    assert set(names) <= {entry.name for entry in entries()}
    assert "practice" in [section.id for section in sections()]
    saved: list[dict[str, Any]] = []
    monkeypatch.setattr(SectionPage, "save", lambda _page, **changes: saved.append(changes))
    assert add_rows(page, page.add_card(), *names, "unheard_of") == names
    beep, countdown, greeting, speed, size = (page.rows[name].control for name in names)
    assert isinstance(beep, Switch)
    assert isinstance(countdown, Segments)
    assert isinstance(greeting, Choice)
    assert isinstance(speed, Stepper)

    class Stored:
        settings = _More(beep=True, countdown_s=3, playback_speed=1.25)

    monkeypatch.setattr(page, "tools", Stored)
    show_rows(page, names)
    assert beep.isChecked()
    assert (countdown.value, greeting.currentText()) == ("3", "None")
    assert (speed.shown.text(), size.shown.text()) == ("1.25×", "40 px")
    beep.click()
    countdown.findChild(QPushButton, "countdown_s_choice_5").click()
    greeting.activated.emit(2)
    greeting.activated.emit(0)
    speed.more.click()
    size.less.click()
    assert saved == [
        {"beep": False},
        {"countdown_s": 5},
        {"greeting": "mailbox"},
        {"greeting": None},
        {"playback_speed": 1.5},
        {"prompter_px": 36},
    ]
    assert [type(value) for change in saved for value in change.values()][1::4] == [int, int]


# ---- the loudspeaker's test --------------------------------------------------------------------


def test_the_tone_goes_to_the_chosen_loudspeaker_and_it_is_said(
    window: MainWindow, studio: FakeStudio, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    played: list[str] = []

    def play(to: Any, *, cancel: Any) -> None:
        played.append(to.key.name)
        time.sleep(0.01)

    monkeypatch.setattr("rehearse.audio.check_tone.play_tone", play)
    window.show_page("settings")
    page = window.settings.page("sound")
    page.tone_button.click()
    page.tone_button.click()  # once is enough
    assert page.tone_words.text() == "Playing…"
    qtbot.waitUntil(lambda: "Two tones went to “Headphones”." in page.tone_words.text())
    assert played == ["Headphones"]
    studio.no_loudspeaker = True
    page.tone_button.click()
    qtbot.waitUntil(
        lambda: page.tone_words.text() == "No loudspeaker was found. Plug one in, then look again."
    )
    assert page.tone_words.property("tone") == "off"
