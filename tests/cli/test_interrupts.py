"""Ctrl-C at a moment at which Python would drop it."""

from __future__ import annotations

import signal
import threading

import pytest

from rehearse.cli.interrupts import never_lost


class Freed:
    """Frees something of a C library, just as Ctrl-C is pressed."""

    def __del__(self) -> None:
        signal.raise_signal(signal.SIGINT)


def test_a_ctrl_c_while_something_is_freed_is_not_lost() -> None:
    def wait_after_it() -> None:
        freed = Freed()
        del freed
        threading.Event().wait(60)

    with never_lost(), pytest.raises(KeyboardInterrupt):
        wait_after_it()


def test_other_faults_are_told_as_ever() -> None:
    told: list[object] = []

    class Broken:
        def __del__(self) -> None:
            raise ZeroDivisionError("while it is freed")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.unraisablehook", lambda unraisable: told.append(unraisable.exc_type))
        with never_lost():
            broken = Broken()
            del broken
    assert told == [ZeroDivisionError]
