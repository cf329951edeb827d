"""Let the disk fail under the program, in the terminal and in the window, and look at what is kept and told.

    python -m tests.faults.disk [--only PART_OF_A_NAME]

Real file systems (a tmpfs of 2 MB, mounted write-protected, permissions taken away), a real microphone in
software, a shim that makes each fsync take two seconds.  Where the machine has not what a fault is made
with, the line says so.  Exit status 1 where something was lost, not told, or told badly.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.faults.disk_places import (
    CannotBeTried,
    Machine,
    Seen,
    as_owner,
    fill,
    fill_command,
    machine,
    slow_fsync,
    small_disk,
    wait_s,
)
from tests.helpers import virtual_mic
from tests.helpers.commands import SAMPLES

_SLOW_MS = 2000


# ---- full ---------------------------------------------------------------------------------------


def fills_up_in_the_terminal() -> Seen:
    """2 MB fill up with what is said: it stops with headroom, keeps what fits, says where."""
    seen = Seen()
    with machine(on="2m") as at:
        status = at.record(60, lambda _child: None, seen)
        seen.require(status == 1, f"exit status {status}")
        seen.told("The disk that holds", str(at.paths.library), "kept")
        free = shutil.disk_usage(at.paths.library).free
        seen.require(free > 200_000, f"only {free} bytes were left free")
        _one_take(at, seen, all_of_it=False)
        seen.figures += f", {free / 1e6:.1f} MB left free"
    return seen


def fills_up_in_the_window() -> Seen:
    seen = Seen()
    with machine(on="2m") as at:
        facts = at.window("record", "lost", "record", seen=seen)
        seen.told("The disk that holds", "kept")
        seen.told("There is no room for a recording", str(at.paths.library))
        seen.require(len(facts["takes"]) == 1, f"takes: {facts['takes']}")
        _one_take(at, seen, all_of_it=False)
    return seen


def filled_by_others_in_the_terminal() -> Seen:
    """Another program takes the last byte while somebody speaks: not even a row can be written."""
    seen = Seen()
    with machine(on="8m") as at:

        def during(_child: subprocess.Popen[str]) -> None:
            wait_s(1.0)
            fill(at.home / "data")

        status = at.record(60, during, seen)
        seen.require(status == 1, f"exit status {status}")
        seen.told("full", str(at.paths.library))
        (at.home / "data" / "ballast").unlink()
        _one_take(at, seen, all_of_it=False)
    return seen


def filled_by_others_in_the_window() -> Seen:
    """The same, then there is room again: recording works at once."""
    seen = Seen()
    with machine(on="8m") as at:
        data = at.home / "data"
        facts = at.window(
            "record", "wait 1.5", f"sh {fill_command(data)}", "lost", f"sh rm {data}/ballast",
            "record", "wait 1", "stop", "listen", seen=seen,
        )  # fmt: skip
        seen.told("full", str(at.paths.library))
        seen.require(len(facts["takes"]) == 2, f"takes: {facts['takes']}")
        seen.require(len(at.takes()) == 2, "both takes are there at the next start")
        for sound, _state in at.takes().values():
            at.compare(sound, seen, all_of_it=False)
    return seen


def full_for_everything_else() -> Seen:
    """Score, import, export, back up, a setting, on a disk without a byte: told, and nothing is changed."""
    seen = Seen()
    with machine(on="8m") as at, small_disk(at.folder / "stick") as target:
        at.record(1.5, lambda _child: None, seen)
        before = at.takes()
        fill(target)
        fill(at.home / "data")
        files = {path for path in at.folder.rglob("*") if path.is_file()}
        for arguments in (
            ["takes", "score", "last"],
            ["import", SAMPLES / "early-number.flac"],
            ["export", "--all", "--to", "html", "-o", target / "takes.zip"],
            ["export", "--all", "--to", "bundle", "-o", target / "takes.bundle"],
            ["backup", target / "backup.zip"],
            ["takes", "rename", "last", "Another title"],
        ):
            about = Seen()
            done = at.run(*arguments, about=about)
            seen.require(done.returncode == 1, f"{arguments[0]}: exit status {done.returncode}, {about.said}")
            about.require(
                any(w in " ".join(about.said) for w in ("full", "room", "No space")), str(about.said)
            )
            seen.wrong += [f"{arguments[:2]}: {text}" for text in about.wrong]
        left = {path for path in at.folder.rglob("*") if path.is_file()} - files
        left = {
            path for path in left if path.name not in ("library.db-wal", "library.db-shm", ".importing.lock")
        }
        seen.require(not left, f"left lying about: {sorted(map(str, left))}")
        (at.home / "data" / "ballast").unlink()
        seen.require(at.takes() == before, "the library is not what it was")
        seen.require(at.run("takes", "score", "last").returncode == 0, "it does not work again")
        seen.figures = "six commands told, nothing changed"
    return seen


def full_for_settings() -> Seen:
    seen = Seen()
    with machine() as at, small_disk(at.folder / "small"):
        config = at.paths.config
        shutil.copytree(config, at.folder / "small" / "config")
        shutil.rmtree(config)
        config.symlink_to(at.folder / "small" / "config")
        before = at.paths.settings.read_bytes()
        fill(at.folder / "small")
        done = at.run("rules", "off", "pressure.act-now", about=seen)
        seen.require(done.returncode == 1, f"exit status {done.returncode}")
        at.window("set profile hubspot", "wait 0.5", seen=seen)
        seen.told("The settings could not be saved: the disk is full.")
        seen.require(at.paths.settings.read_bytes() == before, "the settings are not what they were")
        seen.require(len(list(config.iterdir())) <= 2, f"left: {list(config.iterdir())}")
        config.unlink()
    return seen


# ---- write-protected ------------------------------------------------------------------------------


def read_only_file_system() -> Seen:
    """A library on a disk that cannot be written: told at once, in both; the takes in it untouched."""
    seen = Seen()
    with machine(on="8m") as at:
        at.record(1.5, lambda _child: None, seen)
        kept = _sounds(at)
        data = at.home / "data"
        subprocess.run(["mount", "-o", "remount,ro", str(data)], check=True)
        try:
            seen.said.clear()
            status = at.run("record", "--seconds", "1", about=seen).returncode
            seen.require(status == 1, f"exit status {status}")
            seen.told("cannot be written", str(at.paths.library))
            seen.said.clear()
            at.window("record", seen=seen)
            seen.told("cannot be written", str(at.paths.library))
        finally:
            subprocess.run(["mount", "-o", "remount,rw", str(data)], check=True)
        seen.require(len(kept) == 1 and _sounds(at) == kept, "the take is not what it was")
        seen.figures = "told, the take untouched"
    return seen


def read_only_folder() -> Seen:
    """The same for a folder that belongs to the user and may not be written."""
    seen = Seen()
    with machine() as at:
        at.record(1.5, lambda _child: None, seen)
        kept = _sounds(at)
        for folder in (at.paths.library, *at.paths.library.rglob("*")):
            os.chmod(folder, 0o500 if folder.is_dir() else 0o400)
        seen.said.clear()
        status = at.run("record", "--seconds", "1", prefix=as_owner(), about=seen).returncode
        seen.require(status == 1, f"exit status {status}")
        seen.told("cannot be written", str(at.paths.library))
        at.window("record", seen=seen, prefix=as_owner())
        for folder in (at.paths.library, *at.paths.library.rglob("*")):
            os.chmod(folder, 0o700)
        seen.require(len(kept) == 1 and _sounds(at) == kept, "the take is not what it was")
        seen.figures = "told, the take untouched"
    return seen


def permission_lost_in_the_terminal() -> Seen:
    """The folder may not be entered any more, in the middle of a sentence."""
    seen = Seen()
    with machine() as at:

        def during(_child: subprocess.Popen[str]) -> None:
            wait_s(1.0)
            os.chmod(at.paths.library, 0)
            wait_s(1.0)

        status = at.record(2.5, during, seen, prefix=as_owner())
        seen.require(status == 1, f"exit status {status}")
        seen.told("permissions were changed", "kept in", str(at.paths.config))
        os.chmod(at.paths.library, 0o700)
        _rescued(at, seen)
    return seen


def permission_lost_in_the_window() -> Seen:
    """The same, then it is given back: recording works at once."""
    seen = Seen()
    with machine() as at:
        library = at.paths.library
        at.window(
            "record", "wait 1.5", f"sh chmod 0 {library}", "wait 1.5", "stop", "wait 0.5",
            f"sh chmod 700 {library}", "record", "wait 1", "stop", "listen", seen=seen, prefix=as_owner(),
        )  # fmt: skip
        seen.told("permissions were changed", "kept in", str(at.paths.config))
        _rescued(at, seen)
        seen.require("scored" in [state for _path, state in at.takes().values()], "it does not record again")
    return seen


# ---- taken away -------------------------------------------------------------------------------------


def deleted_in_the_terminal() -> Seen:
    """The library's folder is deleted in the middle of a sentence."""
    return _taken_away_in_the_terminal(lambda library: shutil.rmtree(library))


