"""Opens the window and keeps it alive: whatever goes wrong is told in it, never by a crash."""

from __future__ import annotations

import queue
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from rehearse.errors import RehearseError, excepthook_text, print_error

if TYPE_CHECKING:
    from rehearse.studio import Studio

#: How often a fault in a thread that is not ours to watch (a sound driver's) is looked for.
_WATCH_MS = 1000


def run_window(studio_factory: Callable[[], Studio], argv: Sequence[str], files: Sequence[Path] = ()) -> int:
    """Show the window until it is closed; the exit status.  `files` are looked over first.

    Without a usable display: one sentence on standard error and 1.
    """
    from rehearse.ui.display import require_display

    try:
        require_display()
    except RehearseError as error:
        print_error(error)
        return 1
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QIcon
    from PySide6.QtWidgets import QApplication

    from rehearse.ui.opened_files import OpenedFiles
    from rehearse.ui.rail import app_badge
    from rehearse.ui.rubbish import Rubbish
    from rehearse.ui.tasks import BugReport, Tasks
    from rehearse.ui.theme import usable_theme
    from rehearse.ui.window import MainWindow

    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(list(argv) or ["rehearse"])
    app.setApplicationName("Rehearse")
    app.setDesktopFileName("rehearse")  # Wayland finds the icon by it
    app.setStyle("Fusion")
    studio = studio_factory()
    chosen = studio.settings.value
    theme, wrong = usable_theme(chosen.theme, chosen.text_scale)
    icon = QIcon()
    for size in (16, 24, 32, 48, 64, 128, 256):
        icon.addPixmap(app_badge(theme, size))
    app.setWindowIcon(icon)
    tasks = Tasks()
    window = MainWindow(studio, tasks, theme)
    told: queue.SimpleQueue[BugReport] = queue.SimpleQueue()
    watch = QTimer()
    watch.setInterval(_WATCH_MS)

    def tell_waiting() -> None:
        while not told.empty():
            window.tell_bug(told.get())

    watch.timeout.connect(tell_waiting)
    watch.start()
    with _Hooks(told), Rubbish(lambda: has_sound(window)):
        OpenedFiles(app, window).open(files)
        window.show()
        for problem in wrong:
            window.tell(problem)
        status = app.exec()
    watch.stop()
    tasks.close()
    tell_nobody(window)
    return int(status)


def has_sound(window: Any) -> bool:
    """Whether sound is kept or heard: it would break off where the window is held up."""
    from rehearse.ui.playback import Playback

    return window.is_recording or any(one.playing for one in window.findChildren(Playback))


def tell_nobody(window: Any) -> None:
    """Delete the window while the application still lives: Qt crashes the other way round."""
    from PySide6.QtCore import QEvent
    from PySide6.QtWidgets import QApplication

    window.deleteLater()
    app = QApplication.instance()
    if app is not None:
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


class _Hooks:
    """Catches what nobody caught, on any thread, and puts it where the window finds it."""

    def __init__(self, told: queue.SimpleQueue[Any]) -> None:
        self._told = told

    def __enter__(self) -> _Hooks:
        self._before = (sys.excepthook, threading.excepthook)
        sys.excepthook = self._unhandled
        threading.excepthook = lambda args: self._note(args.exc_value)
        return self

    def __exit__(self, *_error: object) -> None:
        sys.excepthook, threading.excepthook = self._before

    def _unhandled(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if isinstance(error, KeyboardInterrupt):
            from PySide6.QtWidgets import QApplication

            QApplication.closeAllWindows()
            return
        self._note(error)

    def _note(self, error: BaseException | None) -> None:
        from rehearse.ui.tasks import BugReport

        if error is None or isinstance(error, SystemExit):
            return
        print(excepthook_text(error), file=sys.stderr)
        self._told.put(BugReport.of(error))
