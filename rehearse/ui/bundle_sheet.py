"""What is in a bundle, before anything of it is taken in."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from rehearse.i18n import _, ngettext
from rehearse.ui.check_words import friendly_date, seconds_words
from rehearse.ui.controls import Elided, button, label, row

if TYPE_CHECKING:
    from rehearse.exchange.bundle import BundleEntry
    from rehearse.exchange.bundle_look import BundleLook
    from rehearse.ui.theme import Theme

_TEXT_PX = 480
#: So many takes are in sight, the others are scrolled to; of very many only so many are listed.
_IN_SIGHT, _MOST = 5, 40
_DOT = "  ·  "


class BundleSheet(QDialog):
    """Signal: `wanted` (BundleLook): it is to be taken in."""

    wanted = Signal(object)

    def __init__(self, theme: Theme, look: BundleLook, over: QWidget) -> None:
        super().__init__(over)
        self._theme, self.look = theme, look
        self.setObjectName("bundle_sheet")
        self.setWindowTitle(_("A bundle"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setStyleSheet(theme.stylesheet)
        head = look.bundle.head
        self.title = label(title_of(look), theme.font("title"), "bundle_title", wrap=False)
        when = friendly_date(head.created_at, datetime.now().astimezone())
        about = _DOT.join((look.bundle.path.stem, when))
        self.about = Elided(theme.font("body"), "bundle_from", tone="muted")
        self.about.set_whole(about)
        width = round(_TEXT_PX * theme.text_scale)
        self.lines = label("\n".join(look.lines()), theme.font("body"), "bundle_told")
        self.lines.setFixedWidth(width)
        self.lines.setMinimumHeight(max(0, self.lines.heightForWidth(width)))
        self.list = self._takes(width)
        promise = _("Nothing you wrote is lost, and all of this can be undone.")
        self.promise = label(promise, theme.font("caption"), "bundle_promise", tone="muted", wrap=False)
        self.take_button = button(_("Take it in"), "bundle_take", "primary")
        self.leave_button = button(_("Not now"), "bundle_leave", "quiet")
        self.take_button.setDefault(True)
        self.take_button.clicked.connect(self._take)
        self.leave_button.clicked.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.space(6),) * 4)
        column.setSpacing(theme.space(3))
        top = QVBoxLayout()
        top.setSpacing(2)
        top.addWidget(self.title)
        top.addWidget(self.about)
        column.addLayout(top)
        column.addWidget(self.lines)
        column.addWidget(self.list)
        column.addWidget(self.promise)
        column.addLayout(row(1, self.leave_button, self.take_button))
        self.take_button.setFocus()

    def _takes(self, width: int) -> QScrollArea:
        theme = self._theme
        inside = QWidget()
        inside.setObjectName("scrolled")
        box = QVBoxLayout(inside)
        box.setContentsMargins(0, 0, theme.space(2), 0)
        box.setSpacing(theme.space(2))
        entries = self.look.bundle.entries
        for entry in entries[:_MOST]:
            box.addWidget(self._row(entry))
        if (more := len(entries) - _MOST) > 0:
            text = ngettext("and {n} more", "and {n} more", more).format(n=f"{more:,}")
            box.addWidget(label(text, theme.font("body"), "bundle_more", tone="muted"))
        box.addStretch(1)
        area = QScrollArea()
        area.setObjectName("bundle_takes")
        area.setAccessibleName(_("Takes in this bundle"))
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFixedWidth(width)
        if len(entries) <= _IN_SIGHT:
            area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        shown = min(len(entries), _IN_SIGHT)
        one = inside.sizeHint().height() / max(1, min(len(entries), _MOST))
        area.setFixedHeight(round(one * shown) + (round(one / 2) if len(entries) > shown else 0))
        return area

    def _row(self, entry: BundleEntry) -> QWidget:
        theme = self._theme
        made = QWidget()
        across = QHBoxLayout(made)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(theme.space(3))
        words = QVBoxLayout()
        words.setSpacing(0)
        name = Elided(theme.font("strong"), "bundle_take_name")
        name.set_whole(entry.title or friendly_date(entry.created_at, datetime.now().astimezone()))
        facts = Elided(theme.font("caption"), "bundle_take_facts", tone="muted")
        facts.set_whole(_DOT.join(self._facts(entry)))
        words.addWidget(name)
        words.addWidget(facts)
        across.addLayout(words, 1)
        known = self.look.here.get(entry.take_id)
        text = _("new") if known is None else _("in the trash") if known.in_trash else _("here already")
        state = label(text, theme.font("caption"), "bundle_take_state", tone="muted", wrap=False)
        if known is None:
            state.setProperty("tone", "good")
        across.addWidget(state, 0, Qt.AlignmentFlag.AlignVCenter)
        return made

    def _facts(self, entry: BundleEntry) -> list[str]:
        facts = [entry.speaker, seconds_words(entry.duration_s)]
        if n := entry.n_notes:
            facts.append(ngettext("{n} note", "{n} notes", n).format(n=n))
        if entry.answers_id is not None:
            title = self.look.titles.get(entry.answers_id, "")
            facts.append(_("answers “{title}”").format(title=title) if title else _("answers another take"))
        if entry.script_title:
            facts.append(_("script: {title}").format(title=entry.script_title))
        return [fact for fact in facts if fact]

    def _take(self) -> None:
        self.wanted.emit(self.look)
        self.accept()


def title_of(look: BundleLook) -> str:
    """Whose takes a bundle holds, or how many."""
    entries = look.bundle.entries
    people = list(dict.fromkeys(filter(None, (entry.speaker for entry in entries))))
    if len(people) == 1:
        text = ngettext("A take of {name}", "{n} takes of {name}", len(entries))
        return text.format(n=f"{len(entries):,}", name=people[0])
    return ngettext("A bundle with {n} take", "A bundle with {n} takes", len(entries)).format(
        n=f"{len(entries):,}"
    )
