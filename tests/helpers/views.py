"""Every view of the window, one after the other, for tests that look at all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QAbstractButton

from rehearse.analysis.message import Message
from rehearse.exchange.bundle_out import write_bundle
from rehearse.exchange.sending import BundleWishes
from rehearse.speech.transcript import Span
from rehearse.ui.settings_index import sections
from rehearse.ui.window import MainWindow
from tests.helpers.drill_views import drill_form_views, drill_page_views, drill_views
from tests.helpers.fake_studio import FakeMonitor, device
from tests.helpers.messages import audio_message
from tests.helpers.texts_in_sight import cut_texts, texts_in
from tests.ui.review_helpers import QuietStudio, record

__all__ = ["BROCHURE", "ViewsStudio", "cut_texts", "every_view", "progress_views", "texts_in"]

#: A recording of a few seconds.
SPEECH = Path(__file__).parents[1] / "data" / "speech" / "doubtful.flac"

#: A brochure with everything a review can show; said by nobody.
BROCHURE = (
    "hi dana this is um bob with acme we are the leading provider of copiers and we can save you money"
    " i wanted to touch base and see if you have a few minutes next week i have a report on how three"
    " printers in your street cut their paper bill please call me back at your earliest convenience my"
    " number is nine one nine five five five oh one oh five thank you and have a great day"
)


class ViewsStudio(QuietStudio):
    """The real studio with takes in its library, and a microphone that is always there."""

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        self.settings.update(first_start_done=True, speaker="Дана")
        self.monitor = FakeMonitor()
        self.monitor.device = device("Микрофон")

    def microphone(self) -> Any:
        return self.monitor.device

    def loudspeaker(self) -> Any:
        return device("Колонки", kind="output")

    def open_monitor(self) -> Any:
        return self.monitor

    def add_take(self, said: str, title: str) -> str:
        """A take of these words, judged by the real rules."""
        scored = audio_message(words=said.split())
        assert scored.transcript is not None
        take = record(self, scored.transcript)
        analysis = self.judge_to_keep(Message.from_transcript(scored.transcript), sound=None)
        self.library.save_result(take.id, scored.transcript, analysis.scorecard)
        self.rename(take.id, title)
        return take.id

    def add_calls(self, n_left: int, n_back: int, title: str) -> None:
        """A script of this title, and a block of calls made with it."""
        script = self.scripts.add("Ку-ку, 617-555-0168.", title=title)
        self.library.calls.add(date.today(), script.id, n_left, n_back, "Заметка")


def every_view(
    window: MainWindow, takes: list[str], wait: Callable[[Callable[[], bool]], None]
) -> Iterator[str]:
    """Show view after view; the name of each once it is in sight and at rest."""
    tasks = window._tasks
    for page in ("welcome", "stage", "takes", "settings"):
        window.show_page(page)
        wait(lambda: not tasks.busy)
        yield page
    yield from _takes_views(window, wait)
    yield from _coach(window, takes, wait)
    for name in _scripts(window, wait):
        yield f"scripts: {name}"
    yield from drill_form_views(window, wait)
    yield from progress_views(window, wait)
    yield from drill_page_views(window, takes, wait)
    yield from drill_views(window, takes, wait)
    window.show_page("settings")
    for section in sections():
        window.settings.show_section(section.id)
        wait(lambda: not tasks.busy)
        yield f"settings: {section.title}"
    yield from _imports(window, wait)
    window.open_palette()
    yield "the palette"
    window.open_palette()
    for number, take_id in enumerate(takes):
        window.open_take(take_id)
        wait(lambda: window.review.review is not None and not tasks.busy)
        yield f"review {number + 1}"
    asked = window.export_takes()
    assert asked is not None
    wait(asked.isVisible)
    yield "the sheet for exporting"
    asked.show_tab("bundle")
    wait(lambda: asked.bundle.can_be_written)
    asked.no_names.click()
    wait(lambda: asked.bundle.can_be_written and not tasks.busy)
    yield "the sheet for a bundle"
    asked.reject()
    yield from _bundles(window, takes, wait)
    window.open_take(takes[-1], "dana")
    wait(lambda: window.review.review is not None and not tasks.busy)
    window.review.notes.write()
    window.review.page.notes.written.emit("Медленнее")
    wait(lambda: not tasks.busy)
    yield "review: found, with a note"
    window.review.page.notes.leave()


def _coach(window: MainWindow, takes: list[str], wait: Callable[[Callable[[], bool]], None]) -> Iterator[str]:
    """The coach's page: a take that is heard, a note typed, an answer against a check, the team."""
    tasks = window._tasks
    window.show_page("coach")
    view = window.pages.get("coach")
    wait(lambda: view.hears and not tasks.busy)
    view.list.choose(takes[-1])
    wait(lambda: view.take.take_id == takes[-1] and view.take.review is not None and not tasks.busy)
    marking = view.take.marking
    marking.react_with(0)
    next(row for row in marking.rubric.rows if row.asked.automatic == "no").answer("yes")  # a reason is asked
    view.take.notes.write()
    wait(lambda: not tasks.busy)
    yield "coach: hear"
    view.take.page.notes.leave()
    view.take.toggle_compare()
    wait(lambda: not tasks.busy)
    yield "coach: compare"
    view.take.toggle_compare()
    view.show_tab("team")
    wait(lambda: not tasks.busy)
    yield "coach: team"
    view.show_tab("hear")
    wait(lambda: not tasks.busy)


