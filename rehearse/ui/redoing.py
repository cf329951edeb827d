"""Judging or hearing all takes again, while the window goes on; and the bar that says how far it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from rehearse.errors import Cancelled
from rehearse.i18n import _, ngettext
from rehearse.ui.job_bar import JobBar, set_text
from rehearse.ui.model_install import time_left_words

if TYPE_CHECKING:
    from rehearse.progress import Progress
    from rehearse.redoing import Kind, Need, Redone
    from rehearse.studio import Studio
    from rehearse.ui.tasks import Failure, JobHandle, Tasks
    from rehearse.ui.theme import Theme

#: Settings that make verdicts old.
_JUDGED_BY = {"profile", "region", "rules_off"}


class Redoing(QObject):
    """One job at a time.

    `changed` follows every step; `refreshed`: verdicts in the library are others now; `done` (a
    sentence, whether all went well) and `failed` (the error) end a job.
    While `hold(True)` the job waits.
    """

    changed = Signal()
    refreshed = Signal()
    done = Signal(str, bool)
    failed = Signal(object)

    def __init__(self, studio: Studio, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._studio, self._tasks = studio, tasks
        self._job: JobHandle | None = None
        self._held = False
        self._declined: Need | None = None
        self.kind: Kind = "judge"
        self.need: Need | None = None
        self.progress: Progress | None = None

    @property
    def running(self) -> bool:
        return self._job is not None

    @property
    def offered(self) -> Kind | None:
        """What the user may want to have done."""
        need = self.need
        if self.running or need is None or need == self._declined:
            return None
        return "hear" if need.n_hear else "judge" if need.n_judge else None

    @property
    def held(self) -> bool:
        """Whether somebody records."""
        return self._held

    def hold(self, held: bool) -> None:
        """Somebody records: the machine is theirs."""
        self._held = held

    def look(self) -> None:
        """Count anew what was judged or heard by something else than today."""
        studio = self._studio

        def count(_handle: JobHandle) -> Need:
            from rehearse.redoing import Redo

            return Redo(studio).need()

        self._tasks.run(
            count,
            done=self._counted,
            failed=lambda _error: None,  # without a library or a model there is nothing to offer
            name="count old verdicts",
            owner=self,
            lane="count old verdicts",
        )

    def settings_changed(self, changes: dict[str, Any]) -> None:
        if _JUDGED_BY & changes.keys():
            self.look()

    def decline(self) -> None:
        """Not now: asked again after the next change, or when the window opens the next time."""
        self._declined = self.need
        self.changed.emit()

    def run(self, kind: Kind) -> None:
        """Do all that is to be done; what was done before a stop is not done again."""
        if self.running:
            return
        self.kind, self.progress, self._declined = kind, None, None

        def job(handle: JobHandle) -> Redone:
            from rehearse.processes import usable_cores
            from rehearse.redoing import Redo

            # One core is left to the window.
            redo = Redo(self._studio, n_workers=max(1, usable_cores() - 1), held=lambda: self._held)
            work = redo.hear_all if kind == "hear" else redo.judge_all
            return work(on_progress=handle.report, cancel=handle.cancel_token)

        self._job = self._tasks.run(
            job, done=self._done, failed=self._failed, progress=self._step, name="redo", owner=self
        )
        self.changed.emit()

    def stop(self) -> None:
        if self._job is not None:
            self._job.cancel()

    # ---- endings -------------------------------------------------------------------------------

    def _counted(self, need: Need) -> None:
        self.need = need
        self.changed.emit()

    def _step(self, progress: Progress) -> None:
        self.progress = progress
        self.changed.emit()

    def _end(self) -> None:
        self._job = self.progress = None
        self.need = None
        self.changed.emit()
        self.refreshed.emit()
        self.look()

    def _done(self, redone: Redone) -> None:
        from rehearse.redoing import done_words

        self._end()
        self.done.emit(done_words(self.kind, redone), not redone.problems)

    def _failed(self, error: Failure) -> None:
        self._end()
        if not isinstance(error, Cancelled):
            self.failed.emit(error)


def offer_words(kind: Kind, need: Need) -> str:
    """Why takes should be judged or heard again, in a sentence."""
    if kind == "judge":
        text = ngettext(
            "{n} take was judged by other rules or targets.",
            "{n} takes were judged by other rules or targets.",
            need.n_judge,
        )
        return text.format(n=f"{need.n_judge:,}")
    text = ngettext(
        "{n} take was heard with another model, or not yet.",
        "{n} takes were heard with another model, or not yet.",
        need.n_hear,
    )
    return text.format(n=f"{need.n_hear:,}")


def running_words(kind: Kind, progress: Progress | None) -> str:
    """How far it is, and for how long it will go on where that is known."""
    if progress is None or progress.total is None:
        return _("Getting ready…")
    what = _("Judging again") if kind == "judge" else _("Listening again")
    text = _("{what}: {done} of {total}").format(
        what=what, done=f"{progress.done:,.0f}", total=f"{progress.total:,.0f}"
    )
    left = progress.remaining_s
    if left is not None and left >= 1:
        text += "  ·  " + time_left_words(left)
    return text


class RedoBar(JobBar):
    """Offers the job, shows how far it is, stops it."""

    def __init__(self, theme: Theme, redoing: Redoing) -> None:
        super().__init__(theme, "redo", _("How far it is"))
        self._redoing = redoing
        self.go_button = self.add_button("go", "", self._go)
        self.not_now_button = self.add_button("not_now", _("Not now"), redoing.decline, strong=False)
        self.stop_button = self.add_button(
            "stop", _("Stop"), redoing.stop, accessible=_("Stop; the rest stays to do")
        )
        redoing.changed.connect(self.show_now)
        self.show_now()

    def show_now(self) -> None:
        redoing = self._redoing
        running, offered = redoing.running, redoing.offered
        self.lay_out(
            running or offered is not None,
            {
                self.bar: running,
                self.stop_button: running,
                self.go_button: not running,
                self.not_now_button: not running,
            },
        )
        if running:
            self.say_far(running_words(redoing.kind, redoing.progress), redoing.progress)
        elif offered is not None and redoing.need is not None:
            set_text(self.go_button, _("Judge again") if offered == "judge" else _("Listen again"))
            self.say(offer_words(offered, redoing.need))

    def _go(self) -> None:
        if (offered := self._redoing.offered) is not None:
            self._redoing.run(offered)
