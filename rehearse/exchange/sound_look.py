"""What a stranger's recording is, found out in a process of its own, which it may end."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rehearse.errors import NotAudio, RehearseError
from rehearse.i18n import _
from rehearse.processes import Tell, Workers, usable_cores

#: How long a file may keep its process busy without a word.
_PATIENCE_S = 30.0
#: So many pieces of sound are read between two signs of life.
_TELL_EVERY = 500


@dataclass(frozen=True, slots=True)
class SoundLook:
    """What a file says about itself; `n_frames` may be an estimate where it was not read to its end."""

    rate_hz: int
    channels: int
    n_frames: int
    tags: dict[str, str]


@dataclass(frozen=True, slots=True)
class LookJob:
    """`whole`: read to the end, so that the length is true."""

    number: int
    path: Path
    whole: bool = False


def lookers() -> Workers[LookJob, SoundLook]:
    """Processes that look at files."""
    return Workers(_look, min(2, usable_cores()), begin=_nothing_to_begin, patience_s=_PATIENCE_S)


def _nothing_to_begin() -> None:
    """Looking at files needs nothing."""


def _look(job: LookJob, tell: Tell) -> SoundLook:
    from rehearse.audio.sound_file import SoundFile

    try:
        with SoundFile(job.path) as file:
            info = file.info
            n_frames = round((info.duration_s or 0.0) * info.rate_hz)
            if job.whole or n_frames <= 0:  # it does not say, or is not believed, so it is counted
                n_frames = n_read = 0
                while (chunk := file.read()) is not None:
                    n_frames += round(len(chunk.frames) * info.rate_hz / chunk.rate_hz)
                    n_read += 1
                    if n_read % _TELL_EVERY == 0:
                        tell(None)
            return SoundLook(info.rate_hz, info.channels, max(1, n_frames), file.tags())
    except (BrokenPipeError, MemoryError, RehearseError):
        raise
    except Exception as error:  # whatever a stranger's file brings about, it is this file's
        raise NotAudio(
            _("“{path}” could not be read: {reason}.").format(path=job.path, reason=repr(error)),
            help=_("Export it again from where it was recorded."),
        ) from error
