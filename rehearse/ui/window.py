"""The one window: a slim rail, one page at a time, news above it; nothing modal."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
)

from rehearse.errors import Cancelled, RehearseError
from rehearse.i18n import _
from rehearse.ui.answering import Answering
from rehearse.ui.banners import Banners
from rehearse.ui.commands import Commands
from rehearse.ui.drill_running import Wanted
from rehearse.ui.drill_shelf import DrillShelf
from rehearse.ui.ground import Ground
from rehearse.ui.importing import WindowImports
from rehearse.ui.library_news import LibraryNews
from rehearse.ui.look import Look
from rehearse.ui.microphone import Microphone
from rehearse.ui.model_install import ModelInstaller
from rehearse.ui.rail import Rail
from rehearse.ui.redoing import RedoBar, Redoing
from rehearse.ui.review_ahead import ReviewAhead
from rehearse.ui.stage import StageView
from rehearse.ui.tasks import BugReport
from rehearse.ui.text_size import follow
from rehearse.ui.theme import Theme
from rehearse.ui.window_commands import window_commands
from rehearse.ui.window_drill import WindowDrill
from rehearse.ui.window_keys import WindowKeys
from rehearse.ui.window_pages import WindowPages
from rehearse.ui.window_start import WindowStart
from rehearse.ui.window_takes import WindowTakes

if TYPE_CHECKING:
    from rehearse.studio import Studio
    from rehearse.ui.command_palette import CommandPalette
    from rehearse.ui.export_sheet import ExportSheet
    from rehearse.ui.review import ReviewView
    from rehearse.ui.settings_view import SettingsView
    from rehearse.ui.take_export import TakeExport
    from rehearse.ui.takes import TakesView
    from rehearse.ui.tasks import Failure, Tasks
    from rehearse.ui.welcome import WelcomeView

#: The smallest window everything fits into, and the one it opens with.
_LEAST, _FIRST = QSize(760, 560), QSize(1180, 780)

#: Pages that say how far judging again is: those about many takes, and where rules are chosen.
_WITH_REDO_BAR = ("takes", "progress", "settings")


class MainWindow(QMainWindow):
    """Owns the theme, the pages and what they share: the microphone and the model installer.

    Pages are made when they are first shown, so that the first paint waits for none of them.
    """

    def __init__(self, studio: Studio, tasks: Tasks, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("main_window")
        self.setWindowTitle(_("Rehearse"))
        self.setMinimumSize(_LEAST)
        self.resize(_FIRST)
        self._studio, self._tasks, self._theme = studio, tasks, theme
        self._begun = self._closing = self.is_closed = False
        self._came_from = "stage"
        self.pages = WindowPages(self, studio, tasks)
        self.take_news = WindowTakes(self, studio, tasks)
        self._palette: CommandPalette | None = None
        self.microphone = Microphone(studio, tasks, self)
        self.installer = ModelInstaller(studio, tasks, self)
        self.look = Look(studio, tasks, self)
        self.redoing = Redoing(studio, tasks, self)
        self.imports = WindowImports(self, studio, tasks)
        self.drill = WindowDrill(self, studio, tasks)
        self.drill_shelf = DrillShelf(self, studio, tasks)
        self.answering = Answering(self, studio, tasks)
        self.commands = Commands(window_commands(self), studio.settings.value.shortcuts)
        self.ahead = ReviewAhead(lambda: self._theme, lambda: self.review, self)
        self._build()
        self._connect()
        self.start = WindowStart(self, studio, tasks)
        self.apply_theme(theme)
        self.show_page("stage" if studio.settings.value.first_start_done else "welcome")

    # ---- building ------------------------------------------------------------------------------

    def _build(self) -> None:
        self.rail = Rail(self._theme)
        self.rail.wanted.connect(self.show_page)
        self.banners = Banners(self._theme)
        self.library_news = LibraryNews(self._studio, self._tasks, self.banners, self)
        self.library_news.changed.connect(self._changed_elsewhere)
        self.stack = QStackedWidget()
        self.stack.setObjectName("pages")
        self._inside = QVBoxLayout()
        self._inside.setContentsMargins(0, 0, 0, 0)
        self._inside.setSpacing(0)
        self._news = QHBoxLayout()
        self._news.setContentsMargins(0, 0, 0, 0)
        self._news.addWidget(self.banners)
        self.redo_bar = RedoBar(self._theme, self.redoing)
        self._inside.addLayout(self._news)
        self._inside.addWidget(self.redo_bar)
        self._inside.addWidget(self.imports.bar)
        self._inside.addWidget(self.stack, 1)
        body = self._ground = Ground()
        body.painted.connect(self._painted)
        across = QHBoxLayout(body)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.rail)
        across.addLayout(self._inside, 1)
        self.setCentralWidget(body)

    def _connect(self) -> None:
        # Of the window, not of the rail: they work on the first screen too, where the rail is hidden.
        self.keys = WindowKeys(self, self.commands)
        self.look.changed.connect(self.apply_theme)
        self.look.failed.connect(self.tell)
        QApplication.instance().focusChanged.connect(self.keys.update)  # type: ignore[union-attr]
        QGuiApplication.styleHints().colorSchemeChanged.connect(lambda _scheme: self.look.desktop_changed())
        self._tasks.bug_found.connect(self.tell_bug)
        for part in (self.banners, self.redo_bar, self.imports.bar):
            part.focus_free.connect(self.focus_page)
        self.redoing.done.connect(self.take_news.redone)
        self.redoing.failed.connect(self.tell)
        self.redoing.refreshed.connect(self.take_news.verdicts_changed)

    # ---- the theme -----------------------------------------------------------------------------

    @property
    def theme(self) -> Theme:
        return self._theme

    def apply_theme(self, theme: Theme) -> None:
        """Change every colour in sight at once; a page out of sight when it is shown next.

        One style sheet on the whole window would visit every widget of every page: 100 ms.
        """
        before, self._theme = self._theme, theme
        QApplication.setPalette(theme.palette())
        if QApplication.font() != theme.font("body"):  # each of these visits every widget
            QApplication.setFont(theme.font("body"))
        self._ground.colour = theme.colour("window")
        self._ground.update()
        for part in (self.rail, self.banners, self.redo_bar, self.imports.bar):
            follow(part, before, theme)
        if self._palette is not None:
            self._palette.deleteLater()
            self._palette = None
        self.rail.set_theme(theme)
        self.banners.setStyleSheet(theme.stylesheet)
        self.banners.set_theme(theme)
        self.redo_bar.setStyleSheet(theme.stylesheet)
        self.imports.bar.setStyleSheet(theme.stylesheet)
        self.pages.theme_changed()

    # ---- pages ---------------------------------------------------------------------------------

    @property
    def stage(self) -> StageView:
        view: StageView = self.pages.get("stage")
        return view

    @property
    def review(self) -> ReviewView:
        view: ReviewView = self.pages.get("review")
        return view

    @property
    def takes(self) -> TakesView:
        view: TakesView = self.pages.get("takes")
        return view

    @property
    def settings(self) -> SettingsView:
        view: SettingsView = self.pages.get("settings")
        return view

    @property
    def welcome(self) -> WelcomeView:
        view: WelcomeView = self.pages.get("welcome")
        return view

    @property
    def page(self) -> str:
        """The name of the page in sight."""
        return self.pages.in_sight

    def why_not_move(self) -> str:
        """What keeps the recordings where they are just now; "" when nothing does."""
        drilled = self.drill.phase in ("lead_in", "speaking", "judging")
        if not drilled and ("stage" not in self.pages or self.stage.state == "ready"):
            return ""
        return _("A take is being recorded or listened to. Wait until that is done.")

    def data_moved(self) -> None:
        """The recordings lie elsewhere, or others lie here: what is shown came from the old ones."""
        if "review" in self.pages:
            self.review.clear()
        self.pages.library_replaced()
        self.redoing.look()
        if self._came_from == "review":
            self._came_from = "stage"

    def show_page(self, name: str) -> None:
        """Bring a page into sight; not while recording, when nothing should move."""
        if self.is_recording and name != ("drill" if self.drill.is_recording else "stage"):
            return
        view = self.pages.get(name)
        self.pages.dress(name)
        if name in ("takes", "progress"):
            view.refresh()
        if name != "review":
            self._came_from = name
        self.stack.setCurrentWidget(view)
        self.rail.setVisible(name != "welcome")
        self.rail.light(self._came_from)
        self.redo_bar.set_wanted(name in _WITH_REDO_BAR)
        self.imports.page_shown(name)
        self.focus_page()
        self.keys.update()

    def show_setting(self, name: str) -> None:
        """Go to one setting, by its name in `settings_index`."""
        self.show_page("settings")
        if self.page == "settings":  # not while recording
            self.settings.show_setting(name)

    def edit_drill(self, drill_id: str | None = None, from_: str | None = None) -> None:
        """Write a drill: a new one, one like another (`from_`), or go on with an own one."""
        self.show_page("drill_form")
        if self.page == "drill_form":  # not while recording
            self.pages.get("drill_form").open(drill_id, from_=from_)

    def focus_page(self) -> None:
        """The page in sight has the keyboard."""
        page = self.stack.currentWidget()
        if page is not None:
            getattr(page, "first_control", page).setFocus(Qt.FocusReason.OtherFocusReason)

    def open_take(self, take_id: str, find: str = "") -> None:
        """Show a stored take; where words were searched for, from the place they are said."""
        self.review.show_take(take_id, find)
        self.show_page("review")

    def start_drill(
        self,
        drill_id: str,
        *,
        script_id: str | None = None,
        deck_id: str | None = None,
        n_cards: int | None = None,
    ) -> None:
        """Begin a drill and show it."""
        self.drill.start(Wanted(drill_id, script_id, deck_id, n_cards))

    def resume_drill(self, run_id: str) -> None:
        """Go on with a run that was left; it waits for the one key."""
        self.drill.start(Wanted(run_id=run_id))

    # ---- the start -----------------------------------------------------------------------------

    def _painted(self) -> None:
        if not self._begun:
            self._begun = True
            QTimer.singleShot(0, self, self._begin)

    def _begin(self) -> None:
        if not self._closing:
            self.start.begin()

    def _changed_elsewhere(self) -> None:
        """Another window or command has written: what is in sight is read again."""
        page: Any = self.stack.currentWidget()
        again = getattr(page, "library_changed", None) or getattr(page, "refresh", None)
        if self.page != "review" and again is not None:
            again()

    # ---- recording -----------------------------------------------------------------------------

    @property
    def is_recording(self) -> bool:
        """Whether sound is being kept, or is about to be."""
        return self.drill.is_recording or ("stage" in self.pages and self.stage.is_recording)

    def record_again(self) -> None:
        """Another take, at once; of the drill, where its take was looked at."""
        if self._came_from == "drill" and self.drill.phase in ("paused", "done"):
            self.show_page("drill")
            self.drill.view.again()
            return
        self.answering.carry_on()
        self.show_page("stage")
        self.stage.start()

    def stage_changed(self, state: str) -> None:
        if state == "recording":
            self.ahead.start()
        recording = self.stage.is_recording
        self.redoing.hold(recording)
        self.rail.allow(not recording)
        self.keys.update()
        if self._closing and not recording:
            self.close()

    # ---- news ----------------------------------------------------------------------------------

    def tell(self, error: Failure) -> None:
        """Show what went wrong; a fault of ours is told by `tell_bug` alone."""
        if isinstance(error, RehearseError) and not isinstance(error, Cancelled):
            self.banners.tell_error(error)

    def tell_bug(self, report: BugReport) -> None:
        """A fault of the program's own, with the report to copy."""
        self.banners.tell_error(report)

    # ---- keys ----------------------------------------------------------------------------------

    @property
    def palette_open(self) -> bool:
        """Whether everything can be found by typing just now."""
        return self._palette is not None and self._palette.isVisible()

    def record_or_stop(self) -> None:
        """Record, from any page; stop where something is being recorded."""
        if self.page == "drill":
            self.drill.view.press()
        elif self.page == "coach":
            self.pages.get("coach").toggle()
        elif self.page != "stage" and not self.is_recording:
            self.record_again()
        else:
            self.stage.toggle()

    def open_palette(self) -> None:
        """Everything, found by typing; closes it where it is open."""
        from rehearse.ui.command_palette import CommandPalette, window_entries

        if self._palette is None:
            self._palette = CommandPalette(self._theme, self)
        if self._palette.isVisible():
            self._palette.put_away()
        else:
            self._palette.open(*window_entries(self, self._studio, self._tasks))

    def export_takes(self) -> ExportSheet | None:
        """Ask how to export the take in sight, or the chosen ones of the list."""
        return None if self.is_recording else self.exports.ask_here()

    @cached_property
    def exports(self) -> TakeExport:
        """Made when it is first wanted."""
        from rehearse.ui.take_export import TakeExport

        return TakeExport(self, self._studio, self._tasks)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.page == "review":
            self.show_page(self._came_from)
            return
        super().keyPressEvent(event)

    # ---- the end -------------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        """While recording: stop, keep the take, then close; a drill is left to be gone on with."""
        self._closing = True
        if "stage" in self.pages and self.stage.is_recording:
            event.ignore()
            self.stage.stop()
            return
        if self.drill.let_go():
            event.ignore()
            return
        self.is_closed = True
        self.library_news.stop()
        self.start.stop()
        for name in ("stage", "settings", "welcome"):
            self.microphone.release(name)
        self.pages.leave()
        if "review" in self.pages:
            self.review.close_sound()
        super().closeEvent(event)
