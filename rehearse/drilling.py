"""A drill that is being done: think, beep, speak, verdict, rest, round after round, in a thread of its own.

The contract is `drill_status.DrillRunnerLike`.  One thread opens and closes the microphone, writes the
results and goes from phase to phase; orders reach it through `Orders`, and what it shows is one value
that is replaced as a whole, so that nobody waits for anybody.

Whatever happens, what was said is a take in the library before anything else is done with it, and an
attempt counts only once it was judged.
"""

from __future__ import annotations

import contextlib
import random
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from rehearse.analysis.drill_files import drill_toml, read_drill
from rehearse.analysis.drill_judge import judge
from rehearse.analysis.drills import Drill, DrillFacts, Ended, Round
from rehearse.drill_book import Book
from rehearse.drill_cues import Cues
from rehearse.drill_orders import Order, Orders, Turn
from rehearse.drill_speaking import EndWatch, Stop, gone, nobody
from rehearse.drill_status import DrillStatus, Phase
from rehearse.errors import Cancelled, DeviceError, LibraryError, RehearseError
from rehearse.i18n import _
from rehearse.library.drill_runs import DrillRun, Outcome
from rehearse.progress import CancelToken

if TYPE_CHECKING:
    from rehearse.audio.armed import ArmedInput
    from rehearse.audio.devices import Device
    from rehearse.audio.lead_in import LeadInPlayer
    from rehearse.library.cards import ProspectCard
    from rehearse.library.takes import Take
    from rehearse.live_take import LiveTake, Review
    from rehearse.script.script import Script
    from rehearse.studio import Studio

#: How often the thread looks up while it waits for an order; orders wake it at once.
_TICK_S = 0.05

#: How often the lead-in is looked at: the beep's end begins the recording.
_BEEP_TICK_S = 0.01

#: Whoever leaves while a take is judged waits so long for the verdict; usually it takes half a second.
_LEAVE_S = 1.0

#: So long PortAudio may take to let go of a device that went away, before devices are looked for.
_LOOK_AGAIN_S = 1.0

#: So long the sounds of the last verdict may still be heard after a run.
_LAST_SOUND_S = 1.5


@dataclass(frozen=True, slots=True)
class DrillOptions:
    """How a run is done where that differs from the settings (None: as they say).

    `script` is compared with where it lies in no library; `chance` decides where a line is cut.
    """

    device: Device | None = None
    hands_free: bool | None = None
    own_number: str | None = None
    script: Script | None = None
    chance: random.Random | None = None


@dataclass(frozen=True, slots=True)
class _Shown:
    """What `status` is made of; times are of the monotonic clock."""

    phase: Phase
    turn: Turn
    round_: int
    until_s: float | None = None
    total_s: float | None = None
    began_s: float | None = None
    ended_s: float | None = None
    live: LiveTake | None = None
    player: LeadInPlayer | None = None
    next_round: int | None = None
    problem: RehearseError | None = None
    unheard: str = ""


class _Hearing(CancelToken):
    """Asked by whoever waits for the words; meanwhile orders are looked at."""

    __slots__ = ("_wants_out",)

    def __init__(self, wants_out: Callable[[], bool]) -> None:
        super().__init__()
        self._wants_out = wants_out

    @property
    def cancelled(self) -> bool:
        return self._wants_out()


