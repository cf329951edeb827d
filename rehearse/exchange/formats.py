"""The kinds of files a take can be written as: one table for the command line and the window."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rehearse.i18n import _

if TYPE_CHECKING:
    from rehearse.exchange.outgoing import Outgoing

#: Writes takes as the pieces of a file: how many there are is known before, and whether several were asked
#: for, of which some may have been left out.
Render = Callable[[Iterable["Outgoing"], int, bool], Iterator[str | bytes]]


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A row of the table.

    `suffix` is that of its files, with the dot.
    `title` and `what_for` are made when they are shown, in the language of then.
    `many` tells whether one file can hold several takes, `table` that it always holds all of them.
    `sound` marks the recording itself: it needs no words, and nothing makes it smaller.
    `render` is None for that, and for PDF, which only the windows' room can draw.
    """

    id: str
    suffix: str
    title: Callable[[], str]
    what_for: Callable[[], str]
    render: Render | None
    many: bool = False
    table: bool = False
    sound: bool = False


def format_named(format_id: str) -> ExportFormat:
    """Raises `KeyError` for one that is not in the table."""
    return {one.id: one for one in FORMATS}[format_id]


def _html(takes: Iterable[Outgoing], n: int, _several: bool) -> Iterator[str | bytes]:
    from rehearse.exchange.report import item_from_take, render_pieces

    return render_pieces(map(item_from_take, takes), n)


def _srt(takes: Iterable[Outgoing], _n: int, _several: bool) -> Iterator[str | bytes]:
    from rehearse.exchange.subrip import subrip

    for take in takes:
        yield from subrip(take)


def _vtt(takes: Iterable[Outgoing], _n: int, _several: bool) -> Iterator[str | bytes]:
    from rehearse.exchange.webvtt import webvtt

    for take in takes:
        yield from webvtt(take)


def _text_grid(takes: Iterable[Outgoing], _n: int, _several: bool) -> Iterator[str | bytes]:
    from rehearse.exchange.text_grid import text_grid

    for take in takes:
        yield from text_grid(take)


def _labels(takes: Iterable[Outgoing], _n: int, _several: bool) -> Iterator[str | bytes]:
    from rehearse.exchange.label_track import label_track

    for take in takes:
        yield from label_track(take)


def _csv(takes: Iterable[Outgoing], _n: int, _several: bool) -> Iterator[str | bytes]:
    from rehearse.exchange.take_csv import take_table

    return take_table(takes)


def _marks(takes: Iterable[Outgoing], _n: int, _several: bool) -> Iterator[str | bytes]:
    from rehearse.exchange.take_csv import mark_table

    return mark_table(takes)


def _json(takes: Iterable[Outgoing], _n: int, several: bool) -> Iterator[str | bytes]:
    from rehearse.exchange.take_json import take_document

    return take_document(takes, several=several)


FORMATS: tuple[ExportFormat, ...] = (
    ExportFormat(
        "html",
        ".html",
        lambda: _("Report (web page)"),
        lambda: _("one page with the sound inside, opens in any browser"),
        _html,
        many=True,
    ),
    ExportFormat(
        "pdf",
        ".pdf",
        lambda: _("Report (PDF)"),
        lambda: _("to print or to file, without sound"),
        None,
        many=True,
    ),
    ExportFormat(
        "srt", ".srt", lambda: _("Subtitles (SRT)"), lambda: _("for video players and editors"), _srt
    ),
    ExportFormat(
        "vtt",
        ".vtt",
        lambda: _("Subtitles (WebVTT)"),
        lambda: _("for web pages, with notes as comments"),
        _vtt,
    ),
    ExportFormat(
        "textgrid",
        ".TextGrid",
        lambda: _("Praat TextGrid"),
        lambda: _("words, phrases, number, notes and reactions in tiers"),
        _text_grid,
    ),
    ExportFormat(
        "labels",
        ".labels.txt",
        lambda: _("Audacity labels"),
        lambda: _("what was said, phrases, notes and reactions beside the sound"),
        _labels,
    ),
    ExportFormat(
        "csv",
        ".csv",
        lambda: _("Table of scores (CSV)"),
        lambda: _("a row a take, for a spreadsheet"),
        _csv,
        many=True,
        table=True,
    ),
    ExportFormat(
        "marks",
        ".marks.csv",
        lambda: _("Table of marks (CSV)"),
        lambda: _("a row an answer to a rubric, for a spreadsheet"),
        _marks,
        many=True,
        table=True,
    ),
    ExportFormat(
        "json", ".json", lambda: _("JSON"), lambda: _("everything, for other programs"), _json, many=True
    ),
    ExportFormat("wav", ".wav", lambda: _("Sound (WAV)"), lambda: _("the recording alone"), None, sound=True),
)
