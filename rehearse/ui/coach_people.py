"""People renamed, joined and deleted, from the table of the team; the work is done in the background."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from rehearse.errors import Cancelled
from rehearse.i18n import _, ngettext
from rehearse.safekeeping import forget_speaker, rename_speaker
from rehearse.ui.coach_person import PersonCard

if TYPE_CHECKING:
    from rehearse.library.people import Forgotten, Traces
    from rehearse.studio import Studio
    from rehearse.ui.tasks import JobHandle, Tasks

#: Behind the player that lets go of a sound: an open file cannot be deleted everywhere.
_LANE = "player"


class CoachPeople(QObject):
    """Signals: `failed` (error); `told` (a sentence, and what more there is to know); `undo_offered`;
    `leaving` (name): whoever shows or plays takes of theirs should let go; `changed`: names or takes are
    others now, and with them the settings.
    """

    failed = Signal(object)
    told = Signal(str, str)
    undo_offered = Signal(str, object)
    leaving = Signal(str)
    changed = Signal()

    def __init__(self, studio: Studio, tasks: Tasks, card: PersonCard) -> None:
        super().__init__(card)
        self._studio, self._tasks, self._card = studio, tasks, card
        self._job: JobHandle | None = None
        card.delete.connect(self.delete)
        card.rename.connect(self.rename)
        card.stop.connect(self.stop)

    # ---- asking --------------------------------------------------------------------------------

    def ask_delete(self, name: str) -> None:
        """Look what there is of somebody, then ask."""
        people = self._studio.library.people

        def found(traces: Traces) -> None:
            self._card.ask_delete(traces.name, traces.told())

        self._look(lambda _handle: people.traces(name), found)

    def ask_rename(self, name: str) -> None:
        """Ask for another name."""
        people = self._studio.library.people
        self._look(
            lambda _handle: [one.name for one in people.all()],
            lambda names: self._card.ask_rename(name, names),
        )

    def _look(self, work, done) -> None:  # type: ignore[no-untyped-def]
        if self._job is None:
            self._tasks.run(work, done=done, failed=self.failed.emit, name="somebody's traces", owner=self)

    # ---- doing ---------------------------------------------------------------------------------

    def delete(self, name: str) -> None:
        """Delete somebody with every trace.  Nothing asks any more."""
        if self._job is not None:
            return
        studio = self._studio
        self._card.begin()
        self.leaving.emit(name)
        self._job = self._tasks.run(
            lambda handle: forget_speaker(
                studio.library,
                studio.settings,
                name,
                on_progress=handle.report,
                cancel=handle.cancel_token,
            ),
            done=lambda gone: self._deleted(name, gone),
            failed=self._not_deleted,
            progress=self._card.show_progress,
            name="delete a person",
            owner=self,
            lane=_LANE,
        )

    def stop(self) -> None:
        """Delete no more; what is gone is gone."""
        if self._job is not None:
            self._job.cancel()

    def _deleted(self, name: str, gone: Forgotten) -> None:
        self._job = None
        self._card.put_away()
        takes = ngettext("{n} take", "{n} takes", gone.n_takes).format(n=gone.n_takes)
        drills = ngettext("{n} drill", "{n} drills", gone.n_runs).format(n=gone.n_runs)
        text = (
            _("{name} is deleted, with {takes} and {drills}.")
            if gone.n_runs
            else _("{name} is deleted, with {takes}.")
        )
        self.told.emit(text.format(name=name, takes=takes, drills=drills), gone.left)
        self.changed.emit()

    def _not_deleted(self, error: object) -> None:
        self._job = None
        if isinstance(error, Cancelled):
            self._card.put_away()
            self.told.emit(
                _("Stopped."), _("What was not deleted yet is still there; delete again to go on.")
            )
        else:
            self._card.failed()
            self.failed.emit(error)
        self.changed.emit()

    def rename(self, name: str, new: str) -> None:
        """Another name, with a way back unless it joins two people."""
        joins = bool(self._card.joins)
        studio = self._studio

        def done(n: int) -> None:
            self._card.put_away()
            text = ngettext("{n} take is by {name} now.", "{n} takes are by {name} now.", n)
            words = text.format(n=n, name=new)
            if joins:
                self.told.emit(words, "")
            else:
                self.undo_offered.emit(words, lambda: self._rename_back(new, name))
            self.changed.emit()

        self._tasks.run(
            lambda _handle: rename_speaker(studio.library, studio.settings, name, new),
            done=done,
            failed=self._not_renamed,
            name="rename a person",
            owner=self,
            must_run=True,
        )

    def _not_renamed(self, error: object) -> None:
        self._card.failed()
        self.failed.emit(error)

    def _rename_back(self, name: str, before: str) -> None:
        studio = self._studio
        self._tasks.run(
            lambda _handle: rename_speaker(studio.library, studio.settings, name, before),
            done=lambda _n: self.changed.emit(),
            failed=self.failed.emit,
            name="rename a person back",
            owner=self,
            must_run=True,
        )
