"""Getting a better recognition model, from whichever view the user asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from rehearse.errors import Cancelled
from rehearse.i18n import _, ngettext

if TYPE_CHECKING:
    from rehearse.progress import Progress
    from rehearse.speech.catalogue import CatalogueModel
    from rehearse.speech.store import ModelInfo
    from rehearse.studio import Studio
    from rehearse.ui.tasks import Failure, JobHandle, Tasks

#: What one click gets: the best balance for somebody who has only the starter.
RECOMMENDED = "vosk-model-small-en-us-0.15"

#: The model that comes with the program.
STARTER = "starter-en-us"


@dataclass(frozen=True, slots=True)
class ModelRow:
    """A model as the settings list it: installed, to be had, or both."""

    id: str
    title: str
    note: str
    size_bytes: int
    wer: tuple[tuple[str, float], ...]
    installed: bool
    installable: bool
    removable: bool


def rows_of(installed: list[ModelInfo], catalogue: tuple[CatalogueModel, ...]) -> list[ModelRow]:
    """Everything there is, the least accurate first, as it grows in size."""
    here = {model.id: model for model in installed}
    rows = [
        ModelRow(
            id=entry.id,
            title=entry.title,
            note=entry.note,
            size_bytes=entry.size_bytes,
            wer=tuple(entry.wer.items()),
            installed=entry.id in here,
            installable=entry.installable,
            removable=entry.id in here and here[entry.id].removable,
        )
        for entry in sorted(catalogue, key=lambda entry: entry.rank)
    ]
    known = {entry.id for entry in catalogue}
    rows += [
        ModelRow(
            id=model.id,
            title=model.id,
            note=_("Found in {folder}.").format(folder=model.folder.parent),
            size_bytes=model.size_bytes,
            wer=(),
            installed=True,
            installable=False,
            removable=model.removable,
        )
        for model in installed
        if model.id not in known
    ]
    return rows


def size_words(size_bytes: float) -> str:
    """41 MB, 1.8 GB."""
    if size_bytes >= 1e9:
        return _("{n:.1f} GB").format(n=size_bytes / 1e9)
    return _("{n:.0f} MB").format(n=size_bytes / 1e6)


def progress_words(progress: Progress) -> str:
    """12 of 41 MB · 2.1 MB a second · about 14 seconds left."""
    if progress.unit != "bytes":
        return progress.step
    parts = []
    if progress.total:
        parts.append(
            _("{done:.0f} of {total:.0f} MB").format(done=progress.done / 1e6, total=progress.total / 1e6)
        )
    else:
        parts.append(size_words(progress.done))
    if progress.per_s:
        parts.append(_("{n:.1f} MB a second").format(n=progress.per_s / 1e6))
    if progress.remaining_s is not None:
        parts.append(time_left_words(progress.remaining_s))
    return "  ·  ".join(parts)


def time_left_words(seconds: float) -> str:
    """How much longer it takes, in minutes from a minute and a half on."""
    if seconds >= 90:
        minutes = round(seconds / 60)
        return ngettext("about {n} minute left", "about {n} minutes left", minutes).format(n=minutes)
    whole = max(1, round(seconds))
    return ngettext("about {n} second left", "about {n} seconds left", whole).format(n=whole)


class ModelInstaller(QObject):
    """One installation at a time; it goes on while the user looks at another page.

    `changed` follows every step; `installed` (model id) and `failed` (the error) end it.
    """

    changed = Signal()
    installed = Signal(str)
    used = Signal(str)
    failed = Signal(object)

    def __init__(self, studio: Studio, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._studio, self._tasks = studio, tasks
        self._job: JobHandle | None = None
        self.model_id: str | None = None
        self.progress: Progress | None = None

    @property
    def running(self) -> bool:
        return self._job is not None

    def install(self, model_id: str) -> None:
        """Fetch, check and try a model of the catalogue, then hear with it."""
        studio = self._studio

        def job(handle: JobHandle) -> str:
            from rehearse.speech.install import install

            install(studio.models, model_id, on_progress=handle.report, cancel=handle.cancel_token)
            handle.cancel_token.check()
            return studio.use_model(model_id).id

        self._begin(model_id, job, "install a model")

    def install_from(self, source: Path) -> None:
        """Take a zip or folder that the user already has."""
        studio = self._studio

        def job(handle: JobHandle) -> str:
            from rehearse.speech.install import install_from

            model = install_from(studio.models, source, on_progress=handle.report, cancel=handle.cancel_token)
            return studio.use_model(model.id).id

        self._begin(source.stem, job, "install a model")

    def use(self, model_id: str) -> None:
        """Hear with a model that is installed."""
        studio = self._studio
        self._begin(model_id, lambda _handle: studio.use_model(model_id).id, "use a model")

    def cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _begin(self, model_id: str, job, name: str) -> None:  # type: ignore[no-untyped-def]
        if self.running:
            return
        self.model_id, self.progress = model_id, None
        self._job = self._tasks.run(
            job, done=self._done, failed=self._failed, progress=self._step, name=name, owner=self
        )
        self.changed.emit()

    def _step(self, progress: Progress) -> None:
        self.progress = progress
        self.changed.emit()

    def _end(self) -> None:
        self._job = self.model_id = self.progress = None
        self.changed.emit()

    def _done(self, model_id: str) -> None:
        self._end()
        self.installed.emit(model_id)

    def _failed(self, error: Failure) -> None:
        self._end()
        if not isinstance(error, Cancelled):
            self.failed.emit(error)
