"""A message read from the prompter: it scrolls with the voice, and the take is laid beside its script."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from rehearse.audio.decode import decode_speech
from rehearse.studio import Studio
from rehearse.ui.tasks import Tasks
from rehearse.ui.window import MainWindow
from tests.end_to_end.test_window import PATIENCE_MS, studio, window
from tests.helpers.commands import SAMPLES
from tests.helpers.virtual_mic import VirtualMicrophone, write_wav

__all__ = ["studio", "window"]

#: What is said in the first twelve seconds of the sample, with its beginning open.
SCRIPT = """Hello, my name is [your name] and I am calling from Summit Office Solutions.

We are a leading provider of business services and we have been in business for over twenty years.
We offer a full range of products, and our award winning team is here to help you.
We can save you money and improve your bottom line.

Our customers tell us that our service is the best in the industry."""


@pytest.fixture(scope="module")
def brochure(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pcm = b"".join(decode_speech(SAMPLES / "brochure.flac"))
    return write_wav(tmp_path_factory.mktemp("speech") / "brochure.wav", pcm[: 12 * 32_000])


@pytest.mark.slow
def test_a_message_read_from_the_prompter(
    window: MainWindow,
    studio: Studio,
    tasks: Tasks,
    brochure: Path,
    virtual_microphone: VirtualMicrophone,
    qtbot: QtBot,
) -> None:
    stored = studio.scripts.add(SCRIPT, title="Brochure", slot_values={"your name": "Robert Parker"})
    script = window.stage.script
    script.choose(stored)
    qtbot.waitUntil(lambda: script.shown is not None and not tasks.busy, timeout=PATIENCE_MS)
    assert "my name is Robert Parker and" in script.prompter.toPlainText()
    places: list[float] = []
    scrolled: list[int] = []
    moved = script.prompter.set_place

    def remember(place: float, **named: bool) -> None:
        places.append(place)
        moved(place, **named)

    script.prompter.set_place = remember  # type: ignore[method-assign]
    script.prompter.verticalScrollBar().valueChanged.connect(scrolled.append)
    shown = script.shown
    assert shown is not None
    # Twelve seconds reach into "over twenty years", which the starter model hears roughly.
    reached = float(shown.script.words.index("over") - 1)
    window.stage.toggle()
    qtbot.waitUntil(lambda: window.stage.state == "recording", timeout=PATIENCE_MS)
    player = virtual_microphone.speak(brochure, wait=False)
    qtbot.waitUntil(lambda: player.poll() is not None, timeout=PATIENCE_MS)
    # A busy machine hears later than somebody speaks.
    qtbot.waitUntil(lambda: script.prompter.place >= reached, timeout=PATIENCE_MS)
    window.stage.toggle()
    qtbot.waitUntil(lambda: window.page == "review", timeout=PATIENCE_MS)

    assert max(places) <= reached + 8, "it waits where the speaker stops"
    backwards = [a - b for a, b in itertools.pairwise(places) if b < a]
    assert max(backwards, default=0) <= 12
    assert len({round(place) for place in places}) >= 8, "step by step, not in one jump"
    assert scrolled
    assert scrolled[-1] > 100

    (summary,) = studio.takes()
    assert summary.script_id == stored.id
    assert "script" in summary.bands
    review = window.review
    qtbot.waitUntil(review.script.isVisible, timeout=PATIENCE_MS)
    assert review.script.heading.text() == "Your script: Brochure"
    assert "leading provider" in review.script.words.text()
    assert "<s>" in review.script.words.text(), "the end of the script was not said"
    before = review.script.words.text()

    # The script is changed; the older take is shown beside the words it was made with.
    changed = studio.scripts.change(stored.id, text="Something else altogether.")
    assert changed.id != stored.id
    studio.settings.update(profile="hubspot")  # judged again, by other targets
    window.open_take(summary.id)
    qtbot.waitUntil(lambda: review.review is not None and not tasks.busy, timeout=PATIENCE_MS)
    assert review.script.words.text() == before
    assert studio.library.take(summary.id).scorecard.check("script") is not None
