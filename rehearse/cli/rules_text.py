"""How rules and what they find look in the terminal and in JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from rehearse.analysis.explain import Match
from rehearse.analysis.rules import Rule
from rehearse.analysis.wording import band_word
from rehearse.cli.rules_check import silence_words
from rehearse.exchange.terminal import BOLD, DIM, GREEN, RED, YELLOW, Style, padded, paragraph, safe, widest
from rehearse.i18n import _, ngettext


@dataclass(frozen=True, slots=True)
class RuleView:
    """A rule as its user sees it; `replaces` is the built-in file whose rule it overrides."""

    rule: Rule
    on: bool
    own: bool
    replaces: str | None


def rule_dict(view: RuleView, *, whole: bool = False) -> dict[str, Any]:
    """A rule for other programs; `whole` adds everything its file says."""
    rule = view.rule
    data: dict[str, Any] = {
        "id": rule.id,
        "pack": rule.pack,
        "title": rule.title,
        "purpose": rule.purpose,
        "category": rule.category,
        "level": rule.level if rule.purpose == "pitch" else None,
        "on": view.on,
        "origin": "own" if view.own else "built-in",
        "replaces": view.replaces,
        "file": rule.file,
    }
    if whole:
        data |= {
            "why": rule.why,
            "instead": rule.instead,
            "source": rule.source,
            "match": list(rule.match),
            "unless": list(rule.unless),
            "needs": rule.needs or None,
            "where": rule.where,
            "flag": list(rule.flag),
            "pass": list(rule.pass_),
        }
    return data


def match_dict(match: Match) -> dict[str, Any]:
    return {
        "rule": match.rule.id,
        "purpose": match.rule.purpose,
        "category": match.rule.category,
        "level": match.rule.level if match.rule.purpose == "pitch" else None,
        "text": match.text,
        "first_word": match.first_word,
        "last_word": match.last_word,
        "fires": match.fate == "fires",
        "silenced_by": None if match.fate == "fires" else match.fate,
        "reason": silence_words(match) or None,
    }


def list_text(views: Sequence[RuleView], style: Style) -> str:
    if not views:
        return _("No rules are switched off.") + "\n"
    lines: list[str] = []
    column = widest([view.rule.id for view in views]) + 2
    for category, group in groupby(views, key=lambda view: view.rule.category):
        lines += ([""] if lines else []) + [style.paint(safe(category), BOLD)]
        lines += [_row(view, column, style) for view in group]
    n_off = sum(not view.on for view in views)
    n_own = sum(view.own for view in views)
    told = [
        ngettext("{n} rule", "{n} rules", len(views)).format(n=len(views)),
        *([_("{n} switched off").format(n=n_off)] if n_off else []),
        *([_("{n} of your own").format(n=n_own)] if n_own else []),
    ]
    return "\n".join([*lines, "", ", ".join(told)]) + "\n"


def _row(view: RuleView, column: int, style: Style) -> str:
    rule = view.rule
    sign = style.sign("●", "+") if view.on else style.sign("○", "-")
    notes = [
        *([] if view.on else [_("switched off")]),
        *([_("yours, in place of the built-in one") if view.replaces else _("yours")] if view.own else []),
    ]
    row = f"  {sign} {padded(safe(rule.id), column)}{padded(_level(rule), 8)}{', '.join(notes)}".rstrip()
    return row if view.on else style.paint(row, DIM)


def _level(rule: Rule) -> str:
    """What a finding of this rule does, in a word."""
    return {"offer": _("Reason"), "context": _("Sign")}.get(rule.purpose) or band_word(rule.level)


def rule_text(view: RuleView, style: Style) -> str:
    rule = view.rule
    lines = [
        style.paint(safe(rule.id), BOLD) + "  " + _level(rule) + ("" if view.on else _(", switched off"))
    ]
    purposes = {
        "offer": _("marks a reason to call back"),
        "context": _("tells other rules what the message is about"),
    }
    facts = [
        (_("Pack"), rule.title),
        (_("Category"), rule.category),
        (_("Purpose"), purposes.get(rule.purpose, "")),
        (_("Why"), rule.why),
        (_("Instead"), rule.instead),
        (_("Source"), rule.source),
        (_("Silent"), _silent(rule)),
        (_("File"), rule.file),
        (_("Replaces"), view.replaces or ""),
    ]
    facts = [(name, text) for name, text in facts if text]
    column = widest([name for name, _text in facts]) + 2
    for name, text in facts:
        lines += paragraph(text, style, indent=column + 2, first="  " + padded(name, column))
    for head, texts in (
        (_("Looks for"), rule.match),
        (_("But not"), rule.unless),
        (_("Must be flagged"), rule.flag),
        (_("Must not be flagged"), rule.pass_),
    ):
        if texts:
            lines += ["", style.paint(head, BOLD)]
            for text in texts:
                lines += paragraph(text, style, indent=4, first="  " + style.sign("•", "-") + " ")
    return "\n".join(lines) + "\n"


def _silent(rule: Rule) -> str:
    parts = [
        {
            "sales": _("unless something else in the message sounds like selling"),
            "no everyday": _("where the message sounds like everyday business"),
        }.get(rule.needs, ""),
        {"opening": _("outside the opening"), "closing": _("outside the closing")}.get(rule.where, ""),
    ]
    return "; ".join(part for part in parts if part)


def trial_text(matches: Sequence[Match], style: Style) -> str:
    """What the rules say about a text: those that fire first, then those that keep silent."""
    fires = [match for match in matches if match.fate == "fires"]
    silent = [match for match in matches if match.fate != "fires"]
    lines: list[str] = []
    if not fires:
        lines.append(_("No rule fires."))
    for match in fires:
        lines += _fired(match, style)
    if silent:
        lines += ["", style.paint(_("Matched, but silent"), BOLD)]
        for match in silent:
            head = f"  {match.rule.id}  “{match.text}”: {silence_words(match)}"
            lines += paragraph(head, style, indent=4, first="  ")
    return "\n".join(lines) + "\n"


def _fired(match: Match, style: Style) -> Iterator[str]:
    rule = match.rule
    sign, code = {
        "offer": (style.sign("◆", "!"), GREEN),
        "context": (style.sign("·", "."), DIM),
    }.get(rule.purpose) or ((style.sign("▲", "~"), YELLOW), (style.sign("✖", "x"), RED))[rule.level == "off"]
    where = _("words {first}–{last}").format(first=match.first_word + 1, last=match.last_word)
    head = f"{safe(rule.id)}  “{safe(match.text)}”  {where}"
    yield from paragraph(head, style, indent=4, first=style.paint(sign, code) + " ")
    if rule.why:
        yield from paragraph(rule.why, style, DIM, indent=4)
    if rule.instead:
        yield from paragraph(_("Instead: {text}").format(text=rule.instead), style, DIM, indent=4)
