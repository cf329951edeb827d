"""Which takes are wanted: the row of chips above the list."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from rehearse.i18n import _
from rehearse.library.filters import ANY_DRILL, TakeFilter
from rehearse.ui.flow_layout import FlowLayout
from rehearse.ui.take_chips import CHIP_PX, Chip, MenuChip, chevron
from rehearse.ui.view_style import button, label

if TYPE_CHECKING:
    from rehearse.ui.theme import Theme

#: Lengths to choose from, in seconds: where the default profile begins to warn, and a brochure's zone.
LENGTHS_S = (10, 20, 30, 45, 60)


class Facets(NamedTuple):
    """What the takes there are can be narrowed down by."""

    speakers: list[str]
    tags: list[tuple[str, int]]
    scripts: list[tuple[str, str]]
    drills: list[tuple[str, str]]


def days_of(choice: object, today: date) -> tuple[date | None, date | None]:
    """First and last day of a span of time by its name; (None, None) for any."""
    if choice == "today":
        return today, today
    if choice in ("7", "30"):
        return today - timedelta(days=int(str(choice)) - 1), today
    if choice == "year":
        return date(today.year, 1, 1), date(today.year, 12, 31)
    if choice == "last_year":
        return date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)
    return None, None


class FilterBar(QWidget):
    """`changed` when another set of takes is wanted.

    Speaker, script, drill and tag can only be chosen where there is more than one thing to choose from.
    """

    changed = Signal()

    def __init__(
        self, theme: Theme, parent: QWidget | None = None, *, today: Callable[[], date] = date.today
    ) -> None:
        super().__init__(parent)
        self.setObjectName("take_filters")
        self.setAccessibleName(_("Which takes"))
        self._today = today
        self.ready = Chip(theme, "filter_ready", _("Ready"), told=_("Only takes that are ready"))
        self.not_ready = Chip(theme, "filter_not_ready", _("Not ready"), told=_("Only takes that are not"))
        self.late = Chip(
            theme, "filter_late", _("Number late"), told=_("Only takes whose number came too late")
        )
        self.starred = Chip(theme, "filter_starred", _("Starred"), told=_("Only takes with a star"))
        self.length = MenuChip(theme, "filter_length", _("Length"), _("Any length"))
        self.length.set_choices([(n, _("Longer than {n} s").format(n=n)) for n in LENGTHS_S])
        self.speaker = MenuChip(theme, "filter_speaker", _("Speaker"), _("Anybody"))
        self.script = MenuChip(theme, "filter_script", _("Script"), _("Any script, or none"))
        self.drill = MenuChip(theme, "filter_drill", _("Drill"), _("For a drill, or for none"))
        self.tag = MenuChip(theme, "filter_tag", _("Tag"), _("Any tag, or none"))
        self.date = MenuChip(theme, "filter_date", _("Date"), _("Any time"))
        self.date.set_choices(
            [
                ("today", _("Today")),
                ("7", _("Last 7 days")),
                ("30", _("Last 30 days")),
                ("year", _("This year")),
                ("last_year", _("Last year")),
                ("days", _("Between two days")),
            ]
        )
        self.days = DayRange(theme, today())
        self.clear_button = button(_("Show all"), "quiet", "filter_clear", _("Show all takes again"))
        self.chips: tuple[Chip, ...] = (
            self.ready, self.not_ready, self.late, self.starred, self.length, self.date, self.drill,
            self.script, self.speaker, self.tag,
        )  # fmt: skip
        flow = FlowLayout(self, gap_px=(8, 8))
        flow.setContentsMargins(0, 0, 0, 0)
        for part in (*self.chips, self.days, self.clear_button):
            flow.addWidget(part)
        for chip in self.chips:
            if isinstance(chip, MenuChip):
                chip.chosen.connect(self._tell)
            else:
                chip.clicked.connect(lambda _on, chip=chip: self._toggled(chip))
        self.days.changed.connect(self._tell)
        self.clear_button.clicked.connect(self._clear_all)
        self.set_facets((), (), ())

    def set_theme(self, theme: Theme) -> None:
        sign = chevron(theme)
        for chip in self.chips:
            chip.set_theme(theme)
            if isinstance(chip, MenuChip):
                chip.setIcon(sign)
        self.days.set_theme(theme)
        self.clear_button.setFont(theme.font("caption"))

    # ---- what is wanted ------------------------------------------------------------------------

    @property
    def is_active(self) -> bool:
        """Whether any chip is on."""
        return any(chip.isChecked() for chip in self.chips)

    def wanted(self, text: str = "", *, deleted: bool = False) -> TakeFilter:
        """What the chips say, with these words."""
        since, until = (
            self.days.days if self.date.value == "days" else days_of(self.date.value, self._today())
        )
        length, speaker, script, tag, drill = (
            chip.value for chip in (self.length, self.speaker, self.script, self.tag, self.drill)
        )
        return TakeFilter(
            text=text,
            ready=True if self.ready.isChecked() else False if self.not_ready.isChecked() else None,
            number_late=True if self.late.isChecked() else None,
            longer_than_s=float(length) if isinstance(length, int) else None,
            speaker=speaker if isinstance(speaker, str) else None,
            script_root=script if isinstance(script, str) else None,
            tag=tag if isinstance(tag, str) else None,
            drill=drill if isinstance(drill, str) else None,
            starred=self.starred.isChecked(),
            since=since,
            until=until,
            deleted=deleted,
        )

    def set_facets(
        self,
        speakers: Sequence[str],
        tags: Sequence[tuple[str, int]],
        scripts: Sequence[tuple[str, str]],
        drills: Sequence[tuple[str, str]] = (),
    ) -> None:
        """Speakers, tags (with how many takes have each), scripts (root id, title) and drills (id, title)."""
        self.speaker.set_choices([(name, name or _("Nobody named")) for name in speakers])
        self.tag.set_choices([(tag, _("{tag} ({n})").format(tag=tag, n=f"{n:,}")) for tag, n in tags])
        self.script.set_choices([(root, title or _("Untitled")) for root, title in scripts])
        any_drill = [(ANY_DRILL, _("Any drill"))] if len(drills) > 1 else []
        self.drill.set_choices([*any_drill, *drills])
        self._show()

    def _show(self) -> None:
        self.speaker.setVisible(len(self.speaker.choices) > 1 or self.speaker.value is not None)
        self.tag.setVisible(bool(self.tag.choices) or self.tag.value is not None)
        self.script.setVisible(bool(self.script.choices) or self.script.value is not None)
        self.drill.setVisible(bool(self.drill.choices) or self.drill.value is not None)
        self.days.setVisible(self.date.value == "days")
        self.clear_button.setVisible(self.is_active)
        self.updateGeometry()

    def clear(self) -> None:
        """All takes are wanted again; does not tell."""
        for chip in self.chips:
            if isinstance(chip, MenuChip):
                chip.set_value(None)
            else:
                chip.setChecked(False)
        self._show()

    def _clear_all(self) -> None:
        self.clear()
        self.ready.setFocus()
        self.changed.emit()

    def _toggled(self, chip: Chip) -> None:
        # Nothing is ready and not ready.
        other = {self.ready: self.not_ready, self.not_ready: self.ready}.get(chip)
        if other is not None and chip.isChecked():
            other.setChecked(False)
        self._tell()

    def _tell(self, *_value: object) -> None:
        shown = self.days.isVisibleTo(self)
        self._show()
        if self.days.isVisibleTo(self) and not shown:
            self.days.since.setFocus()
        self.changed.emit()


class DayField(QLineEdit):
    """One day, typed as 2026-05-31 or stepped with the arrow keys.

    What is no day is not taken: the field shows the last one again when it is left.
    """

    changed = Signal()

    def __init__(self, name: str, told: str, day: date) -> None:
        super().__init__(day.isoformat())
        self.day = day
        self.setObjectName(name)
        self.setAccessibleName(told)
        self.setToolTip(
            _("{what}, such as {day}; the arrow keys step").format(what=told, day=day.isoformat())
        )
        self.setProperty("kind", "chip")
        self.setMaxLength(10)
        self.setFixedHeight(CHIP_PX)
        self.textEdited.connect(self._typed)
        self.editingFinished.connect(lambda: self.setText(self.day.isoformat()))

    def set_day(self, day: date) -> None:
        if day != self.day:
            self.day = day
            self.changed.emit()

    def _typed(self, text: str) -> None:
        with contextlib.suppress(ValueError):
            self.set_day(date.fromisoformat(text.strip()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        with contextlib.suppress(OverflowError):
            self.set_day(self.day + timedelta(days=step))
        self.setText(self.day.isoformat())


class DayRange(QWidget):
    """Two days in either order.  `changed` when one of them is another."""

    changed = Signal()

    def __init__(self, theme: Theme, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.since = DayField("filter_since", _("First day"), today - timedelta(days=30))
        self.until = DayField("filter_until", _("Last day"), today)
        self.to = label(_("to"), theme.font("caption"), muted=True)
        self.to.setWordWrap(False)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(6)
        for part in (self.since, self.to, self.until):
            across.addWidget(part)
        self.since.changed.connect(self.changed)
        self.until.changed.connect(self.changed)

    def set_theme(self, theme: Theme) -> None:
        for part in (self.since, self.to, self.until):
            part.setFont(theme.font("caption"))
        for field in (self.since, self.until):
            field.setFixedWidth(field.fontMetrics().horizontalAdvance("0000-00-00") + 36)

    @property
    def days(self) -> tuple[date, date]:
        one, other = self.since.day, self.until.day
        return min(one, other), max(one, other)
