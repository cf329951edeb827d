"""Two takes side by side: word by word, check by check, and either of them to be heard."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from rehearse.analysis.comparison import Comparison, compare
from rehearse.i18n import _
from rehearse.settings import coach_key
from rehearse.ui.banners import announce
from rehearse.ui.checks_view import clear
from rehearse.ui.compare_checks import CompareChecks
from rehearse.ui.compare_parts import CompareColumn, RunSample, named_take, told, which_take
from rehearse.ui.compare_text import CompareText, run_title
from rehearse.ui.controls import Choice
from rehearse.ui.flow_layout import FlowLayout
from rehearse.ui.playback import Playback, sentence
from rehearse.ui.review_page import TWO_COLUMNS_PX, scroller
from rehearse.ui.sound_orders import LEAD_S
from rehearse.ui.view_style import INSET_PX, label

if TYPE_CHECKING:
    from rehearse.library.takes import TakeSummary
    from rehearse.live_take import Review
    from rehearse.studio import Studio
    from rehearse.ui.tasks import Tasks
    from rehearse.ui.theme import Theme

#: The newest so many takes can be chosen; older ones are in the list of takes.
MOST_CHOICES = 200


class CompareView(QWidget):
    """Signal: `play_now` (seconds from which to play the take of the review; below 0 it is to be silent)."""

    play_now = Signal(float)

    def __init__(self, studio: Studio, tasks: Tasks, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("compare_view")
        self.setAccessibleName(_("Compared with another take"))
        self._studio, self._tasks, self._theme = studio, tasks, theme
        self._review: Review | None = None
        self._other: Review | None = None
        self._asked = ""
        self._playable = True
        self._sentence = ""
        self.comparison: Comparison | None = None
        self.playback = Playback(studio, tasks, self)
        self._build(theme)
        self.playback.position_changed.connect(self._moved)
        self.playback.playing_changed.connect(lambda on: None if on else self.before.text.set_position(None))
        self.playback.unplayable.connect(self.before.show_trouble)
        self.playback.trouble_changed.connect(
            lambda error: self.before.show_trouble("" if error is None else sentence(error))
        )
        self.set_theme(theme)

    def _build(self, theme: Theme) -> None:
        self.choice = Choice(theme, "compare_choice", _("Take to compare with"))
        self.choice.setPlaceholderText(_("No other take"))
        self.choice.activated.connect(self._chosen)
        self.lead = label(_("Compared with"), theme.font("body"), muted=True)
        self.lead.setWordWrap(False)
        top = QHBoxLayout()
        top.setContentsMargins(INSET_PX, 0, 0, 0)
        top.setSpacing(12)
        top.addWidget(self.lead)
        top.addWidget(self.choice, 1)
        top.addStretch(1)
        self.before = CompareColumn(theme, "before", _("Before"))
        self.now = CompareColumn(theme, "now", _("Now"))
        self.state = label("", theme.font("lead"), name="compare_state", muted=True)
        self.state.setIndent(INSET_PX)
        self.summary = label("", theme.font("body"), name="compare_summary")
        self.summary.setIndent(INSET_PX)
        self.columns = QWidget()
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight, self.columns)
        self._columns.setContentsMargins(0, 0, 0, 0)
        self._columns.addWidget(self.before, 1)
        self._columns.addWidget(self.now, 1)
        legend = QWidget()
        self._legend = FlowLayout(legend)
        self._legend.setContentsMargins(INSET_PX, 0, 0, 0)
        self.checks = CompareChecks(theme)
        self.inside = QWidget()
        self.inside.setObjectName("scrolled")
        box = QVBoxLayout(self.inside)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(18)
        for part in (self.state, self.summary, self.columns, legend, self.checks):
            box.addWidget(part)
        box.addStretch(1)
        self.scroller = scroller("compare_scroll", self.inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(16)
        outer.addLayout(top)
        outer.addWidget(self.scroller, 1)
        one, other = self.before.text, self.now.text
        for side, opposite, play in ((one, other, self._play_before), (other, one, self._play_now)):
            side.counterpart.connect(opposite.highlight)
            side.word_activated.connect(play)
            side.word_lit.connect(lambda place, side=side: self._follow(side, place))

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for part, step in ((self.lead, "body"), (self.state, "lead"), (self.summary, "body")):
            part.setFont(theme.font(step))
        self.choice.setFont(theme.font("body"))
        for one in (self.choice, self.before, self.now, self.checks):
            one.set_theme(theme)
        self._fill_legend()

    def _fill_legend(self) -> None:
        clear(self._legend)
        runs = self.comparison.runs if self.comparison is not None else ()
        for kind in ("changed", "added", "left_out"):
            if not any(run.kind == kind for run in runs):
                continue
            entry = QWidget()
            row = QHBoxLayout(entry)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(8)
            font = self._theme.font("caption")
            if kind == "left_out":
                font.setStrikeOut(True)
                sample: QWidget = label(_("abc"), font, muted=True)
            else:
                sample = RunSample("changed" if kind == "changed" else "added", self._theme)
            row.addWidget(sample)
            words = label(run_title(kind), self._theme.font("caption"), muted=True)
            words.setWordWrap(False)
            row.addWidget(words)
            self._legend.addWidget(entry)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= TWO_COLUMNS_PX - 100
        self._columns.setSpacing(36 if wide else 24)
        self._columns.setDirection(
            QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        )

    # ---- what is shown -------------------------------------------------------------------------

    @property
    def other_id(self) -> str | None:
        """The take that is compared with."""
        return self._other.take.id if self._other is not None else None

    def show_review(self, review: Review) -> None:
        """Lay a take beside the one it answers or is answered by, else beside the one before it."""
        again = self._review is not None and self._review.take.id == review.take.id
        self._review = review
        if again and self._other is not None:
            self._compare()
            return
        self._clear(_("One moment …"))
        take = review.take
        self._tasks.run(
            lambda _handle: (self._studio.takes(), self._studio.library.arrivals.counterpart(take.id)),
            done=lambda found: self._listed(take.id, *found),
            failed=lambda error: self._clear(sentence(error)),
            name="takes to compare with",
            owner=self,
        )

    def _clear(self, state: str) -> None:
        self._other, self.comparison = None, None
        self._asked = ""
        self.playback.load(None)
        self.state.setText(state)
        self._show_parts()

    def _show_parts(self) -> None:
        there = self.comparison is not None
        self.state.setVisible(not there)
        for part in (self.summary, self.columns, self.checks):
            part.setVisible(there)

    def _listed(self, take_id: str, takes: Sequence[TakeSummary], counterpart: str | None) -> None:
        if self._review is None or self._review.take.id != take_id:
            return
        script_id = self._review.take.script_id
        # The newest first, as they come: an answer and what it answers, else those before this one, of its
        # speaker and of its script, are the likeliest.
        speaker = coach_key(self._review.take.speaker)
        others = [take for take in takes if take.ready is not None and take.id != take_id]
        older = [take for take in others if take.created_at <= self._review.take.created_at]
        theirs = [take for take in older if coach_key(take.speaker) == speaker]
        same = [take for take in theirs or older if take.script_id == script_id]
        self.choice.clear()
        now = datetime.now().astimezone()
        for take in others[:MOST_CHOICES]:
            self.choice.addItem(named_take(take, now, speaker), take.id)
        self.choice.setEnabled(bool(others))
        if not others:
            self.choice.setCurrentIndex(-1)
            self._clear(_("There is no other take to compare with yet. Record this one again."))
            return
        paired = [take for take in others if take.id == counterpart]
        wanted = (paired or same or theirs or older or others)[0]
        if self.choice.findData(wanted.id) < 0:
            self.choice.addItem(named_take(wanted, now, speaker), wanted.id)
        self.choice.setCurrentIndex(self.choice.findData(wanted.id))
        self._fetch(wanted.id)

    def _chosen(self, index: int) -> None:
        take_id = self.choice.itemData(index)
        if take_id != self.other_id:
            self._fetch(take_id)

    def _fetch(self, take_id: str) -> None:
        self._clear(_("One moment …"))
        self._asked = take_id
        self._tasks.run(
            lambda _handle: self._studio.beside(take_id),
            done=lambda other: self._fetched(take_id, other),
            failed=lambda error: self._clear(sentence(error)) if take_id == self._asked else None,
            name="take to compare with",
            owner=self,
        )

    def _fetched(self, take_id: str, other: Review) -> None:
        if take_id != self._asked:
            return
        if other.analysis is None:
            self._clear(_("That take has not been listened to yet."))
            return
        self._other = other
        self.before.show_trouble("")
        self.playback.load(take_id)
        self._compare()

    def _compare(self) -> None:
        review, other = self._review, self._other
        if review is None or other is None or review.analysis is None or other.analysis is None:
            return
        now, before = review.analysis, other.analysis
        pair = (review.take.id, other.take.id)
        # Two long takes take a moment to align.
        self._tasks.run(
            lambda _handle: compare(before, now),
            done=lambda found: self._show(pair, found),
            failed=lambda error: self._clear(sentence(error)),
            name="compare",
            owner=self,
            lane="compare",
        )

    def _show(self, pair: tuple[str, str], comparison: Comparison) -> None:
        review, other = self._review, self._other
        if review is None or other is None or pair != (review.take.id, other.take.id):
            return
        assert review.analysis is not None
        assert other.analysis is not None
        self.comparison = comparison
        now, before = review.analysis.words, other.analysis.words
        self.before.which.setText(which_take(other.take))
        self.now.which.setText(which_take(review.take))
        self.before.text.set_words(before, now, comparison.runs)
        self.now.text.set_words(now, before, comparison.runs)
        self.checks.set_pairs(comparison.checks)
        self._sentence = told(comparison)
        self.summary.setText(self._sentence)
        self._fill_legend()
        self._show_parts()
        self.scroller.verticalScrollBar().setValue(0)
        announce(self, self._sentence)

    # ---- sound ---------------------------------------------------------------------------------

    def set_playable(self, reason: str) -> None:
        """Why the take of the review cannot be heard; empty where it can."""
        self.now.show_trouble(reason)

    def set_position(self, position_s: float | None) -> None:
        """Where the take of the review is heard."""
        self.now.text.set_position(position_s)

    def stop(self) -> None:
        """Silence the other take."""
        if self.playback.playing:
            self.playback.pause()

    def _play_before(self, i: int) -> None:
        span = self._other.analysis.words[i].span if self._other and self._other.analysis else None
        if span is not None:
            self.before.show_trouble("")
            self.play_now.emit(-1.0)
            self.playback.play(max(0.0, span.start_s - LEAD_S))

    def _play_now(self, i: int) -> None:
        span = self._review.analysis.words[i].span if self._review and self._review.analysis else None
        if span is not None:
            self.stop()
            self.play_now.emit(max(0.0, span.start_s - LEAD_S))

    def _moved(self, position_s: float) -> None:
        self.before.text.set_position(position_s if self.playback.playing else None)

    def _follow(self, side: CompareText, place: QRect) -> None:
        top_left = side.viewport().mapTo(self.inside, place.topLeft())
        self.scroller.ensureVisible(top_left.x(), top_left.y() + place.height() // 2, 0, 60)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.stop()

    def forget(self) -> None:
        """Another take is shown: nothing of this comparison is right any more."""
        self._review = None
        self._clear("")

    def close_sound(self) -> None:
        self.playback.close()
