"""A bundle written, whole or not at all."""

from __future__ import annotations

import errno
import os
import tempfile
import time
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING

from rehearse import __version__
from rehearse.audio.format import SPEECH_FORMAT
from rehearse.errors import AudioFileError, Cancelled, DataError, DiskFull, RehearseError
from rehearse.exchange.bundle import ENDING, MAX_TAKE_BYTES, MAX_TAKES, Bundle, BundleHead, read_bundle
from rehearse.exchange.bundle_preview import describe
from rehearse.exchange.bundle_take import take_to_json
from rehearse.exchange.sending import BundleWishes, sent_take, sound_gone, travels_as_it_is
from rehearse.exchange.small_sound import write_mp3
from rehearse.files import free_bytes, sync_folder
from rehearse.i18n import _
from rehearse.library import sealed_zip
from rehearse.library.ids import new_id
from rehearse.library.sealed_zip import Member
from rehearse.library.sent_takes import SentTake
from rehearse.library.takes import Take
from rehearse.progress import ByteTeller, CancelToken, OnProgress

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from rehearse.library.library import Library

_SMALL = ".mp3"
#: Left free on the disk of the bundle.
_SPARE_BYTES = 20_000_000


@dataclass(frozen=True, slots=True)
class WrittenBundle:
    """A bundle that was written and read back, and the takes that could not go into it."""

    bundle: Bundle
    n_bytes: int
    left_out: tuple[tuple[str, RehearseError], ...]


def bundle_name(now: datetime) -> str:
    """What a bundle is called where nobody gave it a name; `now` by the clock on the wall."""
    return f"Takes {now:%Y-%m-%d %H%M}{ENDING}"


# ---- writing ---------------------------------------------------------------------------------------


def write_bundle(
    library: Library,
    take_ids: Sequence[str],
    target: Path,
    wishes: BundleWishes,
    *,
    rubric_titles: Mapping[str, str] | None = None,
    on_progress: OnProgress | None = None,
    cancel: CancelToken | None = None,
) -> WrittenBundle:
    """Write these takes into `target`, in place of a file of that name.

    `rubric_titles` are those of the rubrics whose files are here, by id.
    Written beside it, read back and only then given its name.  A take whose sound is gone is left out.
    Raises `DataError`, `DiskFull`, `Cancelled` and what `Library` raises; then there is no bundle, or the
    one there was before.
    """
    target = Path(os.path.abspath(target))
    # The oldest first: in that order they come into the other list.
    place = {row.id: number for number, row in enumerate(library.takes())}
    take_ids = sorted(dict.fromkeys(take_ids), key=lambda take_id: -place.get(take_id, -1))
    if not 0 < len(take_ids) <= MAX_TAKES:
        raise DataError(
            _("A bundle holds from 1 to {n} takes.").format(n=f"{MAX_TAKES:,}"), kept=_not_written()
        )
    preview = describe(library, take_ids, wishes, rubric_titles)
    if free_bytes(target.parent) < preview.n_bytes + _SPARE_BYTES:
        raise DiskFull(
            _("There is not enough room for the bundle in {folder}.").format(folder=target.parent),
            kept=_not_written(),
            help=_("Free some space or choose another folder."),
        )
    # Sound to read, then the bundle to read back.
    total = round(preview.total_s * SPEECH_FORMAT.rate_hz * SPEECH_FORMAT.frame_bytes) + preview.n_bytes
    tell = ByteTeller(on_progress, cancel, total)
    left_out: list[tuple[str, RehearseError]] = []
    with _told_plainly(target):
        handle, name = tempfile.mkstemp(prefix=f".{target.name[:40]}.", suffix=".part", dir=target.parent)
        piece = Path(name)
        try:
            with os.fdopen(handle, "w+b") as file:
                tell.step(_("Packing"))
                _fill(file, library, take_ids, wishes, rubric_titles or {}, tell, left_out)
                file.flush()
                os.fsync(file.fileno())
            bundle = read_bundle(piece, on_progress=on_progress, cancel=cancel)
            if cancel is not None:
                cancel.check()
            os.replace(piece, target)
        except BaseException:
            with suppress(OSError):
                piece.unlink()
            raise
        with suppress(OSError):
            sync_folder(target.parent)  # some network drives refuse it
    return WrittenBundle(replace(bundle, path=target), target.stat().st_size, tuple(left_out))


