"""`rehearse import`: recordings from elsewhere become takes."""

from __future__ import annotations

import contextlib
from argparse import Namespace
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rehearse.cli.console import Console
from rehearse.cli.long_job import ProgressLine, cancelled_by_signal
from rehearse.cli.names import short_id
from rehearse.cli.script_names import find_script
from rehearse.cli.takes import scored_take, sweep, take_title
from rehearse.errors import Cancelled, RehearseError, UsageError
from rehearse.exchange.score_json import (
    SCHEMA,
    error_to_dict,
    message_to_dict,
    path_text,
    to_document,
    to_line,
)
from rehearse.i18n import _, ngettext
from rehearse.importing import Brought, FileResult, Importing, Wishes
from rehearse.library.marking import clean_tag

if TYPE_CHECKING:
    from rehearse.cli.program import Context
    from rehearse.live_take import Review
    from rehearse.progress import CancelToken
    from rehearse.studio import Studio

#: So many are told one by one, with their scorecards; of more each gets a line.
_FEW = 3


def run(args: Namespace, context: Context) -> int:
    watched = _watched(args)
    bundles = _bundles(args)
    sweep(context)
    studio = context.studio
    if bundles:
        from rehearse.cli.bundles import take_in_bundles

        take_in_bundles(bundles, args, context)
        return 0
    wishes = Wishes(
        speaker=args.speaker,
        script_id=find_script(args.script, studio.scripts.all()).id if args.script else None,
        tags=tuple(dict.fromkeys(filter(None, map(clean_tag, args.tag)))),
        recorded_at=args.date,
    )
    several = watched is not None or len(args.places) != 1 or Path(args.places[0]).is_dir()
    told = _Told(context.console, studio, args.format, several=several)
    importing = Importing(studio, gently=False)  # whoever typed it waits for it
    try:
        with cancelled_by_signal() as cancel:
            if watched is not None:
                _watch(watched, importing, wishes, told, cancel)
            else:
                _once(args, importing, wishes, told, cancel)
    finally:
        context.console.clear()
        told.close()
    return 0


def _bundles(args: Namespace) -> list[Path]:
    """The bundles among the places; raises `UsageError` where they are not by themselves."""
    from rehearse.exchange.bundle import is_bundle

    bundles = [place for place in map(Path, args.places) if is_bundle(place)]
    if bundles and len(bundles) < len(args.places):
        raise UsageError(
            _("Bundles are taken in by themselves."), help=_("Import the recordings once more without them.")
        )
    return bundles


def _watched(args: Namespace) -> Path | None:
    """The folder to keep looking into; raises `UsageError` for what cannot be watched."""
    if not args.watch:
        return None
    if len(args.places) != 1 or args.later or not Path(args.places[0]).is_dir():
        raise UsageError(
            _("--watch looks into one folder, and hears what arrives there at once."),
            help=_("Such as: rehearse import --watch Recordings"),
        )
    return Path(args.places[0])


def _once(args: Namespace, importing: Importing, wishes: Wishes, told: _Told, cancel: CancelToken) -> None:
    places = [Path(place) for place in args.places]
    line = ProgressLine(told.console, _("Listing"))
    brought = importing.bring_in(places, wishes, on_progress=line, cancel=cancel)
    told.console.clear()
    waiting = importing.to_hear()
    if places:
        # What an earlier run listed of these very files, and did not come to hear, is heard now.
        these = {file.take_id for file in brought.files}
        waiting = [take_id for take_id in waiting if take_id in these]
    told.brought(brought, [] if args.later else waiting, tally=bool(places))
    if places and not brought.files:
        told.console.say(_nothing_text(brought))
    if args.later:
        n_left = len(importing.to_hear())
        if n_left:
            told.console.say(_left_text(n_left))
        return
    if not places and not waiting:
        told.console.say(_("There is nothing left to listen to."))
    try:
        importing.hear(
            waiting,
            on_take=told.heard,
            on_progress=ProgressLine(told.console, _("Listening")),
            cancel=cancel,
        )
    except Cancelled as stop:
        raise Cancelled(kept=_left_text(len(importing.to_hear()))) from stop


def _nothing_text(brought: Brought) -> str:
    """No recording was found: with what there was instead."""
    text, n = _("There is no recording in there."), brought.skipped.other + brought.skipped.hidden
    if not n:
        return text
    passed = ngettext("{n} other file was passed over.", "{n} other files were passed over.", n)
    return f"{text} {passed.format(n=f'{n:,}')}"


def _left_text(n: int) -> str:
    return ngettext(
        "{n} recording is still to be heard: “rehearse import” listens to it.",
        "{n} recordings are still to be heard: “rehearse import” listens to them.",
        n,
    ).format(n=f"{n:,}")


def _watch(folder: Path, importing: Importing, wishes: Wishes, told: _Told, cancel: CancelToken) -> None:
    told.console.say(_("Looking into {folder} until Ctrl-C.").format(folder=folder))

    def brought(found: Brought) -> None:
        told.console.clear()
        new = set(found.new_ids)
        told.brought(found, [take_id for take_id in importing.to_hear() if take_id in new], tally=False)

    with contextlib.suppress(Cancelled):
        importing.watch(
            folder,
            wishes,
            cancel=cancel,
            on_brought=brought,
            on_take=told.heard,
            on_progress=ProgressLine(told.console, _("Listening")),
        )
    told.console.clear()
    told.console.say(_("Not looking any more."))


