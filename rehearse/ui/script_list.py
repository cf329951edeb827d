"""The scripts there are: one click, or Return, puts one on the stage."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from rehearse.i18n import _, ngettext
from rehearse.ui import icons
from rehearse.ui.controls import Segments, button, label, row

if TYPE_CHECKING:
    from rehearse.library.scripts import StoredScript
    from rehearse.ui.theme import Theme

_Index = QModelIndex | QPersistentModelIndex
ABOUT_ROLE = Qt.ItemDataRole.UserRole + 1
CHOSEN_ROLE = Qt.ItemDataRole.UserRole + 2
_EXCERPT_CHARS = 90
#: A place to fill in counts as one word.
_SLOT = re.compile(r"\[[^][\n]{1,80}\]")


def name_of(script: StoredScript) -> str:
    """Its title, else how it begins."""
    return script.title or excerpt_of(script)


def excerpt_of(script: StoredScript) -> str:
    lines = (line.strip() for line in script.text[:2000].splitlines())
    text = " ".join(" ".join(line for line in lines if not line.startswith("# ")).split())
    return text if len(text) <= _EXCERPT_CHARS else text[:_EXCERPT_CHARS].rsplit(" ", 1)[0] + "…"


class ScriptModel(QAbstractListModel):
    """Row 0 is "no script"; then the scripts as they were given."""

    def __init__(self) -> None:
        super().__init__()
        self._scripts: list[StoredScript] = []
        self._about: list[str] = [about(None)]
        self._chosen: str | None = None

    def set_scripts(self, scripts: Sequence[StoredScript]) -> None:
        self.beginResetModel()
        self._scripts = list(scripts)
        self._about = [about(None), *map(about, scripts)]
        self.endResetModel()

    def set_chosen(self, root_id: str | None) -> None:
        """Which script stands on the stage, whatever its version."""
        self._chosen = root_id
        self.dataChanged.emit(self.index(0), self.index(len(self._scripts)))

    def script(self, row_: int) -> StoredScript | None:
        return self._scripts[row_ - 1] if 0 < row_ <= len(self._scripts) else None

    def row_of(self, root_id: str | None) -> int:
        """0, the row of "no script", where it is none of them."""
        found = (i for i, script in enumerate(self._scripts, start=1) if script.root_id == root_id)
        return next(found, 0)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._scripts) + 1

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        script = self.script(index.row())
        chosen = self._chosen == (None if script is None else script.root_id)
        if role == ABOUT_ROLE:
            return self._about[index.row()]
        if role == CHOSEN_ROLE:
            return chosen
        if role == Qt.ItemDataRole.DisplayRole:
            return _("No script") if script is None else name_of(script)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            parts = [_("No script") if script is None else name_of(script), self._about[index.row()]]
            return ", ".join([*parts, *([_("on the stage")] if chosen else [])])
        return None


def about(script: StoredScript | None) -> str:
    """The second line of a row."""
    if script is None:
        return _("Talk freely, with the large timer")
    n_words = len(_SLOT.sub("x", script.text).split())
    parts = [ngettext("{n} word", "{n} words", n_words).format(n=n_words)]
    if script.n_takes:
        parts.append(ngettext("{n} take", "{n} takes", script.n_takes).format(n=script.n_takes))
    if script.title:
        parts.append(excerpt_of(script))
    return "  ·  ".join(parts)


class ScriptDelegate(QStyledItemDelegate):
    """Two lines and a tick for the chosen one; with `current_is_lit` the ground shows the current row."""

    def __init__(self, theme: Theme, parent: QWidget, *, current_is_lit: bool = False) -> None:
        super().__init__(parent)
        self._current_is_lit = current_is_lit
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._title, self._small = theme.font("strong"), theme.font("caption")
        self._height = QFontMetrics(self._title).height() + QFontMetrics(self._small).height() + 26

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(120, self._height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        theme, state = self._theme, option.state
        chosen: bool = index.data(CHOSEN_ROLE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(option.rect).adjusted(1, 2, -1, -2)
        painter.setPen(Qt.PenStyle.NoPen)
        lit = bool(state & QStyle.StateFlag.State_Selected) if self._current_is_lit else chosen
        if lit:
            painter.setBrush(theme.mix("accent", 0.12))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(theme.mix("raised", 0.7))
        else:
            painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, 12, 12)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(theme.colour("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 12, 12)
        inner = box.adjusted(16, 9, -14, -9)
        if chosen:
            mark = QRectF(inner.right() - 18, inner.center().y() - 9, 18, 18)
            icons.draw(painter, "check", theme.colour("accent"), mark)
            inner.setRight(mark.left() - 10)
        flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
        first = QRectF(inner.left(), inner.top(), inner.width(), QFontMetrics(self._title).height())
        second = QRectF(first.left(), first.bottom() + 3, first.width(), inner.bottom() - first.bottom() - 3)
        painter.setPen(theme.colour("text"))
        painter.setFont(self._title)
        painter.drawText(first, flags, _cut(painter, index.data(), first.width()))
        painter.setPen(theme.colour("text_muted"))
        painter.setFont(self._small)
        painter.drawText(second, flags, _cut(painter, index.data(ABOUT_ROLE), second.width()))
        painter.restore()


def _cut(painter: QPainter, text: str, width: float) -> str:
    return painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(width))


class _List(QListView):
    """Return chooses, Delete deletes, F2 edits."""

    delete_wanted = Signal()
    edit_wanted = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.clicked.emit(self.currentIndex())
        elif event.key() == Qt.Key.Key_Delete:
            self.delete_wanted.emit()
        elif event.key() == Qt.Key.Key_F2:
            self.edit_wanted.emit()
        else:
            super().keyPressEvent(event)


class ScriptList(QWidget):
    """Signals: `chosen` (StoredScript or None), `edit`, `delete` (StoredScript), `new`, `open_file`,
    `follows` ("voice" or "pace").
    """

    chosen = Signal(object)
    edit = Signal(object)
    delete = Signal(object)
    new = Signal()
    open_file = Signal()
    follows = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.model = ScriptModel()
        self.new_button = button(_("New script"), "new_script", "primary")
        self.new_button.clicked.connect(self.new)
        self.file_button = button(_("Open a file…"), "open_script_file", "quiet")
        self.file_button.clicked.connect(self.open_file)
        self.view = _List()
        self.view.setObjectName("script_list")
        self.view.setAccessibleName(_("Scripts"))
        self.view.setModel(self.model)
        self._delegate = ScriptDelegate(theme, self.view)
        self.view.setItemDelegate(self._delegate)
        self.view.setMouseTracking(True)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.view.setUniformItemSizes(True)
        self.view.clicked.connect(lambda index: self.chosen.emit(self.model.script(index.row())))
        self.view.delete_wanted.connect(self._delete)
        self.view.edit_wanted.connect(self._edit)
        self.hint = label(
            _("Write down what you want to say. A place to fill in stands in brackets: [first name]."
              " You can also drop a text file onto this window."),
            theme.font("body"), "scripts_hint", tone="muted",
        )  # fmt: skip
        self.edit_button = button(_("Edit"), "edit_script", "quiet")
        self.edit_button.clicked.connect(self._edit)
        self.delete_button = button(_("Delete"), "delete_script", "quiet")
        self.delete_button.clicked.connect(self._delete)
        self.follow_choice = Segments(
            theme, "follow_choice", _("The script scrolls"),
            [("voice", _("With my voice")), ("pace", _("At an even pace"))],
        )  # fmt: skip
        self.follow_choice.chosen.connect(self.follows)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(3))
        column.addLayout(row(self.new_button, self.file_button, 1))
        column.addWidget(self.hint)
        column.addWidget(self.view, 1)
        column.addLayout(row(self.edit_button, self.delete_button, 1))
        column.addWidget(label(_("The script scrolls"), theme.font("caption"), tone="muted"))
        column.addWidget(self.follow_choice)
        self.view.selectionModel().currentChanged.connect(lambda *_both: self._update())
        self._update()

    def set_theme(self, theme: Theme) -> None:
        self._delegate.set_theme(theme)
        self.view.doItemsLayout()

    def set_scripts(self, scripts: Sequence[StoredScript], chosen: str | None) -> None:
        """`chosen` is the root id of the one on the stage."""
        current = self.model.script(self.view.currentIndex().row())
        self.model.set_scripts(scripts)
        self.set_chosen(chosen)
        row_ = self.model.row_of(current.root_id if current is not None else chosen)
        self.view.setCurrentIndex(self.model.index(row_))
        self.hint.setVisible(not scripts)
        self._update()

    def set_chosen(self, root_id: str | None) -> None:
        self.model.set_chosen(root_id)

    @property
    def current(self) -> StoredScript | None:
        return self.model.script(self.view.currentIndex().row())

    def _update(self) -> None:
        for part in (self.edit_button, self.delete_button):
            part.setEnabled(self.current is not None)

    def _edit(self) -> None:
        if self.current is not None:
            self.edit.emit(self.current)

    def _delete(self) -> None:
        if self.current is not None:
            self.delete.emit(self.current)
