"""`rehearse team`: everybody at one look."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from rehearse.analysis.rubrics import Rubric
from rehearse.cli.console import when_text
from rehearse.cli.takes import sweep
from rehearse.exchange.terminal import BOLD, DIM, Style, paragraph, safe
from rehearse.i18n import _, ngettext
from rehearse.library.team import Member, Trend, missing_told, recurring_told

if TYPE_CHECKING:
    from rehearse.cli.program import Context


def run(args: Namespace, context: Context) -> int:
    sweep(context)
    studio, console = context.studio, context.console
    length = studio.profile().length
    team = studio.library.team((length.thin_s, length.good_s))
    if args.format in ("json", "csv"):
        from rehearse.exchange import team_table

        if args.format == "json":
            console.write_json(team_table.to_dict(team))
        else:
            console.machine_output()
            console.write(team_table.to_csv(team, studio.rubrics))
    elif not team.members:
        console.write(_("There are no takes yet; “rehearse record” makes one.") + "\n")
    else:
        for member in team.members:
            console.write("\n".join(_entry(member, studio.rubrics, console.style)) + "\n\n")
    return 0


def _entry(member: Member, rubrics: Mapping[str, Rubric], style: Style) -> Iterator[str]:
    yield style.paint(safe(member.name or _("Nobody named")), BOLD)
    told = [
        _("Last take {when}").format(when=when_text(member.last_at)),
        ngettext("{n} take", "{n} takes", member.n_takes).format(n=member.n_takes),
        _("{n} of {scored} ready").format(n=member.n_ready, scored=member.n_scored),
    ]
    if member.n_unheard:
        told.append(
            ngettext("{n} not heard yet", "{n} not heard yet", member.n_unheard).format(n=member.n_unheard)
        )
    yield from paragraph(", ".join(told) + ".", style, indent=4)
    for trend in member.trends:
        yield from paragraph(_trend_words(trend), style, indent=4)
    if member.wrong is None:
        wrong = _("What keeps going wrong: not enough takes yet.")
    elif not member.wrong:
        wrong = _("Nothing keeps going wrong.")
    else:
        things = ", ".join(
            _("{what} ({n} of {total})").format(
                what=recurring_told(one, rubrics), n=one.n_wrong, total=one.n_takes
            )
            for one in member.wrong
        )
        wrong = _("Keeps going wrong: {things}.").format(things=things)
    yield from paragraph(wrong, style, *(() if member.wrong else (DIM,)), indent=4)


def _trend_words(trend: Trend) -> str:
    title = {
        "message_s": _("Length"),
        "number_fraction": _("Your number"),
        "n_pitch": _("Pitch talk"),
        "ready": _("Ready"),
    }[trend.key]
    if trend.direction is None:
        return _("{title}: {told} ({missing})").format(
            title=title, told=trend.told(), missing=missing_told(trend).rstrip(".")
        )
    return _("{title}: {before}, now {now}: {told}").format(
        title=title, before=_figure(trend, trend.before), now=_figure(trend, trend.now), told=trend.told()
    )


def _figure(trend: Trend, value: float | None) -> str:
    if value is None:
        return "?"
    if trend.key == "message_s":
        return _("{n:.0f} s").format(n=value)
    return f"{value:g}" if trend.key == "n_pitch" else _("{n:.0f} %").format(n=100 * value)
