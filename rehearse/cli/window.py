"""`rehearse` alone: opens the window; where there is no display, does the same job in the terminal."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from rehearse.errors import RehearseError, UsageError
from rehearse.i18n import _

if TYPE_CHECKING:
    from rehearse.cli.program import Context


def why_no_window() -> str:
    """Why no window could be shown, in a sentence; empty when one can.

    Asked before Qt starts: without a display Qt does not raise, it aborts the process.
    """
    from rehearse.ui.display import require_display

    try:
        require_display()
    except RehearseError as error:
        return error.message
    except ImportError as error:
        # PySide6 is not whole, or a library of the system that it is linked with is not there.
        return _("The window's own libraries cannot be loaded: {reason}.").format(reason=error)
    return ""


def run(args: Namespace, context: Context) -> int:
    reason = why_no_window()
    files = [Path(name) for name in getattr(args, "files", ())]
    if reason and files:
        raise UsageError(reason, help=_("“rehearse import FILE” takes files in without a window."))
    if reason:
        from rehearse.cli import demo

        context.console.say(
            reason + " " + _("The sample recordings are scored here in the terminal instead.")
        )
        context.console.say(_("“rehearse --help” lists what else can be done."))
        args.report = None
        return demo.run(args, context)
    from rehearse.ui.app import run_window

    return run_window(lambda: context.studio, sys.argv[:1], files)
