"""What is told of the people of a library, see `rehearse.library.people`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rehearse.i18n import _, ngettext


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who speaks in takes, or wrote about takes of others.

    `name` is as it was written last; `n_takes` and `n_runs` (of drills) are those outside the trash.
    `last_at` is when the newest of these takes was made, aware and in UTC.
    """

    name: str
    n_takes: int
    n_in_trash: int
    n_runs: int
    n_written: int
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class Traces:
    """What goes when somebody is forgotten, and what stays.

    `n_takes` counts those in the trash too; `audio_bytes` is the size of their sound.
    `n_runs` are drills they did; `n_written` notes, marks and reactions to takes of others, which stay
    without the name.
    `elsewhere` are copies that this program made and that are left alone: damaged databases set aside and
    libraries that a restore set aside.
    """

    name: str
    n_takes: int
    audio_bytes: int
    n_runs: int
    n_written: int
    elsewhere: tuple[Path, ...]

    def __bool__(self) -> bool:
        return bool(self.n_takes or self.n_runs or self.n_written)

    def told(self) -> list[str]:
        """What goes and what stays, in sentences."""
        goes = [
            ngettext(
                "{n} take of {name} with its sound ({size}), its words and every note on it",
                "{n} takes of {name} with their sound ({size}), their words and every note on them",
                self.n_takes,
            ).format(n=self.n_takes, name=self.name, size=_size(self.audio_bytes)),
        ]
        if self.n_runs:
            told = ngettext("{n} drill they did", "{n} drills they did", self.n_runs)
            goes.append(told.format(n=self.n_runs))
        sentences = [_("Gone for good: {things}.").format(things="; ".join(goes))]
        if self.n_written:
            text = ngettext(
                "{n} note, mark or reaction they gave to others stays, without the name.",
                "{n} notes, marks and reactions they gave to others stay, without the name.",
                self.n_written,
            )
            sentences.append(text.format(n=self.n_written))
        sentences.append(
            _("Entries of calls, scripts and ideas stay; so does the name where a text merely mentions it.")
        )
        sentences.append(_("Backups and files that were exported are not touched."))
        if self.elsewhere:
            places = ", ".join(map(str, self.elsewhere))
            sentences.append(_("Also not touched, delete them yourself: {places}.").format(places=places))
        return sentences


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What is gone.  `is_complete` is false where something is left to be done, told in `left`."""

    n_takes: int
    n_runs: int
    n_written: int
    left: str = ""

    @property
    def is_complete(self) -> bool:
        return not self.left


def _size(n_bytes: int) -> str:
    return _("{n:.1f} MB").format(n=n_bytes / 1e6)
