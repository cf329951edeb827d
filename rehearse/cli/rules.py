"""`rehearse rules`: which rules there are, what they say about a text, and whether packs are right."""

from __future__ import annotations

import re
from argparse import Namespace
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rehearse.analysis.explain import explain, is_off
from rehearse.analysis.message import Message
from rehearse.analysis.rules import LISTS_FILE, Packs, Rule, load_packs
from rehearse.cli.data_problems import existing, tell
from rehearse.cli.rules_check import check_examples
from rehearse.cli.rules_text import RuleView, list_text, match_dict, rule_dict, rule_text, trial_text
from rehearse.errors import UsageError
from rehearse.files import builtin_rules_folder
from rehearse.i18n import _, ngettext

if TYPE_CHECKING:
    from rehearse.cli.program import Context

_LOOKS_LIKE_ID = re.compile(r"[\w-]+\.[\w-]+")


def run(args: Namespace, context: Context) -> int:
    actions = {"list": _list, "explain": _explain, "check": _check, "off": _off, "on": _on}
    actions[args.action](args, context)
    return 0


@dataclass(frozen=True, slots=True)
class _Inventory:
    """Every rule there is, also those that are switched off or replaced."""

    packs: Packs
    builtin: Packs
    off: frozenset[str]

    def view(self, rule: Rule) -> RuleView:
        builtin = self.builtin.rule(rule.id)
        own = builtin is None or builtin.file != rule.file
        return RuleView(rule, not is_off(rule, self.off), own, builtin.file if own and builtin else None)


def _inventory(context: Context) -> _Inventory:
    studio = context.studio
    packs, ours = studio.all_packs(), str(builtin_rules_folder())
    any_own = any(not rule.file.startswith(ours) for rule in packs.rules)
    builtin = studio.shipped_packs() if any_own else packs
    return _Inventory(packs, builtin, frozenset(studio.settings.value.rules_off))


# ---- list and explain ------------------------------------------------------------------------------


def _list(args: Namespace, context: Context) -> None:
    there = _inventory(context)
    console = context.console
    categories = sorted({rule.category for rule in there.packs.rules})
    if args.category is not None and args.category not in categories:
        raise UsageError(
            _("There is no category called “{name}”.").format(name=args.category),
            help=_("Choose one of: {names}.").format(names=", ".join(categories)),
        )
    tell(there.packs.problems, console)
    views = [there.view(rule) for rule in there.packs.rules]
    views = [
        view
        for view in views
        if (args.category is None or view.rule.category == args.category) and not (args.off and view.on)
    ]
    views.sort(key=lambda view: (view.rule.purpose != "pitch", view.rule.category, view.rule.id))
    if args.format == "json":
        console.write_json([rule_dict(view) for view in views])
        return
    console.write(list_text(views, console.style))
    known = {name for rule in there.packs.rules for name in (rule.id, rule.pack)}
    gone = sorted(there.off - known)
    if gone:
        console.say(_("Switched off, but not there any more: {names}.").format(names=", ".join(gone)))


def _explain(args: Namespace, context: Context) -> None:
    text = " ".join(args.what)
    there = _inventory(context)
    console = context.console
    tell(there.packs.problems, console)
    rule = _named(text, there.packs)
    if rule is not None:
        view = there.view(rule)
        if args.format == "json":
            console.write_json(rule_dict(view, whole=True))
        else:
            console.write(rule_text(view, console.style))
        return
    message = Message.from_text(text)
    matches = explain(message, there.packs, there.off)
    if args.format == "json":
        words = [word.text for word in message.words]
        console.write_json({"words": words, "matches": [match_dict(match) for match in matches]})
    else:
        console.write(trial_text(matches, console.style))


