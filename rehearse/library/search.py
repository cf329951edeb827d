"""Finding takes by what was said in them, by their titles and by their notes.

A search is typed as a person types it: words that must all occur, the last one perhaps only begun, and
"a phrase in quotes".
Everything else (operators, stray quotes, signs) is plain text; signs alone ask for nothing, except that
an emoji is looked for as it stands.
Capitals and accents make no difference.
"""

from __future__ import annotations

import re
import sqlite3
import struct
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from rehearse.library import rows, scorecards
from rehearse.library.takes import Hit
from rehearse.speech.corrections import corrected
from rehearse.speech.transcript import Span, Transcript

#: More of what is typed or pasted is not looked at.
MAX_CHARS = 1000
MAX_PIECES = 32
#: Characters of the line that shows a hit, and how many of them stand before it.
HIT_CHARS = 90
_BEFORE_CHARS = 30

_ON, _OFF = "\x02", "\x03"
_COLUMNS = ("title", "words", "notes")
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»″＂", '"'))
_APOSTROPHES = str.maketrans(dict.fromkeys("‘’‛ʼ′＇", "'"))
_PIECE = re.compile(r'"([^"]*)("?)|([^\s"]+)')


@dataclass(frozen=True, slots=True)
class WordHit:
    """Words of a take that were searched for; `span` runs from the first one's start to the last's end."""

    first_word: int
    last_word: int
    span: Span


@dataclass(frozen=True, slots=True)
class Query:
    """A search as SQLite is asked: `match` for the index, `signs` to be found as they stand.

    `n_wanted` counts the different words and phrases that are looked for.
    """

    match: str
    signs: tuple[str, ...]
    n_wanted: int = 0

    def __bool__(self) -> bool:
        return bool(self.match or self.signs)


def parse(text: str) -> Query:
    """What was typed, as a query that is never wrong; false where it asks for nothing."""
    typed = rows.clean(text[:MAX_CHARS]).translate(_QUOTES)
    phrases: list[tuple[str, bool]] = []
    signs: list[str] = []
    for quoted, closed, bare in _PIECE.findall(typed):
        piece = plain(quoted or bare)
        if any(char.isalnum() for char in piece):
            phrases.append((piece, not closed))
        else:
            signs += [char for char in piece if unicodedata.category(char) == "So"]
    found = [f'"{piece}"' for piece, _begun in phrases[:MAX_PIECES]]
    # Of a phrase its last word may be begun.
    if found and phrases[len(found) - 1][1]:
        found[-1] += "*"
    found_signs = tuple(dict.fromkeys(signs))[:MAX_PIECES]
    return Query(" ".join(found), found_signs, len({*found, *found_signs}))


def condition(query: Query) -> tuple[str, list[object]]:
    """A condition on rows of `said`, and its parameters."""
    asked: list[str] = []
    values: list[object] = []
    if query.match:
        asked.append("said MATCH ?")
        values.append(query.match)
    for sign in query.signs:
        asked.append("instr(said.title || ' ' || said.words || ' ' || said.notes, ?) > 0")
        values.append(sign)
    return " AND ".join(asked), values


def plain(text: str) -> str:
    """Each character as the index reads it: apostrophes straight, and none at the edge of a word."""
    straight = text.translate(_APOSTROPHES)
    if "'" not in straight and straight.isprintable():
        return straight
    chars = list(straight)
    for at, char in enumerate(chars):
        if char == "'":
            inside = 0 < at < len(chars) - 1 and straight[at - 1].isalnum() and straight[at + 1].isalnum()
            chars[at] = "'" if inside else " "
        elif not char.isprintable():
            chars[at] = " "
    return "".join(chars)


# ---- the index ----------------------------------------------------------------------------------
# A take gets its row there with its first words, title or note: until then nobody can search for it.


