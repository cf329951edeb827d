"""A light that goes on when the whole phone number has been heard, and says whether that was in time."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from rehearse.i18n import _
from rehearse.ui import icons
from rehearse.ui.banners import announce
from rehearse.ui.controls import label, set_tone

if TYPE_CHECKING:
    from rehearse.analysis.live_number import NumberHeard
    from rehearse.analysis.profiles import Profile
    from rehearse.live_take import LiveStatus
    from rehearse.ui.tasks import JobHandle, Tasks
    from rehearse.ui.theme import Theme

State = Literal["off", "waiting", "in time", "late"]

#: Words change ten times a second; nobody needs to know that fast.
LOOK_EVERY_S = 0.3

#: Seven digits may be the beginning of ten: after this long without another word they are the number.
SETTLED_S = 1.0

_MARK_PX = 18


class NumberLight(QWidget):
    """An icon and a few words.  `begin` for each take, `look` as its words come, `clear` afterwards.

    While somebody speaks the half of the message is not known: in time is what lies in the first half
    of the profile's target length.
    """

    def __init__(self, tasks: Tasks, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks, self._theme = tasks, theme
        self.setObjectName("number_light")
        self.state: State = "off"
        self._in_time_s: float | None = None
        self._region = "US"
        self._job: JobHandle | None = None
        self._asked: object = None
        self._asked_at = float("-inf")
        self._found: NumberHeard | None = None
        self._found_s = 0.0
        self._final = self._told = False
        self._misses = self._take = 0
        self._at_s = 0.0
        self._shown: object = None
        self.mark = QLabel()
        self.words = label("", theme.font("caption"), "number_words", tone="muted", wrap=False)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(6)
        line.addStretch(1)
        line.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self.words, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addStretch(1)
        self.setFixedHeight(_MARK_PX + 6)
        self._show()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._show()

    def set_profile(self, profile: Profile) -> None:
        wanted = profile.wants_number
        self._in_time_s = profile.phone.early_fraction * profile.length.good_s if wanted else None
        if not wanted:
            self._enter("off")

    # ---- a take --------------------------------------------------------------------------------

    def begin(self, region: str) -> None:
        """A new take; phone numbers are those of `region`."""
        self.clear()
        self._region = region
        if self._in_time_s is not None:
            self._enter("waiting")

    def clear(self) -> None:
        self._take += 1
        if self._job is not None:
            self._job.cancel()
        self._job = self._found = self._asked = None
        self._asked_at = float("-inf")
        self._final = self._told = False
        self._misses, self._at_s = 0, 0.0
        self._enter("off")

    def look(self, status: LiveStatus) -> None:
        """Take notice of the words so far; the reading of numbers goes on elsewhere.  Cheap."""
        if self._final or self.state == "off" or self._job is not None:
            return
        now, said = time.monotonic(), (len(status.words), status.partial)
        if now - self._asked_at < LOOK_EVERY_S:
            return
        if said == self._asked:
            if self._found is not None and now - self._asked_at >= SETTLED_S:
                self._light(self._found)
            return
        self._asked, self._asked_at = said, now
        words, partial, region, heard_s = status.words, status.partial, self._region, status.heard_s
        take = self._take

        def job(_handle: JobHandle) -> NumberHeard | None:
            from rehearse.analysis.live_number import number_heard

            return number_heard(words, partial, region=region)

        self._job = self._tasks.run(
            job,
            done=lambda found: self._read(take, found, heard_s),
            failed=lambda _error: self._read(take, None, heard_s),  # the review will tell what is wrong
            owner=self,
            name="read the number",
        )

    def _read(self, take: int, found: NumberHeard | None, heard_s: float) -> None:
        if take != self._take:
            return
        self._job = None
        if found is None:
            # Provisional words change their minds, mostly for the moment of one look.
            self._misses += 1
            if self._misses > 1:
                self._found = None
                self._enter("waiting")
            return
        self._misses = 0
        same = self._found is not None and self._found.digits == found.digits
        if not same:
            self._found_s = heard_s
        self._found = found
        if found.certain or (same and self.state != "waiting"):
            self._light(found)
        else:
            self._enter("waiting")

    def _light(self, found: NumberHeard) -> None:
        if self._in_time_s is None:
            return
        at_s = found.end_s if found.end_s is not None else self._found_s
        after_s = found.after_s if found.after_s is not None else at_s
        self._final = found.end_s is not None and found.certain
        self._at_s = at_s
        self._enter("in time" if after_s <= self._in_time_s else "late")
        if not self._told:
            self._told = True
            announce(self, self.words.text())

    # ---- what is shown -------------------------------------------------------------------------

    def _enter(self, state: State) -> None:
        self.state = state
        self._show()

    def _show(self) -> None:
        seconds = math.floor(self._at_s)
        words, icon, tone = {
            "off": ("", "", "muted"),
            "waiting": (_("No number yet"), "keypad", "muted"),
            "in time": (_("Number in, at {n} s").format(n=seconds), "good", "good"),
            "late": (_("Number in, late, at {n} s").format(n=seconds), "near", "near"),
        }[self.state]
        shown = (words, icon, tone, self._theme.name)
        if shown == self._shown:
            return
        self._shown = shown
        self.words.setText(words)
        set_tone(self.words, tone)
        self.setAccessibleName(words)
        self.mark.setVisible(bool(icon))
        if icon:
            role = "text_muted" if tone == "muted" else tone
            ratio = self.devicePixelRatioF()
            self.mark.setPixmap(icons.pixmap(icon, self._theme.colour(role), _MARK_PX, ratio))
