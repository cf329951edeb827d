"""Bundles into the window: read and told first, taken in when one says so."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from rehearse.i18n import _, ngettext
from rehearse.ui.check_words import friendly_date

if TYPE_CHECKING:
    from rehearse.exchange.bundle import Bundle
    from rehearse.exchange.bundle_in import BundleTakenIn
    from rehearse.studio import Studio
    from rehearse.ui.tasks import JobHandle, Tasks
    from rehearse.ui.window import MainWindow

_LANE = "bundles"


class BundlesIn(QObject):
    """`changed`: takes came in, or notes did."""

    changed = Signal()

    def __init__(self, window: MainWindow, studio: Studio, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._window, self._studio, self._tasks = window, studio, tasks

    def open(self, path: Path) -> None:
        """Read a bundle and tell what is in it; nothing is taken in."""

        def read(handle: JobHandle) -> Bundle:
            from rehearse.exchange.bundle import read_bundle

            return read_bundle(path, on_progress=handle.report, cancel=handle.cancel_token)

        self._tasks.run(
            read, done=self._tell, failed=self._window.tell, name="read a bundle", owner=self, lane=_LANE
        )

    def _tell(self, bundle: Bundle) -> None:
        text, detail = bundle_words(bundle)
        self._window.banners.tell(
            text, detail=detail, action=_("Take it in"), act=lambda: self.take_in(bundle)
        )

    def take_in(self, bundle: Bundle) -> None:
        """All of it, or nothing; a second time adds nothing."""
        library = self._studio.library

        def take(handle: JobHandle) -> BundleTakenIn:
            from rehearse.exchange.bundle_in import take_in

            return take_in(library, bundle, on_progress=handle.report, cancel=handle.cancel_token)

        self._tasks.run(
            take,
            done=self._taken_in,
            failed=self._window.tell,
            name="take a bundle in",
            owner=self,
            lane=_LANE,
        )

    def _taken_in(self, taken: BundleTakenIn) -> None:
        window = self._window
        here = [take.take_id for take in taken.takes if not take.in_trash]
        only = here[0] if len(here) == 1 else None
        window.banners.tell(
            " ".join(taken.lines()),
            tone="good",
            action=(_("Open it") if only else _("Show them")) if here else "",
            act=lambda: window.open_take(only) if only else window.show_page("takes"),
        )
        self.changed.emit()


def bundle_words(bundle: Bundle) -> tuple[str, str]:
    """What is in a bundle: how many takes, and whose."""
    entries = bundle.entries
    n, n_notes = len(entries), sum(entry.n_notes for entry in entries)
    text = ngettext("A bundle with {n} take", "A bundle with {n} takes", n).format(n=f"{n:,}")
    if n_notes:
        notes = ngettext("{n} note", "{n} notes", n_notes).format(n=f"{n_notes:,}")
        text = _("{takes} and {notes}").format(takes=text, notes=notes)
    when = friendly_date(bundle.head.created_at, datetime.now().astimezone())
    parts = [_("Packed: {when}.").format(when=when)]
    people = list(dict.fromkeys(filter(None, (entry.speaker for entry in entries))))
    if people:
        parts.append(_("Spoken by {names}.").format(names=", ".join(people[:3]) + ("…" * (len(people) > 3))))
    titles = list(dict.fromkeys(filter(None, (entry.title for entry in entries))))
    if titles:
        parts.append(f"“{titles[0]}”" + (" …" if len(titles) > 1 else ""))
    return text + ".", " ".join(parts)


__all__ = ["BundlesIn", "bundle_words"]
