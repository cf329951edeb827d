"""What the user has chosen, as typed data: each setting has a default, a description and a check.

The file is JSON, written whole and atomically.
A file that cannot be understood is set aside as `settings.bad-<time>.json`; a value of the wrong kind
costs that one setting alone, and the file it stood in is set aside too.
Keys this version does not know are kept: a newer version may have written them.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import re
import stat
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from rehearse.errors import DataError, DiskFull, RehearseError
from rehearse.files import PRIVATE_FILE_MODE, FileLock, make_private_folder, write_atomic
from rehearse.i18n import _

#: Names that settings had in earlier versions, with the name that answers for them now.
OLD_NAMES: Mapping[str, str] = {}

#: How fast a take can be played.
PLAYBACK_SPEEDS = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0)

#: Half of a character, which JSON can name (\\ud800) and no file or screen can show.
_HALF = re.compile("[\ud800-\udfff]")

#: How long an update waits for another process that is writing its own.
_LOCK_WAIT_S = 2.0


def _text(value: object) -> bool:
    return isinstance(value, str) and "\0" not in value and not _HALF.search(value)


def _name(value: object) -> bool:
    return _text(value) and bool(value)


def _name_or_none(value: object) -> bool:
    return value is None or _name(value)


def _theme(value: object) -> bool:
    return value in ("system", "light", "dark") and isinstance(value, str)


def _countdown(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value in (0, 3, 5)


def _stop_after(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 1.5 <= value <= 10.0


def _region(value: object) -> bool:
    return (
        isinstance(value, str) and len(value) == 2 and value.isascii() and value.isalpha() and value.isupper()
    )


def _flag(value: object) -> bool:
    return isinstance(value, bool)


def _speed(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value in PLAYBACK_SPEEDS


def _names(value: object) -> bool:
    return isinstance(value, (list, tuple)) and all(_name(item) for item in value)


def _follows(value: object) -> bool:
    return value in ("voice", "pace") and isinstance(value, str)


def _prompter_px(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 20 <= value <= 96


def _scale(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0.9 <= value <= 1.6


def _card_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 200


def _texts_by_name(value: object) -> bool:
    return isinstance(value, dict) and all(_name(key) and _text(item) for key, item in value.items())


def _rubrics(value: object) -> bool:
    return isinstance(value, dict) and all(_text(key) and _name(item) for key, item in value.items())


def coach_key(name: str) -> str:
    """A coach's name as `Settings.rubrics` knows it: without capitals; "" for nobody."""
    return " ".join(name.split()).casefold()


def _setting(default: Any, check: Callable[[object], bool], wants: str, about: str) -> Any:
    """A field with its check; `wants` completes "should be …", `about` describes the setting."""
    return field(default=default, metadata={"check": check, "wants": wants, "about": about})


