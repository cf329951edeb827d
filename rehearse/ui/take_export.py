"""Exporting from the window: asks what and where, writes in the background, tells where it lies."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog

from rehearse.exchange.exporting import AlreadyThere, Outcome, Wanted, export, file_stem
from rehearse.exchange.formats import format_named
from rehearse.i18n import _, ngettext
from rehearse.leaving import LeavingTakes
from rehearse.ui.bundle_out import BundleOut, show_in_folder
from rehearse.ui.export_sheet import ExportSheet, Scope
from rehearse.ui.long_job import LongJob
from rehearse.ui.print_pdf import PdfPrinter

if TYPE_CHECKING:
    from rehearse.exchange.sending import BundleWishes
    from rehearse.progress import Progress
    from rehearse.studio import Studio
    from rehearse.ui.coach_view import CoachView
    from rehearse.ui.tasks import JobHandle, Tasks
    from rehearse.ui.window import MainWindow

#: One export after the other.
_LANE = "export"


class TakeExport(QObject):
    """Asked for by commands and buttons; what was chosen last is offered again."""

    def __init__(self, window: MainWindow, studio: Studio, tasks: Tasks) -> None:
        super().__init__(window)
        self._window, self._studio, self._tasks = window, studio, tasks
        self._last: list[str] = ["html"]
        self._last_tab = "files"
        self.bundles = BundleOut(window, studio, tasks, self)

    def ask_here(self, *, bundle: bool = False) -> ExportSheet | None:
        """Ask about the take in sight, or the chosen ones of the list; None where there is none."""
        window = self._window
        if window.page == "review":
            shown = window.review.review
            return (
                None if shown is None else self.ask([("", [shown.take.id])], shown.take.title, bundle=bundle)
            )
        if window.page == "coach":
            return self.ask(coach_scopes(window.pages.get("coach")), bundle=bundle)
        chosen = window.takes.chosen
        return self.ask([("", chosen.ids())], next(iter(chosen.values("title")), ""), bundle=bundle)

    def ask(self, scopes: Sequence[Scope], title: str = "", *, bundle: bool = False) -> ExportSheet | None:
        """Ask which kinds, or for a `bundle` at once; `title` is a single take's.  None without takes."""
        if not scopes or not scopes[0][1]:
            return None
        sheet = ExportSheet(self._window.theme, scopes, self._last, self._window, self._studio, self._tasks)
        if bundle or self._last_tab == "bundle":
            sheet.show_tab("bundle")
        sheet.wanted.connect(
            lambda kinds, names, one_zip: self._ask_where(sheet.ids, title, kinds, names, one_zip)
        )
        sheet.bundle_wanted.connect(lambda wishes: self._ask_where_bundle(sheet.ids, wishes))
        sheet.open()
        return sheet

    def _ask_where_bundle(self, ids: list[str], wishes: BundleWishes) -> None:
        self._last_tab = "bundle"
        self.bundles.ask_where(ids, wishes)

    def _ask_where(self, ids: list[str], title: str, kinds: list[str], names: bool, one_zip: bool) -> None:
        self._last, self._last_tab = kinds, "files"
        dialog = QFileDialog(self._window, _("Export"))
        dialog.setObjectName("export_dialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        one = len(kinds) == 1 and (len(ids) == 1 or format_named(kinds[0]).table)
        if one_zip or one:
            suffix = ".zip" if one_zip else format_named(kinds[0]).suffix
            stem = file_stem(ids[0], title if names else "") if len(ids) == 1 else "takes"
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            dialog.setDefaultSuffix(suffix.removeprefix("."))
            dialog.selectFile(stem + suffix)
        else:
            dialog.setFileMode(QFileDialog.FileMode.Directory)
            dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        # The dialog has asked about a file that is there already; nobody has about files in a folder.
        dialog.fileSelected.connect(
            lambda name: self.write(ids, kinds, Path(name), names=names, replace=one_zip or one)
        )
        dialog.open()

    def write(
        self, ids: Sequence[str], kinds: Sequence[str], output: Path, *, names: bool, replace: bool
    ) -> JobHandle:
        """Write the files in the background."""
        studio = self._studio
        wanted_ids = set(ids)

        def work(handle: JobHandle) -> list[Outcome]:
            takes = [take for take in studio.takes() if take.id in wanted_ids]
            wanted = Wanted(takes, [format_named(kind) for kind in kinds], output, names, replace)
            source = LeavingTakes(studio, names=names)
            with PdfPrinter() as printer:
                return list(
                    export(
                        wanted,
                        source,
                        pdf=printer.render,
                        on_progress=handle.report,
                        cancel=handle.cancel_token,
                    )
                )

        job = LongJob(self._window, _how_far)

        def done(outcomes: list[Outcome]) -> None:
            job.over()
            self._tell(outcomes, output)

        def failed(error: object) -> None:
            job.over()
            self._window.tell(error)  # type: ignore[arg-type]

        job.handle = self._tasks.run(
            work, done=done, failed=failed, progress=job.show, name="export takes", owner=self, lane=_LANE
        )
        return job.handle

    def _tell(self, outcomes: Sequence[Outcome], output: Path) -> None:
        """What was written, with a way to it; the first of what was not, and how many more."""
        files = [outcome.path for outcome in outcomes if outcome.path is not None]
        errors = [outcome.error for outcome in outcomes if outcome.error is not None]
        banners = self._window.banners
        if files:
            text = (
                _("{file} is written.").format(file=files[0].name)
                if len(files) == 1
                else ngettext("{n} file is written.", "{n} files are written.", len(files)).format(
                    n=f"{len(files):,}"
                )
            )
            banners.tell(
                text,
                tone="good",
                detail=str(files[0].parent),
                action=_("Show in folder"),
                act=lambda: show_in_folder(files[0]),
            )
        if errors:
            first, left = errors[0], len(errors) - 1
            more = ngettext("{n} more could not be written.", "{n} more could not be written.", left)
            help = _("Choose another folder.") if isinstance(first, AlreadyThere) else first.help
            rest = " ".join(part for part in (first.kept, help, more.format(n=left) if left else "") if part)
            banners.tell(first.message, tone="near" if files else "off", detail=rest)


def _how_far(far: Progress) -> str:
    if not far.total or far.total < 2:
        return ""
    return _("Exporting: {done} of {total}").format(done=f"{far.done:,.0f}", total=f"{far.total:,.0f}")


def coach_scopes(view: CoachView) -> list[Scope]:
    """The take that is heard, and all that are listed of whoever speaks in it."""
    shown = view.take.take_id if view.hears else None
    if shown is None:
        return []
    listed = view.list.queue.takes
    speaker = next((take.speaker for take in listed if take.id == shown), "")
    theirs = [take.id for take in listed if take.speaker == speaker]
    if len(theirs) < 2 or shown not in theirs:
        return [("", [shown])]
    all_of = _("All {n} of {name}").format(
        n=f"{len(theirs):,}", name=speaker.replace("&", "&&") or _("No name")
    )
    return [(_("This take"), [shown]), (all_of, theirs)]
