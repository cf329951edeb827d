"""The notes of the take in sight: kept in the background, with a way back for what was deleted."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from rehearse.i18n import _
from rehearse.speech.transcript import Span

if TYPE_CHECKING:
    from rehearse.library.notes import Note
    from rehearse.studio import Studio
    from rehearse.ui.notes_view import NotesView
    from rehearse.ui.tasks import Tasks
    from rehearse.ui.transcript_view import TranscriptView

#: In the order they were asked for.
_LANE = "notes"
#: More words than this are shown by their first and last ones.
_MOST_WORDS = 8
#: How far a word may begin from where a note says it does: what SQLite and milliseconds round.
_NEAR_S = 0.02


class ReviewNotes(QObject):
    """Signals: `undo_offered` (a sentence, and what to call to take it back), `failed` (an error),
    `writing` (a note is about to be typed: the sound should wait), `added` (a note), `changed` (a note as
    it was before).
    """

    undo_offered = Signal(str, object)
    failed = Signal(object)
    writing = Signal()
    added = Signal(object)
    changed = Signal(object)

    def __init__(
        self,
        studio: Studio,
        tasks: Tasks,
        transcript: TranscriptView,
        view: NotesView,
        parent: QObject,
        *,
        word_here: Callable[[], int | None] | None = None,
    ) -> None:
        """`word_here` tells the word a note is about where none are selected."""
        super().__init__(parent)
        self._word_here = word_here or self._lit_or_current
        self._studio, self._tasks = studio, tasks
        self._transcript, self.view = transcript, view
        self._take_id: str | None = None
        self._notes: tuple[Note, ...] = ()
        self._place: tuple[int, int] | None = None
        #: New when the take came into sight: they stay marked until another one does.
        self._new: frozenset[str] = frozenset()
        self._seen: set[str] = set()
        view.wanted.connect(self.write)
        view.written.connect(self._add)
        view.changed.connect(self._change)
        view.deleted.connect(self._delete)
        view.seen.connect(self._note_seen)
        view.left.connect(transcript.setFocus)

    @property
    def notes(self) -> tuple[Note, ...]:
        return self._notes

    # ---- what is shown -------------------------------------------------------------------------

    def show_take(self, take_id: str | None) -> None:
        """Another take is shown, or the same one with other words; None for none."""
        if take_id != self._take_id:
            self._take_id = take_id
            self._new = frozenset()
            self.view.close_quietly()
            self._set(())
        else:
            self._set(self._notes)
        if take_id is not None:
            self._read(take_id)

    def _read(self, take_id: str) -> None:
        if take_id != self._take_id:
            return  # another one is in sight by now
        library = self._studio.library
        self._run(
            lambda: (library.notes.of(take_id), library.unseen.of(take_id)),
            lambda found: self._fetched(take_id, *found),
        )

    def _fetched(self, take_id: str, notes: list[Note], unseen: frozenset[str]) -> None:
        new = self._new | unseen
        if take_id == self._take_id and (tuple(notes) != self._notes or new != self._new):
            self._new = new
            self._set(tuple(notes))

    def _note_seen(self, note_id: str) -> None:
        """One that was new is in sight; several are told in one go."""
        if not self._seen:
            QTimer.singleShot(0, self, self._keep_seen)
        self._seen.add(note_id)

    def _keep_seen(self) -> None:
        ids, self._seen = list(self._seen), set()
        self._run(lambda: self._studio.library.unseen.seen(ids), lambda _none: None)

    def _set(self, notes: tuple[Note, ...]) -> None:
        self._notes = notes
        places = [self._words_of(note) for note in notes]
        self.view.set_notes(
            [(note, self._text(place) if place else "") for note, place in zip(notes, places, strict=True)],
            self._new,
        )
        self._transcript.set_pins([place[0] for place in places if place is not None])

    def _words_of(self, note: Note) -> tuple[int, int] | None:
        """The words a note is about as they stand now: by when they are said, since words may have been
        put right in front of them."""
        words = self._transcript.words
        if note.span is None:
            return None
        inside = [
            i
            for i, word in enumerate(words)
            if word.span is not None
            and word.span.start_s >= note.span.start_s - _NEAR_S
            and word.span.end_s <= note.span.end_s + _NEAR_S
        ]
        return (inside[0], inside[-1] + 1) if inside else None

    def _text(self, place: tuple[int, int]) -> str:
        words = [word.text for word in self._transcript.words[place[0] : place[1]]]
        if len(words) > _MOST_WORDS:
            half = _MOST_WORDS // 2
            words = [*words[:half], "…", *words[-half:]]
        return " ".join(words)

    # ---- changing ------------------------------------------------------------------------------

    def write(self) -> None:
        """Begin a note: about the words selected, the one that is heard or stood on, else the whole take."""
        if self._take_id is None or not self.view.isVisible():
            return
        word = self._word_here()
        selected = self._transcript.selected_words()
        self._place = selected or ((word, word + 1) if word is not None else None)
        self.writing.emit()
        self.view.begin(self._text(self._place) if self._place else "")

    def _lit_or_current(self) -> int | None:
        shown = self._transcript
        return shown.lit_word if shown.lit_word is not None else shown.current_word

    def _add(self, text: str) -> None:
        take_id, place = self._take_id, self._place
        if take_id is None:
            return
        span = _span_of(self._transcript, place) if place is not None else None
        first, last = place if place is not None else (None, None)
        author = self._studio.settings.value.speaker

        def added(note: Note) -> None:
            self._read(take_id)
            self.added.emit(note)

        self._run(
            lambda: self._studio.library.notes.add(take_id, text, author, first, last, span),
            added,
        )

    def _change(self, note: Note, text: str) -> None:
        def changed(_note: Note) -> None:
            self._read(note.take_id)
            self.changed.emit(note)

        self._run(lambda: self._studio.library.notes.change(note.id, text), changed)

    def take_back(self, note: Note) -> None:
        """Undo `added`: as if it had not been written."""
        self._run(lambda: self._studio.library.notes.delete(note.id), lambda _note: self._read(note.take_id))

    def change_back(self, before: Note) -> None:
        """Undo `changed`."""
        notes = self._studio.library.notes
        self._run(lambda: notes.change(before.id, before.text), lambda _note: self._read(before.take_id))

    def _delete(self, note: Note) -> None:
        self._set(tuple(other for other in self._notes if other.id != note.id))
        self.view.add_button.setFocus()

        def gone(taken: Note | None) -> None:
            if taken is not None:
                self.undo_offered.emit(_("The note was deleted."), lambda: self._put_back(taken))

        self._run(lambda: self._studio.library.notes.delete(note.id), gone)

    def _put_back(self, note: Note) -> None:
        self._run(
            lambda: self._studio.library.notes.put_back(note), lambda _nothing: self._read(note.take_id)
        )

    def _run(self, do: Callable[[], Any], done: Callable[[Any], None]) -> None:
        self._tasks.run(
            lambda _handle: do(),
            done=done,
            failed=self._went_wrong,
            name="notes",
            owner=self,
            lane=_LANE,
            must_run=True,
        )

    def _went_wrong(self, error: object) -> None:
        self.failed.emit(error)


def _span_of(transcript: TranscriptView, place: tuple[int, int]) -> Span | None:
    """From the start of the first of these words to the end of the last."""
    spans = [word.span for word in transcript.words[place[0] : place[1]] if word.span is not None]
    return Span(spans[0].start_s, spans[-1].end_s) if spans else None
