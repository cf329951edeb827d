"""Takes as PDF, read back by pdftotext (Debian's poppler-utils, which `run.py test` installs)."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from rehearse.errors import DataError, DiskFull
from rehearse.exchange.outgoing import Outgoing
from rehearse.exchange.printed import printed
from rehearse.speech.transcript import Span
from rehearse.ui import print_pdf
from rehearse.ui.print_pdf import PdfPrinter
from tests.helpers.messages import SPOKEN, audio_message
from tests.helpers.outgoing_takes import (
    HOSTILE,
    answered,
    coached,
    judged,
    long_message,
    note,
    reacted,
    said,
    take_of,
)


@pytest.fixture(scope="module")
def printer() -> Iterator[PdfPrinter]:
    with PdfPrinter() as made:
        list(made.render([take_of()], 1, False))  # its process starts here, not in the first test
        yield made


def text_of(path: Path, *options: str) -> str:
    program = shutil.which("pdftotext")
    assert program is not None, "poppler-utils is needed; `python3 run.py test` installs it"
    done = subprocess.run([program, *options, path, "-"], capture_output=True, timeout=60, check=True)
    assert done.stderr == b""
    return done.stdout.decode("utf-8")


def drawn(printer: PdfPrinter, folder: Path, *takes: Outgoing) -> Path:
    path = folder / "x.pdf"
    path.write_bytes(b"".join(printer.render(takes, len(takes), len(takes) > 1)))
    return path


def test_everything_can_be_read_in_it(printer: PdfPrinter, tmp_path: Path) -> None:
    notes = [note("whole\nin two lines"), note("slower here", (11, 18), Span(5.9, 9.4))]
    text = text_of(drawn(printer, tmp_path, take_of(audio_message(), notes)))
    flat = " ".join(text.split())
    for part in (
        "Copier call",
        "Bob Smith",
        "Not ready: 1 thing to fix",
        " ".join(SPOKEN[:8]),
        "number: 555-1234",
        "2 notes",
        "in two lines",
        "“five five five one two three four” (0:05) slower here",
        "Carla Coach",
        "Everybody says so, and it is about you.",
        "Say instead: Three things I noticed about your copiers.",
        "Pitch talk",
        "wanted 5 to 20 s",
    ):
        assert part in flat, (part, flat)


def test_what_a_coach_said_can_be_read_in_it(printer: PdfPrinter, tmp_path: Path) -> None:
    text = text_of(drawn(printer, tmp_path, coached(take_of(audio_message()))), "-layout")
    flat = " ".join(text.split())
    for part in (
        "3 reactions",
        "Well done · the whole message",
        "Here I would delete it · “are the” (0:10)",
        "Monday round",
        "No Is it warm? Flat voice at the start. Carla Coach",
        "Yes Is it free of pitch talk? They asked who leads. Rehearse itself says no (Pitch talk: Fix)",
        "Not answered Is the number early?",
        "Would you listen to the end?",
    ):
        assert part in flat, (part, flat)


def test_each_take_begins_a_page(printer: PdfPrinter, tmp_path: Path) -> None:
    path = drawn(printer, tmp_path, *(take_of(title=f"Take number {n}") for n in range(3)))
    pages = text_of(path).rstrip("\f").split("\f")
    assert len(pages) == 3
    for n, page in enumerate(pages):
        assert page.lstrip().startswith(f"Take number {n}")


def test_long_takes_run_over_pages_without_losing_a_word(printer: PdfPrinter, tmp_path: Path) -> None:
    pages = text_of(drawn(printer, tmp_path, take_of(long_message(3000, 1200.0)))).split("\f")
    assert len(pages) > 4
    words = " ".join(pages).split()
    assert all(f"word{i}" in set(words) for i in range(3000))


def test_odd_and_hostile_takes_are_pages(printer: PdfPrinter, tmp_path: Path) -> None:
    assert "(no words)" in text_of(drawn(printer, tmp_path, take_of(said([]))))
    notes = [note(text, (0, 1), Span(0.4, 0.9), text) for text in HOSTILE]
    take = hostile_desk(take_of(audio_message(), notes, title=HOSTILE[0], speaker=HOSTILE[1]))
    text = text_of(drawn(printer, tmp_path, take))
    assert "<script>window.hacked=1</script>" in "".join(text.split("\n"))
    rtl = take_of(said([("שלום", 0.0, 0.5), ("مرحبا", 0.5, 1.0)]), title="שיחה")
    text = text_of(drawn(printer, tmp_path, rtl))
    assert "שלום" in text
    assert "שיחה" in text


def test_nothing_a_stranger_wrote_becomes_a_tag_or_loads_anything() -> None:
    class Tags(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            assert tag not in ("img", "script", "a", "link"), tag
            assert not {"src", "href", "style"} & {name for name, _value in attrs}

    notes = [note(text, (0, 1), Span(0.4, 0.9), text) for text in HOSTILE]
    words = [(text, i * 0.5, i * 0.5 + 0.4) for i, text in enumerate(HOSTILE)]
    for take in (take_of(audio_message(), notes, title=HOSTILE[0]), take_of(said(words), notes)):
        Tags().feed(printed(hostile_desk(take)))


def hostile_desk(take: Outgoing) -> Outgoing:
    marks = [
        answered(f"c{n}", "no", text, rubric_id=text, question=text, reason=text)
        for n, text in enumerate(HOSTILE)
    ]
    return judged(take, marks, [reacted(text, Span(0.0, 0.1 * n), text) for n, text in enumerate(HOSTILE)])


def _halves(path: str, _title: str) -> str:
    Path(path).write_bytes(b"%PDF-1.4 and then the disk was full")
    return ""


def test_a_pdf_that_found_no_room_is_told(printer: PdfPrinter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(print_pdf, "_open", _halves)
    with pytest.raises(DiskFull, match="no room"):
        list(printer.render([take_of()], 1, False))


def _dies(*_arguments: str) -> str:
    os._exit(1)


def test_a_qt_that_ends_its_process_is_told_and_another_one_can_start(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with PdfPrinter() as printer:
        with monkeypatch.context() as patched:
            patched.setattr(print_pdf, "_add", _dies)
            with pytest.raises(DataError, match="does not start here"):
                list(printer.render([take_of()], 1, False))
        assert "Copier call" in text_of(drawn(printer, tmp_path, take_of()))
