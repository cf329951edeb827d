"""`rehearse marks`: what a coach says of takes by a rubric, beside what the program says."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from rehearse.analysis.rubrics import Answer, Rubric
from rehearse.cli.rubrics import find_rubric
from rehearse.cli.takes import chosen, sweep, take_title
from rehearse.errors import RehearseError, UsageError
from rehearse.exchange.terminal import BOLD, DIM, GREEN, RED, Style, paragraph, safe
from rehearse.i18n import _
from rehearse.library.reactions import Reaction, reaction_label

if TYPE_CHECKING:
    from rehearse.cli.program import Context
    from rehearse.library.marks import Judged, Mark
    from rehearse.library.takes import TakeSummary


def run(args: Namespace, context: Context) -> int:
    rubric = find_rubric(args.rubric, context.studio.rubrics)
    answers, reasons = _answers(args), _reasons(args)
    sweep(context)
    library, console = context.studio.library, context.console
    author = context.studio.settings.value.speaker if args.author is None else args.author
    shown = []
    for take in chosen(args.takes, context):
        if answers:
            try:
                library.marks.mark(take.id, rubric, answers, author=author, reasons=reasons)
            except RehearseError as error:
                console.error(error)
                continue
        judged = library.marks.judged(take.id, rubric)
        if args.format == "json":
            shown.append(_dict(take, rubric, judged, library.reactions.of(take.id)))
        else:
            lines = _text(take, rubric, judged, library.reactions.of(take.id), console.style)
            console.write("\n".join(lines) + "\n")
    if args.format == "json":
        console.write_json(shown)
    return 0


def _answers(args: Namespace) -> dict[str, Answer | None]:
    answers: dict[str, Answer | None] = {}
    given: Mapping[Answer | None, list[str]] = {"yes": args.yes, "no": args.no, None: args.clear}
    for answer, names in given.items():
        for name in names:
            if name in answers:
                raise UsageError(_("“{name}” is answered twice.").format(name=name))
            answers[name] = answer
    return answers


def _reasons(args: Namespace) -> dict[str, str]:
    reasons = {}
    for text in args.reason:
        name, equals, reason = text.partition("=")
        if not equals or name not in {*args.yes, *args.no}:
            raise UsageError(
                _("“{text}” is no reason for an answer.").format(text=text),
                help=_("Write --reason CRITERION=TEXT for a criterion that --yes or --no answers."),
            )
        reasons[name] = reason
    return reasons


def _dict(
    take: TakeSummary, rubric: Rubric, judged: tuple[Judged, ...], reactions: list[Reaction]
) -> dict[str, Any]:
    return {
        "take": take.id,
        "rubric": rubric.id,
        "criteria": [
            {
                "id": one.criterion.id,
                "question": one.criterion.question,
                "answer": one.answer,
                "check": one.criterion.check,
                "automatic": one.automatic,
                "overridden": one.overridden,
                "marks": [_mark_dict(mark) for mark in one.marks],
            }
            for one in judged
        ],
        "reactions": [
            {"kind": one.kind, "author": one.author, "span": list(one.span) if one.span else None}
            for one in reactions
        ],
    }


def _mark_dict(mark: Mark) -> dict[str, Any]:
    return {
        "answer": mark.answer,
        "author": mark.author,
        "marked_at": mark.marked_at.isoformat(),
        "reason": mark.reason,
    }


def _text(
    take: TakeSummary, rubric: Rubric, judged: tuple[Judged, ...], reactions: list[Reaction], style: Style
) -> Iterator[str]:
    yield style.paint(safe(take_title(take.id, take.title, take.created_at)), BOLD)
    yield "  " + safe(rubric.title)
    for one in judged:
        sign, codes = {
            "yes": (style.sign("●", "+"), (GREEN,)),
            "no": (style.sign("✖", "x"), (RED,)),
            None: (style.sign("○", "?"), (DIM,)),
        }[one.answer]
        yield from paragraph(f"{sign} {one.criterion.question} {_answer_words(one)}", style, *codes, indent=4)
        for mark in one.marks:
            if mark.reason:
                yield from paragraph(f"“{mark.reason}”", style, DIM, indent=6)
    if reactions:
        labels = ", ".join(reaction_label(one.kind) for one in reactions)
        yield from paragraph(_("Reactions: {labels}.").format(labels=labels), style, indent=4)


def _answer_words(one: Judged) -> str:
    word = {"yes": _("Yes"), "no": _("No"), None: _("Not answered")}[one.answer]
    if not one.marks:
        return _("{answer} (Rehearse's own check)").format(answer=word) if one.automatic else word
    author = one.marks[-1].author or _("somebody")
    if one.overridden:
        return _("{answer} ({author}, against Rehearse's own check)").format(answer=word, author=author)
    return _("{answer} ({author})").format(answer=word, author=author)
