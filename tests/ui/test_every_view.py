"""What holds for every view: nothing untranslated, nothing cut, everything with a name and a key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from rehearse import i18n
from rehearse.files import assets_folder
from rehearse.ui.tasks import Tasks
from rehearse.ui.theme import Theme
from rehearse.ui.window import MainWindow
from tests.helpers import catalogue
from tests.helpers.views import BROCHURE, ViewsStudio, cut_texts, every_view, texts_in

SHORT = "hi dana it's bob five five five oh one two three"


@pytest.fixture(scope="module")
def pseudo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("locale")
    catalogue.write_pseudo(folder)
    return folder


@pytest.fixture
def pseudo_language(pseudo_folder: Path) -> Iterator[None]:
    i18n.use_language(catalogue.PSEUDO, pseudo_folder)
    yield
    i18n.use_language("en", pseudo_folder)


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[ViewsStudio]:
    made = ViewsStudio(tmp_path)
    yield made
    made.close()


@pytest.fixture
def open_window(
    studio: ViewsStudio, tasks: Tasks, theme: Theme, qtbot: QtBot
) -> Iterator[Callable[[], tuple[MainWindow, list[str]]]]:
    made: list[MainWindow] = []

    def build() -> tuple[MainWindow, list[str]]:
        takes = [studio.add_take(SHORT, "Кратко"), studio.add_take(BROCHURE, "Брошюра")]
        studio.add_calls(40, 3, "Вопрос")
        studio.add_calls(38, 9, "История")
        window = MainWindow(studio, tasks, theme)
        made.append(window)
        window.show()
        qtbot.waitUntil(lambda: window._begun and not tasks.busy)
        return window, takes

    yield build
    for window in made:
        window.close()
        qtbot.waitUntil(window.isHidden)


def views_of(opened: tuple[MainWindow, list[str]], qtbot: QtBot) -> Iterator[tuple[str, MainWindow]]:
    window, takes = opened
    for name in every_view(window, takes, lambda done: qtbot.waitUntil(done)):
        qtbot.wait(20)  # the layouts settle
        yield name, window


# ---- the language ------------------------------------------------------------------------------


def test_the_template_for_translators_holds_every_text() -> None:
    assert catalogue.TEMPLATE.read_text(encoding="utf-8") == catalogue.template(), (
        "run python -m tests.helpers.catalogue"
    )


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield key
            yield from _texts(value)
    elif isinstance(data, list):
        for value in data:
            yield from _texts(value)
    elif isinstance(data, str):
        yield data


@pytest.fixture(scope="module")
def texts_of_data() -> list[str]:
    """Texts that come from files and not from the program: rules, profiles, models; longest first."""
    found: set[str] = set()
    for path in assets_folder().glob("**/*.toml"):
        found.update(map(str.strip, _texts(tomllib.loads(path.read_text(encoding="utf-8")))))
    return sorted((text for text in found if len(text) > 3), key=len, reverse=True)


#: What is the same in every language: names, units, keys, addresses of files.
_SAME = re.compile(
    r"“[^”]*”|/\S+|\b(?:Rehearse|Vosk|Space|Shift|Return|Del"
    r"|Escape|Enter|Ctrl|Alt|Esc|Tab|WPM|LUFS|dBFS?|kHz|Hz|MB|GB|kB|ms|s|px"
    r"|US|GB|IE|[A-Z])\b"
)


#: Names of countries, which Qt knows in every language, and of rules, their categories and decks of cards,
#: which are data.
_NAMED_BY_QT = (
    "region_choice",
    "drill_deck",
    "rule_category",
    "rule_title",
    "rule_about",
)


def untranslated(text: str, data: list[str]) -> str:
    """What is left of a text in plain letters; empty when all of it was translated."""
    text = re.sub("Virtual (?:Microphone|Speaker)", "", text)  # a device keeps its name
    for part in data:
        if part in text:
            text = text.replace(part, "")
    text = _SAME.sub("", re.sub(r"<[^<>]*>", "", text))
    return " ".join(re.findall(r"[A-Za-z]{2,}", text))


@pytest.mark.parametrize("size", [(1180, 780), (900, 640)])
def test_every_text_is_translated_and_none_is_cut_in_a_longer_language(
    size: tuple[int, int],
    pseudo_language: None,
    open_window: Callable[[], tuple[MainWindow, list[str]]],
    texts_of_data: list[str],
    qtbot: QtBot,
) -> None:
    window, takes = open_window()
    window.resize(*size)
    left = cache(lambda text: untranslated(text, texts_of_data))  # most texts stand in every view
    plain: dict[str, str] = {}
    cut: set[str] = set()
    for name, _ in views_of((window, takes), qtbot):
        shown = texts_in(window)
        assert any("⟦" in each.text for each in shown), name
        for each in shown:
            if each.widget.objectName() not in _NAMED_BY_QT and left(each.text):
                plain.setdefault(f"{each}", f"{name}: {left(each.text)}")
        cut |= {f"{name}: {what}" for what in stays_cut(window, qtbot)}
    assert not plain, "\n".join(f"{where}: {what}" for what, where in plain.items())
    assert not cut, "\n".join(sorted(cut))


def stays_cut(window: QWidget, qtbot: QtBot) -> list[str]:
    """What is cut still when the layouts of a busy machine had all the time they need."""
    for _ in range(100):
        if not cut_texts(window):
            return []
        qtbot.wait(20)
    return cut_texts(window)


# ---- screen readers and keys -------------------------------------------------------------------


def accessibles(root: QWidget) -> Iterator[QAccessibleInterface]:
    """Everything a screen reader can reach in the window, as it reaches it."""
    pending = [QAccessible.queryAccessibleInterface(root)]
    while pending:
        interface = pending.pop()
        if interface is None or not interface.isValid():
            continue
        yield interface
        pending.extend(interface.child(at) for at in range(interface.childCount()))


def nameless_controls(window: QWidget) -> tuple[set[str], int]:
    """Those that a screen reader could not tell of, and how many there are in all."""
    nameless: set[str] = set()
    n_controls = 0
    for interface in accessibles(window):
        state = interface.state()
        if not state.focusable or state.invisible or state.disabled:
            continue
        widget = interface.object()
        if not isinstance(widget, QWidget) or widget.focusPolicy() == Qt.FocusPolicy.NoFocus:
            continue
        n_controls += 1
        role = interface.role()
        if not interface.text(QAccessible.Text.Name).strip() or role in (
            QAccessible.Role.NoRole,
            QAccessible.Role.Client,
        ):
            nameless.add(f"{widget.objectName() or type(widget).__name__} is {role.name}")
    return nameless, n_controls


def buttons_missed_by_tab(window: QWidget, qtbot: QtBot) -> set[str]:
    top = QApplication.activeModalWidget() or window  # a sheet that asks keeps Tab to itself
    wanted = {
        button
        for button in top.findChildren(QAbstractButton)
        if button.isVisible() and button.isEnabled() and button.group() is None
    }
    reached: set[QWidget] = set()
    for _ in range(300):
        qtbot.keyClick(top.focusWidget() or top, Qt.Key.Key_Tab)
        focus = top.focusWidget()
        assert focus is not None
        if focus in reached and wanted <= reached:
            break
        reached.add(focus)
    return {button.objectName() or button.text() for button in wanted - reached}


def test_every_control_has_a_name_and_a_role_and_every_button_can_be_reached_with_tab(
    open_window: Callable[[], tuple[MainWindow, list[str]]], qtbot: QtBot
) -> None:
    nameless: set[str] = set()
    missed: set[str] = set()
    guessed: set[str] = set()
    n_controls = 0
    for name, window in views_of(open_window(), qtbot):
        these, n_these = nameless_controls(window)
        nameless |= {f"{name}: {control}" for control in these}
        n_controls += n_these
        # Qt takes a text with a tag in it for a page, whoever wrote it, unless it is told not to.
        guessed |= {
            f"{name}: {text.objectName() or text.text()}"
            for text in window.findChildren(QLabel)
            if text.text() and text.textFormat() == Qt.TextFormat.AutoText
        }
        if name != "the palette":  # Tab walks through what was found there; Escape leaves it
            missed |= {f"{name}: {button}" for button in buttons_missed_by_tab(window, qtbot)}
    assert n_controls > 30, "the walk found next to nothing"
    assert not nameless, "\n".join(sorted(nameless))
    assert not guessed, "\n".join(sorted(guessed))
    assert not missed, "\n".join(sorted(missed))
