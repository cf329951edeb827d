"""Commands from the start of Python, and the same in the copies that most tests use: no difference."""

from __future__ import annotations

import re

import pytest

from tests.helpers import ready_process
from tests.helpers.commands import SAMPLES, rehearse

#: One of every command; what asks a server or the user for something has tests of its own.
COMMANDS = (
    ("--help",),
    ("--version",),
    ("nonsense",),
    ("lint", "-"),
    ("lint", "gone.txt"),
    ("score", "bare-callback.flac", "--format", "json"),
    ("rules", "list"),
    ("profiles", "list"),
    ("rubrics", "list"),
    ("takes", "list"),
    ("scripts", "list"),
    ("drill", "list"),
    ("calls", "list"),
    ("stats",),
    ("speakers", "list"),
    ("models", "list"),
)


@pytest.mark.skipif(not ready_process.CAN_COPY, reason="processes cannot be copied here")
@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_a_copy_does_what_a_process_does_that_starts_from_nothing(arguments: tuple[str, ...]) -> None:
    said = b"Hi Dana, it's Sam. Call me on 415 555 0142."
    real, copy = (rehearse(*arguments, stdin=said, fresh=fresh, cwd=SAMPLES) for fresh in (True, False))
    assert (copy.returncode, copy.stderr) == (real.returncode, real.stderr)
    assert _lasting(copy.stdout) == _lasting(real.stdout)


def _lasting(text: str) -> str:
    """Without what differs from run to run: how long it took."""
    return re.sub(r'"(decode_s|rtf)": [\d.]+', "", text)


def test_a_copy_tells_what_it_was_given_and_how_it_ended() -> None:
    long = ("word " * 200_000).encode()  # more than a pipe holds
    done = rehearse("lint", "-", "--format", "json", stdin=long)
    assert done.returncode in (0, 1)
    assert done.stdout or done.stderr
    assert (
        rehearse("lint", "-", env={"COLUMNS": "40"}, stdin=b"hi").stdout
        != rehearse("lint", "-", stdin=b"hi").stdout
    )
