"""One round of a drill in its form: how it runs, and the conditions as rows that come and go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QMenu, QVBoxLayout, QWidget

from rehearse.analysis.drill_files import BOUNDS, MAX_LINE
from rehearse.analysis.drills import MEASURES
from rehearse.i18n import _
from rehearse.ui.controls import CONTROL_PX, Segments, button, label, row, rule
from rehearse.ui.drill_fields import FieldRow, Figure, IconShelf, icon_button, range_words
from rehearse.ui.drill_words import condition_titles, part_titles, round_text
from rehearse.ui.view_style import strong_caption

if TYPE_CHECKING:
    from rehearse.ui.theme import Theme

#: What a condition begins with when it is added.
_BEGINS: dict[str, Any] = {
    "length_least_s": 5,
    "length_most_s": 20,
    "number_within": 0.5,
    "number_before_s": 10,
    "number_pace_most": 1,
    "reason_within_s": 5,
    "line": "",
    "silence_after_s": 5,
}

#: Conditions that go with one way of ending alone.
_CUT_ONLY, _NEVER_CUT = ("number_out", "reason_out"), ("silence_after_s",)


class RoundCard(QFrame):
    """Edits the table of one round in place.

    Signals: `changed`; `removed`, `copied`; `moved` (-1 up, 1 down); `taken` (key, value of a condition
    that was removed); `show_wanted` (the part that should come into sight).
    """

    changed = Signal()
    removed = Signal()
    copied = Signal()
    moved = Signal(int)
    taken = Signal(str, object)
    show_wanted = Signal(object)

    def __init__(self, theme: Theme, table: dict[str, Any], shelf: IconShelf) -> None:
        super().__init__()
        self.table, self._theme, self._shelf = table, theme, shelf
        self.setObjectName("round_card")
        self.setProperty("kind", "card")
        self.places: dict[str, FieldRow] = {}
        self.figures: dict[str, tuple[Figure, ...]] = {}
        self._conditions: dict[str, FieldRow] = {}
        self.heading = label("", theme.font("lead"), "round_heading", wrap=False)
        self.up_button = icon_button("round_up", "")
        self.down_button = icon_button("round_down", "")
        self.copy_button = icon_button("round_copy", "")
        self.remove_button = icon_button("round_remove", "")
        self.up_button.clicked.connect(lambda: self.moved.emit(-1))
        self.down_button.clicked.connect(lambda: self.moved.emit(1))
        self.copy_button.clicked.connect(self.copied)
        self.remove_button.clicked.connect(self.removed)
        column = QVBoxLayout(self)
        edge = theme.space(5)
        column.setContentsMargins(edge, theme.space(4), edge, theme.space(4))
        column.setSpacing(theme.space(1))
        buttons = (self.up_button, self.down_button, self.copy_button, self.remove_button)
        column.addLayout(row(self.heading, 1, *buttons, spacing=0))
        self._build_course(column)
        column.addSpacing(theme.space(2))
        column.addWidget(rule())
        column.addSpacing(theme.space(3))
        self.asks = label(part_titles()["condition"], strong_caption(theme), "round_asks", tone="muted")
        column.addWidget(self.asks)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        column.addLayout(self._rows)
        self.none = FieldRow(theme, "condition", "", None)
        self.none.title.hide()
        self.places["condition"] = self.none
        column.addWidget(self.none)
        self.add_button = button(_("Add a condition"), "add_condition", "soft")
        self.menu = QMenu(self.add_button)
        self.menu.setObjectName("condition_menu")
        self.menu.setAccessibleName(_("Add a condition"))
        self.add_button.clicked.connect(self._open_menu)
        column.addLayout(row(self.add_button, 1))
        self.words = label("", theme.font("body"), "round_words", tone="muted")
        self.words.hide()
        self.words.setContentsMargins(0, theme.space(3), 0, 0)
        column.addWidget(self.words)
        for key in MEASURES:
            if key in table["condition"]:
                self._add_row(key)
        self._follow_end()
        self.put_icons(shelf)

    # ---- how it runs ---------------------------------------------------------------------------

    def _build_course(self, column: QVBoxLayout) -> None:
        titles = part_titles()
        ways = [
            ("speaker", _("You end it")),
            ("silence", _("Silence")),
            ("cut", _("The line is cut")),
        ]
        self.ends = Segments(self._theme, "round_ends", titles["ends"], ways)
        self.ends.set_value(self.table["ends"])
        self.ends.chosen.connect(self._end_chosen)
        self._add_place(column, "ends", titles["ends"], self.ends)
        self._add_figures(column, "silence_s", 1, "")
        self._add_figures(column, "cut_s", 2, _("at a moment you do not know"))
        self._add_figures(column, "limit_s", 1, _("empty: as long as you like"))
        self._add_figures(column, "think_s", 1, _("before the beep; empty: none"))

    def _add_place(self, column: QVBoxLayout, key: str, title: str, control: QWidget, hint: str = "") -> None:
        self.places[key] = FieldRow(self._theme, key, title, control, hint=hint, spare=key != "ends")
        column.addWidget(self.places[key])

    def _add_figures(self, column: QVBoxLayout, key: str, n: int, about: str) -> None:
        title = part_titles()[key]
        names = [title] if n == 1 else [_("The first second"), _("The last second")]
        made = tuple(Figure(self._theme, key, f"round_{key}", name) for name in names)
        value = self.table.get(key)
        for at, figure in enumerate(made):
            figure.set_value(value[at] if isinstance(value, list) else value)
            figure.changed.connect(lambda: self._figure_typed(key))
        self.figures[key] = made
        control: QWidget = made[0]
        if n == 2:
            control = QWidget()
            across = QHBoxLayout(control)
            across.setContentsMargins(0, 0, 0, 0)
            across.addWidget(made[0])
            across.addWidget(label(_("to"), self._theme.font("body"), tone="muted", wrap=False))
            across.addWidget(made[1])
        hint = (
            _("{range}, {about}").format(range=range_words(key), about=about) if about else range_words(key)
        )
        self._add_place(column, key, title, control, hint)

    def _figure_typed(self, key: str) -> None:
        figures = self.figures[key]
        values = [figure.value for figure in figures]
        value: Any = values if len(values) == 2 else values[0]
        if value is None and key in ("limit_s", "think_s"):
            self.table.pop(key, None)
        else:
            self.table[key] = "" if value is None else value
        self.changed.emit()

    def _end_chosen(self, end: str) -> None:
        self.table["ends"] = end
        for key, own_end in (("silence_s", "silence"), ("cut_s", "cut")):
            if end != own_end:
                self.table.pop(key, None)
                continue
            if self.figures[key][0].value is None:
                for figure, value in zip(
                    self.figures[key], (3,) if own_end == "silence" else (7, 12), strict=True
                ):
                    figure.set_value(value)
            values = [figure.value for figure in self.figures[key]]
            self.table[key] = values if len(values) == 2 else values[0]
        self._follow_end()
        self.changed.emit()

    def _follow_end(self) -> None:
        """Rows of the other ways to end are in sight only where a file has them all the same."""
        for key, end in (("silence_s", "silence"), ("cut_s", "cut")):
            self.places[key].setVisible(self.table["ends"] == end or key in self.table)

    # ---- what it asks for ----------------------------------------------------------------------

    def _add_row(self, key: str) -> FieldRow:
        value, title = self.table["condition"][key], condition_titles()[key]
        control: QWidget | None = None
        hint = ""
        if key == "line":
            edit = QLineEdit(value)
            edit.setObjectName("condition_line")
            edit.setAccessibleName(title)
            edit.setPlaceholderText(_("The words to say"))
            edit.setMaxLength(MAX_LINE)
            edit.setMinimumHeight(CONTROL_PX)
            edit.setFont(self._theme.font("body"))
            edit.setCursorPosition(0)
            edit.textEdited.connect(lambda text: self._set(key, text))
            control = edit
            hint = _("seven of ten words must be heard")
        elif key in BOUNDS:
            figure = Figure(self._theme, key, f"condition_{key}", title)
            figure.set_value(value)
            figure.changed.connect(lambda: self._set(key, "" if figure.value is None else figure.value))
            self.figures[f"condition.{key}"] = (figure,)
            control, hint = figure, range_words(key)
        made = FieldRow(self._theme, key, title, control, hint=hint, under=key == "line", shelf=self._shelf)
        made.removed.connect(lambda: self.take_condition(key))
        self._conditions[key] = made
        self.places[f"condition.{key}"] = made
        order = [one for one in MEASURES if one in self._conditions]
        self._rows.insertWidget(order.index(key), made)
        return made

    def _set(self, key: str, value: Any) -> None:
        self.table["condition"][key] = value
        self.changed.emit()

    def possible(self) -> list[str]:
        """Conditions that may be added."""
        cut = self.table["ends"] == "cut"
        never = _NEVER_CUT if cut else _CUT_ONLY
        return [key for key in MEASURES if key not in self._conditions and key not in never]

    def _open_menu(self) -> None:
        self.fill_menu()
        self.menu.popup(self.add_button.mapToGlobal(self.add_button.rect().bottomLeft()))

    def fill_menu(self) -> QMenu:
        """The menu as it opens now."""
        self.menu.clear()
        self.menu.setFont(self._theme.font("body"))
        titles = condition_titles()
        for key in self.possible():
            action = self.menu.addAction(titles[key])
            action.triggered.connect(lambda _on=False, key=key: self.add_condition(key))
        return self.menu

    def add_condition(self, key: str, value: Any = None) -> None:
        """One more row; the keyboard goes there.  One that is there already stays as it is."""
        if key in self._conditions:
            return
        self.table["condition"][key] = _BEGINS.get(key, True) if value is None else value
        made = self._add_row(key)
        focus = made.findChild(QLineEdit) or made.remove_button
        if focus is not None:
            focus.setFocus(Qt.FocusReason.OtherFocusReason)
        if isinstance(focus, QLineEdit):
            focus.selectAll()
        self.changed.emit()
        self.show_wanted.emit(made)

    def take_condition(self, key: str) -> None:
        """One row less, with undo."""
        value = self.table["condition"].pop(key)
        gone = self._conditions.pop(key)
        self.places.pop(f"condition.{key}")
        self.figures.pop(f"condition.{key}", None)
        gone.hide()
        gone.deleteLater()
        self.add_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()
        self.taken.emit(key, value)

    def tell_words(self, wanted: bool) -> None:
        """The round in words at the foot of its card, where there is no room beside the form."""
        self.words.setVisible(wanted)
        if wanted:
            self.words.setText(round_text(self.table))

    # ---- where it stands -----------------------------------------------------------------------

    def set_place(self, number: int, n_rounds: int, *, may_add: bool) -> None:
        """Its number (from 1) among so many, and whether there may be more."""
        only = n_rounds == 1
        self.heading.setText(_("The round") if only else _("Round {n}").format(n=number))
        self.setAccessibleName(self.heading.text())
        for part, words in (
            (self.up_button, _("Move round {n} up")),
            (self.down_button, _("Move round {n} down")),
            (self.copy_button, _("Repeat round {n}")),
            (self.remove_button, _("Remove round {n}")),
        ):
            part.setAccessibleName(words.format(n=number))
            part.setToolTip(words.format(n=number))
        for part in (self.up_button, self.down_button, self.remove_button):
            part.setVisible(not only)
        self.copy_button.setVisible(may_add)
        self.up_button.setEnabled(number > 1)
        self.down_button.setEnabled(number < n_rounds)

    def put_icons(self, shelf: IconShelf) -> None:
        """Icons in the colours of now."""
        self._theme, self._shelf = shelf.theme, shelf
        for part, name in (
            (self.up_button, "up"),
            (self.down_button, "down"),
            (self.copy_button, "copy"),
            (self.remove_button, "trash"),
        ):
            shelf.put(part, name)
        for place in self.places.values():
            place.put_icons(shelf)
