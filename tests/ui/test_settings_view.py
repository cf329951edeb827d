"""Settings and welcome: what is chosen is stored, takes effect, and can be undone."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from rehearse.errors import HashMismatch
from rehearse.progress import Progress
from rehearse.settings import SettingsStore
from rehearse.ui.model_install import RECOMMENDED, progress_words, rows_of, size_words
from rehearse.ui.tasks import Tasks
from rehearse.ui.theme import Theme
from rehearse.ui.window import MainWindow
from tests.helpers.fake_studio import FakeStudio, device, level


@pytest.fixture
def studio(tmp_path: Path) -> FakeStudio:
    return FakeStudio(tmp_path / "home")


@pytest.fixture(autouse=True)
def two_microphones(monkeypatch: pytest.MonkeyPatch) -> None:
    from rehearse.audio import devices

    def listed(kind: str | None = None) -> list[Any]:
        if kind == "output":
            return [device("Headphones", kind="output")]
        return [device(), device("Headset", is_default=False)]

    monkeypatch.setattr(devices, "refresh", lambda: True)
    monkeypatch.setattr(devices, "list_devices", listed)


class Gate:
    """An installation that goes on as far as the test lets it."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.error: Exception | None = None
        self.asked: list[str] = []

    def install(self, store: Any, model_id: str, *, on_progress: Any = None, cancel: Any = None) -> None:
        self.asked.append(model_id)
        on_progress(Progress(12e6, 41e6, "bytes", 2.1e6, 13.8))
        while not self.go.wait(0.01):
            cancel.check()
        if self.error is not None:
            raise self.error
        store.here.append(model_id)


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Gate:
    made = Gate()
    monkeypatch.setattr("rehearse.speech.install.install", made.install)
    return made


@pytest.fixture
def window(studio: FakeStudio, tasks: Tasks, theme: Theme, qtbot: QtBot) -> Iterator[MainWindow]:
    made = MainWindow(studio, tasks, theme)  # type: ignore[arg-type]
    made.show()
    qtbot.waitUntil(lambda: made._begun)
    qtbot.wait(1)  # what it begins with is queued, and comes before this ends
    qtbot.waitUntil(lambda: not tasks.busy)
    yield made
    made.close()


@pytest.fixture
def settings(window: MainWindow, qtbot: QtBot, tasks: Tasks) -> Any:
    window.show_page("settings")
    for section in ("sound", "listening", "judging", "look", "data"):
        window.settings.show_section(section)
        qtbot.waitUntil(lambda: not tasks.busy)
    return window.settings


def stored(studio: FakeStudio) -> Any:
    """As the next start would read it."""
    return SettingsStore(studio.paths.settings).value


def choose(box: QComboBox, text: str) -> None:
    index = box.findText(text, Qt.MatchFlag.MatchContains)
    assert index >= 0, [box.itemText(row) for row in range(box.count())]
    box.setCurrentIndex(index)
    box.activated.emit(index)


def model_line(window: MainWindow, model_id: str) -> QWidget:
    found = [
        part
        for part in window.settings.page("listening").models.findChildren(QWidget, f"model_{model_id}")
        if not part.isHidden()
    ]
    assert len(found) == 1
    return found[0]


# ---- the first start ---------------------------------------------------------------------------


def test_the_first_start_shows_the_welcome_alone(window: MainWindow) -> None:
    assert window.page == "welcome"
    assert not window.rail.isVisible()
    assert window.welcome.start_button.hasFocus()


def test_the_welcome_finds_the_microphone_and_says_what_it_hears(
    window: MainWindow, studio: FakeStudio, qtbot: QtBot
) -> None:
    picker = window.welcome.picker
    qtbot.waitUntil(lambda: picker.choice.currentText() == "Desk microphone")
    qtbot.waitUntil(lambda: picker.words.text() == "That works: you can be heard.")
    studio.monitor.now, studio.monitor.silent_s = level(None), 9.0
    qtbot.waitUntil(lambda: "muted" in picker.words.text())
    studio.monitor.now, studio.monitor.silent_s = level(-55.0), 0.0
    picker.meter.clear()
    qtbot.waitUntil(lambda: picker.words.text() == "Say something: the bar should move.")


