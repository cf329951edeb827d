"""`rehearse` alone: opens the window; where there is no display, does the same job in the terminal."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Mapping
from typing import TYPE_CHECKING

from rehearse.i18n import _

if TYPE_CHECKING:
    from rehearse.cli.program import Context

#: Platforms of Qt that need no display (for tests and remote use).
_WITHOUT_DISPLAY = ("offscreen", "minimal", "vnc", "eglfs", "linuxfb")


def has_display(environ: Mapping[str, str] = os.environ, platform: str = sys.platform) -> bool:
    """Whether a window could be shown.  Qt aborts the process when it cannot, so ask before."""
    if platform in ("win32", "darwin"):
        return True
    if environ.get("QT_QPA_PLATFORM", "").split(":")[0] in _WITHOUT_DISPLAY:
        return True
    return bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))


def run(args: Namespace, context: Context) -> int:
    if not has_display():
        from rehearse.cli import demo

        context.console.say(
            _("There is no display here, so the sample recordings are scored in the terminal instead.")
        )
        context.console.say(_("“rehearse --help” lists what else can be done."))
        args.report = None
        return demo.run(args, context)
    from rehearse.ui.app import run_window

    return run_window(lambda: context.studio, sys.argv[:1])
