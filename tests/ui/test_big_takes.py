"""Stage, takes and a review in big type, in the smallest window: nothing is cut, also below a tall banner."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from rehearse.ui.stage_foot import StageFoot
from rehearse.ui.tasks import Tasks
from rehearse.ui.theme import choose_theme
from rehearse.ui.window import MainWindow
from rehearse.ui.window_start import WindowStart
from tests.helpers.views import BROCHURE, ViewsStudio, cut_texts

LONG = "2 takes were here already. 1 note was left out: it was changed or taken away here since. " * 2


@pytest.fixture
def studio(private_home: Path) -> Iterator[ViewsStudio]:
    made = ViewsStudio(private_home)
    yield made
    made.close()


@pytest.fixture
def window(
    studio: ViewsStudio, tasks: Tasks, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> Iterator[MainWindow]:
    monkeypatch.setattr(WindowStart, "_load_model", lambda _start: None)  # nothing is listened to
    made = MainWindow(studio, tasks, choose_theme("light", 1.6))
    made.resize(900, 640)
    made.show()
    qtbot.waitUntil(lambda: made._begun and not tasks.busy)
    yield made
    made.close()
    qtbot.waitUntil(made.isHidden)


def test_the_bar_below_the_takes_keeps_its_second_row(
    window: MainWindow, studio: ViewsStudio, tasks: Tasks, qtbot: QtBot
) -> None:
    take_id = studio.add_take(BROCHURE, "Pens")
    window.show_page("takes")
    qtbot.waitUntil(lambda: not tasks.busy and window.takes.model.rowCount() == 1)
    window.takes.select(take_id)
    window.banners.tell(LONG)
    bar = window.takes.bar

    def whole() -> bool:
        shown = [order for order in bar.orders if order.isVisible()]
        return all(order.geometry().bottom() <= order.parentWidget().height() for order in shown)

    qtbot.waitUntil(whole, timeout=5_000)
    assert len({order.y() for order in bar.orders if order.isVisible()}) > 1, "one row would prove nothing"
    assert window.takes.pages.height() > 60, "the list is in sight all the same"
    window.resize(1800, 900)
    qtbot.waitUntil(lambda: len({order.y() for order in bar.orders if order.isVisible()}) == 1)
    assert bar.height() <= bar.open_button.height() + 24, "no higher than its one row"


def test_the_question_before_a_take_is_gone_for_good_is_read_whole(
    window: MainWindow, studio: ViewsStudio, tasks: Tasks, qtbot: QtBot
) -> None:
    take_id = studio.add_take(BROCHURE, "Pens")
    studio.delete([take_id])
    window.show_page("takes")
    window.takes.trash_button.click()
    qtbot.waitUntil(lambda: not tasks.busy and window.takes.model.rowCount() == 1)
    window.takes.select(take_id)
    window.banners.tell("The take was deleted.")
    window.takes.bar.ask_purge()
    qtbot.waitUntil(lambda: not cut_texts(window.takes.bar), timeout=5_000)


def test_the_verdict_of_a_review_is_read_whole_below_a_banner(
    window: MainWindow, studio: ViewsStudio, tasks: Tasks, qtbot: QtBot
) -> None:
    take_id = studio.add_take(BROCHURE, "Pens")
    window.open_take(take_id)
    qtbot.waitUntil(lambda: not tasks.busy and window.page == "review")
    window.banners.tell(LONG)
    qtbot.waitUntil(lambda: not cut_texts(window.review.header), timeout=5_000)


def test_what_the_stage_says_of_its_model_ends_in_view(qtbot: QtBot) -> None:
    theme = choose_theme("light", 1.6)
    foot = StageFoot(theme)
    qtbot.addWidget(foot)
    foot.setStyleSheet(theme.stylesheet)
    hint = "Starter model: it hears roughly. Get the better one"
    foot.set_options_words("Countdown 3 s")
    foot.set_model_hint(hint)
    foot.setFixedWidth(718)
    foot.show()
    qtbot.waitUntil(lambda: not cut_texts(foot), timeout=5_000)
    shown = foot.model_button.text()
    assert "…" in shown
    assert hint.startswith(shown[:8])
    assert hint.endswith(shown[-8:])
    assert foot.model_button.toolTip() == foot.model_button.accessibleName() == hint
    foot.setFixedWidth(1_400)
    qtbot.waitUntil(lambda: foot.model_button.text() == hint, timeout=5_000)
    assert not cut_texts(foot)


def test_a_long_name_from_anywhere_leaves_the_date_in_sight(
    window: MainWindow, studio: ViewsStudio, tasks: Tasks, qtbot: QtBot
) -> None:
    take_id = studio.add_take(BROCHURE, "שלום " + "é" * 300)
    window.open_take(take_id)
    qtbot.waitUntil(lambda: not tasks.busy and window.page == "review")
    subtitle = window.review.header.subtitle
    qtbot.waitUntil(lambda: "…" in subtitle.text(), timeout=5_000)
    assert "Today" in subtitle.text()
    assert subtitle.text().index("שלום") < subtitle.text().index("Today")
    assert subtitle.geometry().right() <= subtitle.parentWidget().width()
    assert subtitle.accessibleName().count("é") == 300
    studio.rename(take_id, "Pens")
    window.review.show_take(take_id)
    qtbot.waitUntil(lambda: subtitle.text().startswith("Pens  ·  Today"), timeout=5_000)
    assert subtitle.toolTip() == ""
