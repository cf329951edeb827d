"""The grammar of `rehearse takes`.  Built at every start, so it imports nothing but argparse."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from rehearse.cli.bundle_grammar import BUNDLE, add_original
from rehearse.cli.grammar import (
    FORMATS,
    SIMPLE_FORMATS,
    TABLE_FORMATS,
    Help,
    add_format,
    count,
    day,
    seconds,
)
from rehearse.i18n import _

#: As `rehearse.library.filters.SORT_KEYS`; a test compares them.
SORT_KEYS = ("date", "title", "speaker", "script", "length", "ready", "number", "pitch")

#: As the table in `rehearse.exchange.formats`; a test compares them.
EXPORT_FORMATS = ("html", "pdf", "srt", "vtt", "textgrid", "labels", "csv", "marks", "json", "wav")


def add_takes(command: Callable[..., argparse.ArgumentParser]) -> None:
    takes = command(
        "takes",
        "takes",
        _("List, search, show, play, mark, delete and restore takes."),
        _("A TAKE is its number in the list (1 is the newest), “last”, or a part of its id."),
    )
    takes.set_defaults(action="list", format="text", **_NOTHING_ASKED)
    actions = takes.add_subparsers(title=_("actions"), metavar=_("ACTION"))

    def action(name: str, help: str, *, many: bool | None) -> argparse.ArgumentParser:
        made = actions.add_parser(name, help=help, description=help, formatter_class=Help, allow_abbrev=False)
        made.set_defaults(action=name)
        if many is not None:
            made.add_argument("takes", nargs="+" if many else 1, metavar="TAKE")
        return made

    _asking(action("list", _("List takes, the newest first."), many=None))
    search = action("search", _("Find takes by words that were said, titles and notes."), many=None)
    search.add_argument(
        "words", nargs="+", metavar="WORD", help=_('all must occur; "in quotes" they follow each other')
    )
    _asking(search)
    add_format(action("show", _("Show what was heard in takes, and their scorecards."), many=True), FORMATS)
    play = action("play", _("Play a take."), many=False)
    start = play.add_mutually_exclusive_group()
    start.add_argument("--from", dest="from_s", type=seconds, metavar="S", help=_("begin at second S"))
    start.add_argument("--hit", metavar="WORDS", help=_("begin where these words are said"))
    again = action("score", _("Listen to takes again and score them anew."), many=True)
    add_format(again, FORMATS)
    update = action("update", _("Judge all takes by the rules and targets of now."), many=None)
    update.add_argument(
        "--hear", action="store_true", help=_("listen to those as well that another model heard, or none")
    )
    add_format(update, SIMPLE_FORMATS)
    add_export(action("export", _("Write takes to files."), many=None))
    tag = action("tag", _("Put tags on takes, or take them off."), many=True)
    tag.add_argument("--add", action="append", default=[], metavar="TAG", help=_("may be given often"))
    tag.add_argument("--remove", action="append", default=[], metavar="TAG", help=_("may be given often"))
    star = action("star", _("Give takes a star."), many=True)
    star.add_argument("--off", action="store_true", help=_("take the star away"))
    rename = action("rename", _("Give a take another title."), many=False)
    rename.add_argument("title", metavar="TITLE")
    action("delete", _("Put takes into the trash."), many=True)
    action("restore", _("Bring takes back from the trash."), many=True)
    purge = action("purge", _("Remove takes of the trash for good, with their sound."), many=None)
    purge.add_argument(
        "takes", nargs="*", metavar="TAKE", help=_("as “rehearse takes list --deleted” has them")
    )
    purge.add_argument("--all", action="store_true", help=_("everything in the trash"))


_NOTHING_ASKED: dict[str, object] = {
    "deleted": False,
    "ready": None,
    "late": None,
    "longer_than_s": None,
    "speaker": None,
    "script": None,
    "tag": None,
    "drill": None,
    "heard": None,
    "starred": False,
    "since": None,
    "until": None,
    "sort": "date",
    "reverse": False,
    "limit": None,
}


def _asking(parser: argparse.ArgumentParser) -> None:
    """Which takes, in what order, how many of them and how they are printed."""
    ready = parser.add_mutually_exclusive_group()
    ready.add_argument("--ready", action="store_const", const=True, help=_("those that are ready"))
    ready.add_argument(
        "--not-ready", dest="ready", action="store_const", const=False, help=_("those with something to fix")
    )
    parser.add_argument("--late", action="store_const", const=True, help=_("those whose number comes late"))
    parser.add_argument(
        "--longer-than", dest="longer_than_s", type=seconds, metavar="S", help=_("messages of more seconds")
    )
    parser.add_argument("--speaker", metavar="NAME", help=_("those of one speaker"))
    parser.add_argument("--script", metavar="TITLE", help=_("those made with a script"))
    parser.add_argument("--tag", metavar="TAG", help=_("those with a tag"))
    parser.add_argument("--drill", metavar="DRILL", help=_("those made for a drill; “any” for any drill"))
    parser.add_argument(
        "--unheard", dest="heard", action="store_const", const=False, help=_("those nobody has heard yet")
    )
    parser.add_argument("--starred", action="store_true", help=_("those with a star"))
    parser.add_argument("--since", type=day, metavar="DAY", help=_("from this day on, such as 2026-01-31"))
    parser.add_argument("--until", type=day, metavar="DAY", help=_("up to this day"))
    parser.add_argument("--deleted", action="store_true", help=_("those in the trash"))
    parser.add_argument("--sort", choices=SORT_KEYS, default="date", help=_("what to sort by (date)"))
    parser.add_argument("--reverse", action="store_true", help=_("the other way round"))
    parser.add_argument("--limit", type=count, metavar="N", help=_("no more than N"))
    add_format(parser, TABLE_FORMATS)


def add_export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("takes", nargs="*", metavar="TAKE", help=_("as in “rehearse takes”"))
    parser.add_argument("--all", action="store_true", help=_("every take"))
    parser.add_argument(
        "--to",
        action="append",
        choices=(*EXPORT_FORMATS, BUNDLE),
        help=_("the kind of file (html); may be given often"),
    )
    parser.add_argument(
        "--output", "-o", metavar="PATH", help=_("a file, a folder, or a .zip that takes all of them in")
    )
    parser.add_argument(
        "--no-names",
        action="store_true",
        help=_(
            "without speaker, title, file names and who said what of it; what was said stays as it was said"
        ),
    )
    add_original(parser)
    parser.add_argument("--force", action="store_true", help=_("replace a file that is already there"))
