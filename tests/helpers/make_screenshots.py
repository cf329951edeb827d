"""Pictures of the real window, for the README and for whoever changed a view.

    QT_QPA_PLATFORM=offscreen bash tests/helpers/virtual-mic.sh -- \\
        .venv/bin/python -m tests.helpers.make_screenshots [FOLDER] [--scale 2] [--size 1180x780]

Every view, light and dark, with the sample recordings as takes; FOLDER is docs/screenshots by default.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from rehearse.studio import Studio

ROOT = Path(__file__).resolve().parents[2]


#: What the sample says, so that the prompter has something to follow.
SCRIPT = """Hello, my name is [your name] and I am calling from Summit Office Solutions.

We are a leading provider of business services and we have been in business for over twenty years.
We offer a full range of products, and our award winning team is here to help you.

If you could please give me a call back, my number is 617-555-0168."""


STORY_TITLE = "The waiting parents"
STORY = """Hi [first name], this is Kim Parker from Summit Office, 617-555-0168.

I have a story about how a school two streets from you cut the time parents wait on the phone by half. \
They changed one line in the greeting, and I wrote down which one.

We are a leading provider of phone systems.

Call me at 617-555-0168 and I will read you the line."""
ANSWER = "The one line that halved the wait at a school like theirs"
VARIANT = """Hi [first name], Kim Parker here, 617-555-0168.

