"""`rehearse drill run`: a drill done from the terminal, the next round behind the verdict of the last.

Enter is the one key: beep now, stop, go on.  Ctrl-C keeps what was said and leaves; the run can be gone
on with.  What is shown goes to standard error, the verdicts to standard output.
"""

from __future__ import annotations

import math
import time
from argparse import Namespace
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from rehearse.analysis.drill_words import condition_words, round_words
from rehearse.analysis.drills import Drill
from rehearse.audio import waits
from rehearse.cli.console import Console, clock
from rehearse.cli.drill import _found as found_drill
from rehearse.cli.drill import number_to_hear
from rehearse.cli.names import short_id
from rehearse.cli.record import live_line, microphone_called, warning_words
from rehearse.cli.score import read_script
from rehearse.cli.script_names import find_script
from rehearse.cli.stopping import EnterKey, Stops, watched_signals
from rehearse.cli.takes import sweep
from rehearse.cli.waits import keep_stderr, telling_waits
from rehearse.drilling.begin import (
    DrillOptions,
    DrillRunner,
    begin,
    deck_for,
    draw_cards,
    drill_of,
    let_go,
    resume,
)
from rehearse.errors import LibraryError, UsageError
from rehearse.exchange.drill_results import run_to_dict
from rehearse.exchange.terminal import BOLD, DIM, GREEN, RED, Style, paragraph
from rehearse.i18n import _, ngettext

if TYPE_CHECKING:
    from rehearse.cli.program import Context
    from rehearse.drilling.status import DrillStatus
    from rehearse.exchange.decks import Deck
    from rehearse.library.cards import ProspectCard
    from rehearse.library.drill_types import Attempt
    from rehearse.script.script import Script

#: Often enough for a level to look alive, seldom enough to cost nothing.
_POLL_S = 0.05

#: So long the end waits for a device that hangs; what was said is safe before.
_CLOSE_S = 15.0


def run_drill(args: Namespace, context: Context) -> int:
    """The exit status: 0 where the run is over, 130 where it was left by Ctrl-C, 1 where it cannot go on."""
    from rehearse.audio.portaudio import hush

    hush()
    keep_stderr()
    sweep(context)
    runner = _resumed(args, context) if args.resume else _begun(args, context)
    console = context.console
    with watched_signals() as stops:
        runner.start()
        teller = _Teller(runner, console, stops, args)
        try:
            teller.until_over()
        finally:
            # Whatever happened above, the sound is made safe before anything else.
            closed = let_go(context.studio, runner, _CLOSE_S)
    if not closed:
        console.say(_("The sound system does not answer; what you said is kept."))
    teller.tell_verdicts(runner.status())
    run = runner.status().run
    if args.format == "json":
        console.write_json(run_to_dict(run))
    else:
        console.write(_summary(runner.status(), console.style))
    if run.state == "open":
        if run.attempts or not closed:
            console.say(_("Go on with it: rehearse drill run {drill} --resume").format(drill=run.drill_id))
        return 130 if stops.count else 1
    return 0


# --- what is done


def _options(args: Namespace, drill: Drill, context: Context, script: Script | None) -> DrillOptions:
    number = number_to_hear(args.number, context)
    if not number and any(one.condition.number_heard for one in drill.rounds):
        raise UsageError(
            _("“{title}” listens for your own number, and it is not known.").format(title=drill.title),
            help=_("Tell it with --number, or in the settings once and for all."),
        )
    with telling_waits(context.console):
        device = microphone_called(args.device, context) if args.device is not None else None
    return DrillOptions(device=device, hands_free=args.hands_free, own_number=number, script=script)


def _begun(args: Namespace, context: Context) -> DrillRunner:
    if args.drill is None:
        raise UsageError(
            _("Which drill?"), help=_("“rehearse drill list” lists them; --resume goes on with the last one.")
        )
    drill, console = found_drill(args.drill, context), context.console
    script_id, script = _script(args.script, context)
    # A stored script is known by its id; one from a file goes along.
    options = _options(args, drill, context, script if script_id is None else None)
    cards = _cards(args, drill, context)
    for line in _head(drill, console.style):
        console.say(line)
    for line in [] if script is None else ["", script.title, *script.text.splitlines()]:
        console.say(line)
    return begin(context.studio, drill, script_id=script_id, cards=cards, options=options)


