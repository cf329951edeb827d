"""The models on this computer: which there are, which one is meant, which one is the default."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from rehearse.errors import ModelError, ModelInvalid, ModelMissing
from rehearse.files import make_private_folder, write_atomic
from rehearse.i18n import _
from rehearse.speech.catalogue import CatalogueModel
from rehearse.speech.model_files import fingerprint, folder_bytes, looks_like_model, missing_files
from rehearse.speech.model_trash import ModelTrash
from rehearse.speech.validate import validate

log = logging.getLogger(__name__)

Origin = Literal["setting", "environment", "folder", "built-in", "data", "vosk"]

#: Where a model stands that the catalogue does not know: above the starter, below the official ones.
UNKNOWN_RANK = 20

#: What is recommended to someone who has nothing.
RECOMMENDED = "vosk-model-small-en-us-0.15"


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """A model that is here.

    `origin` says where it was found: "setting", "environment" (REHEARSE_MODEL) and "folder" are
    folders named by the user, "built-in" comes with the program, "data" was installed by it,
    "vosk" lies where other programs put models (VOSK_MODEL_PATH, ~/.cache/vosk).
    """

    id: str
    folder: Path
    origin: Origin
    size_bytes: int
    catalogue: CatalogueModel | None

    @property
    def rank(self) -> int:
        return self.catalogue.rank if self.catalogue is not None else UNKNOWN_RANK

    @property
    def english(self) -> bool:
        """By the catalogue, else by the name, as all of Vosk's English models tell it."""
        if self.catalogue is not None:
            return self.catalogue.english
        return "en" in self.id.lower().replace("_", "-").split("-")

    @property
    def removable(self) -> bool:
        return self.origin == "data"


