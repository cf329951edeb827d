"""A bundle with a coach's notes comes in, and is answered with a take that is really recorded."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from rehearse.exchange.bundle import read_bundle
from rehearse.exchange.bundle_out import write_bundle
from rehearse.exchange.sending import BundleWishes
from rehearse.importing import Importing, Wishes
from rehearse.paths import Paths
from rehearse.settings import SettingsStore
from rehearse.studio import Studio
from rehearse.ui.tasks import Tasks
from rehearse.ui.theme import Theme
from rehearse.ui.window import MainWindow
from tests.helpers.commands import ROOT
from tests.helpers.virtual_mic import MICROPHONE_NAME, VirtualMicrophone, write_wav

#: Long enough for a busy machine; nothing here is a measurement.
PATIENCE_MS = 120_000
#: The shortest recording with words in it.
SPOKEN = ROOT / "tests" / "data" / "speech" / "doubtful.flac"


@pytest.fixture
def studio(private_home: Path, virtual_microphone: VirtualMicrophone) -> Iterator[Studio]:
    paths = Paths.below(private_home)
    settings = SettingsStore(paths.settings)
    settings.update(first_start_done=True, input_device=MICROPHONE_NAME, speaker="Dana")
    made = Studio(paths, settings)
    yield made
    made.close()


@pytest.fixture
def window(studio: Studio, tasks: Tasks, theme: Theme, qtbot: QtBot) -> Iterator[MainWindow]:
    made = MainWindow(studio, tasks, theme)
    made.show()
    qtbot.waitUntil(lambda: made.microphone.state == "open", timeout=PATIENCE_MS)
    yield made
    made.close()
    tasks.close()


@pytest.mark.slow
def test_feedback_is_heard_answered_and_sent_back(
    window: MainWindow,
    studio: Studio,
    tasks: Tasks,
    virtual_microphone: VirtualMicrophone,
    qtbot: QtBot,
    tmp_path: Path,
) -> None:
    def rest() -> None:
        qtbot.waitUntil(lambda: not tasks.busy, timeout=PATIENCE_MS)

    path, back = tmp_path / "from the coach.rehearse", tmp_path / "answer.rehearse"
    there = Paths.below(tmp_path / "coach")
    with contextlib.closing(Studio(there, SettingsStore(there.settings))) as desk:
        coach = desk.library
        (sent,) = Importing(desk).bring_in([SPOKEN], Wishes(speaker="Dana")).new_ids
        coach.rename(sent, "First try")
        coach.notes.add(sent, "Say who you are first.", "Carla Coach")
        write_bundle(coach, [sent], path, BundleWishes())

        window.imports.look_over([path])
        qtbot.waitUntil(lambda: window.imports.bundles.sheet is not None, timeout=PATIENCE_MS)
        sheet = window.imports.bundles.sheet
        assert sheet is not None
        sheet.take_button.click()
        rest()  # taken in, and listened to: nobody had
        assert studio.library.take(sent).transcript is not None
        window.open_take(sent)
        rest()
        window.answering.begin()
        qtbot.waitUntil(lambda: window.stage.above is not None and window.stage.above.isVisible())
        strip = window.stage.above
        assert strip is not None
        button = window.stage.record_button
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: window.stage.state == "recording", timeout=PATIENCE_MS)
        assert strip.isVisible(), "what was said stands there while one speaks"
        assert [part.text() for part in strip.findChildren(QLabel, "answer_note")] == [
            "Say who you are first."
        ]
        assert not strip.leave_button.isVisible()
        player = virtual_microphone.speak(write_wav(tmp_path / "said.wav", b"\0" * 3200), wait=False)
        qtbot.waitUntil(lambda: player.poll() is not None, timeout=PATIENCE_MS)
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(
            lambda: window.page == "review" and window.review.take_id != sent, timeout=PATIENCE_MS
        )
        rest()
        answer = window.review.take_id
        assert answer is not None
        assert studio.library.arrivals.answers(answer) == sent
        line = window.review.header.answers
        assert [link.text() for link in line.links] == ["Answers “First try”"]
        asked = window.export_takes()
        assert asked is not None
        rest()
        assert asked.tab == "bundle"
        wishes = asked.bundle.wishes
        asked.reject()
        window.exports.bundles.write([answer], back, wishes)
        rest()
        (entry,) = read_bundle(back).entries
        assert (entry.take_id, entry.answers_id) == (answer, sent)
