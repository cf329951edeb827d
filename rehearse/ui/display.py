"""Whether a window can be shown at all, asked before Qt: Qt does not raise, it aborts."""

from __future__ import annotations

import ctypes
import os
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

from rehearse.errors import RehearseError
from rehearse.i18n import _

#: Platforms of Qt that need no display.
_WITHOUT = ("offscreen", "minimal", "vnc", "eglfs", "linuxfb")


class NoDisplay(RehearseError):
    id = "no_display"


def require_display(environ: Mapping[str, str] = os.environ, platform: str = sys.platform) -> None:
    """Raise `NoDisplay`, saying what is missing, where Qt could not open a window."""
    if platform in ("win32", "darwin"):
        return
    wanted = environ.get("QT_QPA_PLATFORM", "").split(":")[0].split(";")[0]
    if wanted in _WITHOUT:
        return
    wayland, x11 = environ.get("WAYLAND_DISPLAY"), environ.get("DISPLAY")
    if not wayland and not x11:
        raise NoDisplay(
            _("There is no display to open a window on."),
            help=_("Start it on a desktop, or use the command line: rehearse --help."),
        )
    if wayland and wanted != "xcb" and _wayland_answers(wayland, environ):
        return
    if not x11:
        raise _not_answering(wayland or "")
    _require_x11(x11)


def _not_answering(name: str) -> NoDisplay:
    return NoDisplay(
        _("The display {name} does not answer.").format(name=name),
        help=_("Start it on a desktop, or use the command line: rehearse --help."),
    )


def _wayland_answers(name: str, environ: Mapping[str, str]) -> bool:
    path = Path(environ.get("XDG_RUNTIME_DIR", "/")) / name  # an absolute name stands for itself
    try:
        with socket.socket(socket.AF_UNIX) as probe:
            probe.settimeout(1.0)
            probe.connect(str(path))
    except OSError:
        return False
    return True


def _require_x11(name: str) -> None:
    """Load Qt's plugin as Qt would, then knock at the X server with the library the plugin uses."""
    import PySide6
    from PySide6 import QtGui  # noqa: F401  the plugin needs Qt's own libraries in the process

    plugin = Path(PySide6.__file__).parent / "Qt" / "plugins" / "platforms" / "libqxcb.so"
    try:
        if plugin.exists():
            ctypes.CDLL(str(plugin))
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError as error:
        library = str(error).split(":")[0]
        raise NoDisplay(
            _("A system library that windows need is missing: {library}.").format(library=library),
            help=_(
                "On Debian or Ubuntu: sudo apt-get install libxcb-cursor0 libxkbcommon-x11-0 "
                "libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxcb-xkb1 libegl1. Then start again."
            ),
        ) from error
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(name.encode(), None)
    if xcb.xcb_connection_has_error(connection):
        xcb.xcb_disconnect(connection)
        raise _not_answering(name)
    # A good connection stays open as long as the process: an X server without a window manager starts
    # over when its last client leaves, and Qt would knock just then.
