"""`rehearse doctor`: one line for everything this program needs, and what to do about what is missing."""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from rehearse import __version__
from rehearse.cli.console import size_text, when_text
from rehearse.cli.data_problems import MOST_TOLD
from rehearse.errors import RehearseError
from rehearse.exchange.terminal import DIM, GREEN, RED, YELLOW, Style, paragraph, widest
from rehearse.files import free_bytes
from rehearse.i18n import _, ngettext

if TYPE_CHECKING:
    from rehearse.cli.program import Context

Status = Literal["ok", "warn", "fail"]

#: What is looked for, and the name it is installed by.
PACKAGES = (
    "PySide6-Essentials",
    "av",
    "numpy",
    "phonenumbers",
    "platformdirs",
    "pooch",
    "pyqtgraph",
    "rapidfuzz",
    "sounddevice",
    "soxr",
    "vosk",
)

#: An hour of 48 kHz mono is 350 MB; below the second figure not even a few takes fit.
_LITTLE_BYTES = 500_000_000
_TOO_LITTLE_BYTES = 50_000_000


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that was looked at.  `fail` is for what the program cannot do without."""

    name: str
    status: Status
    text: str
    help: str = ""


def run(args: Namespace, context: Context) -> int:
    console = context.console
    as_json = args.format == "json"
    if as_json:
        console.machine_output()
    style = console.style
    facts: list[Fact] = []
    columns = widest([*(name for name, _look in _LOOKS), _("microphone"), _("loudspeaker")])
    for name, look in _LOOKS:
        console.progress(_("looking at {name}…").format(name=name))
        for fact in _looked(name, look, context):
            facts.append(fact)
            if not as_json:
                console.write("\n".join(_lines(fact, style, columns)) + "\n")
                console.flush()
    n_failed = sum(fact.status == "fail" for fact in facts)
    if as_json:
        listed = [
            {"name": fact.name, "status": fact.status, "text": fact.text, "help": fact.help} for fact in facts
        ]
        console.write(json.dumps(listed, ensure_ascii=False, indent=1) + "\n")
    elif n_failed:
        told = ngettext("{n} thing needs attention.", "{n} things need attention.", n_failed)
        console.write("\n" + told.format(n=n_failed) + "\n")
    else:
        console.write("\n" + _("Everything needed is there.") + "\n")
    return 1 if n_failed else 0


def _lines(fact: Fact, style: Style, columns: int) -> list[str]:
    sign = {"ok": style.sign("●", "+"), "warn": style.sign("▲", "!"), "fail": style.sign("✖", "x")}[
        fact.status
    ]
    code = {"ok": GREEN, "warn": YELLOW, "fail": RED}[fact.status]
    head = f"{sign} {fact.status:<4}  {fact.name:<{columns}}  "
    indent = len(head)
    lines = paragraph(fact.text, style, indent=indent, first=head)
    if fact.help:
        lines += paragraph(fact.help, style, DIM, indent=indent)
    # Painted last: the colour's own characters must not count as columns.
    lines[0] = style.paint(lines[0][:6], code) + lines[0][6:]
    return lines


def _looked(name: str, look: Callable[[Context], Iterator[Fact]], context: Context) -> Iterator[Fact]:
    """The facts of one look.  Whatever it meets becomes a fact, so that the others are still told."""
    try:
        yield from look(context)
    except RehearseError as error:
        told = " ".join(part for part in (error.kept, error.help) if part)
        yield Fact(name, "fail", error.message, told)
    except Exception as error:
        yield Fact(name, "fail", f"{type(error).__name__}: {error}")


def _python(context: Context) -> Iterator[Fact]:
    version = platform.python_version()
    text = _("Rehearse {rehearse}, Python {python}, {system}").format(
        rehearse=__version__, python=version, system=platform.platform(terse=True)
    )
    old = sys.version_info < (3, 11)
    yield Fact("python", "fail" if old else "ok", text, _("Python 3.11 or later is needed.") if old else "")


def _packages(context: Context) -> Iterator[Fact]:
    found, missing = [], []
    for name in PACKAGES:
        try:
            found.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            missing.append(name)
    if missing:
        text = _("Missing: {names}.").format(names=", ".join(missing))
        yield Fact("packages", "fail", text, _("“python3 run.py” installs what is missing."))
    else:
        yield Fact("packages", "ok", ", ".join(found))


def _sound(context: Context) -> Iterator[Fact]:
    from rehearse.audio.portaudio import sounddevice
    from rehearse.cli.waits import telling_waits

    with telling_waits(context.console):
        module = sounddevice()
    yield Fact("sound", "ok", str(module.get_portaudio_version()[1]))


def _devices(context: Context) -> Iterator[Fact]:
    from rehearse.audio.devices import describe, list_devices
    from rehearse.errors import SoundSystemMissing

    try:
        devices = list_devices()
    except SoundSystemMissing:
        return  # told above
    kinds = {
        "input": (_("microphone"), _("Without one nothing can be recorded; files can be scored.")),
        "output": (_("loudspeaker"), _("Without one takes cannot be played.")),
    }
    for kind, (name, without) in kinds.items():
        found = [device for device in devices if device.kind == kind]
        if not found:
            yield Fact(name, "warn", _("None was found."), without)
            continue
        more = ngettext(" and {n} other", " and {n} others", len(found) - 1).format(n=len(found) - 1)
        yield Fact(name, "ok", describe(found[0]) + (more if len(found) > 1 else ""))


def _display(context: Context) -> Iterator[Fact]:
    from rehearse.cli.window import why_no_window

    reason = why_no_window()
    if reason:
        yield Fact("display", "warn", reason, _("The window cannot open; every command works."))
        return
    shown = os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY") or _("this system's own")
    yield Fact("display", "ok", shown)


def _settings(context: Context) -> Iterator[Fact]:
    store = context.studio.settings
    there = store.path.exists()
    text = str(store.path) if there else _("{path} (none yet: defaults are used)").format(path=store.path)
    problems = list(store.problems)
    yield Fact("settings", "warn" if problems else "ok", " ".join([text, *problems]))


def _rules(context: Context) -> Iterator[Fact]:
    studio = context.studio
    text = _("{n} rules for phrases, {m} profiles; “{name}” is used").format(
        n=len(studio.packs.rules), m=len(studio.profiles), name=studio.profile().name
    )
    yield Fact("rules", "ok", text)
    problems = [*studio.packs.problems, *studio.profiles.problems]
    for problem in problems[:MOST_TOLD]:
        yield Fact("rules", "warn", str(problem))
    if len(problems) > MOST_TOLD:
        more = _("{n} more problems; “rehearse rules check” and “rehearse profiles check” name them all.")
        yield Fact("rules", "warn", more.format(n=len(problems) - MOST_TOLD))


def _model(context: Context) -> Iterator[Fact]:
    model = context.studio.load_engine()
    yield Fact("model", "ok", _("{name} loads ({folder})").format(name=model.id, folder=model.folder))
    if model.origin == "built-in":
        from rehearse.speech.store import RECOMMENDED

        yield Fact(
            "model",
            "warn",
            _("The starter model is modest: it hears numbers and stock phrases, open talk much less."),
            _("“rehearse models install {name}” gets a better one.").format(name=RECOMMENDED),
        )


def _library(context: Context) -> Iterator[Fact]:
    studio = context.studio
    library = studio.library
    for text in studio.news():
        yield Fact("library", "warn", text)
    problems = library.problems()
    if problems:
        text = _("The list of takes {path} is damaged: {problems}").format(
            path=library.folder / "library.db", problems="; ".join(problems[:MOST_TOLD])
        )
        help = _(
            "The recordings are untouched. Close Rehearse everywhere and start it again: what can be read is"
            " saved, the rest is made anew from the recordings."
        )
        if library.references_broken():
            help = _("Every take can be read; what is left over belongs to none. A backup keeps it as it is.")
        yield Fact("library", "fail", text, help)
        return
    n = len(library.takes())
    text = ngettext("{n} take, sound ({path})", "{n} takes, sound ({path})", n)
    yield Fact("library", "ok", text.format(n=n, path=library.folder))


def _backup(context: Context) -> Iterator[Fact]:
    from rehearse.library.backup import last_backup

    paths = context.studio.paths
    if not (paths.library / "library.db").exists():
        return
    found = last_backup(paths.library)
    if found is None:
        yield Fact(
            "backup", "ok", _("none yet"), _("“rehearse backup FILE” writes everything into one file.")
        )
        return
    when = when_text(found.created_at)
    yield Fact("backup", "ok", _("{when}, {file}").format(when=when, file=found.path))


def _space(context: Context) -> Iterator[Fact]:
    folder = context.studio.paths.data
    free = free_bytes(folder)
    status: Status = "ok"
    if free < _LITTLE_BYTES:
        status = "fail" if free < _TOO_LITTLE_BYTES else "warn"
    help = _("Takes need about 6 MB a minute.") if status != "ok" else ""
    yield Fact(
        "disk", status, _("{size} free for {folder}").format(size=size_text(free), folder=folder), help
    )


_LOOKS: tuple[tuple[str, Callable[[Context], Iterator[Fact]]], ...] = (
    ("python", _python),
    ("packages", _packages),
    ("sound", _sound),
    ("devices", _devices),
    ("display", _display),
    ("settings", _settings),
    ("rules", _rules),
    ("model", _model),
    ("library", _library),
    ("backup", _backup),
    ("disk", _space),
)
