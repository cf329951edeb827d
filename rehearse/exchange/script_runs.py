"""The script with what became of it, in stretches: shared by the terminal, the report and the window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from rehearse.analysis.result import Analysis
from rehearse.i18n import _
from rehearse.speech.transcript import Span

if TYPE_CHECKING:
    from rehearse.script.align import Pair

ScriptRunKind = Literal["said", "missed", "added", "changed", "slot"]


@dataclass(frozen=True, slots=True)
class ScriptRun:
    """`script` is as written, `said` as heard; a slot has its name in `script`."""

    kind: ScriptRunKind
    script: str
    said: str


def script_runs(analysis: Analysis) -> tuple[ScriptRun, ...]:
    """The whole script in order; empty where there was none."""
    alignment = analysis.alignment
    if alignment is None:
        return ()
    runs: list[ScriptRun] = []
    for pair in alignment.pairs:
        script, said = alignment.script_text(pair), _said(analysis, pair)
        if pair.kind == "slot":
            runs.append(ScriptRun("slot", alignment.slot_name(pair), said))
        elif pair.kind in ("missed", "added", "changed"):
            runs.append(ScriptRun(pair.kind, script, said))
        elif runs and runs[-1].kind == "said":
            runs[-1] = ScriptRun(
                "said", f"{runs[-1].script} {script}".strip(), f"{runs[-1].said} {said}".strip()
            )
        else:
            runs.append(ScriptRun("said", script, said))
    return tuple(runs)


def meanings(runs: tuple[ScriptRun, ...]) -> dict[ScriptRunKind, str]:
    """What the marks mean; only those that occur."""
    told: dict[ScriptRunKind, str] = {
        "missed": _("not said"),
        "changed": _("said differently"),
        "added": _("added"),
        "slot": _("filled in"),
    }
    used = {run.kind for run in runs}
    return {kind: text for kind, text in told.items() if kind in used}


def script_to_dict(analysis: Analysis) -> dict[str, Any] | None:
    """The JSON key `script`: null without a script."""
    alignment = analysis.alignment
    if alignment is None:
        return None
    return {
        "title": alignment.script.title,
        "coverage": round(alignment.coverage, 3),
        "missed": [
            {"text": alignment.script_text(pair), "first": pair.script_first, "last": pair.script_last}
            for pair in alignment.missed
        ],
        "added": [{"text": _said(analysis, pair), **_words(analysis, pair)} for pair in alignment.added],
        "changed": [
            {
                "script": alignment.script_text(pair),
                "said": _said(analysis, pair),
                "first": pair.script_first,
                "last": pair.script_last,
                **_words(analysis, pair),
            }
            for pair in alignment.changed
        ],
        "slots": [
            {
                "name": alignment.slot_name(pair),
                "said": _said(analysis, pair),
                "first": pair.script_first,
                "last": pair.script_last,
                **_words(analysis, pair),
            }
            for pair in alignment.slots
        ],
    }


def _said(analysis: Analysis, pair: Pair) -> str:
    return " ".join(word.text for word in analysis.words[pair.first_word : pair.last_word])


def _words(analysis: Analysis, pair: Pair) -> dict[str, Any]:
    span = span_of(analysis, pair)
    return {
        "first_word": pair.first_word,
        "last_word": pair.last_word,
        "start_s": None if span is None else round(span.start_s, 3),
        "end_s": None if span is None else round(span.end_s, 3),
    }


def span_of(analysis: Analysis, pair: Pair) -> Span | None:
    """When the words of a pair were said; None for text and where nothing was."""
    words = analysis.words[pair.first_word : pair.last_word]
    if not words or words[0].span is None or words[-1].span is None:
        return None
    return Span(words[0].span.start_s, words[-1].span.end_s)
