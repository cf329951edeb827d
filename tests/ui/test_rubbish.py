"""Objects of Qt are deleted on the window's thread, whoever makes the garbage; all of it goes in time."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from rehearse.ui import rubbish as module
from rehearse.ui.app import has_sound
from rehearse.ui.playback import Playback
from rehearse.ui.rubbish import Rubbish
from rehearse.ui.tasks import Tasks
from rehearse.ui.theme import Theme
from rehearse.ui.window import MainWindow
from tests.helpers.views import ViewsStudio


class Window:
    """What the collector knows of it."""

    is_busy = False
    works_s = 0.0  # in a second
    own_s = 0.0

    def tell_own_s(self) -> float:
        self.own_s += self.works_s / 2  # asked twice in a second
        return self.own_s


@pytest.fixture
def window(monkeypatch: pytest.MonkeyPatch) -> Window:
    """In front of the user, two minutes after everything was looked at."""
    monkeypatch.setattr(module, "_BETWEEN_S", -1.0)
    is_at(monkeypatch, Qt.ApplicationState.ApplicationActive)
    return Window()


def is_at(monkeypatch: pytest.MonkeyPatch, state: Qt.ApplicationState) -> None:
    monkeypatch.setattr(module, "QGuiApplication", SimpleNamespace(applicationState=lambda: state))


@pytest.fixture
def rubbish(qapp: QApplication, window: Window) -> Iterator[Rubbish]:
    gc.collect()
    with Rubbish(lambda: window.is_busy, window.tell_own_s) as made:
        yield made


def make_a_cycle(deleted_by: list[threading.Thread]) -> None:
    """A timer that nothing knows but itself."""
    timer = QTimer()
    timer.itself = timer  # type: ignore[attr-defined]
    timer.destroyed.connect(
        lambda: deleted_by.append(threading.current_thread()), Qt.ConnectionType.DirectConnection
    )


def make(n: int) -> list[list[int]]:
    """So many objects that Python's collector counts, made in a worker."""
    kept: list[list[int]] = []
    worker = threading.Thread(target=lambda: kept.extend([number] for number in range(n)))
    worker.start()
    worker.join()
    return kept


def test_a_worker_that_makes_much_collects_nothing(rubbish: Rubbish) -> None:
    deleted_by: list[threading.Thread] = []
    make_a_cycle(deleted_by)
    kept = make(20_000)
    assert deleted_by == []
    rubbish.collect_young()
    assert deleted_by == [threading.main_thread()]
    assert len(kept) == 20_000


def test_a_cycle_that_was_put_aside_goes_once_nothing_moves(rubbish: Rubbish, window: Window) -> None:
    deleted_by: list[threading.Thread] = []
    make_a_cycle(deleted_by)
    kept = make(160_000)  # as many as several long lists that were read
    rubbish.collect_young()
    assert gc.get_count()[0] < 1_000, "not put aside"
    for _second in range(100):
        rubbish.collect_young()
    assert deleted_by == []
    window.works_s = 0.5
    for _second in range(100):
        rubbish.tick()
    assert deleted_by == [], "in the middle of something"
    window.works_s, window.is_busy = 0.0, True
    for _second in range(100):
        rubbish.tick()
    assert deleted_by == [], "while somebody is recorded"
    window.is_busy = False
    rubbish.tick()
    assert deleted_by == [threading.main_thread()]
    assert len(kept) == 160_000


def test_garbage_in_great_numbers_goes_at_once_and_rows_are_put_aside(rubbish: Rubbish) -> None:
    def make_cycles() -> None:
        for _number in range(30_000):
            cycle: list[object] = []
            cycle.append(cycle)

    before = gc.get_freeze_count()
    for _second in range(8):
        worker = threading.Thread(target=make_cycles)
        worker.start()
        worker.join()
        rubbish.collect_young()
        assert gc.get_count()[0] < 1_000
    assert gc.get_freeze_count() - before < 10_000, "garbage was put aside"
    kept = make(60_000)
    rubbish.collect_young()
    assert gc.get_freeze_count() - before > 60_000
    assert len(kept) == 60_000


