"""What can be told of a text before it is said: length, number, reason and pitch, at a glance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from rehearse.analysis.result import Band, Check, OfferKind
from rehearse.i18n import _, ngettext
from rehearse.ui.check_words import seconds_words
from rehearse.ui.controls import Elided
from rehearse.ui.mark_paint import BandGlyph
from rehearse.ui.marks import Mark, MarkKind
from rehearse.ui.script_draft import ScriptFacts

if TYPE_CHECKING:
    from rehearse.ui.theme import Theme

#: Narrower than this two tiles stand above two.
_FOUR_PX = 560


@dataclass(frozen=True, slots=True)
class Fact:
    """One of the four: what it is called, its value, a few words more, its band.

    `kinds` are the marks it is about; `why` is one sentence, empty while nothing is known.
    """

    name: str
    title: str
    value: str = "–"
    detail: str = ""
    band: Band = "unknown"
    why: str = ""
    kinds: tuple[MarkKind, ...] = ()

    def spoken(self) -> str:
        return ", ".join(part for part in (self.title, self.value, self.detail) if part)

    def as_mark(self) -> Mark:
        """For the card that explains marks."""
        return Mark("number", 0, 0, None, self.title, self.why)


def offer_word(kind: OfferKind) -> str:
    """An offer's kind in one or two words."""
    return {
        "story": _("Story"),
        "resource": _("Resource"),
        "sample": _("Sample"),
        "information": _("Information"),
        "introduction": _("Introduction"),
        "question": _("Question"),
    }[kind]


def facts_told(facts: ScriptFacts) -> tuple[Fact, Fact, Fact, Fact]:
    """The four facts of a text, in words; dashes where there is no text (yet)."""
    known = facts.length_s is not None
    checks = facts.checks if known else {}
    return (
        _length(facts, checks.get("length")),
        _number(facts, checks.get("phone")),
        _reason(facts, checks.get("reason")),
        _pitch(facts, checks.get("pitch")),
    )


def _length(facts: ScriptFacts, check: Check | None) -> Fact:
    title = _("Length")
    if facts.length_s is None or check is None:
        return Fact("length", title)
    pace, spread = facts.pace, facts.length_range_s
    n = ngettext("{n} word", "{n} words", facts.n_words).format(n=facts.n_words)
    if pace is not None and pace.own:
        title = _("Length, your pace")
        why = _("At your own pace: {wpm:.0f} words a minute, by your last {n} takes.").format(
            wpm=pace.wpm, n=pace.n_takes
        )
        if spread is not None and round(spread[0]) < round(spread[1]):
            why += " " + _("Half of them would take {low} to {high} s.").format(
                low=round(spread[0]), high=round(spread[1])
            )
    else:
        title = _("Length, usual pace")
        why = _("At {wpm:.0f} words a minute. Your own pace is used from your third take on.").format(
            wpm=facts.wpm
        )
    return Fact(
        "length", title, seconds_words(facts.length_s), n, check.band, f"{check.reason} {why}".strip()
    )


def _number(facts: ScriptFacts, check: Check | None) -> Fact:
    title = _("Your number")
    kinds: tuple[MarkKind, ...] = ("number",)
    if check is None:
        return Fact("phone", title, kinds=kinds)
    percent = round(100 * facts.number_at) if facts.number_at is not None else 0
    value, detail = {
        "early": (_("After {n} %").format(n=percent), _("Early enough")),
        "late": (_("After {n} %").format(n=percent), _("Better in the first half")),
        "missing": (_("Missing"), _("They cannot call back")),
        "incomplete": (_("Not whole"), _("Digits are missing")),
        "conflicting": (_("Two numbers"), _("Which one is it?")),
        "not_wanted": (_("Not needed"), ""),
    }.get(facts.phone, ("–", ""))
    return Fact("phone", title, value, detail, check.band, check.reason, kinds)