def index(connection: sqlite3.Connection, take_id: str) -> None:
    """Write what a take is found by anew, from its rows; inside the transaction that changed them."""
    row = connection.execute(
        "SELECT seq, title, transcript, words FROM takes LEFT JOIN results ON results.take_id = id"
        " LEFT JOIN corrections ON corrections.take_id = id WHERE id = ?",
        (take_id,),
    ).fetchone()
    if row is None:
        return
    seq, title, heard, put_right = row
    transcript = None
    if heard is not None:
        transcript = corrected(
            scorecards.transcript_from_json(heard), scorecards.corrections_from_json(put_right)
        )
    index_words(connection, seq, title, transcript, notes_of(connection, take_id))


def index_words(
    connection: sqlite3.Connection,
    seq: object,
    title: object,
    transcript: Transcript | None,
    notes: Sequence[str] = (),
) -> None:
    """Let a take be found by these, in place of those there were; `seq` is its place in the order."""
    words = () if transcript is None else transcript.words
    times = [round(1000 * edge_s) for word in words for edge_s in word.span]
    connection.execute(
        "INSERT OR REPLACE INTO said (rowid, title, words, notes, spans) VALUES (?, ?, ?, ?, ?)",
        (
            seq,
            plain(str(title)),
            " ".join(_one_word(word.text) for word in words),
            "\n".join(plain(note) for note in notes),
            struct.pack(f"<{len(times)}q", *times),
        ),
    )


def index_title(connection: sqlite3.Connection, take_id: str, title: str) -> None:
    """Let a take be found by another title; all of it is indexed where it was not yet."""
    _index_column(connection, take_id, "title", plain(title))


def index_notes(connection: sqlite3.Connection, take_id: str) -> None:
    """Let a take be found by the notes it has now; all of it is indexed where it was not yet."""
    _index_column(connection, take_id, "notes", "\n".join(map(plain, notes_of(connection, take_id))))


def _index_column(connection: sqlite3.Connection, take_id: str, column: str, text: str) -> None:
    row = connection.execute(
        "SELECT seq FROM takes WHERE id = ? AND seq IN (SELECT id FROM said_docsize)", (take_id,)
    ).fetchone()
    if row is None:
        index(connection, take_id)
    else:
        connection.execute(f"UPDATE said SET {column} = ? WHERE rowid = ?", (text, row[0]))


def notes_of(connection: sqlite3.Connection, take_id: str) -> list[str]:
    """The texts of a take's notes, the oldest first."""
    found = connection.execute("SELECT text FROM notes WHERE take_id = ? ORDER BY seq", (take_id,))
    return [row[0] for row in found]


def _one_word(text: str) -> str:
    """A word as it is indexed: words are counted by the spaces between them."""
    if text.isascii() and text.isalnum():  # nearly all of them
        return text
    clean = text.encode("utf-8", "replace").decode()
    return "-".join(plain(clean).split()) or "-"


# ---- hits ---------------------------------------------------------------------------------------


def lines(connection: sqlite3.Connection, query: Query, seqs: Sequence[int]) -> dict[int, Hit]:
    """The line around the first hit of each of these takes, by `seq`."""
    if not seqs:
        return {}
    asked, values = condition(query)
    marked = ", ".join(_marked(column) for column in _COLUMNS) if query.match else ", ".join(_COLUMNS)
    # The sum keeps SQLite from asking the index once for each take.
    places = ",".join(map(str, map(int, seqs)))
    found = connection.execute(
        f"SELECT rowid, spans, {marked} FROM said WHERE {asked} AND rowid + 0 IN ({places})", values
    )
    hits = {}
    for seq, spans, title, words, notes in found:
        hits[seq] = _line(_signs_marked(query, title, words, notes), spans, query.n_wanted)
    return hits


