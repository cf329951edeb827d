"""News that wait above the page until they are read: never a dialog, never in the way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from rehearse.errors import DeviceError
from rehearse.i18n import _, ngettext
from rehearse.ui import icons
from rehearse.ui.controls import button, label
from rehearse.ui.tasks import BugReport

if TYPE_CHECKING:
    from rehearse.errors import RehearseError
    from rehearse.ui.theme import Theme

Tone = Literal["info", "good", "near", "off"]

#: More than this at once is a wall; the oldest makes room.
MOST = 3

#: The most that they take of the window's height.
_MOST_SHARE = 0.45

#: How long a message that needs no answer stays.
PASSING_S = 8.0


def announce(widget: QWidget, text: str) -> None:
    """Let a screen reader say something that did not take the focus."""
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))


def _said(text: str, detail: str, report: str = "") -> tuple[str, str]:
    return f"{text} {detail}".strip(), report


@dataclass(frozen=True, slots=True)
class Undoable:
    """What can be taken back, and how it is told; see `Banners.undo`."""

    text: str
    act: Callable[[], None]
    tone: Tone
    detail: str
    icon: str
    for_s: float | None
    other: tuple[str, Callable[[], None]] | None


class Banner(QFrame):
    """One sentence or two, at most one action, and a way to put it away."""

    def __init__(
        self,
        theme: Theme,
        text: str,
        *,
        tone: Tone = "info",
        action: str = "",
        act: Callable[[], None] | None = None,
        detail: str = "",
        report: str = "",
        icon: str = "",
    ) -> None:
        super().__init__()
        self._theme, self._tone, self.icon = theme, tone, icon or _ICONS[tone]
        self.report = report
        #: What it can bring back, oldest first.
        self.undoes: tuple[Undoable, ...] = ()
        #: Its words, by which it is told from others, however they are divided.
        self.said = _said(text, detail, report)
        self.about_device = False
        #: Another one about the same takes its place; "" for none.
        self.about = ""
        self.setObjectName("banner")
        self.setAccessibleName(f"{text} {detail}".strip())
        self.setProperty("kind", "banner")
        self.setProperty("tone", tone)
        self.mark = QLabel()
        self.text_label = label(text, theme.font("body"), "banner_text")
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.text_label)
        self.detail_label = label(detail, theme.font("body"), "banner_detail", tone="muted")
        if not detail:  # not shown either while it has no parent: it would be a window and take the keyboard
            self.detail_label.hide()
        words.addWidget(self.detail_label)
        across = self._across = QHBoxLayout()
        across.setSpacing(12)
        middle = Qt.AlignmentFlag.AlignTop if detail else Qt.AlignmentFlag.AlignVCenter
        across.addWidget(self.mark, 0, middle)
        across.addLayout(words, 1)
        self.action_button: QPushButton | None = None
        if action and act is not None:
            self.action_button = button(action, "banner_action", "quiet")
            self.action_button.setFont(theme.font("strong"))
            self.action_button.clicked.connect(lambda: self._act(act))
            across.addWidget(self.action_button, 0, Qt.AlignmentFlag.AlignVCenter)
        if report:
            self._add_report(report, across)
        self.close_button = button("", "banner_close", "icon", accessible=_("Put this message away"))
        self.close_button.setToolTip(_("Put this message away"))
        self.close_button.clicked.connect(self.put_away)
        across.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignVCenter)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 10, 10, 10)
        self._column.addLayout(across)
        if report:
            self._column.addWidget(self.report_view)
        self.set_theme(theme)

    def add_action(self, text: str, act: Callable[[], None]) -> None:
        """One thing more that can be done about it; the banner goes away with either."""
        other = button(text, "banner_other", "quiet")
        other.setFont(self._theme.font("strong"))
        other.clicked.connect(lambda: self._act(act))
        self._across.insertWidget(self._across.count() - 1, other, 0, Qt.AlignmentFlag.AlignVCenter)

    def _add_report(self, report: str, across: QHBoxLayout) -> None:
        theme = self._theme
        self.report_view = QPlainTextEdit(report)
        self.report_view.setObjectName("bug_report_text")
        self.report_view.setAccessibleName(_("Report"))
        self.report_view.setReadOnly(True)
        self.report_view.setTabChangesFocus(True)
        self.report_view.setFont(theme.font("caption"))
        self.report_view.setFixedHeight(110)
        self.report_view.hide()
        show = button(_("Show"), "bug_report_show", "quiet", accessible=_("Show the report"))
        show.clicked.connect(lambda: self.report_view.setVisible(self.report_view.isHidden()))
        copy = button(_("Copy report"), "bug_report_copy", "quiet")

        def copied() -> None:
            QGuiApplication.clipboard().setText(report)
            copy.setText(_("Copied"))

        copy.clicked.connect(copied)
        for part in (show, copy):
            part.setFont(theme.font("strong"))
            across.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        role = "accent" if self._tone == "info" else self._tone
        ratio = self.devicePixelRatioF()
        self.mark.setPixmap(icons.pixmap(self.icon, theme.colour(role), 22, ratio))
        self.close_button.setIcon(icons.icon("close", theme, 18, "text_muted"))

    def _act(self, act: Callable[[], None]) -> None:
        self.put_away()
        act()

    def put_away(self) -> None:
        """Gone for good."""
        if self.isHidden() and self.parent() is None:
            return
        home, had_focus = self.parent(), self._focused()
        self.hide()
        self.setParent(None)
        self.deleteLater()
        if isinstance(home, Banners):
            home.make_room()
            if had_focus:
                home.focus_free.emit()

    def _focused(self) -> bool:
        focus = QApplication.focusWidget()
        return focus is not None and self.isAncestorOf(focus)


_ICONS = {"info": "info", "good": "good", "near": "near", "off": "off"}


class Banners(QWidget):
    """The place above the page where banners stand, newest last; takes no room without any."""

    #: A banner that had the keyboard went away: somebody else should have it.
    focus_free = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("banners")
        self._column = QVBoxLayout(self)
        self._column.setSpacing(8)
        self._column.setContentsMargins(0, 0, 0, 0)

    @property
    def shown(self) -> list[Banner]:
        return [child for child in self.findChildren(Banner) if child.parent() is self]

    def make_room(self) -> None:
        """Without a banner the margins go as well."""
        if not self.shown:
            self._column.setContentsMargins(0, 0, 0, 0)

    def texts(self) -> list[str]:
        """What the banners say, oldest first."""
        return [banner.text_label.text() for banner in self.shown]

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for banner in self.shown:
            banner.set_theme(theme)

    def tell(
        self,
        text: str,
        *,
        tone: Tone = "info",
        action: str = "",
        act: Callable[[], None] | None = None,
        detail: str = "",
        report: str = "",
        icon: str = "",
        for_s: float | None = None,
        about: str = "",
    ) -> Banner:
        """Show a banner.  The same text is shown once, and of those `about` the same only the last; `for_s`
        puts it away by itself.
        """
        for other in self.shown:
            if other.said == _said(text, detail, report) or (about and other.about == about):
                other.put_away()
        banner = Banner(
            self._theme, text, tone=tone, action=action, act=act, detail=detail, report=report, icon=icon
        )
        banner.about = about
        for old in self.shown[: max(0, len(self.shown) - MOST + 1)]:
            old.put_away()
        self._column.addWidget(banner)
        self._column.setContentsMargins(24, 16, 24, 0)
        banner.show()
        self._keep_low()
        if for_s is not None:
            QTimer.singleShot(round(1000 * for_s), banner, banner.put_away)
        announce(self, f"{text} {detail}".strip())
        return banner

    def _keep_low(self) -> None:
        """In a low window with big type three banners would press the page, and each other, out of sight."""
        window = self.window()
        shown = self.shown
        if window is self:
            return
        width = self.width() - 48
        heights = [max(one.heightForWidth(width), one.sizeHint().height()) for one in shown]
        while len(shown) > 1 and sum(heights) + 8 * len(shown) > _MOST_SHARE * window.height():
            shown.pop(0).put_away()
            heights.pop(0)

    def tell_error(
        self,
        error: RehearseError | BugReport,
        *,
        action: str = "",
        act: Callable[[], None] | None = None,
    ) -> Banner:
        """What happened, what was kept, what to do; for a fault of ours the report to copy."""
        rest = " ".join(part for part in (error.kept, error.help) if part)
        report = error.text if isinstance(error, BugReport) else ""
        banner = self.tell(error.message, tone="off", detail=rest, action=action, act=act, report=report)
        banner.about_device = isinstance(error, DeviceError)
        return banner

    def sound_works(self) -> None:
        """A microphone records again: what was told of one that did not is over."""
        for banner in self.shown:
            if banner.about_device:
                banner.put_away()

    def tell_data_problems(self, problems: Sequence[RehearseError]) -> None:
        """Rules or profiles of the user's own that cannot be used: the first, and how many more."""
        more = ngettext(
            "{n} more is wrong: “rehearse rules check” lists all.",
            "{n} more are wrong: “rehearse rules check” lists all.",
            len(problems) - 1,
        )
        self._tell_first(problems, more)

    def tell_rubric_problems(self, problems: Sequence[RehearseError]) -> None:
        """The same for rubrics of the user's own."""
        more = ngettext(
            "{n} more is wrong: the list of the rubrics shows it.",
            "{n} more are wrong: the list of the rubrics shows them.",
            len(problems) - 1,
        )
        self._tell_first(problems, more)

    def _tell_first(self, problems: Sequence[RehearseError], more: str) -> None:
        if not problems:
            return
        first, left = problems[0], len(problems) - 1
        parts = (first.kept, first.help, more.format(n=left) if left else "")
        self.tell(first.message, tone="near", detail=" ".join(part for part in parts if part))

    def undo(
        self,
        text: str,
        act: Callable[[], None],
        *,
        tone: Tone = "info",
        detail: str = "",
        icon: str = "trash",
        for_s: float | None = None,
        other: tuple[str, Callable[[], None]] | None = None,
    ) -> Banner:
        """Something was deleted, changed or came in, and can be taken back; `other` can be done instead.

        Told in the same words as what is still offered, it comes back first and the older one after it:
        two notes deleted one after the other are both there to be brought back.
        """
        said = [one for one in self.shown if one.said == _said(text, detail)]
        earlier = said[0].undoes if said else ()
        return self._undo((*earlier, Undoable(text, act, tone, detail, icon, for_s, other)))

    def _undo(self, whats: tuple[Undoable, ...]) -> Banner:
        last, earlier = whats[-1], whats[:-1]

        def undo_last() -> None:
            last.act()
            if earlier:
                self._undo(earlier)

        words = (_("Undo"), undo_last)
        action, act = last.other or words
        banner = self.tell(
            last.text, tone=last.tone, detail=last.detail, icon=last.icon, for_s=last.for_s,
            action=action, act=act,
        )  # fmt: skip
        if last.other is not None:
            banner.add_action(*words)
        banner.undoes = whats
        return banner

    def withdraw(self, act: Callable[[], None]) -> None:
        """What a banner offers to bring back is back already, or gone for good."""
        for banner in self.shown:
            rest = tuple(one for one in banner.undoes if one.act != act)
            if rest != banner.undoes:
                banner.put_away()
                if rest:
                    self._undo(rest)
