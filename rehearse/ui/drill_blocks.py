"""What stands beside the ring in each phase of a drill, as blocks of text."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rehearse.analysis.drill_advice import advice
from rehearse.analysis.drill_words import round_words, told_lines
from rehearse.i18n import _
from rehearse.ui.drill_best import best_words, streak_words
from rehearse.ui.drill_listen import place_of
from rehearse.ui.drill_panel import Block
from rehearse.ui.drill_stage_words import (
    ask_short,
    goes_on_words,
    outcome_look,
    outcome_words,
    praise_words,
    value_words,
    who_words,
)

if TYPE_CHECKING:
    from rehearse.drilling.status import DrillStatus
    from rehearse.library.cards import ProspectCard
    from rehearse.library.drill_record import DrillRecord

#: Stays at the end of a line where one breaks.
_DOT = "\u00a0\u00a0·  "

#: More than this about one take is read by nobody before the next beep; the review tells all.
_MOST_MISSES = 3


def blocks_of(
    status: DrillStatus, script: str = "", record: DrillRecord | None = None, *, thrown_away: bool = False
) -> tuple[Block, ...]:
    """What there is to read now: `script` to say, `record` to be beaten.

    `thrown_away`: the take was, which is why it is paused.
    """
    # What broke the message off is told at once, not only when what was said of it has been judged.
    if status.phase in ("paused", "left") or (status.phase == "judging" and status.problem is not None):
        if thrown_away and status.problem is None:
            return (
                Block(_("Thrown away"), 2.3, strong=True, name="pause_head"),
                Block(_("That take is in the trash and does not count."), 1.2, name="pause_why"),
            )
        return pause_blocks(status, record)
    if status.phase in ("verdict", "done") and status.attempt is not None:
        return verdict_blocks(status, record)
    if status.card is not None:
        return (
            *card_blocks(status.card),
            Block(
                _DOT.join(ask_short(status.what.condition)), 0.85, tone="muted", name="ask_short",
                space=26, optional=True,
            ),
        )  # fmt: skip
    return ask_blocks(status, script)


def card_blocks(card: ProspectCard) -> tuple[Block, ...]:
    """Who is called: the name above all."""
    return (
        Block(card.name or card.company, 2.3, strong=True, name="card_name"),
        Block(who_words(card) if card.name else card.role, 1.3, tone="muted", name="card_who", space=4),
        *(
            Block(text, 1.15, name="card_fact", aside=name, space=22 if at == 0 else 10)
            for at, (name, text) in enumerate(card.facts)
        ),
    )


def ask_blocks(status: DrillStatus, script: str = "") -> tuple[Block, ...]:
    """What the round asks for; a line or a script to say is larger than the rest."""
    what = status.what
    lines = told_lines(what.condition)
    if line := what.condition.line:
        rest = told_lines(replace(what.condition, line=""))
        return (
            Block(_("Say"), 1.0, tone="muted", name="ask_head"),
            Block(_("“{line}”").format(line=line), 1.9, strong=True, name="ask_line", space=4),
            *(Block(text, 1.2, name="ask", space=16 if at == 0 else 8) for at, text in enumerate(rest)),
        )
    if script:
        return (
            Block(script, 1.5, name="ask_script"),
            *(Block(text, 0.9, tone="muted", name="ask", space=8, optional=True) for text in lines),
        )
    asked = lines or (_("Nothing is asked for."),)
    return (
        *(Block(text, 1.4, name="ask", space=14) for text in asked),
        Block(round_words(what), 0.95, tone="muted", name="ask_how", space=24, optional=True),
    )


def verdict_blocks(status: DrillStatus, record: DrillRecord | None = None) -> tuple[Block, ...]:
    """Pass or miss, why, and what to change; then what follows."""
    attempt = status.attempt
    assert attempt is not None
    outcome = attempt.outcome
    head = Block(outcome_words(outcome), 2.5, strong=True, tone=outcome_look(outcome)[1], name="verdict")
    after: tuple[Block, ...] = ()
    if status.phase == "verdict":
        after = (Block(goes_on_words(status), 1.0, tone="muted", name="goes_on", space=26),)
    if outcome == "void":
        return (head, Block(attempt.problem, 1.3, name="verdict_why", play=place_of(attempt)), *after)
    if outcome == "passed":
        praise = best_words(status, record) or streak_words(status, record) or praise_words(status)
        measured = value_words(attempt.values) or [_("Everything that was asked for is there.")]
        return (
            head,
            Block(praise, 1.4, strong=True, name="verdict_praise", space=6),
            *(
                Block(
                    _capital(text), 1.15, name="verdict_values", space=14 if at == 0 else 4,
                    play=place_of(attempt) if at == 0 else None,
                )
                for at, text in enumerate(measured)
            ),
            *after,
        )  # fmt: skip
    first, *rest = attempt.misses[:_MOST_MISSES] or (None,)
    if first is None:
        return (head, *after)
    told = [
        head,
        Block(first.sentence, 1.45, name="verdict_why", play=place_of(attempt, first), space=8),
        Block(
            "" if first.unknown else advice(first.measure, status.what.condition), 1.3, strong=True,
            name="verdict_advice", space=10,
        ),
    ]  # fmt: skip
    also = (
        Block(miss.sentence, 0.95, name="verdict_also", space=14, play=place_of(attempt, miss), optional=True)
        for miss in rest
    )
    return (*told, *also, *after)


def pause_blocks(status: DrillStatus, record: DrillRecord | None = None) -> tuple[Block, ...]:
    """Why it waits, what was kept, what to do."""
    problem, attempt = status.problem, status.attempt
    if problem is None:
        if attempt is not None and attempt.outcome not in (None, "void") and attempt.round_ == status.round_:
            shown = verdict_blocks(status, record)
            return (*shown, Block(_("Paused. Nothing runs on."), 1.0, tone="muted", name="goes_on", space=26))
        void = attempt is not None and attempt.outcome == "void" and attempt.round_ == status.round_
        why = ""
        if void and attempt is not None:
            why = _("{why} This take does not count.").format(why=attempt.problem)
        return (
            Block(_("Paused"), 2.3, strong=True, name="pause_head"),
            Block(why, 1.2, name="pause_void"),
            Block(_("Everything so far is kept."), 1.2, name="pause_why"),
            *((Block(status.card.name, 1.2, tone="muted", name="pause_card"),) if status.card else ()),
        )
    return (
        Block(problem.message, 1.6, strong=True, name="pause_head"),
        Block(problem.kept or _("Everything so far is kept."), 1.15, name="pause_why", space=14),
        Block(problem.help, 1.15, name="pause_help", space=6),
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
