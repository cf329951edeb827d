"""The page a drill is done on: think, beep, speak, pass or miss, once more.

Everything on it is read from two metres; one key does all of it.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rehearse.i18n import _
from rehearse.ui.banners import announce
from rehearse.ui.drill_best import best_words
from rehearse.ui.drill_blocks import ask_blocks, blocks_of
from rehearse.ui.drill_listen import DrillListening, Place
from rehearse.ui.drill_said import DrillSaid
from rehearse.ui.drill_stage_parts import DrillBody, DrillFoot, DrillHead
from rehearse.ui.drill_stage_words import (
    button_words,
    hint_words,
    place_words,
    quiet_from_s,
    row_so_far,
    side_words,
    silence_words,
)
from rehearse.ui.drill_style import drill_sheet
from rehearse.ui.stage_lead_in import phase_words

if TYPE_CHECKING:
    from rehearse.drilling.status import DrillStatus
    from rehearse.live_take import LiveStatus
    from rehearse.studio import Studio
    from rehearse.ui.drill_running import DrillRunning
    from rehearse.ui.tasks import Tasks
    from rehearse.ui.theme import Theme

#: Live words shown at most: the last breath.
_LAST_WORDS = 12


class DrillStageView(QWidget):
    """Shows the run of a `DrillRunning` and takes its keys.

    Signals: `left`: the user goes elsewhere, the run can be gone on with; `again_wanted`: the same
    drill once more; `open_wanted` (take id); `told` (words): what could not be played.
    """

    left = Signal()
    again_wanted = Signal()
    open_wanted = Signal(str)
    told = Signal(str)

    def __init__(self, studio: Studio, tasks: Tasks, theme: Theme, running: DrillRunning) -> None:
        super().__init__()
        self.setObjectName("drill_view")
        self.setAccessibleName(_("Drill"))
        self._studio, self._theme, self._running = studio, theme, running
        self._seen: object = None
        self._thrown_away = False
        self._said = DrillSaid(lambda words: announce(self, words))
        self.listening = DrillListening(studio, tasks, self)
        self._build()
        self.listening.changed.connect(self._show_heard)
        self.listening.failed.connect(self.told)
        running.began.connect(self._began)
        running.moved.connect(self._show)
        self.show_waiting()

    # ---- building ------------------------------------------------------------------------------

    def _build(self) -> None:
        theme = self._theme
        self.head, self.body, self.foot = DrillHead(theme), DrillBody(theme), DrillFoot(theme)
        self.ring, self.panel, self.summary = self.body.ring, self.body.panel, self.body.summary
        self.main_button, self.hint_label = self.foot.main_button, self.foot.hint_label
        self._column = QVBoxLayout(self)
        self._column.setSpacing(10)
        self._column.addWidget(self.head)
        self._column.addWidget(self.body, 1)
        self._column.addWidget(self.foot)
        self.head.pause_button.clicked.connect(self.pause)
        self.head.leave_button.clicked.connect(self.leave_drill)
        self.main_button.clicked.connect(self.press)
        self.foot.left_button.clicked.connect(self._left_pressed)
        self.foot.right_button.clicked.connect(self._right_pressed)
        self.panel.play_wanted.connect(self.listen_to)
        self.summary.play_wanted.connect(self.listen_to)
        self.summary.open_wanted.connect(self.open_wanted)
        self.first_control = self.main_button
        # Keys that stand in a tooltip or in the hint are those of `drill_stage_commands`.

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.setStyleSheet(drill_sheet(theme))
        for part in (self.head, self.body, self.foot):
            part.set_theme(theme)
        self._seen = None
        if self.status is not None:
            self._show(self.status)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        roomy = self.height() >= 700
        edge = 40 if roomy else 24
        self._column.setContentsMargins(edge, 28 if roomy else 14, edge, 20 if roomy else 10)

    # ---- what the window asks ------------------------------------------------------------------

    @property
    def status(self) -> DrillStatus | None:
        return self._running.status

    @property
    def phase(self) -> str:
        return self._running.phase

    # ---- orders --------------------------------------------------------------------------------

    def press(self) -> None:
        """Space and the one button: what it does now is what it says."""
        status = self.status
        if status is None:
            return
        self.listening.stop()
        if self._running.ready:
            self._running.begin_now()
        elif status.phase == "done":
            self.again_wanted.emit()
        elif status.phase == "left":
            self._running.go_on()
        else:
            self._running.order("press")

    def again(self) -> None:
        """The round once more whose verdict is shown; after the end, the drill."""
        self.listening.stop()
        if self.phase == "done":
            self.again_wanted.emit()
        else:
            self._running.order("again")

    def skip_round(self) -> None:
        """Leave this round and go to the one after it."""
        self.listening.stop()
        self._running.order("next")

    def pause(self) -> None:
        """Nothing runs until the one key is pressed; a second time it is that key."""
        if self.phase == "paused":
            self.press()
        else:
            self._running.order("pause")

    def discard(self) -> None:
        """Escape: what is recorded goes into the trash; otherwise leave."""
        if self._running.is_recording:
            self._thrown_away = self.phase == "speaking"
            self._running.order("discard")
        else:
            self.leave_drill()

    def finish(self) -> None:
        """End the run here and see how it went."""
        self.listening.stop()
        self._running.order("finish")

    def leave_drill(self) -> None:
        """Go elsewhere; a run that is not over waits."""
        self.listening.stop()
        if self.phase == "ready":
            # Nothing was said: there is nothing to go on with.
            self._running.let_go(self.left.emit)
            self.show_waiting()
            return
        if self.phase not in ("", "done", "left", "paused"):
            self._running.order("pause")
        self.left.emit()

    def listen(self) -> None:
        """Hear what the verdict is about."""
        block = next((block for block in self.panel.blocks if block.play is not None), None)
        if block is not None and block.play is not None and self.body.scene.isVisible():
            self.listen_to(block.play)

    def listen_to(self, place: Place) -> None:
        """Play a place; the rest does not run on meanwhile."""
        if self._running.is_recording:
            return
        if self.phase == "verdict":
            self._running.order("pause")
        self.listening.toggle(place)

    def open_take(self) -> None:
        """The whole review of the take whose verdict is shown."""
        status = self.status
        if status is None or status.attempt is None or status.attempt.take_id is None:
            return
        if not self.body.scene.isVisible():
            return  # the summary has a button for each
        if status.phase in ("verdict", "paused", "done"):
            self.listening.stop()
            if status.phase == "verdict":
                self._running.order("pause")
            self.open_wanted.emit(status.attempt.take_id)

    def _left_pressed(self) -> None:
        if self.phase == "done":
            self.open_take()
        else:
            self.again()

    def _right_pressed(self) -> None:
        if self.phase == "done":
            self.leave_drill()
        else:
            self.skip_round()

    # ---- what is shown -------------------------------------------------------------------------

    def _began(self) -> None:
        self.listening.stop()
        self._seen = None
        self._said.forget()
        self.ring.set_steps(bool(getattr(self._studio.settings.value, "reduced_motion", False)))

    def show_waiting(self) -> None:
        """Before there is anything to show, or anything else than before."""
        self._seen = None
        self.head.title_label.set_whole("")
        self.head.place_label.setText("")
        self.body.bring(self.body.scene)
        self.panel.show_blocks(())
        self.head.pause_button.hide()
        self.head.marks.hide()
        self.ring.show_still("", _("Getting ready…"))
        self.foot.set_side(self.foot.left_button, "")
        self.foot.set_side(self.foot.right_button, "")
        self.foot.level.hide()

    def _show(self, status: DrillStatus) -> None:
        attempt = status.attempt
        seen = (
            status.phase, status.run, status.round_, attempt, status.next_round, status.problem,
            status.unheard, self._running.script, status.left_s is None, self._running.ready,
        )  # fmt: skip
        if seen != self._seen:
            self._seen = seen
            self._enter(status)
        self._move(status)
        best = best_words(status, self._running.record)
        self._said.look(status, ready=self._running.ready, best=best)

    def _enter(self, status: DrillStatus) -> None:
        """Another phase, round or verdict."""
        head, foot, phase, ready = self.head, self.foot, status.phase, self._running.ready
        head.title_label.set_whole(status.drill.title)
        at_end = phase == "done"
        head.place_label.setText("" if at_end else place_words(status))
        head.pause_button.setVisible(phase in ("thinking", "speaking", "verdict") and not ready)
        run = status.run
        if status.drill.in_a_row:
            run = row_so_far(run, told=phase in ("verdict", "paused", "done"))
        head.marks.show_run(run, None if at_end else status.round_)
        whole = at_end and (status.n_rounds > 1 or status.attempt is None)
        self.body.bring(self.summary if whole else self.body.scene)
        if whole:
            self.summary.show_run(status.run, status.drill, self._running.record)
        if phase in ("thinking", "lead_in"):
            self._thrown_away = False
            self.ring.set_round(status.what)
        text, icon = (_("Beep now"), "skip") if ready else button_words(status)
        foot.set_main(text, icon, self._theme, speaking=phase == "speaking")
        self._show_sides(status)
        settings = self._studio.settings.value
        hint = hint_words(
            status, hands_free=settings.drill_hands_free, silence_s=settings.stop_after_silence_s
        )
        if ready:
            hint = _("Space beeps now  ·  Speak after the beep  ·  Escape leaves")
        foot.hint_label.setText("  ·  ".join(part for part in (status.unheard, hint) if part))
        foot.level.setVisible(phase == "speaking")
        if phase != "speaking":
            foot.words_label.set_whole("")
            foot.meter.clear()
        self._show_panel(status)

    def _show_sides(self, status: DrillStatus) -> None:
        foot, over = self.foot, status.phase == "done"
        left, right = side_words(status, one_take=self.body.scene.isVisibleTo(self))
        foot.set_side(foot.left_button, left, "takes" if over else "again")
        foot.set_side(foot.right_button, right, "drills" if over else "skip")

    def _show_panel(self, status: DrillStatus) -> None:
        focus = self.focusWidget()
        had_focus = focus is not None and self.panel.isAncestorOf(focus)
        if self._running.ready:
            blocks = ask_blocks(status, self._running.script)
        else:
            running = self._running
            blocks = blocks_of(status, running.script, running.record, thrown_away=self._thrown_away)
        self.panel.show_blocks(blocks)
        if had_focus or (focus is not None and not focus.isVisible()):
            self.main_button.setFocus()

    def _move(self, status: DrillStatus) -> None:
        """What changes all the time."""
        ring, phase, attempt = self.ring, status.phase, status.attempt
        if self._running.ready:
            left_s, words = self._running.ready_left_s, ring.bounds.words()
            if left_s < math.inf:
                ring.show_count(left_s, self._running.ready_s, words)
            else:
                ring.show_still("0:00", words)
        elif phase == "thinking":
            ring.show_count(status.left_s or 0.0, status.total_s, _("to think"))
        elif phase == "lead_in":
            lead = status.lead_in
            numerals, words = phase_words(lead) if lead is not None else ("", _("Opening the microphone…"))
            ring.show_count(0.0, None, words, numerals=numerals or "0:00")
        elif phase == "speaking":
            self._show_live(status)
        elif phase == "judging":
            ring.show_judging()
        elif attempt is not None and attempt.outcome is not None and phase in ("verdict", "done"):
            ring.show_outcome(attempt.outcome, status.left_s, status.total_s)
            if phase == "verdict":
                self._show_panel(status)
        elif phase in ("paused", "left"):
            self._show_paused(status)
        else:
            ring.show_still("", "")

    def _show_paused(self, status: DrillStatus) -> None:
        attempt = status.attempt
        counts = attempt is not None and attempt.outcome not in (None, "void")
        if counts and attempt is not None and attempt.round_ == status.round_ and status.problem is None:
            assert attempt.outcome is not None
            self.ring.show_outcome(attempt.outcome, None, None)
        else:
            self.ring.show_paused()

    def _show_live(self, status: DrillStatus) -> None:
        live: LiveStatus | None = status.live
        first = live.words[0].span if live is not None and live.words else None
        first_s = first.start_s if first is not None else None
        self.ring.show_spoken(
            status.elapsed_s, first_s, instead=silence_words(status), quiet_from_s=quiet_from_s(status)
        )
        if live is None:
            return
        foot = self.foot
        foot.meter.set_level(live.capture.level)
        foot.level_label.setText(foot.meter.words())
        if not live.model_ready:
            foot.words_label.set_whole(_("Recording. The words follow once the model is loaded."))
            return
        last = [word.text for word in live.words[-_LAST_WORDS:]]
        foot.words_label.set_whole(" ".join([*last, *live.partial.split()][-_LAST_WORDS:]))

    def _show_heard(self) -> None:
        self.panel.set_playing(self.listening.heard)
        self.summary.set_playing(self.listening.heard)

    # ---- being looked at -----------------------------------------------------------------------

    def library_replaced(self) -> None:
        """Other takes lie here now."""
        self.listening.stop()
        self._running.let_go()
        self.show_waiting()

    def leave(self) -> None:
        """The window closes."""
        self.listening.stop()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.discard()
            return
        super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._running.look()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.listening.stop()
        self._running.wait_for_user()
        if self.phase in ("thinking", "judging", "verdict"):
            self._running.order("pause")  # nobody is here to hear the beep
