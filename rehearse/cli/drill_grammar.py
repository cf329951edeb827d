"""The grammar of `rehearse drill`.  Imports nothing but argparse."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from rehearse.cli.grammar import SIMPLE_FORMATS, TABLE_FORMATS, add_actions, add_format, day
from rehearse.i18n import _


def add_drill(command: Callable[..., argparse.ArgumentParser]) -> None:
    drill = command(
        "drill",
        "drill",
        _("Do drills, list them, and judge recordings by them."),
        _("A DRILL is its id, as “rehearse drill list” has it."),
    )
    drill.set_defaults(action="list", drills=[], format="text")
    action = add_actions(drill)
    listed = action("list", _("List the drills and what they ask for."))
    listed.add_argument("drills", nargs="*", metavar="DRILL", help=_("these alone"))
    add_format(listed, SIMPLE_FORMATS)
    show = action("show", _("Show what one drill asks for, or its file, to share it."))
    show.add_argument("drill", metavar="DRILL")
    show.add_argument("--toml", action="store_true", help=_("the drill as a file: “… --toml > mine.toml”"))
    add = action("add", _("Take drill files in among your own drills."))
    add.add_argument("files", nargs="+", metavar="FILE", help=_("drill files (.toml)"))
    add.add_argument(
        "--replace", action="store_true", help=_("take the place of a drill of the same id (keep both)")
    )
    delete = action("delete", _("Delete drills of your own; their files are put aside."))
    delete.add_argument("drills", nargs="+", metavar="DRILL")
    check = action("check", _("Check drill files."))
    check.add_argument(
        "places", nargs="*", metavar="FILE|DIR", help=_("drills to check (yours and the built-in ones)")
    )
    run = action("run", _("Do a drill: Enter begins, stops and goes on; Ctrl-C leaves."))
    run.add_argument("drill", metavar="DRILL", nargs="?", help=_("with --resume: of this drill alone"))
    run.add_argument("--resume", action="store_true", help=_("go on with the newest run that is not over"))
    run.add_argument("--script", metavar="FILE|NAME", help=_("what you want to say, shown first"))
    run.add_argument(
        "--deck", metavar="NAME|FILE", help=_("the prospect cards to draw from (the chosen ones)")
    )
    run.add_argument("--cards", metavar="N", type=int, help=_("how many cards are drawn"))
    run.add_argument(
        "--number", metavar="NUMBER", default="", help=_("your own number (the one in the settings)")
    )
    run.add_argument("--device", metavar="NAME", help=_("the microphone, or a part of its name"))
    by = run.add_mutually_exclusive_group()
    by.add_argument(
        "--hands-free",
        dest="hands_free",
        action="store_const",
        const=True,
        help=_("silence ends your message (as in the settings)"),
    )
    by.add_argument(
        "--by-hand", dest="hands_free", action="store_const", const=False, help=_("Enter alone ends it")
    )
    add_format(run, SIMPLE_FORMATS)
    judge = action("judge", _("Judge recordings by a drill: one for each of its rounds, in order."))
    judge.add_argument("drill", metavar="DRILL")
    judge.add_argument("files", nargs="+", metavar="FILE", help=_("any file with sound in it"))
    judge.add_argument(
        "--number", metavar="NUMBER", default="", help=_("the number to be heard (the one in the settings)")
    )
    judge.add_argument("--model", metavar="NAME|DIR", help=_("the model that listens (the chosen one)"))
    add_format(judge, SIMPLE_FORMATS)
    results = action("results", _("Tell what became of drills: runs, streaks, bests, what was missed."))
    results.add_argument("drill", nargs="?", metavar="DRILL", help=_("this one alone"))
    results.add_argument("--since", type=day, metavar="DAY", help=_("from this day on, such as 2026-01-31"))
    results.add_argument("--until", type=day, metavar="DAY", help=_("up to this day"))
    add_format(results, TABLE_FORMATS)
    add_format(action("due", _("Tell which drills to do again: those that were missed.")), SIMPLE_FORMATS)
    _decks(action)


def _decks(action: Callable[[str, str], argparse.ArgumentParser]) -> None:
    decks = action("decks", _("List prospect cards, and take in lists of your own."))
    decks.set_defaults(deck_action="list")
    add_format(decks, SIMPLE_FORMATS)
    deck = add_actions(decks, "deck_action")
    as_told = argparse.SUPPRESS  # “decks --format json list” is the same as “decks list --format json”
    add_format(deck("list", _("List the decks of cards.")), SIMPLE_FORMATS, default=as_told)
    show = deck("show", _("Show the cards of a deck."))
    show.add_argument("deck", metavar="DECK|FILE")
    add_format(show, SIMPLE_FORMATS, default=as_told)
    add = deck("add", _("Take in lists of prospects saved as CSV; what no card shows is not copied."))
    add.add_argument("files", nargs="+", metavar="FILE", help=_("a list whose first line names its columns"))
    check = deck("check", _("Check lists of prospects without taking them in."))
    check.add_argument(
        "places", nargs="*", metavar="FILE|DIR", help=_("lists to check (your decks and the built-in ones)")
    )
    deck("delete", _("Delete decks of your own; they are put aside.")).add_argument(
        "decks", nargs="+", metavar="DECK"
    )
    deck("restore", _("Bring deleted decks back.")).add_argument("decks", nargs="+", metavar="DECK")
