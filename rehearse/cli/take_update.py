"""`rehearse takes update`: all takes judged, or heard, by what is there today."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from rehearse.cli.console import Console, clock
from rehearse.cli.take_names import short_id
from rehearse.i18n import _
from rehearse.redoing import Redo, Redone, done_words

if TYPE_CHECKING:
    from rehearse.cli.program import Context
    from rehearse.progress import OnProgress, Progress


def run(args: Namespace, context: Context) -> None:
    """Stopped with Ctrl-C, what was done stays done, and the next run goes on from there."""
    console = context.console
    redo = Redo(context.studio)
    heard: Redone | None = None
    try:
        if args.hear:
            heard = redo.hear_all(on_progress=_line(console, _("Listening again")))
        judged = redo.judge_all(on_progress=_line(console, _("Judging again")))
    finally:
        console.clear()
    problems = () if heard is None else heard.problems
    for take_id, error in problems:
        console.error(error, about=short_id(take_id))
    if args.format == "json":
        console.machine_output()
        console.write_json(
            {
                "judged": judged.n_done,
                "heard": None if heard is None else heard.n_done,
                "problems": [
                    {"take": take_id, "id": error.id, "message": str(error)} for take_id, error in problems
                ],
            }
        )
        return
    if heard is not None:
        console.say(done_words("hear", heard))
    if heard is None or judged.n_done:
        console.say(done_words("judge", judged))


def _line(console: Console, what: str) -> OnProgress:
    def show(progress: Progress) -> None:
        far = f"{progress.done:.0f} / {progress.total or 0:.0f}"
        left = (
            "" if progress.remaining_s is None else _("{time} left").format(time=clock(progress.remaining_s))
        )
        console.progress(
            "  ".join(part for part in (what, console.bar(progress.fraction), far, left) if part)
        )

    return show
