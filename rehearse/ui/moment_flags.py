"""The three moments that decide the delete key, as small buttons above the sound."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QWidget

from rehearse.analysis.result import Moments
from rehearse.i18n import _
from rehearse.ui.check_words import clock

if TYPE_CHECKING:
    from rehearse.ui.theme import Theme
    from rehearse.ui.waveform import Waveform


@dataclass(frozen=True, slots=True)
class Moment:
    """One of the moments that decide the delete key."""

    id: str
    title: str
    at_s: float
    role: str


def moments_of(moments: Moments) -> tuple[Moment, ...]:
    """The moments there are, in the order of time."""
    found = [
        Moment("first_pitch", _("First pitch"), moments.first_pitch_s, "off")
        if moments.first_pitch_s is not None
        else None,
        Moment("first_reason", _("First reason"), moments.first_reason_s, "good")
        if moments.first_reason_s is not None
        else None,
        Moment("number_complete", _("Number complete"), moments.number_complete_s, "accent")
        if moments.number_complete_s is not None
        else None,
    ]
    return tuple(sorted((moment for moment in found if moment), key=lambda moment: moment.at_s))


class MomentFlags(QWidget):
    """The three moments as small buttons, each above its place in the waveform."""

    play_from = Signal(float)

    def __init__(self, theme: Theme, waveform: Waveform, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("moments")
        self._theme = theme
        self._waveform = waveform
        self._flags: list[tuple[Moment, QPushButton]] = []
        self.setFixedHeight(28)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._dress()

    def set_moments(self, moments: tuple[Moment, ...]) -> None:
        for _moment, old in self._flags:
            old.setParent(None)
            old.deleteLater()
        self._flags = []
        for moment in moments:
            flag = QPushButton(_words(moment), self)
            flag.setObjectName(f"moment_{moment.id}")
            flag.setAccessibleName(
                _("{title} at {time}, play from there").format(title=moment.title, time=clock(moment.at_s))
            )
            flag.setFlat(True)
            flag.setAutoDefault(True)
            flag.setCursor(Qt.CursorShape.PointingHandCursor)
            flag.clicked.connect(lambda _checked=False, at=moment.at_s: self.play_from.emit(at))
            flag.show()
            self._flags.append((moment, flag))
        self._dress()

    def set_playable(self, playable: bool) -> None:
        for _moment, flag in self._flags:
            flag.setEnabled(playable)

    def _dress(self) -> None:
        for moment, flag in self._flags:
            font = self._theme.font("caption")
            font.setWeight(font.Weight.DemiBold)
            flag.setFont(font)
            colour = self._theme.colour(moment.role).name()
            flag.setStyleSheet(
                f"QPushButton {{ color: {colour}; background: transparent; border: none; padding: 2px 4px; }}"
                f"QPushButton:hover, QPushButton:focus {{ text-decoration: underline; }}"
            )
        self.place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.place()

    def place(self) -> None:
        """Each flag over its moment; those that would touch move apart, the order kept.

        Where all of them have not room beside each other, each tells its time alone.
        """
        widths: list[int] = []
        for brief in (False, True):
            for moment, flag in self._flags:
                flag.setText(_words(moment, brief=brief))
            widths = [flag.sizeHint().width() for _moment, flag in self._flags]
            if sum(widths) + 4 * (len(widths) - 1) <= self.width():
                break
        shift = self._waveform.x() - self.x()
        lefts: list[float] = []
        free = 0.0
        for (moment, _flag), width in zip(self._flags, widths, strict=True):
            left = max(free, min(self.width() - width, shift + self._waveform.x_of(moment.at_s) - 8))
            lefts.append(left)
            free = left + width + 4
        limit = float(self.width())
        for i in reversed(range(len(lefts))):
            lefts[i] = max(0.0, min(lefts[i], limit - widths[i]))
            limit = lefts[i] - 4
        for (_moment, flag), left, width in zip(self._flags, lefts, widths, strict=True):
            flag.setGeometry(round(left), 0, width, self.height())


def _words(moment: Moment, *, brief: bool = False) -> str:
    time = clock(moment.at_s)
    return time if brief else _("{title} {time}").format(title=moment.title, time=time)