Which line of your greeting makes half of the parents hang up? Call me, I will tell you: 617-555-0168."""
#: What was thought of, where it stands, and what came of it.
IDEAS = (
    ("Sing the number", "drop", "Two laughed, nobody called"),
    ("Leave half a message: “and the third reason is …”", "keep", "4 of 10 called back"),
    ("Name three websites that build office productivity", "try", ""),
    ("Ask which printer they would throw out of the window first", "new", ""),
    ("Offer to introduce them to the head of the school next door", "new", ""),
    ("Tell them what their competitor’s greeting sounds like", "new", ""),
)


#: The moments of a drill that are shown.
DRILL_SCENES = ("ready", "thinking", "speaking", "passed", "missed", "summary")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "docs" / "screenshots")
    parser.add_argument("--scale", default="1")
    parser.add_argument("--size", default="1180x780")
    options = parser.parse_args()
    os.environ["QT_SCALE_FACTOR"] = options.scale
    width, height = map(int, options.size.split("x"))
    options.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        take_all(options.folder, Path(home), width, height)


def take_all(folder: Path, home: Path, width: int, height: int) -> None:
    """Every page in both shades, from one library."""
    from PySide6.QtWidgets import QApplication

    from rehearse.audio.decode import decode_speech
    from rehearse.paths import Paths
    from rehearse.settings import SettingsStore
    from rehearse.studio import Studio
    from rehearse.ui.tasks import Tasks
    from rehearse.ui.theme import choose_theme
    from rehearse.ui.window import MainWindow
    from tests.helpers.bring_in import bring_in
    from tests.helpers.drill_scenes import scenes
    from tests.helpers.screenshots_coach import take_coach
    from tests.helpers.screenshots_drills import take_drills
    from tests.helpers.screenshots_progress import take_progress
    from tests.helpers.virtual_mic import MICROPHONE_NAME, connected, write_wav

    app = QApplication([])
    app.setStyle("Fusion")
    paths = Paths.below(home)
    settings = SettingsStore(paths.settings)
    settings.update(input_device=MICROPHONE_NAME)
    studio = Studio(paths, settings)
    samples = ROOT / "assets" / "samples"
    takes = {}
    for name in ("late-number", "bare-callback", "early-number", "cliffhanger", "brochure"):
        take = bring_in(studio.library, samples / f"{name}.flac")
        takes[name] = take.id
        studio.rename(take.id, name.replace("-", " ").capitalize())
        studio.score_take(take.id)
    studio.library.star([takes["early-number"]], True)
    studio.library.tag([takes["early-number"], takes["cliffhanger"]], add=["keep"])
    studio.library.tag([takes["late-number"]], add=["to show the coach"])
    studio.library.notes.add(
        takes["brochure"], "Nothing here is about them. Begin with what they do.", "Coach"
    )
    script = studio.scripts.add(SCRIPT, title="Summit, long", slot_values={"your name": "Robert Parker"})
    scripts_page(studio)
    calls = folder_of_calls(home / "Team calls")
    speech = write_wav(home / "speech.wav", b"".join(decode_speech(samples / "brochure.flac")))

    def wait(condition: Callable[[], bool], what: str) -> None:
        end = time.monotonic() + 60
        while not condition():
            app.processEvents()
            time.sleep(0.005)
            if time.monotonic() > end:
                raise SystemExit(f"waited in vain for {what}")

    def take_shade(shade: Literal["light", "dark"]) -> None:
        tasks = Tasks()
        settings.update(first_start_done=False, theme=shade)
        window = MainWindow(studio, tasks, choose_theme(shade))
        window.resize(width, height)
        window.show()

        def grab(name: str) -> None:
            end = time.monotonic() + 0.6
            wait(lambda: time.monotonic() > end, "the picture to settle")
            path = folder / f"{name}-{shade}.png"
            window.grab().save(str(path))
            print(path)

        wait(lambda: window.microphone.state == "open", "the microphone")
        player = connected().speak(speech, wait=False)
        grab("welcome")
        player.terminate()
        player.wait()
        window.show_page("stage")
        grab("stage")
        player = connected().speak(speech, wait=False)
        window.stage.start()
        wait(lambda: window.stage.state == "recording" and window.stage.ring.elapsed_s > 7, "seven seconds")
        grab("recording")
        window.stage.discard()
        wait(lambda: window.stage.state == "ready", "the end of the take")
        player.terminate()
        player.wait()
        grab("discarded")
        for banner in window.banners.shown:
            banner.put_away()
        window.stage.script.choose(script)
        wait(lambda: window.stage.script.shown is not None and not tasks.busy, "the script")
        window.stage.script.toggle_sheet()
        wait(lambda: not tasks.busy, "the scripts")
        grab("scripts")
        window.stage.script.sheet.write(script)
        wait(lambda: not tasks.busy, "the editor")
        grab("script-editor")
        player = connected().speak(speech, wait=False)
        window.stage.start()
        wait(lambda: window.stage.script.prompter.place > 14, "the second line")
        grab("prompter")
        window.stage.discard()
        wait(lambda: window.stage.state == "ready" and not tasks.busy, "the end of the take")
        player.terminate()
        player.wait()
        for banner in window.banners.shown:
            banner.put_away()
        window.stage.script.choose(None)
        for name, picture in (("brochure", "review"), ("early-number", "review-ready")):
            window.open_take(takes[name])
            wait(lambda: window.review.review is not None and not tasks.busy, "the review")
            grab(picture)
        window.review.toggle_compare()
        compared = window.review.comparing.view
        assert compared is not None
        wait(lambda: compared.comparison is not None and not tasks.busy, "the comparison")
        grab("compare")
        window.show_page("scripts")
        wait(lambda: not tasks.busy, "the scripts")
        page = window.pages.get("scripts")
        story = next(one for one in page.side.scripts if one.title == STORY_TITLE and one.variant == "A")
        page.write(story, focus=False)
        wait(lambda: not tasks.busy, "what is said of the script")
        page.writing.words_edit.go_to_next_mark(kinds=("pitch",))
        grab("writing")
        page.show_versions()
        wait(lambda: not tasks.busy, "the versions")
        grab("versions")
        page.back_to_writing()
        page.show_variants()
        wait(lambda: not tasks.busy, "the variants")
        grab("variants")
        page.begin_script()
        wait(lambda: not tasks.busy, "the examples")
        grab("examples")
        page.show_mode("ideas")
        wait(lambda: not tasks.busy, "the ideas")
        grab("ideas")
        window.edit_drill(from_="ladder")
        form = window.pages.get("drill_form")
        wait(lambda: not tasks.busy and not form.editor.filling, "the form of a drill")
        grab("drill-form")
        form.leave_page()
        for banner in window.banners.shown:
            banner.put_away()
        window.show_page("takes")
        wait(lambda: not tasks.busy, "the list")
        grab("takes")
        window.takes.search_for("number")
        wait(lambda: not tasks.busy, "what was found")
        grab("takes-found")
        window.takes.show_all()
        window.imports.look_over([calls])
        wait(lambda: not tasks.busy, "what is in the folder")
        grab("import")
        window.show_page("takes")
        window.redoing.hold(True)  # so that the bar stands still
        window.imports.keep(window.imports.page.rows)
        hearing = window.imports.hearing
        wait(lambda: hearing.running and hearing.progress is not None, "the bar")
        hearing.pause()
        grab("import-listening")
        hearing.stop()
        wait(lambda: not tasks.busy, "the end of listening")
        kept = studio.library.imports.to_hear()
        studio.delete(kept)
        studio.library.purge_now(kept)
        window.redoing.hold(False)
        hearing.look()
        for banner in window.banners.shown:
            banner.put_away()
        window.show_page("settings")
        wait(lambda: not tasks.busy, "the settings")
        grab("settings")
        for section in ("rules", "look", "keys", "data"):
            window.settings.show_section(section)
            wait(lambda: not tasks.busy, "the rules")
            grab(f"settings-{section}")
        deck = next(iter(studio.decks.values()))
        drill = studio.drills["call-block"]
        called = deck.cards[:10]
        for name in scenes(window, drill, called, [takes["late-number"]], lambda is_so: wait(is_so, "it")):
            if name in DRILL_SCENES:
                grab(f"drill-{name}")
        window.open_palette()
        grab("palette")
        window.open_palette()
        window.close()
        tasks.close()

    take_shade("light")
    take_shade("dark")
    studio.close()
    take_progress(folder, home / "practised", (width, height), wait)
    take_drills(folder, home / "drilled", (width, height), wait)
    take_coach(folder, home / "coached", (width, height), wait)


def folder_of_calls(top: Path) -> Path:
    """What a coach gets: recordings by two people, one that is torn, one that is none."""
    speech = sorted((ROOT / "tests" / "data" / "speech").glob("*.flac"))
    names = (
        "Alice Miller/call-20261120-101112.flac",
        "Alice Miller/call-20261121-150400.flac",
        "Jon Berg/The waiting parents.flac",
        "Jon Berg/voicemail to the head of the school.flac",
        "REC0042.flac",
    )
    for name, source in zip(names, speech, strict=True):
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_bytes(source.read_bytes())
    (top / "torn.wav").write_bytes(speech[0].read_bytes()[:20])
    (top / "notes.txt").write_text("To hear on Monday")
    return top


def scripts_page(studio: Studio) -> None:
    """Something to see on the page of the scripts: versions, a variant, ideas."""
    scripts, ideas = studio.scripts, studio.library.ideas
    story = scripts.add(
        STORY.replace("by half", "a lot"), title=STORY_TITLE, slot_values={"first name": "Dana"}
    )
    take = studio.library.begin_take(script_id=story.id)
    studio.library.delete([take.id])  # so that the words of then are a version of their own
    story = scripts.answer(scripts.change(story.id, text=STORY).id, ANSWER)
    variant = scripts.add_variant(story.id)
    scripts.change(variant.id, text=VARIANT)
    for text, state, outcome in IDEAS:
        ideas.change(ideas.add(text).id, state=state, outcome=outcome)


if __name__ == "__main__":
    main()
