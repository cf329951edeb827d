"""The command line's grammar.  Built at every start, so nothing of it imports more than argparse."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence

from rehearse import __version__
from rehearse.cli.bundle_grammar import add_bundle
from rehearse.cli.calls_grammar import add_calls, add_stats
from rehearse.cli.desk_grammar import add_desk
from rehearse.cli.drill_grammar import add_drill
from rehearse.cli.grammar import SIMPLE_FORMATS, add_actions
from rehearse.cli.grammar import Help as _Help
from rehearse.cli.grammar import add_format as _format
from rehearse.cli.grammar import positive as _positive
from rehearse.cli.import_grammar import add_import
from rehearse.cli.scripts_grammar import add_scripts
from rehearse.cli.take_grammar import add_export, add_takes
from rehearse.i18n import _


def build(argv: Sequence[str] = ()) -> argparse.ArgumentParser:
    """The parser of every command; `args.command` names the module of `rehearse.cli` that does it.

    Where `argv` begins with a command only its part is made: the whole takes as long as a short command.
    """
    parser = argparse.ArgumentParser(
        prog="rehearse",
        formatter_class=_Help,
        description=_("Practise the voicemail you are about to leave: record it, see what was heard, again."),
        epilog=_(
            "Without a command the window opens; with a bundle alone (rehearse FILE.rehearse) it tells"
            " what is in it.\n"
            "Exit status: 0 done; 1 something could not be done (the rest was); 2 wrong usage."
        ),
    )
    parser.add_argument("--version", action="version", version=f"Rehearse {__version__}")
    parser.set_defaults(command="window")
    commands = parser.add_subparsers(title=_("commands"), metavar=_("COMMAND"), prog="rehearse")

    def command(name: str, module: str, help: str, description: str = "") -> argparse.ArgumentParser:
        made = commands.add_parser(
            name, help=help, description=description or help, formatter_class=_Help, allow_abbrev=False
        )
        made.set_defaults(command=module)
        return made

    first = argv[0] if argv else ""
    parts = [(names, add) for names, add in _PARTS if first in names] or _PARTS
    for _names, add in parts:
        add(command)
    return parser


_Command = Callable[..., argparse.ArgumentParser]


def _judging(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--profile", metavar="NAME", help=_("the targets to judge by (short)"))
    parser.add_argument(
        "--region", metavar="US", type=_region, help=_("the country phone numbers belong to (US)")
    )


def _score(command: _Command) -> None:
    score = command(
        "score",
        "score",
        _("Score recordings."),
        _("Write down what is said in recordings and score it.  Nothing is kept."),
    )
    score.add_argument("files", nargs="+", metavar="FILE", help=_("any file with sound in it"))
    score.add_argument("--script", metavar="FILE", help=_("the text that was to be said"))
    _judging(score)
    score.add_argument("--model", metavar="NAME|DIR", help=_("the speech model to hear with"))
    score.add_argument("--report", metavar="FILE.html", help=_("also write a report to open in a browser"))
    _format(score)


def _lint(command: _Command) -> None:
    lint = command("lint", "lint", _("Score written messages."))
    lint.add_argument("files", nargs="+", metavar="FILE|-", help=_("a text file; - reads what is piped in"))
    lint.add_argument("--lines", action="store_true", help=_("each line that is not empty is a message"))
    _judging(lint)
    _format(lint)


def _record(command: _Command) -> None:
    record = command(
        "record",
        "record",
        _("Record a take, then score it."),
        _("Record a take into the library.  Enter or Ctrl-C stops; the take is kept either way."),
    )
    record.add_argument("--seconds", type=_positive, metavar="N", help=_("stop after N seconds"))
    record.add_argument(
        "--stop-after-silence", type=_positive, metavar="S", help=_("stop after S quiet seconds")
    )
    record.add_argument("--device", metavar="NAME", help=_("the microphone, by its name or a part of it"))
    record.add_argument("--script", metavar="FILE", help=_("the text to say: shown first, compared after"))
    record.add_argument("--title", metavar="TEXT", help=_("a name for the take"))
    _format(record, SIMPLE_FORMATS)


def _exchange(command: _Command) -> None:
    export = command("export", "export", _("Write takes to files: reports, subtitles, tables, sound."))
    add_export(export)
    add_import(command)


def _keeping(command: _Command) -> None:
    backup = command(
        "backup",
        "backup",
        _("Write takes, scripts, own rules and settings into one file."),
        _(
            "Write takes, scripts, own rules and settings into one file, which also moves them to\n"
            "another computer.  Models are not in it.  Takes may be recorded meanwhile."
        ),
    )
    backup.add_argument("file", metavar="FILE|DIR", help=_("where to; a folder gets a file named by the day"))
    backup.add_argument("--force", action="store_true", help=_("replace a file that is already there"))
    _format(backup, SIMPLE_FORMATS)
    restore = command(
        "restore",
        "restore",
        _("Put a backup in place of what is here."),
        _(
            "Put a backup in place of what is here.  What was here is set aside first, complete;\n"
            "“rehearse restore --undo” brings it back."
        ),
    )
    restore.add_argument("file", nargs="?", metavar="FILE", help=_("a file that “rehearse backup” wrote"))
    restore.add_argument("--check", action="store_true", help=_("read all of it and change nothing"))
    restore.add_argument("--undo", action="store_true", help=_("bring back what the last restore set aside"))
    _format(restore, SIMPLE_FORMATS)


def _looks(command: _Command) -> None:
    devices = command("devices", "devices", _("List microphones and loudspeakers."))
    _format(devices, SIMPLE_FORMATS)
    doctor = command("doctor", "doctor", _("Check that everything Rehearse needs is there."))
    _format(doctor, SIMPLE_FORMATS)
    demo = command("demo", "demo", _("Score the sample recordings and write a report."))
    demo.add_argument("--report", metavar="FILE", help=_("where to write the report"))
    window = command("window", "window", _("Open the window (also without any command)."))
    window.add_argument(
        "files", nargs="*", metavar="FILE", help=_("bundles or recordings to look over first")
    )
    window.set_defaults(command="window")


def _models(command: _Command) -> None:
    models = command("models", "models", _("List, install, choose and remove speech models."))
    models.set_defaults(action="list", format="text")
    action = add_actions(models)
    _format(action("list", _("List the models there are and those that can be had.")), SIMPLE_FORMATS)
    install = action("install", _("Install a model: download it, or take it from a file or folder."))
    install.add_argument("name", nargs="?", metavar="NAME", help=_("a name from the list"))
    install.add_argument("--from", dest="source", metavar="ZIP|DIR", help=_("a model that is here already"))
    remove = action("remove", _("Remove an installed model."))
    remove.add_argument("name", metavar="NAME")
    use = action("use", _("Try a model out and make it the one that hears."))
    use.add_argument("name", metavar="NAME|DIR")


def _rules(command: _Command) -> None:
    rules = command(
        "rules",
        "rules",
        _("List, explain, check and switch the rules for phrases."),
        _("A rule is named by its id, such as “pressure.act-now”; a whole pack by its name."),
    )
    rules.set_defaults(action="list", category=None, off=False, format="text")
    action = add_actions(rules)
    listed = action("list", _("List the rules."))
    listed.add_argument("--category", metavar="NAME", help=_("those of one category alone"))
    listed.add_argument("--off", action="store_true", help=_("those that are switched off alone"))
    _format(listed, SIMPLE_FORMATS)
    explain = action("explain", _("Tell what a rule looks for, or what the rules say about a text."))
    explain.add_argument("what", nargs="+", metavar="ID|TEXT", help=_("a rule's id, or words to try"))
    _format(explain, SIMPLE_FORMATS)
    check = action("check", _("Check rule packs and try their examples."))
    check.add_argument(
        "places", nargs="*", metavar="FILE|DIR", help=_("packs to check (yours and the built-in ones)")
    )
    for name, help in (("off", _("Switch rules off.")), ("on", _("Switch rules on again."))):
        action(name, help).add_argument(
            "ids", nargs="+", metavar="ID", help=_("a rule's id or a pack's name")
        )


def _profiles(command: _Command) -> None:
    profiles = command("profiles", "profiles", _("List and check profiles: the targets to judge by."))
    profiles.set_defaults(action="list", format="text")
    action = add_actions(profiles)
    _format(action("list", _("List the profiles and their targets.")), SIMPLE_FORMATS)
    check = action("check", _("Check profiles."))
    check.add_argument(
        "places", nargs="*", metavar="FILE|DIR", help=_("profiles to check (yours and the built-in ones)")
    )


def _region(text: str) -> str:
    if len(text) != 2 or not text.isascii() or not text.isalpha():
        raise argparse.ArgumentTypeError(
            _("“{text}” is not a country; use two letters such as US").format(text=text)
        )
    return text.upper()


#: Which commands each part of the grammar makes, in the order of the help.
_PARTS: list[tuple[tuple[str, ...], Callable[[_Command], None]]] = [
    (("score",), _score),
    (("lint",), _lint),
    (("record",), _record),
    (("takes",), add_takes),
    (("scripts",), add_scripts),
    (("drill",), add_drill),
    (("calls",), add_calls),
    (("stats",), add_stats),
    (("rubrics", "marks", "team", "speakers"), add_desk),
    (("export", "import"), _exchange),
    (("bundle",), add_bundle),
    (("rules",), _rules),
    (("profiles",), _profiles),
    (("models",), _models),
    (("backup", "restore"), _keeping),
    (("devices", "doctor", "demo", "window"), _looks),
]
