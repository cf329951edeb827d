"""Every error that may reach a user, in one tree.

    RehearseError                     says what happened, what was kept, what to do
    ├── Cancelled                     the user pressed stop: never shown as an error
    ├── UsageError                    a wrong command line or option (exit status 2)
    ├── AudioFileError                a recording that cannot be used
    │   ├── FileMissing               nothing at that path, or no permission
    │   ├── NotAudio                  junk, empty, or a format nobody reads
    │   └── NoSound                   a container without an audio stream, or with no samples
    ├── DeviceError                   microphone or loudspeaker
    │   ├── SoundSystemMissing        the PortAudio library is not there
    │   ├── NoMicrophone              no input device
    │   ├── DeviceBusy                in use, or refuses the format
    │   └── DeviceLost                went away while it was used
    ├── ModelError                    recognition model
    │   ├── ModelMissing              no such model here
    │   ├── ModelInvalid              a folder that cannot be loaded
    │   └── ModelInstallFailed        download, hash, space or unpacking
    │       └── HashMismatch
    ├── LibraryError                  the takes database and its folder
    │   ├── LibraryNewer              written by a later version: left untouched
    │   ├── LibraryReadOnly
    │   ├── LibraryDamaged
    │   │   └── LibraryForeign        a file of another program lies in its place
    │   ├── BackupInvalid             a backup that is not whole, not ours or not to be trusted
    │   ├── TakeMissing               no take of that id, or its audio is gone
    │   ├── ScriptMissing             no script of that id
    │   ├── CallsMissing              no call block of that id
    │   └── IdeaMissing               no idea of that id
    ├── DiskFull                      no room where it was needed
    └── DataError                     a rule pack, profile, settings or theme file that is wrong
        └── BundleInvalid             a bundle that is not whole, not ours, not to be trusted, or newer

Anything else that escapes is a bug: `bug_report` turns it into a text that can be copied.
"""

from __future__ import annotations

import sys

from rehearse import __version__


class RehearseError(Exception):
    """An error of the environment, told in plain words.

    `message` is one sentence on what happened; `kept` says what is safe all the same; `help` says
    what to do next.
    Both may be empty.  `id` is stable and appears in JSON output.
    """

    id = "error"
    exit_status = 1

    def __init__(self, message: str, *, help: str = "", kept: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.help = help
        self.kept = kept

    def __str__(self) -> str:
        return " ".join(part for part in (self.message, self.kept, self.help) if part)


class Cancelled(RehearseError):
    id = "cancelled"

    def __init__(self, message: str = "Stopped.", *, kept: str = "") -> None:
        super().__init__(message, kept=kept)


class UsageError(RehearseError):
    id = "usage"
    exit_status = 2


class AudioFileError(RehearseError):
    id = "audio_file"


class FileMissing(AudioFileError):
    id = "file_missing"


class NotAudio(AudioFileError):
    id = "not_audio"


class NoSound(AudioFileError):
    id = "no_sound"


class DeviceError(RehearseError):
    id = "device"


class SoundSystemMissing(DeviceError):
    id = "sound_system_missing"


class NoMicrophone(DeviceError):
    id = "no_microphone"


class DeviceBusy(DeviceError):
    id = "device_busy"


class DeviceLost(DeviceError):
    id = "device_lost"


class ModelError(RehearseError):
    id = "model"


class ModelMissing(ModelError):
    id = "model_missing"


class ModelInvalid(ModelError):
    id = "model_invalid"


class ModelInstallFailed(ModelError):
    id = "model_install_failed"


class HashMismatch(ModelInstallFailed):
    id = "hash_mismatch"


class LibraryError(RehearseError):
    id = "library"


class LibraryNewer(LibraryError):
    id = "library_newer"


class LibraryReadOnly(LibraryError):
    id = "library_read_only"


class LibraryDamaged(LibraryError):
    id = "library_damaged"


class LibraryForeign(LibraryDamaged):
    id = "library_foreign"


class BackupInvalid(LibraryError):
    id = "backup_invalid"


class TakeMissing(LibraryError):
    id = "take_missing"


class ScriptMissing(LibraryError):
    id = "script_missing"


class CallsMissing(LibraryError):
    id = "calls_missing"


class IdeaMissing(LibraryError):
    id = "idea_missing"


class DrillRunMissing(LibraryError):
    id = "drill_run_missing"


class DiskFull(RehearseError):
    id = "disk_full"


class DataError(RehearseError):
    """A data file that is wrong.  The message names the file and the place in it."""

    id = "data"


class BundleInvalid(DataError):
    id = "bundle_invalid"


def bug_report(error: BaseException) -> str:
    """A text to copy into a bug report: versions, system and stack, no spoken words, no paths."""
    # Only where something is broken; nobody who is told an ordinary error waits for them.
    import platform
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    lines = [
        f"Rehearse {__version__}, Python {platform.python_version()}, {platform.platform()}",
        *(
            f"  {frame.filename.rsplit('rehearse', 1)[-1].lstrip('/')}:{frame.lineno} {frame.name}"
            for frame in frames
        ),
        f"{type(error).__module__}.{type(error).__name__}: {error}",
    ]
    return "\n".join(lines)


def excepthook_text(error: BaseException) -> str:
    """What the terminal prints for a bug: one sentence, then the report."""
    return (
        "Rehearse has a fault of its own here; your recordings are untouched. "
        "Please report the lines below.\n" + bug_report(error)
    )


def print_error(error: RehearseError, program: str = "rehearse") -> None:
    """One line on standard error."""
    print(f"{program}: {error}", file=sys.stderr)
