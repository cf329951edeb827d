#!/usr/bin/env python3
"""Set Rehearse up and start it.  Needs nothing but Python 3.11 or later.

python3 run.py             set up, then open the window (without a display: score the samples)
python3 run.py ARGS...     set up, then `rehearse ARGS...`
python3 run.py test        set up, then run every check and test
python3 run.py check       set up, then formatting, lint, types and import contracts alone
"""

from __future__ import annotations

import glob
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ENVIRONMENT = HERE / ".venv"
STAMP = ENVIRONMENT / "rehearse-setup.txt"
ON_WINDOWS = os.name == "nt"
PYTHON = ENVIRONMENT / ("Scripts/python.exe" if ON_WINDOWS else "bin/python")
OLDEST_PYTHON = (3, 11)

# Debian package -> a file that tells it is there (a glob is some microseconds; asking dpkg is not).
LIBRARIES = "/usr/lib/*-linux-gnu*/"
SYSTEM_PACKAGES = {
    "libportaudio2": LIBRARIES + "libportaudio.so.2",
    "libasound2-plugins": LIBRARIES + "alsa-lib/libasound_module_pcm_pulse.so",
    "libegl1": LIBRARIES + "libEGL.so.1",
    "libgl1": LIBRARIES + "libGL.so.1",
    "libxkbcommon0": LIBRARIES + "libxkbcommon.so.0",
    "libdbus-1-3": LIBRARIES + "libdbus-1.so.3",
    "libfontconfig1": LIBRARIES + "libfontconfig.so.1",
    "libglib2.0-0": LIBRARIES + "libglib-2.0.so.0",
    "libxcb-cursor0": LIBRARIES + "libxcb-cursor.so.0",
    "libxcb-icccm4": LIBRARIES + "libxcb-icccm.so.4",
    "libxcb-keysyms1": LIBRARIES + "libxcb-keysyms.so.1",
    "libxcb-xkb1": LIBRARIES + "libxcb-xkb.so.1",
    "libxkbcommon-x11-0": LIBRARIES + "libxkbcommon-x11.so.0",
    "libxcb-shape0": LIBRARIES + "libxcb-shape.so.0",
    "fonts-dejavu-core": "/usr/share/fonts/truetype/*/*.ttf",
}
# What the tests need besides: a screen, a microphone and a browser that are not there, a reader of PDF,
# and who watches for the network.
TEST_PACKAGES = {
    "xvfb": "/usr/bin/Xvfb",
    "xauth": "/usr/bin/xauth",
    "xdotool": "/usr/bin/xdotool",
    "pulseaudio": "/usr/bin/pulseaudio",
    "pulseaudio-utils": "/usr/bin/paplay",
    "chromium": "/usr/bin/chromium",
    "poppler-utils": "/usr/bin/pdftotext",
    "strace": "/usr/bin/strace",
}


def say(text: str) -> None:
    print("rehearse: " + text, file=sys.stderr, flush=True)


def fail(text: str) -> None:
    say(text)
    raise SystemExit(1)


# ---- steps that take a while -------------------------------------------------------------------


def run_step(what: str, command: list[str], environment: dict[str, str] | None = None) -> str | None:
    """Say `what`, run `command`, count the seconds on a terminal; None, or the output of a failure."""
    say(what + " …")
    started = time.monotonic()
    done = threading.Event()

    def tick() -> None:
        while not done.wait(1.0):
            print(f"\r  {time.monotonic() - started:.0f} s ", end="", file=sys.stderr, flush=True)

    ticker = threading.Thread(target=tick, daemon=True) if sys.stderr.isatty() else None
    if ticker:
        ticker.start()
    try:
        result = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=environment,
            text=True,
            errors="replace",
            check=False,
        )
    except OSError as error:
        return str(error)
    finally:
        done.set()
        if ticker:
            ticker.join()
            print("\r", end="", file=sys.stderr, flush=True)
    if result.returncode == 0:
        say(f"  done in {time.monotonic() - started:.0f} s")
        return None
    return result.stdout.strip() or f"exit status {result.returncode}"


# ---- system libraries --------------------------------------------------------------------------


def missing_packages(wanted: dict[str, str]) -> list[str]:
    """The Debian packages of `wanted` whose file is not there."""
    return [name for name, pattern in wanted.items() if not glob.glob(pattern)]


