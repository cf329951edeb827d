"""`rehearse profiles`: the sets of targets there are, and whether their files are right."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING, Any

from rehearse.analysis.profiles import Profile, load_profiles
from rehearse.cli.data_problems import existing
from rehearse.exchange.terminal import BOLD, DIM, Style, paragraph, safe
from rehearse.files import builtin_profiles_folder
from rehearse.i18n import _, ngettext

if TYPE_CHECKING:
    from rehearse.cli.program import Context


def run(args: Namespace, context: Context) -> int:
    {"list": _list, "check": _check}[args.action](args, context)
    return 0


def _list(args: Namespace, context: Context) -> None:
    studio, console = context.studio, context.console
    profiles = studio.profiles
    for problem in profiles.problems:
        console.error(problem)
    builtin = load_profiles([builtin_profiles_folder()])
    used = studio.profile().name
    ordered = sorted(profiles.values(), key=lambda profile: (profile.length.good_s, profile.name))
    if args.format == "json":
        console.write_json([_dict(profile, builtin.get(profile.name), used) for profile in ordered])
        return
    style = console.style
    console.write("\n".join(_entry(profile, builtin.get(profile.name), used, style) for profile in ordered))


def _dict(profile: Profile, builtin: Profile | None, used: str) -> dict[str, Any]:
    length, pace = profile.length, profile.pace
    own = builtin is None or builtin.file != profile.file
    return {
        "name": profile.name,
        "title": profile.title,
        "summary": profile.summary,
        "in_use": profile.name == used,
        "origin": "own" if own else "built-in",
        "replaces": builtin.file if own and builtin else None,
        "file": profile.file,
        "wants_number": profile.wants_number,
        "length": {
            "thin_s": length.thin_s,
            "good_s": length.good_s,
            "off_s": length.off_s,
            "brochure_s": list(length.brochure_s) if length.brochure_s else None,
            "source": length.source,
        },
        "phone": {"early_fraction": profile.phone.early_fraction, "source": profile.phone.source},
        "pace": {
            "off_slow_wpm": pace.off_slow_wpm,
            "good_slow_wpm": pace.good_slow_wpm,
            "good_fast_wpm": pace.good_fast_wpm,
            "off_fast_wpm": pace.off_fast_wpm,
            "assumed_wpm": pace.assumed_wpm,
            "source": pace.source,
        },
    }


def _entry(profile: Profile, builtin: Profile | None, used: str, style: Style) -> str:
    sign = style.sign("●", "*") if profile.name == used else " "
    notes = []
    if builtin is None:
        notes.append(_("yours"))
    elif builtin.file != profile.file:
        notes.append(_("yours, in place of the built-in one"))
    lines = [style.paint(f"{sign} {safe(profile.name)}", BOLD) + "".join(f"  {note}" for note in notes)]
    lines += paragraph(profile.summary, style, indent=4)
    length, pace = profile.length, profile.pace
    targets = _("Good up to {good:g} s, too long from {off:g} s, under {thin:g} s too thin.").format(
        good=length.good_s, off=length.off_s, thin=length.thin_s
    )
    if profile.wants_number:
        targets += " " + _("Number within the first {percent:.0f} %.").format(
            percent=100 * profile.phone.early_fraction
        )
    else:
        targets += " " + _("No number wanted.")
    targets += " " + _("Pace {slow:g} to {fast:g} words a minute.").format(
        slow=pace.good_slow_wpm, fast=pace.good_fast_wpm
    )
    lines += paragraph(targets, style, indent=4)
    for source in dict.fromkeys(profile.sources):
        lines += paragraph(source, style, DIM, indent=4)
    return "\n".join(lines) + "\n"


def _check(args: Namespace, context: Context) -> None:
    console = context.console
    places = (
        existing(args.places, console)
        if args.places
        else [builtin_profiles_folder(), context.studio.paths.profiles]
    )
    # Each by itself: a user's own profile is checked beside the built-in one it replaces.
    checked = [load_profiles([place]) for place in places]
    n_right = sum(map(len, checked))
    problems = [problem for profiles in checked for problem in profiles.problems]
    for problem in problems:
        console.error(problem.message if not problem.help else f"{problem.message} {problem.help}")
    told = [
        ngettext("{n} profile is right", "{n} profiles are right", n_right).format(n=n_right),
        ngettext("{n} problem", "{n} problems", len(problems)).format(n=len(problems)),
    ]
    console.write(", ".join(told) + "\n")