def _resumed(args: Namespace, context: Context) -> DrillRunner:
    studio = context.studio
    runs = [
        run
        for run in studio.library.drill_runs.open_runs()
        if args.drill is None or run.drill_id == args.drill
    ]
    # A script from a file is kept nowhere, so it may be named once more.
    has_script = not runs or runs[0].script_id is not None
    if (args.script and has_script) or args.deck or args.cards is not None:
        raise UsageError(_("--resume goes on with the script and the cards the run began with."))
    if not runs:
        raise LibraryError(
            _("There is no drill to go on with."), help=_("Begin one with “rehearse drill run DRILL”.")
        )
    drill = drill_of(runs[0])
    _script_id, script = _script(args.script, context)
    options = _options(args, drill, context, script)
    for line in _head(drill, context.console.style):
        context.console.say(line)
    return resume(studio, runs[0].id, options=options)


def _script(name: str | None, context: Context) -> tuple[str | None, Script | None]:
    """A script's id where it is stored, and the script."""
    if name is None:
        return None, None
    if Path(name).is_file():
        return None, read_script(name, context.console)
    stored = find_script(name, context.studio.scripts.all())
    return stored.id, context.studio.script_of(stored.id)


def _cards(args: Namespace, drill: Drill, context: Context) -> tuple[ProspectCard, ...]:
    if drill.cards is None:
        if args.deck is not None or args.cards is not None:
            raise UsageError(_("“{title}” is done without cards.").format(title=drill.title))
        return ()
    least, most = drill.cards
    if args.cards is not None and not least <= args.cards <= most:
        raise UsageError(
            _("“{title}” is done with {least} to {most} cards.").format(
                title=drill.title, least=least, most=most
            )
        )
    deck = _deck(args.deck, context)
    for problem in deck.problems:
        context.console.say(problem)
    return draw_cards(context.studio, drill, deck, args.cards)


def _deck(name: str | None, context: Context) -> Deck:
    """The deck of that name or file; without one the chosen one, or the first where that is gone."""
    from rehearse.cli.drill_decks import find_deck

    if name is not None:
        return find_deck(name, context)
    return deck_for(context.studio, context.studio.settings.value.drill_deck)


# --- what is shown


def _head(drill: Drill, style: Style) -> list[str]:
    """What the drill is, and how a round of it runs."""
    lines = [drill.title, *paragraph(drill.trains, style)]
    if len(drill.rounds) == 1:
        what = drill.rounds[0]
        lines += paragraph(f"{round_words(what)} {condition_words(what.condition)}", style)
    return lines


