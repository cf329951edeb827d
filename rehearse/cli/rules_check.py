"""Tries the examples of rules: what must be flagged, and what must not."""

from __future__ import annotations

from collections.abc import Sequence

from rehearse.analysis import phrases
from rehearse.analysis.explain import Match, explain
from rehearse.analysis.message import Message
from rehearse.analysis.rules import Packs, Rule
from rehearse.errors import DataError
from rehearse.i18n import _


def check_examples(rules: Sequence[Rule], packs: Packs) -> list[DataError]:
    """What is wrong with the examples of `rules`, which are among those of `packs`."""
    problems: list[DataError] = []
    for rule in rules:
        for key, texts in (("flag", rule.flag), ("pass", rule.pass_)):
            for text in texts:
                message = Message.from_text(text)
                fires = any(hit.rule is rule for hit in phrases.find_hits(message, packs))
                if fires != (key == "flag"):
                    what = _but_fires(rule, message, packs) if fires else _but_silent(rule, message, packs)
                    told = _("The rule {rule} in {file} is wrong at {key}: “{text}” {what}.")
                    problems.append(
                        DataError(
                            told.format(rule=rule.id, file=rule.file, key=key, text=text[:100], what=what)
                        )
                    )
    return problems


def _matches(rule: Rule, message: Message, packs: Packs) -> list[Match]:
    return [match for match in explain(message, packs) if match.rule is rule]


def _but_fires(rule: Rule, message: Message, packs: Packs) -> str:
    matches = _matches(rule, message, packs)
    return _("is flagged for “{words}”").format(words=matches[0].text)


def _but_silent(rule: Rule, message: Message, packs: Packs) -> str:
    matches = _matches(rule, message, packs)
    if not matches:
        return _("is not flagged: no pattern matches")
    return _("is not flagged: {why}").format(why=silence_words(matches[0]))


def silence_words(match: Match) -> str:
    """Why a match does not count, as a part of a sentence; nothing for one that does."""
    rule = match.rule
    if match.fate == "exception":
        return _("an exception of the rule matches “{words}”").format(words=match.detail)
    if match.fate == "where":
        return {
            "opening": _("the rule looks at the opening alone"),
            "closing": _("the rule looks at the closing alone"),
        }.get(rule.where, "")
    if match.fate == "needs":
        if rule.needs == "sales":
            return _("nothing else in the message sounds like selling")
        return _("the message sounds like everyday business")
    if match.fate == "longer":
        return _("{rule} marks a longer phrase there").format(rule=match.detail)
    if match.fate == "off":
        return _("the rule is switched off")
    return ""