def test_another_microphone_is_stored_and_opened(
    window: MainWindow, studio: FakeStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    picker = window.welcome.picker
    qtbot.waitUntil(lambda: picker.choice.count() == 2 and not tasks.busy)
    studio.monitor.closed = False
    studio.monitor.device = device("Headset")
    choose(picker.choice, "Headset")
    qtbot.waitUntil(lambda: studio.monitor.closed and window.microphone.state == "open")
    assert stored(studio).input_device == "Headset\x1fALSA"
    qtbot.waitUntil(lambda: not tasks.busy)
    assert picker.choice.currentText() == "Headset"


def test_the_welcome_says_plainly_how_modest_the_starter_is(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: "starter model" in window.welcome.model_words.text())
    said = window.welcome.model_words.text()
    assert "accuracy is modest" in said
    assert window.welcome.get_button.isVisible()
    assert window.welcome.get_button.text() == "Get the small model (41 MB)"


def test_one_click_gets_the_small_model(
    window: MainWindow, studio: FakeStudio, qtbot: QtBot, gate: Gate
) -> None:
    window.welcome.get_button.click()
    bar = window.welcome.bar
    qtbot.waitUntil(lambda: bar.words.text().startswith("12 of 41 MB"))
    assert bar.isVisible()
    assert bar.bar.value() == pytest.approx(293, abs=1)
    assert not window.welcome.get_button.isVisible()
    gate.go.set()
    qtbot.waitUntil(lambda: not window.installer.running)
    assert gate.asked == [RECOMMENDED]
    assert stored(studio).model == RECOMMENDED
    assert "Small" in window.welcome.model_words.text()
    assert not window.welcome.get_button.isVisible()


def test_starting_is_remembered(window: MainWindow, studio: FakeStudio, qtbot: QtBot) -> None:
    qtbot.keyClick(window.welcome.start_button, Qt.Key.Key_Return)
    assert window.page == "stage"
    qtbot.waitUntil(lambda: stored(studio).first_start_done)
    assert window.rail.isVisible()


# ---- settings ----------------------------------------------------------------------------------


def test_the_name_is_stored_after_a_pause_in_typing(settings: Any, studio: FakeStudio, qtbot: QtBot) -> None:
    qtbot.keyClicks(settings.page("data").name_edit, " Bob Smith ")
    qtbot.waitUntil(lambda: stored(studio).speaker == "Bob Smith")


def test_a_name_typed_just_before_closing_is_stored(
    window: MainWindow, settings: Any, studio: FakeStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    qtbot.keyClicks(settings.page("data").name_edit, "Ann")
    window.close()
    tasks.close()
    assert stored(studio).speaker == "Ann"


def test_the_profile_moves_the_rings_zones(
    window: MainWindow, settings: Any, studio: FakeStudio, qtbot: QtBot
) -> None:
    profile = studio.profiles["very-short"]
    choose(settings.page("judging").profile_choice, profile.title)
    qtbot.waitUntil(lambda: window.stage.ring.zones.good_s == profile.length.good_s)
    assert stored(studio).profile == "very-short"
    assert profile.summary in settings.page("judging").profile_words.text()


def test_the_country_is_shown_by_name(settings: Any, studio: FakeStudio, qtbot: QtBot) -> None:
    assert settings.page("judging").region_choice.currentText() == "United States (US)"
    choose(settings.page("judging").region_choice, "Germany (DE)")
    qtbot.waitUntil(lambda: stored(studio).region == "DE")


def test_the_theme_changes_at_once_and_is_stored(
    window: MainWindow, settings: Any, studio: FakeStudio, qtbot: QtBot
) -> None:
    settings.page("look").theme_choice.findChild(QPushButton, "theme_choice_dark").click()
    assert window.theme.dark
    qtbot.waitUntil(lambda: stored(studio).theme == "dark")
    settings.page("look").theme_choice.findChild(QPushButton, "theme_choice_light").click()
    assert not window.theme.dark


def test_the_loudspeaker_can_be_chosen_and_given_back(
    settings: Any, studio: FakeStudio, qtbot: QtBot
) -> None:
    settings.show_section("sound")
    qtbot.waitUntil(lambda: settings.page("sound").speaker_choice.count() == 2)
    choose(settings.page("sound").speaker_choice, "Headphones")
    qtbot.waitUntil(lambda: stored(studio).output_device == "Headphones\x1fALSA")
    choose(settings.page("sound").speaker_choice, "As the system")
    qtbot.waitUntil(lambda: stored(studio).output_device is None)


def test_the_data_folder_is_shown(settings: Any, studio: FakeStudio) -> None:
    assert settings.findChild(QLabel, "data_folder").text() == str(studio.paths.data)


def test_a_setting_that_cannot_be_saved_is_told_and_shown_as_it_is(
    window: MainWindow, settings: Any, studio: FakeStudio, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rehearse.errors import DiskFull

    def full(**_changes: object) -> None:
        raise DiskFull("The disk is full.")

    monkeypatch.setattr(studio.settings, "update", full)
    choose(settings.page("judging").region_choice, "Germany (DE)")
    qtbot.waitUntil(lambda: window.banners.texts() == ["The disk is full."])
    assert settings.page("judging").region_choice.currentText() == "United States (US)"


# ---- models ------------------------------------------------------------------------------------


def test_models_are_listed_with_their_accuracy(window: MainWindow, settings: Any) -> None:
    starter = model_line(window, "starter-en-us")
    assert starter.findChild(QLabel, "model_in_use").text() == "Listening"
    assert "of 100 words wrong" in starter.findChild(QLabel, "model_accuracy").text()
    small = model_line(window, RECOMMENDED)
    assert small.findChild(QPushButton, "model_get").text() == "Get it (41 MB)"
    large = model_line(window, "vosk-model-en-us-0.22")
    assert large.findChild(QPushButton, "model_get") is None  # no hash is published


def test_installing_can_be_cancelled_and_leaves_the_old_model(
    window: MainWindow, settings: Any, studio: FakeStudio, qtbot: QtBot, gate: Gate
) -> None:
    model_line(window, RECOMMENDED).findChild(QPushButton, "model_get").click()
    qtbot.waitUntil(lambda: "2.1 MB a second" in settings.page("listening").models.bar.words.text())
    assert "about 14 seconds left" in settings.page("listening").models.bar.words.text()
    others = model_line(window, "vosk-model-en-us-0.22-lgraph").findChild(QPushButton, "model_get")
    assert not others.isEnabled()
    settings.page("listening").models.bar.cancel_button.click()
    qtbot.waitUntil(lambda: not window.installer.running)
    assert window.banners.texts() == []
    assert stored(studio).model is None
    assert model_line(window, RECOMMENDED).findChild(QPushButton, "model_get").isEnabled()


def test_a_download_that_is_not_what_was_published_is_told(
    window: MainWindow, settings: Any, studio: FakeStudio, qtbot: QtBot, gate: Gate
) -> None:
    gate.error = HashMismatch("What arrived is not what was published.", kept="The old model is kept.")
    gate.go.set()
    model_line(window, RECOMMENDED).findChild(QPushButton, "model_get").click()
    qtbot.waitUntil(lambda: bool(window.banners.texts()))
    assert window.banners.shown[0].detail_label.text() == "The old model is kept."


def test_an_installed_model_can_be_used(
    window: MainWindow, settings: Any, studio: FakeStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    studio.models.here.append(RECOMMENDED)
    settings.page("listening").models.refresh()
    qtbot.waitUntil(
        lambda: (
            not tasks.busy and model_line(window, RECOMMENDED).findChild(QPushButton, "model_use") is not None
        )
    )
    model_line(window, RECOMMENDED).findChild(QPushButton, "model_use").click()
    qtbot.waitUntil(lambda: stored(studio).model == RECOMMENDED)
    qtbot.waitUntil(
        lambda: (
            not tasks.busy and model_line(window, RECOMMENDED).findChild(QLabel, "model_in_use") is not None
        )
    )
    assert window.stage.model_button.isHidden()


def test_progress_in_words() -> None:
    assert progress_words(Progress(0.0, None, "bytes")) == "0 MB"
    assert progress_words(Progress(5e6, 10e6, "bytes", None, 1.0)) == "5 of 10 MB  ·  about 1 second left"
    assert "about 3 minutes left" in progress_words(Progress(5e6, 10e6, "bytes", 1e4, 170.0))
    assert progress_words(Progress(1, 3, "files", step="Unpacking")) == "Unpacking"
    assert (size_words(41_205_931), size_words(1_800_000_000)) == ("41 MB", "1.8 GB")


def test_a_model_the_catalogue_does_not_know_is_listed_as_well(studio: FakeStudio) -> None:
    studio.models.here.append("my-own-en")
    rows = rows_of(studio.models.installed(), studio.models.catalogue)
    assert rows[-1].id == "my-own-en"
    assert rows[-1].installed
    assert [row.id for row in rows[:2]] == ["starter-en-us", RECOMMENDED]


# ---- the number that drills listen for ---------------------------------------------------------


@pytest.fixture
def practice(settings: Any, qtbot: QtBot, tasks: Tasks) -> Any:
    settings.show_section("practice")
    qtbot.waitUntil(lambda: not tasks.busy)
    return settings.page("practice")


def test_the_own_number_is_told_as_it_is_heard_and_stored(
    practice: Any, studio: FakeStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    field, words = practice.number.edit, practice.number.words
    assert not words.isVisible(), "nothing typed, nothing told"
    field.setFocus()
    qtbot.keyClicks(field, "415 555 0142")
    qtbot.waitUntil(lambda: words.text().startswith("(415) 555-0142 is listened for: four one five, five"))
    assert words.isVisible()
    assert field.accessibleDescription() == words.text()
    qtbot.waitUntil(lambda: stored(studio).own_number == "415 555 0142")
    qtbot.keyClicks(field, " x9")
    qtbot.waitUntil(lambda: "no extension. 415 555 0142 stays in use." in words.text())
    assert words.property("tone") == "near"
    qtbot.waitUntil(lambda: not tasks.busy)
    assert stored(studio).own_number == "415 555 0142"
    field.clear()
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: stored(studio).own_number == "")
    assert not words.isVisible()


def test_a_number_typed_just_before_the_window_closes_is_stored(
    practice: Any, window: MainWindow, studio: FakeStudio, qtbot: QtBot
) -> None:
    field = practice.number.edit
    field.setFocus()
    qtbot.keyClicks(field, "+44 20 7946 0958")
    window.close()
    qtbot.waitUntil(lambda: stored(studio).own_number == "+44 20 7946 0958")


def test_a_stored_number_is_judged_by_the_country_of_now(
    practice: Any, settings: Any, studio: FakeStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    studio.settings.update(own_number="020 7946 0958", region="DE")
    settings.show_section("look")
    settings.show_section("practice")
    qtbot.waitUntil(lambda: practice.number.edit.text() == "020 7946 0958" and not tasks.busy)
    german = practice.number.words.text()
    studio.settings.update(region="GB")
    settings.show_section("look")
    settings.show_section("practice")
    qtbot.waitUntil(lambda: practice.number.words.text() != german)
    assert "zero two zero, seven nine four six, zero nine five eight" in practice.number.words.text()
    assert practice.number.found.note == ""


def test_drills_have_their_rows(practice: Any, studio: FakeStudio, qtbot: QtBot) -> None:
    for name in ("drill_hands_free", "drill_sounds"):
        control = practice.rows[name].control
        assert control.isChecked()
        control.click()
        qtbot.waitUntil(lambda name=name: getattr(stored(studio), name) is False)


def test_the_own_number_is_found_by_its_words(practice: Any, settings: Any) -> None:
    settings.show_section("look")
    settings.show_setting("own_number")
    assert settings.section == "practice"
    assert practice.number.edit.hasFocus()