class DrillRunner:
    """Does one run.  See `DrillRunnerLike`; `begin` and `resume` make one."""

    def __init__(
        self, studio: Studio, drill: Drill, run: DrillRun, *, options: DrillOptions, resumed: bool
    ) -> None:
        self.run_id = run.id
        self.drill = drill
        self._studio, self._options, self._resumed = studio, options, resumed
        self._device = options.device
        self._chance = options.chance or random.Random()
        self._book = Book(drill, run, lambda: studio.library.drill_runs)
        self._cues = Cues(studio.lead_in)
        self._orders = Orders()
        self._next = self._book.next_round()
        self._live: LiveTake | None = None
        self._watch: EndWatch | None = None
        self._begun_s = 0.0
        #: What an order given while a take was judged wants afterwards.
        self._after: Order | None = None
        self._after_at_s = 0.0
        #: Why the attempt is void that is being heard, and what paused the run.
        self._void = ""
        self._problem: RehearseError | None = None
        self._ended: Ended | None = None
        self._players: list[LeadInPlayer] = []
        first = self._next if self._next is not None else run.n_rounds - 1
        self._shown = _Shown("paused" if resumed else "thinking", Turn(), first, next_round=self._next)
        self._start_lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._phases: dict[Phase, Callable[[], Phase]] = {
            "thinking": self._thinking,
            "lead_in": self._lead_in,
            "speaking": self._speaking,
            "judging": self._judging,
            "verdict": self._verdict,
            "paused": self._paused,
        }

    # ---- for whoever shows it, in any thread ---------------------------------------------------

    def start(self) -> None:
        with self._start_lock:
            if self._thread is None and self._shown.phase != "left":
                self._thread = threading.Thread(target=self._work, name="drill", daemon=True)
                self._thread.start()

    def status(self) -> DrillStatus:
        shown, run = self._shown, self._book.run
        now_s = time.monotonic()
        elapsed_s = 0.0
        if shown.began_s is not None:
            until_s = shown.ended_s if shown.ended_s is not None else now_s
            elapsed_s = max(0.0, until_s - shown.began_s)
        return DrillStatus(
            phase=shown.phase,
            drill=self.drill,
            run=run,
            round_=shown.round_,
            what=self._what(shown.round_),
            card=run.cards[shown.round_] if shown.round_ < len(run.cards) else None,
            left_s=None if shown.until_s is None else max(0.0, shown.until_s - now_s),
            total_s=shown.total_s,
            elapsed_s=elapsed_s,
            live=shown.live.status() if shown.live is not None else None,
            lead_in=shown.player.status() if shown.player is not None else None,
            attempt=run.attempts[-1] if run.attempts else None,
            next_round=shown.next_round,
            problem=shown.problem,
            unheard=shown.unheard,
        )

    def press(self) -> None:
        self._give("press")

    def again(self) -> None:
        self._give("again")

    def next(self) -> None:
        self._give("next")

    def pause(self) -> None:
        self._give("pause")

    def discard(self) -> None:
        self._give("discard")

    def finish(self) -> None:
        self._give("finish")

    def leave(self) -> None:
        with self._start_lock:
            if self._thread is None:
                self._shown = replace(self._shown, phase="left")
                return
        self._give("leave")

    def close(self, timeout_s: float) -> bool:
        self.leave()
        thread = self._thread
        if thread is None:
            return True
        thread.join(timeout_s)
        return not thread.is_alive()

    def _give(self, order: Order) -> None:
        self._orders.give(order, self._shown.turn)

    # ---- the thread ----------------------------------------------------------------------------

    def _work(self) -> None:
        try:
            phase = self._first_phase()
            while phase not in ("done", "left"):
                try:
                    phase = self._phases[phase]()
                except RehearseError as error:
                    phase = self._hold(error)
            ending = phase
        except Exception as bug:
            self._problem = RehearseError(
                _("The drill stopped because of a fault in the program ({fault}).").format(fault=repr(bug)),
                kept=_("What you said is kept, and the results up to then are."),
            )
            self._problem.__cause__ = bug
            ending = "left"
        self._let_go(ending)

    def _first_phase(self) -> Phase:
        if self._next is None:
            return self._end()
        return self._paused() if self._resumed else self._to(self._next)

    def _let_go(self, ending: Phase) -> None:
        """Nothing stays open: the take is finished, the loudspeaker closed, what is known written."""
        self._show(ending, self._shown.round_, problem=self._problem, next_round=self._after_this())
        if self._live is not None:
            with contextlib.suppress(RehearseError):
                self._live.stop()
            self._live = None
        if ending == "done":
            self._cues.listen_to_the_end(_LAST_SOUND_S)
        with contextlib.suppress(RehearseError):
            self._book.save()
        self._cues.hush(_LAST_SOUND_S)
        for player in self._players:
            player.join(_LAST_SOUND_S)

    # ---- what is shown -------------------------------------------------------------------------

    def _show(self, phase: Phase, round_: int, **more: Any) -> None:
        before = self._shown
        turn = Turn(before.turn.n_tries + (phase == "thinking"), before.turn.n_phases + 1)
        more.setdefault("unheard", before.unheard)
        self._shown = _Shown(phase, turn, round_, **more)

    def _what(self, round_: int) -> Round:
        rounds = self.drill.rounds
        return rounds[0] if self.drill.cards is not None else rounds[min(round_, len(rounds) - 1)]

    @property
    def _round(self) -> int:
        return self._shown.round_

    def _after_this(self) -> int | None:
        return self._book.next_round()

    def _order(self) -> Order | None:
        return self._orders.take(self._shown.turn)

    def _wait(self, until_s: float | None = None) -> Order | None:
        """The next order; None when the time has come."""
        while True:
            if (order := self._order()) is not None:
                return order
            self._cues.turn()
            now_s = time.monotonic()
            if until_s is not None and now_s >= until_s:
                return None
            self._orders.wait(_TICK_S if until_s is None else min(_TICK_S, until_s - now_s))

    # ---- from round to round -------------------------------------------------------------------

    def _to(self, round_: int | None) -> Phase:
        """To a round; past the last one the run ends."""
        if round_ is None or round_ >= self._book.run.n_rounds:
            return self._end()
        self._next, self._problem = round_, None
        self._show("thinking", round_, unheard="")
        return "thinking"

    def _end(self) -> Phase:
        """The run is over; where that cannot be written it waits, to be ended by the next order."""
        try:
            self._book.end()
        except RehearseError as error:
            self._next = None
            return self._hold(error)
        return "done"

    def _leave(self) -> Phase:
        """Let go; a run of which nothing is left to be tried is over."""
        if self._book.run.attempts and self._book.next_round() is None and self._shown.phase == "verdict":
            with contextlib.suppress(RehearseError):
                self._book.end()
                return "done"
        return "left"

    def _hold(self, problem: RehearseError | None = None) -> Phase:
        """Pause: nothing is open, and `_next` says where it goes on."""
        self._problem = problem
        return "paused"

    def _ordered(self, order: Order) -> Phase:
        """What an order leads to that means the same in every phase in which nobody speaks."""
        if order == "next":
            return self._to(self._round + 1)
        if order == "finish":
            return self._end()
        if order == "leave":
            return self._leave()
        return self._hold()

    # ---- the phases ----------------------------------------------------------------------------

    def _thinking(self) -> Phase:
        think_s = self._what(self._round).think_s
        if not think_s:
            return "lead_in"
        until_s = time.monotonic() + think_s
        self._shown = replace(self._shown, until_s=until_s, total_s=think_s)
        while (order := self._wait(until_s)) is not None:
            if order == "press":
                break
            if order != "again":
                return self._ordered(order)
        return "lead_in"

    def _lead_in(self) -> Phase:
        from rehearse.audio.lead_in import BEEP_HZ, LeadIn

        self._show("lead_in", self._round)
        self._cues.hush()
        armed: ArmedInput | None = self._studio.arm(self._device)
        assert armed is not None
        try:
            player = self._studio.lead_in(LeadIn(beep=True))
            self._players = [one for one in self._players if one.is_running] + [player]
            player.start()
            self._shown = replace(self._shown, player=player)
            try:
                if (instead := self._until_the_beep_is_over(armed, player)) is not None:
                    return instead
            except BaseException:
                player.cancel()
                raise
            assert player.ended_at_s is not None
            self._begun_s = player.ended_at_s
            armed.begin_at(self._begun_s, tone_hz=BEEP_HZ if player.problem is None else None)
            self._show("speaking", self._round, began_s=self._begun_s)
            begun, armed = armed, None
            self._begin_take(begun)
            return "speaking"
        finally:
            if armed is not None:
                armed.close()

    def _until_the_beep_is_over(self, armed: ArmedInput, player: LeadInPlayer) -> Phase | None:
        """Wait for it; another phase where an order or a lost microphone comes before."""
        while True:
            order = self._order()
            if order == "press":
                player.skip()
            elif order is not None and order != "again":
                player.cancel()
                armed.close()
                return self._ordered(order)
            if (lost := armed.error) is not None:
                player.cancel()
                return self._hold(lost)
            if player.problem is not None and not self._shown.unheard:
                unheard = _("The beep cannot be heard. {reason}").format(reason=player.problem.message)
                self._shown = replace(self._shown, unheard=unheard)
            if player.status().phase == "over" and player.ended_at_s is not None:
                return None
            self._orders.wait(_BEEP_TICK_S)

    def _begin_take(self, armed: ArmedInput) -> None:
        """The take; `armed` is taken over, or closed on a failure."""
        run, settings = self._book.run, self._studio.settings.value
        self._watch = EndWatch.of(
            self._what(self._round), settings, self._chance, hands_free=self._options.hands_free
        )
        self._live = self._studio.start_take(
            script_id=run.script_id, script=self._options.script, armed=armed
        )
        self._shown = replace(self._shown, live=self._live)
        self._book.begin(self._round, self._live.take_id)

    def _speaking(self) -> Phase:
        live, watch = self._live, self._watch
        assert live is not None
        assert watch is not None
        self._void, self._problem, self._after, self._ended = "", None, None, None
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
        if stop == "lost":
            self._problem = status.capture.error or RehearseError(_("The recording ended by itself."))
            self._void = str(self._problem)
        elif stop == "nobody":
            return self._nobody_spoke(live, watch)
        elif stop is not None:
            self._ended = stop
        self._stop(live)
        if stop in ("cut", "limit") and self._studio.settings.value.drill_sounds:
            self._cues.want("line-dead")
        if stop == "silence" and watch.zeros:
            self._problem = gone(self._arm, self._device_name())
            self._void = str(self._problem or "")
        return "judging"

    def _arm(self) -> ArmedInput:
        return self._studio.arm(self._device)

    def _device_name(self) -> str:
        return self._device.key.name if self._device is not None else self._studio.microphone().key.name

    def _stop(self, live: LiveTake) -> Take:
        """The sound is safe; the microphone is closed."""
        ended_s = time.monotonic()
        try:
            take = live.stop()
        except RehearseError as error:
            self._book.settle("void", problem=str(error))
            raise
        self._show("judging", self._round, began_s=self._begun_s, ended_s=ended_s)
        return take

    def _nobody_spoke(self, live: LiveTake, watch: EndWatch) -> Phase:
        live.discard()
        self._live = None
        self._book.drop()
        lost = gone(self._arm, self._device_name()) if watch.zeros else None
        return self._hold(lost or nobody(watch))

    def _broken_off(self, live: LiveTake, order: Order) -> Phase:
        """An order that ends a message in the middle: it does not count, and it is kept."""
        if order == "discard":
            live.discard()
            self._live = None
            self._book.drop()
            return self._hold()
        self._void = {
            "pause": _("You paused while you were speaking."),
            "next": _("You went on to the next round while you were speaking."),
            "finish": _("You ended the drill while you were speaking."),
            "leave": _("You left the drill while you were speaking."),
        }[order]
        self._after, self._after_at_s = order, time.monotonic()
        self._stop(live)
        return "judging"

    # ---- the verdict ---------------------------------------------------------------------------

    def _judging(self) -> Phase:
        live = self._live
        assert live is not None
        if self._void:  # what is known already is written before the words are waited for
            self._settle("void", problem=self._void)
        try:
            review = live.result(cancel=_Hearing(self._wants_out))
        except Cancelled:
            self._settle("void", problem=_("You left the drill before this take was judged."))
        except RehearseError as error:
            self._settle("void", problem=str(error))
            self._problem = self._problem or error
        else:
            if not self._void:
                self._judge(review)
        self._live = None
        self._wants_out()
        return self._after_judging()

    def _judge(self, review: Review) -> None:
        settings = self._studio.settings.value
        number = self._options.own_number
        cut_s = review.take.duration_s if self._ended == "cut" else None
        facts = DrillFacts(
            own_number=settings.own_number if number is None else number,
            region=settings.region,
            ended=self._ended or "speaker",
            cut_s=cut_s,
        )
        if review.analysis is None:
            self._settle("void", problem=_("Nothing was heard."))
            return
        verdict = judge(self._what(self._round).condition, review.analysis, facts)
        outcome: Outcome = "passed" if verdict.passed else "unknown" if verdict.unknown else "missed"
        self._settle(outcome, verdict=verdict, ended=self._ended, cut_s=cut_s)
        if settings.drill_sounds and outcome != "unknown":
            self._cues.want("passed" if outcome == "passed" else "missed")
        if not review.analysis.words and self._ended != "speaker":
            # Whoever left the room must not be recorded for the rest of the day.
            self._problem = self._problem or RehearseError(
                _("Nothing was heard in this round, so the drill waits for you.")
            )

    def _settle(self, outcome: Outcome, **facts: Any) -> None:
        """Keep it; a disk that refuses pauses the run, and nothing is lost."""
        try:
            self._book.settle(outcome, **facts)
        except RehearseError as error:
            self._problem = self._problem or error
        self._next = self._book.next_round()

    def _wants_out(self) -> bool:
        """Note the orders that come while a take is judged; whether it is not to be waited for."""
        weight = ("next", "pause", "finish", "leave")
        while (order := self._order()) is not None:
            if order == "discard":
                order = "pause"
            if order not in weight:
                continue
            if self._after is None or weight.index(order) > weight.index(self._after):
                self._after, self._after_at_s = order, time.monotonic()
        return self._after == "leave" and time.monotonic() - self._after_at_s > _LEAVE_S

    def _after_judging(self) -> Phase:
        order, self._after = self._after, None
        if order in ("next", "finish", "leave"):
            return self._ordered(order)
        if order == "pause" or self._problem is not None:
            return self._hold(self._problem)
        if self._next is None and self._book.run.n_rounds == 1 and self.drill.cards is None:
            return self._end()
        return "verdict"

    def _verdict(self) -> Phase:
        rest_s = self.drill.rest_s
        until_s = time.monotonic() + rest_s if rest_s else None
        before = self._shown
        self._show(
            "verdict",
            self._round,
            until_s=until_s,
            total_s=rest_s or None,
            began_s=before.began_s,
            ended_s=before.ended_s,
            next_round=self._next,
        )
        order = self._wait(until_s)
        if order == "again":
            return self._to(self._round)
        if order is None or order == "press":
            return self._to(self._next)
        return self._ordered(order)

    def _paused(self) -> Phase:
        round_ = self._round
        while True:
            self._show("paused", round_, problem=self._problem, next_round=self._next)
            order = self._wait()
            if order in ("pause", "discard"):
                continue
            if order in ("press", "again") and (still := self._put_right()) is not None:
                self._problem = still
                continue
            if order == "press":
                return self._to(self._next)
            if order == "again":
                return self._to(round_)
            if order is not None:
                return self._ordered(order)

    def _put_right(self) -> RehearseError | None:
        """Look for devices again and write what could not be written; why it still cannot go on."""
        try:
            if self._live is not None:  # its file could not be finished
                self._live.stop()
                self._live = None
            self._book.save()
            if isinstance(self._problem, DeviceError):
                self._look_for_devices()
        except RehearseError as error:
            return error
        return None

    def _look_for_devices(self) -> None:
        from rehearse.audio.devices import find_device, refresh

        self._cues.hush(_LAST_SOUND_S)
        until_s = time.monotonic() + _LOOK_AGAIN_S
        while not refresh() and time.monotonic() < until_s:
            time.sleep(_TICK_S)
        if self._device is not None:
            self._device = find_device("input", self._device.key)


