"""A bundle that was taken in, taken back: what was new goes to the trash, notes that came go again."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rehearse.errors import ScriptMissing, TakeMissing
from rehearse.i18n import _, ngettext

if TYPE_CHECKING:
    from rehearse.exchange.bundle_in import BundleTakenIn
    from rehearse.library.library import Library


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What taking a bundle back came to.

    `n_trashed` takes went to the trash, with `n_scripts` scripts that only they use; `n_notes`, `n_marks`,
    `n_reactions` and `n_answers` are as they were before; `n_kept` of these were changed since and stay.
    """

    n_trashed: int
    n_scripts: int
    n_notes: int
    n_marks: int
    n_reactions: int
    n_answers: int
    n_kept: int

    def lines(self) -> list[str]:
        """The same in plain words, a sentence each."""
        told = []
        if n := self.n_trashed:
            told.append(ngettext("{n} take is in the trash.", "{n} takes are in the trash.", n).format(n=n))
        if n := self.n_scripts:
            text = ngettext("So is its script.", "So are {n} scripts.", n)
            told.append(text.format(n=n))
        if n := self.n_notes:
            text = ngettext("{n} note was taken back.", "{n} notes were taken back.", n)
            told.append(text.format(n=n))
        if n := self.n_marks + self.n_answers:
            text = ngettext("{n} answer was taken back.", "{n} answers were taken back.", n)
            told.append(text.format(n=n))
        if n := self.n_reactions:
            text = ngettext("{n} reaction was taken back.", "{n} reactions were taken back.", n)
            told.append(text.format(n=n))
        if n := self.n_kept:
            text = ngettext(
                "{n} that was changed since stays as it is.",
                "{n} that were changed since stay as they are.",
                n,
            )
            told.append(text.format(n=n))
        return told or [_("There was nothing to take back.")]


def can_be_taken_back(taken: BundleTakenIn) -> bool:
    """Whether taking the bundle in changed anything."""
    return any(one.new or (one.change is not None and any(one.change.rows.values())) for one in taken.takes)


def take_back(library: Library, taken: BundleTakenIn) -> TakenBack:
    """Undo `take_in`; doing it twice changes nothing more.

    What somebody has changed since stays as it is.  Raises what `Library` raises.
    """
    trashed = []
    for one in taken.takes:
        with suppress(TakeMissing):  # removed for good since
            if one.new and library.take(one.take_id).deleted_at is None:
                trashed.append(one.take_id)
    library.delete(trashed)
    undone = library.arrivals.take_back(taken.takes)
    scripts = []
    for one in taken.takes:
        if one.script_id is None:
            continue
        with suppress(ScriptMissing):
            script = library.scripts.get(one.script_id)
            # Where another take uses it, or somebody has gone on writing it, it is in use here.
            untouched = library.scripts.newest(script.id).id == script.id
            if script.n_takes == 0 and script.deleted_at is None and untouched:
                scripts.append(script.id)
    library.scripts.delete(scripts)
    back = undone.n_back
    return TakenBack(
        len(trashed),
        len(dict.fromkeys(scripts)),
        back["notes"],
        back["marks"],
        back["reactions"],
        back["answers"],
        undone.n_kept,
    )
