"""Drills to be done: a new run, or one to be gone on with.  How it goes on is `DrillRunner`'s."""

from __future__ import annotations

import contextlib
import tomllib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rehearse.analysis.drill_files import WrongDrill, drill_toml, read_drill
from rehearse.drill_face import DrillOptions
from rehearse.drill_runner import DrillRunner
from rehearse.errors import DataError, LibraryError, TakeMissing
from rehearse.i18n import _

if TYPE_CHECKING:
    import random

    from rehearse.analysis.drills import Drill
    from rehearse.library.cards import ProspectCard
    from rehearse.library.drill_types import DrillRun
    from rehearse.studio import Studio

__all__ = ["DrillOptions", "DrillRunner", "begin", "drill_of", "resume"]


def begin(
    studio: Studio,
    drill: Drill,
    *,
    script_id: str | None = None,
    cards: Sequence[ProspectCard] = (),
    chance: random.Random | None = None,
    options: DrillOptions | None = None,
) -> DrillRunner:
    """A new run of a drill, not started; `cards` are those that were drawn.

    Raises `LibraryError`, `DiskFull`; `ValueError` where a drill with cards gets none.
    """
    if drill.cards is not None and not cards:
        raise ValueError("this drill needs cards")
    run = studio.library.drill_runs.begin(
        drill.id,
        drill.title,
        drill_toml(drill),
        len(cards) if drill.cards is not None else len(drill.rounds),
        speaker=studio.settings.value.speaker,
        script_id=script_id,
        cards=tuple(cards) if drill.cards is not None else (),
    )
    return DrillRunner(studio, drill, run, options=options, chance=chance)


def resume(
    studio: Studio,
    run_id: str,
    *,
    chance: random.Random | None = None,
    options: DrillOptions | None = None,
) -> DrillRunner:
    """An open run to be gone on with, as its drill was when it began; not started.

    Raises `DrillRunMissing`, `LibraryError` (it is over, or done elsewhere just now), `DiskFull`;
    `DataError` where its drill cannot be read any more.
    """
    runs = studio.library.drill_runs
    run = runs.get(run_id)
    if run.state != "open":
        raise LibraryError(
            _("This run of “{title}” is over.").format(title=run.title), help=_("Begin a new one.")
        )
    drill = drill_of(run)
    _not_elsewhere(studio, run)
    return DrillRunner(
        studio, drill, runs.void_unsettled(run_id), options=options, chance=chance, resumed=True
    )


def drill_of(run: DrillRun) -> Drill:
    """The drill as it was when the run began.  Raises `DataError` where it cannot be read any more."""
    try:
        return read_drill(run.drill_id, tomllib.loads(run.drill_text))
    except (WrongDrill, ValueError) as error:
        raise DataError(
            _("“{title}” cannot be gone on with: what it asked for is not known any more.").format(
                title=run.title
            ),
            kept=_("Its results are kept."),
            help=_("Begin a new one."),
        ) from error


def _not_elsewhere(studio: Studio, run: DrillRun) -> None:
    """Raises `LibraryError` where another window or command is recording for this run."""
    from rehearse.library.takes import TakeState

    trying = [one.take_id for one in run.attempts if one.outcome is None and one.take_id is not None]
    if trying:
        studio.sweep()  # what a dead process left is put right; what is recorded now stays as it is
    for take_id in trying:
        with contextlib.suppress(TakeMissing):
            if studio.library.take(take_id).state is TakeState.RECORDING:
                raise LibraryError(
                    _("This run of “{title}” is being done in another window.").format(title=run.title),
                    help=_("Go on there, or close it first."),
                )
