"""How the window looks by choice: colours and text size, changed at once and stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from rehearse.ui.theme import usable_theme

if TYPE_CHECKING:
    from rehearse.studio import Studio
    from rehearse.ui.tasks import Tasks

#: All settings are saved one after the other.
SAVE_LANE = "settings"

#: The sizes that can be stepped through; the setting allows any between.
TEXT_SCALES = (0.9, 1.0, 1.15, 1.3, 1.45, 1.6)


class Look(QObject):
    """Signals: `changed` (Theme) at once, before it is stored; `failed` (an error)."""

    changed = Signal(object)
    failed = Signal(object)

    def __init__(self, studio: Studio, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._studio, self._tasks = studio, tasks
        value = studio.settings.value
        self.colours: Any = value.theme
        self.text_scale: float = value.text_scale

    def choose_colours(self, choice: str) -> None:
        """“system”, “light” or “dark”."""
        self.colours = choice
        self._apply()
        self._save(theme=choice)

    def choose_text_scale(self, scale: float) -> None:
        """1 is the system's own size."""
        self.text_scale = scale
        self._apply()
        self._save(text_scale=scale)

    def step_text(self, steps: int) -> None:
        """So many sizes larger (or smaller, below 0); 0 goes back to the system's own."""
        if steps == 0:
            wanted = 1.0
        elif steps > 0:
            wanted = next((scale for scale in TEXT_SCALES if scale > self.text_scale), TEXT_SCALES[-1])
        else:
            wanted = next(
                (scale for scale in reversed(TEXT_SCALES) if scale < self.text_scale), TEXT_SCALES[0]
            )
        if wanted != self.text_scale:
            self.choose_text_scale(wanted)

    def desktop_changed(self) -> None:
        """The desktop has other colours now."""
        if self.colours == "system":
            self._apply()

    def _apply(self) -> None:
        theme, problems = usable_theme(self.colours, self.text_scale)
        self.changed.emit(theme)
        for problem in problems:
            self.failed.emit(problem)

    def _save(self, **changes: Any) -> None:
        studio = self._studio
        self._tasks.run(
            lambda _handle: studio.settings.update(**changes),
            done=lambda _settings: None,
            failed=self._not_saved,
            lane=SAVE_LANE,
            must_run=True,
            name="save a setting",
        )

    def _not_saved(self, error: object) -> None:
        """Shown as it is stored, else the next start would surprise."""
        self.read_again()
        self.failed.emit(error)

    def read_again(self) -> None:
        """The settings are others than before."""
        value = self._studio.settings.value
        self.colours, self.text_scale = value.theme, value.text_scale
        self._apply()
