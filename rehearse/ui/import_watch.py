"""One line on the folder that is watched, with what can be done about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from rehearse.i18n import _, ngettext
from rehearse.ui.controls import Elided, button, set_tone
from rehearse.ui.watched_folder import WatchedFolder

if TYPE_CHECKING:
    from rehearse.errors import RehearseError
    from rehearse.ui.theme import Theme


class WatchLine(QWidget):
    """Takes no room while no folder is watched.  `left`: it goes, and had the keyboard."""

    left = Signal()

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._watched: WatchedFolder | None = None
        self._brief = False
        self.words = Elided(theme.font("caption"), f"{name}_words")
        self.words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.pause_button = button("", f"{name}_pause", "quiet")
        self.stop_button = button(
            _("Stop watching"),
            f"{name}_stop",
            "quiet",
            accessible=_("Stop watching; what came in stays"),
        )
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(4)
        across.addWidget(self.words, 1)
        across.addWidget(self.pause_button)
        across.addWidget(self.stop_button)
        self.set_theme(theme)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        self.words.setFont(theme.font("caption"))
        for part in (self.pause_button, self.stop_button):
            part.setFont(theme.font("body"))

    def follow(self, watched: WatchedFolder) -> None:
        """Show this one from now on."""
        self._watched = watched
        self.pause_button.clicked.connect(lambda: toggle(watched))
        self.stop_button.clicked.connect(lambda: watched.choose(None))
        watched.changed.connect(self.show_now)
        self.show_now()

    def set_brief(self, brief: bool) -> None:
        """Words alone: other buttons stand beside them."""
        self._brief = brief
        self.show_now()

    def _focused(self) -> bool:
        focus = self.window().focusWidget()
        return focus is not None and self.isAncestorOf(focus)

    def show_now(self) -> None:
        watched = self._watched
        if watched is None:
            return
        if watched.folder is None and self._focused():
            self.left.emit()  # before it goes: Qt would give the keyboard to whatever comes next
        self.setVisible(watched.folder is not None)
        self.words.set_whole(watch_words(watched))
        for part in (self.pause_button, self.stop_button):
            part.setVisible(not self._brief)
        set_tone(self.words, "near" if watched.state == "gone" else "muted")
        self.pause_button.setText(_("Go on") if watched.state == "paused" else _("Pause"))
        self.pause_button.setAccessibleName(
            _("Watch the folder again") if watched.state == "paused" else _("Do not watch the folder for now")
        )


def toggle(watched: WatchedFolder) -> None:
    """Pause, or go on."""
    if watched.state == "paused":
        watched.resume()
    else:
        watched.pause()


def watch_words(watched: WatchedFolder) -> str:
    """What is watched, and how many came in since then; "" where nothing is."""
    if watched.folder is None:
        return ""
    name = watched.folder.name or str(watched.folder)
    if watched.state == "gone":
        return _("“{folder}” cannot be reached just now").format(folder=name)
    text = _("“{folder}” is not watched just now") if watched.state == "paused" else _("Watching “{folder}”")
    text = text.format(folder=name)
    if watched.n_came:
        came = ngettext("{n} came in", "{n} came in", watched.n_came)
        text += "  ·  " + came.format(n=f"{watched.n_came:,}")
    return text


def came_words(n: int, problems: Sequence[RehearseError], folder: str) -> tuple[str, str]:
    """How many came in from a watched folder; and why something could not be used.  Both may be empty."""
    text = ngettext(
        "{n} new recording came in from “{folder}”.", "{n} new recordings came in from “{folder}”.", n
    )
    why = problems[0].message if problems else ""
    if len(problems) > 1:
        why = _("{n} could not be used, such as one: {why}").format(n=f"{len(problems):,}", why=why)
    return text.format(n=f"{n:,}", folder=folder) if n else "", why


__all__ = ["WatchLine", "came_words", "toggle", "watch_words"]
