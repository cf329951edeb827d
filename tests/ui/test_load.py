"""A few takes through the whole window: what a day of them would fill up must not grow at all.

The day itself, and a library of 50,000 takes, are `tests.bench.bench_load`.
"""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from tests.helpers.day_of_takes import Day, Held, slope

#: What is the same after a take as before it.
_FIXED = ("threads", "files", "windows", "widgets", "qt_objects")


@pytest.mark.skipif(sys.platform != "linux", reason="counts what /proc lists")
def test_takes_leave_no_thread_no_open_file_and_no_widget(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REHEARSE_HOME", str(tmp_path))
    over = threading.Event()
    left = threading.Thread(target=over.wait)
    day = Day(lengths_s=(1.0,), thrown_every=2, lists_every=100)
    try:
        for _number in range(4):  # pages and their parts are made when they are first wanted
            day.take()
        day.look_at_lists()
        before = day.held()
        for _number in range(4):
            day.take()
        after = day.held()
        takes, n_thrown = day.studio.takes(), len(day.studio.takes(deleted=True))
        left.start()
        QWidget(day.window)
        with open(tmp_path / "left open", "wb"):
            spoilt = day.held(threads_s=0.1)
    finally:
        over.set()
        day.close()
    assert grown(before, after) == {}
    assert (len(takes), n_thrown) == (4, 4)
    assert day.n_words >= len(takes), "the words were not heard"
    assert set(grown(after, spoilt)) == {"threads", "files", "widgets", "qt_objects"}, "nothing is noticed"


def grown(before: Held, after: Held) -> dict[str, tuple[int, int]]:
    pairs = {name: (getattr(before, name), getattr(after, name)) for name in _FIXED}
    return {name: (first, last) for name, (first, last) in pairs.items() if last > first}


def test_the_growth_is_the_slope_of_a_line_through_all_samples() -> None:
    held = [Held(n, 2_000 * n + 7, 4, 5, 6, 7, 8, 9, 10) for n in range(0, 100, 10)]
    assert slope(held, "memory_bytes") == pytest.approx((2_000_000.0, 0.0), abs=1e-3)
    assert slope(held, "threads") == pytest.approx((0.0, 0.0))