def begin(
    studio: Studio,
    drill: Drill,
    *,
    script_id: str | None = None,
    cards: Sequence[ProspectCard] = (),
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
    return DrillRunner(studio, drill, run, options=options or DrillOptions(), resumed=False)


def resume(studio: Studio, run_id: str, *, options: DrillOptions | None = None) -> DrillRunner:
    """An open run to be gone on with, as its drill was when it began; not started.

    Raises `DrillRunMissing`, `LibraryError`; `DataError` where its drill cannot be read any more.
    """
    import tomllib
    from rehearse.analysis.drill_files import WrongDrill
    from rehearse.errors import DataError

    runs = studio.library.drill_runs
    run = runs.get(run_id)
    if run.state != "open":
        raise LibraryError(
            _("This run of “{title}” is over.").format(title=run.title), help=_("Begin a new one.")
        )
    try:
        drill = read_drill(run.drill_id, tomllib.loads(run.drill_text))
    except (WrongDrill, ValueError) as error:
        raise DataError(
            _("The drill “{title}” cannot be gone on with: what it asked for is not known any more.").format(
                title=run.title
            ),
            kept=_("Its results are kept."),
            help=_("Begin a new one."),
        ) from error
    _not_elsewhere(studio, run)
    runs.void_unsettled(run_id)
    return DrillRunner(studio, drill, runs.get(run_id), options=options or DrillOptions(), resumed=True)


def _not_elsewhere(studio: Studio, run: DrillRun) -> None:
    """Raises `LibraryError` where another window or command is recording for this run."""
    from rehearse.errors import TakeMissing
    from rehearse.library.takes import TakeState

    trying = [one.take_id for one in run.attempts if one.outcome is None and one.take_id is not None]
    if not trying:
        return
    studio.sweep()  # what a dead process left is put right; what is recorded now stays as it is
    for take_id in trying:
        with contextlib.suppress(TakeMissing):
            if studio.library.take(take_id).state is TakeState.RECORDING:
                raise LibraryError(
                    _("This run of “{title}” is being done in another window.").format(title=run.title),
                    help=_("Go on there, or close it first."),
                )
