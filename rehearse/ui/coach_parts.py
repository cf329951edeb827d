"""The tabs of the coach's page beside what is to be heard: each is made when somebody wants to see it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from rehearse.ui.coach_rubrics import RubricsPart
from rehearse.ui.coach_team import TeamPart

if TYPE_CHECKING:
    from rehearse.studio import Studio
    from rehearse.ui.coach_view import CoachView
    from rehearse.ui.rubric_shelf import RubricShelf
    from rehearse.ui.tasks import Tasks
    from rehearse.ui.theme import Theme


class TabParts:
    """`team` and `rubrics`, in the view's stack and with its signals from the moment they are made."""

    def __init__(
        self, view: CoachView, studio: Studio, tasks: Tasks, shelf: RubricShelf, theme: Theme
    ) -> None:
        self._view, self._studio, self._tasks, self._shelf = view, studio, tasks, shelf
        self._theme = theme
        self._side_px = 0

    @cached_property
    def team(self) -> TeamPart:
        view = self._view
        part = TeamPart(self._studio, self._tasks, self._theme)
        part.chosen.connect(view.show_speaker)
        people = part.orders
        people.failed.connect(view.failed)
        people.told.connect(view.done)
        people.undo_offered.connect(view.undo_offered)
        people.leaving.connect(view.let_go_of_person)
        people.changed.connect(view.people_are_others)
        part.set_theme(self._theme)
        view.stack.addWidget(part)
        return part

    @cached_property
    def rubrics(self) -> RubricsPart:
        view = self._view
        part = RubricsPart(self._studio, self._shelf, self._theme)
        part.undo_offered.connect(view.undo_offered)
        part.problems.connect(view.problems)
        part.shown.connect(lambda: view.show_tab("rubrics"))
        part.set_theme(self._theme)
        part.arrange(self._side_px)
        view.stack.addWidget(part)
        return part

    def name_of(self, part: object) -> str:
        """ "team" or "rubrics" where it is that part, else ""; makes none."""
        return next((name for name in ("team", "rubrics") if self.__dict__.get(name) is part), "")

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        if "team" in self.__dict__:
            self.team.set_theme(theme)
        if "rubrics" in self.__dict__:
            self.rubrics.set_theme(theme)

    def arrange(self, side_px: int) -> None:
        """How wide the list beside a rubric is, as that of the takes to hear."""
        self._side_px = side_px
        if "rubrics" in self.__dict__:
            self.rubrics.arrange(side_px)