class _Told:
    """What became of each file, for people as it happens, for programs as an object each."""

    def __init__(self, console: Console, studio: Studio, format: str, *, several: bool) -> None:
        self.console = console
        self._studio = studio
        self._format = format
        self._several = several
        self._few = True
        self._files: dict[str, FileResult] = {}  # by the take that is still to be heard
        self._objects: dict[str, Mapping[str, Any]] = {}  # by the file's name, in the order they were found
        if format != "text":
            console.machine_output()

    def brought(self, brought: Brought, to_hear: list[str], *, tally: bool = True) -> None:
        """Listed; those in `to_hear` will be told when they are heard."""
        waiting = set(to_hear)
        self._few = len(to_hear) <= _FEW and len(brought.files) <= _FEW
        for file in brought.files:
            if file.take_id in waiting and file.take_id is not None:
                self._files[file.take_id] = file
                if self._format == "json":
                    self._objects[file.name] = {}
            if file.status == "failed" and file.error is not None:
                self.console.error(file.error, about=file.name)
            elif self._few or not tally:
                self._say(file)
            if file.take_id not in waiting:
                self._object(file.name, self._of_file(file))
        if tally and not self._few:
            self.console.say(_tally(brought))

    def _say(self, file: FileResult) -> None:
        take = short_id(file.take_id or "")
        if file.status == "imported":
            self.console.say(_("Kept {file} as take {name}.").format(file=file.name, name=take))
        elif file.in_trash:
            self.console.say(
                _("{file} is in the trash already, as take {name}.").format(file=file.name, name=take)
            )
        else:
            self.console.say(_("{file} is there already, as take {name}.").format(file=file.name, name=take))

    def heard(self, take_id: str, what: Review | RehearseError, missing: str) -> None:
        file = self._files.pop(take_id, None)
        name = file.name if file is not None else short_id(take_id)
        file = file or FileResult(name, "imported", take_id)
        if isinstance(what, RehearseError):
            self.console.error(what, about=name)
            self._object(name, {**error_to_dict(name, what), **self._import_of(file)})
            return
        if missing:
            self.console.error(missing, about=name)
        # Recordings brought in together are no row of attempts: none is compared with the one before.
        scored = replace(scored_take(what), before=None, problem=missing)
        take = what.take
        if self._format != "text":
            self._object(name, {**message_to_dict(scored), **self._import_of(file)})
        elif self._few:
            from rehearse.exchange.score_text import render

            title = take_title(take.id, take.title, take.created_at)
            self.console.write(render(scored, self.console.style, title=title) + "\n")
        else:
            ready = _("ready") if scored.analysis.scorecard.ready else _("not ready")
            self.console.write(f"{short_id(take.id)}  {ready}  {take.title}\n")
            self.console.flush()

    def _of_file(self, file: FileResult) -> dict[str, Any]:
        if file.error is not None:
            return {**error_to_dict(file.name, file.error), **self._import_of(file)}
        return {"schema": SCHEMA, "source": {"path": path_text(file.name)}, **self._import_of(file)}

    def _import_of(self, file: FileResult) -> dict[str, Any]:
        found: dict[str, Any] = {
            "file": path_text(file.name),
            "status": file.status,
            "take": file.take_id,
            "in_trash": file.in_trash,
        }
        if self._format != "text" and file.take_id is not None:
            take = self._studio.library.take(file.take_id)
            facts = self._studio.library.imports.facts(file.take_id)
            found |= {
                "recorded_at": take.created_at.isoformat(),
                "date_from": None if facts is None else facts.date_from,
                "speaker": take.speaker,
                "script": take.script_id,
            }
        return {"import": found}

    def _object(self, name: str, data: Mapping[str, Any]) -> None:
        if self._format == "jsonl":
            self.console.write(to_line(data) + "\n")
            self.console.flush()
        elif self._format == "json":
            self._objects[name] = data

    def close(self) -> None:
        if self._format == "json":
            # Stopped before they were heard: they are listed all the same.
            for file in self._files.values():
                self._objects[file.name] = self._of_file(file)
            self.console.write(to_document(list(self._objects.values()), several=self._several) + "\n")


def _tally(brought: Brought) -> str:
    """What was found, in a sentence for each kind."""
    statuses = [file.status for file in brought.files]
    in_trash = sum(file.in_trash for file in brought.files)
    skipped = brought.skipped
    n = statuses.count("imported")
    parts = [ngettext("{n} new recording.", "{n} new recordings.", n).format(n=f"{n:,}")]
    if n := statuses.count("duplicate"):
        parts.append(ngettext("{n} was there already.", "{n} were there already.", n).format(n=f"{n:,}"))
    if in_trash:
        parts.append(_("Of these {n} in the trash.").format(n=f"{in_trash:,}"))
    if n := statuses.count("failed"):
        parts.append(ngettext("{n} could not be used.", "{n} could not be used.", n).format(n=f"{n:,}"))
    if n := skipped.other:
        text = ngettext("{n} other file was passed over.", "{n} other files were passed over.", n)
        parts.append(text.format(n=f"{n:,}"))
    if n := skipped.hidden:
        text = ngettext("{n} hidden one was passed over.", "{n} hidden ones were passed over.", n)
        parts.append(text.format(n=f"{n:,}"))
    return " ".join(parts)