def administrator_prefix() -> list[str] | None:
    """What to put before a command that needs root; None when root cannot be had without a password."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return []
    if not shutil.which("sudo"):
        return None
    allowed = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
    return ["sudo", "-n"] if allowed else None


def set_up_system(wanted: dict[str, str]) -> None:
    """Install missing system packages where that is possible; else say how, and go on."""
    if platform.system() != "Linux":
        return
    missing = missing_packages(wanted)
    if not missing:
        return
    if not shutil.which("apt-get"):
        say(
            "these libraries seem to be missing (named as on Debian): " + " ".join(missing) + ".\n"
            "  Install your system's packages for them if sound or the window does not work."
        )
        return
    by_hand = "sudo apt-get install --no-install-recommends " + " ".join(missing)
    prefix = administrator_prefix()
    if prefix is None:
        say("some system libraries are missing. Install them with\n  " + by_hand + "\n  Going on without.")
        return
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    apt = [*prefix, "apt-get", "-qq", "-y", "-o", "DPkg::Lock::Timeout=300"]
    install = [*apt, "install", "--no-install-recommends", *missing]
    what = "installing system packages: " + " ".join(missing)
    if run_step(what, install, environment) is None:
        return
    trouble = run_step("refreshing the list of system packages", [*apt, "update"], environment)
    trouble = run_step(what, install, environment) or (trouble if missing_packages(wanted) else None)
    if trouble:
        say(
            "apt-get could not install them:\n  "
            + "\n  ".join(trouble.splitlines()[-5:])
            + "\n  Install them with\n  "
            + by_hand
            + "\n  Going on without."
        )


# ---- the environment ---------------------------------------------------------------------------


def wanted_stamp(lock: Path, kind: str) -> str:
    """What the stamp of a finished set-up says: anything else means that there is work to do."""
    digest = hashlib.sha256()
    for file in (lock, HERE / "pyproject.toml"):
        digest.update(file.read_bytes())
    return stamp_text(kind, digest.hexdigest(), platform.python_version())


def stamp_text(kind: str, digest: str, version: str) -> str:
    return "\n".join([kind, digest, version, str(ENVIRONMENT)]) + "\n"


def is_set_up(testing: bool) -> bool:
    """Whether the environment is finished for the job; one for tests serves the program too."""
    try:
        found = STAMP.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return False
    if not PYTHON.exists():
        return False
    if found == wanted_stamp(HERE / "requirements-dev.lock", "dev"):
        return True
    return not testing and found == wanted_stamp(HERE / "requirements.lock", "program")


def make_environment() -> None:
    trouble = run_step(
        f"making an environment in {ENVIRONMENT.name}/",
        [sys.executable, "-m", "venv", "--clear", str(ENVIRONMENT)],
    )
    if not trouble:
        return
    if "ensurepip" in trouble and shutil.which("apt-get"):
        name = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        set_up_system({name: str(HERE / "never-there")})
        trouble = run_step("trying again", [sys.executable, "-m", "venv", "--clear", str(ENVIRONMENT)])
    if trouble:
        fail("the environment could not be made:\n" + trouble)


def builders_of(lock: Path) -> str:
    """The lock's entries of setuptools and wheel: they build the packages that have no wheel."""
    keep, kept = False, []
    for line in lock.read_text(encoding="utf-8").splitlines():
        if line and not line[0].isspace():
            keep = line.startswith(("setuptools==", "wheel==", "packaging=="))
        if keep:
            kept.append(line)
    return "\n".join(kept) + "\n"


def refuse_linked_environment() -> None:
    """`.venv` may be a link to an environment that others use: clearing it would take theirs away."""
    target = ENVIRONMENT.resolve()  # a link, or on Windows a junction
    if target != ENVIRONMENT.parent.resolve() / ENVIRONMENT.name:
        fail(
            f"{ENVIRONMENT} is a link to {target}, which is not this folder's to change, so nothing was "
            "set up: remove the link (the link alone) and start again."
        )


