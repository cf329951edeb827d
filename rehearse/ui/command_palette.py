"""Find anything by typing: a sheet over the window that takes nothing away from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from rehearse.i18n import _, ngettext
from rehearse.ui import icons
from rehearse.ui.banners import announce
from rehearse.ui.commands import page_title
from rehearse.ui.controls import label
from rehearse.ui.palette_model import PaletteDelegate, PaletteEntry, PaletteModel, rank, spoken
from rehearse.ui.settings_index import entries as setting_entries
from rehearse.ui.settings_index import sections

if TYPE_CHECKING:
    from rehearse.library.takes import TakeSummary
    from rehearse.studio import Studio
    from rehearse.ui.tasks import Tasks
    from rehearse.ui.theme import Theme
    from rehearse.ui.window import MainWindow

#: How wide the sheet is at most, and how many rows it shows before it scrolls.
_WIDTH_PX, _ROWS = 640, 9

#: Room around the sheet for its shadow.
_SHADOW_PX = 30

#: Brings entries that have to be fetched: called with what to do once they are there.
Later = Callable[[Callable[[Sequence[PaletteEntry]], None]], None]


class CommandPalette(QWidget):
    """A line to type in and what it finds.  Not modal: the window behind it goes on.

    Escape, a click elsewhere or a choice puts it away, and the keyboard goes back to where it was.
    """

    def __init__(self, theme: Theme, over: QWidget) -> None:
        super().__init__(over)
        self._theme, self._over = theme, over
        self._before: QWidget | None = None
        self._entries: list[PaletteEntry] = []
        self._n_opened = 0
        self.space_key: Callable[[], None] | None = None
        self.setObjectName("command_palette")
        self.setAccessibleName(_("Find anything"))
        self.search = QLineEdit()
        self.search.setObjectName("palette_search")
        self.search.setAccessibleName(_("Find a command, a setting or a take"))
        self.search.setPlaceholderText(_("Find a command, a setting, a take…"))
        self.search.setFont(theme.font("lead"))
        self.search.installEventFilter(self)
        self.model = PaletteModel(self)
        self.list = QListView()
        self.list.setObjectName("palette_list")
        self.list.setAccessibleName(_("What was found"))
        self.list.setModel(self.model)
        self.delegate = PaletteDelegate(theme, self.model, self.list)
        self.list.setItemDelegate(self.delegate)
        self.list.setUniformItemSizes(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.clicked.connect(self._run_index)
        self.nothing = label("", theme.font("body"), "palette_nothing", tone="muted")
        mark = QLabel()
        mark.setPixmap(icons.pixmap("search", theme.colour("text_muted"), 22, self.devicePixelRatioF()))
        head = QHBoxLayout()
        head.setContentsMargins(16, 4, 12, 0)
        head.setSpacing(10)
        head.addWidget(mark)
        head.addWidget(self.search, 1)
        sheet = QFrame()
        sheet.setProperty("kind", "palette")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(_SHADOW_PX, _SHADOW_PX, _SHADOW_PX, _SHADOW_PX)
        outer.addWidget(sheet)
        column = QVBoxLayout(sheet)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self.list)
        self.nothing.setContentsMargins(16, 4, 16, 12)
        column.addWidget(self.nothing)
        self.setStyleSheet(theme.stylesheet)
        self.hide()
        over.installEventFilter(self)
        self.search.textChanged.connect(lambda _text: self._find())

    # ---- open and away -------------------------------------------------------------------------

    def open(self, entries: Sequence[PaletteEntry], later: Sequence[Later] = ()) -> None:
        """Show these entries; those of `later` are added when they come."""
        self._before = QApplication.focusWidget()
        self._entries = list(entries)
        self._n_opened += 1
        self.search.clear()
        self._find()
        self.show()
        self.raise_()
        self.search.setFocus(Qt.FocusReason.PopupFocusReason)
        QApplication.instance().focusChanged.connect(self._focus_moved)  # type: ignore[union-attr]
        for ask in later:
            ask(partial(self._add, self._n_opened))

    def _add(self, opened: int, entries: Sequence[PaletteEntry]) -> None:
        if opened == self._n_opened and self.isVisible():
            self._entries += entries
            if self.search.text():
                # What comes late must not slip under a finger that is about to press Return.
                row = self.list.currentIndex().row()
                self._find(self.model.entry(row) if 0 <= row < self.model.rowCount() else None)

    def put_away(self, *, give_back: bool = True) -> None:
        """Hide it; the keyboard goes back to where it was."""
        if not self.isVisible():
            return
        QApplication.instance().focusChanged.disconnect(self._focus_moved)  # type: ignore[union-attr]
        before, self._before = self._before, None
        if give_back:
            if before is not None and isValid(before) and before.isVisible():
                before.setFocus(Qt.FocusReason.OtherFocusReason)
            else:
                self._over.setFocus(Qt.FocusReason.OtherFocusReason)
        self.hide()
        self._entries = []

    def _focus_moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is not None and new is not self and not self.isAncestorOf(new):
            self.put_away(give_back=False)

    # ---- finding -------------------------------------------------------------------------------

    def _find(self, chosen: PaletteEntry | None = None) -> None:
        """Show what fits; the entry that was `chosen` stays chosen while it fits."""
        found = rank(self.search.text(), self._entries)
        self.model.set_entries(found)
        self.nothing.setVisible(not found)
        self.list.setVisible(bool(found))
        if found:
            self._choose(next((row for row, entry in enumerate(found) if entry is chosen), 0))
        else:
            self.nothing.setText(_("Nothing is called that. Try another word."))
            announce(self.search, self.nothing.text())
        self._place()

    def _choose(self, row: int) -> None:
        self.list.setCurrentIndex(self.model.index(row))
        entry = self.model.entry(row)
        n = self.model.rowCount()
        count = ngettext("{n} found", "{n} found", n).format(n=n)
        self.search.setAccessibleDescription(f"{spoken(entry)}. {count}")
        announce(self.search, spoken(entry))

    def _move(self, by: int) -> None:
        n = self.model.rowCount()
        if n:
            row = self.list.currentIndex().row()
            # Single steps go round; leaps stop at the ends.
            self._choose((row + by) % n if abs(by) == 1 else min(n - 1, max(0, row + by)))

    def _run_index(self, index: QModelIndex) -> None:
        if index.isValid():
            entry = self.model.entry(index.row())
            self.put_away()
            entry.run()

    # ---- keys ----------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._over and event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        if watched is self.search and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride:
                if event.key() in _KEYS:  # else Escape would throw a take away
                    event.accept()
                    return True
            elif event.type() == QEvent.Type.KeyPress:
                return self._pressed(event)
        return super().eventFilter(watched, event)

    def _pressed(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape:
            self.put_away()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._run_index(self.list.currentIndex())
        elif key in _STEPS:
            self._move(_STEPS[key])
        elif key == Qt.Key.Key_Space and self.space_key is not None and not self.search.text():
            run = self.space_key
            self.put_away()
            run()
        else:
            return False
        return True

    # ---- place ---------------------------------------------------------------------------------

    def _place(self) -> None:
        """In the upper middle of the window, as high as what was found."""
        over = self._over
        edge = 2 * _SHADOW_PX
        width = min(round(_WIDTH_PX * max(1.0, self._theme.text_scale)), over.width() - 48)
        top = max(24, over.height() // 9)
        head = self.search.sizeHint().height() + 34
        rows = min(_ROWS, self.model.rowCount())
        room = over.height() - top - 24 - head
        if rows:
            body = min(rows * self.delegate.row_px + 2, room)
        else:
            body = self.nothing.heightForWidth(width - 16) + 6
        self.list.setFixedHeight(max(self.delegate.row_px, body))
        left = (over.width() - width) // 2
        self.setGeometry(left - _SHADOW_PX, top - _SHADOW_PX, width + edge, head + body + edge)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A soft shadow, laid in rings: Qt's own effect blurs everything anew at every letter typed."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        colour = self._theme.colour("window" if self._theme.dark else "text")
        colour.setAlphaF(0.05 if self._theme.dark else 0.009)
        painter.setBrush(colour)
        inner = QRectF(self.rect()).adjusted(_SHADOW_PX, _SHADOW_PX, -_SHADOW_PX, -_SHADOW_PX)
        for grown in range(2, _SHADOW_PX - 6, 2):
            ring = inner.adjusted(-grown, -grown + 6, grown, grown + 6)
            painter.drawRoundedRect(ring, 16 + grown, 16 + grown)
        painter.end()


_STEPS = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Tab: 1,
    Qt.Key.Key_Backtab: -1,
    Qt.Key.Key_PageDown: _ROWS - 1,
    Qt.Key.Key_PageUp: 1 - _ROWS,
}
_KEYS = frozenset((Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter, *_STEPS))


# ---- what there is to find ---------------------------------------------------------------------

_ICONS = {
    "record": "record", "discard": "trash", "page.stage": "microphone", "page.takes": "takes",
    "page.drills": "drills", "page.settings": "settings", "page.progress": "progress",
    "page.coach": "coach", "coach.team": "coach", "coach.play": "play",
    "drills.start": "play", "drills.new": "plus", "drills.change": "edit", "drills.delete": "trash",
    "drills.share": "export", "review.play": "play",
    "review.again": "again", "takes.open": "words",
    "review.back": "chevron-left", "review.forward": "chevron-right", "takes.rename": "edit",
    "takes.delete": "trash", "takes.restore": "undo", "takes.trash": "trash", "takes.all": "takes",
    "text.larger": "text-size", "text.smaller": "text-size", "text.normal": "text-size",
    "theme.light": "sun", "theme.dark": "moon", "theme.system": "sun", "close": "close",
}  # fmt: skip
_SECTION_ICONS = {
    "sound": "speaker",
    "listening": "words",
    "look": "sun",
    "data": "folder",
    "rules": "check",
    "keys": "keyboard",
    "judging": "good",
}


def window_entries(
    window: MainWindow, studio: Studio, tasks: Tasks
) -> tuple[list[PaletteEntry], list[Later]]:
    """What can be found now: commands, settings, and takes once they are read.

    While recording only what is safe then.
    """
    recording = window.is_recording
    assert window._palette is not None
    window._palette.space_key = window.record_or_stop if recording else None
    found = [
        PaletteEntry(
            command.title, command.run, page_title(command.page) if command.page else "",
            window.commands.key(command.id), command.keywords, _ICONS.get(command.id, ""),
            weight=15.0 if command.page or command.id == "record" else 5.0,
        )
        for command in sorted(
            window.commands.available(window.page, recording=recording),
            key=lambda one: (one.id != "record" or window.page != "stage", not one.page),
        )
        if command.id != "palette"
    ]  # fmt: skip
    if recording:
        return found, []
    titles = {section.id: section.title for section in sections()}

    found += [
        PaletteEntry(
            entry.title, partial(window.show_setting, entry.name),
            _("Settings: {section}").format(section=titles[entry.section]),
            "", f"{entry.keywords} {entry.about}", _SECTION_ICONS.get(entry.section, "settings"),
        )
        for entry in setting_entries()
    ]  # fmt: skip

    def takes(add: Callable[[Sequence[PaletteEntry]], None]) -> None:
        tasks.run(
            lambda _handle: studio.takes(),
            done=lambda listed: add([_take_entry(window, take) for take in listed]),
            failed=lambda _error: None,  # the page of the takes tells it
            owner=window._palette,
            name="find takes",
        )

    return found, [takes, _drills(window, studio, tasks)]


def _drills(
    window: MainWindow, studio: Studio, tasks: Tasks
) -> Callable[[Callable[[Sequence[PaletteEntry]], None]], None]:
    """Every drill by its name: shows it, ready to be started."""

    def drills(add: Callable[[Sequence[PaletteEntry]], None]) -> None:
        tasks.run(
            lambda _handle: list(studio.drills.values()),
            done=lambda listed: add(
                [
                    PaletteEntry(
                        one.title, partial(window.pages.show_drill, one.id), _("Drill"), icon="drills",
                        only_when_asked=True,
                        keywords=one.trains,
                    )
                    for one in listed
                ]
            ),
            failed=lambda _error: None,  # the page of the drills tells it
            owner=window._palette,
            name="find drills",
        )  # fmt: skip

    return drills


def _take_entry(window: MainWindow, take: TakeSummary) -> PaletteEntry:
    from rehearse.ui.take_model import main_text

    return PaletteEntry(
        main_text(take), partial(window.open_take, take.id), _("Take"), icon="takes", only_when_asked=True,
        keywords=take.excerpt,
    )  # fmt: skip
