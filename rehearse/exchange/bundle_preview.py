"""What a bundle would hold, told before it is sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rehearse.errors import RehearseError
from rehearse.exchange.bundle_facts import TakeFacts, answers_words, facts_to_dict
from rehearse.exchange.sending import (
    BundleWishes,
    SoundKind,
    sent_take,
    sound_gone,
    travels_as_it_is,
    with_sound,
)
from rehearse.exchange.small_sound import BIT_RATE
from rehearse.i18n import _, ngettext

if TYPE_CHECKING:
    from rehearse.library.library import Library

#: What a take's words, verdicts and notes come to, packed; only for telling the size beforehand.
_TEXT_BYTES = 6_000


@dataclass(frozen=True, slots=True)
class BundlePreview:
    """What a bundle would hold.  `n_bytes` is about what it will take.

    `takes` are those that go, in the order they were asked for; `speakers` and `authors` are empty where
    names are left out; `left_out` are takes that cannot go, each with the reason.
    """

    takes: tuple[TakeFacts, ...]
    total_s: float
    speakers: tuple[str, ...]
    authors: tuple[str, ...]
    n_scripts: int
    n_drills: int
    n_answers: int
    n_unheard: int
    names: bool
    sound: SoundKind
    n_bytes: int
    left_out: tuple[tuple[str, RehearseError], ...] = ()

    @property
    def n_takes(self) -> int:
        return len(self.takes)

    @property
    def n_notes(self) -> int:
        return sum(take.n_notes for take in self.takes)

    @property
    def n_marks(self) -> int:
        return sum(take.n_marks for take in self.takes)

    @property
    def n_reactions(self) -> int:
        return sum(take.n_reactions for take in self.takes)

    def lines(self) -> list[str]:
        """The same in plain words, a sentence each."""
        takes = ngettext("{n} take", "{n} takes", self.n_takes).format(n=self.n_takes)
        told = [
            with_sound(takes, self.total_s),
            _("What was heard in each, word by word, and how it was judged."),
        ]
        if self.n_notes:
            told.append(ngettext("{n} note.", "{n} notes.", self.n_notes).format(n=self.n_notes))
        if self.n_marks:
            told.append(answers_words(self.takes, self.n_marks))
        if self.n_reactions:
            text = ngettext("{n} reaction.", "{n} reactions.", self.n_reactions)
            told.append(text.format(n=self.n_reactions))
        if self.authors:
            told.append(_("Remarks are by {names}.").format(names=_listed(self.authors)))
        if self.n_scripts:
            told.append(
                ngettext("The words of {n} script.", "The words of {n} scripts.", self.n_scripts).format(
                    n=self.n_scripts
                )
            )
        if self.n_drills:
            drills = ngettext(
                "How {n} take did in its drill.", "How {n} takes did in their drills.", self.n_drills
            )
            told.append(drills.format(n=self.n_drills))
        if self.n_answers:
            told.append(
                ngettext("{n} take answers another.", "{n} takes answer others.", self.n_answers).format(
                    n=self.n_answers
                )
            )
        if self.n_unheard:
            told.append(
                ngettext("{n} take has no words yet.", "{n} takes have no words yet.", self.n_unheard).format(
                    n=self.n_unheard
                )
            )
        if not self.names:
            told.append(
                _(
                    "Left out: speakers, titles, tags, titles of scripts and rubrics, who wrote notes and"
                    " marks. What is said in the takes, and written in scripts, notes and marks, stays and"
                    " may hold names."
                )
            )
        elif self.speakers:
            told.append(_("Names: {names}.").format(names=_listed(self.speakers)))
        told.append(_("About {size} MB.").format(size=f"{max(self.n_bytes, 100_000) / 1e6:.1f}"))
        return told


def describe(
    library: Library,
    take_ids: Sequence[str],
    wishes: BundleWishes,
    rubric_titles: Mapping[str, str] | None = None,
) -> BundlePreview:
    """What a bundle of these takes would hold; `rubric_titles` are known here, by id.

    Nothing is written.  Raises what `Library` raises.
    """
    found: list[TakeFacts] = []
    scripts: set[str] = set()
    n_drills = n_unheard = 0
    n_bytes = 1_000
    left_out = []
    for take_id in dict.fromkeys(take_ids):
        try:
            take = library.take(take_id)
            sent = sent_take(library, take, wishes, hashed=False, rubric_titles=rubric_titles)
            size = take.audio_path.stat().st_size
        except RehearseError as error:
            left_out.append((take_id, error))
            continue
        except OSError:
            left_out.append((take_id, sound_gone()))
            continue
        found.append(TakeFacts.of(sent))
        n_drills += sent.drill is not None
        n_unheard += sent.heard is None
        scripts |= set() if sent.script is None else {sent.script.id}
        small = round(sent.duration_s * BIT_RATE / 8)
        n_bytes += _TEXT_BYTES + (size if travels_as_it_is(library, take, wishes, size) else small)
    return BundlePreview(
        takes=tuple(found),
        total_s=sum(take.duration_s for take in found),
        speakers=tuple(sorted({take.speaker for take in found} - {""})),
        authors=tuple(sorted({author for take in found for author in take.authors})),
        n_scripts=len(scripts),
        n_drills=n_drills,
        n_answers=sum(take.answers_id is not None for take in found),
        n_unheard=n_unheard,
        names=wishes.names,
        sound=wishes.sound,
        n_bytes=n_bytes,
        left_out=tuple(left_out),
    )


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:5])
    more = len(names) - 5
    if more <= 0:
        return shown
    return ngettext("{names} and {n} more", "{names} and {n} more", more).format(names=shown, n=more)


def preview_to_dict(preview: BundlePreview) -> dict[str, Any]:
    """For programs."""
    return {
        "n_takes": preview.n_takes,
        "total_s": round(preview.total_s, 3),
        "speakers": list(preview.speakers),
        "note_authors": list(preview.authors),
        "n_notes": preview.n_notes,
        "n_marks": preview.n_marks,
        "n_reactions": preview.n_reactions,
        "n_scripts": preview.n_scripts,
        "n_drills": preview.n_drills,
        "n_answers": preview.n_answers,
        "n_unheard": preview.n_unheard,
        "names": preview.names,
        "sound": preview.sound,
        "n_bytes_about": preview.n_bytes,
        "takes": [facts_to_dict(take) for take in preview.takes],
    }
