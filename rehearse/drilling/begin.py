"""Drills to be done: cards, a new run, or one to be gone on with.  How it goes on is `DrillRunner`'s."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rehearse.analysis.drill_files import drill_toml
from rehearse.drilling.face import DrillOptions
from rehearse.drilling.hold import Hold
from rehearse.drilling.runner import DrillRunner
from rehearse.errors import DataError, LibraryError, RehearseError
from rehearse.i18n import _
from rehearse.library import drill_rows

if TYPE_CHECKING:
    from rehearse.analysis.drills import Drill
    from rehearse.drilling.status import DrillRunnerLike
    from rehearse.exchange.decks import Deck
    from rehearse.library.cards import ProspectCard
    from rehearse.library.drill_runs import DrillRuns
    from rehearse.library.drill_types import DrillRun
    from rehearse.studio import Studio

__all__ = ["DrillOptions", "DrillRunner", "begin", "deck_for", "draw_cards", "drill_of", "let_go", "resume"]

#: Cards of so many runs before are not drawn again while there are others.
_RUNS_BEFORE = 3


def deck_for(studio: Studio, deck_id: str | None) -> Deck:
    """The deck of that id, or the first where it is gone.

    Raises `DataError` where it is wrong, or there is none at all.
    """
    decks = studio.decks
    if deck_id is not None and deck_id in decks:
        return decks[deck_id]
    if deck_id is not None and deck_id in decks.broken:
        raise decks.broken[deck_id]
    if not decks:
        raise DataError(
            _("There is no deck of prospect cards."), help=_("Bring in a list of prospects, saved as CSV.")
        )
    return next(iter(decks.values()))


def draw_cards(studio: Studio, drill: Drill, deck: Deck, n: int | None = None) -> tuple[ProspectCard, ...]:
    """Whom a new run calls: `n` of them (None: as in the settings), as far as the drill allows.

    Empty for a drill without cards.  Raises `DataError` for a deck without any, `LibraryError`.
    """
    from rehearse.exchange.decks import draw

    if drill.cards is None:
        return ()
    least, most = drill.cards
    n = min(most, max(least, n or studio.settings.value.drill_cards))
    before = studio.library.drill_runs.all(drill.id, limit=_RUNS_BEFORE)
    cards = draw(deck, n, random.Random(), not_again={card for run in before for card in run.cards})
    if not cards:
        raise DataError(
            _("The deck “{title}” holds no card.").format(title=deck.title),
            help=_("Choose another deck, or bring in a list of prospects."),
        )
    return cards


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
    hold = Hold(studio.library, run)
    return DrillRunner(studio, drill, run, hold=hold, options=options, chance=chance)


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
    run = _open(runs, run_id)
    drill = drill_of(run)
    hold = Hold(studio.library, run)
    try:
        run = _open(runs, run_id)  # as whoever held it has left it
        if any(one.outcome is None for one in run.attempts):
            studio.sweep()  # what a dead process left is put right
        run = runs.void_unsettled(run_id)
    except BaseException:
        hold.let_go()
        raise
    return DrillRunner(studio, drill, run, hold=hold, options=options, chance=chance, resumed=True)


def let_go(studio: Studio, runner: DrillRunnerLike, timeout_s: float) -> bool:
    """Close a runner; whether it has let go in time.  A run in which nothing was said is not kept open.

    Waits: not for the thread of a window.
    """
    if not runner.close(timeout_s):
        return False  # what it is still doing may be the first attempt
    run = runner.status().run
    if run.state == "open" and not run.attempts:
        with contextlib.suppress(RehearseError):
            studio.library.drill_runs.delete([run.id])
    return True


def _open(runs: DrillRuns, run_id: str) -> DrillRun:
    run = runs.get(run_id)
    if run.state != "open":
        raise LibraryError(
            _("This run of “{title}” is over.").format(title=run.title), help=_("Begin a new one.")
        )
    return run


def drill_of(run: DrillRun) -> Drill:
    """The drill as it was when the run began.  Raises `DataError` where it cannot be read any more."""
    drill = drill_rows.drill_of(run.drill_id, run.drill_text)
    if drill is None:
        raise DataError(
            _("“{title}” cannot be gone on with: what it asked for is not known any more.").format(
                title=run.title
            ),
            kept=_("Its results are kept."),
            help=_("Begin a new one."),
        )
    return drill
