"""Tells in the window that a microphone or loudspeaker has not answered yet, while it is waited for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from rehearse.audio import waits
from rehearse.ui.banners import announce

if TYPE_CHECKING:
    from rehearse.ui.window import MainWindow

_LOOK_MS = 100

_ABOUT = "sound wait"


class SoundWait(QObject):
    """Where somebody is about to speak nothing may move: there it stands in a line that is kept free.

    Anywhere else it is a banner, which goes away by itself.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._words = self._bannered = ""
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Look from now on."""
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def look(self) -> None:
        """Show what is waited for now, or take it away."""
        window = self._window
        words, before = waits.words(waits.waited_for()), self._words
        self._words = words
        if not (words or before):
            return
        page = window.page
        window.stage.show_wait(words if page == "stage" else "")
        if "drill" in window.pages:
            window.drill.view.foot.show_wait(words if page == "drill" else "")
        if page == "drill" and words not in ("", before):
            announce(window.drill.view, words)
        self._show_banner("" if page in ("stage", "drill") else words)

    def _show_banner(self, words: str) -> None:
        """Once: whoever puts it away has read it."""
        if words == self._bannered:
            return
        self._bannered = words
        if words:
            self._window.banners.tell(words, about=_ABOUT)
            return
        for banner in self._window.banners.shown:
            if banner.about == _ABOUT:
                banner.put_away()
