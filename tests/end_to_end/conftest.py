"""The whole program: its window with a real studio, a real microphone and a real recogniser."""

from __future__ import annotations

# The rules of the window's own tests hold here too: no warning from Qt, nothing left running.
from tests.ui.conftest import qapp_args, qtbot, silent_qt, tasks, theme

__all__ = ["qapp_args", "qtbot", "silent_qt", "tasks", "theme"]
