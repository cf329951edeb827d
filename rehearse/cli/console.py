"""What every command talks through: standard output, standard error, and one line of progress."""

from __future__ import annotations

import errno
import json
import os
import sys
import time
from datetime import datetime
from typing import IO

from rehearse.errors import RehearseError
from rehearse.exchange.terminal import MAX_WIDTH, MIN_WIDTH, Style, cells, paragraph, safe
from rehearse.i18n import _

#: A line that changes more often than this only flickers.
_REFRESH_S = 0.1


def _is_terminal(stream: IO[str] | None) -> bool:
    try:
        return stream is not None and stream.isatty()
    except ValueError:  # closed
        return False


def _colours_welcome(stream: IO[str]) -> bool:
    """Colour only on a terminal that knows it and a user who wants it (https://no-color.org)."""
    if not _is_terminal(stream) or os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("TERM") == "dumb":
        return False
    return _obeys_colour_codes(stream)


def _obeys_colour_codes(stream: IO[str]) -> bool:
    """True, except for a Windows console that is too old: others are asked to obey first."""
    obeys = True
    if sys.platform == "win32":
        import ctypes
        import msvcrt

        # ENABLE_VIRTUAL_TERMINAL_PROCESSING, Windows console documentation.
        kernel = ctypes.windll.kernel32
        handle = msvcrt.get_osfhandle(stream.fileno())
        mode = ctypes.c_ulong()
        obeys = bool(kernel.GetConsoleMode(handle, ctypes.byref(mode))) and bool(
            kernel.SetConsoleMode(handle, mode.value | 4)
        )
    return obeys


def _speaks_unicode(stream: IO[str]) -> bool:
    try:
        "●▲✖○─“”‹›█".encode(getattr(stream, "encoding", None) or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def columns_of(stream: IO[str] | None) -> int:
    """The terminal's width, `COLUMNS` first; 80 where there is none."""
    told = os.environ.get("COLUMNS", "")
    if told.isascii() and told.isdigit() and int(told):
        return int(told)
    try:
        return os.get_terminal_size(stream.fileno()).columns if stream is not None else 80
    except (OSError, ValueError, AttributeError):
        return 80


class Console:
    """Standard output for what was asked for, standard error for everything else."""

    def __init__(self) -> None:
        self.failed = False
        self._last_shown_s = 0.0
        self._line_open = False
        for stream in (sys.stdout, sys.stderr):
            # A name or word the terminal cannot spell must not end the program.
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="replace")

    @property
    def style(self) -> Style:
        """How text is laid out on standard output."""
        width = max(MIN_WIDTH, min(MAX_WIDTH, columns_of(sys.stdout)))
        return Style(width, _colours_welcome(sys.stdout), _speaks_unicode(sys.stdout))

    @property
    def live(self) -> bool:
        """Whether a line that changes can be shown."""
        return _is_terminal(sys.stderr) and os.environ.get("TERM") != "dumb"

    def machine_output(self) -> None:
        """From here on standard output is UTF-8 with line ends as written, whatever the terminal is."""
        if hasattr(sys.stdout, "reconfigure"):
            sys.stdout.reconfigure(encoding="utf-8", errors="replace", newline="")

    def write(self, text: str) -> None:
        """What was asked for.  Raises `OSError` where it cannot be written."""
        self.clear()
        if sys.stdout is None:  # `>&-`
            raise OSError(errno.EIO, _("there is no standard output"))
        sys.stdout.write(text)

    def write_json(self, value: object) -> None:
        """What was asked for, as a JSON document for other programs."""
        self.machine_output()
        self.write(json.dumps(value, ensure_ascii=False, indent=1) + "\n")

    def flush(self) -> None:
        if sys.stdout is not None:
            sys.stdout.flush()

    def say(self, text: str) -> None:
        """A remark on standard error."""
        self.clear()
        if sys.stderr is not None:
            # What was asked for and what is said about it come in the order they happened.
            self.flush()
            print(safe(text), file=sys.stderr, flush=True)

    def error(self, error: RehearseError | str, *, about: str = "") -> None:
        """One sentence on what could not be done; the exit status will be 1."""
        self.failed = True
        said = str(error)
        named = not about or os.path.basename(about) in said
        self.say(f"rehearse: {said}" if named else f"rehearse: {about}: {said}")

    def progress(self, text: str, *, at_once: bool = False) -> None:
        """Replace the line that changes; nothing where standard error is no terminal."""
        now_s = time.monotonic()
        if not self.live or (not at_once and now_s - self._last_shown_s < _REFRESH_S):
            return
        self._last_shown_s = now_s
        shown = shorten(safe(text), columns_of(sys.stderr) - 1)
        sys.stderr.write(f"\r\x1b[2K{shown}")
        sys.stderr.flush()
        self._line_open = True

    def clear(self) -> None:
        """Take the line that changes away."""
        if self._line_open:
            sys.stderr.write("\r\x1b[2K")
            sys.stderr.flush()
            self._line_open = False
            self._last_shown_s = 0.0

    def bar(self, fraction: float | None, columns: int = 20) -> str:
        """A bar of `columns` characters; nothing where the whole is unknown."""
        if fraction is None:
            return ""
        full = round(max(0.0, min(1.0, fraction)) * columns)
        if sys.stderr is not None and _speaks_unicode(sys.stderr):
            return "█" * full + "░" * (columns - full)
        return "#" * full + "." * (columns - full)


def shorten(text: str, columns: int) -> str:
    """Cut `text` to `columns` so that it never wraps."""
    if cells(text) <= columns:
        return text
    while text and cells(text) > columns - 3:
        text = text[:-1]
    return text + "..."


def wrapped(text: str, style: Style, *, indent: int = 0) -> str:
    """A paragraph with its line end."""
    return "\n".join(paragraph(text, style, indent=indent)) + "\n"


def clock(seconds: float) -> str:
    """Seconds as m:ss, or h:mm:ss from an hour on."""
    whole = max(0, int(seconds))
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def size_text(n_bytes: float) -> str:
    """Bytes in MB or GB, as shops and file managers count them (powers of ten)."""
    if n_bytes >= 1e9:
        return _("{n:.1f} GB").format(n=n_bytes / 1e9)
    return (
        _("{n:.0f} MB").format(n=n_bytes / 1e6) if n_bytes >= 1e7 else _("{n:.1f} MB").format(n=n_bytes / 1e6)
    )


def when_text(moment: datetime) -> str:
    """Day and minute by the clock on the wall, the day alone where no more is known; `moment` is aware."""
    from rehearse.library.moments import is_day_alone

    return moment.astimezone().strftime("%Y-%m-%d" if is_day_alone(moment) else "%Y-%m-%d %H:%M")