def renamed_in_the_terminal() -> Seen:
    return _taken_away_in_the_terminal(lambda library: library.rename(library.with_name("elsewhere")))


def _taken_away_in_the_terminal(take_away: Callable[[Path], object]) -> Seen:
    seen = Seen()
    with machine() as at:

        def during(_child: subprocess.Popen[str]) -> None:
            wait_s(1.0)
            take_away(at.paths.library)
            wait_s(1.0)

        status = at.record(2.5, during, seen)
        seen.require(status == 1, f"exit status {status}")
        seen.told("is not there any more", "What you said is kept in", str(at.paths.config))
        _rescued(at, seen)
        seen.require(at.record(1.0, lambda _child: None, seen) == 0, "it does not record again")
        seen.require(len(at.takes()) == 2, f"takes: {at.takes()}")
        seen.require(
            not any((at.paths.config / "rescued").iterdir()), "what is a take lies elsewhere as well"
        )
    return seen


def deleted_in_the_window() -> Seen:
    """The same in the window, which records again without a restart."""
    return _taken_away_in_the_window("rm -r {library}")


def renamed_in_the_window() -> Seen:
    return _taken_away_in_the_window("mv {library} {library}-elsewhere")


def _taken_away_in_the_window(command: str) -> Seen:
    seen = Seen()
    with machine() as at:
        facts = at.window(
            "record", "wait 1.5", "sh " + command.format(library=at.paths.library), "wait 1.5", "stop",
            "wait 0.5", "record", "wait 1", "stop", "listen", "wait 2.5", seen=seen,
        )  # fmt: skip
        seen.told("is not there any more", "What you said is kept in", str(at.paths.config))
        _rescued(at, seen)
        seen.require(len(facts["takes"]) == 1, f"takes after recording again: {facts['takes']}")
        seen.told("A new library was begun")
    return seen


