"""Where this user's things lie.

The system's own places (platformdirs), or everything below one folder named by `REHEARSE_HOME`.
Where the takes were moved to another folder, a small file beside the settings says where they lie.
Nothing is created here: whoever writes first makes the folder.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from rehearse.errors import LibraryError
from rehearse.files import write_atomic
from rehearse.i18n import _

HOME_VARIABLE = "REHEARSE_HOME"
APP_NAME = "rehearse"

#: Names the folder of the takes where it is not the usual one: {"data": "<absolute folder>"}.
POINTER_NAME = "data-folder.json"


@dataclass(frozen=True, slots=True)
class Paths:
    """Absolute folders: `data` (takes, models), `config` (settings), `cache`, `logs`.

    `usual_data` is where `data` lies unless it was moved.
    """

    data: Path
    config: Path
    cache: Path
    logs: Path
    usual_data: Path | None = field(default=None, compare=False)

    @property
    def library(self) -> Path:
        return self.data / "library"

    @property
    def models(self) -> Path:
        return self.data / "models"

    @property
    def rules(self) -> Path:
        """Rule packs the user wrote or was given."""
        return self.data / "rules"

    @property
    def profiles(self) -> Path:
        return self.data / "profiles"

    @property
    def drills(self) -> Path:
        """Drills the user wrote or was given."""
        return self.data / "drills"

    @property
    def rubrics(self) -> Path:
        """Rubrics the user wrote or was given."""
        return self.data / "rubrics"

    @property
    def prospects(self) -> Path:
        """Decks of prospect cards the user took in."""
        return self.data / "prospects"

    @property
    def settings(self) -> Path:
        """The settings file."""
        return self.config / "settings.json"

    @property
    def pointer(self) -> Path:
        """The file that says where the data was moved to."""
        return self.config / POINTER_NAME

    def followed(self) -> Paths:
        """These paths, with `data` where the pointer says; unchanged where it says nothing usable."""
        usual = self.usual_data or self.data
        try:
            moved = self._pointed()
        except ValueError:
            moved = None  # told by `require_data`
        return replace(self, data=moved or usual, usual_data=usual)

    def point_to(self, data: Path) -> Paths:
        """From now on, for every process that starts, the data lies in `data`.  Raises `OSError`."""
        write_atomic(self.pointer, json.dumps({"data": str(data)}, ensure_ascii=False) + "\n")
        return self.followed()

    def require_data(self) -> None:
        """Raise `LibraryError` where the takes are not where these paths say.

        Without this an empty library would be begun in place of the one that was moved.
        """
        kept = _("Your recordings were not touched.")
        try:
            moved = self._pointed()
        except ValueError as error:
            raise LibraryError(
                _("The file {file}, which says where your recordings lie, cannot be used: {why}.").format(
                    file=self.pointer, why=error
                ),
                kept=kept,
                help=_("Correct it, or remove it if your recordings lie in {folder}.").format(
                    folder=self.usual_data or self.data
                ),
            ) from error
        if (moved or self.usual_data or self.data) != self.data:
            raise LibraryError(
                _("Your recordings were moved by another window and lie in {folder} now.").format(
                    folder=moved or self.usual_data
                ),
                kept=kept,
                help=_("Close this window and start again."),
            )
        if moved is not None and not moved.is_dir():
            raise LibraryError(
                _("The folder of your recordings, {folder}, is not there.").format(folder=moved),
                kept=kept,
                help=_("Plug in the disk it lies on, then start again."),
            )

    def _pointed(self) -> Path | None:
        """The folder the pointer names; None without a pointer.  `ValueError` says what is wrong with it."""
        try:
            raw = self.pointer.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise ValueError(error.strerror or str(error)) from error
        try:
            found = json.loads(raw.decode())
        except (ValueError, RecursionError) as error:
            raise ValueError(_("it is not what this program writes")) from error
        named = found.get("data") if isinstance(found, dict) else None
        if not isinstance(named, str) or "\0" in named or not os.path.isabs(named):
            raise ValueError(_("it names no folder"))
        return Path(named)

    @classmethod
    def below(cls, home: Path) -> Paths:
        """Everything inside one folder."""
        home = Path(os.path.abspath(home.expanduser()))
        return cls(home / "data", home / "config", home / "cache", home / "logs").followed()

    @classmethod
    def default(cls, environ: Mapping[str, str] | None = None) -> Paths:
        """The places of this system; `REHEARSE_HOME` in `environ` (the process's own) overrides them."""
        home = (os.environ if environ is None else environ).get(HOME_VARIABLE, "").strip()
        if home:
            return cls.below(Path(home))
        # Here and not above: `rehearse lint` must not pay for it.
        from platformdirs import PlatformDirs

        # appauthor=False: without it Windows nests "rehearse/rehearse"; roaming=False: recordings are big.
        places = PlatformDirs(APP_NAME, appauthor=False, roaming=False)
        return cls(
            data=Path(places.user_data_path),
            config=Path(places.user_config_path),
            cache=Path(places.user_cache_path),
            logs=Path(places.user_log_path),
        ).followed()