def set_up_environment(testing: bool) -> None:
    """Make `.venv` hold exactly what the lock file names, and the `rehearse` command."""
    refuse_linked_environment()
    kind = "dev" if testing else "program"
    lock = HERE / ("requirements-dev.lock" if testing else "requirements.lock")
    old = STAMP.read_text(encoding="utf-8").splitlines() if STAMP.exists() else []
    reusable = PYTHON.exists() and old[2:] == [platform.python_version(), str(ENVIRONMENT)]
    if not reusable:
        make_environment()
    # Kept when a later step fails or is interrupted: the next start goes on from here.
    STAMP.write_text(stamp_text("unfinished", "", platform.python_version()), encoding="utf-8")
    builders = ENVIRONMENT / "builders.lock"
    builders.write_text(builders_of(lock), encoding="utf-8")
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    hashed = [*pip, "--no-build-isolation", "--require-hashes"]
    count = sum(1 for line in lock.read_text(encoding="utf-8").splitlines() if "==" in line)
    steps = [
        ("preparing the installer", [*hashed, "--no-deps", "-r", str(builders)]),
        (f"installing {count} pinned packages (about 250 MB, once)", [*hashed, "-r", str(lock)]),
        ("adding the rehearse command", [*pip, "--no-build-isolation", "--no-deps", "-e", str(HERE)]),
    ]
    for what, command in steps:
        trouble = run_step(what, command)
        if trouble:
            fail(
                "that step failed:\n"
                + "\n".join(trouble.splitlines()[-15:])
                + "\nCheck the network connection and the free disk space, then start again: "
                "what was already done is kept."
            )
    STAMP.write_text(wanted_stamp(lock, kind), encoding="utf-8")


# ---- jobs --------------------------------------------------------------------------------------


def run_program(arguments: list[str]) -> int:
    """Become `rehearse ARGS...`."""
    # Without -P a file of the folder somebody is in could stand for one of Python's own modules.
    command = [str(PYTHON), "-P", "-m", "rehearse", *arguments]
    if ON_WINDOWS:
        return subprocess.run(command, check=False).returncode
    sys.stdout.flush()
    os.execv(command[0], command)  # does not come back
    raise AssertionError


def check() -> int:
    """Formatting, lint, types, import contracts: all of them, even when the first one fails."""
    tool = str(PYTHON.parent)
    jobs = [
        ("formatting", [tool + "/ruff", "format", "--check", "."]),
        ("lint", [tool + "/ruff", "check", "."]),
        ("types", [str(PYTHON), "-m", "mypy"]),
        ("import contracts", [tool + "/lint-imports"]),
    ]
    worst = 0
    for name, command in jobs:
        say("checking " + name)
        worst = max(worst, subprocess.run(command, cwd=HERE, check=False).returncode)
    return 1 if worst else 0


def workers() -> int:
    """How many processes share the tests: each holds a model and a window, so not one for every core.

    One more than there are cores where these are few: tests that record wait for sound most of the time.
    """
    return max(2, min((os.cpu_count() or 2) + 1, 4))


def test(arguments: list[str]) -> int:
    """The checks, then pytest with a microphone and a loudspeaker that exist in software alone.

    Without arguments in several processes, file by file (`tests/conftest.py` tells in what order).
    """
    status = check() if not arguments else 0
    environment = dict(os.environ, QT_QPA_PLATFORM="offscreen")
    # Many tests start the program: it must not be compiled from its sources for each of them.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    # A test that kills its process fails; without the 0 it would be tried again, nine times.
    shared = f"-n {workers()} --dist loadfile --no-loadscope-reorder --max-worker-restart 0".split()
    command = [str(PYTHON), "-m", "pytest", *(arguments or shared)]
    if platform.system() == "Linux":
        microphone = HERE / "tests/helpers/virtual-mic.sh"
        command = ["bash", str(microphone), "--no-install", "--timeout", "3600", "--", *command]
    return subprocess.run(command, cwd=HERE, env=environment, check=False).returncode or status


def main(arguments: list[str]) -> int:
    if sys.version_info < OLDEST_PYTHON:
        fail(f"this needs Python 3.11 or later; here it is {platform.python_version()}.")
    job = arguments[0] if arguments else ""
    testing = job in ("test", "check")
    if not is_set_up(testing):
        set_up_system(SYSTEM_PACKAGES)
        set_up_environment(testing)
    if job == "test":
        set_up_system(TEST_PACKAGES)
        return test(arguments[1:])
    if job == "check":
        return check()
    return run_program(arguments)


if __name__ == "__main__":
    try:
        raise SystemExit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        say("stopped.")
        raise SystemExit(130) from None
