"""What a script was before: look at a version, see what is different, bring it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from html import escape
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QLabel, QVBoxLayout, QWidget

from rehearse.i18n import _, ngettext
from rehearse.ui.check_words import friendly_date
from rehearse.ui.controls import button, card, label
from rehearse.ui.review_page import scroller
from rehearse.ui.script_list import name_of
from rehearse.ui.scripts_head import SubHead
from rehearse.ui.scripts_side import Row, RowView

if TYPE_CHECKING:
    from rehearse.library.scripts import StoredScript
    from rehearse.ui.theme import Theme

#: Narrower than this the words stand under the list.
_BESIDE_PX = 620

Change = tuple[Literal["same", "out", "in"], str]


def differences(now: str, then: str) -> list[Change]:
    """What turns `now` into `then`, in runs of words; line ends are words as well."""
    old, new = _pieces(now), _pieces(then)
    runs: list[Change] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            runs.append(("same", " ".join(old[a:b])))
            continue
        if a < b:
            runs.append(("out", " ".join(old[a:b])))
        if c < d:
            runs.append(("in", " ".join(new[c:d])))
    return runs


def _pieces(text: str) -> list[str]:
    return text.replace("\n", " \n ").split(" ")


def told_changes(runs: Sequence[Change]) -> str:
    """How much is different, in words."""
    n_in, n_out = (
        sum(len(text.split()) for kind, text in runs if kind == wanted) for wanted in ("in", "out")
    )
    if not n_in and not n_out:
        return _("The same words as now")
    parts = []
    if n_in:
        parts.append(ngettext("{n} word more", "{n} words more", n_in).format(n=n_in))
    if n_out:
        parts.append(ngettext("{n} word less", "{n} words less", n_out).format(n=n_out))
    return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Version:
    """A version, and what turns the words of now into its words."""

    script: StoredScript
    runs: tuple[Change, ...]


def compared(versions: Sequence[StoredScript]) -> list[Version]:
    """Every version beside the newest, which comes first; for a worker where the text is long."""
    return [Version(one, tuple(differences(versions[0].text, one.text))) for one in versions]


class VersionsView(QWidget):
    """Signals: `back`; `bring_back` (StoredScript)."""

    back = Signal()
    bring_back = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("versions_view")
        self.use_button = button(_("Bring this back"), "version_bring_back", "primary")
        self.use_button.clicked.connect(lambda: self.bring_back.emit(self.list.thing.script))
        self.head = SubHead(theme, "versions", self.use_button)
        self.head.back.connect(self.back)
        self.list: RowView = RowView(theme, "versions_list", _("Versions"))
        self.list.current.connect(self._show)
        self.about = label("", theme.font("body"), "version_about", tone="muted")
        self.words = QLabel()
        self.words.setObjectName("version_words")
        self.words.setFont(theme.font("lead"))
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.RichText)
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        inner = QWidget()
        inner.setObjectName("scrolled")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, theme.space(2), 0)
        column.setSpacing(theme.space(3))
        column.addWidget(self.about)
        column.addWidget(self.words)
        column.addStretch(1)
        surface, inside = card(theme.space(5))
        inside.addWidget(scroller("version_scroll", inner))
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._body.setSpacing(theme.space(4))
        self._body.addWidget(self.list, 2)
        self._body.addWidget(surface, 3)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(theme.space(4))
        whole.addWidget(self.head)
        whole.addLayout(self._body, 1)

    def set_theme(self, theme: Theme) -> None:
        self.head.set_theme(theme)
        self.list.set_theme(theme)

    def arrange(self, width: int) -> None:
        wide = width >= _BESIDE_PX
        self._body.setDirection(
            QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        )

    def show_versions(self, versions: Sequence[Version], *, focus: bool = True) -> None:
        """The newest first; the one before it is looked at, where there is one."""
        name = name_of(versions[0].script)
        self.head.title.set_whole(_("Versions of “{name}”").format(name=name))
        now = datetime.now().astimezone()
        rows = []
        for i, version in enumerate(versions):
            made = friendly_date(version.script.created_at.astimezone(), now)
            about = _("As it is now") if i == 0 else told_changes(version.runs)
            rows.append(Row(made, about, version, _("as it is now") if i == 0 else ""))
        at = min(1, len(versions) - 1)
        self.list.show_rows(rows, at)
        self._show(versions[at])
        if focus:
            self.list.setFocus()

    def _show(self, version: Version) -> None:
        rows = self.list.rows.rows
        newest = version is rows[0].thing
        if not newest:
            self.about.setText(_("Underlined: only in this version. Struck out: only in the words of now."))
        elif len(rows) > 1:
            self.about.setText(_("These are the words as they are now."))
        else:
            self.about.setText(
                _("There is no earlier version yet. One is kept whenever you change words you have recorded.")
            )
        self.words.setText("".join(map(_marked, version.runs)))
        self.words.setAccessibleName(version.script.text)
        self.use_button.setEnabled(not newest)


def _marked(run: Change) -> str:
    kind, text = run
    opened, closed = {"same": ("", ""), "out": ("<s>", "</s>"), "in": ("<u>", "</u>")}[kind]
    # Line by line: no line may go through the blank at an end.
    lines = (escape(line.strip()) for line in text.split("\n"))
    return "<br>".join(f"{opened}{line}{closed}" if line else "" for line in lines) + " "
