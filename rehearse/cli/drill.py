"""`rehearse drill`: the drills there are, whether their files are right, and recordings judged by them."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rehearse.analysis.drill_files import drill_toml, load_drill, load_drills
from rehearse.analysis.drill_judge import judge
from rehearse.analysis.drill_words import condition_lines, condition_words, round_words
from rehearse.analysis.drills import Drill, DrillFacts, DrillVerdict, Round
from rehearse.analysis.own_number import own_number
from rehearse.cli.data_problems import existing
from rehearse.cli.drill_own import add, delete
from rehearse.cli.drill_results import due, results
from rehearse.cli.score import HearingLine
from rehearse.errors import Cancelled, DataError, RehearseError, UsageError
from rehearse.exchange.terminal import BOLD, DIM, GREEN, RED, Style, paragraph, safe
from rehearse.files import builtin_drills_folder
from rehearse.i18n import _, ngettext

if TYPE_CHECKING:
    from rehearse.cli.program import Context


def run(args: Namespace, context: Context) -> int:
    if args.action == "run":
        from rehearse.cli.drill_run import run_drill

        return run_drill(args, context)
    actions = {
        "list": _list, "check": _check, "judge": _judge, "show": _show, "add": add, "delete": delete,
        "results": results, "due": due, "decks": _decks,
    }  # fmt: skip
    actions[args.action](args, context)
    return 0


def _decks(args: Namespace, context: Context) -> None:
    from rehearse.cli.drill_decks import decks  # reads what the other actions have no use for

    decks(args, context)


def number_to_hear(typed: str, context: Context) -> str:
    """The number that drills listen for: as typed, else the user's own.  Raises `UsageError`."""
    settings = context.studio.settings.value
    if problem := own_number(typed, settings.region).problem:
        raise UsageError(_("“{number}” cannot be listened for.").format(number=typed), help=problem)
    return typed.strip() or settings.own_number


# --- listing


def _list(args: Namespace, context: Context) -> None:
    console, drills = context.console, context.studio.drills
    for problem in drills.problems:
        console.error(problem)
    wanted = [_found(name, context) for name in args.drills] or list(drills.values())
    own = context.studio.paths.drills
    if args.format == "json":
        console.write_json([_dict(drill, own) for drill in wanted])
        return
    console.write("\n".join(_entry(drill, own, console.style) for drill in wanted))


def _show(args: Namespace, context: Context) -> None:
    drill, console = _found(args.drill, context), context.console
    if args.toml:
        console.machine_output()
        console.write(drill_toml(drill))
    else:
        console.write(_entry(drill, context.studio.paths.drills, console.style))


def _found(name: str, context: Context) -> Drill:
    """The drill of that id.  Raises `UsageError` where there is none, `DataError` where it is wrong."""
    drills = context.studio.drills
    if name in drills.broken and name not in drills:
        raise drills.broken[name]
    if name not in drills:
        raise UsageError(
            _("There is no drill called “{name}”.").format(name=name),
            help=_("Choose one of: {names}.").format(names=", ".join(sorted(drills))),
        )
    return drills[name]


def _is_own(drill: Drill, folder: Path) -> bool:
    return Path(drill.file).parent == folder


def _dict(drill: Drill, own: Path) -> dict[str, Any]:
    return {
        "id": drill.id,
        "title": drill.title,
        "trains": drill.trains,
        "source": drill.source,
        "origin": "own" if _is_own(drill, own) else "built-in",
        "file": drill.file,
        "rest_s": drill.rest_s,
        "in_a_row": drill.in_a_row,
        "cards": list(drill.cards) if drill.cards else None,
        "rounds": [
            {
                "ends": one.ends,
                "limit_s": one.limit_s,
                "think_s": one.think_s,
                "silence_s": one.silence_s,
                "cut_s": list(one.cut_s) if one.cut_s else None,
                "condition": {name: getattr(one.condition, name) for name in one.condition.asked()},
                "asks": list(condition_lines(one.condition)),
            }
            for one in drill.rounds
        ],
    }


