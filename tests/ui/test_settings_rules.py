"""Rules on and off: found, read with their examples, switched, undone; thousands do not hold it up."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from rehearse.analysis.rules import Rule
from rehearse.settings import SettingsStore
from rehearse.ui.rule_model import rule_title
from rehearse.ui.settings_rules import found_by
from rehearse.ui.tasks import Tasks
from rehearse.ui.theme import Theme
from rehearse.ui.window import MainWindow
from tests.helpers.fake_studio import FakeStudio

OWN = """
title = "Words of our house"
category = "house"
why = "Nobody outside knows that word."
instead = "Say what it does."
source = "Our coach"

[[rule]]
id = "synergy-suite"
match = ["synergy suite"]
flag = ["our synergy suite is new"]
pass = ["a hotel suite"]
"""


@pytest.fixture
def studio(tmp_path: Path) -> FakeStudio:
    made = FakeStudio(tmp_path / "home")
    made.settings.update(first_start_done=True)
    made.paths.rules.mkdir(parents=True)
    (made.paths.rules / "house.toml").write_text(OWN)
    return made


@pytest.fixture
def window(studio: FakeStudio, tasks: Tasks, theme: Theme, qtbot: QtBot) -> Iterator[MainWindow]:
    made = MainWindow(studio, tasks, theme)  # type: ignore[arg-type]
    made.show()
    qtbot.waitUntil(lambda: made._begun and not tasks.busy)
    made.activateWindow()
    yield made
    made.close()


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot, tasks: Tasks) -> Any:
    window.show_page("settings")
    window.settings.show_section("rules")
    qtbot.waitUntil(lambda: not tasks.busy, timeout=30_000)
    return window.settings.page("rules")


def stored(studio: FakeStudio) -> tuple[str, ...]:
    return SettingsStore(studio.paths.settings).value.rules_off


def search(page: Any, text: str, qtbot: QtBot) -> None:
    page.search.setText(text)
    qtbot.waitUntil(lambda: not page._pause.isActive())


def shown(page: Any) -> list[str]:
    return [page.model.rule(row).id for row in range(page.model.rowCount())]


def test_every_rule_is_there_with_its_pack(page: Any, studio: FakeStudio) -> None:
    assert sorted(shown(page)) == sorted(rule.id for rule in studio.all_rules())
    assert page.model.rowCount() > 300
    assert page.count.text() == f"{page.model.rowCount()} rules"
    first = page.model.rule(0)
    assert page.list.currentIndex().row() == 0
    assert page.detail.title.text() == rule_title(first)


def test_a_rule_is_found_by_a_word_of_its_example_and_shown_whole(page: Any, qtbot: QtBot) -> None:
    search(page, "synergy HOTEL", qtbot)
    assert shown(page) == ["house.synergy-suite"]
    detail = page.detail
    assert detail.title.text() == "Synergy suite"
    assert detail.why.text() == "Nobody outside knows that word."
    assert detail.instead.text() == "Instead: Say what it does."
    assert detail.flags.text() == "“our synergy suite is new”"
    assert detail.passes.text() == "“a hotel suite”"
    assert detail.source.text() == "Source: Our coach"
    assert "Yours: " in detail.about.text()
    assert "house.toml" in detail.about.text()
    search(page, "", qtbot)
    page.list.setCurrentIndex(page.model.index(page.model.row_of("about-us.leading-provider")))
    assert "Shipped with Rehearse" in detail.about.text()
    search(page, "nothing has these words", qtbot)
    assert shown(page) == []
    assert page.count.text() == "0 rules"
    assert detail.isHidden()


def test_pack_and_category_narrow_it_down(page: Any, qtbot: QtBot) -> None:
    page.pack_choice.setCurrentIndex(page.pack_choice.findText("Words of our house"))
    page.pack_choice.activated.emit(page.pack_choice.currentIndex())
    assert shown(page) == ["house.synergy-suite"]
    page.pack_choice.setCurrentIndex(0)
    page.category_choice.setCurrentIndex(page.category_choice.findData("chasing"))
    page.category_choice.activated.emit(page.category_choice.currentIndex())
    assert {page.model.rule(row).category for row in range(page.model.rowCount())} == {"chasing"}
    assert page.model.rowCount() < len(page.model.rules)


def test_space_turns_a_rule_off_and_undo_brings_it_back(
    window: MainWindow, page: Any, studio: FakeStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    search(page, "synergy suite", qtbot)
    page.list.setFocus()
    qtbot.keyClick(page.list, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: stored(studio) == ("house.synergy-suite",))
    assert page.model.index(0).data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Unchecked
    assert page.count.text() == "1 rule  ·  1 of all is off"
    assert page.detail.about.text().startswith("Off")
    assert window.banners.texts() == ["“Synergy suite” is off."]
    banner = window.banners.shown[0]
    assert banner.action_button is not None
    banner.action_button.click()
    qtbot.waitUntil(lambda: stored(studio) == ())
    assert page.model.index(0).data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
    qtbot.waitUntil(lambda: not tasks.busy)


def test_a_click_on_the_switch_flips_it_and_beside_it_only_chooses(
    page: Any, studio: FakeStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    search(page, "synergy suite", qtbot)
    box = page.list.visualRect(page.model.index(0))
    qtbot.mouseClick(page.list.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
    assert page.model.off == frozenset()
    place = QPoint(box.right() - 30, box.center().y())
    qtbot.mouseClick(page.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.waitUntil(lambda: stored(studio) == ("house.synergy-suite",))
    qtbot.mouseClick(page.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.waitUntil(lambda: stored(studio) == ())
    qtbot.waitUntil(lambda: not tasks.busy)


def test_a_whole_pack_goes_off_and_one_rule_of_it_comes_back_alone(
    page: Any, studio: FakeStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    page.list.setCurrentIndex(page.model.index(page.model.row_of("about-us.leading-provider")))
    assert page.detail.pack_button.text() == "Turn the whole pack off"
    page.detail.pack_button.click()
    qtbot.waitUntil(lambda: stored(studio) == ("about-us",))
    row = page.model.row_of("about-us.market-leader")
    assert page.model.index(row).data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Unchecked
    page.model.setData(page.model.index(row), Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
    ids = {rule.id for rule in page.model.rules if rule.pack == "about-us"}
    qtbot.waitUntil(lambda: set(stored(studio)) == ids - {"about-us.market-leader"})
    page.pack_choice.setCurrentIndex(1)
    page.pack_choice.activated.emit(1)
    assert set(shown(page)) == ids - {"about-us.market-leader"}
    assert page.detail.pack_button.text() == "Turn the whole pack on"
    page.detail.pack_button.click()
    qtbot.waitUntil(lambda: stored(studio) == ())
    assert shown(page) == []
    qtbot.waitUntil(lambda: not tasks.busy)


def test_rules_that_are_off_keep_silent(page: Any, studio: FakeStudio, qtbot: QtBot, tasks: Tasks) -> None:
    from rehearse.studio import Studio

    real = Studio(studio.paths, studio.settings)  # type: ignore[arg-type]
    text = "hi bob i am with apex and our synergy suite is new call me at 555 0199"

    def flagged() -> set[str]:
        return {finding.rule_id for finding in real.lint_text(text).analysis.findings}

    assert "house.synergy-suite" in flagged()
    search(page, "synergy suite", qtbot)
    qtbot.keyClick(page.list, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: stored(studio) == ("house.synergy-suite",) and not tasks.busy)
    assert "house.synergy-suite" not in flagged()


def test_a_screen_reader_hears_the_rule_and_its_state(page: Any, qtbot: QtBot) -> None:
    search(page, "synergy suite", qtbot)
    item = QAccessible.queryAccessibleInterface(page.list).child(0)
    assert item.role() == QAccessible.Role.ListItem
    assert item.text(QAccessible.Text.Name).startswith("Synergy suite, on, Yours")


def test_ten_thousand_rules_are_listed_and_searched(page: Any, qtbot: QtBot) -> None:
    template: Rule = page.model.rules[0]
    from dataclasses import replace

    many = [replace(template, id=f"many.rule-{n}", pack="many", why=f"why {n}") for n in range(10_000)]
    page.fill(many, [found_by(rule) for rule in many], set())
    assert page.model.rowCount() == 10_000
    search(page, "rule-9876", qtbot)
    assert shown(page) == ["many.rule-9876"]


def test_rules_that_cannot_be_read_are_told(
    window: MainWindow, studio: FakeStudio, qtbot: QtBot, tasks: Tasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rehearse.errors import DataError

    def broken() -> tuple[Rule, ...]:
        raise DataError("The rules are not there.")

    monkeypatch.setattr(studio, "all_rules", broken)
    window.show_page("settings")
    window.settings.show_section("rules")
    qtbot.waitUntil(lambda: window.banners.texts() == ["The rules are not there."])
    assert window.settings.page("rules").count.text() == "The rules cannot be read."
