"""The page of the drills: one is offered to be done now, the others stand calmly beside it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from rehearse.i18n import _
from rehearse.ui.controls import button, label
from rehearse.ui.drill_plan import DrillPlan
from rehearse.ui.drills_book import Book, Entry, read_book
from rehearse.ui.drills_decks import DeckFiles
from rehearse.ui.drills_detail import DrillDetail
from rehearse.ui.drills_list import DrillList
from rehearse.ui.drills_style import drills_sheet
from rehearse.ui.drills_words import tally_words
from rehearse.ui.drills_wrong import WrongDrills
from rehearse.ui.flow_layout import FlowLayout
from rehearse.ui.playback import sentence
from rehearse.ui.take_search import SearchField
from rehearse.ui.wide_page import Room, WidePage

if TYPE_CHECKING:
    from rehearse.studio import Studio
    from rehearse.ui.tasks import Tasks
    from rehearse.ui.theme import Theme

#: Narrower than this the list and the drill take turns.
_BESIDE_PX = 600
#: How wide the list is; narrower where the drill needs the room.
_SIDE_PX, _LEAST_SIDE_PX = 300, 216

#: Changes and readings happen in the order they were asked for.
_LANE = "drills"


class DrillsView(WidePage):
    """Signals: `start_wanted` (DrillPlan); `resume_wanted` (run id); `edit_wanted` (drill id or "", the id
    of the drill it begins with or ""); `share_wanted`, `delete_wanted` (drill id); `file_wanted`;
    `open_take` (id); `failed` (error); `undo_offered` (a sentence and what takes it back);
    `told` (a sentence, and what more there is to know): something was done.
    """

    start_wanted = Signal(object)
    resume_wanted = Signal(str)
    edit_wanted = Signal(str, str)
    share_wanted = Signal(str)
    delete_wanted = Signal(str)
    file_wanted = Signal()
    open_take = Signal(str)
    failed = Signal(object)
    undo_offered = Signal(str, object)
    told = Signal(str, str)

    def __init__(self, studio: Studio, tasks: Tasks, theme: Theme) -> None:
        super().__init__("drills", _("Drills"), theme)
        self._studio, self._tasks = studio, tasks
        self.book = Book()
        self._shown: str | None = None
        self._touched = self._narrow = self._in_list = self._fresh = self._unread = False
        self.decks = DeckFiles(studio, tasks, self)
        self._build(theme)
        self._connect()
        self.set_theme(theme)
        self._show_book()

    def _build(self, theme: Theme) -> None:
        self.tally = label("", theme.font("body"), "drills_tally", tone="muted")
        self.search = SearchField(theme)
        self.search.setObjectName("drills_search")
        self.search.setAccessibleName(_("Search the drills"))
        self.search.setPlaceholderText(_("Search  ·  /"))
        self.search.setToolTip(_("By name, by what it trains or what it asks for"))
        self.search.clear_button.setObjectName("drills_search_clear")
        self.list = DrillList(theme)
        self.none_found = label(_("No drill is like that."), theme.font("body"), "drills_none", tone="muted")
        self.wrong = WrongDrills(theme)
        self.wrong.mend.connect(lambda drill_id: self.edit_wanted.emit(drill_id, ""))
        self.new_button = button(_("New drill"), "drills_new", "quiet")
        self.file_button = button(
            _("Open a file…"), "drills_file", "quiet", accessible=_("Open a drill file…")
        )
        self.detail = DrillDetail(self._studio, self._tasks, theme)
        self.side = QWidget()
        side = QVBoxLayout(self.side)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(theme.space(2))
        side.addWidget(self.search)
        side.addWidget(self.none_found)
        side.addWidget(self.list, 1)
        side.addWidget(self.wrong)
        below = QWidget()
        flow = FlowLayout(below, gap_px=(4, 0))
        flow.setContentsMargins(0, 0, 0, 0)
        for part in (self.new_button, self.file_button):
            flow.addWidget(part)
        side.addWidget(below)
        self._across = QHBoxLayout()
        self._across.addWidget(self.side)
        self._across.addWidget(self.detail, 1)
        named = QVBoxLayout()
        named.setSpacing(2)
        named.addWidget(self.title)
        named.addWidget(self.tally)
        self.whole.addLayout(named)
        self.whole.addLayout(self._across, 1)

    def _connect(self) -> None:
        self.search.searched.connect(lambda _text: self._searched())
        self.search.opened.connect(self._begin_found)
        self.search.down.connect(self.list.setFocus)
        self.list.current.connect(self._chosen)
        self.list.entered.connect(self._entered)
        self.list.left_up.connect(self.search.setFocus)
        self.new_button.clicked.connect(self.new_drill)
        self.file_button.clicked.connect(self.file_wanted)
        detail = self.detail
        detail.start.connect(self._start)
        detail.go_on.connect(self._go_on)
        detail.leave_open.connect(self.leave_unfinished)
        detail.open_take.connect(self.open_take)
        detail.delete_run.connect(self._delete_run)
        detail.change.connect(self.change_drill)
        detail.share.connect(self.share_drill)
        detail.delete.connect(self.delete_drill)
        detail.back.connect(self.show_list)
        detail.failed.connect(self.failed)
        decks = self.decks
        detail.choices.deck_wanted.connect(decks.choose)
        detail.choices.deck_deleted.connect(decks.delete)
        decks.added.connect(self._deck_added)
        decks.deleted.connect(self._deck_deleted)
        decks.restored.connect(lambda _id: self.refresh())
        decks.failed.connect(self.failed)

    @property
    def first_control(self) -> QWidget:
        """What has the keyboard when the page comes into sight."""
        return self.detail.start_button if self._narrow and not self._in_list else self.list

    # ---- looks ---------------------------------------------------------------------------------

    def dress(self, theme: Theme) -> None:
        self.setStyleSheet(drills_sheet(theme))
        for part in (self.search, self.list, self.detail):
            part.set_theme(theme)

    def arrange(self, room: Room) -> None:
        self._across.setSpacing(24 if room.roomy else 14)
        self._narrow = room.width < _BESIDE_PX
        if self._narrow:
            self.side.setFixedWidth(max(0, self.width() - 2 * room.edge))
        else:
            share = (room.width - _BESIDE_PX) / 300
            side = _LEAST_SIDE_PX + min(1.0, share) * (_SIDE_PX - _LEAST_SIDE_PX)
            self.side.setFixedWidth(round(side * room.scale))
        self._take_turns()

    def _take_turns(self) -> None:
        self.side.setVisible(not self._narrow or self._in_list)
        self.detail.setVisible(not self._unread and (not self._narrow or not self._in_list))
        self.detail.back_button.setVisible(self._narrow)

    def show_list(self) -> None:
        """Where the window is narrow: from the drill to all of them."""
        self._in_list = True
        self._take_turns()
        self.list.setFocus()

    # ---- content -------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fresh = True
        self.refresh(anew=True)

    def refresh(self, *, anew: bool = False) -> None:
        """Read the drills and what became of them, in the background; `anew`: their files as well."""
        studio = self._studio
        self._tasks.run(
            lambda _handle: read_book(studio, anew=anew),
            done=self._read,
            failed=self._not_read,
            name="drills",
            owner=self,
            lane=_LANE,
        )

    def drills_changed(self) -> None:
        """A drill was written, taken in or put aside."""
        if self.isVisible():
            self.refresh()

    def _deck_added(self, _deck_id: str, told: str, left_out: str) -> None:
        self.refresh()
        self.detail.start_button.setFocus()  # what one would press next
        self.told.emit(told, left_out)

    def _deck_deleted(self, text: str, again: object) -> None:
        self.refresh()
        self.undo_offered.emit(text, again)

    def library_replaced(self) -> None:
        """Other runs lie here now."""
        self._shown = None
        if self.isVisible():
            self.refresh()

    def settings_changed(self, changes: dict[str, object]) -> None:
        """The number, the deck or the script was chosen elsewhere."""
        if self.isVisible() and {"own_number", "drill_deck", "drill_cards", "script"} & set(changes):
            self.refresh()

    def _read(self, book: Book) -> None:
        self.book = book
        if not self._touched or book.entry(self._shown) is None:
            self._shown = book.offered
        self._show_book()
        if self._fresh:
            self._fresh = False
            focus = self.window().focusWidget()
            if focus is None or focus is self or not self.isAncestorOf(focus) or not focus.isVisible():
                self.first_control.setFocus()  # what was to have it could not yet

    def _not_read(self, error: object) -> None:
        self._unread = not self.book.entries
        self._take_turns()
        self.tally.setText(sentence(error))
        self.failed.emit(error)

    def _show_book(self) -> None:
        book = self.book
        self._unread = False
        self._take_turns()
        self.tally.setText(tally_words(book.n_due, book.n_passed_today, book.days_in_a_row))
        self.wrong.show_problems(book.problems, book.broken)
        found = book.matching(self.search.wanted)
        self.none_found.setVisible(bool(book.entries) and not found)
        self.list.show_entries(book, found, self._shown)
        entry = book.entry(self._shown)
        self.detail.setEnabled(entry is not None)
        if entry is not None:
            self.detail.show_entry(entry, book, offered=entry.drill.id == book.offered)

    def _searched(self) -> None:
        found = self.book.matching(self.search.wanted)
        if found and self._shown not in [one.drill.id for one in found]:
            self._shown, self._touched = found[0].drill.id, True
        self._show_book()

    def _begin_found(self) -> None:
        """Return in the search: the drill that was found, never one that was not."""
        if self.book.matching(self.search.wanted):
            self.detail.begin()

    def search_for(self) -> None:
        """Let the user type what to find."""
        if self._narrow:
            self.show_list()
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def show_drill(self, drill_id: str) -> None:
        """Bring one drill into sight, now or once they are read."""
        self.search.clear()
        self._shown, self._touched = drill_id, True
        self._in_list = False
        self._take_turns()
        self._show_book()

    def _chosen(self, drill_id: str) -> None:
        self._shown, self._touched = drill_id, True
        entry = self.book.entry(drill_id)
        if entry is not None:
            self.detail.show_entry(entry, self.book, offered=drill_id == self.book.offered)

    @property
    def entry(self) -> Entry | None:
        """The drill in sight."""
        return self.detail.entry

    # ---- what can be done ----------------------------------------------------------------------

    def _entered(self) -> None:
        """Return in the list: begin; where the drill is out of sight, show it first."""
        if self._narrow and self._in_list:
            self._in_list = False
            self._take_turns()
            self.detail.start_button.setFocus()
        else:
            self.detail.begin()

    def begin(self) -> None:
        """Start the drill in sight, or go on with it."""
        self.detail.begin()

    def _start(self) -> None:
        entry, choices = self.entry, self.detail.choices
        if entry is None:
            return
        self._touched = False  # next time another one is offered
        plan = DrillPlan(entry.drill.id, choices.script_id, choices.deck_id, choices.n_cards)
        if entry.open_run is not None:
            self._end(entry.open_run.id, lambda: choices.when_saved(lambda: self.start_wanted.emit(plan)))
        else:
            choices.when_saved(lambda: self.start_wanted.emit(plan))

    def _go_on(self) -> None:
        if self.entry is not None and self.entry.open_run is not None:
            self._touched = False
            self.resume_wanted.emit(self.entry.open_run.id)

    def new_drill(self) -> None:
        """An empty one in the form."""
        self.edit_wanted.emit("", "")

    def show_offered(self) -> None:
        """Back to the drill that should be done now."""
        if self.book.offered is not None:
            self.show_drill(self.book.offered)
            self.first_control.setFocus()

    def leave_unfinished(self) -> None:
        """End the unfinished run where it stands, with a way back."""
        entry = self.entry
        if entry is None or entry.open_run is None:
            return
        run_id = entry.open_run.id
        runs = self._studio.library.drill_runs

        def offer() -> None:
            self.refresh()
            text = _("“{drill}” was ended there.").format(drill=entry.drill.title)
            self.undo_offered.emit(
                text, partial(self._run, partial(runs.end, run_id, "open", None), self.refresh)
            )

        self._end(run_id, offer)

    def _end(self, run_id: str, then: Callable[[], object]) -> None:
        self._run(lambda: self._studio.library.drill_runs.end(run_id, "left", None), then)

    def _delete_run(self, run_id: str) -> None:
        """Out of the history, with a way back; its takes stay."""
        runs = self._studio.library.drill_runs

        def gone() -> None:
            self.refresh()
            text = _("One time was deleted from this drill; its takes stay.")
            self.undo_offered.emit(text, partial(self._run, partial(runs.restore, [run_id]), self.refresh))

        self._run(lambda: runs.delete([run_id]), gone)

    def _run(self, job: Callable[[], object], then: Callable[[], object]) -> None:
        def done(_answer: object) -> None:
            then()

        self._tasks.run(
            lambda _handle: job(),
            done=done,
            failed=self.failed.emit,
            name="change a drill's runs",
            owner=self,
            lane=_LANE,
            must_run=True,
        )

    def change_drill(self) -> None:
        """An own drill in the form; of a shipped one, one that begins like it."""
        if self.entry is not None:
            drill_id = self.entry.drill.id
            self.edit_wanted.emit(*((drill_id, "") if self.entry.own else ("", drill_id)))

    def share_drill(self) -> None:
        """Save a copy of the drill in sight."""
        if self.entry is not None:
            self.share_wanted.emit(self.entry.drill.id)

    def delete_drill(self) -> None:
        """Put the own drill in sight aside."""
        if self.entry is not None and self.entry.own:
            self._touched = False
            self.delete_wanted.emit(self.entry.drill.id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._narrow and not self._in_list:
            self.show_list()
        elif (
            event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and not event.isAutoRepeat()
            and not isinstance(self.focusWidget(), QLineEdit)  # it has told so itself
        ):
            self.begin()
        else:
            super().keyPressEvent(event)
