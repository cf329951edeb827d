"""What waits until the window has been seen: lost takes, the profile, sound, the model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from rehearse.errors import ModelError
from rehearse.i18n import _, ngettext
from rehearse.ui.banners import PASSING_S
from rehearse.ui.model_install import STARTER
from rehearse.ui.sound_wait import SoundWait
from rehearse.ui.window_pages import read_code

if TYPE_CHECKING:
    from rehearse.library.takes import Take
    from rehearse.speech.store import ModelInfo
    from rehearse.studio import Studio
    from rehearse.ui.tasks import Failure, Tasks
    from rehearse.ui.window import MainWindow


class WindowStart(QObject):
    """`begin` once; the profile and the model again whenever others are chosen."""

    def __init__(self, window: MainWindow, studio: Studio, tasks: Tasks) -> None:
        super().__init__(window)
        self._window, self._studio, self._tasks = window, studio, tasks
        self._model_id = ""
        self._sound_wait = SoundWait(window)
        window.installer.installed.connect(self._model_changed)
        window.installer.failed.connect(window.tell)
        window.installer.changed.connect(self._show_model_hint)

    def begin(self) -> None:
        window, studio = self._window, self._studio
        for problem in studio.settings.problems:
            window.banners.tell(problem, tone="near")
        self.load_profile()
        self._tasks.run(
            lambda _handle: studio.sweep(), done=self._swept, failed=window.tell, name="look for lost takes"
        )
        self._sound_wait.start()
        window.microphone.wake()
        self._load_model()
        self._tasks.run(
            lambda _handle: read_code(),
            done=lambda _none: window.ahead.start(),
            failed=window.tell,
            name="read the pages",
        )
        self._tasks.run(
            lambda _handle: studio.models.trash.clear(),
            done=lambda _freed: None,
            failed=window.tell,
            name="delete removed models",
        )

    def stop(self) -> None:
        """The window is closed."""
        self._sound_wait.stop()

    # ---- lost takes ----------------------------------------------------------------------------

    def _swept(self, recovered: list[Take]) -> None:
        window = self._window
        if window.is_closed:  # meanwhile: nothing begins any more
            return
        window.library_news.tell()
        window.library_news.start()
        window.redoing.look()
        window.imports.hearing.go_on()
        # What another window or command listed is heard here as well, each by one of them.
        window.library_news.changed.connect(window.imports.hearing.look)
        window.imports.watched.start()
        if not recovered:
            return
        text = ngettext(
            "A recording was cut short last time. Nothing of it is lost.",
            "{n} recordings were cut short last time. Nothing of them is lost.",
            len(recovered),
        ).format(n=len(recovered))
        only = recovered[0].id if len(recovered) == 1 else None
        window.banners.tell(
            text,
            tone="good",
            action=_("Open it") if only else _("Show them"),
            act=lambda: window.open_take(only) if only else window.show_page("takes"),
        )

    # ---- the profile ---------------------------------------------------------------------------

    def load_profile(self) -> None:
        window, studio = self._window, self._studio
        self._tasks.run(
            lambda _handle: studio.profile(),
            done=lambda profile: window.stage.set_profile(profile),
            failed=window.tell,
            name="load the profile",
        )
        self._tasks.run(
            lambda _handle: studio.data_problems,
            done=window.banners.tell_data_problems,
            failed=window.tell,
            name="read the rules",
        )

    # ---- the model -----------------------------------------------------------------------------

    def _load_model(self) -> None:
        studio = self._studio
        self._tasks.run(
            lambda _handle: studio.load_engine(),
            done=self._model_loaded,
            failed=self._model_not_loaded,
            name="load the model",
        )

    def _model_loaded(self, model: ModelInfo) -> None:
        self._model_id = model.id
        self._show_model_hint()
        if "welcome" in self._window.pages:
            self._window.welcome.show_model(model)

    def _show_model_hint(self) -> None:
        if self._window.installer.running:
            text = _("Getting a better listener…")
        elif self._model_id == STARTER:
            text = _("Starter model: it hears roughly. Get the better one")
        else:
            text = ""
        self._window.stage.set_model_hint(text)

    def _model_not_loaded(self, error: Failure) -> None:
        window = self._window
        if isinstance(error, ModelError):
            window.banners.tell_error(
                error, action=_("Choose a model"), act=lambda: window.show_setting("model")
            )
        else:
            window.tell(error)

    def _model_changed(self, model_id: str) -> None:
        self._model_id = model_id
        self._show_model_hint()
        self._window.redoing.look()
        self._window.banners.tell(_("From now on the new model listens."), tone="good", for_s=PASSING_S)
