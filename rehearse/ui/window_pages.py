"""The window's pages: each made when it is first wanted, joined to the window, in the colours of now."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from rehearse.settings import coach_key
from rehearse.ui.banners import PASSING_S
from rehearse.ui.text_size import follow

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from rehearse.library.scripts import StoredScript
    from rehearse.studio import Studio
    from rehearse.ui.drill_plan import DrillPlan
    from rehearse.ui.tasks import Tasks
    from rehearse.ui.theme import Theme
    from rehearse.ui.window import MainWindow

#: Pages that are given the window's style sheet; the others set it themselves.
_OURS = ("stage", "welcome")


class WindowPages:
    """Pages by name.  `get` makes one with the `_make_…` of that name."""

    def __init__(self, window: MainWindow, studio: Studio, tasks: Tasks) -> None:
        self._window, self._studio, self._tasks = window, studio, tasks
        self._made: dict[str, QWidget] = {}
        self._dressed: set[str] = set()
        self._sized: dict[str, Theme] = {}

    def __contains__(self, name: object) -> bool:
        """Whether the page was made."""
        return name in self._made

    def __iter__(self) -> Iterator[QWidget]:
        return iter(self._made.values())

    def get(self, name: str) -> Any:
        window = self._window
        if name not in self._made:
            made: QWidget = getattr(self, f"_make_{name}")()
            self._made[name] = made
            self._sized[name] = window.theme
            window.keys.adopt(name, made)
            window.stack.addWidget(made)
        return self._made[name]

    @property
    def in_sight(self) -> str:
        """The name of the page that is shown; "" before there is one."""
        current = self._window.stack.currentWidget()
        return next((name for name, page in self._made.items() if page is current), "")

    # ---- colours -------------------------------------------------------------------------------

    def dress(self, name: str) -> None:
        """Give a page the colours and the size of type of now."""
        if name not in self._dressed:
            self._dressed.add(name)
            page: Any = self._made[name]
            theme = self._window.theme
            follow(page, self._sized[name], theme)
            self._sized[name] = theme
            page.set_theme(theme)
            if name in _OURS:
                page.setStyleSheet(theme.stylesheet)

    def theme_changed(self) -> None:
        """The page in sight changes at once, the others when they are shown."""
        self._dressed.clear()
        if name := self.in_sight:
            self.dress(name)

    # ---- what pages are told -------------------------------------------------------------------

    def tell_settings(self, changes: dict[str, Any]) -> None:
        """Pages that follow settings while they stand (`settings_changed`) are told which."""
        self._window.redoing.settings_changed(changes)
        self._window.imports.watched.settings_changed(changes)
        for page in self:
            tell: Callable[[dict[str, Any]], None] | None = getattr(page, "settings_changed", None)
            if tell is not None:
                tell(changes)

    def library_replaced(self) -> None:
        """Pages that hold something of the library (`library_replaced`) let go of it."""
        self._window.answering.leave()
        self._window.imports.watched.library_replaced()
        for page in self:
            replaced: Callable[[], None] | None = getattr(page, "library_replaced", None)
            if replaced is not None:
                replaced()

    def leave(self) -> None:
        """The window closes: pages with something to keep or to let go of (`leave`) do so."""
        self._window.imports.watched.close()
        for page in self:
            leave: Callable[[], None] | None = getattr(page, "leave", None)
            if leave is not None:
                leave()

    # ---- making them ---------------------------------------------------------------------------

    def _make_stage(self) -> QWidget:
        from rehearse.ui.stage import StageView

        window = self._window
        view = StageView(self._studio, self._tasks, window.theme, window.microphone)
        view.take_finished.connect(window.take_news.finished)
        view.not_heard.connect(window.take_news.not_heard)
        view.discarded.connect(window.take_news.discarded)
        view.failed.connect(window.tell)
        view.state_changed.connect(window.stage_changed)
        view.course.heard_again.connect(window.banners.sound_works)
        view.model_wanted.connect(lambda: window.show_setting("model"))
        view.script.failed.connect(window.tell)
        view.script.undo_offered.connect(window.banners.undo)
        view.script.opened.connect(lambda: window.show_page("stage"))
        window.answering.adopt(view)
        return view

    def _make_review(self) -> QWidget:
        from rehearse.ui.review import ReviewView
        from rehearse.ui.sound_news import SoundNews

        window = self._window
        view = ReviewView(self._studio, self._tasks, window.theme, parts=window.ahead.take_parts())
        view.record_again.connect(window.record_again)
        view.header.export.connect(window.export_takes)
        view.failed.connect(window.tell)
        view.undo_offered.connect(window.banners.undo)
        view.header.drill.wanted.connect(self.show_drill)
        view.header.answers.opened.connect(window.open_take)
        view.header.answers.wanted.connect(window.answering.begin)
        window.answering.answered.connect(view.linked.look_again)
        SoundNews(view, window.banners)
        return view

    def _make_drill(self) -> QWidget:
        from rehearse.ui.drill_stage import DrillStageView

        window = self._window
        view = DrillStageView(self._studio, self._tasks, window.theme, window.drill.running)
        view.left.connect(window.drill.go_back)
        view.again_wanted.connect(window.drill.again)
        view.open_wanted.connect(window.open_take)
        view.told.connect(lambda words: window.banners.tell(words, tone="near", for_s=PASSING_S))
        return view

    def _make_takes(self) -> QWidget:
        from rehearse.ui.takes import TakesView

        window = self._window
        view = TakesView(self._studio, self._tasks, window.theme)
        view.open_take.connect(window.open_take)
        view.open_hit.connect(window.open_take)
        view.deleted.connect(window.take_news.deleted)
        view.bar.exported.connect(window.export_takes)
        view.import_wanted.connect(window.imports.show)
        view.failed.connect(lambda text: window.banners.tell(text, tone="off"))
        return view

    def _make_drills(self) -> QWidget:
        from rehearse.ui.drills_view import DrillsView

        window = self._window
        view = DrillsView(self._studio, self._tasks, window.theme)
        view.start_wanted.connect(self._start_drill)
        view.resume_wanted.connect(window.resume_drill)
        view.edit_wanted.connect(lambda drill, like: window.edit_drill(drill or None, from_=like or None))
        shelf = window.drill_shelf
        shelf.changed.connect(view.drills_changed)
        view.delete_wanted.connect(shelf.delete)
        view.told.connect(
            lambda text, more: window.banners.tell(
                text, tone="near" if more else "good", detail=more, for_s=None if more else PASSING_S
            )
        )
        view.share_wanted.connect(lambda drill: shelf.choose_copy(drill, view))
        view.file_wanted.connect(lambda: shelf.choose_file(view))
        view.open_take.connect(window.open_take)
        view.failed.connect(window.tell)
        view.undo_offered.connect(window.banners.undo)
        return view

    def show_drill(self, drill_id: str) -> None:
        """Bring a drill into sight, ready to be started."""
        self._window.show_page("drills")
        if self.in_sight == "drills":  # not while recording
            self.get("drills").show_drill(drill_id)

    def _start_drill(self, plan: DrillPlan) -> None:
        self._window.start_drill(
            plan.drill_id, script_id=plan.script_id, deck_id=plan.deck_id, n_cards=plan.n_cards
        )

    def _make_scripts(self) -> QWidget:
        from rehearse.ui.scripts_view import ScriptsView

        window = self._window
        view = ScriptsView(self._studio, self._tasks, window.theme, window.stage.script.shelf)
        window.stage.script.file_taken = view.take_file
        view.rehearse.connect(self._rehearse)
        view.failed.connect(window.tell)
        view.refused.connect(lambda words: window.banners.tell(words, tone="near"))
        view.undo_offered.connect(window.banners.undo)
        return view

    def _rehearse(self, stored: StoredScript) -> None:
        """A script goes onto the stage."""
        self._window.show_page("stage")
        self._window.stage.script.choose(stored)

    def _make_drill_form(self) -> QWidget:
        from rehearse.ui.drill_form import DrillForm

        window = self._window
        view = DrillForm(self._studio, self._tasks, window.theme, window.drill_shelf)
        view.try_wanted.connect(window.start_drill)
        view.back.connect(lambda: window.show_page("drills"))
        view.failed.connect(window.tell)
        view.undo_offered.connect(window.banners.undo)
        return view

    def _make_import(self) -> QWidget:
        from rehearse.ui.import_page import ImportPage

        imports = self._window.imports
        view = ImportPage(self._window.theme)
        view.kept.connect(imports.keep)
        view.left.connect(imports.leave)
        view.stopped.connect(imports.stop_looking)
        view.closed.connect(imports.let_go)
        view.library_gone.connect(imports.let_go)
        view.files_wanted.connect(imports.choose_files)
        view.folder_wanted.connect(imports.choose_folder)
        view.watch_wanted.connect(imports.choose_watched)
        view.watch_line.follow(imports.watched)
        return view

    def _make_progress(self) -> QWidget:
        from rehearse.ui.progress_view import ProgressView

        window = self._window
        view = ProgressView(self._studio, self._tasks, window.theme)
        view.open_take.connect(window.open_take)
        view.failed.connect(window.tell)
        view.told.connect(lambda text: window.banners.tell(text, tone="good", for_s=PASSING_S))
        view.undo_offered.connect(window.banners.undo)
        return view

    def _make_coach(self) -> QWidget:
        from rehearse.ui.coach_view import CoachView
        from rehearse.ui.sound_news import SoundNews

        window = self._window
        view = CoachView(self._studio, self._tasks, window.theme, window.drill_shelf.rubrics)
        view.import_wanted.connect(window.imports.show)
        view.open_take.connect(window.open_take)
        view.failed.connect(window.tell)
        view.undo_offered.connect(lambda text, act: window.banners.undo(text, act, icon="undo"))
        view.undo_withdrawn.connect(window.banners.withdraw)
        view.told.connect(lambda text: window.banners.tell(text, tone="good", for_s=PASSING_S, about="coach"))
        view.done.connect(
            lambda text, more: window.banners.tell(
                text, tone="near" if more else "good", detail=more, for_s=None if more else PASSING_S
            )
        )
        view.problems.connect(window.banners.tell_rubric_problems)
        view.person_leaves.connect(self._person_leaves)
        view.people_changed.connect(self._people_changed)
        view.made.connect(lambda: SoundNews(view, window.banners))
        return view

    def _person_leaves(self, name: str) -> None:
        """Somebody is being deleted: the review lets go of what is theirs."""
        if "review" not in self:
            return
        review = self._window.review
        shown = review.review
        review.comparing.forget()
        if shown is not None and coach_key(shown.take.speaker) == coach_key(name):
            review.clear()

    def _people_changed(self) -> None:
        """Names are others now, in the settings too; the review reads its take again."""
        chosen = self._studio.settings.value
        self.tell_settings({"speaker": chosen.speaker, "rubrics": chosen.rubrics})
        if "review" in self and self._window.review.review is not None:
            self._window.review.show_take(self._window.review.review.take.id)

    def _make_settings(self) -> QWidget:
        from rehearse.ui.settings_parts import Tools
        from rehearse.ui.settings_view import SettingsView

        window = self._window
        tools = Tools(
            self._studio, self._tasks, window.microphone, window.installer, window.look, window.commands
        )
        tools.cannot_move = window.why_not_move
        view = SettingsView(tools, window.theme)
        view.profile_chosen.connect(window.start.load_profile)
        view.keys_chosen.connect(window.keys.refresh)
        view.data_moved.connect(window.data_moved)
        view.stored.connect(self.tell_settings)
        view.failed.connect(window.tell)
        view.undo_offered.connect(window.banners.undo)
        return view

    def _make_welcome(self) -> QWidget:
        from rehearse.ui.welcome import WelcomeView

        window = self._window
        view = WelcomeView(self._studio, self._tasks, window.theme, window.microphone, window.installer)
        view.finished.connect(lambda: window.show_page("stage"))
        view.failed.connect(window.tell)
        return view


def read_code() -> None:
    """Import what the pages are made of: 50 ms that nobody should wait for when they want to see one."""
    from rehearse import looking_over  # noqa: F401
    from rehearse.exchange import bundle  # noqa: F401
    from rehearse.ui import (  # noqa: F401
        coach_view,
        command_palette,
        drill_form,
        drill_stage,
        drills_view,
        import_page,
        progress_calls,
        progress_view,
        review,
        script_draft,
        script_sheet,
        scripts_view,
        settings_view,
        takes,
    )
