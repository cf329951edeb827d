"""The course of a take on the stage: lead-in, recording, keeping, listening back.  No widget in it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

from PySide6.QtCore import QObject, Signal

from rehearse.audio.endpoint import Endpoint
from rehearse.errors import Cancelled
from rehearse.i18n import _
from rehearse.ui.stage_lead_in import LeadInRun, wants_lead_in
from rehearse.ui.stage_words import State, nobody_words, unheard_words

if TYPE_CHECKING:
    from rehearse.audio.armed import ArmedInput
    from rehearse.audio.lead_in import LeadInStatus
    from rehearse.audio.monitor import LevelMonitor
    from rehearse.library.takes import Take
    from rehearse.live_take import LiveStatus, LiveTake, Review
    from rehearse.settings import Settings
    from rehearse.studio import Studio
    from rehearse.ui.tasks import Failure, JobHandle, Tasks


class TakeCourse(QObject):
    """One take after another.

    Signals: `entered` (state); `lead_in_moved` (LeadInStatus); `said` (what a screen reader should say);
    `heard_again`: a microphone is open and its sound is kept; and those of `StageView`, which passes
    them on.
    """

    entered = Signal(str)
    lead_in_moved = Signal(object)
    said = Signal(str)
    take_finished = Signal(object)
    take_kept = Signal(object)
    discarded = Signal(str, str)
    failed = Signal(object)
    not_heard = Signal(str, object)
    heard_again = Signal()

    def __init__(self, studio: Studio, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._studio, self._tasks = studio, tasks
        self.state: State = "ready"
        self.live: LiveTake | None = None
        self.lead_in: LeadInRun | None = None
        #: When the beep was over, while the take behind it is still being made.
        self.begun_at_s: float | None = None
        #: That a sound which was wanted cannot be heard; "" where it can.
        self.unheard = ""
        self._settings: Settings = studio.settings.value
        self._endpoint: Endpoint | None = None
        self._arguments: Callable[[], dict[str, Any]] = dict
        self._listening: JobHandle | None = None
        self._why_discarded = ""
        self._after_start: Literal["", "stop", "discard"] = ""

    @property
    def is_recording(self) -> bool:
        """Whether sound is being kept, or is about to be."""
        return self.state in ("lead_in", "starting", "recording", "stopping")

    @property
    def is_spoken(self) -> bool:
        """Whether what is said now is in the take, although the take may not be there yet."""
        return self.state in ("recording", "stopping") or self.begun_at_s is not None

    # ---- orders --------------------------------------------------------------------------------

    def start(
        self, settings: Settings, monitor: LevelMonitor | None, arguments: Callable[[], dict[str, Any]] = dict
    ) -> None:
        """Begin a take as `settings` want it; `monitor` is closed before the microphone is opened.

        `arguments` is called in a worker for more arguments of `Studio.start_take`.
        """
        self._arguments = arguments
        self._after_start = ""
        self._settings, self.begun_at_s, self.unheard = settings, None, ""
        if not wants_lead_in(settings):
            self._enter("starting")
            self._begin_take(monitor=monitor)
            return
        run = self.lead_in = LeadInRun(self._studio, self._tasks, settings, monitor, self)
        run.moved.connect(self._lead_in_moved)
        run.over.connect(self._lead_in_over)
        run.cancelled.connect(lambda: self._lead_in_ended(None))
        run.lost.connect(self.failed)
        run.failed.connect(self._lead_in_ended)
        self._enter("lead_in")

    def skip_or_stop(self) -> None:
        """Go to the beep; while recording, stop."""
        if self.lead_in is not None:
            self.lead_in.skip()
        else:
            self.stop()

    def stop(self) -> None:
        """End the take and keep it; before there is anything to keep, leave it."""
        if self.lead_in is not None:
            self.lead_in.cancel()
        elif self.state == "starting":
            self._after_start = "stop"
        elif self.state == "recording" and self.live is not None:
            live = self.live
            self._enter("stopping")
            self._tasks.run(
                lambda _handle: live.stop(),
                done=lambda take: self._stopped(live, take),
                failed=self._not_stopped,
                name="stop a take",
                must_run=True,
            )

    def discard(self, why: str = "") -> None:
        """End the take and put it into the trash; `why` is told."""
        self._why_discarded = why or _("That take was thrown away.")
        if self.lead_in is not None:
            self.lead_in.cancel()
        elif self.state == "starting":
            self._after_start = "discard"
        elif self.state == "recording" and self.live is not None:
            live = self.live
            self._enter("stopping")
            self._tasks.run(
                lambda _handle: live.discard(),
                done=lambda _nothing: self._discarded(live.take_id),
                failed=self._not_stopped,
                name="discard a take",
                must_run=True,
            )

    def look(self) -> LiveStatus | None:
        """The recording at this moment, None for none.  Notices what ends it."""
        if self.live is None or self.state != "recording":
            return None
        status = self.live.status()
        if status.capture.state == "lost":
            if status.capture.error is not None:
                self.failed.emit(status.capture.error)
            self.stop()
        elif self._endpoint is not None:
            self._watch_for_the_end(self._endpoint, status)
        return status

    def _watch_for_the_end(self, endpoint: Endpoint, status: LiveStatus) -> None:
        """Hands-free: stop when the message is over, leave a take in which nobody speaks."""
        verdict = endpoint.look(
            status.capture.elapsed_s,
            status.capture.level.rms_dbfs,
            n_words=len(status.words) + len(status.partial.split()),
            heard_s=status.heard_s if status.model_ready else None,
        )
        if verdict == "done":
            self.stop()
        elif verdict == "nobody":
            self.discard(nobody_words(endpoint.never_s))

    # ---- before the recording ------------------------------------------------------------------

    def _lead_in_moved(self, status: LeadInStatus) -> None:
        run = self.lead_in
        if run is not None and run.problem is not None and not self.unheard:
            self.unheard = unheard_words(self._settings, run.problem)
            self.said.emit(self.unheard)
        self.lead_in_moved.emit(status)

    def _lead_in_over(self, armed: ArmedInput) -> None:
        self._forget_lead_in()
        self.begun_at_s = time.monotonic()
        self._enter("starting")
        self.said.emit(_("Recording"))
        self._begin_take(armed=armed)

    def _lead_in_ended(self, error: Failure | None) -> None:
        """Cancelled, or the microphone is not there; that it went away was told at once."""
        was_told = self.lead_in is not None and self.lead_in.is_lost
        self._forget_lead_in()
        self._enter("ready")
        if error is None:
            self.said.emit(_("Cancelled"))
        elif not was_told:
            self.failed.emit(error)

    def _forget_lead_in(self) -> None:
        if self.lead_in is not None:
            self.lead_in.deleteLater()
            self.lead_in = None

    def _begin_take(self, *, monitor: LevelMonitor | None = None, armed: ArmedInput | None = None) -> None:
        studio, arguments = self._studio, self._arguments

        def job(_handle: JobHandle) -> LiveTake:
            if monitor is not None:
                monitor.close()
            if armed is None:
                return studio.start_take(**arguments())
            try:
                wanted = arguments()
            except BaseException:
                armed.close()
                raise
            return studio.start_take(armed=armed, **wanted)

        self._tasks.run(job, done=self._started, failed=self._not_started, name="start a take", must_run=True)

    # ---- endings of background work ------------------------------------------------------------

    def _started(self, live: LiveTake) -> None:
        settings = self._settings
        self.live = live
        self.heard_again.emit()
        self._endpoint = Endpoint(settings.stop_after_silence_s) if settings.hands_free else None
        told, self.begun_at_s = self.begun_at_s is not None, None
        self._enter("recording")
        if not told:
            self.said.emit(_("Recording"))
        if self._after_start == "stop":
            self.stop()
        elif self._after_start == "discard":
            self.discard()

    def _not_started(self, error: Failure) -> None:
        self.begun_at_s = None
        self._enter("ready")
        if self._after_start != "discard":
            self.failed.emit(error)

    def _stopped(self, live: LiveTake, take: Take) -> None:
        self.live = None
        self._enter("listening")
        self.said.emit(_("Stopped. Listening back."))
        self.take_kept.emit(take)
        self._listening = self._tasks.run(
            lambda handle: live.result(cancel=handle.cancel_token),
            done=self._heard,
            failed=lambda error: self._not_heard(live.take_id, error),
            name="listen back",
        )

    def _not_stopped(self, error: Failure) -> None:
        self.live = None
        self._enter("ready")
        self.failed.emit(error)

    def _discarded(self, take_id: str) -> None:
        self.live = None
        self._enter("ready")
        self.said.emit(_("Stopped"))
        self.discarded.emit(take_id, self._why_discarded)

    def _heard(self, review: Review) -> None:
        self._listening = None
        if self.state == "listening":
            self._enter("ready")
        self.take_finished.emit(review)

    def _not_heard(self, take_id: str, error: Failure) -> None:
        self._listening = None
        if self.state == "listening":
            self._enter("ready")
        if not isinstance(error, Cancelled):
            self.not_heard.emit(take_id, error)

    def _enter(self, state: State) -> None:
        self.state = state
        self.entered.emit(state)