class _Teller:
    """Shows a run as it goes, and hands on the keys."""

    def __init__(self, runner: DrillRunner, console: Console, stops: Stops, args: Namespace) -> None:
        self._runner, self._console, self._stops = runner, console, stops
        self._as_text = args.format == "text"
        # Whoever asked for it on the command line need not press a key as well.
        self._goes_on_at_once: bool = args.resume
        self._enter = EnterKey()
        self._told: tuple[object, ...] = ()
        self._n_told = len(runner.status().run.attempts)
        self._warned = ""
        self._unheard = ""
        self._waited = ""

    def until_over(self) -> None:
        """Until nothing is left to be done, or the user leaves."""
        runner = self._runner
        while True:
            status = runner.status()
            self._tell(status)
            if status.phase in ("done", "left"):
                return
            if self._stops.count:
                runner.leave()
                return
            if self._enter.pressed() or (self._goes_on_at_once and status.phase == "paused"):
                self._goes_on_at_once = False
                runner.press()
            elif self._waits(status) and not self._enter.is_open:
                runner.leave()  # nobody can press it
                return
            time.sleep(_POLL_S)

    @staticmethod
    def _waits(status: DrillStatus) -> bool:
        return status.phase == "paused" or (status.phase == "verdict" and status.left_s is None)

    def tell_verdicts(self, status: DrillStatus) -> None:
        """Those that were not told yet."""
        for attempt in status.run.attempts[self._n_told :]:
            self._verdict(attempt, status)
        self._n_told = len(status.run.attempts)

    def _tell(self, status: DrillStatus) -> None:
        console = self._console
        self.tell_verdicts(status)
        now = (status.phase, status.round_, id(status.problem), len(status.run.attempts))
        if now != self._told:
            self._told = now
            self._enter_phase(status)
        if status.unheard and status.unheard != self._unheard:
            console.say(status.unheard)
        self._unheard = status.unheard
        waited = waits.words(waits.waited_for())
        if waited and waited != self._waited:
            console.say(waited)
        self._waited = waited
        if status.phase == "speaking" and status.live is not None:
            words = warning_words(status.live.capture)
            if words and words != self._warned and not console.live:
                console.say(words)
            self._warned = words
            console.progress(live_line(status.live, console))
        elif status.phase in ("thinking", "verdict") and status.left_s is not None:
            words = _("Time to think") if status.phase == "thinking" else _("Next round in")
            console.progress(f"{words} {clock(math.ceil(status.left_s))}")
        elif status.phase == "judging":
            console.progress(_("Listening back…"))

    def _enter_phase(self, status: DrillStatus) -> None:
        console, what = self._console, status.what
        if status.phase == "thinking":
            self._round(status)
            console.say(_("Think; Enter begins at once."))
        elif status.phase == "lead_in":
            if not what.think_s:
                self._round(status)
        elif status.phase == "speaking":
            console.say(_("Speak.  Press Enter to stop.") if what.ends == "speaker" else _("Speak."))
        elif status.phase in ("paused", "left") and status.problem is not None:
            console.say(f"rehearse: {status.problem}")
        if status.phase == "paused" or (status.phase == "verdict" and status.left_s is None):
            console.say(_("Press Enter to go on, Ctrl-C to leave."))

    def _round(self, status: DrillStatus) -> None:
        """Which round it is, who is called, and what is asked where that is another thing each time."""
        console, style = self._console, self._console.style
        if status.n_rounds > 1:
            text = _("Card {n} of {all}") if status.card is not None else _("Round {n} of {all}")
            console.say("")
            console.say(text.format(n=status.round_ + 1, all=status.n_rounds))
        for line in _card_lines(status.card):
            console.say("  " + line)
        if len(status.drill.rounds) > 1:
            what = status.what
            words = f"{round_words(what)} {condition_words(what.condition)}"
            for line in paragraph(words, style):
                console.say(line)

    def _verdict(self, attempt: Attempt, status: DrillStatus) -> None:
        console, style = self._console, self._console.style
        if self._as_text:
            console.write(_attempt_text(attempt, status, style))
            console.flush()
            return
        for line in _attempt_text(attempt, status, replace(style, colour=False)).splitlines():
            console.say(line)


def _card_lines(card: ProspectCard | None) -> list[str]:
    if card is None:
        return []
    who = ", ".join(text for text in (card.name, card.role, card.company) if text)
    return [who, *(f"{name}: {text}" if name else text for name, text in card.facts)]


def _attempt_text(attempt: Attempt, status: DrillStatus, style: Style) -> str:
    head = {
        "passed": style.paint(f"{style.sign('●', '+')} {_('Passed')}", GREEN),
        "missed": style.paint(f"{style.sign('✖', 'x')} {_('Missed')}", RED),
        "unknown": style.paint(f"{style.sign('○', '?')} {_('Not known')}", DIM),
    }.get(attempt.outcome or "void", style.paint(f"{style.sign('○', '-')} {_('Does not count')}", DIM))
    if status.n_rounds > 1:
        number = _("card {n}") if status.run.cards else _("round {n}")
        head += "  " + number.format(n=attempt.round_ + 1)
    if attempt.take_id is not None:
        head += "  " + style.paint(_("take {name}").format(name=short_id(attempt.take_id)), DIM)
    lines = [head]
    for sentence in [*(miss.sentence for miss in attempt.misses), attempt.problem]:
        lines += paragraph(sentence, style, indent=4) if sentence else []
    return "\n".join(lines) + "\n"


def _summary(status: DrillStatus, style: Style) -> str:
    """How many rounds (or cards) passed at last."""
    run = status.run
    last = {one.round_: one.outcome for one in run.attempts if one.outcome != "void"}
    n = sum(outcome == "passed" for outcome in last.values())
    if run.cards:
        text = ngettext("{n} of {all} card passed.", "{n} of {all} cards passed.", run.n_rounds)
    else:
        text = ngettext("{n} of {all} round passed.", "{n} of {all} rounds passed.", run.n_rounds)
    words = text.format(n=n, all=run.n_rounds)
    if run.state != "open":
        words = f"{_('The drill is passed.') if run.passed else _('The drill is not passed.')} {words}"
    return style.paint(words, BOLD) + "\n"
