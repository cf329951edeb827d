"""What can be done with bundles and answers, for the keys and the palette."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rehearse.i18n import _
from rehearse.ui.commands import Command

if TYPE_CHECKING:
    from rehearse.ui.window import MainWindow


def bundle_commands(window: MainWindow) -> list[Command]:
    """Sending takes; the rest of what comes and goes is with importing and exporting."""

    def export() -> None:
        window.export_takes()

    def send() -> None:
        if not window.is_recording:
            window.exports.ask_here(bundle=True)

    def on_coach() -> bool:
        return bool(window.pages.get("coach").hears)

    def on_takes() -> bool:
        return not window.takes.in_trash and window.takes.delete_button.isEnabled()

    def answered() -> bool:
        return window.review.linked.answered_id is not None

    def to_answered() -> None:
        if (take_id := window.review.linked.answered_id) is not None:
            window.open_take(take_id)

    words = _("send bundle coach feedback share export rehearse file")
    return [
        Command(
            "coach.export",
            _("Export this take"),
            export,
            "E",
            _("save send report page pdf subtitles captions table csv zip"),
            page="coach",
            enabled=on_coach,
        ),
        Command(
            "coach.send", _("Send back as a bundle"), send, "Ctrl+E", words, page="coach", enabled=on_coach
        ),
        Command(
            "review.answer",
            _("Answer with a new take"),
            window.answering.begin,
            "A",
            _("record reply coach feedback again"),
            page="review",
        ),
        Command(
            "review.answered",
            _("Go to the take it answers"),
            to_answered,
            "",
            _("reply before original"),
            page="review",
            enabled=answered,
        ),
        Command("review.send", _("Send this take as a bundle"), send, "Ctrl+E", words, page="review"),
        Command(
            "takes.send",
            _("Send the chosen takes as a bundle"),
            send,
            "Ctrl+E",
            words,
            page="takes",
            enabled=on_takes,
        ),
    ]
