"""The window's door for other people's recordings: dropped or chosen, looked over, taken in, heard."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDropEvent

from rehearse.errors import Cancelled, FileMissing
from rehearse.i18n import _, ngettext
from rehearse.ui.banners import PASSING_S
from rehearse.ui.import_bundles import BundlesIn
from rehearse.ui.import_dialogs import ask_files, ask_folder
from rehearse.ui.import_hearing import ImportBar, ImportHearing, heard_words
from rehearse.ui.import_looking import LookingOver
from rehearse.ui.import_watch import came_words
from rehearse.ui.watched_folder import WatchedFolder

if TYPE_CHECKING:
    from rehearse.bringing_in import Brought, FileResult
    from rehearse.hearing import Heard
    from rehearse.looking_over import Candidate, LookedOver
    from rehearse.studio import Studio
    from rehearse.ui.banners import Banner, Tone
    from rehearse.ui.import_page import ImportPage, Known
    from rehearse.ui.import_rows import Row
    from rehearse.ui.tasks import Failure, JobHandle, Tasks
    from rehearse.ui.window import MainWindow

#: Looking, keeping and taking back follow one another.
_LANE = "import"


class WindowImports(QObject):
    """One for a window.  Nothing is kept before the user says so, and what was kept can be taken back."""

    def __init__(self, window: MainWindow, studio: Studio, tasks: Tasks) -> None:
        super().__init__(window)
        self._window, self._studio, self._tasks = window, studio, tasks
        self._came_from = "takes"
        self._dragged = False
        self._came_shown: Banner | None = None
        self._heard_shown: Banner | None = None
        self._away_shown: Banner | None = None
        self._n_came = 0
        redoing = window.redoing
        self.hearing = ImportHearing(
            studio, tasks, self, busy_elsewhere=lambda: redoing.held or redoing.running
        )
        self.bundles = BundlesIn(window, studio, tasks, self)
        self.bundles.changed.connect(self._refresh)
        self.looking = LookingOver(studio, tasks, self, lane=_LANE)
        self.looking.done.connect(self._looked)
        self.looking.failed.connect(self._not_looked)
        self.watched = WatchedFolder(studio, tasks, self, busy=lambda: window.is_recording)
        self.watched.came.connect(self._came)
        self.watched.trouble.connect(self._not_watched)
        self.watched.changed.connect(self._watched_again)
        self.bar = ImportBar(window.theme, self.hearing)
        self.bar.look_wanted.connect(self.show)
        self.hearing.refreshed.connect(self._refresh)
        self.hearing.done.connect(self._heard)
        self.hearing.failed.connect(window.tell)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    # ---- choosing ------------------------------------------------------------------------------

    def show(self) -> None:
        """The page of what was looked over, or of how to begin."""
        window = self._window
        if window.page not in ("import", ""):
            self._came_from = window.page
        window.show_page("import")

    def choose_files(self) -> None:
        """Ask for files and look them over."""
        ask_files(self._window, self.look_over)

    def choose_folder(self) -> None:
        """Ask for a folder and look it over."""
        ask_folder(
            self._window,
            "import_folder_dialog",
            _("A folder of recordings"),
            lambda folder: self.look_over([folder]),
        )

    def choose_watched(self) -> None:
        """Ask for a folder whose recordings come in by themselves."""
        ask_folder(self._window, "import_watch_dialog", _("A folder to watch"), self.watched.choose)

    def eventFilter(self, _window: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind not in (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop):
            return False
        assert isinstance(event, QDropEvent)
        if kind != QEvent.Type.DragMove:  # moving does not change what is dragged
            self._dragged = bool(self._recordings_of(event))
        if not self._dragged or self._window.is_recording:
            return False
        event.acceptProposedAction()
        if kind == QEvent.Type.Drop:
            self.look_over(self._recordings_of(event))
        return True

    @staticmethod
    def _recordings_of(event: QDropEvent) -> list[Path]:
        """What is being dragged, where a recording, a folder or a zip is among it."""
        from rehearse.looking_over import may_be_recordings

        urls = event.mimeData().urls()
        paths = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
        welcome = may_be_recordings(paths) or any(map(_called_bundle, paths))
        return paths if len(paths) == len(urls) and welcome else []

    # ---- looking over --------------------------------------------------------------------------

    @property
    def page(self) -> ImportPage:
        made: ImportPage = self._window.pages.get("import")
        return made

    def look_over(self, places: Sequence[Path]) -> None:
        """Show what is in these files, folders and zips; with what waits already, where something does.

        Bundles are read, and taken in when the user says so; also those that are called zips by now.
        """

        def sort(_handle: JobHandle) -> tuple[list[Path], list[Path]]:
            from rehearse.exchange.bundle import is_bundle

            bundles = [place for place in places if is_bundle(place)]
            return bundles, [place for place in places if place not in bundles]

        def sorted_(found: tuple[list[Path], list[Path]]) -> None:
            bundles, others = found
            for bundle in bundles:
                self.bundles.open(bundle)
            if others:
                self._look_over(others)

        if any(place.suffix.lower() == ".zip" or _called_bundle(place) for place in places):
            # What a zip holds is not known before the disk was asked.
            self._tasks.run(sort, done=sorted_, failed=self._window.tell, name="find bundles", owner=self)
        else:
            self._look_over(places)

    def _look_over(self, places: Sequence[Path]) -> None:
        page = self.page
        self.show()
        self.looking.begin(places, page)
        page.show_looking(True)
        self._window.focus_page()

    def _looked(self, looked: LookedOver, known: Known) -> None:
        at_work = self.page.at_work
        self.page.set_known(known)
        self.page.add(looked.candidates, looked.others, looked.skipped)
        self._show_waiting()
        if self._window.page == "import" and not at_work:
            self._window.focus_page()

    def _not_looked(self, error: Failure) -> None:
        self.page.show_looking(False)
        self._show_waiting()
        if not isinstance(error, Cancelled):
            self._window.tell(error)
        elif not self.page.rows:
            self._go_back()
        elif self._window.page == "import":
            self._window.focus_page()

    def stop_looking(self) -> None:
        self.looking.stop()

    def page_shown(self, name: str) -> None:
        """Another page is in sight."""
        self.bar.set_wanted(name in ("takes", "progress", "settings", "coach"))
        self._show_waiting()

    def _show_waiting(self) -> None:
        window = self._window
        waiting = "import" in window.pages and window.page != "import"
        self.bar.set_waiting(len(self.page.rows) if waiting else 0)

    def _go_back(self) -> None:
        if self._window.page == "import":
            self._window.show_page(self._came_from)

    # ---- keeping, or not -----------------------------------------------------------------------

    def leave(self) -> None:
        """Nothing of what was looked over is wanted."""
        self._let_go(self.page.candidates)
        self.page.clear()
        self._go_back()

    def let_go(self) -> None:
        """The window closes, or the library is another one: no copy stays behind."""
        self.looking.stop()
        self._let_go([*self.page.candidates, *self.looking.take_back()])
        self.page.clear()

    def _let_go(self, candidates: Sequence[Candidate]) -> None:
        if not candidates:
            return

        def work(_handle: JobHandle) -> None:
            from rehearse.looking_over import leave

            leave(candidates)

        self._tasks.run(
            work,
            done=lambda _none: None,
            failed=self._window.tell,
            name="leave recordings",
            owner=self,
            lane=_LANE,
            must_run=True,
        )

    def keep(self, wanted: Sequence[Row]) -> None:
        """Make takes of these at once; they are heard in the background."""
        studio = self._studio
        chosen = {row.found.place.take_id for row in wanted}
        self._let_go([one for one in self.page.candidates if one.place.take_id not in chosen])
        self.page.clear()

        def work(_handle: JobHandle) -> list[FileResult]:
            from rehearse.looking_over import keep

            return keep(studio, [row.to_keep() for row in wanted])

        self._tasks.run(
            work,
            done=self._kept,
            failed=self._not_kept,
            name="keep recordings",
            owner=self,
            lane=_LANE,
            must_run=True,
        )
        self._window.show_page("takes")

    def _kept(self, results: Sequence[FileResult]) -> None:
        ids = [file.take_id for file in results if file.status == "imported" and file.take_id]
        problems = [file.error for file in results if file.error is not None]
        n = len(ids)
        text = ngettext("{n} recording was imported.", "{n} recordings were imported.", n)
        n_there = sum(file.status == "duplicate" for file in results)
        rest = [error.message for error in problems[:1]]
        if n_there:
            there = ngettext("{n} was there already.", "{n} were there already.", n_there)
            rest.append(there.format(n=f"{n_there:,}"))
        banners = self._window.banners
        tone: Tone = "near" if problems else "good"
        told, detail = text.format(n=f"{n:,}"), " ".join(rest)
        if ids:
            banners.undo(told, lambda: self.take_back(ids), tone=tone, detail=detail, icon="")
        else:
            banners.tell(told, tone=tone, detail=detail)
        self._refresh()
        self.hearing.go_on()

    def _not_kept(self, error: Failure) -> None:
        self._window.tell(error)
        self._refresh()
        self.hearing.go_on()  # takes made before it went wrong stay

    def take_back(self, take_ids: Sequence[str]) -> None:
        """These go into the trash; what else is to be heard is gone on with."""
        studio, ids = self._studio, list(take_ids)

        def gone(_none: None) -> None:
            self._put_away(self._heard_shown)
            self._refresh()
            self.hearing.go_on()
            text = ngettext(
                "{n} imported recording is in the trash.",
                "{n} imported recordings are in the trash.",
                len(ids),
            )
            self._window.banners.tell(text.format(n=f"{len(ids):,}"), icon="trash", for_s=PASSING_S)

        def delete() -> None:
            self._tasks.run(
                lambda _handle: studio.delete(ids),
                done=gone,
                failed=self._window.tell,
                name="take back an import",
                owner=self,
                lane=_LANE,
                must_run=True,
            )

        self.hearing.stop(after=delete)

    # ---- hearing -------------------------------------------------------------------------------

    def _heard(self, heard: Heard) -> None:
        if not heard.n_done and not heard.problems:
            return
        text, why = heard_words(heard)
        self._heard_shown = self._window.banners.tell(
            text, tone="near" if why else "good", detail=why, for_s=None if why else PASSING_S
        )

    def _came(self, brought: Brought) -> None:
        """Recordings came in by themselves: told in passing, with those that are told of just now."""
        n, folder = len(brought.new_ids), self.watched.folder
        problems = [file.error for file in brought.files if file.error is not None]
        if n or problems:
            banners, shown = self._window.banners, self._came_shown
            if shown is not None and shown in banners.shown:
                n += self._n_came
                shown.put_away()
            self._n_came = n
            text, why = came_words(n, problems, folder.name if folder is not None else "")
            self._came_shown = banners.tell(
                text or why, tone="near" if why else "info", detail=why if text else "", for_s=PASSING_S
            )
        if brought.new_ids:
            self._refresh()
            self.hearing.look()

    def _not_watched(self, error: Failure) -> None:
        """A folder that is away comes back, a drive more often than not: no reason for red."""
        if isinstance(error, FileMissing):
            self._away_shown = self._window.banners.tell(error.message, tone="near", detail=error.help)
        else:
            self._window.tell(error)

    def _watched_again(self) -> None:
        """The folder is back, or another one is watched, or none."""
        if self.watched.state != "gone":
            self._put_away(self._away_shown)
            self._away_shown = None

    def _put_away(self, banner: Banner | None) -> None:
        """What was told is over, if it is in sight still."""
        if banner is not None and banner in self._window.banners.shown:
            banner.put_away()

    def _refresh(self) -> None:
        page = self._window.page
        if page in ("takes", "coach"):
            self._window.pages.get(page).refresh()


def _called_bundle(path: Path) -> bool:
    from rehearse.exchange.bundle import ENDING

    return path.suffix.lower() == ENDING


__all__ = ["WindowImports"]