@dataclass(frozen=True, slots=True)
class Settings:
    """Every choice.  Devices are `DeviceKey.to_text()`; None means the system's or the best one."""

    input_device: str | None = _setting(None, _name_or_none, "a text", "The microphone to record with.")
    output_device: str | None = _setting(None, _name_or_none, "a text", "Where takes are played.")
    model: str | None = _setting(None, _name_or_none, "a text", "The speech model, by name or folder.")
    profile: str = _setting("short", _name, "a name", "The set of targets a take is judged by.")
    region: str = _setting("US", _region, "two capital letters", "The country phone numbers belong to.")
    theme: Literal["system", "light", "dark"] = _setting(
        "system", _theme, "system, light or dark", "The colours of the window."
    )
    script: str | None = _setting(None, _name_or_none, "a text", "The script on the stage, by its id.")
    prompter_follows: Literal["voice", "pace"] = _setting(
        "voice",
        _follows,
        "voice or pace",
        "Whether the script scrolls with what is heard or at an even pace.",
    )
    prompter_px: int = _setting(
        40, _prompter_px, "a number from 20 to 96", "How large the script's text is on the stage, in pixels."
    )
    text_scale: float = _setting(
        1.0, _scale, "a number from 0.9 to 1.6", "How large the text of the window is, beside the system's."
    )
    reduced_motion: bool = _setting(False, _flag, "true or false", "Whether nothing in the window moves.")
    shortcuts: dict[str, str] = field(
        default_factory=dict,
        metadata={
            "check": _texts_by_name,
            "wants": "a list of keys by name",
            "about": "The user's own keys, by what they do.",
        },
    )
    rules_off: tuple[str, ...] = _setting((), _names, "a list of names", "Rules and packs switched off.")
    speaker: str = _setting("", _text, "a text", "Who is speaking, written on each new take.")
    rubrics: dict[str, str] = field(
        default_factory=dict,
        metadata={
            "check": _rubrics,
            "wants": "a list of rubrics by name",
            "about": "The rubric each coach answered by last; without a name: anybody.",
        },
    )
    language: str | None = _setting(None, _name_or_none, "a text", "The language of the window.")
    countdown_s: int = _setting(0, _countdown, "0, 3 or 5", "Seconds counted down before a take.")
    countdown_ticks: bool = _setting(True, _flag, "true or false", "Whether the countdown can be heard.")
    greeting: str | None = _setting(
        None, _name_or_none, "a name", "The greeting of a mailbox that is played before a take."
    )
    beep: bool = _setting(False, _flag, "true or false", "Whether a beep is played before a take.")
    hands_free: bool = _setting(
        False, _flag, "true or false", "Whether a take starts on a beep and stops by itself."
    )
    stop_after_silence_s: float = _setting(
        3.0, _stop_after, "between 1.5 and 10", "Seconds of silence that end a hands-free take."
    )
    own_number: str = _setting("", _text, "a text", "The phone number you give, which drills listen for.")
    drill_hands_free: bool = _setting(
        True, _flag, "true or false", "Whether silence ends your message in a drill."
    )
    drill_sounds: bool = _setting(
        True, _flag, "true or false", "Whether the end of a round and its verdict can be heard."
    )
    drill_deck: str | None = _setting(
        None, _name_or_none, "a name", "The prospect cards to draw from, by the name of their deck."
    )
    drill_cards: int = _setting(
        10, _card_count, "a number from 1 to 200", "How many cards a call block draws."
    )
    watched_folder: str | None = _setting(
        None, _name_or_none, "a text", "The folder whose new recordings come in by themselves."
    )
    first_start_done: bool = _setting(False, _flag, "true or false", "Whether the welcome was shown.")
    playback_speed: float = _setting(
        1.0, _speed, "0.5, 0.75, 1, 1.25, 1.5 or 2", "How fast takes are played."
    )
    phone_sound: bool = _setting(
        False, _flag, "true or false", "Whether takes are played as they sound on the phone."
    )


_FIELDS = {entry.name: entry for entry in fields(Settings)}


#: Settings with every name and key of one's own take a few thousand bytes.
_MAX_BYTES = 1_000_000


def _bytes_of(path: Path) -> bytes:
    """What is in the file, of one that is too large its beginning; raises `OSError`."""
    mode = path.stat().st_mode
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):  # a pipe would be waited for, for ever
        raise OSError(errno.EINVAL, _("it is no ordinary file"))
    with path.open("rb") as file:
        return file.read(_MAX_BYTES + 1)


