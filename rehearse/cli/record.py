"""`rehearse record`: one take from the terminal.  However it ends, what was said stays in the library."""

from __future__ import annotations

import time
from argparse import Namespace
from typing import TYPE_CHECKING

from rehearse.cli.console import Console, clock
from rehearse.cli.names import short_id
from rehearse.cli.output import MessagePrinter
from rehearse.cli.score import read_script
from rehearse.cli.stopping import EnterKey, SilenceWatch, Stops, watched_signals
from rehearse.cli.takes import scored_take, sweep, take_title
from rehearse.cli.waits import telling_waits
from rehearse.errors import Cancelled, NoMicrophone, RehearseError
from rehearse.exchange.terminal import safe
from rehearse.i18n import _
from rehearse.progress import CancelToken

if TYPE_CHECKING:
    from rehearse.audio.capture import CaptureStatus, Warn
    from rehearse.audio.devices import Device
    from rehearse.cli.program import Context
    from rehearse.live_take import LiveStatus, LiveTake, Review
    from rehearse.script.script import Script

#: Often enough for a level to look alive, seldom enough to cost nothing.
_POLL_S = 0.05

#: The bar shows levels between these two: below it is silence, above it is clipping.
_BAR_FROM_DBFS, _BAR_TO_DBFS = -60.0, 0.0


def run(args: Namespace, context: Context) -> int:
    from rehearse.audio.portaudio import hush

    hush()
    sweep(context)
    console = context.console
    with telling_waits(console):
        device = microphone_called(args.device, context)
    script = _shown_script(args.script, console) if args.script else None
    with watched_signals() as stops:
        with telling_waits(console):
            live = context.studio.start_take(device=device, script=script)
        try:
            console.say(_how_to_stop(device, args))
            why = _record(live, args, console, stops)
        finally:
            # Whatever happened above, the sound is made safe before anything else.
            take = live.stop()
        if args.title:
            context.studio.rename(take.id, args.title)
        length = clock(take.duration_s or 0.0)
        told = _("Kept as take {name}, {length} long.").format(name=short_id(take.id), length=length)
        console.say(f"{why} {told}".strip())
        review = _hear(live, console, stops)
    printer = MessagePrinter(console, args.format, several=False)
    if review is None:
        return 130
    printer.add(scored_take(review), title=take_title(take.id, args.title or take.title, take.created_at))
    printer.close()
    return 0


def _shown_script(name: str, console: Console) -> Script:
    """The script, shown before the recording begins; one that cannot be read ends it before it began."""
    script = read_script(name, console)
    for line in [script.title, "", *script.text.splitlines(), ""]:
        console.say(line)
    return script


def microphone_called(name: str | None, context: Context) -> Device:
    """The microphone of that name or part of one, without a name the chosen one; raises `NoMicrophone`."""
    if name is None:
        return context.studio.microphone()
    from rehearse.audio.devices import list_devices

    devices = list_devices("input")
    wanted = name.casefold()
    fitting = [device for device in devices if device.key.name.casefold() == wanted] or [
        device for device in devices if wanted in device.key.name.casefold()
    ]
    if fitting:
        return fitting[0]
    raise NoMicrophone(
        _("There is no microphone “{name}”.").format(name=name),
        help=_("Here: {names}.").format(names=", ".join(device.key.name for device in devices) or _("none")),
    )


def _how_to_stop(device: Device, args: Namespace) -> str:
    text = _("Recording from {device}.  Press Enter to stop.").format(device=safe(device.key.name))
    if args.seconds:
        text += " " + _("It stops by itself after {n:g} s.").format(n=args.seconds)
    if args.stop_after_silence:
        text += " " + _("It stops by itself after {n:g} s of silence.").format(n=args.stop_after_silence)
    return text


def _record(live: LiveTake, args: Namespace, console: Console, stops: Stops) -> str:
    """Wait for the end; why it came, in a sentence (empty when the user ended it)."""
    enter, silence = EnterKey(), SilenceWatch(args.stop_after_silence)
    warned: Warn | None = None
    while True:
        status = live.status()
        capture = status.capture
        if capture.state in ("stopped", "lost"):
            # It ended by itself: the take is shorter than what was said, so the exit status tells it.
            if capture.error is not None:
                console.error(capture.error)
            return ""
        if stops.count or enter.pressed():
            return ""
        if args.seconds and capture.elapsed_s >= args.seconds:
            return ""
        if silence.over(capture.elapsed_s, capture.level.rms_dbfs):
            return _("Nobody spoke any more.")
        if capture.warning != warned:
            warned = capture.warning
            words = warning_words(capture)
            if words and not console.live:
                console.say(words)
        console.progress(live_line(status, console))
        time.sleep(_POLL_S)


def live_line(status: LiveStatus, console: Console) -> str:
    """Elapsed time, level, and a warning or the latest words."""
    capture = status.capture
    level = capture.level.peak_dbfs
    span_db = _BAR_TO_DBFS - _BAR_FROM_DBFS
    bar = console.bar(0.0 if level is None else (level - _BAR_FROM_DBFS) / span_db, 16)
    tail = warning_words(capture)
    if not tail:
        words = [word.text for word in status.words[-6:]] + status.partial.split()
        tail = " ".join(words[-6:])
        if not status.model_ready and not tail:
            tail = _("(the model is loading; speak all the same)")
    return f"REC {clock(capture.elapsed_s)}  {bar}  {tail}"


def warning_words(capture: CaptureStatus) -> str:
    """What is wrong with the sound right now, and what to do; empty when nothing is."""
    words = {
        "silent": _("No sound at all: unmute the microphone, or allow it in your settings."),
        "too_quiet": _("Too quiet: come closer or turn the microphone up."),
        "clipping": _("Too loud: move back or turn the microphone down."),
        "overflow": _("Bits of sound are missing, the rest is kept: close other programs."),
        "no_input": _("Nothing arrives any more: check the microphone. What you said is kept."),
        "disk_low": _("The disk is almost full."),
    }
    return words.get(capture.warning.name.lower(), "")


def _hear(live: LiveTake, console: Console, stops: Stops) -> Review | None:
    """Wait for the words; None when the user does not want to wait (the sound is safe)."""
    cancel = CancelToken()
    stops.count = 1
    stops.on_second = cancel.cancel
    console.progress(_("Writing down what was heard…"), at_once=True)
    later = _("The sound is kept; “rehearse takes score {name}” listens to it later.").format(
        name=short_id(live.take_id)
    )
    try:
        return live.result(cancel=cancel)
    except Cancelled:
        console.say(later)
        return None
    except RehearseError as error:
        raise type(error)(error.message, help=error.help, kept=later) from error
    finally:
        console.clear()
