"""What a person at a terminal sees: colour, a line that changes, and a sentence for every fault."""

from __future__ import annotations

import os
import re
import sys
from argparse import Namespace
from pathlib import Path
from types import SimpleNamespace

import pytest

from rehearse.cli import main, program
from rehearse.cli.console import clock, shorten, size_text
from rehearse.cli.names import by_number_or_id
from rehearse.cli.stopping import SilenceWatch
from rehearse.cli.take_names import find
from rehearse.errors import Cancelled, DiskFull, UsageError
from rehearse.exchange import terminal
from rehearse.exchange.terminal import fitted
from tests.helpers.commands import SAMPLES, command, environment, rehearse

CODE = re.compile(r"\x1b\[[0-9;]+m")
SAMPLE = SAMPLES / "bare-callback.flac"


def in_terminal(*arguments: str | Path, **extra: str) -> tuple[int, str]:
    """Run a command with a terminal of 100 columns around it; its status and all it wrote."""
    import fcntl
    import pty
    import struct
    import termios

    child, terminal = pty.fork()
    if child == 0:
        argv = command(*arguments)
        os.execve(argv[0], argv, environment({"TERM": "xterm", **extra}))
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 100, 0, 0))
    said = b""
    while True:
        try:
            piece = os.read(terminal, 65536)
        except OSError:  # how Linux tells that the other side has closed
            break
        if not piece:
            break
        said += piece
    os.close(terminal)
    _pid, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), said.decode()


needs_terminals = pytest.mark.skipif(sys.platform == "win32", reason="no such terminals there")


@needs_terminals
def test_a_terminal_gets_colour_and_a_line_that_changes_and_goes() -> None:
    status, said = in_terminal("score", SAMPLE)
    assert status == 0
    assert CODE.search(said)
    frames = said.split("\r\x1b[2K")
    assert len(frames) > 2
    assert any(re.search(r" 0:0\d / 0:\d\d", frame) for frame in frames)
    assert all(len(frame.split("\n")[0]) < 100 for frame in frames[1:-1])
    assert "0:0" not in frames[-1].split("Scorecard")[0].split("number complete")[0]


@needs_terminals
@pytest.mark.parametrize("extra", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_who_wants_no_colour_gets_none(extra: dict[str, str]) -> None:
    status, said = in_terminal("score", SAMPLE, **extra)
    assert status == 0
    assert not CODE.search(said)
    assert "[[five five five" in said
    if "TERM" in extra:
        assert "\x1b" not in said


@needs_terminals
def test_json_in_a_terminal_is_json_alone() -> None:
    status, said = in_terminal("score", SAMPLE, "--format", "jsonl")
    assert status == 0
    assert not CODE.search(said)
    assert said.split("\r\x1b[2K")[-1].startswith('{"schema": 1,')


def test_a_terminal_that_cannot_spell_gets_ascii() -> None:
    env = {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = rehearse("lint", "-", stdin="café 415 555 0142".encode(), env=env)
    assert done.returncode == 0
    assert "+ Good" in done.stdout
    assert "caf?" in done.stdout
    done = rehearse("lint", "-", "--format", "json", stdin="café".encode(), env=env)
    assert "café" in done.stdout


def raising(error: BaseException) -> SimpleNamespace:
    def run(args: Namespace, context: object) -> int:
        raise error

    return SimpleNamespace(run=run)


@pytest.mark.parametrize(
    ("error", "status", "told"),
    [
        (DiskFull("No room.", kept="All is kept.", help="Free some."), 1, "rehearse: No room. All is kept."),
        (UsageError("Wrong."), 2, "rehearse: Wrong."),
        (Cancelled(), 130, "Stopped."),
        (KeyboardInterrupt(), 130, "Stopped."),
        (ValueError("odd"), 1, "Rehearse has a fault of its own here"),
        (PermissionError(13, "Permission denied", "/x"), 1, "Rehearse has a fault of its own here"),
        (RecursionError(), 1, "Rehearse has a fault of its own here"),
    ],
)
def test_whatever_is_raised_becomes_a_sentence_and_a_status(
    error: BaseException,
    status: int,
    told: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(program, "_load", lambda name: raising(error))
    assert main(["devices"]) == status
    said = capsys.readouterr().err
    assert said.startswith(told)
    assert "Traceback" not in said


def test_silence_counts_only_after_a_voice_and_below_the_loudest() -> None:
    watch = SilenceWatch(2.0)
    assert not watch.over(10.0, -60.0)
    assert not watch.over(11.0, -20.0)
    assert not watch.over(12.9, -50.0)
    assert not watch.over(12.95, -30.0)
    assert not watch.over(14.9, None)
    assert watch.over(14.95, None)
    assert not SilenceWatch(None).over(99.0, None)


def test_a_thing_is_named_by_its_number_or_by_any_part_of_its_id() -> None:
    listed = [SimpleNamespace(id=f"01a2195a-29ab-7d58-b7fe-ab4226d0ef{end}") for end in ("ea", "fc")]
    first, second = listed
    assert by_number_or_id("2", listed) == [second]
    assert by_number_or_id("26D0EFEA", listed) == [first], "as lists show it"
    assert by_number_or_id(" 26d0efe ", listed) == [first], "the beginning of what lists show"
    assert by_number_or_id("26d0ef", listed) == [first, second]
    assert by_number_or_id(second.id, listed) == [second]
    for nothing in ("0", "3", "efc", "", "nowhere"):
        assert by_number_or_id(nothing, listed) == []


def test_what_is_too_wide_ends_with_a_sign() -> None:
    assert [fitted("call me", columns) for columns in (7, 6, 5, 1, 0)] == [
        "call me",
        "call…",
        "call…",
        "…",
        "",
    ]
    assert fitted("電話電話", 6) == "電話…"
    assert fitted("Zoe\u0308" * 3, 9) == "Zoe\u0308" * 3


def test_a_title_as_long_as_a_book_costs_one_look_at_it(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[int] = []
    monkeypatch.setattr(terminal, "cells", lambda text: looked.append(len(text)) or len(text))
    assert terminal.fitted("a" * 100_000, 20) == "a" * 19 + "…"
    assert sum(looked) < 200_000


def test_small_figures_for_people() -> None:
    assert [clock(0), clock(61.9), clock(3600)] == ["0:00", "1:01", "1:00:00"]
    assert [size_text(41_205_931), size_text(1.8e9), size_text(2.5e6)] == ["41 MB", "1.8 GB", "2.5 MB"]
    assert shorten("電話電話", 6) == "電..."
    with pytest.raises(Exception, match="no take"):
        find("last", [])
