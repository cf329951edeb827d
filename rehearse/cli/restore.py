"""`rehearse restore`: a backup in place of what is here, and back again."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from rehearse.cli.console import size_text, when_text
from rehearse.cli.long_job import ProgressLine, cancelled_by_signal
from rehearse.errors import Cancelled, LibraryError, UsageError
from rehearse.i18n import _, ngettext

if TYPE_CHECKING:
    from rehearse.cli.program import Context
    from rehearse.library.restore import Restored


def run(args: Namespace, context: Context) -> int:
    if (args.file is None) != args.undo or (args.undo and args.check):
        raise UsageError(_("Give either a backup to restore, or --undo."))
    if args.check:
        _check(Path(args.file), args, context)
        return 0
    studio, console = context.studio, context.console
    if args.undo:
        from rehearse.library.restore import libraries_before

        found = libraries_before(studio.paths.library)
        if not found:
            raise LibraryError(
                _("There is nothing to bring back: no restore has set anything aside."),
                kept=_("Nothing was changed."),
            )
        restored = studio.undo_restore(found[0])
    else:
        try:
            with cancelled_by_signal() as cancel:
                restored = studio.restore_backup(
                    Path(args.file), on_progress=ProgressLine(console, _("Unpacking")), cancel=cancel
                )
        except (Cancelled, KeyboardInterrupt):
            raise Cancelled(_("Stopped; nothing was changed.")) from None
        finally:
            console.clear()
    _tell(restored, args, context)
    return 0


def _tell(restored: Restored, args: Namespace, context: Context) -> None:
    console = context.console
    before = None if restored.before is None else str(restored.before)
    if args.format == "json":
        console.write_json({"n_takes": restored.n_takes, "before": before})
        return
    if args.undo:
        console.write(_("The library from before the restore is back.") + "\n")
    else:
        text = ngettext("Restored: {n} take.", "Restored: {n} takes.", restored.n_takes)
        console.write(text.format(n=restored.n_takes) + "\n")
    if before is not None:
        console.say(
            _("What was here before lies in {folder}; “rehearse restore --undo” brings it back.").format(
                folder=before
            )
        )


def _check(path: Path, args: Namespace, context: Context) -> None:
    from rehearse.library.archive import read_manifest, verify
    from rehearse.progress import ByteTeller

    console = context.console
    try:
        with cancelled_by_signal() as cancel:
            total = read_manifest(path).n_bytes
            manifest = verify(path, ByteTeller(ProgressLine(console, _("Checking")), cancel, total))
    finally:
        console.clear()
    if args.format == "json":
        console.write_json(
            {
                "path": str(path),
                "created_at": manifest.created_at.isoformat(),
                "program": manifest.program,
                "n_takes": manifest.n_takes,
                "n_files": len(manifest.members),
                "n_bytes": manifest.n_bytes,
            }
        )
        return
    text = ngettext(
        "{path} is whole: {n} take, {size}, of {when}.",
        "{path} is whole: {n} takes, {size}, of {when}.",
        manifest.n_takes,
    )
    when = when_text(manifest.created_at)
    size = size_text(manifest.n_bytes)
    console.write(text.format(path=path, n=manifest.n_takes, size=size, when=when) + "\n")
