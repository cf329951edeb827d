"""Listening to imported recordings while the window goes on; and the bar that says how far it is.

What is still to be heard is read from the library, so that a closed window goes on when it opens again.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from rehearse.errors import Cancelled
from rehearse.i18n import _, ngettext
from rehearse.ui.job_bar import JobBar, set_text
from rehearse.ui.model_install import time_left_words

if TYPE_CHECKING:
    from rehearse.hearing import Heard
    from rehearse.progress import Progress
    from rehearse.studio import Studio
    from rehearse.ui.tasks import Failure, JobHandle, Tasks
    from rehearse.ui.theme import Theme

#: Lists in sight are read again at most so often while takes become heard.
_REFRESH_S = 3.0


class ImportHearing(QObject):
    """One job at a time.

    `changed` follows every step; `refreshed`: takes have words now that had none; `done` (a `Heard`) and
    `failed` (the error) end a job.  `busy_elsewhere` says whether another long job has the machine.
    """

    changed = Signal()
    refreshed = Signal()
    done = Signal(object)
    failed = Signal(object)

    def __init__(
        self,
        studio: Studio,
        tasks: Tasks,
        parent: QObject | None = None,
        *,
        busy_elsewhere: Callable[[], bool] = lambda: False,
    ) -> None:
        super().__init__(parent)
        self._studio, self._tasks, self._elsewhere = studio, tasks, busy_elsewhere
        self._job: JobHandle | None = None
        self._after: Callable[[], None] | None = None
        self._stopped = self._declined = False
        self._asked_for: list[str] = []
        self._refreshed_at_s = 0.0
        self.paused = False
        self.progress: Progress | None = None
        #: Takes that nobody has listened to, as of the last look.
        self.n_left = 0

    @property
    def running(self) -> bool:
        return self._job is not None

    @property
    def offered(self) -> bool:
        """Whether the user may want what is left to be heard."""
        return not self.running and self.n_left > 0 and not self._declined

    @property
    def waits(self) -> bool:
        """Whether no further take is begun just now, though nobody asked for that."""
        return self._elsewhere()

    def go_on(self) -> None:
        """Listen to what is left, if anything is."""
        self.paused = self._stopped = self._declined = False
        self._asked_for = []
        self.look()

    def look(self) -> None:
        """See what is left, and listen to it unless it was stopped."""
        studio = self._studio

        def read(_handle: JobHandle) -> list[str]:
            return studio.library.imports.to_hear()

        self._tasks.run(
            read,
            done=self._looked,
            failed=lambda _error: None,  # without a library there is nothing to hear
            name="look for imported takes",
            owner=self,
            lane="look for imported takes",
        )

    def pause(self) -> None:
        """What is being heard is heard to its end; nothing more is begun until `resume`."""
        if self.running:
            self.paused = True
            self.changed.emit()

    def resume(self) -> None:
        self.paused = False
        self.changed.emit()

    def stop(self, after: Callable[[], None] | None = None) -> None:
        """The rest stays to be heard.  `after` is called once nothing is being heard any more."""
        self._stopped = True
        if self._job is None:
            if after is not None:
                after()
            return
        self._after = after
        self._job.cancel()

    def decline(self) -> None:
        """Not now: it is gone on with when the window opens the next time."""
        self._declined = True
        self.changed.emit()

    # ---- the job -------------------------------------------------------------------------------

    def _looked(self, take_ids: list[str]) -> None:
        self.n_left = len(take_ids)
        # The very same once more would go on without end.
        if take_ids and not self.running and not self._stopped and take_ids != self._asked_for:
            self._asked_for = take_ids
            self._run(take_ids)
        self.changed.emit()

    def _run(self, take_ids: list[str]) -> None:
        self.paused, self.progress = False, None

        def job(handle: JobHandle) -> Heard:
            from rehearse.importing import Importing

            importing = Importing(self._studio, held=lambda: self.paused or self.waits)
            return importing.hear(take_ids, on_progress=handle.report, cancel=handle.cancel_token)

        self._job = self._tasks.run(
            job,
            done=self._done,
            failed=self._failed,
            progress=self._step,
            name="hear imported takes",
            owner=self,
        )

    def _step(self, progress: Progress) -> None:
        before, self.progress = self.progress, progress
        self.changed.emit()
        now_s = time.monotonic()
        heard_more = before is None or before.done != progress.done
        if heard_more and progress.done and now_s - self._refreshed_at_s >= _REFRESH_S:
            self._refreshed_at_s = now_s
            self.refreshed.emit()

    def _end(self) -> None:
        self._job = self.progress = None
        self.paused = False
        self.n_left = 0
        self.refreshed.emit()
        after, self._after = self._after, None
        if after is not None:
            after()
        self.look()

    def _done(self, heard: Heard) -> None:
        self._end()
        self.done.emit(heard)

    def _failed(self, error: Failure) -> None:
        self._stopped = True
        self._end()
        if not isinstance(error, Cancelled):
            self.failed.emit(error)


def heard_words(heard: Heard) -> tuple[str, str]:
    """What came of it: a sentence, and why some could not be heard."""
    text = ngettext("{n} recording was listened to.", "{n} recordings were listened to.", heard.n_done)
    n_not = len(heard.problems)
    if not n_not:
        return text.format(n=f"{heard.n_done:,}"), ""
    why = ngettext(
        "{n} could not be and is kept as it came: {why}",
        "{n} could not be and are kept as they came, such as one: {why}",
        n_not,
    )
    return text.format(n=f"{heard.n_done:,}"), why.format(n=f"{n_not:,}", why=heard.problems[0][1].message)


def hearing_words(hearing: ImportHearing) -> str:
    """How far it is, and for how long it will go on where that is known."""
    progress = hearing.progress
    if progress is None or progress.total is None:
        return _("Getting ready to listen…")
    done, total = f"{progress.done:,.0f}", f"{progress.total:,.0f}"
    if hearing.paused:
        return _("Paused: {done} of {total} listened to").format(done=done, total=total)
    if hearing.waits:
        return _("Waiting until the machine is free: {done} of {total} listened to").format(
            done=done, total=total
        )
    text = _("Listening: {done} of {total}").format(done=done, total=total)
    left = progress.remaining_s
    if left is not None and left >= 1:
        text += "  ·  " + time_left_words(left)
    return text


def left_words(n: int) -> str:
    text = ngettext(
        "{n} imported recording is still to be listened to.",
        "{n} imported recordings are still to be listened to.",
        n,
    )
    return text.format(n=f"{n:,}")


def waiting_words(n: int) -> str:
    text = ngettext("{n} recording waits to be imported.", "{n} recordings wait to be imported.", n)
    return text.format(n=f"{n:,}")


class ImportBar(JobBar):
    """Says how far listening is; pauses it, stops it, offers to go on; leads back to what was looked over.

    `look_wanted`: show what waits.
    """

    look_wanted = Signal()

    def __init__(self, theme: Theme, hearing: ImportHearing) -> None:
        super().__init__(theme, "import", _("How far listening is"))
        self._hearing = hearing
        self._n_waiting = 0
        self.pause_button = self.add_button("pause", "", self.toggle)
        self.stop_button = self.add_button(
            "stop", _("Stop"), hearing.stop, accessible=_("Stop; the rest stays to be listened to")
        )
        self.go_button = self.add_button("go", "", self._go)
        self.not_now_button = self.add_button("not_now", _("Not now"), hearing.decline, strong=False)
        hearing.changed.connect(self.show_now)
        self.show_now()

    def set_waiting(self, n: int) -> None:
        """So many recordings were looked over, are neither kept nor left, and are out of sight."""
        self._n_waiting = n
        self.show_now()

    def show_now(self) -> None:
        hearing = self._hearing
        running = hearing.running
        waiting = not running and self._n_waiting > 0
        self.lay_out(
            running or waiting or hearing.offered,
            {
                self.bar: running,
                self.pause_button: running,
                self.stop_button: running,
                self.go_button: not running,
                self.not_now_button: not running and not waiting,
            },
        )
        if running:
            set_text(self.pause_button, _("Go on") if hearing.paused else _("Pause"))
            self.say_far(hearing_words(hearing), hearing.progress)
        else:
            set_text(self.go_button, _("Look at them") if waiting else _("Listen to them"))
            self.say(waiting_words(self._n_waiting) if waiting else left_words(hearing.n_left))

    def toggle(self) -> None:
        """Pause, or go on."""
        if self._hearing.paused:
            self._hearing.resume()
        else:
            self._hearing.pause()

    def _go(self) -> None:
        if self._n_waiting:
            self.look_wanted.emit()
        else:
            self._hearing.go_on()


__all__ = ["ImportBar", "ImportHearing", "heard_words"]