class ModelStore:
    """Looks into the folders each time it is asked; making one reads nothing.

    Order: `chosen` (the setting), REHEARSE_MODEL, `builtin`, `data`, VOSK_MODEL_PATH, ~/.cache/vosk.
    """

    def __init__(
        self,
        *,
        builtin: Path,
        data: Path,
        catalogue: Sequence[CatalogueModel],
        chosen: str | None = None,
        environ: Mapping[str, str] = os.environ,
    ) -> None:
        self.builtin = builtin
        self.data = data
        self.catalogue = tuple(catalogue)
        self.chosen = chosen
        self._environ = environ

    # ---- what there is -------------------------------------------------------------------------

    def entry(self, model_id: str) -> CatalogueModel | None:
        """The catalogue's entry of that id."""
        return next((model for model in self.catalogue if model.id == model_id), None)

    def installed(self) -> list[ModelInfo]:
        """Every complete model in the usual places, each id once (the first place wins)."""
        found: dict[str, ModelInfo] = {}
        for model in self._lying_about():
            found.setdefault(model.id, model)
        return list(found.values())

    def _places(self) -> Iterator[tuple[Path, Origin]]:
        yield self.builtin, "built-in"
        yield self.data, "data"
        if path := self._environ.get("VOSK_MODEL_PATH"):
            yield Path(path), "vosk"
        home = self._environ.get("HOME") or self._environ.get("USERPROFILE")
        yield (Path(home) if home else Path.home()) / ".cache" / "vosk", "vosk"

    def _lying_about(self) -> Iterator[ModelInfo]:
        for place, origin in self._places():
            if origin == "vosk" and looks_like_model(place):
                yield self._info(place, origin)
                continue
            try:
                folders = sorted(place.iterdir())
            except OSError:
                continue
            for folder in folders:
                # Hidden folders are unpacking, downloads and the trash.
                hidden = folder.name.startswith(".")
                if not hidden and looks_like_model(folder) and not missing_files(folder):
                    yield self._info(folder, origin)

    def _info(self, folder: Path, origin: Origin) -> ModelInfo:
        name = folder.resolve().name
        return ModelInfo(name, folder, origin, folder_bytes(folder), self.entry(name))

    def at(self, folder: Path) -> ModelInfo:
        """The installed model in a folder of `data`."""
        return self._info(folder, "data")

    # ---- which one is meant --------------------------------------------------------------------

    def resolve(self, name_or_dir: str | None = None) -> ModelInfo:
        """The model of that name or folder; without one the chosen one, else the default.

        A model that this program neither brought nor installed is tried out in a process of its own,
        once, since a damaged one would end this process: that takes as long as loading it.
        Raises `ModelMissing` or `ModelInvalid`.
        """
        if name_or_dir is not None:
            return self._trusted(self._named(name_or_dir, "folder"))
        if self.chosen:
            return self._trusted(self._named(self.chosen, "setting"))
        if named := self._environ.get("REHEARSE_MODEL"):
            return self._trusted(self._named(named, "environment"))
        return self.default()

    def _named(self, name: str, origin: Origin) -> ModelInfo:
        for model in self.installed():
            if model.id == name:
                return model
        folder = Path(name).expanduser()
        if folder.is_dir():
            for model in self.installed():
                if model.folder.resolve() == folder.resolve():
                    return model
            return self._info(folder.resolve(), origin)
        raise self._missing(name, origin)

    def _missing(self, name: str, origin: Origin) -> ModelMissing:
        asked_by = {
            "setting": _("The settings name the model “{name}”, which is not here."),
            "environment": _("REHEARSE_MODEL names the model “{name}”, which is not here."),
        }.get(origin, _("There is no model “{name}” here."))
        here = ", ".join(model.id for model in self.installed()) or _("none")
        known = self.entry(name)
        install = known.id if known is not None else RECOMMENDED
        return ModelMissing(
            asked_by.format(name=name) + " " + _("Installed: {names}.").format(names=here),
            help=how_to_install(known)
            if known is not None and not known.installable
            else _("To get one: `rehearse models install {name}`.").format(name=install),
        )

    def default(self) -> ModelInfo:
        """The best installed English model that can be used; raises `ModelMissing` when there is none."""
        english = [model for model in self.installed() if model.english]
        for model in sorted(english, key=lambda model: -model.rank):
            try:
                return self._trusted(model)
            except ModelInvalid as error:
                log.warning("passing over %s: %s", model.id, error)
        raise ModelMissing(
            _("There is no usable English recognition model on this computer."),
            help=_("To get one: `rehearse models install {name}`.").format(name=RECOMMENDED),
        )

    # ---- trust ---------------------------------------------------------------------------------

    @property
    def _trust_file(self) -> Path:
        return self.data / ".tried.json"

    def _trust(self) -> dict[str, str]:
        try:
            data = json.loads(self._trust_file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return data if isinstance(data, dict) else {}

    def _trusted(self, model: ModelInfo) -> ModelInfo:
        # Also one that was installed here: a file of it may have been cut short since, and loading that would
        # end this process, whatever it records at the time.
        if model.origin != "built-in":
            key = str(model.folder.resolve())
            if self._trust().get(key) != fingerprint(model.folder):
                validate(model.folder)
                self.remember_tried(model.folder)
        return model

    def remember_tried(self, folder: Path) -> None:
        """This model was loaded in another process and may be loaded here, as it lies there now."""
        try:
            make_private_folder(self.data)
            tried = {**self._trust(), str(folder.resolve()): fingerprint(folder)}
            write_atomic(self._trust_file, json.dumps(tried, indent=1))
        except OSError as error:
            log.info("cannot remember that %s was tried out: %s", folder, error)

    # ---- removing ------------------------------------------------------------------------------

    @property
    def trash(self) -> ModelTrash:
        """Where removed models wait until nobody can undo it any more."""
        return ModelTrash(self.data / ".trash")

    def remove(self, model_id: str) -> Path:
        """Move an installed model into the trash folder; the place it went to, for `restore`.

        It is deleted once this program has ended, when another one begins: see `ModelTrash.clear`.
        Raises `ModelMissing`, and `ModelError` for a model that is not this program's to remove.
        """
        models = [model for model in self._lying_about() if model.id == model_id]
        if not models:
            raise self._missing(model_id, "folder")
        ours = next((model for model in models if model.removable), None)
        if ours is None:
            raise ModelError(
                _("“{name}” is built in and cannot be removed.").format(name=model_id)
                if models[0].origin == "built-in"
                else _("“{name}” was put into {folder} by another program.").format(
                    name=model_id, folder=models[0].folder.parent
                ),
                help=""
                if models[0].origin == "built-in"
                else _("Remove it there, if nothing else needs it."),
            )
        try:
            return self.trash.put(ours.folder, model_id)
        except OSError as error:
            raise ModelError(
                _("“{name}” could not be removed: {reason}.").format(
                    name=model_id, reason=error.strerror or error
                ),
                help=_("Close other windows of this program and try again."),
            ) from error

    def restore(self, removed: Path | str) -> ModelInfo:
        """Undo `remove`: by the place it returned, or by the model's id (the newest).

        Raises `ModelMissing`, and `ModelError` when a model of that name has been installed since.
        """
        if isinstance(removed, str):
            of_name = [path for path in self.trash.all() if self.trash.id_of(path) == removed]
            if not of_name:
                raise ModelMissing(_("No removed model is called “{name}”.").format(name=removed))
            removed = of_name[-1]
        model_id = self.trash.id_of(removed)
        target = self.data / model_id
        if target.exists():
            raise ModelError(
                _("“{name}” has been installed again since; the removed one stays where it is.").format(
                    name=model_id
                )
            )
        try:
            self.trash.take_back(removed, target)
        except OSError as error:
            raise ModelMissing(
                _("The removed model “{name}” is not there any more.").format(name=model_id)
            ) from error
        return self._info(target, "data")


def how_to_install(model: CatalogueModel) -> str:
    """What a user can do to get a model that is not installed automatically, in one sentence."""
    if model.url is None:
        return _("It comes with the program: set the program up again.")
    return _(
        "No hash of it is published, so it is not downloaded automatically: get {url} yourself, "
        "then run `rehearse models install --from PATH-TO-THE-ZIP`."
    ).format(url=model.url)
