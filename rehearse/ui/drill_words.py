"""What a drill that is being written asks for, in words; also where it is not (yet) a drill."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from rehearse.analysis.drill_files import WrongDrill, read_drill
from rehearse.analysis.drill_words import round_words, told_lines
from rehearse.analysis.drills import Round
from rehearse.i18n import _, ngettext
from rehearse.ui.controls import card, label, set_tone
from rehearse.ui.view_style import strong_caption

if TYPE_CHECKING:
    from rehearse.ui.theme import Theme

#: A round has about twenty keys; each look takes one wrong one away.
_MOST_LOOKS = 40


def part_titles() -> dict[str, str]:
    """What each part of a drill is called, by its key."""
    return {
        "title": _("Title"),
        "trains": _("What it trains"),
        "source": _("Where it comes from"),
        "rest_s": _("Rest between rounds"),
        "in_a_row": _("All in a row"),
        "cards": _("Prospect cards"),
        "round": _("Rounds"),
        "ends": _("How it ends"),
        "think_s": _("Time to think"),
        "limit_s": _("Time limit"),
        "silence_s": _("Silence that ends it"),
        "cut_s": _("Seconds at which it is cut"),
        "condition": _("Passes when"),
    }


def condition_titles() -> dict[str, str]:
    """What each condition is called in the form, by its key."""
    return {
        "length_least_s": _("The message takes at least"),
        "length_most_s": _("The message takes at most"),
        "number_within": _("Whole number out in the first part of the message"),
        "number_before_s": _("Whole number out within"),
        "number_heard": _("Number heard right, digit for digit"),
        "number_pace_most": _("Pace of the number, beside the words around it"),
        "number_out": _("Whole number out before the cut"),
        "reason_within_s": _("A reason to call back begins within"),
        "reason_out": _("A reason to call back before the cut"),
        "opening_about_them": _("First five seconds about them"),
        "no_pitch": _("Nothing sounds like a pitch"),
        "line": _("This line is said"),
        "stop_after_line": _("Nothing is said after the line"),
        "silence_after_s": _("Silence after the last word"),
    }


def fault_words(fault: WrongDrill, what: str = "") -> str:
    """What is wrong and where, as one sentence; for a text that is not there yet, what to do."""
    blank = {
        "title": _("It needs a title."),
        "trains": _("Say what it trains."),
        "source": _("Say where it comes from."),
    }
    if not what and fault.key in blank:
        return blank[fault.key]
    key = fault.key.removeprefix("condition.")
    part = {**part_titles(), **condition_titles()}.get(key, key)
    what = sentence_start(what or fault.what)
    if fault.round_:
        return _("{what} (round {n}, “{part}”).").format(what=what, n=fault.round_, part=part)
    return _("{what} (“{part}”).").format(what=what, part=part)


def sentence_start(what: str) -> str:
    return f"{what[:1].upper()}{what[1:]}"


def told_round(table: Mapping[str, Any]) -> tuple[str, tuple[str, ...]] | None:
    """How a round runs and what it asks for, without what is wrong in it; None where nothing is left."""
    left = copy.deepcopy(dict(table))
    for _look in range(_MOST_LOOKS):
        try:
            round_ = _read(left)
        except WrongDrill as error:
            part, _dot, key = error.key.rpartition(".")
            inside = left["condition"] if part else left
            if key == "condition":  # nothing is asked for: at least tell how it runs
                left["condition"] = {"no_pitch": True}
                return round_words(_read(left)), ()
            if key in ("silence_s", "cut_s") and key not in inside:
                left["ends"] = "speaker"
            elif key in inside:
                del inside[key]
            else:
                return None
        else:
            return round_words(round_), told_lines(round_.condition)
    return None


def round_text(table: Mapping[str, Any]) -> str:
    """A round as it is read: how it runs, then what it asks for."""
    runs, asks = told_round(table) or ("", ())
    return " ".join(line for line in (runs, *(asks or (_("Nothing is asked for."),))) if line)


def _read(table: Mapping[str, Any]) -> Round:
    drill = read_drill("", {"title": "-", "trains": "-", "source": "-", "round": [dict(table)]})
    return drill.rounds[0]


def told_course(table: Mapping[str, Any]) -> list[str]:
    """What holds for the drill as a whole: cards, rest, all in a row."""
    said = []
    cards = table.get("cards")
    if isinstance(cards, list) and all(isinstance(n, int) for n in cards) and cards[0] <= cards[1]:
        if cards[0] == cards[1]:
            said.append(
                ngettext("With {n} card that is drawn.", "With {n} cards that are drawn.", cards[1]).format(
                    n=cards[1]
                )
            )
        else:
            said.append(
                _("Once for each of {least} to {most} cards that are drawn.").format(
                    least=cards[0], most=cards[1]
                )
            )
    rest_s = table.get("rest_s")
    if isinstance(rest_s, int | float) and rest_s > 0:
        said.append(
            ngettext(
                "Between two rounds there is {s:g} second of rest.",
                "Between two rounds there are {s:g} seconds of rest.",
                1 if rest_s == 1 else 2,
            ).format(s=rest_s)
        )
    if table.get("in_a_row") is True:
        said.append(_("All in a row: a miss begins with the first one again."))
    return said


class DrillWords(QWidget):
    """The drill in words, as whoever practises it will read it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setObjectName("drill_words")
        self.setAccessibleName(_("What the drill asks for"))
        frame, column = card(theme.space(5))
        self.frame: QFrame = frame
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)
        outer.addStretch(1)
        self.heading = label(_("In words"), strong_caption(theme), tone="muted")
        self.title = label("", theme.font("lead"), "drill_words_title")
        self.trains = label("", theme.font("body"), "drill_words_trains", tone="muted")
        column.addWidget(self.heading)
        column.addSpacing(theme.space(2))
        column.addWidget(self.title)
        column.addSpacing(theme.space(1))
        column.addWidget(self.trains)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(theme.space(1.5))
        column.addSpacing(theme.space(3))
        column.addLayout(self._lines)
        self._parts: list[QLabel] = []

    def show_table(self, table: Mapping[str, Any]) -> None:
        """Tell it anew."""
        self.title.setText(str(table.get("title", "")).strip() or _("Without a title yet"))
        trains = str(table.get("trains", "")).strip()
        self.trains.setText(trains)
        self.trains.setVisible(bool(trains))
        lines = list(_lines_of(table))
        while len(self._parts) > len(lines):
            gone = self._parts.pop()
            gone.hide()
            gone.deleteLater()
        while len(self._parts) < len(lines):
            self._parts.append(label("", self._theme.font("body"), "drill_words_line"))
            self._lines.addWidget(self._parts[-1])
        for part, (kind, text) in zip(self._parts, lines, strict=True):
            part.setFont(strong_caption(self._theme) if kind == "head" else self._theme.font("body"))
            part.setContentsMargins(0, self._theme.space(3) if kind == "head" else 0, 0, 0)
            set_tone(part, "muted" if kind == "course" else "")
            part.setText(text)

    @property
    def text(self) -> str:
        """All of it, as it is read."""
        parts = [self.title, self.trains, *self._parts]
        return "\n".join(part.text() for part in parts if part.text())


def _lines_of(table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(kind, text) of each line: "head", "course" (how it runs) or "asks"."""
    rounds = table.get("round") or []
    for number, one in enumerate(rounds, 1):
        runs, asks = told_round(one) or ("", ())
        if len(rounds) > 1:
            yield "head", _("Round {n}").format(n=number)
        if runs:
            yield "course", runs
        for line in asks or (_("Nothing is asked for."),):
            yield "asks", line
    for line in told_course(table):
        yield "course", line
