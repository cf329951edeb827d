"""How one take of the list is drawn, starred and renamed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QFontMetrics, QMouseEvent, QPainter, QPixmap
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from rehearse.i18n import _, ngettext
from rehearse.library.takes import TakeSummary
from rehearse.ui import icons
from rehearse.ui.check_words import seconds_words
from rehearse.ui.mark_paint import tinted
from rehearse.ui.take_model import (
    SUMMARY_ROLE,
    TakesModel,
    main_text,
    ordered_bands,
    state_text,
    verdict_text,
)
from rehearse.ui.view_style import strong_caption

if TYPE_CHECKING:
    from rehearse.ui.theme import Theme

_Index = QModelIndex | QPersistentModelIndex

_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
#: The star and the words beside it; the shapes of the checks.
_STAR_PX, _STAR_GAP_PX = 18, 12
_SHAPE_PX, _SHAPE_GAP_PX = 15, 7
_GAP_PX = 10
#: Between facts; a script's name is not cut shorter than this for who spoke to be seen.
_DOT = "   ·   "
_LEAST_SCRIPT_PX = 48
#: More tags than this are counted.
_MOST_TAGS = 3


class TakeDelegate(QStyledItemDelegate):
    """A row: star, what and when on the left, verdict and shapes on the right.

    While words are searched for there is a line more, with the place they were found.
    Signal `star_clicked` (take id).
    """

    star_clicked = Signal(str)

    def __init__(self, theme: Theme, model: TakesModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._ratio = 1.0
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._title: QFont = theme.font("strong")
        self._body: QFont = theme.font("body")
        self._small: QFont = theme.font("caption")
        # Drawing a shape from its file takes longer than the rest of a row.
        self._shapes: dict[tuple[str, str], QPixmap] = {}
        self._line_px = QFontMetrics(self._body).height() + 3

    @property
    def row_height(self) -> int:
        return self._n_lines * self._line_px + 30

    @property
    def _n_lines(self) -> int:
        return 3 if self._model.searching else 2

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(200, self.row_height)

    # ---- drawing -------------------------------------------------------------------------------

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        take: TakeSummary | None = index.data(SUMMARY_ROLE)
        if take is None:
            return
        theme = self._theme
        self._ratio = painter.device().devicePixelRatioF()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        card = _card(option.rect)
        state = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        self._paint_ground(painter, card, "selected" if selected else "raised" if hovered else "surface")
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(theme.colour("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), 12, 12)
        if take.starred or ((selected or hovered) and take.deleted_at is None):
            role = "accent" if take.starred else "text_muted"
            self._paint_shape(
                painter, "star-on" if take.starred else "star", role, self._star(card).topLeft(), _STAR_PX
            )
        lines = list(self._lines(card))
        edge = self._paint_verdict(painter, take, lines[0], lines[-1])
        for line in (lines[0], lines[-1]):
            line.setRight(edge - 24)
        self._paint_title(painter, take, lines[0])
        if len(lines) == 3:
            # Far down in a long list nobody looked for the place.
            text, marks = (take.hit.text, take.hit.marks) if take.hit is not None else (take.excerpt, ())
            self._paint_hit(painter, text, marks, lines[1])
        self._paint_facts(painter, take, lines[-1])
        painter.restore()

    def _paint_ground(self, painter: QPainter, card: QRectF, role: str) -> None:
        """The card, from a picture of it: its soft corners take longer than everything on it."""
        size = card.size().toSize()
        key = (f"{size.width()} {size.height()} {self._ratio}", role)
        if key not in self._shapes:
            accent = tinted(self._theme.colour("accent"), 0.14)
            image = QPixmap(size * self._ratio)
            image.setDevicePixelRatio(self._ratio)
            image.fill(Qt.GlobalColor.transparent)
            drawing = QPainter(image)
            drawing.setRenderHint(QPainter.RenderHint.Antialiasing)
            drawing.setPen(Qt.PenStyle.NoPen)
            drawing.setBrush(accent if role == "selected" else self._theme.colour(role))
            drawing.drawRoundedRect(QRectF(QPointF(0, 0), card.size()), 12, 12)
            drawing.end()
            for old in [one for one in self._shapes if one[1] == role and one[0] != key[0]]:
                del self._shapes[old]  # of another width: a window that is dragged makes hundreds
            self._shapes[key] = image
        painter.drawPixmap(card.topLeft(), self._shapes[key])

    def _star(self, card: QRectF) -> QRectF:
        line = next(self._lines(card))
        left, middle = card.left() + 14, line.center().y()
        return QRectF(left, middle - _STAR_PX / 2, _STAR_PX, _STAR_PX)

    def _lines(self, card: QRectF) -> Iterator[QRectF]:
        """The lines of text, as wide as the card lets them be."""
        inner = card.adjusted(14 + _STAR_PX + _STAR_GAP_PX, 12, -20, -12)
        height = inner.height() / self._n_lines
        for number in range(self._n_lines):
            yield QRectF(inner.left(), inner.top() + number * height, inner.width(), height)

    def _paint_title(self, painter: QPainter, take: TakeSummary, line: QRectF) -> None:
        quiet = not take.title and not take.excerpt
        if not take.title and take.hit is not None:
            text = self._model.date_text(take)  # how it begins is not what was searched for
        elif not take.title and take.excerpt:
            text = f"“{take.excerpt}”"
        else:
            text = main_text(take)
        painter.setFont(self._title if take.title else self._body)
        painter.setPen(self._theme.colour("text_muted" if quiet else "text"))
        painter.drawText(line, _LEFT, _cut(painter, text, line.width()))

    def _paint_hit(
        self, painter: QPainter, text: str, marks: tuple[tuple[int, int], ...], line: QRectF
    ) -> None:
        """The words around the first hit, what was searched for lit."""
        theme = self._theme
        painter.setFont(self._body)
        metrics = painter.fontMetrics()
        text, marks = _into_sight(metrics, text, marks, line.width())
        painter.setBrush(tinted(theme.colour("accent"), 0.22))
        painter.setPen(Qt.PenStyle.NoPen)
        for first, last in marks:
            left = line.left() + metrics.horizontalAdvance(text[:first])
            right = min(line.left() + metrics.horizontalAdvance(text[:last]), line.right())
            if left < right:
                height = metrics.height() + 1
                box = QRectF(left - 2, line.center().y() - height / 2, right - left + 4, height)
                painter.drawRoundedRect(box, 5, 5)
        painter.setPen(theme.colour("text"))
        painter.drawText(line, _LEFT, _cut(painter, text, line.width()))

    def _paint_facts(self, painter: QPainter, take: TakeSummary, line: QRectF) -> None:
        """When, how long, what for, by whom, tags, notes; then how it begins, as far as there is room."""
        theme = self._theme
        painter.setFont(self._small)
        at = QRectF(line)
        if take.recovered:
            self._paint_tag(painter, _("Recovered"), at)
        painter.setPen(theme.colour("text_muted"))
        if facts := self.facts(take, painter.fontMetrics(), at.width()):
            self._paint_text(painter, facts, at)
        if take.drill_title:
            self._paint_drill(painter, take.drill_title, at)
        for tag in take.tags[:_MOST_TAGS]:
            self._paint_tag(painter, tag, at)
        if (more := len(take.tags) - _MOST_TAGS) > 0:
            self._paint_tag(painter, f"+{more}", at)
        painter.setPen(theme.colour("text_muted"))
        if take.answers is not None and at.width() > 60:
            self._paint_sign(painter, "reply", "text_muted", _("Answer"), at)
        if take.n_unseen and at.width() > 60:
            told = ngettext("{n} new note", "{n} new notes", take.n_unseen).format(n=take.n_unseen)
            self._paint_sign(painter, "note", "accent", told, at)
        elif take.n_notes and at.width() > 40:
            self._paint_sign(painter, "note", "text_muted", f"{take.n_notes}", at)
        painter.setPen(theme.colour("text_muted"))
        rest = take.excerpt or state_text(take)
        if take.title and rest and not self._model.searching and at.width() > 80:
            self._paint_text(painter, rest, at)

    def facts(self, take: TakeSummary, metrics: QFontMetrics, width: float) -> str:
        """When, how long, what for, by whom; where there is little room the script's name makes it."""
        length_s = take.message_s if take.message_s is not None else take.duration_s
        facts = [] if take.hit is not None and not take.title else [self._model.date_text(take)]
        if length_s is not None:
            facts.append(seconds_words(length_s))
        script, speaker = take.script_title, take.speaker if self._model.many_speakers else ""
        if script and speaker:
            others = metrics.horizontalAdvance(_DOT.join([*facts, "", speaker]))
            room = max(_LEAST_SCRIPT_PX, int(width) - others)
            script = metrics.elidedText(script, Qt.TextElideMode.ElideRight, room)
        return _DOT.join([*facts, *(text for text in (script, speaker) if text)])

    def _paint_text(self, painter: QPainter, text: str, line: QRectF) -> None:
        """A text at the left of a line, which is shorter afterwards."""
        shown = _cut(painter, text, line.width())
        painter.drawText(line, _LEFT, shown)
        line.setLeft(line.left() + painter.fontMetrics().horizontalAdvance(shown) + _GAP_PX + 4)

    def _paint_sign(self, painter: QPainter, sign: str, role: str, text: str, line: QRectF) -> None:
        """A sign and a few words at the left of a line, which is shorter afterwards."""
        self._paint_shape(painter, sign, role, QPointF(line.left(), line.center().y() - 7), 14)
        line.setLeft(line.left() + 18)
        painter.setPen(self._theme.colour(role))
        self._paint_text(painter, text, line)

    def _paint_tag(self, painter: QPainter, text: str, line: QRectF) -> None:
        """A small tag at the left of a line, which is shorter afterwards."""
        metrics = painter.fontMetrics()
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, 160)
        width, height = metrics.horizontalAdvance(shown) + 16, metrics.height() + 3
        if width > line.width():
            return
        tag = QRectF(line.left(), line.center().y() - height / 2, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tinted(self._theme.colour("accent"), 0.12))
        painter.drawRoundedRect(tag, height / 2, height / 2)
        painter.setPen(self._theme.colour("accent"))
        painter.drawText(tag, int(Qt.AlignmentFlag.AlignCenter), shown)
        line.setLeft(tag.right() + _GAP_PX)

    def _paint_drill(self, painter: QPainter, title: str, line: QRectF) -> None:
        """The drill a take was made for: its sign and its name on a quiet ground."""
        metrics = painter.fontMetrics()
        shown = metrics.elidedText(title, Qt.TextElideMode.ElideRight, 160)
        width, height = metrics.horizontalAdvance(shown) + 34, metrics.height() + 3
        if width > line.width():
            return
        place = QRectF(line.left(), line.center().y() - height / 2, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tinted(self._theme.colour("text_muted"), 0.12))
        painter.drawRoundedRect(place, height / 2, height / 2)
        self._paint_shape(
            painter, "drills", "text_muted", QPointF(place.left() + 8, place.center().y() - 7), 14
        )
        painter.setPen(self._theme.colour("text_muted"))
        painter.drawText(place.adjusted(25, 0, -8, 0), _LEFT, shown)
        line.setLeft(place.right() + _GAP_PX)

    def _paint_verdict(self, painter: QPainter, take: TakeSummary, first: QRectF, last: QRectF) -> float:
        """Verdict above, shapes below, both flush right; the answer is their left edge."""
        bands = ordered_bands(take)
        if not bands:
            return first.right() + 24
        width = len(bands) * (_SHAPE_PX + _SHAPE_GAP_PX) - _SHAPE_GAP_PX
        verdict = verdict_text(take)
        theme = self._theme
        painter.setFont(strong_caption(theme))
        painter.setPen(theme.colour("good" if take.ready else "text"))
        painter.drawText(first, _RIGHT, verdict)
        x = first.right() - width
        y = last.center().y() - _SHAPE_PX / 2
        for _check, band in bands:
            self._paint_shape(painter, band, band, QPointF(x, y), _SHAPE_PX)
            x += _SHAPE_PX + _SHAPE_GAP_PX
        return first.right() - max(width, float(painter.fontMetrics().horizontalAdvance(verdict)))

    def _paint_shape(self, painter: QPainter, name: str, role: str, at: QPointF, size: int) -> None:
        key = (f"{name} {size} {self._ratio}", role)
        if key not in self._shapes:
            self._shapes[key] = icons.pixmap(name, self._theme.colour(role), size, self._ratio)
        painter.drawPixmap(at, self._shapes[key])

    # ---- the star ------------------------------------------------------------------------------

    def editorEvent(
        self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: _Index
    ) -> bool:
        if event.type() == QEvent.Type.MouseButtonRelease and isinstance(event, QMouseEvent):
            star = self._star(_card(option.rect)).adjusted(-10, -10, 6, 10)
            take: TakeSummary | None = index.data(SUMMARY_ROLE)
            left = event.button() == Qt.MouseButton.LeftButton
            if take is not None and left and star.contains(event.position()):
                self.star_clicked.emit(take.id)
                return True
        return super().editorEvent(event, model, option, index)

    # ---- renaming ------------------------------------------------------------------------------

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: _Index) -> QWidget:
        editor = QLineEdit(parent)
        editor.setObjectName("rename_edit")
        editor.setAccessibleName(_("Name of this take"))
        editor.setPlaceholderText(_("Name this take"))
        editor.setFont(self._title)
        editor.setMaxLength(120)
        return editor

    def setEditorData(self, editor: QWidget, index: _Index) -> None:
        if isinstance(editor, QLineEdit):
            editor.setText(index.data(Qt.ItemDataRole.EditRole))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: _Index) -> None:
        if isinstance(editor, QLineEdit):
            model.setData(index, editor.text(), Qt.ItemDataRole.EditRole)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: _Index) -> None:
        row: QRect = option.rect
        height = editor.sizeHint().height() + 6
        left = row.left() + 10 + _STAR_PX + _STAR_GAP_PX
        editor.setGeometry(left, row.top() + (row.height() - height) // 2, row.width() * 3 // 5, height)


def _card(rect: QRect) -> QRectF:
    return QRectF(rect).adjusted(2, 3, -8, -3)


def _into_sight(
    metrics: QFontMetrics, text: str, marks: tuple[tuple[int, int], ...], width: float
) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Without so many words at the beginning that the first mark can be seen in this width."""
    start = 0
    while marks and metrics.horizontalAdvance(text[start : marks[0][1]]) > 0.7 * width:
        space = text.find(" ", start)
        if not 0 <= space < marks[0][0]:
            break
        start = space + 1
    if start == 0:
        return text, marks
    moved = start - 1
    return "…" + text[start:], tuple((first - moved, last - moved) for first, last in marks)


def _cut(painter: QPainter, text: str, width: float) -> str:
    return painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(width))
