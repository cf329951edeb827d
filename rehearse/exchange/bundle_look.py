"""What a bundle would bring to this library, told before anything of it is taken in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rehearse.exchange.bundle import Bundle, read_bundle
from rehearse.exchange.bundle_facts import answers_words
from rehearse.exchange.sending import with_sound
from rehearse.i18n import _, ngettext
from rehearse.library.arrivals import Here
from rehearse.progress import CancelToken, OnProgress

if TYPE_CHECKING:
    from rehearse.library.library import Library


@dataclass(frozen=True, slots=True)
class BundleLook:
    """A bundle beside what is here.

    `here` are the takes of it that are here already, by the sent id; `titles` are those of takes that are
    answered, by the answered id, where they are here or in the bundle.  `n_notes` are notes that are not
    here, or read otherwise here; `authors` wrote them.
    """

    bundle: Bundle
    here: Mapping[str, Here]
    titles: Mapping[str, str]
    n_notes: int
    authors: tuple[str, ...]
    n_marks: int
    n_reactions: int

    @property
    def n_new(self) -> int:
        return len(self.bundle.entries) - len(self.here)

    def lines(self) -> list[str]:
        """The same in plain words, a sentence each."""
        entries = self.bundle.entries
        takes = ngettext("{n} take", "{n} takes", len(entries)).format(n=f"{len(entries):,}")
        told = [with_sound(takes, sum(entry.duration_s for entry in entries))]
        if n := len(self.here):
            text = ngettext(
                "{n} is here already: what is said of it comes to it.",
                "{n} are here already: what is said of them comes to them.",
                n,
            )
            told.append(text.format(n=f"{n:,}"))
        if n := sum(one.in_trash for one in self.here.values()):
            text = ngettext("{n} of these is in the trash.", "{n} of these are in the trash.", n)
            told.append(text.format(n=f"{n:,}"))
        if n := self.n_notes:
            notes = ngettext("{n} note that is new", "{n} notes that are new", n).format(n=f"{n:,}")
            if self.authors:
                by = ", ".join(self.authors[:3]) + ("…" if len(self.authors) > 3 else "")
                notes = _("{notes}, by {names}").format(notes=notes, names=by)
            told.append(f"{notes}.")
        if n := self.n_marks:
            told.append(answers_words(entries, n))
        if n := self.n_reactions:
            told.append(ngettext("{n} reaction.", "{n} reactions.", n).format(n=f"{n:,}"))
        if n := sum(entry.answers_id is not None for entry in entries):
            text = ngettext("{n} take answers another.", "{n} takes answer others.", n)
            told.append(text.format(n=f"{n:,}"))
        if not self.bundle.head.named:
            told.append(_("Names were left out."))
        return told


def look_into(
    library: Library, path: Path, *, on_progress: OnProgress | None = None, cancel: CancelToken | None = None
) -> BundleLook:
    """Read a bundle and lay it beside what is here; nothing is changed.

    Raises `BundleInvalid`, `Cancelled` and what `Library` raises.
    """
    bundle = read_bundle(path, on_progress=on_progress, cancel=cancel)
    here: dict[str, Here] = {}
    hashes: dict[str, str] = {}
    n_notes = n_marks = n_reactions = 0
    authors: dict[str, None] = {}
    with bundle.opened() as reader:
        for entry in bundle.entries:
            if cancel is not None:
                cancel.check()
            take = reader.take(entry)
            found = library.arrivals.here(take, hashes)
            texts: dict[str, str] = {}
            answers: set[tuple[str, str, str]] = set()
            reactions: set[str] = set()
            if found is not None:
                here[entry.take_id] = found
                take_id = found.take_id
                texts = {note.id: note.text for note in library.notes.of(take_id)}
                answers = {(one.rubric_id, one.criterion_id, one.answer) for one in library.marks.of(take_id)}
                reactions = {one.id for one in library.reactions.of(take_id)}
            n_marks += sum((one.rubric_id, one.criterion_id, one.answer) not in answers for one in take.marks)
            n_reactions += sum(one.id not in reactions for one in take.reactions)
            new = [note for note in take.notes if texts.get(note.id) != note.text]
            n_notes += len(new)
            authors.update(dict.fromkeys(note.author for note in new if note.author))
    titles = _titles(library, bundle)
    return BundleLook(bundle, here, titles, n_notes, tuple(authors), n_marks, n_reactions)


def _titles(library: Library, bundle: Bundle) -> dict[str, str]:
    wanted = {entry.answers_id for entry in bundle.entries if entry.answers_id is not None}
    if not wanted:
        return {}
    found = {take.id: take.title for take in library.takes() if take.id in wanted}
    return {entry.take_id: entry.title for entry in bundle.entries if entry.take_id in wanted} | found
