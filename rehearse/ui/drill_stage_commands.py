"""What can be done while a drill is done, and its keys; Space and Escape are the window's."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from rehearse.i18n import _
from rehearse.ui.commands import Command

if TYPE_CHECKING:
    from rehearse.ui.window import MainWindow


def drill_stage_commands(window: MainWindow) -> list[Command]:
    def phase(*wanted: str) -> Callable[[], bool]:
        return lambda: window.drill.phase in wanted

    def view() -> Any:
        return window.drill.view

    def several() -> bool:
        """Where there is one round alone, leaving it out would end a drill nobody has begun."""
        status = window.drill.running.status
        return phase("verdict", "paused", "thinking")() and status is not None and status.n_rounds > 1

    over = ("verdict", "paused", "done")
    return [
        Command(
            "drill.again", _("Try it again"), lambda: view().again(), "R", _("repeat retry round drill"),
            page="drill", enabled=phase(*over),
        ),
        Command(
            "drill.next", _("Leave this one out"), lambda: view().skip_round(), "N", _("next skip round"),
            page="drill", enabled=several,
        ),
        Command(
            "drill.pause", _("Pause, or go on"), lambda: view().pause(), "P", _("wait break rest"),
            page="drill", enabled=phase("thinking", "speaking", "verdict", "paused"), safe=True,
        ),
        Command(
            "drill.listen", _("Listen to that place"), lambda: view().listen(), "L", _("play hear sound"),
            page="drill", enabled=phase(*over),
        ),
        Command(
            "drill.open", _("Open the take"), lambda: view().open_take(), "O", _("review transcript"),
            page="drill", enabled=phase(*over),
        ),
        Command(
            "drill.finish", _("End the drill here"), lambda: view().finish(), "", _("stop summary over"),
            page="drill", enabled=phase("thinking", "verdict", "paused"),
        ),
    ]  # fmt: skip
