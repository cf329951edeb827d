"""`rehearse scripts ideas`: the idea board in the terminal."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from rehearse.cli.console import wrapped
from rehearse.cli.names import short_id
from rehearse.cli.script_names import find_idea, find_script, full_title
from rehearse.errors import DataError, IdeaMissing
from rehearse.exchange.terminal import BOLD, Style, safe
from rehearse.i18n import _, ngettext

if TYPE_CHECKING:
    from rehearse.cli.program import Context
    from rehearse.library.ideas import Idea
    from rehearse.library.scripts import StoredScript


def run(args: Namespace, context: Context) -> int:
    actions = {"list": _list, "add": _add, "half": _half, "set": _set, "delete": _delete, "restore": _restore}
    actions[args.idea_action](args, context)
    return 0


def idea_to_dict(idea: Idea) -> dict[str, Any]:
    return {
        "id": idea.id,
        "created_at": idea.created_at.isoformat(),
        "deleted_at": idea.deleted_at.isoformat() if idea.deleted_at else None,
        "script_root_id": idea.root_id or None,
        "text": idea.text,
        "state": idea.state,
        "outcome": idea.outcome or None,
    }


def state_words(state: str) -> str:
    return {
        "new": _("new"),
        "try": _("to try"),
        "tried": _("tried"),
        "keep": _("kept"),
        "drop": _("dropped"),
    }[state]


def _root(args: Namespace, context: Context) -> str | None:
    if args.script is None:
        return None
    return find_script(args.script, context.studio.scripts.all()).root_id


def _list(args: Namespace, context: Context) -> None:
    console = context.console
    ideas = context.studio.library.ideas.all(_root(args, context), deleted=args.deleted)
    # Numbers are those of the whole list, whatever is shown of it: they name an idea elsewhere.
    if args.script is not None:
        numbers = {
            idea.id: n for n, idea in enumerate(context.studio.library.ideas.all(deleted=args.deleted), 1)
        }
    else:
        numbers = {idea.id: n for n, idea in enumerate(ideas, 1)}
    if args.state:
        ideas = [idea for idea in ideas if idea.state == args.state]
    if args.format == "json":
        console.write_json([idea_to_dict(idea) for idea in ideas])
    elif ideas:
        scripts = {script.root_id: script for script in context.studio.scripts.all()}
        console.write("".join(_rows(ideas, numbers, scripts, console.style)))
    elif args.deleted:
        console.write(_("The trash is empty.") + "\n")
    else:
        console.write(_("There are no such ideas yet; “rehearse scripts ideas add” keeps one.") + "\n")


def _rows(
    ideas: Sequence[Idea], numbers: dict[str, int], scripts: dict[str, StoredScript], style: Style
) -> Iterator[str]:
    width = len(str(max(numbers.values())))
    for idea in ideas:
        head = f"{numbers[idea.id]:>{width}}  {short_id(idea.id)}  "
        state = style.paint(state_words(idea.state), BOLD)
        script = scripts.get(idea.root_id)
        about = f"  ({safe(full_title(script))})" if script is not None and full_title(script) else ""
        yield f"{head}{state}{about}\n"
        yield wrapped(idea.text, style, indent=4)
        if idea.outcome:
            yield wrapped(_("What came of it: {outcome}").format(outcome=idea.outcome), style, indent=4)


def _add(args: Namespace, context: Context) -> None:
    root_id = _root(args, context) or ""
    made = []
    for text in args.texts:
        try:
            made.append(context.studio.library.ideas.add(text, root_id))
        except DataError as error:
            context.console.error(error)
    if args.format == "json":
        context.console.write_json([idea_to_dict(idea) for idea in made])
    elif made:
        told = ngettext("{n} idea is kept: {names}.", "{n} ideas are kept: {names}.", len(made))
        context.console.say(told.format(n=len(made), names=_names(made)))


def _half(args: Namespace, context: Context) -> None:
    drawn = context.studio.library.ideas.try_half(_root(args, context))
    if args.format == "json":
        context.console.write_json([idea_to_dict(idea) for idea in drawn])
        return
    if not drawn:
        context.console.say(_("There are no new ideas to draw from."))
        return
    for idea in drawn:
        context.console.write(f"{short_id(idea.id)}\n" + wrapped(idea.text, context.console.style, indent=4))
    told = ngettext("Drawn: {n} idea to try.", "Drawn: {n} ideas to try.", len(drawn))
    context.console.say(told.format(n=len(drawn)))


def _set(args: Namespace, context: Context) -> None:
    ideas = context.studio.library.ideas
    idea = ideas.change(find_idea(args.idea, ideas.all()).id, state=args.to, outcome=args.outcome)
    if args.format == "json":
        context.console.write_json(idea_to_dict(idea))
    else:
        told = _("{id} is {state}.")
        context.console.say(told.format(id=short_id(idea.id), state=state_words(idea.state)))


def _chosen(names: Sequence[str], context: Context, *, deleted: bool) -> list[Idea]:
    ideas = context.studio.library.ideas.all(deleted=deleted)
    found = []
    for name in names:
        try:
            found.append(find_idea(name, ideas))
        except IdeaMissing as error:
            context.console.error(error)
    return list(dict.fromkeys(found))


def _delete(args: Namespace, context: Context) -> None:
    ideas = _chosen(args.ideas, context, deleted=False)
    if ideas:
        context.studio.library.ideas.delete([idea.id for idea in ideas])
        told = _("In the trash: {names}. “rehearse scripts ideas restore {names}” brings back.")
        context.console.say(told.format(names=_names(ideas)))


def _restore(args: Namespace, context: Context) -> None:
    ideas = _chosen(args.ideas, context, deleted=True)
    if ideas:
        context.studio.library.ideas.restore([idea.id for idea in ideas])
        context.console.say(_("Back among your ideas: {names}.").format(names=_names(ideas)))


def _names(ideas: Sequence[Idea]) -> str:
    return " ".join(short_id(idea.id) for idea in ideas)