def _takes_views(window: MainWindow, wait: Callable[[Callable[[], bool]], None]) -> Iterator[str]:
    """The page of takes while one searches, tags, names, and asks to delete for good."""
    tasks, view = window._tasks, window.takes
    window.show_page("takes")
    wait(lambda: not tasks.busy)
    view.list.selectAll()
    view.tag_selected()
    view.bar.tags_changed.emit(["Тёплый", "Весна"], [])
    wait(lambda: not tasks.busy)
    yield "takes: tags"
    view.name_speaker()
    view.bar.speaker_changed.emit("Кто-то")
    view.name_speaker()
    yield "takes: speaker"
    view.bar.leave()
    view.filters.date.set_value("days")
    view.filters.starred.click()
    wait(lambda: not tasks.busy)
    yield "takes: none like that"
    view.show_all()
    view.search_for("five")
    wait(lambda: not tasks.busy)
    yield "takes: found"
    view.show_all()
    view.delete_selected()
    view.trash_button.click()
    wait(lambda: not tasks.busy)
    yield "takes: trash"
    view.bar.ask_purge()
    yield "takes: for good?"
    view.bar.leave()
    view.restore_selected()
    view.all_button.click()
    wait(lambda: not tasks.busy)
    for banner in window.banners.shown:
        banner.put_away()


#: A script with a finding, a number, a reason and a place to fill in; its words are in no plain letters, so
#: that nothing of the window's own can hide among them.
SCRIPT = "Привет [имя], мы лидеры рынка. 415-555-0142. У меня есть история о школе."


def _scripts(window: MainWindow, wait: Callable[[Callable[[], bool]], None]) -> Iterator[str]:
    """The page of the scripts: without any, writing, versions, variants, ideas."""
    studio, tasks = window._studio, window._tasks

    def rest() -> None:
        wait(lambda: not tasks.busy)

    window.show_page("scripts")
    view = window.pages.get("scripts")
    rest()
    wait(lambda: not view.starters.filling)
    yield "examples"
    stored = studio.scripts.add(SCRIPT, title="Школа")
    studio.library.begin_take(script_id=stored.id)
    stored = studio.scripts.change(stored.id, text=SCRIPT + " 415-555-0142")
    studio.scripts.add_variant(stored.id)
    studio.scripts.answer(stored.id, "История")
    view.refresh()
    rest()
    view.write(studio.scripts.newest(stored.id))
    rest()
    yield "writing"
    view.show_versions()
    rest()
    yield "versions"
    view.back_to_writing()
    view.show_variants()
    rest()
    yield "variants"
    view.show_mode("ideas")
    rest()
    yield "no ideas"
    idea = studio.library.ideas.add("Спеть номер")
    studio.library.ideas.change(idea.id, outcome="Никто не звонил")
    for text in ("Половина сообщения", "Три причины"):
        studio.library.ideas.add(text)
    view.board.refresh()
    rest()
    yield "ideas"
    view.show_mode("write")
    rest()


