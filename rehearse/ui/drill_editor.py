"""All parts of one drill as rows and cards; what is wrong stands where it is."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from rehearse.analysis.drill_draft import fault_of
from rehearse.analysis.drill_files import MAX_ROUNDS, MAX_SENTENCE, MAX_TITLE
from rehearse.i18n import _
from rehearse.ui.controls import CONTROL_PX, button, card, label, row
from rehearse.ui.drill_fields import FieldRow, Figure, IconShelf, range_words
from rehearse.ui.drill_rounds import RoundCard
from rehearse.ui.drill_words import condition_titles, fault_words, part_titles, sentence_start
from rehearse.ui.switch import Switch

if TYPE_CHECKING:
    from rehearse.analysis.drill_files import WrongDrill
    from rehearse.ui.theme import Theme

#: Room for the scroll bar beside the cards.
SCROLL_PX = 12


class DrillEditor(QWidget):
    """Edits a table as `read_drill` takes it; `fault` is what keeps it from being a drill, in a sentence.

    Signals: `changed` when the user did something; `undo_offered` (text, callable); `show_wanted` (the
    part that should come into sight); `filled` once all rounds are there.
    """

    changed = Signal()
    undo_offered = Signal(str, object)
    show_wanted = Signal(object)
    filled = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("drill_editor")
        self._theme = theme
        self.icon_shelf = IconShelf(theme)
        self.table: dict[str, Any] = {"round": []}
        self.fault = ""
        self._words_inside = False
        self.cards: list[RoundCard] = []
        self._waiting: list[dict[str, Any]] = []
        self._filler = QTimer(self)
        self._filler.setSingleShot(True)
        self._filler.timeout.connect(self._fill)
        self.places: dict[str, FieldRow] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, SCROLL_PX, theme.space(6))
        column.setSpacing(theme.space(4))
        column.addWidget(self._build_head(theme))
        self._column = QVBoxLayout()
        self._column.setSpacing(theme.space(4))
        column.addLayout(self._column)
        self.add_button = button(_("Add a round"), "add_round", "soft")
        self.add_button.clicked.connect(self.add_round)
        self.rounds_fault = label("", theme.font("caption"), "rounds_fault", tone="off")
        column.addWidget(self.rounds_fault)
        column.addLayout(row(self.add_button, 1))
        column.addStretch(1)

    def _build_head(self, theme: Theme) -> QWidget:
        frame, inside = card(theme.space(5), theme.space(1))
        titles = part_titles()
        self.title_edit = self._text("title", MAX_TITLE, _("What you will look for in the list"))
        self.trains_edit = self._text("trains", MAX_SENTENCE, _("What it is good for, in one sentence"))
        self.source_edit = self._text("source", MAX_SENTENCE, _("Who says so"))
        for key, edit in (
            ("title", self.title_edit),
            ("trains", self.trains_edit),
            ("source", self.source_edit),
        ):
            self._place(inside, key, FieldRow(theme, key, titles[key], edit, under=True))
        self.rest = Figure(theme, "rest_s", "drill_rest_s", titles["rest_s"])
        self.rest.changed.connect(self._rest_typed)
        hint = _("{range}, {about}").format(
            range=range_words("rest_s"), about=_("while the verdict is shown")
        )
        self._place(inside, "rest_s", FieldRow(theme, "rest_s", titles["rest_s"], self.rest, hint=hint))
        self.in_a_row = Switch(theme, "drill_in_a_row", titles["in_a_row"])
        self.in_a_row.clicked.connect(self._row_switched)
        hint = _("a miss begins with the first round again")
        self._place(
            inside, "in_a_row", FieldRow(theme, "in_a_row", titles["in_a_row"], self.in_a_row, hint=hint)
        )
        self.with_cards = Switch(theme, "drill_cards", titles["cards"])
        self.with_cards.clicked.connect(self._cards_switched)
        self._place(
            inside,
            "cards",
            FieldRow(
                theme,
                "cards",
                titles["cards"],
                self.with_cards,
                hint=_("the round is repeated for each card that is drawn"),
            ),
        )
        least, most = _("Cards at least"), _("Cards at most")
        self.card_figures = (
            Figure(theme, "cards", "drill_cards_least", least),
            Figure(theme, "cards", "drill_cards_most", most),
        )
        self.card_rows = []
        for name, title, figure in zip(("least", "most"), (least, most), self.card_figures, strict=True):
            figure.changed.connect(self._cards_typed)
            made = FieldRow(theme, f"cards_{name}", title, figure, hint=range_words("cards"))
            self.card_rows.append(made)
            inside.addWidget(made)
        return frame

    def _text(self, key: str, most: int, placeholder: str) -> QLineEdit:
        made = QLineEdit()
        made.setObjectName(f"drill_{key}")
        made.setAccessibleName(part_titles()[key])
        made.setPlaceholderText(placeholder)
        made.setMaxLength(most)
        made.setFont(self._theme.font("body"))
        made.setMinimumHeight(CONTROL_PX)
        made.textEdited.connect(lambda text: self._set(key, text))
        return made

    def _place(self, column: QVBoxLayout, key: str, made: FieldRow) -> None:
        self.places[key] = made
        column.addWidget(made)

    # ---- what is edited ------------------------------------------------------------------------

    def show_table(self, table: dict[str, Any]) -> None:
        """Edit this table, in place.  A long one is filled in over some turns of the event loop."""
        self._filler.stop()
        for old in self.cards:
            old.hide()
            old.deleteLater()
        self.cards = []
        self.table = table
        for key, edit in (
            ("title", self.title_edit),
            ("trains", self.trains_edit),
            ("source", self.source_edit),
        ):
            edit.setText(table.get(key, ""))
            edit.setCursorPosition(0)
        self.rest.set_value(table.get("rest_s"))
        self.in_a_row.setChecked(bool(table.get("in_a_row")))
        cards = table.get("cards")
        self.with_cards.setChecked(cards is not None)
        for at, figure in enumerate(self.card_figures):
            figure.set_value(cards[at] if cards else None)
        self._waiting = list(table["round"])
        self._arrange()
        self._filler.start(0)

    @property
    def filling(self) -> bool:
        return bool(self._waiting)

    @property
    def may_add(self) -> bool:
        """Whether there may be one round more."""
        return not self._waiting and "cards" not in self.table and len(self.cards) < MAX_ROUNDS

    def _fill(self) -> None:
        if self._waiting:
            self._add_card(self._waiting.pop(0), len(self.cards))
        self.add_button.setEnabled(not self._waiting)
        self._arrange()
        if self._waiting:
            self._filler.start(0)
        else:
            self.filled.emit()

    def _add_card(self, table: dict[str, Any], at: int) -> RoundCard:
        made = RoundCard(self._theme, table, self.icon_shelf)
        made.changed.connect(self._arrange_and_tell)
        made.removed.connect(lambda: self.take_round(made))
        made.copied.connect(lambda: self.copy_round(made))
        made.moved.connect(lambda step: self.move_round(made, step))
        made.taken.connect(lambda key, value: self._offer_condition(table, key, value))
        made.show_wanted.connect(self.show_wanted)
        self.cards.insert(at, made)
        self._column.insertWidget(at, made)
        return made

    def _set(self, key: str, value: Any) -> None:
        self.table[key] = value
        self._arrange_and_tell()

    def _rest_typed(self) -> None:
        if self.rest.value is None:
            self.table.pop("rest_s", None)
        else:
            self.table["rest_s"] = self.rest.value
        self._arrange_and_tell()

    def _row_switched(self, on: bool) -> None:
        self._set("in_a_row", on)

    def _cards_switched(self, on: bool) -> None:
        if on:
            for figure, value in zip(self.card_figures, (1, 10), strict=True):
                if figure.value is None:
                    figure.set_value(value)
            self._cards_typed()
            return
        self.table.pop("cards", None)
        self._arrange_and_tell()

    def _cards_typed(self) -> None:
        self._set("cards", [figure.value for figure in self.card_figures])

    # ---- rounds --------------------------------------------------------------------------------

    def add_round(self) -> None:
        """One more round, like the last one."""
        if self.may_add:
            self.copy_round(self.cards[-1])

    def copy_round(self, of: RoundCard) -> None:
        self._insert(copy.deepcopy(of.table), self.cards.index(of) + 1)

    def _insert(self, table: dict[str, Any], at: int) -> None:
        if not self.may_add:
            return
        at = min(at, len(self.cards))
        self.table["round"].insert(at, table)
        made = self._add_card(table, at)
        self._arrange_and_tell()
        made.copy_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.show_wanted.emit(made)

    def _offer_condition(self, table: dict[str, Any], key: str, value: Any) -> None:
        """A removed condition comes back into its round, whichever card shows that by then."""

        def back() -> None:
            for one in self.cards:
                if one.table is table:
                    one.add_condition(key, value)

        text = _("“{name}” is removed.").format(name=condition_titles()[key])
        self.undo_offered.emit(text, back)

    def move_round(self, which: RoundCard, step: int) -> None:
        """Up (-1) or down (1)."""
        at = self.cards.index(which)
        to = at + step
        if not 0 <= to < len(self.cards):
            return
        for order in (self.cards, self.table["round"]):
            order.insert(to, order.pop(at))
        focus = which.up_button if step < 0 else which.down_button
        self._column.removeWidget(which)
        self._column.insertWidget(to, which)
        self._arrange_and_tell()
        if not focus.isEnabled():
            focus = which.down_button if step < 0 else which.up_button
        focus.setFocus(Qt.FocusReason.OtherFocusReason)

    def take_round(self, which: RoundCard) -> None:
        """One round less, with undo."""
        at = self.cards.index(which)
        table, whole = which.table, self.table
        self.table["round"].pop(at)
        self.cards.pop(at)
        which.hide()
        which.deleteLater()
        self._arrange_and_tell()
        self.cards[min(at, len(self.cards) - 1)].copy_button.setFocus(Qt.FocusReason.OtherFocusReason)

        def back() -> None:
            if self.table is whole:  # another drill may be open by now
                self._insert(table, at)

        self.undo_offered.emit(_("Round {n} is removed.").format(n=at + 1), back)

    # ---- what is wrong -------------------------------------------------------------------------

    def _arrange_and_tell(self) -> None:
        self._arrange()
        self.changed.emit()

    def _arrange(self) -> None:
        """What is in sight depends on what is there; then the fault is put at its place."""
        n = len(self.table["round"])
        repeated = n > 1 or "cards" in self.table
        self.places["rest_s"].setVisible(repeated or "rest_s" in self.table)
        self.places["in_a_row"].setVisible(n > 1 or self.table.get("in_a_row") is True)
        self.places["cards"].setVisible(n == 1 or "cards" in self.table)
        for part in self.card_rows:
            part.setVisible("cards" in self.table)
        may_add = "cards" not in self.table and n < MAX_ROUNDS
        self.add_button.setVisible(may_add)
        for number, one in enumerate(self.cards, 1):
            one.set_place(number, n, may_add=may_add)
            one.tell_words(self._words_inside)
        self._show_fault(fault_of(self.table))

    def go_to_fault(self) -> None:
        """The keyboard goes to what is wrong."""
        fault = fault_of(self.table)
        found = self._place_of(fault) if fault is not None else None
        if found is not None:
            focus = next((edit for edit in found.findChildren(QLineEdit) if edit.isEnabled()), None)
            (focus or self.title_edit).setFocus(Qt.FocusReason.OtherFocusReason)
            self.show_wanted.emit(found)

    def _show_fault(self, fault: WrongDrill | None) -> None:
        for places in (self.places, *(one.places for one in self.cards)):
            for place in places.values():
                place.show_fault("")
        for part in self.card_rows:
            part.show_fault("")
        self.rounds_fault.hide()
        if fault is None:
            self.fault = ""
            return
        what = self._typed_problem(fault) or fault.what
        if self._is_blank(fault):
            self.fault = fault_words(fault)
            return
        self.fault = fault_words(fault, what)
        found = self._place_of(fault)
        if found is not None:
            found.show_fault(f"{sentence_start(what)}.")
        elif fault.round_ <= len(self.cards):  # else that round is not filled in yet
            self.rounds_fault.setText(self.fault)
            self.rounds_fault.show()

    def _typed_problem(self, fault: WrongDrill) -> str:
        """What is wrong with a figure in the unit it is typed in."""
        if fault.round_:
            one = self.cards[fault.round_ - 1] if fault.round_ <= len(self.cards) else None
            figures = one.figures.get(fault.key, ()) if one is not None else ()
        else:
            figures = {"rest_s": (self.rest,), "cards": self.card_figures}.get(fault.key, ())
        return next((figure.problem for figure in figures if figure.problem), "")

    def _is_blank(self, fault: WrongDrill) -> bool:
        """Nobody is scolded for what they have not typed yet; that it is wanted is told beside “Save”."""
        return fault.key in ("title", "trains", "source") and not str(self.table.get(fault.key, "")).strip()

    def _place_of(self, fault: WrongDrill) -> FieldRow | None:
        if not fault.round_:
            return self.places.get(fault.key)
        return self.cards[fault.round_ - 1].places.get(fault.key) if fault.round_ <= len(self.cards) else None

    def tell_words(self, wanted: bool) -> None:
        """Whether each round tells itself in words."""
        if wanted != self._words_inside:
            self._words_inside = wanted
            for one in self.cards:
                one.tell_words(wanted)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.icon_shelf = IconShelf(theme)
        for part in (self.in_a_row, self.with_cards):
            part.set_theme(theme)
        for one in self.cards:
            one.put_icons(self.icon_shelf)
