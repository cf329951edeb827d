"""Notes of a coach in the report: pinned to their words, listed with their moments."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from rehearse.analysis.result import Analysis
from rehearse.exchange.directions import unturned
from rehearse.exchange.marks import Mark, clock_text
from rehearse.exchange.outgoing import OutNote, when_text
from rehearse.i18n import _, ngettext
from rehearse.speech.transcript import Span

#: More words than this are quoted by their first and last ones.
_QUOTED_WORDS = 12


def note_marks(notes: Sequence[OutNote]) -> tuple[Mark, ...]:
    """Marks of the notes that are pinned to words; they are counted from 1 in the order of the list."""
    return tuple(
        Mark("note", note.first_word, note.last_word, n)
        for n, note in enumerate(notes, start=1)
        if note.first_word is not None and note.last_word is not None
    )


def note_pin(n: int, prefix: str) -> str:
    """The sign behind noted words that leads to the note."""
    label = escape(_("Note {n}").format(n=n))
    return f'<sup class="pin"><a href="#{prefix}-c{n}" aria-label="{label}">✎{n}</a></sup>'


def notes_section(notes: Sequence[OutNote], analysis: Analysis, prefix: str) -> str:
    """The list of the notes; nothing without any."""
    if not notes:
        return ""
    head = ngettext("{n} note", "{n} notes", len(notes)).format(n=len(notes))
    items = "".join(_note(note, n, analysis, prefix) for n, note in enumerate(notes, start=1))
    return f'<h3>{escape(head)}</h3>\n<ol class="notes">{items}</ol>'


def _note(note: OutNote, n: int, analysis: Analysis, prefix: str) -> str:
    words = quoted(note, analysis)
    about = f'<q dir="auto">{escape(words)}</q>' if words else escape(_("the whole message"))
    return (
        f'<li id="{prefix}-c{n}"{times_of(note.span)}>'
        f'<p class="about"><b>✎{n}</b> {about} {play_button(note.span)}</p>'
        f'<p class="said" dir="auto">{escape(note.text)}</p>'
        f'<p class="by">{signed(note.author, when_text(note.created_at))}</p></li>'
    )


def signed(author: str, when: str) -> str:
    """Who and when, as HTML; apart, so that a name written from right to left does not turn the date."""
    # An isolate that the name itself begins would end where ours should.
    return f"<bdi>{escape(unturned(author))}</bdi> · {escape(when)}" if author else escape(when)


def quoted(note: OutNote, analysis: Analysis) -> str:
    """The words a note is pinned to; empty for the whole take."""
    if note.first_word is None or note.last_word is None:
        return ""
    return quoted_words(note.first_word, note.last_word, analysis)


def quoted_words(first_word: int, last_word: int, analysis: Analysis) -> str:
    """Words of the message, the middle of many left out."""
    words = [unturned(word.text) for word in analysis.words[first_word:last_word]]
    if len(words) > _QUOTED_WORDS:
        half = _QUOTED_WORDS // 2
        words = [*words[:half], "…", *words[-half:]]
    return " ".join(words)


def times_of(span: Span | None) -> str:
    """A stretch as attributes that the page's script reads; nothing for the whole take."""
    return "" if span is None else f' data-from="{span.start_s:.3f}" data-until="{span.end_s:.3f}"'


def play_button(span: Span | None) -> str:
    """Plays a stretch; hidden where scripts are off, removed where there is no sound."""
    if span is None:
        return ""
    at = clock_text(span.start_s)
    label = escape(_("Play from {at}").format(at=at))
    return f'<button type="button"{times_of(span)} aria-label="{label}">▶ {at}</button>'
