"""Pictures of the coach's page, from a library in which three people have left messages."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from rehearse.studio import Studio

Wait = Callable[[Callable[[], bool], str], None]

#: Who said what, the oldest first.
SAID = (
    (
        "Marisol Quintero",
        "hi dana it's marisol quintero six one seven five five five oh one six eight i have a story about how"
        " a school two streets from you cut the time parents wait on the phone by half",
    ),
    (
        "Dale Hutchcroft",
        "hello this is um dale with summit office we are a leading provider of business services and we have"
        " been in business for over twenty years we offer a full range of products and i wanted to touch base"
        " please call me back at your earliest convenience at six one seven five five five oh one four two"
        " thank you and have a great day",
    ),
    ("Anh Pham", "hi lee this is anh with brightwater please call me back"),
    (
        "Dale Hutchcroft",
        "hi sam it's dale from summit office we are the leading provider of copiers and we can save you money"
        " my number is six one seven five five five oh one four two",
    ),
    (
        "Marisol Quintero",
        "hi sam marisol here six one seven five five five oh one six eight i counted three signs on your"
        " street that send people to the wrong door call me and i will tell you which",
    ),
    (
        "Dale Hutchcroft",
        "hi kim it's dale with summit office six one seven five five five oh one four two i have a report on"
        " how three printers in your street cut their paper bill and we are a leading provider of paper",
    ),
    (
        "Marisol Quintero",
        "hi ana it's marisol six one seven five five five oh one six eight i have a story for you",
    ),
)


def leave_messages(studio: Studio) -> list[str]:
    """Everybody's takes, judged; their ids, the oldest first."""
    from rehearse.analysis.message import Message
    from tests.helpers.messages import audio_message
    from tests.ui.review_helpers import record

    made = []
    for speaker, said in SAID:
        transcript = audio_message(words=said.split()).transcript
        assert transcript is not None
        take = record(studio, transcript)
        judged = studio.judge_to_keep(Message.from_transcript(transcript), sound=None)
        studio.library.save_result(take.id, transcript, judged.scorecard)
        studio.library.set_speaker([take.id], speaker)
        made.append(take.id)
    return made


def take_coach(folder: Path, home: Path, size: tuple[int, int], wait: Wait) -> None:
    """A message that is heard, and the team; both shades."""
    from rehearse.paths import Paths
    from rehearse.settings import SettingsStore
    from rehearse.studio import Studio
    from rehearse.ui.tasks import Tasks
    from rehearse.ui.theme import choose_theme
    from rehearse.ui.window import MainWindow

    paths = Paths.below(home)
    settings = SettingsStore(paths.settings)
    settings.update(first_start_done=True, speaker="Coach")
    studio = Studio(paths, settings)
    takes = leave_messages(studio)
    studio.library.notes.add(takes[-2], "Begin with the report: it is about them.", "Coach")

    def take_shade(shade: Literal["light", "dark"]) -> None:
        tasks = Tasks()
        window = MainWindow(studio, tasks, choose_theme(shade))
        window.resize(*size)
        window.show()
        wait(lambda: window._begun and not tasks.busy, "the window")
        window.show_page("coach")
        page = window.pages.get("coach")
        wait(lambda: not tasks.busy and page.hears, "the queue")
        page.list.choose(takes[-2])
        wait(lambda: not tasks.busy and page.take.take_id == takes[-2] and page.take.review, "the take")
        for banner in window.banners.shown:
            banner.put_away()

        def grab(name: str) -> None:
            end = time.monotonic() + 0.6
            wait(lambda: time.monotonic() > end, "the picture to settle")
            path = folder / f"{name}-{shade}.png"
            window.grab().save(str(path))
            print(path)

        marking = page.take.marking
        if shade == "light":
            page.take.transcript.go_to(6)
            marking.react_with(1)
            for answer in ("yes", "yes", "no"):
                marking.rubric.answer(answer)
                wait(lambda: not tasks.busy, "the answer")
        grab("coach")
        marking.set_heard(False)
        wait(lambda: not tasks.busy, "the queue as before")
        page.show_tab("team")
        wait(lambda: not tasks.busy, "the team")
        grab("team")
        window.close()
        tasks.close()

    take_shade("light")
    take_shade("dark")
    studio.close()
