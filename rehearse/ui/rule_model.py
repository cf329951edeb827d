"""The rules as a list that thousands of them do not slow down: filtered, painted, switched."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from rehearse.i18n import _
from rehearse.ui.switch import SWITCH, paint_switch

if TYPE_CHECKING:
    from rehearse.analysis.rules import Rule
    from rehearse.ui.theme import Theme

_Index = QModelIndex | QPersistentModelIndex

_EDGE_PX = 16


def rule_title(rule: Rule) -> str:
    """A rule by its own name: “about-us.leading-provider” is “Leading provider”."""
    return words_of(rule.id.partition(".")[2] or rule.id)


def words_of(name: str) -> str:
    """A name of a file or a key, as words."""
    text = name.replace("-", " ").replace("_", " ").strip()
    return text[:1].upper() + text[1:]


def purpose_words(rule: Rule) -> str:
    """What a rule is for."""
    if rule.purpose == "pitch":
        return _("Speaks up") if rule.level == "off" else _("Mentions it")
    return {
        "offer": _("A reason to call back"),
        "context": _("Reads the situation"),
        "part": _("A part of every message"),
    }[rule.purpose]


def is_off(rule: Rule, off: Collection[str]) -> bool:
    """Whether a rule, or its whole pack, is switched off."""
    return rule.id in off or rule.pack in off


class RulesModel(QAbstractListModel):
    """The rules that pass the filter.  `switched` (Rule, on) when the user flips one.

    `own` are the ids of rules that come from the user's own folder.
    """

    switched = Signal(object, bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: list[Rule] = []
        self._hay: list[str] = []
        self._shown: list[int] = []
        self._off: frozenset[str] = frozenset()
        self.own: frozenset[str] = frozenset()
        self._filter = ("", "", "", False)

    # ---- content -------------------------------------------------------------------------------

    def set_rules(self, rules: Sequence[Rule], hay: Sequence[str], own: AbstractSet[str]) -> None:
        """All rules in the order they are shown; `hay` is what each is found by, in lower case."""
        self.beginResetModel()
        self._all, self._hay, self.own = list(rules), list(hay), frozenset(own)
        self._shown = self._passing()
        self.endResetModel()

    def set_off(self, off: Collection[str]) -> None:
        """Ids of rules and names of packs that are switched off."""
        self._off = frozenset(off)
        if self._filter[3]:
            self._filter_again()
        elif self._shown:
            self.dataChanged.emit(self.index(0), self.index(len(self._shown) - 1))

    def set_filter(self, text: str, pack: str, category: str, only_off: bool) -> None:
        """Show the rules in which every word of `text` is found; "" does not ask."""
        wanted = (" ".join(text.casefold().split()), pack, category, only_off)
        if wanted != self._filter:
            self._filter = wanted
            self._filter_again()

    def _filter_again(self) -> None:
        self.beginResetModel()
        self._shown = self._passing()
        self.endResetModel()

    def _passing(self) -> list[int]:
        text, pack, category, only_off = self._filter
        words = text.split()
        return [
            number
            for number, (rule, hay) in enumerate(zip(self._all, self._hay, strict=True))
            if (not pack or rule.pack == pack)
            and (not category or rule.category == category)
            and (not only_off or is_off(rule, self._off))
            and all(word in hay for word in words)
        ]

    @property
    def rules(self) -> list[Rule]:
        """Every rule, whether shown or not."""
        return self._all

    @property
    def off(self) -> frozenset[str]:
        return self._off

    def rule(self, row: int) -> Rule:
        return self._all[self._shown[row]]

    def row_of(self, rule_id: str) -> int | None:
        return next((row for row, n in enumerate(self._shown) if self._all[n].id == rule_id), None)

    def is_on(self, rule: Rule) -> bool:
        return not is_off(rule, self._off)

    # ---- for Qt --------------------------------------------------------------------------------

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._shown)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsUserCheckable

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        rule = self.rule(index.row())
        if role == Qt.ItemDataRole.DisplayRole:
            return rule_title(rule)
        if role == Qt.ItemDataRole.CheckStateRole:
            return Qt.CheckState.Checked if self.is_on(rule) else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.AccessibleTextRole:
            on = _("on") if self.is_on(rule) else _("off")
            return ", ".join((rule_title(rule), on, self.second_line(rule)))
        return None

    def second_line(self, rule: Rule) -> str:
        parts = [rule.title, purpose_words(rule)]
        if rule.id in self.own:
            parts.insert(0, _("Yours"))
        return "  ·  ".join(parts)

    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole or not index.isValid():
            return False
        self.switched.emit(self.rule(index.row()), value == Qt.CheckState.Checked)
        return True


class RuleDelegate(QStyledItemDelegate):
    """Title, where it comes from, a switch at the right: clicked, or flipped by Space."""

    def __init__(self, theme: Theme, model: RulesModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._title, self._small = theme.font("strong"), theme.font("caption")
        lines = QFontMetrics(self._title).lineSpacing() + QFontMetrics(self._small).lineSpacing()
        self._height = lines + 24

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(200, self._height)

    def _switch_box(self, box: QRectF) -> QRectF:
        return QRectF(
            box.right() - SWITCH.width() - _EDGE_PX,
            box.center().y() - SWITCH.height() / 2,
            SWITCH.width(),
            SWITCH.height(),
        )

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        theme, rule = self._theme, self._model.rule(index.row())
        on = self._model.is_on(rule)
        box = QRectF(option.rect)
        state = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.mix("accent", 0.12))
            painter.drawRoundedRect(box.adjusted(2, 2, -2, -2), 10, 10)
            if state & QStyle.StateFlag.State_HasFocus:
                painter.setPen(QPen(theme.colour("accent"), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(box.adjusted(3, 3, -3, -3), 9, 9)
        switch = self._switch_box(box)
        words = box.adjusted(_EDGE_PX, 12, switch.left() - box.right() - 12, -12)
        for font, role, text, top in (
            (self._title, "text" if on else "text_muted", rule_title(rule), True),
            (self._small, "text_muted", self._model.second_line(rule), False),
        ):
            painter.setFont(font)
            painter.setPen(theme.colour(role))
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(words.width()))
            side = Qt.AlignmentFlag.AlignTop if top else Qt.AlignmentFlag.AlignBottom
            painter.drawText(words, side | Qt.AlignmentFlag.AlignLeft, shown)
        painter.restore()
        paint_switch(painter, theme, switch, on)

    def editorEvent(
        self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: _Index
    ) -> bool:
        if isinstance(event, QMouseEvent):
            if not self._switch_box(QRectF(option.rect)).contains(event.position()):
                return False
            if event.type() != QEvent.Type.MouseButtonRelease or event.button() != Qt.MouseButton.LeftButton:
                return event.type() == QEvent.Type.MouseButtonDblClick
        elif not (isinstance(event, QKeyEvent) and event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Select)):
            return False
        on = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
        wanted = Qt.CheckState.Unchecked if on else Qt.CheckState.Checked
        return model.setData(index, wanted, Qt.ItemDataRole.CheckStateRole)
