"""Install a model: from the network, or from a zip or folder that is already here.

    data/.downloads/ID.zip.part     what has arrived (kept until it is installed)
    data/.new-ID/                   unpacked beside, tried out
    data/.old-ID/                   the one that was there, until the new one is in its place
    data/ID/                        installed

Whatever fails, the model that was there before still is; a crash in between is tidied up by the next install.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rehearse.errors import DiskFull, ModelInstallFailed, ModelInvalid, ModelMissing
from rehearse.files import PRIVATE_FOLDER_MODE, FileLock, free_bytes, make_private_folder, sync_folder
from rehearse.i18n import _
from rehearse.progress import CancelToken, OnProgress, Progress
from rehearse.speech.catalogue import CatalogueModel, is_model_id
from rehearse.speech.download import FreeBytes, Wanted, fetch, forget, is_disk_full, require_space
from rehearse.speech.model_files import looks_like_model
from rehearse.speech.store import ModelInfo, ModelStore, how_to_install
from rehearse.speech.unpack import copy_folder, unpack_zip
from rehearse.speech.validate import validate

#: Room for the unpacked model where the catalogue does not know its size, as a multiple of the zip: an
#: estimate, so that nobody downloads in vain.  The zip's own figures are checked before unpacking.
UNPACKED_RATIO = 2.0

#: The largest model takes most of a minute to load from a slow disk.
TRY_OUT_S = 180.0


def install(
    store: ModelStore,
    model_id: str,
    *,
    on_progress: OnProgress | None = None,
    cancel: CancelToken | None = None,
    url: str | None = None,
    free: FreeBytes = free_bytes,
) -> ModelInfo:
    """Download, check, unpack, try out and put in place a model of the catalogue.

    A stopped or broken download goes on where it stopped.  `url` replaces the catalogue's address (a
    mirror); size and hash stay the catalogue's.
    Raises `ModelInstallFailed`, `HashMismatch`, `ModelMissing` (not in the catalogue), `ModelInvalid`,
    `DiskFull`, `Cancelled`.
    """
    entry = _entry(store, model_id)
    address = url or entry.url
    if entry.sha256 is None or address is None:
        raise ModelInstallFailed(
            _("“{name}” cannot be downloaded automatically.").format(name=model_id),
            help=how_to_install(entry),
        )
    with _only_one(store):
        downloads = make_private_folder(store.data / ".downloads")
        part = downloads / f"{model_id}.zip.part"
        _require_room(part, entry, free)
        wanted = Wanted(address, entry.size_bytes, entry.sha256, model_id)
        fetch(wanted, part, on_progress=on_progress, cancel=cancel, free=free)

        def fill(target: Path) -> None:
            unpack_zip(part, target, name=model_id, on_progress=on_progress, cancel=cancel, free=free)

        model = _put_in_place(store, model_id, fill, on_progress, cancel)
        forget(part)
        return model


def install_from(
    store: ModelStore,
    source: Path,
    *,
    name: str | None = None,
    on_progress: OnProgress | None = None,
    cancel: CancelToken | None = None,
    free: FreeBytes = free_bytes,
) -> ModelInfo:
    """Install a model from a zip or a folder; the source is left as it is.

    Its name is `name`, else that of the zip or folder.
    Raises what `install` raises, and `ModelMissing` where there is no such zip or folder.
    """
    source = source.expanduser()
    if not source.exists():
        raise ModelMissing(
            _("There is no file or folder {path}.").format(path=source),
            help=_("Give the zip of a Vosk model, or the folder it was unpacked to."),
        )
    source = source.resolve()
    is_folder = source.is_dir()
    model_id = name or re.sub(
        r"[^A-Za-z0-9._-]+", "-", source.name if is_folder else re.sub(r"(?i)\.zip$", "", source.name)
    ).strip(".-")
    _check_name(store, model_id)

    def fill(target: Path) -> None:
        if is_folder:
            folder = _model_in(source)
            copy_folder(folder, target, name=model_id, on_progress=on_progress, cancel=cancel, free=free)
        else:
            unpack_zip(source, target, name=model_id, on_progress=on_progress, cancel=cancel, free=free)

    with _only_one(store):
        return _put_in_place(store, model_id, fill, on_progress, cancel)


def _entry(store: ModelStore, model_id: str) -> CatalogueModel:
    entry = store.entry(model_id)
    if entry is None:
        raise ModelMissing(
            _("“{name}” is not in the list of models.").format(name=model_id),
            help=_("There are: {names}. Another one can be installed from its zip with --from.").format(
                names=", ".join(model.id for model in store.catalogue if model.url)
            ),
        )
    if entry.url is None:
        raise ModelInstallFailed(
            _("“{name}” comes with the program; there is nothing to download.").format(name=model_id)
        )
    return entry


def _check_name(store: ModelStore, model_id: str) -> None:
    if not is_model_id(model_id):
        raise ModelInstallFailed(
            _("“{name}” cannot be a model's name.").format(name=model_id),
            help=_("Rename the zip or folder, using letters, digits, “.”, “-” and “_”."),
        )
    if any(model.id == model_id and model.origin == "built-in" for model in store.installed()):
        raise ModelInstallFailed(
            _("“{name}” is the name of the built-in model.").format(name=model_id),
            help=_("Rename the zip or folder, then try again."),
        )


def _model_in(folder: Path) -> Path:
    """The folder itself, or the only folder in it (a zip unpacked into a folder of its own)."""
    if looks_like_model(folder):
        return folder
    inside = [path for path in folder.iterdir() if path.is_dir() and looks_like_model(path)]
    if len(inside) == 1:
        return inside[0]
    raise ModelInvalid(
        _("{path} is not the folder of a Vosk model.").format(path=folder),
        help=_("A model's folder holds am, conf and graph."),
    )


def _require_room(part: Path, entry: CatalogueModel, free: FreeBytes) -> None:
    """Before the first byte: room for the rest of the download and for the unpacked model."""
    have = part.stat().st_size if part.exists() else 0
    unpacked = entry.unpacked_bytes or int(entry.size_bytes * UNPACKED_RATIO)
    require_space(part.parent, max(0, entry.size_bytes - have) + unpacked, entry.id, free)


@contextmanager
def _only_one(store: ModelStore) -> Iterator[None]:
    """One install at a time, also across processes."""
    try:
        make_private_folder(store.data)
        lock = FileLock(store.data / ".install.lock")
        got = lock.acquire()
    except OSError as error:
        raise ModelInstallFailed(
            _("Models cannot be stored in {folder}: {reason}.").format(
                folder=store.data, reason=error.strerror or error
            ),
            help=_("Check that the folder can be written to."),
        ) from error
    if not got:
        raise ModelInstallFailed(
            _("Another window or terminal is installing a model just now."), help=_("Wait until it is done.")
        )
    try:
        _tidy(store)
        yield
    finally:
        lock.release()


def _tidy(store: ModelStore) -> None:
    """What an install left that was ended in the middle."""
    for folder in store.data.glob(".old-*"):
        target = store.data / folder.name.removeprefix(".old-")
        if target.exists():
            shutil.rmtree(folder, ignore_errors=True)
        else:
            folder.rename(target)
    for folder in store.data.glob(".new-*"):
        shutil.rmtree(folder, ignore_errors=True)


def _put_in_place(
    store: ModelStore,
    model_id: str,
    fill: Callable[[Path], None],
    on_progress: OnProgress | None,
    cancel: CancelToken | None,
) -> ModelInfo:
    new, old, target = (store.data / name for name in (f".new-{model_id}", f".old-{model_id}", model_id))
    try:
        new.mkdir(mode=PRIVATE_FOLDER_MODE)
        fill(new)
        if on_progress is not None:
            on_progress(Progress(0, None, "", step=_("Trying it out")))
        validate(new, TRY_OUT_S, cancel=cancel)
        if cancel is not None:
            cancel.check()
        if target.exists():
            target.rename(old)
        try:
            new.rename(target)
        except OSError:
            if old.exists():
                old.rename(target)
            raise
        sync_folder(store.data)
    except ModelInvalid as error:
        # The folder that was tried out is gone by now: name the model instead.
        message = error.message.replace(str(new), f"“{model_id}”")
        kept = _("Nothing was installed; the models you have are as they were.")
        raise ModelInvalid(message, kept=kept, help=error.help) from error
    except OSError as error:
        if is_disk_full(error):
            raise DiskFull(
                _("The disk became full while “{name}” was unpacked.").format(name=model_id),
                kept=_("The models you have are as they were."),
                help=_("Free some space, then try again."),
            ) from error
        raise ModelInstallFailed(
            _("“{name}” could not be put into {folder}: {reason}.").format(
                name=model_id, folder=store.data, reason=error.strerror or error
            ),
            kept=_("The models you have are as they were."),
            help=_("Check that there is room and that the folder can be written to."),
        ) from error
    finally:
        shutil.rmtree(new, ignore_errors=True)
    shutil.rmtree(old, ignore_errors=True)
    store.remember_tried(target)
    return store.at(target)
