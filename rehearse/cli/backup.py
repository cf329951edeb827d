"""`rehearse backup`: everything into one file."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from rehearse.cli.console import size_text
from rehearse.cli.long_job import ProgressLine, cancelled_by_signal
from rehearse.cli.takes import sweep
from rehearse.errors import Cancelled, DataError
from rehearse.i18n import _, ngettext

if TYPE_CHECKING:
    from rehearse.cli.program import Context


def run(args: Namespace, context: Context) -> int:
    from rehearse.safekeeping import backup_target

    studio, console = context.studio, context.console
    target = backup_target(studio.paths, Path(args.file))
    if target.exists() and not args.force:
        raise DataError(
            _("{path} is already there.").format(path=target),
            kept=_("It was left as it is."),
            help=_("--force replaces it."),
        )
    sweep(context)
    try:
        with cancelled_by_signal() as cancel:
            made = studio.back_up(target, on_progress=ProgressLine(console, _("Copying")), cancel=cancel)
    except (Cancelled, KeyboardInterrupt):
        raise Cancelled(_("Stopped; no backup was written.")) from None
    finally:
        console.clear()
    manifest = made.manifest
    if args.format == "json":
        console.write_json(
            {
                "path": str(made.path),
                "created_at": manifest.created_at.isoformat(),
                "n_takes": manifest.n_takes,
                "n_files": len(manifest.members),
                "n_bytes": made.n_bytes,
            }
        )
        return 0
    text = ngettext(
        "{path}: {n} take, {size}, written and read back.",
        "{path}: {n} takes, {size}, written and read back.",
        manifest.n_takes,
    )
    console.write(text.format(path=made.path, n=manifest.n_takes, size=size_text(made.n_bytes)) + "\n")
    return 0
