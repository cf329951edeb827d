"""What the window does about takes: shown or offered when heard, thrown away, brought back, judged again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from rehearse.i18n import _, ngettext
from rehearse.ui.banners import PASSING_S
from rehearse.ui.tasks import BugReport

if TYPE_CHECKING:
    from rehearse.live_take import Review
    from rehearse.studio import Studio
    from rehearse.ui.tasks import Failure, Tasks
    from rehearse.ui.window import MainWindow


class WindowTakes(QObject):
    """Pages tell it of takes; it changes the page, or says so above it."""

    def __init__(self, window: MainWindow, studio: Studio, tasks: Tasks) -> None:
        super().__init__(window)
        self._window, self._studio, self._tasks = window, studio, tasks

    def finished(self, review: Review) -> None:
        """Show it where somebody waits for it, else offer it."""
        if self._awaited:
            self._window.review.show_review(review)
            # Two steps, so that neither holds the window up for long.
            QTimer.singleShot(0, self, self._show_finished)
        else:
            self._offer(_("Your take has been listened to."), review.take.id)

    @property
    def _awaited(self) -> bool:
        return self._window.page == "stage" and not self._window.stage.is_recording

    def _show_finished(self) -> None:
        if self._awaited:
            self._window.show_page("review")

    def not_heard(self, take_id: str, error: Failure) -> None:
        if isinstance(error, BugReport):
            return  # told by `bug_found`
        self._window.banners.tell(
            _("Your take is kept, but could not be listened to."),
            tone="near",
            detail=str(error),
            action=_("Open it"),
            act=lambda: self._window.open_take(take_id),
        )

    def discarded(self, take_id: str, words: str) -> None:
        self._window.banners.undo(words, lambda: self._restore([take_id]))

    def deleted(self, take_ids: list[str]) -> None:
        text = ngettext("The take was deleted.", "{n} takes were deleted.", len(take_ids))
        self._window.banners.undo(text.format(n=len(take_ids)), lambda: self._restore(take_ids))

    def _restore(self, take_ids: list[str]) -> None:
        window, studio = self._window, self._studio

        def back(_nothing: None) -> None:
            if window.page == "takes":
                window.takes.refresh()
            elif len(take_ids) == 1:
                self._offer(_("The take is back."), take_ids[0])

        self._tasks.run(
            lambda _handle: studio.restore(take_ids), done=back, failed=window.tell, name="restore"
        )

    def _offer(self, text: str, take_id: str) -> None:
        window = self._window
        window.banners.tell(
            text, tone="good", action=_("Open it"), act=lambda: window.open_take(take_id), for_s=PASSING_S
        )

    # ---- judged again --------------------------------------------------------------------------

    def redone(self, text: str, well: bool) -> None:
        """All takes were judged or heard anew."""
        self._window.banners.tell(text, tone="good" if well else "near", for_s=PASSING_S if well else None)

    def verdicts_changed(self) -> None:
        """Lists in sight show the verdicts of now."""
        if self._window.page == "takes":
            self._window.takes.refresh()
