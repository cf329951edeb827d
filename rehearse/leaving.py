"""Takes of the library on their way out: what the exporter asks for, by today's rules."""

from __future__ import annotations

from pathlib import Path

from rehearse.errors import TakeMissing
from rehearse.exchange.outgoing import Desk, Outgoing, outgoing
from rehearse.i18n import _
from rehearse.studio import Studio


class LeavingTakes:
    """A source for `exchange.exporting.export`; usable from one thread at a time."""

    def __init__(self, studio: Studio, *, names: bool) -> None:
        self._studio, self._names = studio, names

    def outgoing(self, take_id: str) -> Outgoing:
        """A take as it is judged now, with what a coach said of it.

        Raises `TakeMissing` where nothing was heard yet.
        """
        review = self._studio.review(take_id)
        if review.analysis is None:
            raise not_heard(take_id)
        library = self._studio.library
        marks = library.marks.of(take_id)
        # Their files are read for takes that were judged by one alone.
        rubrics, titles = (self._studio.rubrics, library.rubric_titles.all()) if marks else ({}, {})
        desk = Desk(marks, library.reactions.of(take_id), rubrics, titles)
        notes = library.notes.of(take_id)
        return outgoing(review.take, review.analysis, notes, desk, before=review.before, names=self._names)

    def sound(self, take_id: str) -> Path:
        return self._studio.library.take(take_id).audio_path


def not_heard(take_id: str) -> TakeMissing:
    """The error that stands for a take without words."""
    return TakeMissing(
        _("This take has not been heard yet."),
        kept=_("Its sound is kept."),
        help=_("“rehearse takes score {name}” listens to it.").format(name=take_id[-8:]),
    )
