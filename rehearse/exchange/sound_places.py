"""Recordings in files, folders and zips, found one by one and never all held at once."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from rehearse.errors import DataError, FileMissing, RehearseError
from rehearse.exchange.bundle import ENDING, is_bundle
from rehearse.exchange.sound_zips import Entry, SoundZip, opened
from rehearse.files import free_bytes
from rehearse.i18n import _

#: How the names of recordings end, in folders and zips; a file that is named is tried whatever it is called.
_ENDINGS_TEXT = (
    ".3g2 .3ga .3gp .3gpp .aac .ac3 .aif .aifc .aiff .al .alaw .amr .ape .asf .au .avi .awb .caf .eac3 .flac"
    " .flv .g722 .gsm .m4a .m4b .m4v .mka .mkv .mov .mp2 .mp3 .mp4 .mpeg .mpg .mpga .mts .nut .oga .ogg .ogv"
    " .opus .pcma .pcmu .qt .ra .rm .sln .sln16 .snd .spx .tta .ts .ul .ulaw .voc .w64 .wav .wave .weba .webm"
    " .wma .wmv .wv"
)
SOUND_ENDINGS = frozenset(_ENDINGS_TEXT.split())
#: Begin like sound, whatever they are called (diallers leave endings out).
_HEADS = (b"RIFF", b"RF64", b"ID3", b"fLaC", b"OggS", b"FORM", b"caff", b"#!AMR", b".snd", b"\x1aE\xdf\xa3")

#: What systems leave in folders.
_LITTER = frozenset(("thumbs.db", "desktop.ini", "__macosx"))

_CHUNK_BYTES = 1 << 20
_HEADROOM_BYTES = 50_000_000


@dataclass(slots=True)
class Skipped:
    """What in folders and zips was passed over."""

    hidden: int = 0
    other: int = 0


@dataclass(frozen=True, slots=True)
class SoundSource:
    """One recording to be had.

    `name` says where it is, for the user; `parts` are its folders inside the place and its file name.
    `made_at` is the file's own time, aware; None where there is none.
    """

    name: str
    parts: tuple[str, ...]
    n_bytes: int
    made_at: datetime | None
    _path: Path
    _zip: SoundZip | None = field(default=None, repr=False)
    _entry: Entry | None = field(default=None, repr=False)

    @property
    def ending(self) -> str:
        return os.path.splitext(self.parts[-1])[1]

    @property
    def stem(self) -> str:
        return os.path.splitext(self.parts[-1])[0]

    @property
    def on_disk(self) -> bool:
        """Whether it can be read twice at no cost: it is a file of its own."""
        return self._zip is None

    def chunks(self) -> Iterator[bytes]:
        """The bytes of it.  Raises `FileMissing`, `DataError`."""
        if self._zip is not None and self._entry is not None:
            yield from self._zip.chunks(self._entry)
            return
        try:
            with open(self._path, "rb") as reading:
                while chunk := reading.read(_CHUNK_BYTES):
                    yield chunk
        except OSError as error:
            raise unreadable(self._path, error) from error


@dataclass(frozen=True, slots=True)
class BadPlace:
    """A place, or a folder or zip in it, that could not be looked into."""

    name: str
    error: RehearseError


Found = SoundSource | BadPlace


def find_sounds(places: Iterable[Path], skipped: Skipped, *, library: Path) -> Iterator[Found]:
    """Every recording in these files, folders (with the folders in them) and zips, in order of their names.

    `skipped` counts on the way.  `library` is the program's own folder, which is nowhere to import from.
    A zip is open while its recordings are handed out.
    """
    own = os.path.realpath(library)
    for place in places:
        try:
            real = os.path.realpath(place)
            if real == own or real.startswith(own + os.sep):
                yield BadPlace(str(place), _own(place))
            elif place.is_dir():
                yield from _in_folder(place, skipped, own)
            elif _is_zip(place):
                yield from _in_zip(place, (), skipped)
            else:
                yield _file(place, (place.parent.resolve().name, place.name))
        except (OSError, ValueError) as error:  # ValueError: a zero byte in the name
            yield BadPlace(str(place), unreadable(place, error))


def _own(place: Path) -> DataError:
    return DataError(
        _("{path} is where Rehearse keeps its own recordings.").format(path=place),
        kept=_("Nothing was changed."),
        help=_("Name another folder."),
    )


def unreadable(path: Path, error: OSError | ValueError) -> FileMissing:
    if isinstance(error, FileNotFoundError):
        return FileMissing(
            _("There is no file “{path}”.").format(path=path), help=_("Check the name and the folder.")
        )
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return FileMissing(
        _("“{path}” cannot be read: {reason}.").format(path=path, reason=reason),
        help=_("Check its permissions, or copy it to a folder of yours."),
    )


def _file(path: Path, parts: tuple[str, ...]) -> Found:
    facts = path.stat()
    if not os.path.isfile(path):  # a pipe would be waited for without end
        return BadPlace(
            str(path),
            FileMissing(
                _("“{path}” is not an ordinary file.").format(path=path),
                help=_("Save the recording to a file first."),
            ),
        )
    try:
        made_at = datetime.fromtimestamp(facts.st_mtime, UTC)
    except (ValueError, OverflowError, OSError):
        made_at = None
    return SoundSource(str(path), parts, facts.st_size, made_at, path)


def _in_folder(folder: Path, skipped: Skipped, own: str) -> Iterator[Found]:
    top = folder.resolve().name
    refused: list[OSError] = []
    for here, folders, names in os.walk(folder, onerror=refused.append):
        while refused:
            yield _bad_folder(refused.pop())
        hidden = [name for name in folders if is_hidden(name)]
        skipped.hidden += len(hidden)
        folders[:] = sorted(
            name
            for name in folders
            if name not in hidden and os.path.realpath(os.path.join(here, name)) != own
        )
        inside = (top, *Path(here).relative_to(folder).parts)
        for name in sorted(names):
            path = Path(here, name)
            try:
                if is_hidden(name):
                    skipped.hidden += 1
                elif path.suffix.lower() == ENDING:
                    yield BadPlace(str(path), _by_itself(path))
                elif _is_zip(path):
                    yield from _in_zip(path, inside, skipped)
                elif path.is_file() and looks_like_sound(path):
                    yield _file(path, (*inside, name))
                else:
                    skipped.other += 1
            except OSError as error:
                yield BadPlace(str(path), unreadable(path, error))
    yield from map(_bad_folder, refused)


def _bad_folder(error: OSError) -> BadPlace:
    return BadPlace(str(error.filename), unreadable(Path(str(error.filename)), error))


def _by_itself(path: Path) -> DataError:
    return DataError(
        _("“{path}” is a bundle from Rehearse, with notes and verdicts.").format(path=path),
        kept=_("Nothing of it was taken in."),
        help=_("Import it by itself."),
    )


def _in_zip(path: Path, inside: Sequence[str], skipped: Skipped) -> Iterator[Found]:
    if is_bundle(path):  # its sounds alone would be takes without what was said of them
        yield BadPlace(str(path), _by_itself(path))
        return
    try:
        with opened(path) as archive:
            for entry in sorted(archive.entries, key=lambda entry: entry.parts):
                if any(map(is_hidden, entry.parts)):
                    skipped.hidden += 1
                elif os.path.splitext(entry.parts[-1])[1].lower() in SOUND_ENDINGS:
                    name = f"{path}: {'/'.join(entry.parts)}"
                    parts = (*inside, path.stem, *entry.parts)
                    yield SoundSource(name, parts, entry.n_bytes, entry.made_at, path, archive, entry)
                else:
                    skipped.other += 1
    except DataError as error:
        yield BadPlace(str(path), error)


def is_hidden(name: str) -> bool:
    return name.startswith((".", "~$")) or name.casefold() in _LITTER


def looks_like_sound(path: Path) -> bool:
    """By the end of its name, or where that says nothing by its first bytes."""
    ending = path.suffix.lower()
    if ending in SOUND_ENDINGS:
        return True
    if len(ending) > 1 and not ending[1:].isdigit():
        return False
    with open(path, "rb") as file:
        head = file.read(12)
    return head.startswith(_HEADS) or head[4:8] == b"ftyp"


def _is_zip(path: Path) -> bool:
    if path.suffix.lower() != ".zip" or not path.is_file():
        return False
    with open(path, "rb") as file:
        return file.read(2) == b"PK"


def has_room(folder: Path, n_bytes: int) -> bool:
    """Whether a file of that size fits, with something left for the database and the system."""
    return free_bytes(folder) >= n_bytes + _HEADROOM_BYTES