def test_what_lived_for_a_while_is_put_aside_and_goes_all_the_same(rubbish: Rubbish) -> None:
    deleted_by: list[threading.Thread] = []
    known: list[QTimer] = [QTimer()]
    known[0].itself = known  # type: ignore[attr-defined]
    known[0].destroyed.connect(
        lambda: deleted_by.append(threading.current_thread()), Qt.ConnectionType.DirectConnection
    )
    kept = []
    for _second in range(12):
        kept.append(make(1_000))
        rubbish.collect_young()
    del known
    kept.append(make(1_000))
    rubbish.collect_young()
    assert deleted_by == []
    rubbish.collect_all()
    assert deleted_by == [threading.main_thread()]
    assert len(kept) == 13


@pytest.mark.parametrize(
    ("state", "n_seconds"),
    [(Qt.ApplicationState.ApplicationActive, 20), (Qt.ApplicationState.ApplicationInactive, 3)],
)
def test_another_program_in_front_is_waited_for_less(
    rubbish: Rubbish,
    window: Window,
    monkeypatch: pytest.MonkeyPatch,
    state: Qt.ApplicationState,
    n_seconds: int,
) -> None:
    is_at(monkeypatch, state)
    collected: list[bool] = []
    monkeypatch.setattr(rubbish, "collect_all", lambda: collected.append(True))
    for _second in range(30):
        rubbish.tick()
    assert collected == [], "nothing was made that could be garbage"
    kept = make(2_000)
    window.works_s = 0.1
    rubbish.tick()
    window.works_s = 0.0
    for _second in range(n_seconds - 1):
        rubbish.tick()
    assert collected == []
    rubbish.tick()
    assert (collected, len(kept)) == ([True], 2_000)


def test_it_is_not_put_off_for_ever(
    rubbish: Rubbish, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_GROWN", 1_000)
    window.works_s = 0.5  # something moves all the time
    kept = [make(2_000)]
    for _second in range(module._COUNT_TICKS):
        rubbish.tick()
    deleted_by: list[threading.Thread] = []
    make_a_cycle(deleted_by)
    kept.append(make(gc.get_freeze_count() + 60_000))
    for _second in range(module._COUNT_TICKS - 1):
        rubbish.tick()
    assert deleted_by == []
    rubbish.tick()
    assert deleted_by == [threading.main_thread()]
    assert len(kept) == 2


def test_sound_that_is_heard_is_not_held_up(tmp_path: Path, tasks: Tasks, theme: Theme) -> None:
    studio = ViewsStudio(tmp_path)
    window = MainWindow(studio, tasks, theme)
    player = Playback(studio, tasks, window)
    assert not has_sound(window)
    player._set_playing(True)
    assert has_sound(window)
    player._set_playing(False)
    assert not has_sound(window)
    window.close()
    studio.close()


def test_it_leaves_python_as_it_was(qapp: QApplication) -> None:
    before = gc.isenabled()
    gc.enable()
    try:
        with Rubbish():
            assert not gc.isenabled()
            assert gc.get_freeze_count() > 0
        assert gc.isenabled()
        assert gc.get_freeze_count() == 0
    finally:
        if not before:
            gc.disable()


def test_what_waits_to_be_deleted_is_deleted_before_garbage_is_looked_for(
    rubbish: Rubbish, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    parent = QWidget()
    label = QLabel(parent)
    label.itself = label  # type: ignore[attr-defined]
    label.destroyed.connect(lambda: order.append("deleted"))
    monkeypatch.setattr(rubbish, "collect_young", lambda: order.append("looked"))
    monkeypatch.setattr(rubbish, "is_all_due", lambda: False)
    loop = QEventLoop()

    def tick() -> None:  # from the loop, as its own timer has it
        label.deleteLater()
        rubbish.tick()
        loop.quit()

    QTimer.singleShot(0, tick)
    loop.exec()
    assert order == ["deleted", "looked"]
    assert parent.children() == []
