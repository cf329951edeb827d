"""The hero of the window: how long you have been speaking, inside a ring of the profile's zones."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from rehearse.i18n import _
from rehearse.ui.controls import set_tone
from rehearse.ui.ring import Ring

if TYPE_CHECKING:
    from rehearse.analysis.profiles import Profile
    from rehearse.ui.theme import Theme

Mode = Literal["ready", "lead_in", "starting", "recording", "listening"]
Zone = Literal["thin", "good", "near", "off"]

#: Degrees left open between two zones, so that they can be told apart without colour.
_GAP_DEG = 3.5


@dataclass(frozen=True, slots=True)
class Zones:
    """Ends of the zones in seconds; the ring is full at `full_s`."""

    thin_s: float = 5.0
    good_s: float = 20.0
    off_s: float = 30.0
    full_s: float = 45.0

    @classmethod
    def of(cls, profile: Profile) -> Zones:
        length = profile.length
        last = length.brochure_s[1] if length.brochure_s is not None else 0.0
        return cls(length.thin_s, length.good_s, length.off_s, max(last, 1.5 * length.off_s))

    def zone(self, elapsed_s: float) -> Zone:
        """As `Profile.zone` has it."""
        if elapsed_s < self.thin_s:
            return "thin"
        if elapsed_s <= self.good_s:
            return "good"
        return "near" if elapsed_s < self.off_s else "off"


def clock(elapsed_s: float) -> str:
    """0:07, 1:20: whole seconds, cut, as every timer shows them."""
    whole = max(0, math.floor(elapsed_s))
    return f"{whole // 60}:{whole % 60:02d}"


def zone_words(zones: Zones, elapsed_s: float) -> str:
    """What the ring's colour says."""
    return {
        "thin": _("Just started"),
        "good": _("Good length"),
        "near": _("Wrap up"),
        "off": _("Too long"),
    }[zones.zone(elapsed_s)]


class TimerRing(Ring):
    """The time spoken, in the zones of a profile."""

    stroke_part, numerals_part, numerals_most, words_part = 0.032, 0.275, 0.66, 0.056
    least_side_px = 220

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "timer_ring", ("timer_label", "zone_label"), parent)
        self.time_label.setAccessibleName(_("Time spoken"))
        self.zone_label = self.words_label
        self._zones = Zones()
        self._mode: Mode = "ready"
        self._elapsed_s = 0.0
        self._lead_in = ("", "", 1.0)  # numerals, words, the share that is left
        self._tell()

    # ---- what is shown -------------------------------------------------------------------------

    @property
    def zones(self) -> Zones:
        return self._zones

    @property
    def mode(self) -> Mode:
        return self._mode

    @property
    def elapsed_s(self) -> float:
        return self._elapsed_s

    def add_line(self, widget: QWidget) -> None:
        """One more quiet line below the words."""
        self._column.insertWidget(self._column.count() - 1, widget)

    def set_lead_in(self, numerals: str, words: str, left_s: float, total_s: float) -> None:
        """Before the recording: `numerals` ("" for 0:00) and `words`, and how much is still to come."""
        if self._steps:
            left_s = float(math.ceil(left_s - 1e-6))
        share = min(1.0, max(0.0, left_s / total_s)) if total_s > 0 else 0.0
        self._lead_in = (numerals, words, share)
        self._tell()
        self._turn_to(share)

    def set_zones(self, zones: Zones) -> None:
        self._zones = zones
        self._tell()
        self.update()

    def set_mode(self, mode: Mode) -> None:
        self._mode = mode
        if mode in ("ready", "starting", "lead_in"):
            self._elapsed_s = 0.0
            self._lead_in = ("", "", 1.0)
        self._tell()
        self.update()

    def set_elapsed(self, elapsed_s: float) -> None:
        """Paints only what changes: the numerals once a second, the ring by a third of a degree."""
        self._elapsed_s = elapsed_s
        self._tell()
        self._turn_to(self._share(self._shown_s))

    @property
    def _shown_s(self) -> float:
        """Where the ring stands."""
        return float(math.floor(self._elapsed_s)) if self._steps else self._elapsed_s

    def _tell(self) -> None:
        counting = self._mode == "lead_in"
        shown = (counting and self._lead_in[0]) or clock(self._elapsed_s)
        if self.time_label.text() != shown:
            self.time_label.setText(shown)
        zone = self._zones.zone(self._elapsed_s)
        words, tone = {
            "ready": (self._aim(), "muted"),
            "lead_in": (self._lead_in[1], "muted"),
            "starting": (_("Opening the microphone…"), "muted"),
            "recording": (zone_words(self._zones, self._elapsed_s), "muted" if zone == "thin" else zone),
            "listening": (_("Listening back…"), "muted"),
        }[self._mode]
        if self.zone_label.text() != words:
            self.zone_label.setText(words)
            self.time_label.setAccessibleDescription(words)
        set_tone(self.zone_label, tone)

    def _aim(self) -> str:
        small = self.maximumWidth() < 220
        text = _("up to {seconds:g} s") if small else _("up to {seconds:g} seconds")
        return text.format(seconds=self._zones.good_s)

    # ---- painting ------------------------------------------------------------------------------

    def _fit_text(self) -> None:
        super()._fit_text()
        self._tell()

    def _words_px(self, fitting_px: int, usual_px: int) -> int:
        return min(usual_px, fitting_px)

    def _share(self, seconds: float) -> float:
        return min(1.0, max(0.0, seconds / self._zones.full_s))

    def _paint(self, painter: QPainter, box: QRectF, stroke: float) -> None:
        if self._mode == "lead_in":  # nothing is judged yet
            self._paint_left(painter, box, stroke, self._lead_in[2])
            return
        reached = self._share(self._shown_s) * 360
        alive = self._mode in ("recording", "listening")
        edges = (0.0, self._zones.good_s, self._zones.off_s, self._zones.full_s)
        for role, first_s, last_s in zip(("good", "near", "off"), edges, edges[1:], strict=False):
            first = self._share(first_s) * 360 + _GAP_DEG / 2
            last = self._share(last_s) * 360 - _GAP_DEG / 2
            fill = f"{role}_fill"
            track = self._theme.mix(fill, 0.17, "window")
            self._arc(painter, box, track, stroke, first, last)
            if alive and reached > first:
                colour = self._theme.colour(fill)
                if self._mode == "listening":
                    colour = self._theme.mix(fill, 0.45, "window")
                self._arc(painter, box, colour, stroke, first, min(last, reached))
