"""Every view of the window, one after the other, for tests that look at all of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QComboBox,
    QLabel,
    QLineEdit,
    QScrollArea,
    QWidget,
)

from rehearse.analysis.message import Message
from rehearse.exchange.bundle_out import write_bundle
from rehearse.exchange.sending import BundleWishes
from rehearse.library.cards import ProspectCard
from rehearse.library.drill_runs import KeptMiss
from rehearse.speech.transcript import Span
from rehearse.ui.controls import Elided
from rehearse.ui.settings_index import sections
from rehearse.ui.window import MainWindow
from tests.helpers.drill_scenes import scenes
from tests.helpers.drills_done import do
from tests.helpers.fake_studio import FakeMonitor, device
from tests.helpers.messages import audio_message
from tests.ui.review_helpers import QuietStudio, record

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
    yield from _drill_form(window, wait)
    yield from progress_views(window, wait)
    yield from _drill_page(window, takes, wait)
    yield from _drill(window, takes, wait)
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


#: A drill with something wrong in it and something in it that no form shows.
DRILL = """# Понедельник
title = "Понедельник"
trains = "Номер"
source = "Мы"
cards = [5, 10]

[[round]]
ends = "cut"
cut_s = [7, 12]
think_s = 5

[round.condition]
length_most_s = 900
number_within = 0.5
line = "Привет"
speed = 2
"""


def _drill_form(window: MainWindow, wait: Callable[[Callable[[], bool]], None]) -> Iterator[str]:
    """The page on which drills are written: a new one, a wrong one, one of several rounds, a torn file."""
    own, tasks = window._studio.own_drills, window._tasks
    own.folder.mkdir(parents=True, exist_ok=True)
    for name, text in (("monday", DRILL), ("Обрывок", "title = ")):
        (own.folder / f"{name}.toml").write_text(text)

    def shown(drill_id: str | None = None, from_: str | None = None) -> Any:
        window.edit_drill(drill_id, from_=from_)
        form = window.pages.get("drill_form")
        wait(lambda: not tasks.busy and not form.editor.filling)
        # A row has its height once the layouts have run; a text that stays cut ends the wait.
        wait(lambda: not cut_texts(form))
        return form

    shown()
    yield "drill form: new"
    shown("monday")
    yield "drill form: wrong"
    form = shown(from_="ladder")
    form.editor.title_edit.setText("Лестница")
    form.editor.title_edit.textEdited.emit("Лестница")
    form.editor.cards[1].add_condition("no_pitch")
    wait(lambda: not cut_texts(form))
    yield "drill form: rounds"
    form.save()
    wait(lambda: not tasks.busy)
    yield "drill form: saved"
    shown("Обрывок")
    yield "drill form: torn"
    form.leave_page()
    for drill in own.all():
        own.delete(drill.id)
    for banner in window.banners.shown:
        banner.put_away()


def _drill_page(
    window: MainWindow, takes: list[str], wait: Callable[[Callable[[], bool]], None]
) -> Iterator[str]:
    """The page of the drills: new to one, with a past, unfinished, without what was searched for."""
    studio, tasks = window._studio, window._tasks
    window.show_page("drills")
    view = window.pages.get("drills")
    wait(lambda: not tasks.busy and view.entry is not None)
    yield "drills: new"
    now = datetime.now().astimezone()
    do(
        studio, "ladder", now - timedelta(days=2),
        [(0, "passed", (("length_most_s", 21.0),), ""), (1, "missed", (), "Слишком долго.")],
        takes=takes[:1],
    )  # fmt: skip
    cards = (ProspectCard("Дана", "", "Школа"), ProspectCard("Лев"))
    do(studio, "call-block", now, [(0, "missed", (), "Нет причины.")], cards=cards, state="open")
    view.refresh()
    wait(lambda: not tasks.busy)
    yield "drills: unfinished"
    for drill_id in (
        "ladder",
        "say-it-so-they-can-write-it",
        "half-a-message",
        "say-it-then-stop",
        "cold-card",
    ):
        view.show_drill(drill_id)
        if drill_id == "ladder":
            view.detail.history.clicked.emit(view.detail.history.rows.index(0))
        if drill_id == "say-it-so-they-can-write-it":
            view.begin()  # without the number that is needed
        wait(lambda: not tasks.busy)
        yield f"drills: {drill_id}"
    view.search.setText("Ничего")
    yield "drills: none like that"
    view.search.clear()


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


#: Two who are called, and what was wrong with what was said to them.
PROSPECTS = (
    ProspectCard("Анна", "Врач", "Клиника", (("Город", "Омаха"),)),
    ProspectCard("Борис", "", "Завод"),
)
MISSES = (
    KeptMiss("number_within", "Номер прозвучал поздно.", 0.7, 0.5, span=Span(0.2, 0.9)),
    KeptMiss("no_pitch", "Это звучит как реклама.", 1, 0),
)


def _drill(window: MainWindow, takes: list[str], wait: Callable[[Callable[[], bool]], None]) -> Iterator[str]:
    """A drill in each of its moments."""
    drill = window._studio.drills["call-block"]
    for name in scenes(window, drill, PROSPECTS, takes, wait, misses=MISSES, said="Привет Анна"):
        yield f"drill: {name}"


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


class Shown(NamedTuple):
    """A text in sight: who shows it, and as what ("text", "placeholder", "tooltip", "name")."""

    widget: QWidget
    kind: str
    text: str

    def __str__(self) -> str:
        name = self.widget.objectName() or type(self.widget).__name__
        return f"{name} ({self.kind}): {self.text!r}"


def texts_in(root: QWidget) -> list[Shown]:
    """Every text that the visible widgets below `root` show or tell a screen reader."""
    found: list[Shown] = []
    for widget in [root, *root.findChildren(QWidget)]:
        if not widget.isVisible():
            continue
        if isinstance(widget, Elided):
            found.append(Shown(widget, "text", widget.whole))
        elif isinstance(widget, (QLabel, QAbstractButton)):
            found.append(Shown(widget, "text", widget.text()))
        elif isinstance(widget, QComboBox):
            found += [Shown(widget, "text", widget.itemText(at)) for at in range(widget.count())]
        elif isinstance(widget, QLineEdit):
            found.append(Shown(widget, "placeholder", widget.placeholderText()))
        found.append(Shown(widget, "tooltip", widget.toolTip()))
        found.append(Shown(widget, "name", widget.accessibleName()))
    return [shown for shown in found if shown.text.strip()]


def cut_texts(root: QWidget) -> list[str]:
    """Labels and buttons that do not have the room their text needs."""
    found = []
    for widget in root.findChildren(QWidget):
        if not widget.isVisible() or isinstance(widget, Elided):
            continue
        if isinstance(widget, QLabel) and widget.text():
            room = widget.contentsRect()
            if widget.wordWrap():
                needs = widget.heightForWidth(widget.width())
                if needs > widget.height() + 1 or _widest_word(widget) > room.width() + 1:
                    found.append(f"{Shown(widget, 'text', widget.text())} needs {needs} px of {room}")
            elif widget.sizeHint().width() > widget.width() + 1:
                found.append(f"{Shown(widget, 'text', widget.text())} has {room} of {widget.sizeHint()}")
        elif (
            isinstance(widget, QAbstractButton)
            and widget.text()
            and widget.sizeHint().width() > widget.width() + 1
        ):
            found.append(
                f"{Shown(widget, 'text', widget.text())} has {widget.width()} of {widget.sizeHint()}"
            )
        if (outside := _outside(widget)) is not None:
            found.append(outside)
    return found


def _widest_word(widget: QLabel) -> int:
    metrics = QFontMetrics(widget.font())
    # A path goes on in the next line after a slash.
    pieces = re.split(r"\s+|(?<=[/\\])", widget.text())
    return max((metrics.horizontalAdvance(piece) for piece in pieces), default=0)


def _outside(widget: QWidget) -> str | None:
    """A widget with a text that reaches beyond its window or page sideways, where nobody can see it."""
    if not isinstance(widget, (QLabel, QAbstractButton)) or not widget.text():
        return None
    above: QWidget | None = widget.parentWidget()
    while above is not None:
        place = QRect(widget.mapTo(above, QPoint(0, 0)), widget.size())
        if place.left() < -1 or place.right() > above.width() + 1:
            return f"{Shown(widget, 'text', widget.text())} at {place} reaches beyond {above.objectName()}"
        if isinstance(above, (QScrollArea, QAbstractScrollArea)) or above.isWindow():
            return None
        above = above.parentWidget()
    return None
