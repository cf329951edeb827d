"""The window's commands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rehearse.i18n import _
from rehearse.ui.bundle_commands import bundle_commands
from rehearse.ui.coach_commands import coach_commands
from rehearse.ui.commands import Command
from rehearse.ui.drill_commands import drills_commands
from rehearse.ui.drill_form_commands import drill_form_commands
from rehearse.ui.drill_stage_commands import drill_stage_commands
from rehearse.ui.import_commands import import_commands
from rehearse.ui.progress_commands import progress_commands
from rehearse.ui.scripts_commands import scripts_commands
from rehearse.ui.take_commands import takes_commands

if TYPE_CHECKING:
    from rehearse.ui.window import MainWindow


def window_commands(window: MainWindow) -> list[Command]:
    """Everything that can be done in the window; a page is made when its command is run."""

    def show(page: str) -> Any:
        return lambda: window.show_page(page)

    def close() -> None:
        window.close()

    def export() -> None:
        window.export_takes()

    def recording() -> bool:
        return window.is_recording

    return [
        Command("record", _("Record, or stop"), window.record_or_stop, "Space", _("start talk"), safe=True),
        Command(
            "discard",
            _("Throw this take away"),
            lambda: window.drill.view.discard() if window.drill.is_recording else window.stage.discard(),
            "Esc",
            _("cancel delete"),
            enabled=recording,
            safe=True,
        ),
        Command("page.stage", _("Go to Rehearse"), show("stage"), "Ctrl+1", _("home practise voicemail")),
        Command(
            "page.drills", _("Go to Drills"), show("drills"), "Ctrl+2", _("warm up exercise pass miss repeat")
        ),
        Command("page.scripts", _("Go to Scripts"), show("scripts"), "Ctrl+3", _("write words versions")),
        Command("page.takes", _("Go to Takes"), show("takes"), "Ctrl+4", _("recordings list history")),
        Command(
            "page.progress",
            _("Go to Progress"),
            show("progress"),
            "Ctrl+5",
            _("charts calls streak statistics"),
        ),
        Command("page.coach", _("Go to Coach"), show("coach"), "Ctrl+6", _("team hear feedback queue")),
        Command("page.settings", _("Go to Settings"), show("settings"), "Ctrl+7", _("options preferences")),
        Command("palette", _("Find anything"), window.open_palette, "Ctrl+K", _("search command"), safe=True),
        Command(
            "stage.options",
            _("Countdown, beep, hands-free"),
            lambda: window.stage.toggle_options(),
            "Ctrl+O",
            _("greeting silence options"),
            page="stage",
        ),
        Command(
            "stage.script",
            _("Script"),
            lambda: window.stage.script.toggle_sheet(),
            "S",
            _("teleprompter prompter words text"),
            page="stage",
        ),
        Command(
            "stage.countdown",
            _("Change the countdown"),
            lambda: window.stage.options.next_countdown(),
            "Ctrl+D",
            _("seconds before wait"),
            page="stage",
        ),
        Command(
            "stage.greeting",
            _("Change the greeting"),
            lambda: window.stage.options.next_greeting(),
            "Ctrl+G",
            _("voicemail mailbox"),
            page="stage",
        ),
        Command(
            "stage.beep",
            _("Beep, or no beep"),
            lambda: window.stage.options.toggle_beep(),
            "Ctrl+B",
            _("tone sound"),
            page="stage",
        ),
        Command(
            "stage.hands_free",
            _("Hands-free, or not"),
            lambda: window.stage.options.toggle_hands_free(),
            "Ctrl+H",
            _("silence stop by itself"),
            page="stage",
        ),
        Command(
            "review.play",
            _("Play or pause"),
            lambda: window.review.toggle(),
            "P",
            _("listen hear sound"),
            page="review",
            also=("K",),
        ),
        Command(
            "review.again", _("Record again"), window.record_again, "R", _("retry repeat new"), page="review"
        ),
        Command(
            "review.compare",
            _("Compare with another take"),
            lambda: window.review.toggle_compare(),
            "C",
            _("before previous beside"),
            page="review",
        ),
        Command(
            "review.correct",
            _("Put a word right"),
            lambda: window.review.page.correct_word(),
            "F2",
            _("edit misheard transcript"),
            page="review",
        ),
        Command(
            "review.undo",
            _("Undo the last correction"),
            lambda: window.review.corrector.undo(),
            "Ctrl+Z",
            _("take back"),
            page="review",
        ),
        Command(
            "review.redo",
            _("Correct it once more"),
            lambda: window.review.corrector.redo(),
            "Ctrl+Shift+Z",
            _("redo"),
            page="review",
        ),
        Command(
            "review.back",
            _("Two seconds back"),
            lambda: window.review.skip(-2.0),
            "J",
            _("rewind"),
            page="review",
        ),
        Command(
            "review.forward",
            _("Two seconds on"),
            lambda: window.review.skip(2.0),
            "L",
            _("skip"),
            page="review",
        ),
        Command(
            "review.slower",
            _("Slower"),
            lambda: window.review.sound.slower(),
            "[",
            _("speed tempo"),
            page="review",
            also=("<",),
        ),
        Command(
            "review.faster",
            _("Faster"),
            lambda: window.review.sound.faster(),
            "]",
            _("speed tempo"),
            page="review",
            also=(">",),
        ),
        Command(
            "review.phone",
            _("As on the phone"),
            lambda: window.review.sound.toggle_phone(),
            "F",
            _("telephone"),
            page="review",
        ),
        Command(
            "review.loop",
            _("Loop the phrase"),
            lambda: window.review.sound.toggle_loop(),
            "O",
            _("repeat again"),
            page="review",
        ),
        Command(
            "review.note",
            _("Write a note here"),
            lambda: window.review.notes.write(),
            "N",
            _("comment remark pin"),
            page="review",
            also=("Ctrl+N",),
        ),
        Command(
            "review.export",
            _("Export this take"),
            export,
            "E",
            _("save send report page pdf subtitles captions table csv zip"),
            page="review",
        ),
        Command(
            "review.hit",
            _("Next place that was searched for"),
            lambda: window.review.hits.step(1),
            "F3",
            _("find search hit"),
            page="review",
            enabled=lambda: window.review.hits.found,
        ),
        Command(
            "review.hit_before",
            _("Place before that was searched for"),
            lambda: window.review.hits.step(-1),
            "Shift+F3",
            _("find search hit previous"),
            page="review",
            enabled=lambda: window.review.hits.found,
        ),
        *drills_commands(window),
        *drill_stage_commands(window),
        *takes_commands(window),
        *progress_commands(window),
        *coach_commands(window),
        *drill_form_commands(window),
        *import_commands(window),
        *bundle_commands(window),
        Command(
            "redo.judge",
            _("Judge all takes again"),
            lambda: window.redoing.run("judge"),
            "",
            _("rules profile rescore verdicts"),
            enabled=lambda: not window.redoing.running,
        ),
        Command(
            "redo.hear",
            _("Listen to all takes again"),
            lambda: window.redoing.run("hear"),
            "",
            _("model transcribe words"),
            enabled=lambda: not window.redoing.running,
        ),
        Command(
            "text.larger",
            _("Larger text"),
            lambda: window.look.step_text(1),
            "Ctrl++",
            _("zoom size font"),
            also=("Ctrl+=",),
        ),
        Command(
            "text.smaller",
            _("Smaller text"),
            lambda: window.look.step_text(-1),
            "Ctrl+-",
            _("zoom size font"),
        ),
        Command(
            "text.normal", _("Normal text"), lambda: window.look.step_text(0), "Ctrl+0", _("zoom size font")
        ),
        Command(
            "theme.light", _("Light colours"), lambda: window.look.choose_colours("light"), "", _("theme")
        ),
        Command(
            "theme.dark", _("Dark colours"), lambda: window.look.choose_colours("dark"), "", _("theme night")
        ),
        Command(
            "theme.system",
            _("Colours as the system"),
            lambda: window.look.choose_colours("system"),
            "",
            _("theme automatic"),
        ),
        *scripts_commands(window),
        # While recording too, as the window's own button does: the take is kept, then the window closes.
        Command("close", _("Close Rehearse"), close, "Ctrl+Q", _("quit exit end"), safe=True),
    ]
