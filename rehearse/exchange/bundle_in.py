"""A bundle taken in: notes go to the takes they are about, other takes come in, or nothing does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rehearse.audio.format import AudioFormat
from rehearse.errors import BundleInvalid, DataError, DiskFull
from rehearse.exchange.bundle import Bundle, BundleEntry, OpenBundle, invalid
from rehearse.exchange.sound_look import LookJob, SoundLook, lookers
from rehearse.files import free_bytes
from rehearse.i18n import _, ngettext
from rehearse.library.arrivals import Here, Landed
from rehearse.library.database_errors import told_plainly
from rehearse.library.landing import Landing, landing
from rehearse.library.library import DATABASE_NAME, Library
from rehearse.library.sent_takes import SentTake
from rehearse.processes import BeginFailed
from rehearse.progress import ByteTeller, CancelToken, OnProgress

#: Left free on the disk of the library: the next takes have to fit as well.
_SPARE_BYTES = 64_000_000


@dataclass(frozen=True, slots=True)
class BundleTakenIn:
    """What became of each take of a bundle, in its order: the oldest first."""

    bundle: Bundle
    takes: tuple[Landed, ...]

    @property
    def n_new(self) -> int:
        return sum(take.new for take in self.takes)

    def lines(self) -> list[str]:
        """The same in plain words, a sentence each."""
        n_known = len(self.takes) - self.n_new
        n_notes = sum(take.notes.n_new for take in self.takes)
        n_changed = sum(take.notes.n_changed for take in self.takes)
        n_aside = sum(take.notes.n_aside for take in self.takes)
        n_older = sum(take.notes.n_older for take in self.takes)
        n_trash = sum(take.in_trash for take in self.takes)
        told = []
        if self.n_new:
            told.append(ngettext("{n} take came in.", "{n} takes came in.", self.n_new).format(n=self.n_new))
        if n_known:
            told.append(
                ngettext("{n} take was here already.", "{n} takes were here already.", n_known).format(
                    n=n_known
                )
            )
        if n_trash:
            told.append(
                ngettext("{n} of them is in the trash.", "{n} of them are in the trash.", n_trash).format(
                    n=n_trash
                )
            )
        if n_notes:
            told.append(ngettext("{n} new note.", "{n} new notes.", n_notes).format(n=n_notes))
        if n_changed:
            text = ngettext("{n} note reads anew.", "{n} notes read anew.", n_changed)
            told.append(text.format(n=n_changed))
        n_marks = sum(take.notes.n_marks for take in self.takes)
        if n_marks:
            text = ngettext("{n} answer to a rubric.", "{n} answers to rubrics.", n_marks)
            told.append(text.format(n=n_marks))
        n_reactions = sum(take.notes.n_reactions for take in self.takes)
        if n_reactions:
            told.append(ngettext("{n} reaction.", "{n} reactions.", n_reactions).format(n=n_reactions))
        if n_aside:
            text = ngettext(
                "{n} text of yours was kept beside the newer one.",
                "{n} texts of yours were kept beside the newer ones.",
                n_aside,
            )
            told.append(text.format(n=n_aside))
        if n_older:
            text = ngettext(
                "{n} note was left out: it was changed or taken away here since.",
                "{n} notes were left out: they were changed or taken away here since.",
                n_older,
            )
            told.append(text.format(n=n_older))
        if n_known and not (self.n_new or any(take.notes.changed for take in self.takes)):
            told.append(_("Nothing in it is new."))
        return told


def take_in(
    library: Library,
    bundle: Bundle,
    *,
    on_progress: OnProgress | None = None,
    cancel: CancelToken | None = None,
) -> BundleTakenIn:
    """Take all of a bundle in.  A second time adds nothing.

    Raises `BundleInvalid` (also where a sound in it is none), `DiskFull`, `Cancelled` and what `Library`
    raises; then nothing of it came in.
    """
    tell = ByteTeller(on_progress, cancel, bundle.n_sound_bytes)
    tell.step(_("Taking in"))
    with bundle.opened() as reader, told_plainly(library.folder / DATABASE_NAME):
        known: dict[str, Here] = {}
        hashes: dict[str, str] = {}
        for entry in bundle.entries:
            tell.count(0)
            here = library.arrivals.here(reader.take(entry), hashes)
            if here is not None:
                known[entry.take_id] = here
        new = [entry for entry in bundle.entries if entry.take_id not in known]
        _require_room(library, sum(entry.sound.size for entry in new))
        titles: dict[str, str] = {}
        with landing(library.folder, [(entry.take_id, entry.ending) for entry in new]) as places:
            found = _unpacked(reader, bundle, new, places, tell)
            tell.count(0)  # the last moment to stop
            takes = _takes(reader, bundle, found, titles)
            landed = library.arrivals.take_in(bundle.head.id, takes, known, places)
        library.rubric_titles.learn(titles)
    return BundleTakenIn(bundle, tuple(landed))


def _takes(
    reader: OpenBundle, bundle: Bundle, found: Mapping[str, SoundLook], titles: dict[str, str]
) -> Iterator[SentTake]:
    """Each take with the facts of the sound as it came, whatever was said of it.

    Into `titles` goes what their rubrics are called, by id.
    """
    for entry in bundle.entries:
        take = reader.take(entry)
        titles.update(take.rubric_titles)
        if entry.take_id in found:
            look = found[entry.take_id]
            take = replace(take, format=AudioFormat(look.rate_hz, look.channels), n_frames=look.n_frames)
        yield take


def _unpacked(
    reader: OpenBundle,
    bundle: Bundle,
    new: Sequence[BundleEntry],
    places: Mapping[str, Landing],
    tell: ByteTeller,
) -> dict[str, SoundLook]:
    """The sounds written to their places, and what each of them is, by the take's id.

    Each is read to its end in another process.  Raises `BundleInvalid` where one is no sound.
    """

    def jobs() -> Iterator[LookJob]:
        for number, entry in enumerate(new):
            place = places[entry.take_id]
            reader.unpack_sound(entry, place.piece, tell)
            yield LookJob(number, place.piece, whole=True)

    found: dict[str, SoundLook] = {}
    try:
        with lookers() as workers:
            for job, answer in workers.run(jobs(), check=lambda: tell.count(0)):
                entry = new[job.number]
                if not isinstance(answer, SoundLook):
                    raise _sound_invalid(bundle, entry)
                found[entry.take_id] = answer
    except BeginFailed:
        raise DataError(
            _("Recordings cannot be looked at here: the process that does it ends at once."),
            kept=_("Nothing was taken in."),
            help=_("Set the program up again with `python3 run.py`."),
        ) from None
    return found


def _sound_invalid(bundle: Bundle, entry: BundleEntry) -> BundleInvalid:
    name = entry.title or entry.take_id[-8:]
    return invalid(bundle.path, _("the sound of “{name}” cannot be read").format(name=name))


def _require_room(library: Library, n_bytes: int) -> None:
    free = free_bytes(library.folder)
    if free < n_bytes + _SPARE_BYTES:
        raise DiskFull(
            _("There is not enough room in {folder} for what is in the bundle.").format(
                folder=library.folder
            ),
            kept=_("Nothing was taken in."),
            help=_("Free some space, then try again."),
        )
