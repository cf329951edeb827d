"""Runs one command: parses, imports its module, and turns whatever goes wrong into a sentence."""

from __future__ import annotations

import contextlib
import errno
import gc
import os
import sys
from argparse import Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol, cast

from rehearse.cli.console import Console
from rehearse.cli.interrupts import never_lost
from rehearse.cli.parser import build
from rehearse.errors import Cancelled, RehearseError
from rehearse.files import assets_folder
from rehearse.i18n import _, use_language

if TYPE_CHECKING:
    from rehearse.judging import Judge
    from rehearse.paths import Paths
    from rehearse.settings import SettingsStore
    from rehearse.studio import Studio

#: 128 + SIGINT, what shells expect of an interrupted program.
INTERRUPTED = 130

#: How bundles are called, see `rehearse.exchange.bundle`, which is too long to load for every command.
_BUNDLE = ".rehearse"


class Context:
    """What a command gets: its console, and once it asks for it the judge or the whole studio."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self._studio: Studio | None = None

    @property
    def studio(self) -> Studio:
        """The use cases, over this user's folders."""
        if self._studio is None:
            from rehearse.studio import Studio

            self._studio = Studio(*self._places())
        return self._studio

    def judge(self) -> Judge:
        """As much of the studio as judges typed messages: a quarter of it to load."""
        from rehearse.judging import Judge

        return self._studio or Judge(*self._places())

    def _places(self) -> tuple[Paths, SettingsStore]:
        """This user's folders and settings; what is wrong with these is told."""
        from rehearse.paths import Paths
        from rehearse.settings import SettingsStore

        paths = Paths.default()
        settings = SettingsStore(paths.settings)
        if settings.value.language:
            use_language(settings.value.language, assets_folder() / "locale")
        for problem in settings.problems:
            self.console.say(problem)
        return paths, settings

    def close(self) -> None:
        if self._studio is not None:
            self._studio.close()
            self._studio = None


class _Command(Protocol):
    def run(self, args: Namespace, context: Context) -> int: ...


def run(argv: Sequence[str] | None = None) -> int:
    """The whole life of one command; returns its exit status and never raises."""
    use_language(None, assets_folder() / "locale")
    # For the processes that are started: a file in the folder somebody is in must not stand for one of
    # Python's own modules.
    os.environ.setdefault("PYTHONSAFEPATH", "1")
    try:
        arguments = _opened(sys.argv[1:] if argv is None else list(argv))
        args = build(arguments).parse_args(arguments)
    except SystemExit as stop:  # argparse has spoken: help, version, or what is wrong
        return _flushed(stop.code if isinstance(stop.code, int) else 2)
    console = Console()
    context = Context(console)
    try:
        status = _run(args, context)
        console.clear()
        console.flush()
    except BrokenPipeError:
        _silence_output()
        return 0  # whoever was reading has read enough
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EIO, errno.EDQUOT):
            raise
        _silence_output()
        console.error(_("The output could not be written: {reason}.").format(reason=error.strerror))
        return 1
    return status or (1 if console.failed else 0)


def _opened(argv: list[str]) -> list[str]:
    """Files that a desktop hands over when somebody opens bundles are for the window."""
    if argv and all(one.lower().endswith(_BUNDLE) for one in argv):
        return ["window", *argv]
    return argv


def _run(args: Namespace, context: Context) -> int:
    console = context.console
    try:
        with never_lost():
            try:
                command = _load(args.command)
                if not getattr(command, "LOOKS_FOR_GARBAGE_LATER", False):
                    gc.enable()
                return command.run(args, context)
            finally:
                context.close()
    except KeyboardInterrupt:
        console.say(_("Stopped."))
        return INTERRUPTED
    except Cancelled as stop:
        console.say(str(stop))
        return INTERRUPTED
    except RehearseError as error:
        console.error(error)
        return error.exit_status
    except BrokenPipeError:
        raise
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EIO, errno.EDQUOT) and error.filename is None:
            raise  # standard output, most likely: told by the caller
        _tell_bug(error, console)
        return 1
    except Exception as error:
        _tell_bug(error, console)
        return 1


def _load(name: str) -> _Command:
    from importlib import import_module

    return cast(_Command, import_module(f"rehearse.cli.{name}"))


def _tell_bug(error: BaseException, console: Console) -> None:
    from rehearse.errors import excepthook_text

    for line in excepthook_text(error).splitlines():
        console.say(line)


def _flushed(status: int) -> int:
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        _silence_output()
    return status


def _silence_output() -> None:
    """Let Python's own flush at exit go nowhere instead of complaining."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
