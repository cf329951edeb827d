"""Takes of the library taken apart for their way to somebody else."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from rehearse.errors import DataError, FileMissing, RehearseError
from rehearse.exchange.small_sound import BIT_RATE
from rehearse.i18n import _
from rehearse.library import rows
from rehearse.library.arrivals import file_sha256
from rehearse.library.desk_facts import MarkFacts, ReactionFacts
from rehearse.library.sent_takes import SentDrill, SentNote, SentScript, SentTake
from rehearse.library.takes import Take, TakeState

if TYPE_CHECKING:
    from rehearse.library.library import Library

#: "small": made small for the way, enough to hear what a telephone carries.  "original": as recorded.
SoundKind = Literal["small", "original"]


@dataclass(frozen=True, slots=True)
class BundleWishes:
    """What goes into a bundle.

    Without `names` the speakers, titles, tags, titles of scripts and rubrics and authors of notes stay here;
    what was said stays as it was said.
    """

    names: bool = True
    sound: SoundKind = "small"


def with_sound(takes: str, total_s: float) -> str:
    """How many takes, as told in `takes`, and how long all of them are."""
    minutes, seconds = divmod(round(total_s), 60)
    if not minutes:
        return _("{takes} with sound, {seconds} s in all.").format(takes=takes, seconds=seconds)
    return _("{takes} with sound, {minutes} min {seconds:02d} s in all.").format(
        takes=takes, minutes=minutes, seconds=seconds
    )


def sent_take(
    library: Library,
    take: Take,
    wishes: BundleWishes,
    *,
    hashed: bool = True,
    rubric_titles: Mapping[str, str] | None = None,
) -> SentTake:
    """A take of the library as it travels; `sound_sha256` is empty where it is not `hashed`.

    `rubric_titles` are those of the rubrics whose files are here, by id.

    Raises `DataError` for one that is still being recorded, and what `Library` raises.
    """
    if take.state is TakeState.RECORDING or take.format is None or not take.n_frames:
        raise DataError(_("This take has no sound that could be sent."), kept=_("It was left out."))
    names = wishes.names
    bases = library.arrivals.bases(take.id)
    notes = tuple(
        SentNote(
            note.id,
            note.created_at,
            note.changed_at or note.created_at,
            note.author if names else "",
            note.first_word,
            note.last_word,
            note.span,
            note.text,
            bases.get(note.id, ""),
        )
        for note in library.notes.of(take.id)
    )
    script = None
    if take.script_id is not None:
        with suppress(RehearseError):  # its script may be gone for good
            found = library.scripts.get(take.script_id)
            script = SentScript(found.id, found.title if names else "", found.text)
    marks = library.marks.of(take.id)
    titles = {**library.rubric_titles.all(), **(rubric_titles or {})} if marks and names else {}
    return SentTake(
        id=take.id,
        created_at=take.created_at,
        title=take.title if names else "",
        speaker=take.speaker if names else "",
        tags=library.take_tags(take.id) if names else (),
        sound_sha256=_sha256_of(library, take) if hashed else "",
        format=take.format,
        n_frames=take.n_frames,
        heard=take.heard,
        corrections=take.corrections,
        scorecard=take.scorecard,
        sound=take.sound,
        notes=notes,
        script=script,
        drill=_drill_of(library, take.id),
        answers_id=library.arrivals.answers(take.id),
        marks=tuple(
            MarkFacts(
                mark.rubric_id,
                mark.criterion_id,
                mark.author if names else "",
                rows.time_text(mark.marked_at),
                mark.answer,
                mark.question,
                mark.reason,
                mark.check_id,
                mark.check_band,
            )
            for mark in marks
        ),
        reactions=tuple(
            ReactionFacts(
                one.id,
                rows.time_text(one.created_at),
                one.author if names else "",
                one.kind,
                None if one.span is None else one.span.start_s,
                None if one.span is None else one.span.end_s,
            )
            for one in library.reactions.of(take.id)
        ),
        rubric_titles={mark.rubric_id: titles[mark.rubric_id] for mark in marks if mark.rubric_id in titles},
    )


def _sha256_of(library: Library, take: Take) -> str:
    """The hash that the recording is known by; "" where the file cannot be read."""
    facts = library.imports.facts(take.id)
    # What came in a bundle is known by the sound it had where it was recorded.
    if facts is not None and library.arrivals.arrived(take.id) is not None and take.audio_path.is_file():
        return facts.sha256
    return file_sha256(take.audio_path)


def _drill_of(library: Library, take_id: str) -> SentDrill | None:
    found = library.drill_runs.of_take(take_id)
    if found is None:
        return library.arrivals.drill(take_id)
    run, attempt = found
    misses = tuple(miss.sentence for miss in attempt.misses if miss.sentence)
    return SentDrill(run.drill_id, run.title, attempt.round_, attempt.outcome or "", misses)


def travels_as_it_is(library: Library, take: Take, wishes: BundleWishes, size: int) -> bool:
    """Whether the very file travels, and not a small copy of it."""
    recorded_here = take.audio_path.suffix.lower() == ".wav" and library.imports.facts(take.id) is None
    # A file from elsewhere may name somebody in its tags; a copy made here has none.
    if not wishes.names and not recorded_here:
        return False
    return wishes.sound == "original" or size <= 1.1 * (take.duration_s or 0.0) * BIT_RATE / 8


def sound_gone() -> FileMissing:
    """The error for a take whose sound cannot be read."""
    return FileMissing(_("The sound of this take is not where it was."), kept=_("It was left out."))
