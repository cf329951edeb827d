"""Lists of prospects in the window: one taken in from a file, an own one put aside and back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from rehearse.i18n import _, ngettext

if TYPE_CHECKING:
    from rehearse.exchange.decks import Deck
    from rehearse.studio import Studio
    from rehearse.ui.tasks import Tasks

#: Sentences about what of a list was left out; nobody reads more in a banner.
_MOST_TOLD = 2


class DeckFiles(QObject):
    """Signals: `added` (deck id, what is told, what was left out); `deleted` (a sentence, what takes it
    back); `restored` (deck id); `failed` (error).
    """

    added = Signal(str, str, str)
    deleted = Signal(str, object)
    restored = Signal(str)
    failed = Signal(object)

    def __init__(self, studio: Studio, tasks: Tasks, home: QWidget) -> None:
        super().__init__(home)
        self._studio, self._tasks, self._home = studio, tasks, home

    def choose(self) -> None:
        """Ask for a list; does not block the window."""
        dialog = QFileDialog(self._home, _("Choose a list of prospects"))
        dialog.setObjectName("deck_file_dialog")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([_("Lists (*.csv *.tsv *.txt)"), _("All files (*)")])
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.take_in(Path(name)))
        dialog.open()

    def take_in(self, path: Path) -> None:
        """Copy a list among the own decks; it is the one to draw from afterwards."""
        from rehearse.exchange.decks import take_in

        studio = self._studio

        def job() -> Deck:
            deck = take_in(path, studio.paths.prospects)
            studio.decks_changed()
            studio.settings.update(drill_deck=deck.id)
            return deck

        def done(deck: Deck) -> None:
            n = len(deck.cards)
            told = ngettext("“{title}” has {n} card.", "“{title}” has {n} cards.", n).format(
                title=deck.title, n=f"{n:,}"
            )
            self.added.emit(deck.id, told, " ".join(deck.problems[:_MOST_TOLD]))

        self._run(job, done, "take in a list")

    def delete(self, deck_id: str) -> None:
        """Put an own list aside, with a way back."""
        from rehearse.exchange.decks import delete

        studio = self._studio

        def job() -> tuple[str, str]:
            deck = studio.decks[deck_id]
            delete(deck)
            studio.decks_changed()
            return deck.id, deck.title

        def done(gone: tuple[str, str]) -> None:
            text = _("The list “{title}” was deleted.").format(title=gone[1])
            self.deleted.emit(text, lambda: self._put_back(gone[0]))

        self._run(job, done, "delete a list")

    def _put_back(self, deck_id: str) -> None:
        from rehearse.exchange.decks import put_back

        studio = self._studio

        def job() -> str:
            deck = put_back(deck_id, studio.paths.prospects)
            studio.decks_changed()
            studio.settings.update(drill_deck=deck.id)
            return deck.id

        self._run(job, self.restored.emit, "put a list back")

    def _run(self, job: Callable[[], Any], done: Callable[[Any], None], name: str) -> None:
        self._tasks.run(
            lambda _handle: job(),
            done=done,
            failed=self.failed.emit,
            name=name,
            owner=self,
            lane="decks",
            must_run=True,
        )
