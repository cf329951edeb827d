"""The one file in which takes go to a coach and come back: a zip that says what is in it.

    manifest.json        version, when, and each file with its size and SHA-256
    takes/<id>.json      words, verdicts, notes, script and drill of a take
    takes/<id>.mp3       its sound, made small for the way or as it was recorded

A bundle may come from anybody.  `read_bundle` reads all of it and looks at every value before anybody
makes anything of it, and nothing is unpacked but into places the caller names.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from rehearse.errors import BundleInvalid
from rehearse.exchange.bundle_facts import TakeFacts
from rehearse.exchange.bundle_take import WrongTake, take_from_json
from rehearse.i18n import _
from rehearse.library import sealed_zip
from rehearse.library.ids import is_id
from rehearse.library.moments import moment_of
from rehearse.library.sealed_zip import Kind, Member
from rehearse.library.sent_takes import SentTake
from rehearse.progress import ByteTeller, CancelToken, OnProgress

ENDING = ".rehearse"

#: Raised when a version that does not know it could not read a bundle rightly.
SCHEMA = 1

#: More takes than anybody listens to; each is two files.
MAX_TAKES = 10_000
_MAX_FILES = 2 * MAX_TAKES + 1
_MAX_MANIFEST_BYTES = 8_000_000
#: The words of a day of talking are less.
MAX_TAKE_BYTES = 16_000_000

_WHY_CHARS = 300
_NAME = re.compile(r"takes/([0-9a-f-]{36})(\.[a-z0-9]{1,8})")


def invalid(path: Path, why: str) -> BundleInvalid:
    return BundleInvalid(
        # A stranger's names may be as long as they like.
        _("{path} is not a bundle that can be opened: {why}.").format(path=path, why=why[:_WHY_CHARS]),
        kept=_("Nothing was taken in."),
        help=_("Ask whoever made it to send it again."),
    )


KIND = Kind(invalid, _MAX_FILES, _MAX_MANIFEST_BYTES)


@dataclass(frozen=True, slots=True)
class BundleHead:
    """What a bundle says of itself.  `named` is false where names were left out; `created_at` is aware."""

    id: str
    created_at: datetime
    program: str
    named: bool
    members: tuple[Member, ...]

    def to_json(self) -> str:
        return json.dumps(
            {
                "rehearse_bundle": SCHEMA,
                "id": self.id,
                "program": self.program,
                "created_at": self.created_at.isoformat(timespec="seconds"),
                "named": self.named,
                "files": [[m.name, m.size, m.sha256, m.mtime_ns] for m in self.members],
            },
            indent=0,
        )


@dataclass(frozen=True, slots=True)
class BundleEntry(TakeFacts):
    """A take of a bundle.  `text` and `sound` are its two files, `ending` that of the sound with its dot."""

    text: Member
    sound: Member
    ending: str


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle of which everything was read and found right."""

    path: Path
    head: BundleHead
    entries: tuple[BundleEntry, ...]

    @property
    def n_sound_bytes(self) -> int:
        return sum(entry.sound.size for entry in self.entries)

    @contextmanager
    def opened(self) -> Iterator[OpenBundle]:
        """For reading; raises `BundleInvalid` where the file is another one by now."""
        with sealed_zip.opened(self.path, KIND) as archive:
            head, infos = _checked(archive, self.path)
            if head != self.head:
                raise invalid(self.path, _("it was changed while it was read"))
            yield OpenBundle(self.path, archive, infos)


class OpenBundle:
    """Made by `Bundle.opened`.  What is read is compared with its hash again."""

    def __init__(self, path: Path, archive: zipfile.ZipFile, infos: dict[str, zipfile.ZipInfo]) -> None:
        self._path, self._archive, self._infos = path, archive, infos

    def take(self, entry: BundleEntry) -> SentTake:
        return _read_take(self._archive, self._path, entry.text, self._infos, _QUIET)

    def unpack_sound(self, entry: BundleEntry, place: Path, tell: ByteTeller) -> None:
        """Write the sound to `place`, where nothing lies yet.  Raises `OSError`, `Cancelled` as well."""
        info = self._infos[entry.sound.name]
        sealed_zip.unpack_member(self._archive, self._path, entry.sound, info, KIND, tell, place)


_QUIET = ByteTeller(None, None, 1)


