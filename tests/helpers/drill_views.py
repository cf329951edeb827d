"""Every view of the drills: where they are written, where they are chosen, and one being done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from rehearse.library.cards import ProspectCard
from rehearse.library.drill_runs import KeptMiss
from rehearse.speech.transcript import Span
from rehearse.ui.window import MainWindow
from tests.helpers.drill_scenes import scenes
from tests.helpers.drills_done import do
from tests.helpers.texts_in_sight import cut_texts

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


def drill_form_views(window: MainWindow, wait: Callable[[Callable[[], bool]], None]) -> Iterator[str]:
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


def drill_page_views(
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


#: Two who are called, and what was wrong with what was said to them.
PROSPECTS = (
    ProspectCard("Анна", "Врач", "Клиника", (("Город", "Омаха"),)),
    ProspectCard("Борис", "", "Завод"),
)
MISSES = (
    KeptMiss("number_within", "Номер прозвучал поздно.", 0.7, 0.5, span=Span(0.2, 0.9)),
    KeptMiss("no_pitch", "Это звучит как реклама.", 1, 0),
)


def drill_views(
    window: MainWindow, takes: list[str], wait: Callable[[Callable[[], bool]], None]
) -> Iterator[str]:
    """A drill in each of its moments."""
    drill = window._studio.drills["call-block"]
    for name in scenes(window, drill, PROSPECTS, takes, wait, misses=MISSES, said="Привет Анна"):
        yield f"drill: {name}"
