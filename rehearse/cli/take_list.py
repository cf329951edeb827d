"""`rehearse takes list` and `search`: which takes there are, as lines, JSON or a table."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from rehearse.cli.console import clock, when_text
from rehearse.cli.names import MIN_PART, short_id
from rehearse.errors import DataError, UsageError
from rehearse.exchange.terminal import (
    BOLD,
    DIM,
    GREEN,
    RED,
    UNDERLINE,
    YELLOW,
    Style,
    cells,
    fitted,
    padded,
    safe,
)
from rehearse.i18n import _, ngettext

if TYPE_CHECKING:
    from rehearse.cli.program import Context
    from rehearse.library.filters import TakeFilter
    from rehearse.library.library import Library
    from rehearse.library.takes import Hit, TakeSummary

#: These are sorted from A to Z, everything else from the most to the least.
_ALPHABETIC = ("title", "speaker", "script")


def run(args: Namespace, context: Context) -> None:
    from rehearse.exchange import take_list
    from rehearse.library.filters import TakeFilter

    library = context.studio.library
    wanted = asked_for(args, library)
    takes = library.find(
        wanted,
        sort=args.sort,
        descending=(args.sort not in _ALPHABETIC) != args.reverse,
        limit=args.limit,
    )
    if args.format == "json":
        counted = take_list.DeskCounts(library.marks.counts(), library.reactions.counts())
        context.console.write_json([take_list.to_dict(take, counted) for take in takes])
    elif args.format == "csv":
        context.console.machine_output()
        counted = take_list.DeskCounts(library.marks.counts(), library.reactions.counts())
        context.console.write(take_list.to_csv(takes, counted))
    elif takes:
        # A take is named by its number in the whole list, whatever part of it is shown.
        everything = library.takes(deleted=args.deleted)
        numbers = {take.id: number for number, take in enumerate(everything, start=1)}
        context.console.write("".join(_rows(takes, numbers, context.console.style)))
    else:
        context.console.write(_nothing(wanted == TakeFilter(deleted=args.deleted), args.deleted) + "\n")


def asked_for(args: Namespace, library: Library) -> TakeFilter:
    """What the options ask for.  Raises `DataError` for a speaker or a script that is not there."""
    from rehearse.library import search
    from rehearse.library.filters import TakeFilter

    text = _typed(args.words) if args.action == "search" else ""
    if args.action == "search" and not search.parse(text):
        raise UsageError(
            _("There is no word to search for in “{text}”.").format(text=text[:60]),
            help=_("Give words that were said, or that stand in a title or a note."),
        )
    return TakeFilter(
        text=text,
        ready=args.ready,
        number_late=args.late,
        longer_than_s=args.longer_than_s,
        speaker=None if args.speaker is None else _speaker(args.speaker, library),
        script_root=None if args.script is None else _script(args.script, library),
        tag=args.tag,
        drill=None if args.drill is None else _drill(args.drill, library),
        heard=args.heard,
        starred=args.starred,
        since=args.since,
        until=args.until,
        deleted=args.deleted,
    )


def _typed(words: list[str]) -> str:
    """The words as they were typed: the shell took the quotes off a phrase."""
    typed = [f'"{word}"' if len(word.split()) > 1 and '"' not in word else word for word in words]
    return typed[0] if len(words) == 1 and '"' in words[0] else " ".join(typed)


def _speaker(name: str, library: Library) -> str:
    speakers = library.speakers()
    for same in (str, str.casefold):
        for speaker in speakers:
            if same(speaker) == same(name.strip()):
                return speaker
    raise DataError(
        _("Nobody called “{name}” speaks in a take.").format(name=name),
        help=_("There are: {names}.").format(names=", ".join(speakers)) if speakers else "",
    )


def _script(name: str, library: Library) -> str:
    """The root of the script meant: by its whole title, a part of it, or a part of its id."""
    scripts = library.scripts_used()
    wanted = " ".join(name.casefold().split())
    titled = [(root, title.casefold()) for root, title in scripts]
    for fits in (
        [root for root, title in titled if title == wanted],
        [root for root, _title in titled if len(wanted) >= MIN_PART and wanted in root],
        [root for root, title in titled if wanted and wanted in title],
    ):
        if len(fits) == 1:
            return fits[0]
        if fits:
            titles = dict(scripts)
            raise DataError(
                _("“{name}” fits {n} scripts.").format(name=name, n=len(fits)),
                help=_("Give the end of an id: {ids}.").format(
                    ids=", ".join(f"{short_id(root)} ({titles[root]})" for root in fits)
                ),
            )
    raise DataError(
        _("No take was made with a script “{name}”.").format(name=name),
        help=_("There are: {names}.").format(names=", ".join(title for _root, title in scripts))
        if scripts
        else "",
    )


def _drill(name: str, library: Library) -> str:
    """The id of the drill meant: by its id or its title.  Raises `DataError`."""
    from rehearse.library.filters import ANY_DRILL

    done = library.drill_runs.drills_done()
    wanted = " ".join(name.casefold().split())
    for drill_id, title in done:
        if name == drill_id or wanted == title.casefold():
            return drill_id
    if wanted in ("any", ANY_DRILL):
        return ANY_DRILL
    raise DataError(
        _("No take was made for a drill “{name}”.").format(name=name),
        help=_("There are: {names}.").format(names=", ".join(drill_id for drill_id, _title in done))
        if done
        else _("“rehearse drill list” shows the drills."),
    )


def _nothing(asked_for_all: bool, deleted: bool) -> str:
    if not asked_for_all:
        return _("No take in the trash fits that.") if deleted else _("No take fits that.")
    if deleted:
        return _("The trash is empty.")
    return _("There are no takes yet; “rehearse record” makes one.")


def _rows(takes: list[TakeSummary], numbers: Mapping[str, int], style: Style) -> Iterator[str]:
    number_width = len(str(max(numbers.values(), default=1)))
    verdicts = [_verdict(take, style) for take in takes]
    verdict_width = max((cells(verdict) + 2 for verdict, _code in verdicts), default=0)
    for take, (verdict, code) in zip(takes, verdicts, strict=True):
        # A take of this moment may be in one list and not yet in the other.
        number = numbers.get(take.id, "")
        length = clock(take.duration_s) if take.duration_s is not None else "-:--"
        head = (
            f"{number:>{number_width}}  {short_id(take.id)}  {when_text(take.created_at):<16}  {length:>5}  "
        )
        marks = _marks(take, style)
        # Marks give way to the title where both do not fit.
        room = style.width - cells(head) - verdict_width
        if room - cells(marks) < 20:
            marks = ""
        text = fitted(safe(take.title or take.excerpt or take.problem), max(10, room - cells(marks)))
        yield (
            head
            + style.paint(padded(verdict, verdict_width), code)
            + style.paint(text, *(BOLD,) * bool(take.title))
            + style.paint(marks, DIM)
            + "\n"
        )
        if take.hit is not None:
            yield " " * (number_width + 2) + _hit_line(take.hit, style, number_width + 2) + "\n"


def _verdict(take: TakeSummary, style: Style) -> tuple[str, int]:
    """The verdict in a word or two, and its colour."""
    if take.ready is None:
        return style.sign("○", "?") + " " + _state_words(take), DIM
    if take.ready:
        return style.sign("●", "+") + " " + _("ready"), GREEN
    n_off = sum(band == "off" for band in take.bands.values())
    return style.sign("✖", "x") + " " + _("{n} to fix").format(n=n_off), RED


def _marks(take: TakeSummary, style: Style) -> str:
    """Star, tags, drill and notes, behind the title."""
    marks = [style.sign("★", "*")] if take.starred else []
    marks += [f"#{safe(tag)}" for tag in take.tags]
    if take.drill_title:
        marks.append(f"[{safe(take.drill_title)}]")
    if take.n_notes:
        marks.append(ngettext("{n} note", "{n} notes", take.n_notes).format(n=take.n_notes))
    return "  " + " ".join(marks) if marks else ""


def _hit_line(hit: Hit, style: Style, indent: int) -> str:
    """The words that were searched for, lit; in brackets where there is no colour."""
    when = f"{clock(hit.span.start_s)}  " if hit.span is not None else ""
    room = style.width - indent - cells(when)
    shown = when
    done = 0
    for first, last in (*hit.marks, (len(hit.text), len(hit.text))):
        before, lit = safe(hit.text[done:first]), safe(hit.text[first:last])
        kept = fitted(before, room)
        room -= cells(kept)
        shown += kept
        done = last
        # A phrase may be longer than the line.
        lit_kept = fitted(lit, room if style.colour else room - 2)
        if kept != before or not lit_kept:
            break
        shown += style.paint(lit_kept, BOLD, UNDERLINE, YELLOW) if style.colour else f"[{lit_kept}]"
        room -= cells(lit_kept) + (0 if style.colour else 2)
        if lit_kept != lit:
            break
    return shown.rstrip()


def _state_words(take: TakeSummary) -> str:
    return {"recording": _("recording"), "failed": _("not heard")}.get(str(take.state), _("not scored"))