def is_bundle(path: Path) -> bool:
    """Whether a file is called as bundles are, or is one that was given another name on the way."""
    if path.suffix.lower() == ENDING:
        return True
    if path.suffix.lower() != ".zip":
        return False
    try:
        with sealed_zip.opened(path, KIND) as archive, archive.open(sealed_zip.MANIFEST_NAME) as manifest:
            return b'"rehearse_bundle"' in manifest.read(200)
    except (BundleInvalid, KeyError, RuntimeError, OSError):
        return False


def read_bundle(
    path: Path, *, on_progress: OnProgress | None = None, cancel: CancelToken | None = None
) -> Bundle:
    """Read all of a bundle and look at every value; nothing is written anywhere.

    Raises `BundleInvalid` or `Cancelled`.
    """
    with sealed_zip.opened(path, KIND) as archive:
        head, infos = _checked(archive, path)
        tell = ByteTeller(on_progress, cancel, sum(member.size for member in head.members))
        tell.step(_("Checking the bundle"))
        texts, sounds = _by_take(head, path)
        entries = []
        for take_id, text in texts.items():
            sound, ending = sounds[take_id]
            take = _read_take(archive, path, text, infos, tell)
            sealed_zip.read_member(archive, path, sound, infos[sound.name], KIND, tell, lambda _chunk: None)
            if take.id != take_id:
                raise invalid(path, _("“{name}” is of another take").format(name=text.name))
            entries.append(BundleEntry.of(take, text, sound, ending))
    return Bundle(path, head, tuple(entries))


def _read_take(
    archive: zipfile.ZipFile,
    path: Path,
    member: Member,
    infos: dict[str, zipfile.ZipInfo],
    tell: ByteTeller,
) -> SentTake:
    pieces: list[bytes] = []
    sealed_zip.read_member(archive, path, member, infos[member.name], KIND, tell, pieces.append)
    try:
        return take_from_json(b"".join(pieces))
    except WrongTake as error:
        raise invalid(
            path, _("“{name}” cannot be understood ({part})").format(name=member.name, part=error)
        ) from error


# ---- looking before reading ------------------------------------------------------------------------


def _checked(archive: zipfile.ZipFile, path: Path) -> tuple[BundleHead, dict[str, zipfile.ZipInfo]]:
    raw, infos = sealed_zip.entries(archive, path, KIND)
    head = _head(raw, path)
    sealed_zip.matched(head.members, infos, path, KIND)
    return head, infos


def _head(raw: bytes, path: Path) -> BundleHead:
    try:
        found: Any = json.loads(raw)
        version = found["rehearse_bundle"]
        if not isinstance(version, int) or isinstance(version, bool) or version < 1:
            raise ValueError("no version")
        if version > SCHEMA:
            raise BundleInvalid(
                _("{path} was written by a later version of Rehearse.").format(path=path),
                kept=_("Nothing was taken in."),
                help=_("Update Rehearse, then open it."),
            )
        bundle_id, named, program = found["id"], found["named"], found["program"]
        if not is_id(bundle_id) or not isinstance(named, bool) or not isinstance(program, str):
            raise TypeError("a bundle says who it is")
        created_at = moment_of(found["created_at"])
        members = sealed_zip.members_of(found["files"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError) as error:
        raise invalid(path, _("its list of files cannot be understood")) from error
    for member in members:
        why = sealed_zip.leads_out(member.name)
        if not why and not _NAME.fullmatch(member.name):
            why = _("“{name}” has no place in a bundle").format(name=member.name)
        if why:
            raise invalid(path, why)
    return BundleHead(bundle_id, created_at, program[:40], named, members)


def _by_take(head: BundleHead, path: Path) -> tuple[dict[str, Member], dict[str, tuple[Member, str]]]:
    """The two files of each take, by its id."""
    texts: dict[str, Member] = {}
    sounds: dict[str, tuple[Member, str]] = {}
    for member in head.members:
        matched = _NAME.fullmatch(member.name)
        assert matched is not None  # looked at in `_head`
        take_id, ending = matched[1], matched[2]
        if not is_id(take_id) or (ending != ".json" and take_id in sounds):
            raise invalid(path, _("“{name}” has no place in a bundle").format(name=member.name))
        if ending == ".json":
            texts[take_id] = member
            if member.size > MAX_TAKE_BYTES:
                raise invalid(path, _("“{name}” is too long").format(name=member.name))
        else:
            sounds[take_id] = member, ending
    if texts.keys() != sounds.keys():
        odd = min(texts.keys() ^ sounds.keys())
        raise invalid(path, _("of take {id} the sound or the words are missing").format(id=odd))
    if not texts:
        raise invalid(path, _("no take is in it"))
    return texts, sounds
