"""Where this user's things lie.

The system's own places (platformdirs), or everything below one folder named by `REHEARSE_HOME`.
Nothing is created here: whoever writes first makes the folder.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

HOME_VARIABLE = "REHEARSE_HOME"
APP_NAME = "rehearse"


@dataclass(frozen=True, slots=True)
class Paths:
    """Absolute folders: `data` (takes, models), `config` (settings), `cache`, `logs`."""

    data: Path
    config: Path
    cache: Path
    logs: Path

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
    def settings(self) -> Path:
        """The settings file."""
        return self.config / "settings.json"

    @classmethod
    def below(cls, home: Path) -> Paths:
        """Everything inside one folder."""
        home = Path(os.path.abspath(home.expanduser()))
        return cls(home / "data", home / "config", home / "cache", home / "logs")

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
        )
