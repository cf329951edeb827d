"""Scripts judged in the terminal, as they would be said at the speaker's own pace."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rehearse.analysis.result import ScoredMessage
from rehearse.cli.console import wrapped
from rehearse.cli.data_problems import tell
from rehearse.cli.names import short_id
from rehearse.errors import DataError
from rehearse.exchange.score_json import error_to_dict, message_to_dict
from rehearse.i18n import _, ngettext

if TYPE_CHECKING:
    from rehearse.cli.program import Context
    from rehearse.library.scripts import StoredScript
    from rehearse.writing import ScriptJudgement


def judged(script: StoredScript, values: Mapping[str, str], context: Context) -> ScriptJudgement:
    """A stored script with what was filled in, `values` in their place.  Raises `DataError`."""
    return context.studio.judge_script(script.text, {**script.slot_values, **values})


def lint(scripts: Sequence[StoredScript], values: Mapping[str, str], format: str, context: Context) -> None:
    """Judge each and print it; one that cannot be judged stops no other."""
    from rehearse.cli.scripts import name_of
    from rehearse.exchange.score_text import render

    console = context.console
    tell(context.studio.data_problems, console)
    shown: list[dict[str, Any]] = []
    for script in scripts:
        named = {"id": script.id, "title": script.title, "variant": script.variant or None}
        try:
            judgement = judged(script, values, context)
        except DataError as error:
            console.error(error, about=name_of(script))
            shown.append({"script": named, "error": error_to_dict(None, error)["error"]})
            continue
        if format == "json":
            shown.append({"script": named, **judgement_to_dict(judgement)})
            continue
        style = console.style
        gap = "\n\n" if shown else ""
        shown.append({})
        title = f"{name_of(script)} ({short_id(script.id)})"
        console.write(gap + render(_scored(judgement), style, title=title))
        console.write("\n" + "".join(wrapped(line, style) for line in estimate_lines(judgement)))
    if format == "json":
        console.write_json(shown)


def estimate_lines(judgement: ScriptJudgement) -> Iterator[str]:
    """How long it will be, at whose pace, and what is still to be filled in."""
    pace = judgement.pace
    facts = {"s": round(judgement.length_s), "wpm": round(pace.wpm), "n": pace.n_takes}
    if pace.own:
        yield ngettext(
            "About {s} seconds at your own pace, {wpm} words a minute in your last {n} take.",
            "About {s} seconds at your own pace, {wpm} words a minute in your last {n} takes.",
            pace.n_takes,
        ).format(**facts)
    else:
        yield _(
            "About {s} seconds at {wpm} words a minute; your own pace is known after three takes."
        ).format(**facts)
    if judgement.length_range_s is not None:
        shortest, longest = (round(length_s) for length_s in judgement.length_range_s)
        if shortest < longest:
            yield _("Half of those takes would need {shortest} to {longest} seconds.").format(
                shortest=shortest, longest=longest
            )
    if judgement.open_slots:
        names = ", ".join(f"[{name}]" for name in judgement.open_slots)
        yield _("Still to fill in: {names}.").format(names=names)


def judgement_to_dict(judgement: ScriptJudgement) -> dict[str, Any]:
    """`score` is the JSON of `rehearse lint`; its word indices are those of the script's words."""
    pace, spread = judgement.pace, judgement.length_range_s
    return {
        "length_s": round(judgement.length_s, 2),
        "length_range_s": None if spread is None else [round(length_s, 2) for length_s in spread],
        "pace": {
            "wpm": round(pace.wpm, 1),
            "own": pace.own,
            "n_takes": pace.n_takes,
            "slow_wpm": None if pace.slow_wpm is None else round(pace.slow_wpm, 1),
            "fast_wpm": None if pace.fast_wpm is None else round(pace.fast_wpm, 1),
        },
        "slots": list(judgement.slots),
        "open_slots": list(judgement.open_slots),
        "number_slot": judgement.number_slot or None,
        "score": message_to_dict(_scored(judgement)),
    }


def _scored(judgement: ScriptJudgement) -> ScoredMessage:
    return ScoredMessage(None, "text", None, None, judgement.analysis)