def _reason(facts: ScriptFacts, check: Check | None) -> Fact:
    title = _("Reason")
    kinds: tuple[MarkKind, ...] = ("reason",)
    if check is None:
        return Fact("reason", title, kinds=kinds)
    if not facts.offers:
        return Fact("reason", title, _("None yet"), _("Why should they?"), check.band, check.reason, kinds)
    first, *more = map(offer_word, facts.offers)
    return Fact("reason", title, first, ", ".join(more), check.band, check.reason, kinds)


def _pitch(facts: ScriptFacts, check: Check | None) -> Fact:
    title = _("Pitch talk")
    kinds: tuple[MarkKind, ...] = ("pitch", "pitch_near")
    if check is None:
        return Fact("pitch", title, kinds=kinds)
    if not facts.n_pitch:
        return Fact("pitch", title, _("None"), "", check.band, check.reason, kinds)
    value = ngettext("{n} phrase", "{n} phrases", facts.n_pitch).format(n=facts.n_pitch)
    return Fact("pitch", title, value, _("F8 goes to it"), check.band, check.reason, kinds)


class FactTile(QPushButton):
    """A fact that can be pressed to see what it is about."""

    def __init__(self, theme: Theme, fact: Fact) -> None:
        super().__init__()
        self.setObjectName(f"fact_{fact.name}")
        self.setProperty("kind", "tile")
        self.setAutoDefault(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.fact = fact
        self.title = Elided(theme.font("caption"), tone="muted")
        self.value = Elided(theme.font("strong"), f"fact_{fact.name}_value")
        self.detail = Elided(theme.font("caption"), tone="muted")
        self.glyph = BandGlyph("unknown", theme, 18)
        words = QVBoxLayout()
        words.setSpacing(1)
        for part in (self.title, self.value, self.detail):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            words.addWidget(part)
        across = QHBoxLayout(self)
        across.setContentsMargins(10, 5, 8, 5)
        across.setSpacing(10)
        across.addWidget(self.glyph, 0, Qt.AlignmentFlag.AlignVCenter)
        across.addLayout(words, 1)
        self.show_fact(fact)

    def set_theme(self, theme: Theme) -> None:
        self.glyph.set_theme(theme)

    def show_fact(self, fact: Fact) -> None:
        self.fact = fact
        self.title.set_whole(fact.title)
        self.value.set_whole(fact.value)
        self.detail.set_whole(fact.detail)
        self.glyph.set_band(fact.band)
        self.setAccessibleName(fact.spoken())
        self.setAccessibleDescription(fact.why)

    def sizeHint(self) -> QSize:
        layout = self.layout()
        assert layout is not None
        return QSize(120, layout.sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class FactRow(QWidget):
    """The four tiles side by side, or two above two.  Signal `pressed` (the tile)."""

    pressed = Signal(object)

    def __init__(self, theme: Theme, *, columns: int | None = None) -> None:
        super().__init__()
        self._fixed = columns
        self._columns = 0
        self.tiles = [FactTile(theme, fact) for fact in facts_told(ScriptFacts())]
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.space(1))
        self._grid.setVerticalSpacing(0)
        for tile in self.tiles:
            tile.clicked.connect(lambda _on=False, tile=tile: self.pressed.emit(tile))
        self.arrange(10_000)

    def set_theme(self, theme: Theme) -> None:
        for tile in self.tiles:
            tile.set_theme(theme)

    def show_facts(self, facts: ScriptFacts) -> None:
        for tile, fact in zip(self.tiles, facts_told(facts), strict=True):
            tile.show_fact(fact)

    def arrange(self, width: int) -> None:
        """As many side by side as have room in `width` px."""
        columns = self._fixed or (4 if width >= _FOUR_PX else 2)
        if columns == self._columns:
            return
        self._columns = columns
        for number, tile in enumerate(self.tiles):
            self._grid.addWidget(tile, *divmod(number, columns))
        for column in range(4):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
