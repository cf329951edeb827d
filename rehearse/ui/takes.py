"""The takes there are: open, rename, throw away and bring back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QItemSelectionRange, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QBoxLayout,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QListView,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from rehearse.i18n import _, ngettext
from rehearse.library.takes import TakeSummary
from rehearse.ui.playback import sentence
from rehearse.ui.take_model import TakeDelegate, TakesModel
from rehearse.ui.view_style import button, label, sheet

if TYPE_CHECKING:
    from rehearse.studio import Studio
    from rehearse.ui.tasks import Tasks
    from rehearse.ui.theme import Theme


#: Changes and readings of the list happen in the order they were asked for.
_LANE = "takes"


class TakesView(QWidget):
    """All takes, newest first, or the trash.

    Signals: `open_take` (id), `deleted` (list of ids, after they went into the trash), `restored`
    (list of ids), `failed` (a sentence).
    """

    open_take = Signal(str)
    deleted = Signal(list)
    restored = Signal(list)
    failed = Signal(str)

    def __init__(self, studio: Studio, tasks: Tasks, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("takes_view")
        self.setAccessibleName(_("Takes"))
        self._studio, self._tasks, self._theme = studio, tasks, theme
        self._fetch = 0
        self._wanted: str | None = None
        self.model = TakesModel()
        self.delegate = TakeDelegate(theme, self.model, self)
        self._build()
        # No focus proxy: Tab would skip every other control of a page that has one.
        self.first_control = self.list
        self.set_theme(theme)
        self._show_count()

    def _build(self) -> None:
        theme = self._theme
        self.title = label(_("Takes"), theme.font("display"), name="takes_title")
        self.count = label("", theme.font("body"), name="takes_count", muted=True)
        self.all_button = button(_("Takes"), "choice", "all_takes_button", _("Show the takes"))
        self.trash_button = button(_("Trash"), "choice", "trash_button", _("Show the trash"))
        self._filter = QButtonGroup(self)
        for one in (self.all_button, self.trash_button):
            one.setCheckable(True)
            self._filter.addButton(one)
        self.all_button.setChecked(True)
        self._filter.buttonClicked.connect(lambda _button: self.refresh())

        self.open_button = button(_("Open"), "soft", "open_take_button", _("Open the take"))
        self.rename_button = button(_("Rename"), "soft", "rename_take_button", _("Rename the take"))
        self.delete_button = button(_("Delete"), "soft", "delete_take_button", _("Delete the takes"))
        self.restore_button = button(_("Put back"), "soft", "restore_take_button", _("Put the takes back"))
        self.open_button.setToolTip(_("Open (Enter)"))
        self.rename_button.setToolTip(_("Rename (F2)"))
        self.delete_button.setToolTip(_("Delete (Del)"))
        self.restore_button.setToolTip(_("Put back (Enter)"))
        self.open_button.clicked.connect(self.open_current)
        self.rename_button.clicked.connect(self.rename_current)
        self.delete_button.clicked.connect(self.delete_selected)
        self.restore_button.clicked.connect(self.restore_selected)

        self.list = QListView()
        self.list.setObjectName("takes_table")
        self.list.setAccessibleName(_("Takes, newest first"))
        self.list.setModel(self.model)
        self.list.setItemDelegate(self.delegate)
        # All rows are alike: a list of ten thousand costs no more to lay out than one of ten.
        self.list.setUniformItemSizes(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setMouseTracking(True)
        self.list.viewport().setAutoFillBackground(False)
        self.list.doubleClicked.connect(self._open_index)
        self.list.selectionModel().selectionChanged.connect(self._update_buttons)
        self.list.installEventFilter(self)
        self.model.renamed.connect(self._rename)

        self.empty_title = label("", theme.font("title"), name="empty_title")
        self.empty_help = label("", theme.font("body"), name="empty_help", muted=True)
        for words in (self.empty_title, self.empty_help):
            words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        empty = QWidget()
        empty.setObjectName("takes_empty")
        middle = QVBoxLayout(empty)
        middle.setSpacing(8)
        middle.addStretch(2)
        middle.addWidget(self.empty_title)
        middle.addWidget(self.empty_help)
        middle.addStretch(3)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.list)
        self.pages.addWidget(empty)

        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._head.setSpacing(8)
        named = QVBoxLayout()
        named.setSpacing(2)
        named.addWidget(self.title)
        named.addWidget(self.count)
        self._head.addLayout(named, 1)
        self._orders = QHBoxLayout()
        self._orders.setSpacing(8)
        for one in (self.open_button, self.rename_button, self.delete_button, self.restore_button):
            self._orders.addWidget(one, 0, Qt.AlignmentFlag.AlignBottom)
        self._orders.addSpacing(20)
        for one in (self.all_button, self.trash_button):
            self._orders.addWidget(one, 0, Qt.AlignmentFlag.AlignBottom)
        self._head.addLayout(self._orders)
        box = QVBoxLayout(self)
        box.setContentsMargins(48, 32, 40, 20)
        box.setSpacing(18)
        box.addLayout(self._head)
        box.addWidget(self.pages, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Large text in a small window: what can be done stands below the title."""
        wanted = self.title.sizeHint().width() + self._orders.sizeHint().width() + 120
        down, right = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._head.setDirection(down if self.width() < wanted else right)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.setStyleSheet(sheet(theme) + "QListView { background: transparent; border: none; outline: 0; }")
        self.title.setFont(theme.font("display"))
        self.count.setFont(theme.font("body"))
        self.empty_title.setFont(theme.font("title"))
        self.empty_help.setFont(theme.font("body"))
        for one in (
            self.open_button, self.rename_button, self.delete_button, self.restore_button,
            self.all_button, self.trash_button,
        ):  # fmt: skip
            one.setFont(theme.font("caption"))
        self.delegate.set_theme(theme)
        self.list.doItemsLayout()
        self.list.viewport().update()

    # ---- content -------------------------------------------------------------------------------

    @property
    def in_trash(self) -> bool:
        return self.trash_button.isChecked()

    def refresh(self) -> None:
        """Read the list again, in the background; selection and place stay where they can."""
        self._fetch += 1
        fetch, trash = self._fetch, self.in_trash
        self._tasks.run(
            lambda _handle: self._studio.takes(deleted=trash),
            done=lambda takes: self._show(takes) if fetch == self._fetch else None,
            failed=self._not_fetched,
            name="takes",
            owner=self,
            lane=_LANE,
        )

    def _show(self, takes: list[TakeSummary]) -> None:
        selected = self.selected_ids()
        current = self._current_id() or self._wanted
        scroll = self.list.verticalScrollBar().value()
        self.model.set_takes(takes)
        chosen = set(selected) & {take.id for take in takes}
        select = self.list.selectionModel()
        # In one go: selecting row by row takes time that grows with the square of their number.
        select.select(self.model.selection_of(chosen), select.SelectionFlag.ClearAndSelect)
        row = self.model.row_of(current) if current else None
        if row is None and takes:
            row = 0
        if row is not None:
            flag = select.SelectionFlag.NoUpdate if chosen else select.SelectionFlag.Select
            select.setCurrentIndex(self.model.index(row), flag)
        self.list.verticalScrollBar().setValue(scroll)
        self._show_count()

    def _not_fetched(self, error: object) -> None:
        self.model.set_takes([])
        self._show_count()
        self.empty_title.setText(_("Your takes cannot be shown"))
        self.empty_help.setText(sentence(error))
        self.failed.emit(sentence(error))

    def _show_count(self) -> None:
        n = self.model.rowCount()
        self.title.setText(_("Trash") if self.in_trash else _("Takes"))
        if self.in_trash:
            self.empty_title.setText(_("The trash is empty"))
            self.empty_help.setText(_("Takes you delete wait here until you put them back."))
        else:
            self.empty_title.setText(_("Nothing recorded yet"))
            self.empty_help.setText(_("Say your message once: press Space on the Rehearse page and talk."))
        text = ngettext("{n} take", "{n} takes", n).format(n=f"{n:,}")
        self.count.setText(text if n else "")
        self.pages.setCurrentIndex(0 if n else 1)
        self._update_buttons()

    def _update_buttons(self, *_changed: object) -> None:
        ranges: list[QItemSelectionRange] = list(self.list.selectionModel().selection())  # type: ignore[call-overload]
        n = sum(block.height() for block in ranges)
        for one in (self.open_button, self.rename_button, self.delete_button):
            one.setVisible(not self.in_trash and self.model.rowCount() > 0)
        self.restore_button.setVisible(self.in_trash and self.model.rowCount() > 0)
        self.open_button.setEnabled(n == 1)
        self.rename_button.setEnabled(n == 1)
        self.delete_button.setEnabled(n > 0)
        self.restore_button.setEnabled(n > 0)
        self._fit()

    def selected_ids(self) -> list[str]:
        """The chosen takes, in the order of the list."""
        rows = sorted(index.row() for index in self.list.selectionModel().selectedIndexes())
        return [self.model.take(row).id for row in rows]

    def select(self, take_id: str) -> None:
        """Make a take the current one, now or once the list was read."""
        self._wanted = take_id
        row = self.model.row_of(take_id)
        if row is not None:
            select = self.list.selectionModel()
            select.setCurrentIndex(self.model.index(row), select.SelectionFlag.ClearAndSelect)

    def _current_id(self) -> str | None:
        index = self.list.currentIndex()
        return self.model.take(index.row()).id if index.isValid() else None

    # ---- what can be done ----------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.list and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key = event.key()
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                if self.in_trash:
                    self.restore_selected()
                else:
                    self.open_current()
                return True
            if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and not self.in_trash:
                self.delete_selected()
                return True
        return super().eventFilter(watched, event)

    def open_current(self) -> None:
        """Show the take the cursor is on."""
        self._open_index(self.list.currentIndex())

    def _open_index(self, index: QModelIndex) -> None:
        if index.isValid() and not self.in_trash:
            self.open_take.emit(self.model.take(index.row()).id)

    def rename_current(self) -> None:
        """Begin to type another title for the take the cursor is on."""
        index = self.list.currentIndex()
        if index.isValid():
            self.list.setFocus()
            self.list.edit(index)

    def _rename(self, take_id: str, title: str) -> None:
        self._tasks.run(
            lambda _handle: self._studio.rename(take_id, title),
            done=lambda _answer: None,
            failed=self._went_wrong,
            name="rename",
            owner=self,
            lane=_LANE,
            must_run=True,
        )

    def delete_selected(self) -> None:
        """The chosen takes into the trash; they leave the list at once."""
        ids = self.selected_ids()
        if not ids:
            return
        self._take_out(ids)
        self._tasks.run(
            lambda _handle: self._studio.delete(ids),
            done=lambda _answer: self.deleted.emit(ids),
            failed=self._went_wrong,
            name="delete",
            owner=self,
            lane=_LANE,
            must_run=True,
        )

    def restore_selected(self) -> None:
        """The chosen takes out of the trash."""
        ids = self.selected_ids()
        if not ids:
            return
        self._take_out(ids)
        self._tasks.run(
            lambda _handle: self._studio.restore(ids),
            done=lambda _answer: self.restored.emit(ids),
            failed=self._went_wrong,
            name="restore",
            owner=self,
            lane=_LANE,
            must_run=True,
        )

    def _take_out(self, ids: list[str]) -> None:
        rows = [row for row in (self.model.row_of(take_id) for take_id in ids) if row is not None]
        self.model.remove(ids)
        if self.model.rowCount():
            # The next take stands where the first one gone stood, so that Delete can be pressed again.
            index = self.model.index(min(min(rows, default=0), self.model.rowCount() - 1))
            select = self.list.selectionModel()
            select.setCurrentIndex(index, select.SelectionFlag.ClearAndSelect)
        self._show_count()

    def _went_wrong(self, error: object) -> None:
        self.failed.emit(sentence(error))
        self.refresh()
