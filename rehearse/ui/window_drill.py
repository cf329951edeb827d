"""What the window does about the drill that is being done: begins it, shows it, waits for it at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from rehearse.ui.drill_running import DrillRunning, Wanted

if TYPE_CHECKING:
    from rehearse.studio import Studio
    from rehearse.ui.drill_stage import DrillStageView
    from rehearse.ui.tasks import Failure, Tasks
    from rehearse.ui.window import MainWindow


class WindowDrill(QObject):
    """One for the window's life; the page is made with the first drill."""

    def __init__(self, window: MainWindow, studio: Studio, tasks: Tasks) -> None:
        super().__init__(window)
        self._window = window
        self.running = DrillRunning(studio, tasks, window.microphone, self)
        self.running.failed.connect(self._not_begun)
        self.running.recording_changed.connect(self._recording_changed)
        self.running.moved.connect(lambda _status: self._hold(self.running.phase))
        self._held = False

    @property
    def view(self) -> DrillStageView:
        view: DrillStageView = self._window.pages.get("drill")
        return view

    @property
    def is_recording(self) -> bool:
        return self.running.is_recording

    @property
    def phase(self) -> str:
        """Where the run stands: the runner's phase, or "ready"; "" without one."""
        return self.running.phase

    def start(self, wanted: Wanted) -> None:
        """Begin a drill, or go on with a run, and show it; not while something is recorded."""
        if self._window.is_recording:
            return
        if not wanted.at_once and not self._stands(wanted.run_id):
            self.view.show_waiting()
        self.running.start(wanted)
        self._window.show_page("drill")

    def _stands(self, run_id: str) -> bool:
        """Whether that run is the one in sight."""
        return bool(run_id) and run_id == self.running.run_id and self.running.goes_on

    def again(self) -> None:
        """The same drill once more, with other cards."""
        if (wanted := self.running.wanted_again()) is not None:
            self.start(wanted)

    def go_back(self) -> None:
        """To where drills are chosen."""
        window = self._window
        window.show_page("drills" if hasattr(window.pages, "_make_drills") else "stage")

    def let_go(self) -> bool:
        """The window closes: leave the run and close once that is done; whether that is waited for."""
        return self.running.let_go(self._window.close)

    # ---- what the drill tells ------------------------------------------------------------------

    def _not_begun(self, error: Failure) -> None:
        self._window.tell(error)
        if self._window.page == "drill" and self.running.status is None:
            self.go_back()

    def _hold(self, phase: str) -> None:
        """Takes are not judged anew while somebody is at it: the machine is needed for the verdict."""
        held = phase not in ("ready", "paused", "done", "left")
        if held != self._held:
            self._held = held
            self._window.redoing.hold(held)

    def _recording_changed(self, recording: bool) -> None:
        window = self._window
        if recording:
            window.ahead.start()
        window.rail.allow(not recording)
        window.keys.update()
