"""`rehearse takes update`: all takes judged, or heard, by what is there today."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from rehearse.cli.long_job import ProgressLine, cancelled_by_signal
from rehearse.cli.names import short_id
from rehearse.i18n import _
from rehearse.redoing import Redo, Redone, done_words

if TYPE_CHECKING:
    from rehearse.cli.program import Context


def run(args: Namespace, context: Context) -> None:
    """Stopped with Ctrl-C, what was done stays done, and the next run goes on from there."""
    console = context.console
    redo = Redo(context.studio)
    heard: Redone | None = None
    with cancelled_by_signal() as cancel:
        try:
            if args.hear:
                line = ProgressLine(console, _("Listening again"))
                heard = redo.hear_all(on_progress=line, cancel=cancel)
            judged = redo.judge_all(on_progress=ProgressLine(console, _("Judging again")), cancel=cancel)
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