def _named(text: str, packs: Packs) -> Rule | None:
    """The rule meant by its id or by the part after the dot; None for a text to try."""
    found = [rule for rule in packs.rules if text in (rule.id, rule.id.partition(".")[2])]
    exact = [rule for rule in found if rule.id == text]
    if exact or len(found) == 1:
        return (exact or found)[0]
    if _LOOKS_LIKE_ID.fullmatch(text):
        raise _unknown(text, [rule.id for rule in packs.rules])
    return None


def _unknown(name: str, known: list[str]) -> UsageError:
    from rapidfuzz import fuzz, process

    near = [found for found, _score, _index in process.extract(name, known, scorer=fuzz.WRatio, limit=3)]
    help = _("“rehearse rules list” names them all.")
    if near:
        help = _("Is it one of these: {names}?").format(names=", ".join(near)) + " " + help
    return UsageError(_("There is no rule called “{name}”.").format(name=name[:100]), help=help)


# ---- off and on ------------------------------------------------------------------------------------


def _off(args: Namespace, context: Context) -> None:
    there = _inventory(context)
    ids = _checked(args.ids, there, also=frozenset())
    context.studio.settings.update(rules_off=sorted(there.off | set(ids)))
    for name in ids:
        context.console.say(_("{name} is off; “rehearse rules on {name}” brings it back.").format(name=name))


def _on(args: Namespace, context: Context) -> None:
    there = _inventory(context)
    ids = _checked(args.ids, there, also=there.off)
    off = set(there.off)
    for name in ids:
        rule = there.packs.rule(name)
        if rule is not None and rule.pack in off:
            # Its whole pack was off: now every other rule of it is.
            off.remove(rule.pack)
            off |= {other.id for other in there.packs.rules if other.pack == rule.pack}
        off.discard(name)
        if name in there.packs.names:
            off -= {other.id for other in there.packs.rules if other.pack == name}
    context.studio.settings.update(rules_off=sorted(off))
    for name in ids:
        context.console.say(_("{name} is on.").format(name=name))


def _checked(names: list[str], there: _Inventory, also: frozenset[str]) -> list[str]:
    """The names, each once; raises `UsageError` before anything is changed."""
    ids = [rule.id for rule in there.packs.rules]
    known = {*ids, *there.packs.names, *also}
    for name in names:
        if name not in known:
            raise _unknown(name, [*ids, *there.packs.names])
    return list(dict.fromkeys(names))


# ---- check -----------------------------------------------------------------------------------------


def _check(args: Namespace, context: Context) -> None:
    console = context.console
    builtin = builtin_rules_folder()
    if args.places:
        places = existing(args.places, console)
        if not places:
            return
    else:
        places = [builtin, context.studio.paths.rules]
    before = {str(problem) for problem in load_packs([builtin]).problems} if args.places else set()
    packs = load_packs([builtin, *_with_lists(places)])
    problems = [problem for problem in packs.problems if str(problem) not in before]
    files = {path for place in places for path in _files(place)}
    rules = [rule for rule in packs.rules if Path(rule.file) in files]
    problems += check_examples(rules, packs)
    for problem in problems:
        console.error(problem)
    n_examples = sum(len(rule.flag) + len(rule.pass_) for rule in rules)
    told = [
        ngettext("{n} rule", "{n} rules", len(rules)).format(n=len(rules)),
        ngettext("{n} example", "{n} examples", n_examples).format(n=n_examples),
        ngettext("{n} problem", "{n} problems", len(problems)).format(n=len(problems)),
    ]
    console.write(", ".join(told) + "\n")


def _with_lists(places: list[Path]) -> list[Path]:
    """Places to load: before a single file, the word lists that lie beside it."""
    found: list[Path] = []
    for place in places:
        lists = place.parent / LISTS_FILE
        if not place.is_dir() and lists.is_file():
            found.append(lists)
        found.append(place)
    return found


def _files(place: Path) -> list[Path]:
    from rehearse.analysis.data_file import NotUsable, toml_files

    try:
        return toml_files(place)
    except NotUsable:
        return []  # told with the problems