def _imports(window: MainWindow, wait: Callable[[Callable[[], bool]], None]) -> Iterator[str]:
    """The page of recordings that were looked over, and the bar while they are listened to."""
    studio, tasks, imports = window._studio, window._tasks, window.imports

    def rest() -> None:
        wait(lambda: not tasks.busy)

    imports.show()
    rest()
    yield "import: nothing yet"
    top = Path(studio.paths.data) / "Звонки"
    (top / "Анна Ли").mkdir(parents=True)
    for name in ("Звонок.flac", "Копия.flac"):
        (top / "Анна Ли" / name).write_bytes(SPEECH.read_bytes())
    (top / "Обрывок.wav").write_bytes(b"")
    (top / "Заметка.txt").write_text("Привет")
    imports.look_over([top])
    rest()
    page = imports.page
    yield "import: found"
    page.fields.moment.setModified(True)
    page.fields.moment.setText("31")
    page.fields.moment.editingFinished.emit()
    page.table.toggle_chosen()
    yield "import: left out, and no date"
    page.table.toggle_chosen()
    for which in (page.bad_button, page.there_button):
        which.click()
        yield f"import: {which.objectName()}"
    window.show_page("takes")
    rest()
    yield "import: waits"
    window.redoing.hold(True)  # nothing is begun: what is listened to would take its time
    imports.show()
    page.keep()
    hearing = imports.hearing
    wait(lambda: hearing.running and hearing.progress is not None)
    yield "import: listening waits"
    hearing.pause()
    yield "import: paused"
    hearing.stop()
    rest()
    yield "import: the rest is left"
    kept = studio.library.imports.to_hear()
    studio.delete(kept)
    studio.library.purge_now(kept)
    window.redoing.hold(False)
    hearing.look()
    rest()
    for banner in window.banners.shown:
        banner.put_away()


def _bundles(
    window: MainWindow, takes: list[str], wait: Callable[[Callable[[], bool]], None]
) -> Iterator[str]:
    """A bundle that is told before it is taken in, what came of it, and a take that is answered."""
    studio, tasks, imports = window._studio, window._tasks, window.imports
    path = Path(studio.paths.data) / "Ответ.rehearse"
    note = studio.library.notes.add(takes[0], "Медленнее", "Анна Ли", 0, 1, Span(0.0, 0.4))
    studio.library.arrivals.answer(takes[1], takes[0])
    write_bundle(studio.library, takes, path, BundleWishes())
    studio.library.notes.delete(note.id)
    imports.look_over([path])
    wait(lambda: imports.bundles.sheet is not None and not tasks.busy)
    sheet = imports.bundles.sheet
    assert sheet is not None
    wait(sheet.isVisible)
    yield "the sheet of a bundle"
    sheet.take_button.click()
    wait(lambda: imports.bundles.sheet is None and not tasks.busy)
    yield "a bundle was taken in"
    for banner in window.banners.shown:
        banner.put_away()
    studio.library.notes.put_back(note)
    window.answering.begin(takes[0])
    wait(lambda: not tasks.busy)
    yield "stage: answering"
    window.answering.leave()
    window.stage.script.choose(None)
    wait(lambda: not tasks.busy)


def progress_views(window: MainWindow, wait: Callable[[Callable[[], bool]], None]) -> Iterator[str]:
    """The page of progress: each way to show the takes, then the call log."""
    tasks = window._tasks
    window.show_page("progress")
    page = window.pages.get("progress")
    page.show_tab("practice")
    wait(lambda: not tasks.busy and page.practice.isVisible() and bool(page.practice.told.text()))
    part = page.practice
    for view in ("time", "scripts", "table"):
        page.practice.views.findChild(QAbstractButton, f"chart_view_{view}").click()
        # The chart is painted between two passes of the layouts; a text that stays cut ends the wait.
        wait(lambda: not tasks.busy and part.height() == part.heightForWidth(part.width()))
        yield f"progress: {view}"
    page.practice.views.findChild(QAbstractButton, "chart_view_time").click()
    page.show_tab("calls")
    wait(lambda: not tasks.busy)
    yield "progress: calls"
    page.show_tab("practice")
    wait(lambda: not tasks.busy)