# ---- slow -------------------------------------------------------------------------------------------


def slow_in_the_terminal() -> Seen:
    """Each fsync takes two seconds: nothing that is said is lost."""
    seen = Seen()
    with machine() as at:
        extra = slow_fsync(at.folder, _SLOW_MS)
        status = at.record(6.0, lambda _child: None, seen, extra=extra)
        seen.require(status == 0, f"exit status {status}: {seen.said}")
        _one_take(at, seen)
        seen.figures += f", {len(Path(extra['SLOW_FSYNC_LOG']).read_text().splitlines())} fsyncs of 2 s"
    return seen


def slow_in_the_window() -> Seen:
    """The same; none of them is called by the window's own thread."""
    seen = Seen()
    held_up_ms = {}
    for ms in (0, _SLOW_MS):  # the busy machine alone, to compare with
        with machine() as at:
            extra = slow_fsync(at.folder, ms)
            facts = at.window(
                "record", "wait 6", "stop", "listen", "set profile hubspot", seen=seen, extra=extra
            )
            threads = facts["fsyncs"]
            seen.require("main" not in threads, f"{threads.count('main')} fsyncs by the window's thread")
            seen.require(len(facts["takes"]) == 1, f"takes: {facts['takes']}")
            seen.said += [f"(held up at {place})" for place in facts["held_up_by"]]
            held_up_ms[ms] = 1000 * facts["longest_s"]
            _one_take(at, seen)
    slow, quick = held_up_ms[_SLOW_MS], held_up_ms[0]
    seen.figures += f", {len(threads)} fsyncs of 2 s, none by the window's thread, which was held up"
    seen.figures += f" {slow:.0f} ms at most ({quick:.0f} ms on the quick disk)"
    return seen


# ---- what is looked at in all of them ----------------------------------------------------------------


def _one_take(at: Machine, seen: Seen, *, all_of_it: bool = True) -> None:
    takes = at.takes()
    seen.require(len(takes) == 1, f"{len(takes)} takes in place of one")
    for sound, _state in takes.values():
        at.compare(sound, seen, all_of_it=all_of_it)


def _sounds(at: Machine) -> dict[str, bytes]:
    return {take_id: path.read_bytes() for take_id, (path, _state) in at.takes().items()}


def _rescued(at: Machine, seen: Seen) -> None:
    folder = at.paths.config / "rescued"
    found = list(folder.glob("*.wav"))
    seen.require(len(found) == 1, f"{len(found)} rescued files in place of one")
    for path in found:
        at.compare(path, seen)


FAULTS: tuple[Callable[[], Seen], ...] = (
    fills_up_in_the_terminal,
    fills_up_in_the_window,
    filled_by_others_in_the_terminal,
    filled_by_others_in_the_window,
    full_for_everything_else,
    full_for_settings,
    read_only_file_system,
    read_only_folder,
    permission_lost_in_the_terminal,
    permission_lost_in_the_window,
    deleted_in_the_terminal,
    renamed_in_the_terminal,
    deleted_in_the_window,
    renamed_in_the_window,
    slow_in_the_terminal,
    slow_in_the_window,
)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--only", default="", help="those whose name has this in it")
    options.add_argument("--said", action="store_true", help="print what the program said as well")
    chosen = options.parse_args()
    virtual_mic.ensure()
    began_s = time.monotonic()
    wrong = n_tried = 0
    for fault in FAULTS:
        if chosen.only not in fault.__name__:
            continue
        name = fault.__name__.replace("_", " ")
        try:
            seen = fault()
        except CannotBeTried as reason:
            print(f"{name:<34} not tried: {reason}", flush=True)
            continue
        n_tried += 1
        wrong += bool(seen.wrong)
        print(
            f"{name:<34} {'WRONG: ' + '; '.join(seen.wrong) if seen.wrong else seen.figures or 'ok'}",
            flush=True,
        )
        for text in seen.said if chosen.said else ():
            print(f"    {text}")
    print(f"{n_tried} faults tried, {wrong} with something wrong, {time.monotonic() - began_s:.0f} s")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
