"""The window's door to own rubrics, from whatever page a change comes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from rehearse.i18n import _
from rehearse.ui.file_shelf import FileShelf, ShelfWords

if TYPE_CHECKING:
    from rehearse.analysis.rubrics import Rubric
    from rehearse.own_files import Change
    from rehearse.own_rubrics import OwnRubrics
    from rehearse.studio import Studio
    from rehearse.ui.tasks import Failure, Tasks
    from rehearse.ui.window import MainWindow


class RubricShelf(FileShelf):
    def __init__(self, window: MainWindow, studio: Studio, tasks: Tasks) -> None:
        words = ShelfWords(
            "rubric",
            _("“{title}” is among your rubrics now."),
            _("Open a rubric file"),
            _("Save a copy of the rubric"),
            _("Rubrics (*.toml)"),
        )
        super().__init__(window, studio, tasks, words)

    @property
    def own(self) -> OwnRubrics:
        return self._studio.own_rubrics

    def save(
        self,
        rubric: Rubric,
        rubric_id: str | None,
        done: Callable[[Change], None],
        failed: Callable[[Failure], None],
    ) -> None:
        """Write a rubric; without an id a new one."""
        own = self.own
        self.change(lambda: own.save(rubric, rubric_id), self.saved_words, done, failed)

    def sort_out(self, path: Path, *, otherwise: Callable[[Path], None]) -> None:
        """Take in a file that was dropped, where it is meant to be a rubric."""
        from rehearse.own_rubrics import looks_like_rubric

        self._tasks.run(
            lambda _handle: looks_like_rubric(path),
            done=lambda is_one: (self.take_in if is_one else otherwise)(path),
            failed=self._window.tell,
            owner=self,
            name="look at a file",
            lane=self.lane,
        )