def _fill(
    file: IO[bytes],
    library: Library,
    take_ids: Sequence[str],
    wishes: BundleWishes,
    rubric_titles: Mapping[str, str],
    tell: ByteTeller,
    left_out: list[tuple[str, RehearseError]],
) -> None:
    members: list[Member] = []
    now = datetime.now(UTC)
    with zipfile.ZipFile(file, "w", allowZip64=True) as archive:
        for take_id in take_ids:
            try:
                take = library.take(take_id)
                sent = sent_take(library, take, wishes, rubric_titles=rubric_titles)
                members += _add(archive, library, take, sent, wishes, tell)
            except Cancelled:
                raise
            except (AudioFileError, DataError) as error:
                left_out.append((take_id, error))
        if not members:
            raise DataError(
                _("None of these takes can be sent: {why}").format(why=left_out[0][1].message),
                kept=_not_written(),
            )
        head = BundleHead(new_id(), now, __version__, wishes.names, tuple(members))
        archive.writestr(sealed_zip.entry_info(sealed_zip.MANIFEST_NAME, time.time()), head.to_json())


def _add(
    archive: zipfile.ZipFile,
    library: Library,
    take: Take,
    sent: SentTake,
    wishes: BundleWishes,
    tell: ByteTeller,
) -> list[Member]:
    """The two files of a take.  Raises `AudioFileError` or `DataError` before anything of it is written."""
    if not sent.sound_sha256:
        raise sound_gone()
    with _sound(library, take, wishes, tell) as (sound, ending, n_frames):
        if n_frames is not None:
            sent = replace(sent, format=SPEECH_FORMAT, n_frames=n_frames)
        text = take_to_json(sent).encode("ascii")
        if len(text) > MAX_TAKE_BYTES:
            raise DataError(_("This take has more words than a bundle takes."), kept=_("It was left out."))
        with tempfile.TemporaryFile() as words:
            words.write(text)
            words.seek(0)
            told = sealed_zip.add_file(archive, f"takes/{take.id}.json", words, tell, packed=True)
        heard = sealed_zip.add_file(archive, f"takes/{take.id}{ending}", sound, tell, packed=False)
    # When a file was written here is nobody's business there.
    return [replace(told, mtime_ns=0), replace(heard, mtime_ns=0)]


@contextmanager
def _sound(
    library: Library, take: Take, wishes: BundleWishes, tell: ByteTeller
) -> Iterator[tuple[IO[bytes], str, int | None]]:
    """The sound to send, open at its beginning, its ending, and its frames where it was made small."""
    try:
        original = open(take.audio_path, "rb")  # noqa: SIM115 - closed below; a missing one is told apart
    except OSError as error:
        raise sound_gone() from error
    with original:
        if travels_as_it_is(library, take, wishes, os.fstat(original.fileno()).st_size):
            yield original, take.audio_path.suffix.lower(), None
            return
    with tempfile.TemporaryFile() as small:
        n_frames = write_mp3(_speech(take.audio_path, tell), small)
        if not n_frames:
            raise DataError(_("There is no sound in this take."), kept=_("It was left out."))
        small.seek(0)
        yield small, _SMALL, n_frames


def _speech(path: Path, tell: ByteTeller) -> Iterator[NDArray[np.int16]]:
    import numpy as np

    from rehearse.audio.decode import decode_speech

    for piece in decode_speech(path):
        tell.count(len(piece))
        yield np.frombuffer(piece, dtype="<i2")


def _not_written() -> str:
    return _("No bundle was written; your takes are untouched.")


@contextmanager
def _told_plainly(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull(
                _("The disk of {folder} is full.").format(folder=target.parent),
                kept=_not_written(),
                help=_("Free some space or choose another folder."),
            ) from error
        raise DataError(
            _("{path} could not be written: {reason}.").format(path=target, reason=error.strerror or error),
            kept=_not_written(),
        ) from error
