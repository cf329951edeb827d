"""Try a model folder out before it is trusted: its files, then a load in a process of its own.

A damaged model can end the process that loads it, so the loading is done by
`python -m rehearse.speech.validate FOLDER`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rehearse.errors import ModelInvalid
from rehearse.i18n import _
from rehearse.progress import CancelToken
from rehearse.speech.model_files import missing_files
from rehearse.speech.native_log import bare, complaints

#: What the child prints when it got to the end.
_DONE = "model-loads"


def validate(folder: Path, timeout_s: float = 60.0, *, cancel: CancelToken | None = None) -> None:
    """Check that the files are there and that the model loads and hears; else raise `ModelInvalid`.

    Takes about as long as loading: 1 s for a small model, most of a minute for the largest.
    """
    check_files(folder)
    returncode, said, complaint = _run_child(folder, timeout_s, cancel)
    if returncode == 0 and _DONE in said and not complaints(complaint):
        return
    raise ModelInvalid(
        _("The recognition model in {folder} cannot be used.").format(folder=folder)
        + (" " + _("Vosk says: {words}").format(words=_last_words(complaint).rstrip(".") + "."))
        if complaint
        else _("The recognition model in {folder} cannot be used: loading it ended the program.").format(
            folder=folder
        ),
        help=_("Install it again, or choose another one."),
    )


def check_files(folder: Path) -> None:
    """Raise `ModelInvalid` when files are missing; reads none of them."""
    if not folder.is_dir():
        raise ModelInvalid(
            _("{folder} is not a folder.").format(folder=folder),
            help=_("Give the folder of a Vosk model."),
        )
    missing = missing_files(folder)
    if missing:
        raise ModelInvalid(
            _("{folder} is not a whole Vosk model: {files} missing.").format(
                folder=folder, files=", ".join(missing)
            ),
            help=_("Unpack or install the model again."),
        )


def _run_child(folder: Path, timeout_s: float, cancel: CancelToken | None) -> tuple[int, str, list[str]]:
    package_root = str(Path(__file__).resolve().parents[2])
    environment = dict(os.environ)
    environment["PYTHONPATH"] = os.pathsep.join(
        part for part in (package_root, environment.get("PYTHONPATH", "")) if part
    )
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = subprocess.Popen(
            # Without -P a file of the folder it is started in could stand for one of Python's own.
            [sys.executable, "-P", "-m", __name__, str(folder.resolve())],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            env=environment,
            # No console window pops up on Windows; elsewhere there is no such flag.
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        try:
            _wait(child, folder, timeout_s, cancel)
        finally:
            if child.poll() is None:
                child.kill()
                child.wait()
        out.seek(0)
        err.seek(0)
        said = out.read().decode("utf-8", "replace")
        lines = err.read().decode("utf-8", "replace").splitlines()
    return child.returncode, said, [line for line in lines if line.strip()]


def _wait(child: subprocess.Popen[bytes], folder: Path, timeout_s: float, cancel: CancelToken | None) -> None:
    end = time.monotonic() + timeout_s
    while True:
        try:
            child.wait(timeout=0.05)
            return
        except subprocess.TimeoutExpired:
            if cancel is not None:
                cancel.check()
            if time.monotonic() > end:
                raise ModelInvalid(
                    _("The recognition model in {folder} did not load within {seconds:.0f} s.").format(
                        folder=folder, seconds=timeout_s
                    ),
                    help=_("Close other programs and try again, or choose a smaller model."),
                ) from None


def _last_words(lines: list[str]) -> str:
    said = complaints(lines)
    # The first complaint is the cause; what follows are its consequences.
    return said[0] if said else bare(lines[-1])


def main(arguments: list[str]) -> int:
    """What the child process does."""
    from rehearse.speech.vosk_engine import try_load

    try_load(Path(arguments[0]))
    print(_DONE, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
