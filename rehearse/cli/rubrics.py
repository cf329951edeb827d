"""`rehearse rubrics`: the rubrics there are, their questions, own ones added and deleted, files checked."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rehearse.analysis.rubric_files import Rubrics, load_rubrics, rubric_toml
from rehearse.analysis.rubrics import Rubric
from rehearse.analysis.wording import check_title
from rehearse.cli.data_problems import existing, tell
from rehearse.cli.drill_own import added_words, deleted_words, each_change
from rehearse.errors import DataError
from rehearse.exchange.terminal import BOLD, DIM, Style, paragraph, safe
from rehearse.files import builtin_rubrics_folder
from rehearse.i18n import _, ngettext

if TYPE_CHECKING:
    from rehearse.cli.program import Context


def run(args: Namespace, context: Context) -> int:
    actions = {"list": _list, "show": _show, "check": _check, "add": _add, "delete": _delete}
    actions[args.action](args, context)
    return 0


def find_rubric(name: str, rubrics: Rubrics) -> Rubric:
    """The rubric of that id or title.  Raises `DataError`."""
    if name in rubrics:
        return rubrics[name]
    if name in rubrics.broken:
        raise rubrics.broken[name]
    wanted = name.strip().casefold()
    for rubric in rubrics.values():
        if wanted in (rubric.id.casefold(), rubric.title.casefold()):
            return rubric
    raise DataError(
        _("There is no rubric “{name}”.").format(name=name),
        help=_("There are: {names}.").format(names=", ".join(sorted(rubrics))),
    )


def _list(args: Namespace, context: Context) -> None:
    console, rubrics = context.console, context.studio.rubrics
    tell(rubrics.problems, console)
    ordered = sorted(rubrics.values(), key=lambda rubric: rubric.title.casefold())
    builtin = load_rubrics([builtin_rubrics_folder()])
    if args.format == "json":
        console.write_json([_dict(rubric, builtin) for rubric in ordered])
        return
    style = console.style
    for rubric in ordered:
        console.write("\n".join(_entry(rubric, builtin, style)) + "\n")


def _show(args: Namespace, context: Context) -> None:
    console, rubrics = context.console, context.studio.rubrics
    rubric = find_rubric(args.rubric, rubrics)
    if args.toml:
        console.machine_output()
        console.write(rubric_toml(rubric))
        return
    if args.format == "json":
        console.write_json(_dict(rubric, load_rubrics([builtin_rubrics_folder()])))
        return
    console.write("\n".join(_whole(rubric, console.style)) + "\n")


def _dict(rubric: Rubric, builtin: Rubrics) -> dict[str, Any]:
    return {**asdict(rubric), "origin": "own" if _is_own(rubric, builtin) else "built-in"}


def _is_own(rubric: Rubric, builtin: Rubrics) -> bool:
    return rubric.id not in builtin or builtin[rubric.id].file != rubric.file


def _entry(rubric: Rubric, builtin: Rubrics, style: Style) -> Iterator[str]:
    n = len(rubric.criteria)
    told = [rubric.id, ngettext("{n} question", "{n} questions", n).format(n=n)]
    if _is_own(rubric, builtin):
        told.append(_("yours"))
    yield style.paint(safe(rubric.title), BOLD) + "  " + safe(", ".join(told))
    yield from paragraph(rubric.summary, style, indent=4)


def _whole(rubric: Rubric, style: Style) -> Iterator[str]:
    yield style.paint(safe(rubric.title), BOLD)
    yield from paragraph(rubric.summary, style, indent=2)
    yield from paragraph(rubric.source, style, DIM, indent=2)
    for criterion in rubric.criteria:
        yield ""
        yield from paragraph(criterion.question, style, BOLD, indent=2)
        yield from paragraph(criterion.explain, style, indent=4)
        told = _("Answer as: {id}.").format(id=criterion.id)
        if criterion.check is not None:
            told += " " + _("Rehearse's own check: {check}.").format(check=check_title(criterion.check))
        yield from paragraph(told, style, DIM, indent=4)


def _add(args: Namespace, context: Context) -> None:
    own, files = context.studio.own_rubrics, existing(args.files, context.console)
    each_change(files, lambda file: own.take_in(file, replace=args.replace), added_words, context)


def _delete(args: Namespace, context: Context) -> None:
    each_change(args.rubrics, context.studio.own_rubrics.delete, deleted_words, context)


def _check(args: Namespace, context: Context) -> None:
    console = context.console
    places = (
        existing(args.places, console)
        if args.places
        else [builtin_rubrics_folder(), context.studio.paths.rubrics]
    )
    # Each by itself: a user's own rubric is checked beside the built-in one it replaces.
    checked = [load_rubrics([place]) for place in places]
    n_right = sum(map(len, checked))
    problems = [problem for rubrics in checked for problem in rubrics.problems]
    for problem in problems:
        console.error(f"{problem.message} {problem.help}".rstrip())
    told = [
        ngettext("{n} rubric is right", "{n} rubrics are right", n_right).format(n=n_right),
        ngettext("{n} problem", "{n} problems", len(problems)).format(n=len(problems)),
    ]
    console.write(", ".join(told) + "\n")
