"""The thread that does a drill: think, beep, speak, verdict, rest, round after round.

It alone opens and closes the microphone, writes the results and goes from phase to phase.
Whatever happens, what was said is a take in the library before anything else is done with it, and an
attempt counts only once it was judged.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from rehearse.analysis.drills import Ended
from rehearse.drilling.face import DrillFace, Hearing
from rehearse.drilling.orders import Afterwards, Order
from rehearse.drilling.speaking import EndWatch, Stop, fault, found_again, gone, nobody
from rehearse.drilling.status import Phase
from rehearse.drilling.verdict import judged
from rehearse.errors import Cancelled, DeviceError, RehearseError
from rehearse.i18n import _

if TYPE_CHECKING:
    from rehearse.audio.armed import ArmedInput
    from rehearse.audio.lead_in import LeadInPlayer
    from rehearse.library.drill_types import Outcome
    from rehearse.live_take import LiveTake, Review

#: How often the lead-in is looked at: the beep's end begins the recording.
_BEEP_TICK_S = 0.01

#: So long the sounds of the last verdict may still be heard after a run.
_LAST_SOUND_S = 1.5


class DrillRunner(DrillFace):
    """Does one run.  See `status.DrillRunnerLike`; `begin` and `resume` make one."""

    #: The take that is recorded or heard, and what watches over its end.
    _live: LiveTake | None = None
    _watch: EndWatch | None = None
    #: How the recording ended, or why its attempt is void.
    _ended: Ended | None = None
    _void = ""
    #: What is wanted after the verdict.
    _after: Afterwards
    #: What pauses the run.
    _problem: RehearseError | None = None
    _players: tuple[LeadInPlayer, ...] = ()

    def _work(self) -> None:
        phases: dict[Phase, Callable[[], Phase]] = {
            "thinking": self._thinking,
            "lead_in": self._lead_in,
            "speaking": self._speaking,
            "judging": self._judging,
            "verdict": self._verdict,
            "paused": self._paused,
        }
        try:
            phase = self._first()
            while phase not in ("done", "left"):
                try:
                    phase = phases[phase]()
                except RehearseError as error:
                    self._make_safe(error)
                    phase = self._hold(error)
        except Exception as bug:
            self._problem, phase = fault(bug), "left"
        self._let_go(phase)

    def _first(self) -> Phase:
        """What `start` begins with: orders that were given before are meant for it."""
        if self._next is None:
            return self._end()
        return "paused" if self._resumed else self._try(self._next, new=False)

    def _let_go(self, phase: Phase) -> None:
        """Nothing stays open; then the end is shown."""
        try:
            self._make_safe(self._problem)
        except Exception as bug:  # whoever looks must see an end all the same
            self._problem, phase = self._problem or fault(bug), "left"
        if phase == "left":
            self._cues.hush(_LAST_SOUND_S)
        self._hold_of_run.let_go()
        self._show(phase, self._round, problem=self._problem, next_round=self._book.next_round())
        # The verdict is seen before its sound has ended.
        self._cues.listen_to_the_end(_LAST_SOUND_S)
        for player in self._players:
            player.join(_LAST_SOUND_S)

    def _make_safe(self, why: RehearseError | None) -> None:
        """Close the microphone, keep what was said, write what is known: as far as the disk allows."""
        live = self._live
        if live is not None:
            with contextlib.suppress(RehearseError):
                live.stop()
                self._live = None
        with contextlib.suppress(RehearseError):
            self._book.settle("void", problem=str(why or _("This take was not judged.")))
        with contextlib.suppress(RehearseError):
            self._book.save()

    # ---- from round to round -------------------------------------------------------------------

    def _to(self, round_: int | None) -> Phase:
        """To a round; past the last one the run ends."""
        if round_ is None or round_ >= self._book.run.n_rounds:
            return self._end()
        return self._try(round_)

    def _try(self, round_: int, *, new: bool = True) -> Phase:
        self._next, self._problem = round_, None
        think_s = self._what(round_).think_s
        if not think_s:
            self._show("lead_in", round_, new_try=new)
            return "lead_in"
        if new:
            self._show("thinking", round_, new_try=True)
        self._also_show(until_s=time.monotonic() + think_s, total_s=think_s, next_round=None)
        return "thinking"

    def _end(self) -> Phase:
        """The run is over; where that cannot be written it waits, to be ended by the next order."""
        try:
            self._book.end()
        except RehearseError as error:
            self._next = None
            return self._hold(error)
        self._problem = None
        return "done"

    def _hold(self, problem: RehearseError | None = None) -> Phase:
        """Pause; `_next` says where it goes on."""
        self._problem = problem
        return "paused"

    def _ordered(self, order: Order) -> Phase:
        """What an order leads to wherever nobody speaks."""
        if order == "next":
            return self._to(self._round + 1)
        if order == "finish":
            return self._end()
        if order == "leave":
            # Where nothing is left to be tried the run is over, although its last verdict still stood.
            if self._book.next_round() is None:
                with contextlib.suppress(RehearseError):
                    self._book.end()
                    return "done"
            return "left"
        return self._hold(self._problem)

    # ---- before the message --------------------------------------------------------------------

    def _thinking(self) -> Phase:
        until_s = self._shown.until_s
        while (order := self._wait(until_s)) is not None and order != "press":
            if order != "again":
                return self._ordered(order)
        self._show("lead_in", self._round)
        return "lead_in"

    def _lead_in(self) -> Phase:
        from rehearse.audio.lead_in import BEEP_HZ, LeadIn

        self._cues.hush()
        armed = self._arm()  # without a microphone there is nothing to lead to
        try:
            player = self._studio.lead_in(LeadIn(beep=True))
            self._players = (*(one for one in self._players if one.is_running), player)
            player.start()
            self._also_show(player=player)
            if (instead := self._until_the_beep_is_over(armed, player)) is not None:
                player.cancel()
                armed.close()
                return instead
            begun_s = player.ended_at_s
            assert begun_s is not None
            armed.begin_at(begun_s, tone_hz=BEEP_HZ if player.problem is None else None)
        except BaseException:
            for one in self._players:
                one.cancel()
            armed.close()
            raise
        self._show("speaking", self._round, began_s=begun_s)
        self._begin_take(armed)
        return "speaking"

    def _arm(self) -> ArmedInput:
        return self._studio.arm(self._options.device)

    def _until_the_beep_is_over(self, armed: ArmedInput, player: LeadInPlayer) -> Phase | None:
        """Wait for it; another phase where an order or a lost microphone comes before."""
        while True:
            order = self._order()
            if order == "press":
                player.skip()
            elif order is not None and order != "again":
                return self._ordered(order)
            if (lost := armed.error) is not None:
                return self._hold(lost)
            if player.problem is not None and not self._shown.unheard:
                words = _("The beep cannot be heard. {reason}").format(reason=player.problem.message)
                self._also_show(unheard=words)
            if player.status().phase == "over" and player.ended_at_s is not None:
                return None
            self._orders.wait(_BEEP_TICK_S)

    def _begin_take(self, armed: ArmedInput) -> None:
        """The take, then the attempt; `armed` is taken over, or closed on a failure."""
        options = self._options
        self._watch = EndWatch.of(
            self._what(self._round),
            self._studio.settings.value,
            self._chance,
            hands_free=options.hands_free,
        )
        live = self._studio.start_take(script_id=self._book.run.script_id, script=options.script, armed=armed)
        self._live = live
        self._also_show(live=live)
        self._book.begin(self._round, live.take_id)

    # ---- the message ---------------------------------------------------------------------------

    def _speaking(self) -> Phase:
        live, watch = self._live, self._watch
        assert live is not None
        assert watch is not None
        self._void, self._problem, self._after, self._ended = "", None, Afterwards(), None
        stop: Stop | None = None
        while stop is None:
            order = self._order()
            if order == "press":
                self._ended = "speaker"
                break
            if order is not None and order != "again":
                return self._broken_off(live, order)
            status = live.status()
            if (stop := watch.look(status)) is None:
                self._orders.wait(watch.wait_s(status))
        if stop == "nobody":
            return self._nobody_spoke(live, watch)
        if stop == "lost":
            self._problem = status.capture.error or RehearseError(_("The recording ended by itself."))
        elif stop is not None:
            self._ended = stop
        self._stop(live)
        if stop in ("cut", "limit") and self._studio.settings.value.drill_sounds:
            self._cues.want("line-dead")
        if stop != "lost" and watch.zeros:
            self._problem = gone(self._arm, self._device_name())
        self._void = str(self._problem or "")
        return "judging"

    def _device_name(self) -> str:
        device = self._options.device
        return device.key.name if device is not None else self._studio.microphone().key.name

    def _stop(self, live: LiveTake) -> None:
        """The sound is safe and the microphone closed."""
        ended_s, began_s = time.monotonic(), self._shown.began_s
        self._show("judging", self._round, began_s=began_s, ended_s=ended_s, problem=self._problem)
        live.stop()

    def _nobody_spoke(self, live: LiveTake, watch: EndWatch) -> Phase:
        self._throw_away(live)
        lost = gone(self._arm, self._device_name()) if watch.zeros else None
        return self._hold(lost or nobody(watch))

    def _throw_away(self, live: LiveTake) -> None:
        live.discard()
        self._live = None
        self._book.drop()

    def _broken_off(self, live: LiveTake, order: Order) -> Phase:
        """An order that ends a message in the middle: it does not count, and it is kept."""
        if order == "discard":
            self._throw_away(live)
            return self._hold()
        self._void = {
            "pause": _("You paused while you were speaking."),
            "next": _("You went on to the next round while you were speaking."),
            "finish": _("You ended the drill while you were speaking."),
            "leave": _("You left the drill while you were speaking."),
        }[order]
        self._after.want(order)
        self._stop(live)
        return "judging"

    # ---- the verdict ---------------------------------------------------------------------------

    def _judging(self) -> Phase:
        live = self._live
        assert live is not None
        if self._void:  # what is known already is written before the words are waited for
            self._settle("void", problem=self._void)
        try:
            review = live.result(cancel=Hearing(self._wants_out))
        except Cancelled:
            self._settle("void", ended=self._ended, problem=_("You left before this take was judged."))
        except RehearseError as error:
            self._settle("void", ended=self._ended, problem=str(error))
            self._problem = self._problem or error
        else:
            if not self._void:
                self._judge(review)
        self._live = None
        self._wants_out()
        return self._after_judging()

    def _judge(self, review: Review) -> None:
        settings, number = self._studio.settings.value, self._options.own_number
        found = judged(
            review,
            self._what(self._round).condition,
            own_number=settings.own_number if number is None else number,
            region=settings.region,
            ended=self._ended or "speaker",
        )
        self._settle(
            found.outcome, verdict=found.verdict, ended=self._ended, cut_s=found.cut_s, problem=found.problem
        )
        if found.wordless and self._ended != "speaker" and self._next is not None:
            # Whoever left the room must not be recorded for the rest of the day.
            waits = RehearseError(_("No word was heard in this round, so the drill waits for you."))
            self._problem = self._problem or waits
        if settings.drill_sounds and found.outcome in ("passed", "missed"):
            self._cues.want("passed" if found.outcome == "passed" else "missed")

    def _settle(self, outcome: Outcome, **facts: Any) -> None:
        """Keep it; a disk that refuses pauses the run, and nothing is lost."""
        try:
            self._book.settle(outcome, **facts)
        except RehearseError as error:
            self._problem = self._problem or error
        self._next = self._book.next_round()

    def _wants_out(self) -> bool:
        """Note the orders that come while a take is judged; whether it is not to be waited for."""
        while (order := self._order()) is not None:
            self._after.note(order)
        return self._after.presses

    def _after_judging(self) -> Phase:
        order = self._after.take()
        if order is not None and order != "pause":
            return self._ordered(order)
        if order == "pause" or self._problem is not None:
            return self._hold(self._problem)
        if self._next is None and self._book.run.n_rounds == 1 and self.drill.cards is None:
            return self._end()
        rest_s = self.drill.rest_s
        self._show(
            "verdict",
            self._round,
            until_s=time.monotonic() + rest_s if rest_s else None,
            total_s=rest_s or None,
            began_s=self._shown.began_s,
            ended_s=self._shown.ended_s,
            next_round=self._next,
        )
        return "verdict"

    def _verdict(self) -> Phase:
        order = self._wait(self._shown.until_s)
        if order is None or order == "press":
            return self._to(self._next)
        return self._to(self._round) if order == "again" else self._ordered(order)

    def _paused(self) -> Phase:
        round_, shown = self._round, self._shown
        if shown.phase != "paused" or shown.problem is not self._problem:
            self._show("paused", round_, problem=self._problem, next_round=self._next)
        order = self._wait()
        if order in ("press", "again", "next"):
            self._put_right()  # what it raises pauses anew
        if order == "press":
            return self._to(self._next)
        if order == "again":
            return self._to(round_)
        return self._ordered(order) if order is not None else "paused"

    def _put_right(self) -> None:
        """Write what could not be written and look for devices again.  Raises why it still cannot go on."""
        if self._live is not None:  # the end of its recording could not be written
            self._live.stop()
            self._live = None
        self._book.save()
        if not isinstance(self._problem, DeviceError):
            return
        self._cues.hush(_LAST_SOUND_S)
        self._options = replace(self._options, device=found_again(self._options.device))
