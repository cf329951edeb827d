"""What a coach answered and how they reacted, in the report."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from html import escape

from rehearse.analysis.result import Analysis, Band, MessageWord
from rehearse.analysis.rubrics import Answer
from rehearse.exchange.coached import OutAnswer, OutCriterion, OutReaction, OutRubric, answer_word, own_check
from rehearse.exchange.directions import unturned
from rehearse.exchange.marks import SHAPES, Mark
from rehearse.exchange.outgoing import when_text
from rehearse.exchange.report_notes import play_button, quoted_words, signed, times_of
from rehearse.i18n import _, ngettext

#: The verdict whose shape and colour an answer has.
ANSWER_BANDS: dict[Answer | None, Band] = {"yes": "good", "no": "off", None: "unknown"}

#: A word that a reaction only grazes is not meant: recognisers tell times in steps of 0.03 s.
_TOUCH_S = 0.03


def reaction_marks(reactions: Sequence[OutReaction], words: Sequence[MessageWord]) -> tuple[Mark, ...]:
    """Marks of the reactions to a moment, on the words said then, or on the last one before it.

    They are counted from 1 in the order of the list.
    """
    places = reaction_places(reactions, words)
    return tuple(Mark("reaction", *place, n) for n, place in enumerate(places, start=1) if place is not None)


def reaction_places(
    reactions: Sequence[OutReaction], words: Sequence[MessageWord]
) -> list[tuple[int, int] | None]:
    """The words of each reaction; None for one to the whole take, and before the first word."""
    timed = [(word.span, index) for index, word in enumerate(words) if word.span is not None]
    timed.sort(key=lambda one: one[0].start_s)
    starts_s = [span.start_s for span, _index in timed]
    found: list[tuple[int, int] | None] = []
    for one in reactions:
        if one.span is None:
            found.append(None)
            continue
        last = first = bisect_left(starts_s, one.span.end_s - _TOUCH_S)
        while first > 0 and timed[first - 1][0].end_s > one.span.start_s + _TOUCH_S:
            first -= 1
        if first == last:
            last = bisect_right(starts_s, one.span.start_s)
            first = last - 1
        found.append((timed[first][1], timed[last - 1][1] + 1) if last > 0 else None)
    return found


def reaction_pin(reaction: OutReaction, n: int, prefix: str) -> str:
    """The sign behind the words somebody reacted to; it leads to the list."""
    label = escape(_said_by(reaction))
    return f'<sup class="pin"><a href="#{prefix}-r{n}" aria-label="{label}">{reaction.sign}</a></sup>'


def _said_by(reaction: OutReaction) -> str:
    if not reaction.author:
        return reaction.label
    return _("{reaction} ({author})").format(reaction=reaction.label, author=reaction.author)


def reactions_section(reactions: Sequence[OutReaction], analysis: Analysis, prefix: str) -> str:
    """The list of the reactions; nothing without any."""
    if not reactions:
        return ""
    head = ngettext("{n} reaction", "{n} reactions", len(reactions)).format(n=len(reactions))
    quotes = quoted_reactions(reactions, analysis)
    items = "".join(
        _reaction(one, quote, f"{prefix}-r{n}")
        for n, (one, quote) in enumerate(zip(reactions, quotes, strict=True), start=1)
    )
    return f'<h3>{escape(head)}</h3>\n<ul class="reactions">{items}</ul>'


def _reaction(one: OutReaction, quote: str, place: str) -> str:
    about = f'<q dir="auto">{escape(quote)}</q>' if quote else ""
    if one.span is None:
        about = escape(_("the whole message"))
    return (
        f'<li id="{place}"{times_of(one.span)}><p class="about"><b>{one.sign}</b>'
        f' <span class="said" dir="auto">{escape(unturned(one.label))}</span>{" · " if about else ""}{about}'
        f' {play_button(one.span)}</p><p class="by">{signed(one.author, when_text(one.created_at))}</p></li>'
    )


def quoted_reactions(reactions: Sequence[OutReaction], analysis: Analysis) -> list[str]:
    """The words each reaction is to; empty for the whole take, and where nothing was said yet."""
    places = reaction_places(reactions, analysis.words)
    return ["" if place is None else quoted_words(*place, analysis) for place in places]


def rubrics_section(rubrics: Iterable[OutRubric]) -> str:
    """A table for each rubric by which the take was judged."""
    return "\n".join(map(_rubric, rubrics))


def _rubric(rubric: OutRubric) -> str:
    heads = "".join(
        f'<th scope="col">{escape(name)}</th>' for name in (_("Answer"), _("Question"), _("Why and by whom"))
    )
    rows = "".join(map(_criterion, rubric.criteria))
    return (
        f'<h3 dir="auto">{escape(rubric.title)}</h3>\n'
        f'<table class="rubric"><thead><tr>{heads}</tr></thead>{rows}</table>'
    )


def _criterion(one: OutCriterion) -> str:
    """A row an answer; the question stands beside the first of them."""
    answers: Sequence[OutAnswer | None] = one.answers or (None,)
    rows = []
    for place, given in enumerate(answers):
        span = f' rowspan="{len(answers)}"' if len(answers) > 1 else ""
        asked = f'<th scope="row"{span} dir="auto">{escape(one.question)}</th>' if place == 0 else ""
        answer = one.automatic if given is None else given.answer
        band = ANSWER_BANDS[answer]
        rows.append(
            f'<tr><td class="band {band}">{SHAPES[band]} {escape(answer_word(answer))}</td>{asked}'
            f"<td>{_why(one, given)}</td></tr>"
        )
    return f"<tbody>{''.join(rows)}</tbody>"


def _why(one: OutCriterion, given: OutAnswer | None) -> str:
    if given is None:
        return f'<p class="by">{escape(own_check())}</p>' if one.automatic else ""
    lines = []
    if given.reason:
        lines.append(f'<p class="reason" dir="auto">{escape(given.reason)}</p>')
    if against := one.against(given.answer):
        lines.append(f'<p class="target">{escape(against)}</p>')
    lines.append(f'<p class="by">{signed(given.author, when_text(given.marked_at))}</p>')
    return "".join(lines)
