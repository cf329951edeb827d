"""What a bundle would hold, told before it is written, and what may be wished of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from rehearse.exchange.sending import BundleWishes
from rehearse.i18n import _, ngettext
from rehearse.ui.controls import Segments, card, label
from rehearse.ui.playback import sentence

if TYPE_CHECKING:
    from rehearse.exchange.bundle_preview import BundlePreview
    from rehearse.studio import Studio
    from rehearse.ui.tasks import Tasks
    from rehearse.ui.theme import Theme

#: As wide as the longest line of the sheet's other half: a dialog does not ask wrapped text how high it is.
_TEXT_PX = 480
#: The last wishes are the ones that are counted.
_LANE = "bundle preview"
#: Of more takes nobody reads whether they came from somebody.
_MOST_LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class Counted:
    """`goes_back`: a take among them came in a bundle or answers another."""

    preview: BundlePreview
    goes_back: bool


class BundlePart(QWidget):
    """Signals: `counted` (Counted) when it is known what the bundle would hold, by the wishes of now;
    `changed`: whether it can be written may be another.
    """

    counted = Signal(object)
    changed = Signal()

    def __init__(self, theme: Theme, studio: Studio, tasks: Tasks) -> None:
        super().__init__()
        self.setObjectName("export_bundle")
        self._theme, self._studio, self._tasks = theme, studio, tasks
        self._asked = 0
        self._names = True
        self._ids: list[str] = []
        self.preview: BundlePreview | None = None
        self.about = self._text(
            _(
                "One file that is opened in Rehearse on another computer, and comes back"
                " with notes at their moments or with a new take as the answer."
            ),
            "bundle_about",
        )
        self.sound = Segments(
            theme,
            "bundle_sound",
            _("Sound"),
            (("small", _("Small, as on the phone")), ("original", _("As it was recorded"))),
        )
        self.sound.set_value("small")
        self.sound.chosen.connect(self._choose_sound)
        caption = label(_("Sound"), theme.font("body"), "bundle_sound_label", wrap=False)
        across = QHBoxLayout()
        across.setSpacing(theme.space(3))
        across.addWidget(caption)
        across.addWidget(self.sound)
        across.addStretch(1)
        self.frame, inside = card(theme.space(4), theme.space(1))
        self.heading = label(_("What will be in it"), theme.font("strong"), "bundle_heading", wrap=False)
        inside.addWidget(self.heading)
        self.lines = self._text("", "bundle_lines", _TEXT_PX - 2 * theme.space(4))
        inside.addWidget(self.lines)
        inside.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(3))
        column.addWidget(self.about)
        column.addLayout(across)
        column.addWidget(self.frame, 1)
        self._say([_("One moment …")])

    def _text(self, text: str, name: str, width: int = _TEXT_PX) -> QLabel:
        made = label(text, self._theme.font("body"), name, tone="muted")
        made.setFixedWidth(round(width * self._theme.text_scale))
        made.setFixedHeight(max(0, made.heightForWidth(made.width())))
        made.setAlignment(Qt.AlignmentFlag.AlignTop)
        return made

    @property
    def wishes(self) -> BundleWishes:
        return BundleWishes(self._names, "original" if self.sound.value == "original" else "small")

    @property
    def can_be_written(self) -> bool:
        """Whether it is known what will be in it, and something will."""
        return self.preview is not None and self.preview.n_takes > 0

    def count(self, ids: Sequence[str], *, names: bool) -> None:
        """Tell what a bundle of these takes would hold; counted in the background."""
        self._ids, self._names = list(ids), names
        self._asked += 1
        number, wishes, studio = self._asked, self.wishes, self._studio
        self.preview = None
        self.changed.emit()

        def work(_handle: object) -> Counted | None:
            from rehearse.exchange.bundle_preview import describe

            if number != self._asked:
                return None  # other wishes by now
            library = studio.library
            arrivals = library.arrivals
            goes_back = any(
                arrivals.arrived(take_id) is not None or arrivals.answers(take_id) is not None
                for take_id in ids[:_MOST_LOOKED_AT]
            )
            return Counted(describe(library, ids, wishes, studio.rubric_titles), goes_back)

        self._tasks.run(
            work,
            done=lambda counted: self._counted(counted, number),
            failed=lambda error: self._say([sentence(error)]) if number == self._asked else None,
            name="count what a bundle holds",
            owner=self,
            lane=_LANE,
        )

    def _counted(self, counted: Counted | None, number: int) -> None:
        if counted is None or number != self._asked:
            return
        self.preview = counted.preview
        lines = counted.preview.lines() if counted.preview.n_takes else []
        self._say(lines + left_out_lines([error.message for _id, error in counted.preview.left_out]))
        self.changed.emit()
        self.counted.emit(counted)

    def _say(self, lines: Sequence[str]) -> None:
        self.lines.setText("\n".join(lines))
        # Never lower than it was: what stands below would jump while one chooses.
        wanted = self.lines.heightForWidth(self.lines.width())
        self.lines.setFixedHeight(max(wanted, self.lines.minimumHeight()))

    def _choose_sound(self, _kind: str) -> None:
        self.count(self._ids, names=self._names)


def left_out_lines(reasons: Sequence[str]) -> list[str]:
    """Takes that cannot go: each reason once, with how many it is about."""
    told = []
    for reason in dict.fromkeys(reasons):
        n = reasons.count(reason)
        text = ngettext("{n} take cannot go: {why}", "{n} takes cannot go: {why}", n)
        told.append(text.format(n=n, why=reason))
    return told
