"""`rehearse bundle`, and what `export` and `import` do with bundles."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rehearse.cli.console import clock, size_text, when_text
from rehearse.cli.long_job import ProgressLine, cancelled_by_signal
from rehearse.cli.names import short_id
from rehearse.cli.take_names import find
from rehearse.cli.takes import chosen, sweep
from rehearse.errors import Cancelled, DataError, RehearseError, UsageError
from rehearse.exchange.bundle import ENDING, Bundle, read_bundle
from rehearse.exchange.bundle_facts import TakeFacts, facts_to_dict
from rehearse.exchange.sending import BundleWishes
from rehearse.exchange.terminal import safe
from rehearse.i18n import _, ngettext

if TYPE_CHECKING:
    from rehearse.cli.program import Context
    from rehearse.exchange.bundle_in import BundleTakenIn
    from rehearse.library.takes import TakeSummary

SCHEMA = 1


def run(args: Namespace, context: Context) -> int:
    actions = {"show": _show, "describe": _describe, "answer": _answer}
    if args.action not in actions:
        raise UsageError(
            _("What about bundles?"),
            help=_("Such as: rehearse bundle show FILE{ending}").format(ending=ENDING),
        )
    actions[args.action](args, context)
    return 0


# ---- looking -------------------------------------------------------------------------------------


def _show(args: Namespace, context: Context) -> None:
    console = context.console
    bundle = _read(Path(args.file), context)
    if args.format == "json":
        console.write_json(_bundle_dict(bundle))
        return
    entries = bundle.entries
    takes = ngettext("{n} take", "{n} takes", len(entries)).format(n=len(entries))
    size = size_text(sum(member.size for member in bundle.head.members))
    total = clock(sum(entry.duration_s for entry in entries))
    text = _("{takes}, {total}, {size}, packed {when}").format(
        takes=takes, total=total, size=size, when=when_text(bundle.head.created_at)
    )
    text = ", ".join([text, *_said(entries)])
    lines = [text if bundle.head.named else _("{text}, names left out").format(text=text)]
    lines += (_line(entry) for entry in entries)
    console.write("\n".join(map(safe, lines)) + "\n")


def _said(takes: Sequence[TakeFacts]) -> list[str]:
    """How much a coach said of these takes."""
    n_notes, n_marks, n_reactions = (
        sum(getattr(take, name) for take in takes) for name in ("n_notes", "n_marks", "n_reactions")
    )
    told = [
        (n_notes, ngettext("{n} note", "{n} notes", n_notes)),
        (n_marks, ngettext("{n} mark", "{n} marks", n_marks)),
        (n_reactions, ngettext("{n} reaction", "{n} reactions", n_reactions)),
    ]
    return [text.format(n=n) for n, text in told if n]


def _line(entry: TakeFacts) -> str:
    ready = {True: _("ready"), False: _("not ready"), None: _("not heard")}[entry.ready]
    parts = [short_id(entry.take_id), clock(entry.duration_s), ready, *_said([entry])]
    parts += filter(None, (entry.speaker, entry.title or when_text(entry.created_at)))
    if entry.script_title:
        parts.append(_("script: {title}").format(title=entry.script_title))
    if entry.drill_title:
        parts.append(_("drill: {title}").format(title=entry.drill_title))
    if entry.answers_id:
        parts.append(_("answers {name}").format(name=short_id(entry.answers_id)))
    return "  ".join(parts)


def _bundle_dict(bundle: Bundle) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "path": str(bundle.path),
        "id": bundle.head.id,
        "created_at": bundle.head.created_at.isoformat(),
        "program": bundle.head.program,
        "names": bundle.head.named,
        "n_bytes": sum(member.size for member in bundle.head.members),
        "takes": [facts_to_dict(entry) for entry in bundle.entries],
    }


def _read(path: Path, context: Context) -> Bundle:
    line = ProgressLine(context.console, _("Checking the bundle"))
    try:
        with cancelled_by_signal() as cancel:
            return read_bundle(path, on_progress=line, cancel=cancel)
    finally:
        context.console.clear()


def _describe(args: Namespace, context: Context) -> None:
    from rehearse.exchange.bundle_preview import describe, preview_to_dict

    sweep(context)
    preview = describe(
        context.studio.library, _meant(args, context), _wishes(args), context.studio.rubric_titles
    )
    for take_id, error in preview.left_out:
        context.console.error(error, about=short_id(take_id))
    if args.format == "json":
        context.console.write_json(preview_to_dict(preview))
    else:
        lines = [*preview.lines(), *map(_line, preview.takes)]
        context.console.write("\n".join(map(safe, lines)) + "\n")


def _meant(args: Namespace, context: Context) -> list[str]:
    if bool(args.takes) == args.all:
        raise UsageError(
            _("Which takes?"), help=_("Name some as “rehearse takes” lists them, or give --all.")
        )
    takes = context.studio.takes() if args.all else chosen(args.takes, context)
    return [take.id for take in takes]


def _wishes(args: Namespace) -> BundleWishes:
    return BundleWishes(names=not args.no_names, sound="original" if args.original_sound else "small")


def _answer(args: Namespace, context: Context) -> None:
    if args.off == (args.answered is not None):
        raise UsageError(_("Name the take that is answered, or give --off."))
    sweep(context)
    takes = context.studio.takes()
    take = find(args.take, takes)
    answered = None if args.off else find(args.answered, takes)
    if answered is not None and answered.id == take.id:
        raise UsageError(_("A take does not answer itself."))
    context.studio.library.arrivals.answer(take.id, None if answered is None else answered.id)
    if answered is None:
        text = _("Take {name} answers none.").format(name=short_id(take.id))
    else:
        text = _("Take {name} answers {other}.").format(name=short_id(take.id), other=short_id(answered.id))
    context.console.write(text + "\n")


# ---- out -----------------------------------------------------------------------------------------


def export_bundle(takes: Sequence[TakeSummary], args: Namespace, context: Context) -> None:
    """Tell what will be in it, write it, print its name."""
    from rehearse.exchange.bundle_out import bundle_name, write_bundle
    from rehearse.exchange.bundle_preview import describe

    console, library = context.console, context.studio.library
    output = Path(args.output) if args.output else Path()
    target = output / bundle_name(datetime.now()) if output.is_dir() else output
    if target.suffix.lower() != ENDING:
        raise UsageError(
            _("{path} is no name for a bundle.").format(path=target),
            help=_("Let it end in {ending}.").format(ending=ENDING),
        )
    if target.exists() and not args.force:
        raise DataError(
            _("{path} is already there.").format(path=target),
            kept=_("It was left as it is."),
            help=_("--force replaces it."),
        )
    wishes, ids = _wishes(args), [take.id for take in takes]
    titles = context.studio.rubric_titles
    for line in describe(library, ids, wishes, titles).lines():
        console.say(safe(line))
    try:
        with cancelled_by_signal() as cancel:
            progress = ProgressLine(console, _("Packing"))
            made = write_bundle(
                library, ids, target, wishes, rubric_titles=titles, on_progress=progress, cancel=cancel
            )
    except (Cancelled, KeyboardInterrupt):
        raise Cancelled(_("Stopped; no bundle was written.")) from None
    finally:
        console.clear()
    for take_id, error in made.left_out:
        console.error(error, about=short_id(take_id))
    console.write(f"{made.bundle.path}\n")


# ---- in ------------------------------------------------------------------------------------------


def take_in_bundles(paths: Sequence[Path], args: Namespace, context: Context) -> None:
    """Take bundles in, one after the other; one that cannot be is told, and the others come in."""
    from rehearse.exchange.bundle_in import take_in

    console, library = context.console, context.studio.library
    objects: list[dict[str, Any]] = []
    for path in paths:
        try:
            bundle = _read(path, context)
            with cancelled_by_signal() as cancel:
                progress = ProgressLine(console, _("Taking in"))
                taken = take_in(library, bundle, on_progress=progress, cancel=cancel)
        except (Cancelled, KeyboardInterrupt):
            raise Cancelled(_("Stopped; nothing of {path} was taken in.").format(path=path)) from None
        except RehearseError as error:
            console.clear()
            console.error(error)
            objects.append(
                {
                    "schema": SCHEMA,
                    "source": {"path": str(path)},
                    "error": {"id": error.id, "message": error.message, "help": error.help},
                }
            )
            continue
        console.clear()
        objects.append(_taken_dict(taken))
        if args.format == "text":
            console.write(safe(f"{path}: {' '.join(taken.lines())}") + "\n")
    if args.format == "json":
        console.write_json(objects[0] if len(paths) == 1 else objects)
    elif args.format == "jsonl":
        import json

        for found in objects:
            console.write(json.dumps(found) + "\n")


def _taken_dict(taken: BundleTakenIn) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "source": {"path": str(taken.bundle.path)},
        "bundle": {"id": taken.bundle.head.id, "n_takes": len(taken.takes), "n_new": taken.n_new},
        "takes": [
            {
                "take": take.take_id,
                "sent": take.sent_id,
                "new": take.new,
                "in_trash": take.in_trash,
                "notes": asdict(take.notes),
            }
            for take in taken.takes
        ],
    }