def _entry(drill: Drill, own: Path, style: Style) -> str:
    note = "  " + _("yours") if _is_own(drill, own) else ""
    lines = [style.paint(f"{safe(drill.title)} ({safe(drill.id)})", BOLD) + note]
    lines += paragraph(drill.trains, style, indent=4)
    told = [f"{round_words(one)} {condition_words(one.condition)}" for one in drill.rounds]
    if len(told) > 1 and len(set(told)) == 1:
        told = [_("{n} rounds, each: {what}").format(n=len(told), what=told[0])]
    for number, text in enumerate(told, start=1):
        head = _("Round {n}: ").format(n=number) if len(told) > 1 else ""
        lines += paragraph(f"{head}{text}", style, indent=4)
    if drill.cards:
        least, most = drill.cards
        if least == most:
            text = ngettext("With {n} card that is drawn.", "With {n} cards that are drawn.", most).format(
                n=most
            )
        else:
            text = _("Once for each of {least} to {most} cards that are drawn.").format(
                least=least, most=most
            )
        lines += paragraph(text, style, indent=4)
    if drill.in_a_row:
        lines += paragraph(_("All in a row: a miss begins with the first one again."), style, indent=4)
    lines += paragraph(drill.source, style, DIM, indent=4)
    return "\n".join(lines) + "\n"


# --- checking


def _check(args: Namespace, context: Context) -> None:
    console = context.console
    places = (
        existing(args.places, console)
        if args.places
        else [builtin_drills_folder(), context.studio.paths.drills]
    )
    n_right, problems = 0, []
    for place in places:  # each by itself: an own drill is checked beside the built-in one it replaces
        if place.is_dir() or not place.exists():
            drills = load_drills([place])
            n_right += len(drills)
            problems += drills.problems
            continue
        try:
            load_drill(place)
            n_right += 1
        except DataError as error:
            problems.append(error)
    for problem in problems:
        console.error(problem.message if not problem.help else f"{problem.message} {problem.help}")
    told = [
        ngettext("{n} drill is right", "{n} drills are right", n_right).format(n=n_right),
        ngettext("{n} problem", "{n} problems", len(problems)).format(n=len(problems)),
    ]
    console.write(", ".join(told) + "\n")


# --- judging recordings


def _judge(args: Namespace, context: Context) -> None:
    console, drill = context.console, _found(args.drill, context)
    n_rounds = len(drill.rounds)
    if n_rounds > 1 and len(args.files) > n_rounds:
        raise UsageError(
            ngettext(
                "“{title}” has {n} round, and there are more recordings than that.",
                "“{title}” has {n} rounds, and there are more recordings than that.",
                n_rounds,
            ).format(title=drill.title, n=n_rounds),
            help=_("Name one recording for each round."),
        )
    number = number_to_hear(args.number, context)
    judged = []
    for at, name in enumerate(args.files):
        one = drill.rounds[min(at, n_rounds - 1)]
        try:
            verdict = _judge_one(name, one, number, args, context)
        except Cancelled:
            raise
        except RehearseError as error:
            console.error(error, about=name)
            judged.append({"file": name, "error": {"id": error.id, "message": str(error)}})
            continue
        judged.append({"file": name, "round": min(at, n_rounds - 1) + 1, **_verdict_dict(verdict)})
        if args.format == "text":
            console.write(_verdict_text(name, verdict, console.style))
    if args.format == "json":
        console.machine_output()
        console.write_json({"drill": drill.id, "takes": judged})


def _judge_one(name: str, one: Round, number: str, args: Namespace, context: Context) -> DrillVerdict:
    studio, console = context.studio, context.console
    line = HearingLine(console, Path(name).name)
    try:
        scored = studio.score_file(
            Path(name), model=args.model, on_progress=line.on_progress, on_partial=line.on_partial
        )
    finally:
        console.clear()
    facts = DrillFacts(own_number=number, region=studio.settings.value.region, ended=one.ends)
    if one.ends == "cut":  # where the recording ends is where the line was cut
        facts = replace(facts, cut_s=scored.duration_s)
    return judge(one.condition, scored.analysis, facts)


def _verdict_dict(verdict: DrillVerdict) -> dict[str, Any]:
    return {
        "passed": verdict.passed,
        "unknown": verdict.unknown,
        "misses": [
            {
                "measure": miss.measure,
                "sentence": miss.sentence,
                "value": miss.value,
                "bound": miss.bound,
                "unknown": miss.unknown,
            }
            for miss in verdict.misses
        ],
        "values": dict(verdict.values),
    }


def _verdict_text(name: str, verdict: DrillVerdict, style: Style) -> str:
    if verdict.passed:
        head = style.paint(f"{style.sign('●', '+')} {_('Passed')}", GREEN)
    elif verdict.unknown:
        head = style.paint(f"{style.sign('○', '?')} {_('Not known')}", DIM)
    else:
        head = style.paint(f"{style.sign('✖', 'x')} {_('Missed')}", RED)
    lines = [f"{head}  {safe(name)}"]
    for miss in verdict.misses:
        lines += paragraph(miss.sentence, style, indent=4)
    return "\n".join(lines) + "\n"
