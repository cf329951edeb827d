"""The script and the changes since the last take, for the terminal.

Marks are those of `wdiff`: [-not said-] and {+said instead or as well+}.
"""

from __future__ import annotations

from rehearse.analysis.changes import Direction, changes, direction_word
from rehearse.analysis.result import Analysis, Scorecard
from rehearse.exchange.script_runs import ScriptRun, ScriptRunKind, meanings, script_runs
from rehearse.exchange.terminal import (
    BOLD,
    CYAN,
    DIM,
    GREEN,
    RED,
    YELLOW,
    Piece,
    Style,
    padded,
    pieces,
    safe,
    widest,
    wrap,
)
from rehearse.i18n import _

_SIGNS: dict[ScriptRunKind, str] = {
    "missed": "[- -]",
    "changed": "[- -]{+ +}",
    "added": "{+ +}",
    "slot": "[: ]",
}
_DIRECTION_SIGNS: dict[Direction, tuple[str, str]] = {
    "better": ("↑", "+"),
    "worse": ("↓", "-"),
    "same": ("·", "="),
}
_DIRECTION_CODES: dict[Direction, tuple[int, ...]] = {"better": (GREEN,), "worse": (RED,), "same": (DIM,)}


def script_lines(analysis: Analysis, style: Style) -> list[str]:
    """The script with what was left out, changed and added; nothing without one."""
    runs = script_runs(analysis)
    if not runs or analysis.alignment is None:
        return []
    title = safe(analysis.alignment.script.title)
    head = _("Your script: {title}").format(title=title) if title else _("Your script")
    lines = ["", style.paint(head, BOLD)]
    shown = [piece for run in runs for piece in _marked(run, style)]
    lines += wrap(shown, style.width, first="  ", rest="  ")
    legend = [
        Piece(f"{_SIGNS[kind]} {text}  ", f"{_SIGNS[kind]} {style.paint(text, DIM)}  ")
        for kind, text in meanings(runs).items()
    ]
    return lines + (["", *wrap(legend, style.width, first="  ", rest="  ")] if legend else [])


def _marked(run: ScriptRun, style: Style) -> list[Piece]:
    missing, adding = (RED,), (YELLOW,)
    if run.kind == "said":
        return pieces(run.script, style)
    if run.kind == "missed":
        return pieces(f"[-{run.script}-]", style, *missing)
    if run.kind == "added":
        return pieces(f"{{+{run.said}+}}", style, *adding)
    if run.kind == "changed":
        return pieces(f"[-{run.script}-]", style, *missing) + pieces(f"{{+{run.said}+}}", style, *adding)
    return pieces(f"[{run.script}: {run.said or _('empty')}]", style, CYAN)


def change_lines(before: Scorecard, now: Scorecard, style: Style) -> list[str]:
    """What changed since the last take; nothing where nothing did."""
    found = changes(before, now)
    if not found:
        return []
    width = widest([direction_word(change.direction) for change in found])
    lines = ["", style.paint(_("Since the last take"), BOLD)]
    for change in found:
        sign = style.sign(*_DIRECTION_SIGNS[change.direction])
        head = f"{sign} {padded(direction_word(change.direction), width)}"
        first = f"  {style.paint(head, *_DIRECTION_CODES[change.direction])}  "
        indent = 2 + 2 + width + 2
        # The painted head takes more bytes than columns, so the first line's indent is spelt apart.
        wrapped = wrap(pieces(change.text, style), style.width - indent)
        lines += [(" " * indent if i else first) + line for i, line in enumerate(wrapped)]
    return lines
