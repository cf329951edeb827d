"""The script of a take with what became of it: left out, said differently, added, filled in."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rehearse.analysis.result import Analysis
from rehearse.exchange.script_runs import ScriptRun, ScriptRunKind, meanings, script_runs
from rehearse.i18n import _
from rehearse.ui.view_style import INSET_PX, label, strong_caption

if TYPE_CHECKING:
    from rehearse.ui.theme import Theme


class ScriptView(QWidget):
    """Hidden where there is no script.

    Struck out, underlined and bracketed: the marks are there without any colour.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("script_view")
        box = QVBoxLayout(self)
        box.setContentsMargins(INSET_PX, 0, 0, 0)
        box.setSpacing(6)
        self.heading = label("", strong_caption(theme), name="script_heading", muted=True)
        self.words = label("", theme.font("body"), name="script_words")
        self.words.setTextFormat(Qt.TextFormat.RichText)
        self.meaning = label("", theme.font("caption"), name="script_legend", muted=True)
        self.meaning.setTextFormat(Qt.TextFormat.RichText)
        for part in (self.heading, self.words, self.meaning):
            box.addWidget(part)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        self.heading.setFont(strong_caption(theme))
        self.words.setFont(theme.font("body"))
        self.meaning.setFont(theme.font("caption"))

    def set_analysis(self, analysis: Analysis | None) -> None:
        runs = script_runs(analysis) if analysis is not None else ()
        alignment = analysis.alignment if analysis is not None else None
        title = alignment.script.title if alignment is not None else ""
        self.heading.setText(_("Your script: {title}").format(title=title) if title else _("Your script"))
        self.words.setText(" ".join(map(_marked, runs)))
        told = [f"{_marked(_sample(kind))} {escape(text)}" for kind, text in meanings(runs).items()]
        self.meaning.setText(" &nbsp; ".join(told))
        self.meaning.setVisible(bool(told))
        self.words.setAccessibleName(" ".join(map(_spoken, runs)))
        self.setVisible(bool(runs))


def _marked(run: ScriptRun) -> str:
    script, said = escape(run.script), escape(run.said)
    if run.kind == "missed":
        return f"<s>{script}</s>"
    if run.kind == "added":
        return f"+<u>{said}</u>"
    if run.kind == "changed":
        return f"<s>{script}</s> <u>{said}</u>"
    if run.kind == "slot":
        return f"[{script}: {said or escape(_('empty'))}]"
    return script


def _sample(kind: ScriptRunKind) -> ScriptRun:
    return ScriptRun(kind, _("abc"), _("abc"))


def _spoken(run: ScriptRun) -> str:
    """As a screen reader tells it."""
    told = {
        "missed": _("(not said: {script})"),
        "added": _("(added: {said})"),
        "changed": _("(instead of {script}: {said})"),
        "slot": _("({script}: {said})"),
    }
    return told.get(run.kind, "{script}").format(script=run.script, said=run.said or _("empty"))
