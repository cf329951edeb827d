"""From the wish for a drill to a runner: its drill is read, its cards drawn.  For a worker, no Qt in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rehearse.errors import DataError
from rehearse.i18n import _
from rehearse.ui.drill_running import Begun, Wanted

if TYPE_CHECKING:
    from rehearse.analysis.drills import Drill
    from rehearse.library.cards import ProspectCard
    from rehearse.library.drill_record import DrillRecord
    from rehearse.studio import Studio


def open_drill(studio: Studio, wanted: Wanted) -> Begun:
    """A runner, not started.  Raises `DataError` for a drill or deck that cannot be used, `LibraryError`."""
    from rehearse.drilling.begin import begin, deck_for, draw_cards, resume

    if wanted.run_id:
        runner = resume(studio, wanted.run_id)
        run = runner.status().run
        return Begun(runner, _script(studio, run.script_id), _record(studio, run.drill_id))
    drill = _drill(studio, wanted.drill_id)
    cards: tuple[ProspectCard, ...] = ()
    if drill.cards is not None:
        deck = deck_for(studio, wanted.deck_id or studio.settings.value.drill_deck)
        cards = draw_cards(studio, drill, deck, wanted.n_cards)
    runner = begin(studio, drill, script_id=wanted.script_id, cards=cards)
    return Begun(runner, _script(studio, wanted.script_id), _record(studio, drill.id))


def _record(studio: Studio, drill_id: str) -> DrillRecord:
    from rehearse.library.drill_record import record_of

    return record_of(studio.library.drill_runs.all(drill_id), drill_id)


def _drill(studio: Studio, drill_id: str) -> Drill:
    drills = studio.drills
    if drill_id in drills:
        return drills[drill_id]
    if drill_id in drills.broken:
        raise drills.broken[drill_id]
    raise DataError(
        _("There is no drill called “{name}” any more.").format(name=drill_id),
        help=_("Choose another one."),
    )


def _script(studio: Studio, script_id: str | None) -> str:
    """The words to say, with what was filled in; "" where it is said freely or gone."""
    from rehearse.analysis.script_follow import filled_words
    from rehearse.errors import RehearseError
    from rehearse.script.script import parse_script

    if script_id is None:
        return ""
    try:
        stored = studio.scripts.get(script_id)
        return " ".join(filled_words(parse_script(stored.text, title=stored.title), stored.slot_values))
    except RehearseError:
        return ""  # the drill goes on without it: what was said counts
