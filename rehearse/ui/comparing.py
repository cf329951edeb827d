"""Where the comparison hangs in the review: made when it is first wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

if TYPE_CHECKING:
    from rehearse.live_take import Review
    from rehearse.studio import Studio
    from rehearse.ui.compare_view import CompareView
    from rehearse.ui.playback import Playback
    from rehearse.ui.tasks import Tasks
    from rehearse.ui.theme import Theme


class Comparing(QObject):
    """`view` is there once it was opened; `toggled` tells whether it is in sight."""

    toggled = Signal(bool)

    def __init__(
        self, studio: Studio, tasks: Tasks, pages: QStackedWidget, home: QWidget, playback: Playback
    ) -> None:
        super().__init__(pages)
        self._studio, self._tasks, self._pages, self._home = studio, tasks, pages, home
        self._playback = playback
        self._theme: Theme | None = None
        self._no_sound = ""
        self.view: CompareView | None = None
        playback.position_changed.connect(self._moved)
        playback.playing_changed.connect(self._playing_changed)

    @property
    def is_open(self) -> bool:
        return self.view is not None and self._pages.currentWidget() is self.view

    def toggle(self, review: Review | None) -> None:
        """Lay a take beside the one before it, or go back to the review."""
        if self.is_open:
            self._pages.setCurrentWidget(self._home)
            self.toggled.emit(False)
        elif review is not None and self._pages.currentWidget() is self._home:
            self._open(review)

    def _open(self, review: Review) -> None:
        if self.view is None:
            from rehearse.ui.compare_view import CompareView

            assert self._theme is not None
            self.view = CompareView(self._studio, self._tasks, self._theme)
            self.view.play_now.connect(self._play_now)
            self.view.set_playable(self._no_sound)
            self._pages.addWidget(self.view)
        self.view.show_review(review)
        self._pages.setCurrentWidget(self.view)
        self.view.choice.setFocus()
        self.toggled.emit(True)

    def update(self, review: Review) -> None:
        """The take was judged anew, while it is compared."""
        if self.is_open and self.view is not None:
            self.view.show_review(review)

    def _play_now(self, from_s: float) -> None:
        """Play this take from a place; below 0 only be silent, for the other one is played."""
        if from_s < 0:
            self._playback.pause()
        elif not self._no_sound:
            self._playback.play(from_s)

    def _moved(self, position_s: float) -> None:
        if self.view is not None:
            self.view.set_position(position_s if self._playback.playing else None)

    def _playing_changed(self, playing: bool) -> None:
        if self.view is None:
            return
        if playing:
            self.view.stop()
        else:
            self.view.set_position(None)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        if self.view is not None:
            self.view.set_theme(theme)

    def set_playable(self, reason: str) -> None:
        self._no_sound = reason
        if self.view is not None:
            self.view.set_playable(reason)

    def forget(self) -> None:
        """Another take is shown."""
        if self.is_open:
            self.toggle(None)
        if self.view is not None:
            self.view.forget()

    def close_sound(self) -> None:
        if self.view is not None:
            self.view.close_sound()
