"""Bundles into the window: read and told first, taken in when one says so, taken back with one key."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from rehearse.errors import Cancelled
from rehearse.i18n import _
from rehearse.ui.banners import PASSING_S
from rehearse.ui.bundle_sheet import BundleSheet
from rehearse.ui.long_job import LongJob, percent

if TYPE_CHECKING:
    from rehearse.exchange.bundle_in import BundleTakenIn
    from rehearse.exchange.bundle_look import BundleLook
    from rehearse.exchange.bundle_undo import TakenBack
    from rehearse.studio import Studio
    from rehearse.ui.tasks import Failure, JobHandle, Tasks
    from rehearse.ui.window import MainWindow

_LANE = "bundles"


class BundlesIn(QObject):
    """`changed`: takes came in or went, or notes did."""

    changed = Signal()

    def __init__(self, window: MainWindow, studio: Studio, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._window, self._studio, self._tasks = window, studio, tasks
        self._told: deque[BundleLook] = deque()
        self.sheet: BundleSheet | None = None

    # ---- reading -------------------------------------------------------------------------------

    def open(self, path: Path) -> None:
        """Read a bundle and tell what is in it; nothing is taken in."""
        studio = self._studio
        job = LongJob(
            self._window, percent(_("Reading “{name}”: {percent}").replace("{name}", _plain(path.name)))
        )

        def read(handle: JobHandle) -> BundleLook:
            from rehearse.exchange.bundle_look import look_into

            return look_into(studio.library, path, on_progress=handle.report, cancel=handle.cancel_token)

        def done(look: BundleLook) -> None:
            job.over()
            self._told.append(look)
            self._tell_next()

        job.handle = self._tasks.run(
            read,
            done=done,
            failed=lambda error: self._failed(job, error),
            progress=job.show,
            name="read a bundle",
            owner=self,
            lane=_LANE,
        )

    def _tell_next(self) -> None:
        """One bundle after the other: each is answered before the next is told."""
        if self.sheet is not None or not self._told or self._window.is_closed:
            return
        look = self._told.popleft()
        sheet = self.sheet = BundleSheet(self._window.theme, look, self._window)
        sheet.wanted.connect(self.take_in)
        sheet.finished.connect(self._answered)
        sheet.open()

    def _answered(self) -> None:
        self.sheet = None
        self._tell_next()

    # ---- taking in, and back -------------------------------------------------------------------

    def take_in(self, look: BundleLook) -> None:
        """All of it, or nothing; a second time adds nothing."""
        studio = self._studio
        job = LongJob(self._window, percent(_("Taking in: {percent}")))

        def take(handle: JobHandle) -> BundleTakenIn:
            from rehearse.exchange.bundle_in import take_in

            return take_in(studio.library, look.bundle, on_progress=handle.report, cancel=handle.cancel_token)

        def done(taken: BundleTakenIn) -> None:
            job.over()
            self._taken_in(taken)

        job.handle = self._tasks.run(
            take,
            done=done,
            failed=lambda error: self._failed(job, error),
            progress=job.show,
            name="take a bundle in",
            owner=self,
            lane=_LANE,
        )

    def _taken_in(self, taken: BundleTakenIn) -> None:
        from rehearse.exchange.bundle_undo import can_be_taken_back

        window = self._window
        text = " ".join(taken.lines())
        trash = [take.take_id for take in taken.takes if take.in_trash]
        here = _worth_opening(taken)
        other: tuple[str, Callable[[], None]] | None = None
        if here:
            other = (_("Open it"), lambda: window.open_take(here[0]))
            if len(here) > 1:
                other = (_("Show them"), lambda: self._show(here))
        elif trash:
            other = (_("Put back from the trash"), lambda: self._put_back(trash))
        if can_be_taken_back(taken):
            window.banners.undo(text, lambda: self.take_back(taken), tone="good", icon="", other=other)
        else:
            action, act = other or ("", None)
            window.banners.tell(text, tone="good", action=action, act=act)
        self._refresh()

    def take_back(self, taken: BundleTakenIn) -> None:
        """New takes go to the trash, notes that came go again; what was changed since stays."""
        studio = self._studio

        def back(_handle: JobHandle) -> TakenBack:
            from rehearse.exchange.bundle_undo import take_back

            return take_back(studio.library, taken)

        def done(back: TakenBack) -> None:
            window = self._window
            text = " ".join(back.lines())
            window.banners.tell(text, icon="undo", for_s=None if back.n_kept else PASSING_S)
            self._refresh()

        self._tasks.run(
            back,
            done=done,
            failed=self._window.tell,
            name="take a bundle back",
            owner=self,
            lane=_LANE,
            must_run=True,
        )

    # ---- afterwards ----------------------------------------------------------------------------

    def _show(self, take_ids: Sequence[str]) -> None:
        window = self._window
        window.show_page("takes")
        if window.page == "takes":  # not while recording
            window.takes.show_all()
            window.takes.select(take_ids[0])

    def _put_back(self, take_ids: Sequence[str]) -> None:
        studio, ids, window = self._studio, list(take_ids), self._window

        def done(_none: None) -> None:
            self._refresh()
            self._show(ids)

        self._tasks.run(
            lambda _handle: studio.restore(ids), done=done, failed=window.tell, name="restore", owner=self
        )

    def _refresh(self) -> None:
        """What is in sight shows what is there now; what has no words yet is listened to."""
        window = self._window
        self.changed.emit()
        if window.page == "review" and window.review.take_id is not None:
            window.review.notes.show_take(window.review.take_id)
            window.review.linked.look_again()
        window.imports.hearing.look()

    def _failed(self, job: LongJob, error: Failure) -> None:
        job.over()
        if isinstance(error, Cancelled):
            text = _("Stopped. Nothing was taken in.")
            self._window.banners.tell(text, tone="near", for_s=PASSING_S)
        else:
            self._window.tell(error)


def _worth_opening(taken: BundleTakenIn) -> list[str]:
    """Takes that came or that something was said of; where nothing did, all that are here."""
    here = [take for take in taken.takes if not take.in_trash]
    news = [take.take_id for take in here if take.new or take.notes.changed]
    return news or [take.take_id for take in here]


def _plain(name: str) -> str:
    """A file's name, which may hold braces, for a text that is formatted afterwards."""
    return name.replace("{", "{{").replace("}", "}}")


__all__ = ["BundlesIn"]
