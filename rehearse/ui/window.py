"""The one window: a slim rail, one page at a time, news above it; nothing modal."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QColor,
    QGuiApplication,
    QKeyEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QMainWindow,
    QPlainTextEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from rehearse.errors import Cancelled, ModelError, RehearseError
from rehearse.i18n import _, ngettext
from rehearse.ui.banners import Banners
from rehearse.ui.commands import Commands
from rehearse.ui.library_news import LibraryNews
from rehearse.ui.look import Look
from rehearse.ui.microphone import Microphone
from rehearse.ui.model_install import STARTER, ModelInstaller
from rehearse.ui.rail import Rail
from rehearse.ui.review_ahead import ReviewAhead
from rehearse.ui.stage import StageView
from rehearse.ui.tasks import BugReport
from rehearse.ui.text_size import follow
from rehearse.ui.theme import Theme
from rehearse.ui.window_commands import WindowKeys, window_commands

if TYPE_CHECKING:
    from rehearse.library.takes import Take
    from rehearse.live_take import Review
    from rehearse.speech.store import ModelInfo
    from rehearse.studio import Studio
    from rehearse.ui.command_palette import CommandPalette
    from rehearse.ui.review import ReviewView
    from rehearse.ui.settings_view import SettingsView
    from rehearse.ui.takes import TakesView
    from rehearse.ui.tasks import Failure, Tasks
    from rehearse.ui.welcome import WelcomeView

#: The smallest window everything fits into, and the one it opens with.
_LEAST, _FIRST = QSize(760, 560), QSize(1180, 780)

#: Pages that are given the window's style sheet; the others set it themselves.
_OURS = ("stage", "welcome")

#: How long a message that needs no answer stays.
_PASSING_S = 8.0


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
        self._begun = self._closing = self._closed = False
        self._came_from = "stage"
        self._pages: dict[str, QWidget] = {}
        self._dressed: set[str] = set()
        self._sized: dict[str, Theme] = {}
        self._palette: CommandPalette | None = None
        self.microphone = Microphone(studio, tasks, self)
        self.installer = ModelInstaller(studio, tasks, self)
        self.look = Look(studio, tasks, self)
        self.commands = Commands(window_commands(self), studio.settings.value.shortcuts)
        self._ahead = ReviewAhead(lambda: self._theme, lambda: self.review, self)
        self._build()
        self._connect()
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
        self._inside.addLayout(self._news)
        self._inside.addWidget(self.stack, 1)
        body = self._ground = _Ground()
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
        self._space, self._escape = self.keys.of("record"), self.keys.of("discard")
        self.look.changed.connect(self.apply_theme)
        self.look.failed.connect(self.tell)
        QApplication.instance().focusChanged.connect(self._update_keys)  # type: ignore[union-attr]
        QGuiApplication.styleHints().colorSchemeChanged.connect(lambda _scheme: self.look.desktop_changed())
        self._tasks.bug_found.connect(self.tell_bug)
        self.banners.focus_free.connect(self._focus_page)
        self.installer.installed.connect(self._model_changed)
        self.installer.failed.connect(self.tell)
        self.installer.changed.connect(self._show_model_hint)

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
        for part in (self.rail, self.banners):
            follow(part, before, theme)
        if self._palette is not None:
            self._palette.deleteLater()
            self._palette = None
        self.rail.set_theme(theme)
        self.banners.setStyleSheet(theme.stylesheet)
        self.banners.set_theme(theme)
        self._dressed.clear()
        for name, page in self._pages.items():
            if page is self.stack.currentWidget():
                self._dress(name)

    def _dress(self, name: str) -> None:
        """Give a page the colours of now."""
        if name not in self._dressed:
            self._dressed.add(name)
            page: Any = self._pages[name]
            follow(page, self._sized[name], self._theme)
            self._sized[name] = self._theme
            page.set_theme(self._theme)
            if name in _OURS:
                page.setStyleSheet(self._theme.stylesheet)

    # ---- pages ---------------------------------------------------------------------------------

    @property
    def stage(self) -> StageView:
        view: StageView = self._page("stage")
        return view

    @property
    def review(self) -> ReviewView:
        view: ReviewView = self._page("review")
        return view

    @property
    def takes(self) -> TakesView:
        view: TakesView = self._page("takes")
        return view

    @property
    def settings(self) -> SettingsView:
        view: SettingsView = self._page("settings")
        return view

    @property
    def welcome(self) -> WelcomeView:
        view: WelcomeView = self._page("welcome")
        return view

    @property
    def page(self) -> str:
        """The name of the page in sight."""
        return next(name for name, widget in self._pages.items() if widget is self.stack.currentWidget())

    def _page(self, name: str) -> Any:
        if name not in self._pages:
            made: QWidget = getattr(self, f"_make_{name}")()
            self._pages[name] = made
            self._sized[name] = self._theme
            self.keys.adopt(name, made)
            self.stack.addWidget(made)
        return self._pages[name]

    def _make_stage(self) -> StageView:
        view = StageView(self._studio, self._tasks, self._theme, self.microphone)
        view.take_finished.connect(self._take_finished)
        view.not_heard.connect(self._not_heard)
        view.discarded.connect(self._discarded)
        view.failed.connect(self.tell)
        view.state_changed.connect(self._stage_changed)
        view.model_wanted.connect(lambda: self.show_setting("model"))
        view.script.failed.connect(self.tell)
        view.script.undo_offered.connect(self.banners.undo)
        view.script.opened.connect(lambda: self.show_page("stage"))
        return view

    def _make_review(self) -> ReviewView:
        from rehearse.ui.review import ReviewView
        from rehearse.ui.sound_news import SoundNews

        view = ReviewView(self._studio, self._tasks, self._theme, parts=self._ahead.take_parts())
        view.record_again.connect(self.record_again)
        view.failed.connect(self.tell)
        SoundNews(view, self.banners)
        return view

    def _make_takes(self) -> TakesView:
        from rehearse.ui.takes import TakesView

        view = TakesView(self._studio, self._tasks, self._theme)
        view.open_take.connect(self.open_take)
        view.deleted.connect(self._takes_deleted)
        view.failed.connect(lambda text: self.banners.tell(text, tone="off"))
        return view

    def _make_settings(self) -> SettingsView:
        from rehearse.ui.settings_parts import Tools
        from rehearse.ui.settings_view import SettingsView

        tools = Tools(self._studio, self._tasks, self.microphone, self.installer, self.look, self.commands)
        tools.cannot_move = self._why_not_move
        view = SettingsView(tools, self._theme)
        view.profile_chosen.connect(self._load_profile)
        view.keys_chosen.connect(self.keys.refresh)
        view.data_moved.connect(self._data_moved)
        view.stored.connect(self._settings_stored)
        view.failed.connect(self.tell)
        view.undo_offered.connect(self.banners.undo)
        return view

    def _why_not_move(self) -> str:
        """What keeps the recordings where they are just now; "" when nothing does."""
        if "stage" not in self._pages or self.stage.state == "ready":
            return ""
        return _("A take is being recorded or listened to. Wait until that is done.")

    def _settings_stored(self, changes: dict[str, Any]) -> None:
        """Pages that follow settings while they stand (`settings_changed`) are told which."""
        for page in self._pages.values():
            tell: Callable[[dict[str, Any]], None] | None = getattr(page, "settings_changed", None)
            if tell is not None:
                tell(changes)

    def _data_moved(self) -> None:
        """What is in sight came from the old folder."""
        if "review" in self._pages:
            self.review.clear()
        if self._came_from == "review":
            self._came_from = "stage"

    def _make_welcome(self) -> WelcomeView:
        from rehearse.ui.welcome import WelcomeView

        view = WelcomeView(self._studio, self._tasks, self._theme, self.microphone, self.installer)
        view.finished.connect(self._welcomed)
        view.failed.connect(self.tell)
        return view

    def show_page(self, name: str) -> None:
        """Bring a page into sight; not while recording, when nothing should move."""
        if self.is_recording and name != "stage":
            return
        view = self._page(name)
        self._dress(name)
        if name == "takes":
            self.takes.refresh()
        if name != "review":
            self._came_from = name
        self.stack.setCurrentWidget(view)
        self.rail.setVisible(name != "welcome")
        self.rail.light(self._came_from)
        self._focus_page()
        self._update_keys()

    def show_setting(self, name: str) -> None:
        """Go to one setting, by its name in `settings_index`."""
        self.show_page("settings")
        if self.page == "settings":  # not while recording
            self.settings.show_setting(name)

    def _focus_page(self) -> None:
        page = self.stack.currentWidget()
        if page is not None:
            getattr(page, "first_control", page).setFocus(Qt.FocusReason.OtherFocusReason)

    def open_take(self, take_id: str) -> None:
        """Show a stored take."""
        self.review.show_take(take_id)
        self.show_page("review")

    # ---- the start -----------------------------------------------------------------------------

    def _painted(self) -> None:
        if not self._begun:
            self._begun = True
            QTimer.singleShot(0, self, self._begin)

    def _begin(self) -> None:
        """What waits until the window has been seen: files, sound, the model."""
        if self._closing:
            return
        studio = self._studio
        for problem in studio.settings.problems:
            self.banners.tell(problem, tone="near")
        self._load_profile()
        self._tasks.run(
            lambda _handle: studio.sweep(), done=self._swept, failed=self.tell, name="look for lost takes"
        )
        self.microphone.wake()
        self._load_model()
        # Reading the other pages' code takes 50 ms: not in the moment somebody wants to see one.
        self._tasks.run(
            lambda _handle: _read_pages(),
            done=lambda _none: self._ahead.start(),
            failed=self.tell,
            name="read the pages",
        )

    def _load_profile(self) -> None:
        studio = self._studio
        self._tasks.run(
            lambda _handle: studio.profile(),
            done=lambda profile: self.stage.set_profile(profile),
            failed=self.tell,
            name="load the profile",
        )
        self._tasks.run(
            lambda _handle: studio.data_problems,
            done=self.banners.tell_data_problems,
            failed=self.tell,
            name="read the rules",
        )

    def _load_model(self) -> None:
        studio = self._studio
        self._tasks.run(
            lambda _handle: studio.load_engine(),
            done=self._model_loaded,
            failed=self._model_not_loaded,
            name="load the model",
        )

    def _model_loaded(self, model: ModelInfo) -> None:
        self._model_id = model.id
        self._show_model_hint()
        if "welcome" in self._pages:
            self.welcome.show_model(model)

    _model_id = ""

    def _show_model_hint(self) -> None:
        if self.installer.running:
            text = _("Getting a better listener…")
        elif self._model_id == STARTER:
            text = _("Starter model: it hears roughly. Get the better one")
        else:
            text = ""
        self.stage.set_model_hint(text)

    def _model_not_loaded(self, error: Failure) -> None:
        if isinstance(error, ModelError):
            self.banners.tell_error(error, action=_("Choose a model"), act=lambda: self.show_setting("model"))
        else:
            self.tell(error)

    def _model_changed(self, model_id: str) -> None:
        self._model_id = model_id
        self._show_model_hint()
        self.banners.tell(_("From now on the new model listens."), tone="good", for_s=_PASSING_S)

    def _changed_elsewhere(self) -> None:
        """Another window or command has written: what is in sight is read again."""
        page: Any = self.stack.currentWidget()
        again = getattr(page, "library_changed", None) or getattr(page, "refresh", None)
        if self.page != "review" and again is not None:
            again()

    def _swept(self, recovered: list[Take]) -> None:
        self.library_news.tell()
        self.library_news.start()
        if not recovered:
            return
        text = ngettext(
            "A recording was cut short last time. Nothing of it is lost.",
            "{n} recordings were cut short last time. Nothing of them is lost.",
            len(recovered),
        ).format(n=len(recovered))
        only = recovered[0].id if len(recovered) == 1 else None
        self.banners.tell(
            text,
            tone="good",
            action=_("Open it") if only else _("Show them"),
            act=lambda: self.open_take(only) if only else self.show_page("takes"),
        )

    def _welcomed(self) -> None:
        self.show_page("stage")

    # ---- takes ---------------------------------------------------------------------------------

    def _take_finished(self, review: Review) -> None:
        if self.page == "stage" and not self.stage.is_recording:
            self.review.show_review(review)
            # Two steps, so that neither holds the window up for long.
            QTimer.singleShot(0, self, self._show_finished)
        else:
            self._offer(_("Your take has been listened to."), review.take.id)

    def _show_finished(self) -> None:
        if self.page == "stage" and not self.stage.is_recording:
            self.show_page("review")

    def _offer(self, text: str, take_id: str) -> None:
        self.banners.tell(
            text, tone="good", action=_("Open it"), act=lambda: self.open_take(take_id), for_s=_PASSING_S
        )

    def _not_heard(self, take_id: str, error: Failure) -> None:
        if isinstance(error, BugReport):
            return  # told by `bug_found`
        self.banners.tell(
            _("Your take is kept, but could not be listened to."),
            tone="near",
            detail=str(error),
            action=_("Open it"),
            act=lambda: self.open_take(take_id),
        )

    @property
    def is_recording(self) -> bool:
        """Whether sound is being kept, or is about to be."""
        return "stage" in self._pages and self.stage.is_recording

    def record_again(self) -> None:
        """Another take, at once."""
        self.show_page("stage")
        self.stage.start()

    def _discarded(self, take_id: str, words: str) -> None:
        self.banners.undo(words, lambda: self._restore([take_id]))

    def _takes_deleted(self, take_ids: list[str]) -> None:
        text = ngettext("The take was deleted.", "{n} takes were deleted.", len(take_ids))
        self.banners.undo(text.format(n=len(take_ids)), lambda: self._restore(take_ids))

    def _restore(self, take_ids: list[str]) -> None:
        studio = self._studio

        def back(_nothing: None) -> None:
            if self.page == "takes":
                self.takes.refresh()
            elif len(take_ids) == 1:
                self._offer(_("The take is back."), take_ids[0])

        self._tasks.run(lambda _handle: studio.restore(take_ids), done=back, failed=self.tell, name="restore")

    def _stage_changed(self, state: str) -> None:
        if state == "recording":
            self._ahead.start()
        recording = self.stage.is_recording
        self.rail.allow(not recording)
        self._update_keys()
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

    def _update_keys(self, *_focus: Any) -> None:
        """Space records wherever it is not needed by what has the focus; Escape discards."""
        if self._closed or "stage" not in self._pages:
            self._space.setEnabled(False)
            self._escape.setEnabled(False)
            return
        recording = self.stage.is_recording
        if self._palette is not None and self._palette.isVisible():
            self._escape.setEnabled(False)  # Escape closes what lies on top first
            self._space.setEnabled(False)
            return
        focus = self.focusWidget()
        taken = focus is not self.stage.record_button and isinstance(
            focus, (QAbstractButton, QLineEdit, QComboBox, QPlainTextEdit)
        )
        self._space.setEnabled(recording or (self.page in ("stage", "review") and not taken))
        self._escape.setEnabled(recording)

    def record_or_stop(self) -> None:
        """Record, from any page; stop where something is being recorded."""
        if self.page != "stage" and not self.is_recording:
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

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.page == "review":
            self.show_page(self._came_from)
            return
        super().keyPressEvent(event)

    # ---- the end -------------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        """While recording: stop, keep the take, then close."""
        self._closing = True
        if "stage" in self._pages and self.stage.is_recording:
            event.ignore()
            self.stage.stop()
            return
        self._closed = True
        self.library_news.stop()
        for name in ("stage", "settings", "welcome"):
            self.microphone.release(name)
        for page in self._pages.values():
            leave: Callable[[], None] | None = getattr(page, "leave", None)
            if leave is not None:
                leave()
        if "review" in self._pages:
            self.review.close_sound()
        super().closeEvent(event)


class _Ground(QWidget):
    """What everything stands on; says once when it has been seen."""

    painted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("page")
        self.colour = QColor()
        self._seen = False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), self.colour)
        painter.end()
        if not self._seen:
            self._seen = True
            self.painted.emit()


def _read_pages() -> None:
    from rehearse.ui import (  # noqa: F401
        command_palette,
        review,
        script_draft,
        script_sheet,
        settings_view,
        takes,
    )
