"""A bundle out of the window: asks where, packs in the background, tells where it lies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from rehearse.errors import Cancelled
from rehearse.i18n import _, ngettext
from rehearse.ui.banners import PASSING_S
from rehearse.ui.export_bundle import left_out_lines
from rehearse.ui.long_job import LongJob, percent

if TYPE_CHECKING:
    from rehearse.exchange.bundle_out import WrittenBundle
    from rehearse.exchange.sending import BundleWishes
    from rehearse.studio import Studio
    from rehearse.ui.tasks import Failure, JobHandle, Tasks
    from rehearse.ui.window import MainWindow

#: One export after the other.
_LANE = "export"


class BundleOut(QObject):
    """One for a window."""

    def __init__(self, window: MainWindow, studio: Studio, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._window, self._studio, self._tasks = window, studio, tasks

    def ask_where(self, ids: Sequence[str], wishes: BundleWishes) -> QFileDialog:
        """Ask for the file; does not block the window."""
        from rehearse.exchange.bundle import ENDING
        from rehearse.exchange.bundle_out import bundle_name

        dialog = QFileDialog(self._window, _("Save the bundle"))
        dialog.setObjectName("bundle_dialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(ENDING.removeprefix("."))
        dialog.setNameFilters([_("Bundles for Rehearse (*{ending})").format(ending=ENDING)])
        dialog.selectFile(bundle_name(datetime.now()))
        dialog.fileSelected.connect(lambda name: self.write(ids, Path(name), wishes))
        dialog.open()
        return dialog

    def write(self, ids: Sequence[str], target: Path, wishes: BundleWishes) -> JobHandle:
        """Write it in the background; the dialog has asked about a file that is there already."""
        studio, wanted = self._studio, list(ids)
        job = LongJob(self._window, percent(_("Packing: {percent}")))

        def work(handle: JobHandle) -> WrittenBundle:
            from rehearse.exchange.bundle_out import write_bundle

            return write_bundle(
                studio.library, wanted, target, wishes, rubric_titles=studio.rubric_titles,
                on_progress=handle.report, cancel=handle.cancel_token,
            )  # fmt: skip

        def done(written: WrittenBundle) -> None:
            job.over()
            self._tell(written)

        def failed(error: Failure) -> None:
            job.over()
            if isinstance(error, Cancelled):
                text = _("Stopped. No bundle was written.")
                self._window.banners.tell(text, tone="near", for_s=PASSING_S)
            else:
                self._window.tell(error)

        job.handle = self._tasks.run(
            work, done=done, failed=failed, progress=job.show, name="write a bundle", owner=self, lane=_LANE
        )
        return job.handle

    def _tell(self, written: WrittenBundle) -> None:
        """What was written, with a way to it; what was not."""
        path = written.bundle.path
        n, size = len(written.bundle.entries), f"{max(written.n_bytes, 100_000) / 1e6:.1f}"
        text = ngettext(
            "{file} is written: {n} take, {size} MB.", "{file} is written: {n} takes, {size} MB.", n
        )
        reasons = [error.message for _id, error in written.left_out]
        self._window.banners.tell(
            text.format(file=path.name, n=f"{n:,}", size=size),
            tone="near" if reasons else "good",
            detail="\n".join((str(path.parent), *left_out_lines(reasons))),
            action=_("Show in folder"),
            act=lambda: show_in_folder(path),
        )


def show_in_folder(path: Path) -> None:
    """Let the desktop show the folder a file lies in."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))