def word_hits(connection: sqlite3.Connection, query: Query, take_id: str) -> tuple[WordHit, ...]:
    """Every place in a take's words that was searched for, in order; none where it is not found."""
    asked, values = condition(query)
    row = connection.execute(
        f"SELECT spans, {_marked('words') if query.match else 'words'} FROM said"
        f" WHERE {asked} AND rowid = (SELECT seq FROM takes WHERE id = ?)",
        (*values, take_id),
    ).fetchone()
    if row is None:
        return ()
    spans, words = row
    (words,) = _signs_marked(query, words)
    text, marks = _read_marks(words)
    return tuple(_word_hit(text, mark, spans) for mark in marks)


def _marked(column: str) -> str:
    place = _COLUMNS.index(column)
    return f"highlight(said, {place}, char({ord(_ON)}), char({ord(_OFF)}))"


def _signs_marked(query: Query, *columns: str) -> list[str]:
    texts = list(columns)
    for sign in query.signs:
        texts = [text.replace(sign, f"{_ON}{sign}{_OFF}") for text in texts]
    return texts


def _line(columns: Sequence[str], spans: bytes, n_wanted: int) -> Hit:
    """What was said comes first, then notes, then the title."""
    title, words, notes = columns
    for marked, said in ((words, True), (notes, False), (title, False)):
        if _ON in marked:
            text, marks = _read_marks(marked)
            at = _telling(text, marks, n_wanted)
            hit = _word_hit(text, marks[at], spans) if said else None
            return Hit(
                *_cut(text, marks, at),
                span=None if hit is None else hit.span,
                first_word=None if hit is None else hit.first_word,
            )
    return Hit("", (), None, None)


def _telling(text: str, marks: Sequence[tuple[int, int]], n_wanted: int) -> int:
    """The first mark from which a line shows most of what is wanted."""
    best, most = 0, 0
    for at, (begin, _end) in enumerate(marks):
        near = {
            text[first:last].casefold()
            for first, last in marks[at : at + 2 * n_wanted]
            if last <= begin + HIT_CHARS - _BEFORE_CHARS
        }
        if min(len(near), n_wanted) > most:
            best, most = at, min(len(near), n_wanted)
            if most == n_wanted:
                break
    return best


def _read_marks(marked: str) -> tuple[str, list[tuple[int, int]]]:
    """The text without its marks, and where they were."""
    text = ""
    marks: list[tuple[int, int]] = []
    for piece in marked.split(_ON):
        lit, off, rest = piece.partition(_OFF)
        if off:
            marks.append((len(text), len(text) + len(lit)))
        text += lit + rest
    return text, marks


def _word_hit(text: str, mark: tuple[int, int], spans: bytes) -> WordHit:
    first = text.count(" ", 0, mark[0])
    last = text.count(" ", 0, mark[1]) + 1
    (start_ms,) = struct.unpack_from("<q", spans, 16 * first)
    (end_ms,) = struct.unpack_from("<q", spans, 16 * last - 8)
    return WordHit(first, last, Span(start_ms / 1000, end_ms / 1000))


def _cut(text: str, marks: Sequence[tuple[int, int]], at: int) -> tuple[str, tuple[tuple[int, int], ...]]:
    """A line of whole words around a mark, and the marks in it."""
    # Notes have lines of their own; a line of the list has none.
    text = text.replace("\n", " ")
    begin, end = marks[at]
    start, stop = 0, len(text)
    if begin > _BEFORE_CHARS:
        # From a word's beginning, but never behind the mark.
        space = text.find(" ", begin - _BEFORE_CHARS, begin)
        start = space + 1 if space >= 0 else begin
    if stop - start > HIT_CHARS:
        space = text.rfind(" ", start, start + HIT_CHARS)
        stop = max(space, min(end, start + HIT_CHARS)) if space > start else start + HIT_CHARS
    before, after = "…" * (start > 0), "…" * (stop < len(text))
    moved = len(before) - start
    kept = ((max(first, start), min(last, stop)) for first, last in marks)
    return (
        before + text[start:stop] + after,
        tuple((first + moved, last + moved) for first, last in kept if first < last),
    )
