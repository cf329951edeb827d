"""`rehearse scripts`: what is to be said, written, judged and kept from the terminal."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rehearse.cli.console import when_text, wrapped
from rehearse.cli.names import short_id
from rehearse.cli.script_names import find_script, full_title
from rehearse.cli.takes import sweep
from rehearse.errors import DataError, ScriptMissing, UsageError
from rehearse.exchange.terminal import BOLD, DIM, Style, cells, fitted, safe
from rehearse.i18n import _, ngettext
from rehearse.script.script import parse_script

if TYPE_CHECKING:
    from rehearse.cli.program import Context
    from rehearse.library.scripts import StoredScript


def run(args: Namespace, context: Context) -> int:
    if args.action != "starters":
        sweep(context)
    if args.action == "ideas":
        from rehearse.cli.ideas import run as run_ideas

        return run_ideas(args, context)
    actions = {
        "list": _list,
        "show": _show,
        "new": _new,
        "edit": _edit,
        "lint": _lint,
        "versions": _versions,
        "variant": _variant,
        "starters": _starters,
        "delete": _delete,
        "restore": _restore,
    }
    actions[args.action](args, context)
    return 0


def chosen(names: Sequence[str], context: Context, *, deleted: bool = False) -> Iterator[StoredScript]:
    """The scripts meant, each once; a sentence for every name that means none."""
    scripts = context.studio.scripts.all(deleted=deleted)
    seen: set[str] = set()
    for name in names:
        try:
            script = find_script(name, scripts)
        except ScriptMissing as error:
            context.console.error(error)
            continue
        if script.id not in seen:
            seen.add(script.id)
            yield script


def the_one(name: str, context: Context) -> StoredScript:
    """The script meant, of those that are not in the trash; raises `ScriptMissing`."""
    return find_script(name, context.studio.scripts.all())


def name_of(script: StoredScript) -> str:
    """What a script is called where it may have no title."""
    return full_title(script) or _("a script without a title")


def script_to_dict(script: StoredScript) -> dict[str, Any]:
    return {
        "id": script.id,
        "root_id": script.root_id,
        "parent_id": script.parent_id,
        "created_at": script.created_at.isoformat(),
        "deleted_at": script.deleted_at.isoformat() if script.deleted_at else None,
        "title": script.title,
        "variant": script.variant or None,
        "family_id": script.family_id or None,
        "text": script.text,
        "answer": script.answer or None,
        "slot_values": dict(script.slot_values),
        "n_takes": script.n_takes,
        "n_own_takes": script.n_own_takes,
    }


# --- looking


def _list(args: Namespace, context: Context) -> None:
    scripts = context.studio.scripts.all(deleted=args.deleted)
    console = context.console
    if args.format == "json":
        console.write_json([script_to_dict(script) for script in scripts])
    elif scripts:
        console.write("".join(_rows(scripts, console.style)))
    elif args.deleted:
        console.write(_("The trash is empty.") + "\n")
    else:
        console.write(
            _("There are no scripts yet; “rehearse scripts starters” lists some to begin from.") + "\n"
        )


def _rows(scripts: Sequence[StoredScript], style: Style, *, own: bool = False) -> Iterator[str]:
    number_width = len(str(len(scripts)))
    for number, script in enumerate(scripts, start=1):
        n_takes = script.n_own_takes if own else script.n_takes
        takes = ngettext("{n} take", "{n} takes", n_takes).format(n=n_takes)
        head = (
            f"{number:>{number_width}}  {short_id(script.id)}  {when_text(script.created_at)}  {takes:>9}  "
        )
        title = safe(full_title(script))
        words = safe(" ".join(script.text.split()))
        room = max(10, style.width - cells(head))
        title = fitted(title, room)
        words = fitted(words, room - cells(title) - 2) if cells(title) + 12 <= room else ""
        painted = style.paint(title, BOLD)
        yield head + "  ".join(part for part in (painted, style.paint(words, DIM)) if part) + "\n"


def _show(args: Namespace, context: Context) -> None:
    from rehearse.cli.script_lint import estimate_lines, judged, judgement_to_dict

    console, shown = context.console, []
    for script in chosen(args.scripts, context):
        variants = context.studio.scripts.variants(script.id)
        n_versions = len(context.studio.scripts.versions(script.id))
        try:
            judgement = judged(script, {}, context)
        except DataError as error:
            judgement, problem = None, error.message
        if args.format == "json":
            facts = {
                **script_to_dict(script),
                "n_versions": n_versions,
                "variants": [{"id": one.id, "variant": one.variant} for one in variants if one.variant],
                "judgement": None if judgement is None else judgement_to_dict(judgement),
            }
            shown.append(facts)
            continue
        style = console.style
        blank = "\n" if shown else ""
        shown.append({})
        console.write(
            f"{blank}{style.paint(safe(name_of(script)), BOLD)}  {style.paint(short_id(script.id), DIM)}\n\n"
        )
        console.write(_lines(script.text) + "\n")
        if script.answer:
            console.write(
                wrapped(_("Why they should call back: {answer}").format(answer=script.answer), style)
            )
        for line in estimate_lines(judgement) if judgement is not None else [problem]:
            console.write(wrapped(line, style))
        if n_versions > 1:
            line = ngettext("It has {n} version.", "It has {n} versions.", n_versions).format(n=n_versions)
            console.write(wrapped(line, style))
        if len(variants) > 1:
            labels = ", ".join(variant.variant for variant in variants)
            console.write(wrapped(_("Its variants are {labels}.").format(labels=labels), style))
    if args.format == "json":
        console.write_json(shown)


def _lines(text: str) -> str:
    return "".join(f"  {safe(line)}".rstrip() + "\n" for line in text.split("\n"))


def _lint(args: Namespace, context: Context) -> None:
    from rehearse.cli.script_lint import lint

    lint(list(chosen(args.scripts, context)), fills(args.fill), args.format, context)


def _versions(args: Namespace, context: Context) -> None:
    console, scripts = context.console, context.studio.scripts
    script = the_one(args.script, context)
    versions = scripts.versions(script.id)
    if args.bring_back is not None:
        back = scripts.bring_back(_numbered(versions, args.bring_back).id)
        told = _("The newest version of {title} is now {id}.")
        _tell(back, told.format(title=name_of(back), id=short_id(back.id)), args, context)
        return
    if args.show is not None:
        versions = [_numbered(versions, args.show)]
    if args.format == "json":
        console.write_json([script_to_dict(version) for version in versions])
    elif args.show is not None:
        console.write(_lines(versions[0].text))
    else:
        console.write("".join(_rows(versions, console.style, own=True)))


def _numbered(versions: Sequence[StoredScript], number: int) -> StoredScript:
    if not 1 <= number <= len(versions):
        raise ScriptMissing(
            _("There is no version {number}; the script has {n}.").format(number=number, n=len(versions)),
            help=_("“rehearse scripts versions” lists them."),
        )
    return versions[number - 1]


def _starters(args: Namespace, context: Context) -> None:
    from rehearse.files import builtin_starters_folder
    from rehearse.script.starters import answer_title, load_starters

    console, style = context.console, context.console.style
    starters = load_starters(builtin_starters_folder())
    if args.ids:
        known = {starter.id: starter for starter in starters}
        for unknown in (id_ for id_ in args.ids if id_ not in known):
            console.error(_no_starter(unknown))
        starters = [known[id_] for id_ in dict.fromkeys(args.ids) if id_ in known]
    if args.format == "json":
        keys = ("id", "title", "answer_kind", "about", "text", "source")
        facts = [
            {**{key: getattr(one, key) for key in keys}, "examples": [*map(dict, one.examples)]}
            for one in starters
        ]
        console.write_json(facts)
        return
    heading = ""
    for starter in starters:
        if answer_title(starter.answer_kind) != heading:
            heading = answer_title(starter.answer_kind)
            console.write(("" if starter is starters[0] else "\n") + style.paint(heading, BOLD) + "\n")
        console.write(f"  {starter.id}: {starter.title}\n")
        if args.ids:
            console.write(wrapped(starter.about, style, indent=4))
            console.write("\n" + _lines(starter.text) + "\n")


def _no_starter(id_: str) -> UsageError:
    return UsageError(
        _("There is no starter called “{id}”.").format(id=id_),
        help=_("“rehearse scripts starters” lists them."),
    )


# --- changing


def fills(given: Sequence[str]) -> dict[str, str]:
    """What `--fill NAME=VALUE` says; raises `UsageError`."""
    values: dict[str, str] = {}
    for fill in given:
        name, sign, value = fill.partition("=")
        if not sign or not name.strip():
            raise UsageError(
                _("“{fill}” fills nothing in.").format(fill=fill),
                help=_('Write --fill "first name=Dana".'),
            )
        values[name.strip().strip("[]")] = value.strip()
    return values


def _new(args: Namespace, context: Context) -> None:
    from rehearse.cli.editor import edited

    values = fills(args.fill)
    if args.starter and args.file:
        raise UsageError(_("Give a file or a starter, not both."))
    title = args.title
    if args.starter:
        starter = _starter(args.starter)
        text, title = starter.text, title or starter.title
    elif args.file:
        text = _read(args.file, context)
    else:
        text = edited("", context.console)
    script = parse_script(text)
    made = context.studio.scripts.add(
        text, title=script.title if title is None else title, slot_values=values, answer=args.answer or ""
    )
    _tell(made, _("Kept as {title} ({id}).").format(title=name_of(made), id=short_id(made.id)), args, context)


def _starter(id_: str) -> Any:
    from rehearse.files import builtin_starters_folder
    from rehearse.script.starters import load_starters

    for starter in load_starters(builtin_starters_folder()):
        if starter.id == id_:
            return starter
    raise _no_starter(id_)


def _read(name: str, context: Context) -> str:
    if name != "-":
        from rehearse.script.text_file import read_script_file

        return read_script_file(Path(name))
    from rehearse.cli.text_input import read_text

    text, remark = read_text(None)
    if remark:
        context.console.say(remark)
    return text


def _edit(args: Namespace, context: Context) -> None:
    from rehearse.cli.editor import edited

    values = fills(args.fill)
    scripts = context.studio.scripts
    before = the_one(args.script, context)
    text = None
    if args.file:
        text = _read(args.file, context)
    elif args.title is None and args.answer is None and not values:
        text = edited(before.text, context.console)
    if text is not None:
        parse_script(text)
    now = scripts.change(before.id, title=args.title, text=text)
    if args.answer is not None:
        now = scripts.answer(now.id, args.answer)
    if values:
        now = scripts.fill(now.id, values)
    if now.id != before.id:
        told = _("Kept as a new version of {title}; “rehearse scripts versions” lists the older ones.")
    elif now == before:
        told = _("Nothing has changed in {title}.")
    else:
        told = _("{title} is changed.")
    _tell(now, told.format(title=name_of(now)), args, context)


def _variant(args: Namespace, context: Context) -> None:
    scripts = context.studio.scripts
    script = the_one(args.script, context)
    if not args.list:
        made = scripts.add_variant(script.id, variant=args.label)
        told = _("Variant {label} of {title} is {id}; “rehearse scripts edit {id}” changes it.")
        told = told.format(label=made.variant, title=made.title or name_of(made), id=short_id(made.id))
        _tell(made, told, args, context)
        return
    variants = scripts.variants(script.id)
    if args.format == "json":
        context.console.write_json([script_to_dict(variant) for variant in variants])
        return
    context.console.write("".join(_rows(variants, context.console.style)))


def _delete(args: Namespace, context: Context) -> None:
    scripts = list(chosen(args.scripts, context))
    if scripts:
        context.studio.scripts.delete([script.id for script in scripts])
        names = " ".join(short_id(script.id) for script in scripts)
        context.console.say(
            _("In the trash: {names}. “rehearse scripts restore {names}” brings back.").format(names=names)
        )


def _restore(args: Namespace, context: Context) -> None:
    scripts = list(chosen(args.scripts, context, deleted=True))
    if scripts:
        context.studio.scripts.restore([script.id for script in scripts])
        names = " ".join(short_id(script.id) for script in scripts)
        context.console.say(_("Back among your scripts: {names}.").format(names=names))


def _tell(script: StoredScript, told: str, args: Namespace, context: Context) -> None:
    """What was done: an object for programs, a sentence for people."""
    if args.format == "json":
        context.console.write_json(script_to_dict(script))
    else:
        context.console.say(told)
