"""The script and the changes since the last take, for the report."""

from __future__ import annotations

from html import escape

from rehearse.analysis.changes import Direction, changes, direction_word
from rehearse.analysis.result import Analysis, Scorecard
from rehearse.exchange.script_runs import ScriptRun, ScriptRunKind, meanings, script_runs
from rehearse.i18n import _

_SIGNS: dict[Direction, str] = {"better": "↑", "worse": "↓", "same": "·"}
_CLASSES: dict[Direction, str] = {"better": "good", "worse": "off", "same": "unknown"}


def script_section(analysis: Analysis) -> str:
    """The script with what was left out struck through and what was added underlined."""
    runs = script_runs(analysis)
    if not runs or analysis.alignment is None:
        return ""
    title = analysis.alignment.script.title
    head = _("Your script: {title}").format(title=title) if title else _("Your script")
    legend = "".join(f"<li>{_sample(kind)} {escape(text)}</li>" for kind, text in meanings(runs).items())
    return f'<h3>{escape(head)}</h3>\n<p class="script">{" ".join(map(_run, runs))}</p>' + (
        f'\n<ul class="legend">{legend}</ul>' if legend else ""
    )


def _run(run: ScriptRun) -> str:
    script, said = escape(run.script), escape(run.said)
    if run.kind == "missed":
        return f"<del>{script}</del>"
    if run.kind == "added":
        return f"<ins>{said}</ins>"
    if run.kind == "changed":
        return f"<del>{script}</del> <ins>{said}</ins>"
    if run.kind == "slot":
        return f'<span class="slot">[{script}: {said or escape(_("empty"))}]</span>'
    return script


def _sample(kind: ScriptRunKind) -> str:
    word = escape(_("abc"))
    return _run(ScriptRun(kind, word, word))


def changes_section(before: Scorecard, now: Scorecard) -> str:
    """What changed since the last take; nothing where nothing did."""
    found = changes(before, now)
    if not found:
        return ""
    items = "".join(
        f'<li><span class="{_CLASSES[change.direction]}">{_SIGNS[change.direction]} '
        f"{escape(direction_word(change.direction))}</span> {escape(change.text)}</li>"
        for change in found
    )
    return f'<h3>{escape(_("Since the last take"))}</h3>\n<ul class="changes">{items}</ul>'