class SettingsStore:
    """The settings file of one user.  Reading never fails: `problems` tells what was wrong.

    Usable from any thread, and by two processes at once: an update changes only the settings it names.
    """

    def __init__(self, path: Path, *, old_names: Mapping[str, str] = OLD_NAMES) -> None:
        self.path = path
        self.problems: list[str] = []
        self._old_names = old_names
        self._lock = threading.RLock()
        self._value, self._unknown = self._read()

    @property
    def value(self) -> Settings:
        return self._value

    def update(self, **changes: Any) -> Settings:
        """Change the named settings and write the file.

        Raises `TypeError` for a name that does not exist, `DataError` for a value that does not fit or a
        file that cannot be written, `DiskFull`.
        """
        for name, value in changes.items():
            if name not in _FIELDS:
                raise TypeError(f"there is no setting {name!r}")
            if not _FIELDS[name].metadata["check"](value):
                raise DataError(_wrong_value(name))
            if isinstance(value, list):
                changes[name] = tuple(value)
        with self._lock:
            try:
                make_private_folder(self.path.parent)
                lock = FileLock(self.path.with_name(f".{self.path.name}.lock"))
                given_up = time.monotonic() + _LOCK_WAIT_S
                while not (got := lock.acquire()) and time.monotonic() < given_up:
                    time.sleep(0.01)
                try:
                    # Another process may have changed other settings since this one read them.
                    current, unknown = self._read()
                    changed = replace(current, **changes)
                    self._write(changed, unknown)
                finally:
                    if got:
                        lock.release()
            except OSError as error:
                raise _write_problem(self.path, error) from error
            self._value, self._unknown = changed, unknown
            return changed

    def _read(self) -> tuple[Settings, dict[str, Any]]:
        """The settings in the file and the keys this version does not know."""
        try:
            raw = _bytes_of(self.path)
        except FileNotFoundError:
            return Settings(), {}
        except OSError as error:
            self._tell(
                _("The settings file {path} cannot be read ({reason}), so the defaults are used.").format(
                    path=self.path, reason=error.strerror or error
                )
            )
            return Settings(), {}
        try:
            if len(raw) > _MAX_BYTES:
                raise ValueError("larger than any settings are")
            found = json.loads(raw.decode())
            if not isinstance(found, dict):
                raise ValueError("not an object")
        except (ValueError, RecursionError):
            kept = self._set_aside(raw, move=True)
            self._tell(
                _(
                    "The settings file could not be understood, so the defaults are used;"
                    " the old file is kept as {name}."
                ).format(name=kept)
            )
            return Settings(), {}
        return self._sorted_out(found, raw)

    def _sorted_out(self, found: dict[str, Any], raw: bytes) -> tuple[Settings, dict[str, Any]]:
        known: dict[str, Any] = {}
        unknown: dict[str, Any] = {}
        wrong: list[str] = []
        for key, value in found.items():
            name = self._old_names.get(key, key)
            if name not in _FIELDS:
                unknown[key] = value
            elif name != key and name in found:
                continue  # the present name stands in the file as well, and it wins
            elif not _FIELDS[name].metadata["check"](value):
                wrong.append(name)
            else:
                known[name] = tuple(value) if isinstance(value, list) else value
        settings = Settings(**known)
        if wrong:
            kept = self._set_aside(raw, move=False)
            for name in wrong:
                self._tell(
                    _("{problem} The default is used; the old file is kept as {name}.").format(
                        problem=_wrong_value(name), name=kept
                    )
                )
            # Else the same file is set aside at every start.  A folder that cannot be written is told
            # by the next update.
            with contextlib.suppress(OSError):
                self._write(settings, unknown)
        return settings, unknown

    def _write(self, settings: Settings, unknown: dict[str, Any]) -> None:
        shown = {name: getattr(settings, name) for name in _FIELDS}
        text = json.dumps({**unknown, **shown}, indent=2, ensure_ascii=False) + "\n"
        if _HALF.search(text):  # in a key of a later version
            text = json.dumps({**unknown, **shown}, indent=2) + "\n"
        write_atomic(self.path, text)

    def _set_aside(self, raw: bytes, *, move: bool) -> str:
        """Keep the bad file's bytes under another name; return that name."""
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
        aside = self.path.with_name(f"{self.path.stem}.bad-{stamp}{self.path.suffix}")
        try:
            if move:
                os.replace(self.path, aside)
                os.chmod(aside, PRIVATE_FILE_MODE)
            else:
                write_atomic(aside, raw)
        except OSError:
            return self.path.name  # a folder that cannot be written: the file stays where it is
        return aside.name

    def _tell(self, problem: str) -> None:
        if problem not in self.problems:
            self.problems.append(problem)


def _wrong_value(name: str) -> str:
    return _("The setting “{name}” should be {wanted}.").format(
        name=name, wanted=_FIELDS[name].metadata["wants"]
    )


def _write_problem(path: Path, error: OSError) -> RehearseError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull(
            _("The settings could not be saved: the disk is full."),
            kept=_("The settings saved before are untouched."),
            help=_("Free some space, then change the setting again."),
        )
    return DataError(
        _("The settings file {path} cannot be written ({reason}).").format(
            path=path, reason=error.strerror or error
        ),
        help=_("Check that the folder belongs to you and is not write-protected."),
    )
