"""What is chosen before a drill begins: the own number, the script to say, the cards to draw from."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from rehearse.i18n import _, ngettext
from rehearse.ui import icons
from rehearse.ui.banners import announce
from rehearse.ui.controls import CONTROL_PX, Choice, button, label
from rehearse.ui.look import SAVE_LANE
from rehearse.ui.number_edit import NumberEdit
from rehearse.ui.settings_parts import Stepper

if TYPE_CHECKING:
    from rehearse.analysis.drills import Drill
    from rehearse.studio import Studio
    from rehearse.ui.drills_book import Book
    from rehearse.ui.tasks import Tasks
    from rehearse.ui.theme import Theme

#: Numbers of cards to step through, as far as a drill allows them.
_CARDS = (1, 3, 5, 10, 15, 20, 25, 30, 40, 50, 75, 100, 150, 200)
#: The room for what a choice is about.
_NAME_PX = 118


def needs_number(drill: Drill) -> bool:
    """Whether a drill listens for the own number."""
    return any(one.condition.number_heard for one in drill.rounds)


def takes_script(drill: Drill) -> bool:
    """Whether one may say a script: not where the line is given, nor to somebody new each time."""
    return drill.cards is None and not any(one.condition.line for one in drill.rounds)


class _Row(QWidget):
    """What is chosen and its control, side by side or one above the other."""

    def __init__(self, theme: Theme, title: str, *controls: QWidget) -> None:
        super().__init__()
        self._theme = theme
        self.title: QLabel = label(title, theme.font("body"), tone="muted", wrap=False)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(theme.space(2))
        # In the middle of the control, whatever is told below that.
        self.title.setMinimumHeight(CONTROL_PX)
        self._box.addWidget(self.title, 0, Qt.AlignmentFlag.AlignTop)
        inner = QHBoxLayout()
        inner.setSpacing(theme.space(2))
        for control in controls:
            inner.addWidget(control)
        inner.addStretch(1)
        self._box.addLayout(inner, 1)
        self._controls = controls

    def fit(self, width: int) -> None:
        name = max(round(_NAME_PX * self._theme.text_scale), self.title.sizeHint().width())
        shown = [one for one in self._controls if not one.isHidden()]
        needs = sum(max(one.sizeHint().width(), one.minimumWidth()) + 8 for one in shown)
        narrow = width < name + needs
        down, right = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._box.setDirection(down if narrow else right)
        self._box.setSpacing(self._theme.space(1 if narrow else 2))
        self.title.setMinimumWidth(0 if narrow else name)


class DrillChoices(QWidget):
    """Signals: `failed` (error): a choice could not be stored; `start`: Return in the field;
    `deck_wanted`: a list of the user's own; `deck_deleted` (id): it is not wanted any more."""

    failed = Signal(object)
    start = Signal()
    deck_wanted = Signal()
    deck_deleted = Signal(str)

    def __init__(self, studio: Studio, tasks: Tasks, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("drill_choices")
        self._studio, self._tasks, self._theme = studio, tasks, theme
        self._drill: Drill | None = None
        self._script_chosen = False
        self._own_decks: frozenset[str] = frozenset()
        self.number = NumberEdit(theme, tasks, lambda: studio.settings.value.region)
        self.number.entered.connect(lambda text: self._save(own_number=text))
        self.number.edit.returnPressed.connect(self.start)
        self.number_asked = label(
            _("Type the number you leave, so that what is heard can be compared with it."),
            theme.font("caption"), "drill_number_asked", tone="near",
        )  # fmt: skip
        self.number_asked.hide()
        self.number.edit.textChanged.connect(lambda _text: self.number_asked.hide())
        self.script = self._choice("drill_script", _("What you say"))
        self.script.activated.connect(lambda _at: self._script_picked())
        self.deck = self._choice("drill_deck", _("Prospect cards"))
        self.deck.activated.connect(lambda _at: self._deck_picked())
        self.add_deck = button("", "drill_deck_add", "icon", accessible=_("Draw from a list of your own…"))
        self.add_deck.setToolTip(_("Draw from a list of your own…"))
        self.add_deck.clicked.connect(self.deck_wanted)
        self.delete_deck = button("", "drill_deck_delete", "icon", accessible=_("Delete this list"))
        self.delete_deck.setToolTip(_("Delete this list"))
        self.delete_deck.clicked.connect(lambda: self.deck_deleted.emit(self.deck.currentData()))
        for small in (self.add_deck, self.delete_deck):
            small.setIconSize(QSize(20, 20))
            small.setFixedSize(CONTROL_PX, CONTROL_PX)
        self.cards = Stepper(
            theme, "drill_cards", _("How many cards"), _CARDS,
            lambda n: ngettext("{n} card", "{n} cards", round(n)).format(n=round(n)),
        )  # fmt: skip
        self.cards.changed.connect(lambda n: self._save(drill_cards=round(n)))
        for small in (self.cards.less, self.cards.more):
            small.setAutoDefault(False)  # Return starts the drill, Space presses them
        self.number_row = _Row(theme, _("Your number"), self.number)
        self.script_row = _Row(theme, _("What you say"), self.script)
        self.deck_row = _Row(theme, _("Cards from"), self.deck, self.add_deck, self.delete_deck)
        self.cards_row = _Row(theme, _("How many"), self.cards)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(2))
        for part in (self.number_row, self.number_asked, self.script_row, self.deck_row, self.cards_row):
            column.addWidget(part)

    def _choice(self, name: str, accessible: str) -> Choice:
        made = Choice(self._theme, name, accessible)
        made.setMinimumWidth(230)
        return made

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for choice in (self.script, self.deck):
            choice.set_theme(theme)
        self.add_deck.setIcon(icons.icon("plus", theme, 20, "text_muted"))
        self.delete_deck.setIcon(icons.icon("trash", theme, 20, "text_muted"))

    def fit(self, width: int) -> None:
        """There are so many px: names and controls side by side, or one above the other."""
        for row in (self.number_row, self.script_row, self.deck_row, self.cards_row):
            row.fit(width)

    # ---- what is chosen ------------------------------------------------------------------------

    @property
    def script_id(self) -> str | None:
        """The script to say; None where it is said freely or the drill takes none."""
        if self._drill is None or not takes_script(self._drill):
            return None
        chosen = self.script.currentData()
        return chosen if isinstance(chosen, str) else None

    @property
    def deck_id(self) -> str | None:
        if self._drill is None or self._drill.cards is None:
            return None
        chosen = self.deck.currentData()
        return chosen if isinstance(chosen, str) else None

    @property
    def n_cards(self) -> int | None:
        if self._drill is None or self._drill.cards is None:
            return None
        least, most = self._drill.cards
        return min(max(round(self.cards.value), least), most)

    def show_drill(self, drill: Drill, book: Book, *, unfinished: bool = False) -> None:
        """The choices of a drill, as they were stored; an `unfinished` run goes on with what was chosen."""
        settings, with_cards = self._studio.settings.value, drill.cards is not None
        self._drill = drill
        self.number_row.setVisible(needs_number(drill))
        self.number_asked.hide()
        if needs_number(drill):
            self.number.set_number(settings.own_number)
        self._fill(self.script, [(None, _("In your own words")), *book.scripts], self._wanted_script())
        self.script_row.setVisible(takes_script(drill) and bool(book.scripts))
        self._fill(self.deck, book.decks, settings.drill_deck)
        self._own_decks = book.own_decks
        self.delete_deck.setVisible(self.deck.currentData() in self._own_decks)
        self.deck_row.setVisible(with_cards)
        self.cards_row.setVisible(with_cards and drill.cards is not None and drill.cards[0] < drill.cards[1])
        if drill.cards is not None:
            least, most = drill.cards
            self.cards.set_steps(tuple(sorted({least, *(n for n in _CARDS if least < n < most), most})))
            self.cards.set_value(min(max(settings.drill_cards, least), most))
        rows = (self.number_row, self.script_row, self.deck_row, self.cards_row)
        self.setVisible(not unfinished and any(not row.isHidden() for row in rows))

    def _wanted_script(self) -> str | None:
        """What was chosen here before; else the script on the stage."""
        if self._script_chosen:
            chosen = self.script.currentData()
            return chosen if isinstance(chosen, str) else None
        return self._studio.settings.value.script

    def _script_picked(self) -> None:
        self._script_chosen = True

    def _deck_picked(self) -> None:
        self.delete_deck.setVisible(self.deck.currentData() in self._own_decks)
        self._save(drill_deck=self.deck.currentData())

    def _fill(self, choice: Choice, rows: Any, wanted: str | None) -> None:
        blocked = QSignalBlocker(choice)
        if [(choice.itemData(at), choice.itemText(at)) for at in range(choice.count())] != list(rows):
            choice.clear()
            for key, name in rows:
                choice.addItem(name, key)
        choice.setCurrentIndex(max(0, choice.findData(wanted) if wanted is not None else 0))
        blocked.unblock()

    # ---- the number ----------------------------------------------------------------------------

    def number_missing(self) -> bool:
        """Whether the drill needs a number that is not there: it is asked for at its place.

        One that is typed is taken now.
        """
        if self._drill is None or not needs_number(self._drill):
            return False
        number = self.number
        number.give()
        if number.found.text and not number.found.problem:
            return False
        asked = not number.found.text
        self.number_asked.setVisible(asked)
        number.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, (self.number_asked if asked else number.words).text())
        return True

    def _save(self, **changes: Any) -> None:
        studio = self._studio
        self._tasks.run(
            lambda _handle: studio.settings.update(**changes),
            done=lambda _settings: None,
            failed=self.failed.emit,
            lane=SAVE_LANE,
            must_run=True,
            name="save a setting",
        )

    def when_saved(self, act: Callable[[], None]) -> None:
        """Do something once every choice is stored."""
        self._tasks.run(
            lambda _handle: None,
            done=lambda _none: act(),
            failed=self.failed.emit,
            lane=SAVE_LANE,
            owner=self,
            name="wait for the choices",
        )
