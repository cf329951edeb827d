"""The coach's page: whom to hear next, the take itself, and how everybody is doing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from rehearse.i18n import _
from rehearse.ui.coach_desk import Desk, Queue
from rehearse.ui.coach_empty import EmptyDesk
from rehearse.ui.coach_head import KeysLine
from rehearse.ui.coach_parts import TabParts
from rehearse.ui.coach_side import QueueSide, tally_words
from rehearse.ui.coach_style import coach_sheet
from rehearse.ui.coach_take import CoachTake
from rehearse.ui.controls import Segments, label
from rehearse.ui.playback import sentence
from rehearse.ui.wide_page import Newest, Room, WidePage

if TYPE_CHECKING:
    from rehearse.studio import Studio
    from rehearse.ui.coach_rubrics import RubricsPart
    from rehearse.ui.coach_team import TeamPart
    from rehearse.ui.playback import Playback
    from rehearse.ui.rubric_shelf import RubricShelf
    from rehearse.ui.sound_orders import SoundOrders
    from rehearse.ui.tasks import Tasks
    from rehearse.ui.theme import Theme

#: How wide the queue is; narrower where the take needs the room.
_SIDE_PX, _LEAST_SIDE_PX = 248, 184

#: Readings come back in the order they were asked for.
_LANE = "coach"
#: While somebody steps through the queue, only where they stop is read.
_STOPPED_MS = 120
_BETWEEN_MS = 1  # between two parts that are made: without, no key is looked at between them


class CoachView(WidePage):
    """Three tabs: "hear", "team", "rubrics".  What a take is heard with is made in turns once the page is
    in sight.

    Signals: `open_take` (id): the whole review is wanted; `failed` (error); `undo_offered` (a sentence and
    what takes it back); `undo_withdrawn` (what was to take it back: it is done); `told` (a sentence);
    `done` (a sentence, and what more there is to know); `problems` (errors): files of rubrics are wrong;
    `made`: there is something to play with; `import_wanted`: recordings made elsewhere are to be brought
    in; `person_leaves` (name): they are about to be deleted; `people_changed`: names, takes and with them
    the settings are others now.
    """

    open_take = Signal(str)
    failed = Signal(object)
    undo_offered = Signal(str, object)
    undo_withdrawn = Signal(object)
    told = Signal(str)
    made = Signal()
    import_wanted = Signal()
    done = Signal(str, str)
    problems = Signal(object)
    person_leaves = Signal(str)
    people_changed = Signal()

    def __init__(self, studio: Studio, tasks: Tasks, theme: Theme, shelf: RubricShelf) -> None:
        super().__init__("coach", _("Coach"), theme)
        self._studio, self._tasks, self._shelf = studio, tasks, shelf
        self.desk = Desk(studio)
        self._waiting: bool | None = None
        self._n_waiting = 0
        self._queue = Newest(tasks, self, lane=_LANE)
        self._counted = Newest(tasks, self, lane=_LANE)
        self._take: CoachTake | None = None
        self._steps = self._make_ahead()
        self._begun = self.is_ready = False
        self._stopped = QTimer(self)
        self._stopped.setSingleShot(True)
        self._stopped.setInterval(_STOPPED_MS)
        self._stopped.timeout.connect(self._show_chosen)
        self._build(theme)
        self._connect()
        self.set_theme(theme)

    def _build(self, theme: Theme) -> None:
        self.tally = label("", theme.font("body"), "coach_tally", tone="muted")
        tabs = (("hear", _("To hear")), ("team", _("Team")), ("rubrics", _("Rubrics")))
        self.tabs = Segments(theme, "coach_tabs", _("Part of the page"), tabs)
        self.tabs.set_value("hear")
        self.side = QueueSide(theme)
        self.people, self.list = self.side.people, self.side.list
        self.waiting_button = self.side.waiting_button
        self.keys = KeysLine(theme)
        self.hear = QWidget()
        self._across = QHBoxLayout()
        self._across.addWidget(self.side)
        hear = self._hear_column = QVBoxLayout(self.hear)
        hear.setContentsMargins(0, 0, 0, 0)
        hear.setSpacing(theme.space(3))
        hear.addLayout(self._across, 1)
        self.parts = TabParts(self, self._studio, self._tasks, self._shelf, theme)
        self.empty = EmptyDesk(theme)
        self.empty.import_button.clicked.connect(self.import_wanted)
        self.stack = QStackedWidget()
        for part in (self.hear, self.empty):
            self.stack.addWidget(part)
        named = QHBoxLayout()
        named.setSpacing(theme.space(4))
        named.addWidget(self.title)
        named.addWidget(self.tally, 1, Qt.AlignmentFlag.AlignBottom)
        named.addWidget(self.tabs, 0, Qt.AlignmentFlag.AlignVCenter)
        self.whole.addLayout(named)
        self.whole.addWidget(self.stack, 1)

    def _connect(self) -> None:
        self.tabs.chosen.connect(self.show_tab)
        self.side.speaker_chosen.connect(self._fill)
        self.side.waiting_chosen.connect(self._choose_waiting)
        self.list.current.connect(lambda _id: self._stopped.start())
        self._shelf.changed.connect(self._rubrics_changed)

    def _make_ahead(self) -> Iterator[None]:
        """One part at a time: all at once would hold the window up."""
        take = self.take
        yield
        while take.page.checks.prepare():
            yield
        while take.marking.rubric.prepare():
            yield
        self.rubrics  # noqa: B018 (made here)
        yield
        self.team  # noqa: B018

    def _go_on(self) -> None:
        for _made in self._steps:
            QTimer.singleShot(_BETWEEN_MS, self, self._go_on)
            return
        self.is_ready = True
        self.refresh()
        self.rubrics.read()  # for files that are wrong: they are told at once

    @property
    def take(self) -> CoachTake:
        """What a take is heard with; made now where it is not there yet."""
        if self._take is None:
            assert self._dressed_in is not None
            take = self._take = CoachTake(self._studio, self._tasks, self._dressed_in, self, self.desk)
            take.heard_changed.connect(self._heard_changed)
            take.head.next.connect(lambda: self.step(1))
            take.head.opened.connect(self.open_review)
            take.failed.connect(self.failed)
            take.undo_offered.connect(self.undo_offered)
            take.undo_withdrawn.connect(self.undo_withdrawn)
            take.told.connect(self.told)
            for shortcut in take.sound.shortcuts.values():
                shortcut.setEnabled(False)  # the page has keys of its own for the same
            self._across.addWidget(take, 1)
            self._hear_column.addWidget(take.bar)
            self._hear_column.addWidget(self.keys)
            self.arrange_now()
            self.made.emit()
        return self._take

    @property
    def team(self) -> TeamPart:
        return self.parts.team

    @property
    def rubrics(self) -> RubricsPart:
        return self.parts.rubrics

    @property
    def playback(self) -> Playback:
        return self.take.playback

    @property
    def sound(self) -> SoundOrders:
        return self.take.sound

    @property
    def first_control(self) -> QWidget:
        """What has the keyboard when the page comes into sight."""
        current = self.stack.currentWidget()
        named = self.parts.name_of(current)
        if named:
            return self.team.table if named == "team" else self.rubrics.first_control
        return self.list if current is self.hear else self.tab_button(self.tabs.value)

    def tab_button(self, name: str) -> QWidget:
        part = self.tabs.findChild(QWidget, f"coach_tabs_{name}")
        return part if isinstance(part, QWidget) else self.tabs

    # ---- looks ---------------------------------------------------------------------------------

    def dress(self, theme: Theme) -> None:
        self.setStyleSheet(coach_sheet(theme))
        parts: tuple[Any, ...] = (self.side, self.parts, *self._takes())
        for part in parts:
            part.set_theme(theme)

    def _takes(self) -> tuple[CoachTake, ...]:
        return () if self._take is None else (self._take,)

    def arrange(self, room: Room) -> None:
        self.whole.setSpacing(16 if room.roomy else 10)
        gap = 24 if room.roomy else 12
        self._across.setSpacing(gap)
        share = min(1.0, max(0.0, (room.width - 640) / 340))
        side = round((_LEAST_SIDE_PX + share * (_SIDE_PX - _LEAST_SIDE_PX)) * room.scale)
        self.side.setFixedWidth(side)
        self.parts.arrange(side)
        for take in self._takes():
            take.arrange(round((self.width() - side - gap - 2 * room.edge) / room.scale))

    # ---- content -------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._begun:
            self.refresh()
        else:
            self._begun = True
            QTimer.singleShot(_BETWEEN_MS, self, self._go_on)

    def refresh(self) -> None:
        """Read the queue, or the team, in the background."""
        if not self.is_ready:
            return  # it is read once there is something to play it with
        desk, waiting = self.desk, self._waiting
        self._queue.read(
            lambda: desk.queue(waiting=waiting), self._read, self._not_read, name="what is to be heard"
        )
        self._read_tab()

    def library_replaced(self) -> None:
        """Other takes lie here now."""
        for take in self._takes():
            take.show_nothing()
        if self.isVisible():
            self.refresh()

    def _not_read(self, error: object) -> None:
        self.tally.setText(sentence(error))
        self.failed.emit(error)

    def _read(self, queue: Queue) -> None:
        self._n_waiting = queue.n_waiting
        if self._waiting is None:
            self._waiting = bool(queue.n_waiting)
        self.side.set_queue(queue)
        self._count()
        self._fill()
        self._show_part()

    def _count(self) -> None:
        """How many there are to hear."""
        n, n_waiting = len(self.side.takes), self._n_waiting
        self.waiting_button.setVisible(self._waiting is not None)
        self.waiting_button.setChecked(bool(self._waiting))
        self.tally.setText(tally_words(n, n_waiting))

    def _choose_waiting(self, on: bool) -> None:
        self._waiting = on
        self.refresh()

    def _heard_changed(self, take_id: str, heard: bool) -> None:
        """It stays in the list until the queue is read again, so that nothing moves under the hand."""
        self.list.queue.set_heard(take_id, heard)
        self._counted.read(self.desk.n_waiting, self._recount, self.failed.emit, name="what waits")

    def _recount(self, n_waiting: int) -> None:
        self._n_waiting = n_waiting
        self._count()

    def _fill(self) -> None:
        """The queue of whom was chosen, with the same take in sight where it is still there."""
        shown = self.side.show_takes(self.take.take_id)
        if shown is None:
            self.take.show_nothing()
        elif shown != self.take.take_id or self.take.review is not None:
            self._show(shown)

    def _show(self, take_id: str) -> None:
        self.take.show_take(take_id, heard=take_id not in self.list.queue.waiting)

    def _show_part(self) -> None:
        tab = self.tabs.value
        wanted = self.team if tab == "team" else self.rubrics if tab == "rubrics" else self.hear
        nothing = not self.side.takes and not self._waiting and tab != "rubrics"
        shown = self.empty if nothing else wanted
        if shown is self.stack.currentWidget():
            return
        had_focus = self.isVisible() and self.window().focusWidget() in (None, self, self.list)
        self.stack.setCurrentWidget(shown)
        if had_focus:
            self.first_control.setFocus()

    # ---- tabs ----------------------------------------------------------------------------------

    @property
    def tab(self) -> str:
        return self.tabs.value

    def show_tab(self, name: str) -> None:
        """Bring "hear", "team" or "rubrics" into sight."""
        self.tabs.set_value(name)
        self._show_part()
        self._read_tab()

    def _read_tab(self) -> None:
        if self.tabs.value == "team":
            self.team.read(self.desk)
        elif self.tabs.value == "rubrics":
            self.rubrics.read()

    def show_speaker(self, speaker: str) -> None:
        """The takes of one who speaks."""
        self.show_tab("hear")
        self.side.choose(speaker)
        self.list.setFocus()

    def _rubrics_changed(self) -> None:
        """One was written, taken in or put aside."""
        for take in self._takes():
            take.marking.read_again()
        if self.tabs.value == "rubrics":
            self.rubrics.read()

    # ---- people --------------------------------------------------------------------------------

    def let_go_of_person(self, name: str) -> None:
        """Somebody is about to be deleted: nothing of theirs is shown or played any more."""
        for take in self._takes():
            take.let_go_of_person(name)
        self.person_leaves.emit(name)

    def people_are_others(self) -> None:
        for take in self._takes():
            take.marking.coach_changed()
        self.refresh()
        self.people_changed.emit()

    # ---- orders --------------------------------------------------------------------------------

    @property
    def take_now(self) -> CoachTake:
        """What orders are about: where somebody has just stepped on, the take they stepped to."""
        if self._stopped.isActive():
            self._stopped.stop()
            self._show_chosen()
        return self.take

    def _show_chosen(self) -> None:
        if self.list.take is not None and self.list.take.id != self.take.take_id:
            self._show(self.list.take.id)

    def step(self, by: int) -> None:
        """On to the next take, or back to the one before."""
        if self._hearing:
            self.list.step(by)

    def toggle(self) -> None:
        """Play or pause."""
        if self.hears:
            self.take_now.toggle()

    def open_review(self) -> None:
        """The take in sight with everything about it."""
        if self.take.take_id is not None:
            self.open_take.emit(self.take.take_id)

    @property
    def _hearing(self) -> bool:
        return self.stack.currentWidget() is self.hear

    @property
    def hears(self) -> bool:
        """Whether a take is in sight that orders can be about."""
        return self.is_ready and self._hearing and self.take.take_id is not None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.is_ready and self.take.comparing.is_open:
            self.take.toggle_compare()
        else:
            super().keyPressEvent(event)

    # ---- the window ----------------------------------------------------------------------------

    def settings_changed(self, changes: dict[str, Any]) -> None:
        """Chosen in the settings while this page stands."""
        for take in self._takes():
            take.settings_changed(changes)

    def leave(self) -> None:
        """The window closes."""
        self._stopped.stop()
        for take in self._takes():
            take.close_sound()
