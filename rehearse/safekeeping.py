"""Backups of everything a user keeps, and bringing them back: what belongs in one, and where it goes.

A backup holds all that lies in the library, own rules, profiles, drills, rubrics and decks of
cards, and the settings.
Models are not in it: they are large and can be had again.
What belongs to this computer (devices, the model, the way the window looks) stays when a backup of another
one is restored.
"""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rehearse.errors import LibraryError
from rehearse.files import builtin_models_folder, clear_temporary
from rehearse.i18n import _
from rehearse.library.archive import SETTINGS_PART
from rehearse.library.restore import Places
from rehearse.paths import Paths
from rehearse.settings import Settings, SettingsStore, coach_key

if TYPE_CHECKING:
    from rehearse.library.library import Library
    from rehearse.library.people import Forgotten
    from rehearse.progress import CancelToken, OnProgress

__all__ = ["backup_target", "clear_unfinished", "forget_speaker", "others", "places", "rename_speaker"]

#: Settings that mean something on one computer only.
_OF_THIS_COMPUTER = ("input_device", "output_device", "model", "first_start_done", "text_scale")


def others(paths: Paths) -> dict[str, Path]:
    """What is backed up beside the library, by its name in the backup."""
    return {
        "rules": paths.rules,
        "profiles": paths.profiles,
        "drills": paths.drills,
        "rubrics": paths.rubrics,
        "prospects": paths.prospects,
        SETTINGS_PART: paths.settings,
    }


def places(paths: Paths, settings: SettingsStore) -> Places:
    """Where the parts of a backup go when it is restored."""
    return Places(
        library=paths.library,
        folders={
            "rules": paths.rules,
            "profiles": paths.profiles,
            "drills": paths.drills,
            "rubrics": paths.rubrics,
            "prospects": paths.prospects,
        },
        settings=paths.settings,
        merged=lambda raw: _merged(raw, paths, settings.value),
    )


def backup_name(now: datetime) -> str:
    """What a backup is called where nobody gave it a name; `now` by the clock on the wall."""
    return f"Rehearse {now:%Y-%m-%d}.zip"


def backup_target(paths: Paths, chosen: Path, *, now: datetime | None = None) -> Path:
    """The file that a backup to `chosen` would be: itself, or one named by the day in a folder.

    Raises `LibraryError` for a place inside what is backed up.
    """
    chosen = Path(os.path.abspath(chosen.expanduser()))
    if chosen.is_dir():
        chosen /= backup_name(now or datetime.now())
    if Path(os.path.realpath(chosen)).is_relative_to(os.path.realpath(paths.data)):
        raise LibraryError(
            _("{file} would lie inside the folder that is backed up.").format(file=chosen),
            kept=_("Nothing was changed."),
            help=_("Choose another folder, best on another disk."),
        )
    return chosen


def forget_speaker(
    library: Library,
    settings: SettingsStore,
    name: str,
    *,
    on_progress: OnProgress | None = None,
    cancel: CancelToken | None = None,
) -> Forgotten:
    """Delete a speaker with every trace, in the settings too; see `rehearse.library.people.People.forget`."""
    done = library.people.forget(name, on_progress=on_progress, cancel=cancel)
    _rename_in(settings, name, "")
    return done


def rename_speaker(library: Library, settings: SettingsStore, name: str, new_name: str) -> int:
    """Another name for a speaker, in the settings too; see `rehearse.library.people.People.rename`."""
    n_takes = library.people.rename(name, new_name)
    _rename_in(settings, name, " ".join(new_name.split()))
    return n_takes


def _rename_in(settings: SettingsStore, name: str, new: str) -> None:
    """What the settings know under a name they know under the new one; under none they know nothing."""
    chosen, key = settings.value, coach_key(name)
    changes: dict[str, Any] = {}
    if coach_key(chosen.speaker) == key:
        changes["speaker"] = new
    if key in chosen.rubrics:
        rubrics = dict(chosen.rubrics)
        used = rubrics.pop(key)
        if new:
            rubrics.setdefault(coach_key(new), used)
        changes["rubrics"] = rubrics
    if changes:
        settings.update(**changes)


def _merged(raw: bytes, paths: Paths, here: Settings) -> bytes | None:
    """Settings of a backup with what belongs to this computer; None where they cannot be understood."""
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    model = found.get("model")
    for name in _OF_THIS_COMPUTER:
        value = getattr(here, name)
        if value != Settings.__dataclass_fields__[name].default or name in ("input_device", "output_device"):
            found[name] = value
        elif name == "model" and not (isinstance(model, str) and _has_model(paths, model)):
            found[name] = None
    return (json.dumps(found, indent=2, ensure_ascii=False) + "\n").encode()


def _has_model(paths: Paths, name: str) -> bool:
    folders = (paths.models, builtin_models_folder())
    return bool(name) and "\0" not in name and any((folder / name).is_dir() for folder in folders)


def clear_unfinished(paths: Paths) -> None:
    """Take away what processes that died were writing beside the library."""
    for folder in (paths.config, paths.cache, *others(paths).values()):
        clear_temporary(folder if folder.is_dir() else folder.parent)
