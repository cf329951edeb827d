"""A sent take as JSON, and back from a stranger's: every value is looked at before anything is made of it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any, TypeVar, get_args

from rehearse.analysis.result import Band, Scorecard, SoundFacts
from rehearse.audio.format import AudioFormat
from rehearse.exchange.strict_values import (
    LINE_CHARS,
    MAX_S,
    count_of,
    id_of,
    moment_in_utc,
    number_of,
    span_of,
    text_of,
    yes_or_no,
)
from rehearse.library import desk_facts, rows, scorecards
from rehearse.library.desk_facts import MarkFacts, ReactionFacts
from rehearse.library.drill_types import Outcome
from rehearse.library.marking import clean_tag
from rehearse.library.notes import clean_note
from rehearse.library.rubric_titles import cleaned
from rehearse.library.script_rows import checked_text
from rehearse.library.sent_takes import SentDrill, SentNote, SentScript, SentTake
from rehearse.speech.corrections import Corrections, corrected
from rehearse.speech.transcript import Span, Transcript

#: Raised when a version that does not know it could not read a take rightly.
TAKE_SCHEMA = 1

#: Far above anything that is said, written or marked of a message: a day of sound, and what fits into it.
MAX_WORDS = 100_000
MAX_NOTES = 5_000
_MAX_CHECKS = 200
_MAX_EVIDENCE = 20_000
_MAX_TAGS = 100
_MAX_MISSES = 100
_WORD_CHARS = 400
_MAX_RATE_HZ = 1_000_000

_SHA256 = re.compile(r"[0-9a-f]{64}")

T = TypeVar("T")


class WrongTake(ValueError):
    """A take of a bundle that cannot be understood; the text says which part of it."""


# ---- out -----------------------------------------------------------------------------------------


def take_to_json(take: SentTake) -> str:
    """The take as text in ASCII, without a value that no JSON has."""
    notes = [
        {
            "id": note.id,
            "created_at": rows.time_text(note.created_at),
            "changed_at": rows.time_text(note.changed_at),
            "author": note.author,
            "words": None if note.first_word is None else [note.first_word, note.last_word],
            "span": None if note.span is None else list(note.span),
            "text": note.text,
            "base": note.base_sha256,
        }
        for note in take.notes
    ]
    drill, script = take.drill, take.script
    data = {
        "rehearse_take": TAKE_SCHEMA,
        "id": take.id,
        "created_at": rows.time_text(take.created_at),
        "title": take.title,
        "speaker": take.speaker,
        "tags": list(take.tags),
        "sound": {
            "sha256": take.sound_sha256,
            "rate_hz": take.format.rate_hz,
            "channels": take.format.channels,
            "sample_bytes": take.format.sample_bytes,
            "n_frames": take.n_frames,
        },
        "heard": None if take.heard is None else take.heard.to_dict(),
        "corrections": take.corrections.to_dict(),
        "scorecard": None if take.scorecard is None else scorecards.to_dict(take.scorecard),
        "measured": None if take.sound is None else json.loads(scorecards.sound_to_json(take.sound)),
        "notes": notes,
        "script": None if script is None else [script.id, script.title, script.text],
        "drill": None
        if drill is None
        else [drill.drill_id, drill.title, drill.round, drill.outcome, list(drill.misses)],
        "answers": take.answers_id,
        "marks": [mark._asdict() for mark in take.marks],
        "reactions": [reaction._asdict() for reaction in take.reactions],
        # Later than the rest: versions that do not know it pass it over.
        "rubrics": dict(take.rubric_titles),
    }
    return json.dumps(data, separators=(",", ":"), allow_nan=False)


# ---- in ------------------------------------------------------------------------------------------


def take_from_json(raw: bytes) -> SentTake:
    """Raises `WrongTake` for anything that `take_to_json` would not write."""
    try:
        return _take(json.loads(raw, parse_constant=_no_constant))
    except WrongTake:
        raise
    except Exception as error:
        # Whatever a stranger's values bring about, of whatever kind it is, they are what is wrong.
        if isinstance(error, MemoryError):
            raise
        raise WrongTake("the take") from error


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no number")


def _take(found: Any) -> SentTake:
    if found["rehearse_take"] != TAKE_SCHEMA:
        raise WrongTake("its version")
    sound = _part("the sound", lambda: _sound(found["sound"]))
    heard = _part("the words", lambda: _maybe(found["heard"], _transcript))
    corrections = _part("the corrections", lambda: _corrections(found["corrections"]))
    n_words = 0 if heard is None else len(corrected(heard, corrections).words)
    take = SentTake(
        id=_part("the id", lambda: id_of(found["id"])),
        created_at=_part("the date", lambda: moment_in_utc(found["created_at"])),
        title=_part("the title", lambda: rows.clean(text_of(found["title"]))),
        speaker=_part("the speaker", lambda: rows.clean(text_of(found["speaker"]))),
        tags=_part("the tags", lambda: _tags(found["tags"])),
        sound_sha256=sound[0],
        format=sound[1],
        n_frames=sound[2],
        heard=heard,
        corrections=corrections,
        scorecard=_part("the marks", lambda: _maybe(found["scorecard"], lambda d: _scorecard(d, n_words))),
        sound=_part("what was measured", lambda: _maybe(found["measured"], _measured)),
        notes=_part("the notes", lambda: _notes(found["notes"], n_words)),
        script=_part("the script", lambda: _maybe(found["script"], _script)),
        drill=_part("the drill", lambda: _maybe(found["drill"], _drill)),
        answers_id=_part("the answer", lambda: _maybe(found["answers"], id_of)),
        marks=_part("the yes and no of a rubric", lambda: _marks(found["marks"])),
        reactions=_part("the reactions", lambda: _reactions(found["reactions"])),
        rubric_titles=_part("the titles of rubrics", lambda: _titles(found.get("rubrics", {}))),
    )
    if (take.heard is None) != (take.scorecard is None):
        raise WrongTake("the marks")
    return take


def _part(name: str, make: Callable[[], T]) -> T:
    try:
        return make()
    except WrongTake:
        raise
    except MemoryError:
        raise
    except Exception as error:
        raise WrongTake(name) from error


def _maybe(found: Any, make: Callable[[Any], T]) -> T | None:
    return None if found is None else make(found)


def _sound(found: Any) -> tuple[str, AudioFormat, int]:
    if not _SHA256.fullmatch(found["sha256"]):
        raise ValueError("a hash was expected")
    format_ = AudioFormat(
        count_of(found["rate_hz"], _MAX_RATE_HZ, least=1),
        count_of(found["channels"], 64, least=1),
        count_of(found["sample_bytes"], 8, least=1),
    )
    n_frames = count_of(found["n_frames"], int(MAX_S) * format_.rate_hz)
    return found["sha256"], format_, n_frames


def _transcript(found: Any) -> Transcript:
    if len(found["words"]) > MAX_WORDS:
        raise ValueError("too many words")
    made = Transcript.from_dict(found)
    before_s = 0.0
    for word in made.words:
        text = text_of(word.text, _WORD_CHARS)
        text.encode()  # no lone surrogates
        start_s, _end_s = span_of(word.span)
        if start_s < before_s:
            raise ValueError("words stand in the order they are said")
        before_s = start_s
        if word.confidence is not None:
            number_of(word.confidence, 0.0, 1.0)
    for start in made.utterance_starts:
        count_of(start, len(made.words))
    if any(one >= other for one, other in pairwise(made.utterance_starts)):
        raise ValueError("utterances stand in order")
    for text in (made.engine, made.model_id):
        text_of(text)
    number_of(made.audio_s, 0.0, MAX_S)
    number_of(made.decode_s, 0.0, 1e9)
    if made.hears_fillers is not None:
        yes_or_no(made.hears_fillers)
    return made


def _corrections(found: Any) -> Corrections:
    if len(found["made"]) + len(found["aside"]) > MAX_WORDS:
        raise ValueError("too many corrections")
    made = Corrections.from_dict(found)
    for one in (*made.made, *made.aside):
        for texts in (one.heard, one.said, one.before, one.after):
            for text in texts:
                text_of(text, _WORD_CHARS).encode()
    if len(made.made) + sum(len(one.said) for one in (*made.made, *made.aside)) > MAX_WORDS:
        raise ValueError("too many words")
    return made


def _scorecard(found: Any, n_words: int) -> Scorecard:
    if len(found["checks"]) > _MAX_CHECKS:
        raise ValueError("too many checks")
    card = scorecards.from_dict(found)
    seen: set[str] = set()
    for check in card.checks:
        for text in (check.id, check.reason, check.source):
            text_of(text, 4 * LINE_CHARS)
        if check.unit is not None:
            text_of(check.unit)
        if check.id in seen or check.band not in get_args(Band):
            raise ValueError("no such check")
        seen.add(check.id)
        if isinstance(check.value, str):
            text_of(check.value)
        elif check.value is not None:
            number_of(check.value, -1e12, 1e12)
        for edge in check.target or ():
            if edge is not None:
                number_of(edge, -1e12, 1e12)
        if len(check.evidence) > _MAX_EVIDENCE:
            raise ValueError("too much evidence")
        for proof in check.evidence:
            count_of(proof.last_word, MAX_WORDS, least=count_of(proof.first_word, MAX_WORDS))
            if proof.span is not None:
                span_of(proof.span)
    for text in (card.profile, card.basis, *card.packs, *card.fix_next):
        text_of(text)
    if len(card.packs) > 1_000 or len(card.fix_next) > 10 or not seen.issuperset(card.fix_next):
        raise ValueError("no such checks")
    yes_or_no(card.ready)
    count_of(card.analysis_version, 2**31)
    # Words may have been put right since the verdict: what it points at then is not there any more.
    checks = tuple(
        replace(check, evidence=tuple(proof for proof in check.evidence if proof.last_word <= n_words))
        for check in card.checks
    )
    return replace(card, checks=checks)


def _measured(found: Any) -> SoundFacts | None:
    facts = scorecards.sound_from_json(json.dumps(found))
    if facts is None:
        return None
    number_of(facts.duration_s, 0.0, MAX_S)
    for level in (facts.peak_dbfs, facts.rms_dbfs, facts.speech_dbfs, facts.noise_dbfs, facts.loudness_lufs):
        if level is not None:
            number_of(level, -1e4, 1e4)
    number_of(facts.clipped_fraction, 0.0, 1.0)
    number_of(facts.zero_fraction, 0.0, 1.0)
    if len(facts.quiet_spans) > MAX_WORDS:
        raise ValueError("too many spans")
    for span in facts.quiet_spans:
        span_of(span)
    return facts


def _notes(found: Any, n_words: int) -> tuple[SentNote, ...]:
    if len(found) > MAX_NOTES:
        raise ValueError("too many notes")
    notes = tuple(_note(one, n_words) for one in found)
    if len({note.id for note in notes}) != len(notes):
        raise ValueError("a note is there twice")
    return notes


def _note(found: Any, n_words: int) -> SentNote:
    words, base = found["words"], found["base"]
    first = last = None
    if words is not None:
        first, last = words
        # Where nobody has heard the words, the note stays with its time alone.
        count_of(first, MAX_WORDS)
        count_of(last, MAX_WORDS, least=first + 1)
        if last > n_words:
            first = last = None
    if base != "" and not _SHA256.fullmatch(base):
        raise ValueError("a hash was expected")
    return SentNote(
        id=id_of(found["id"]),
        created_at=moment_in_utc(found["created_at"]),
        changed_at=moment_in_utc(found["changed_at"]),
        author=rows.clean(text_of(found["author"])),
        first_word=first,
        last_word=last,
        span=_maybe(found["span"], lambda span: Span(*span_of(span))),
        text=clean_note(text_of(found["text"], 10 * LINE_CHARS)),
        base_sha256=base,
    )


def _marks(found: Any) -> tuple[MarkFacts, ...]:
    made = desk_facts.marks(found)
    if len(made) != len(found) or len(made) > MAX_NOTES:
        raise ValueError("marks were expected")
    for mark in made:
        for text in mark:
            if text is not None:
                text_of(text, 4 * LINE_CHARS)
        if mark.check_band is not None and mark.check_band not in get_args(Band):
            raise ValueError("no such verdict")
    return made


def _titles(found: Any) -> dict[str, str]:
    if not isinstance(found, dict) or len(found) > MAX_NOTES:
        raise TypeError("titles were expected")
    for id_, title in found.items():
        text_of(id_).encode()  # no lone surrogates
        text_of(title)
    return cleaned(found)


def _reactions(found: Any) -> tuple[ReactionFacts, ...]:
    made = desk_facts.reactions(found)
    if len(made) != len(found) or len({one.id for one in made}) != len(made) or len(made) > MAX_NOTES:
        raise ValueError("reactions were expected")
    for one in made:
        id_of(one.id)
        for text in (one.author, one.kind):
            text_of(text)
        if one.start_s is not None and one.end_s is not None:
            span_of((one.start_s, one.end_s))
    return made


def _script(found: Any) -> SentScript:
    script_id, title, text = found
    return SentScript(id_of(script_id), rows.clean(text_of(title)), checked_text(text_of(text, 1_000_000)))


def _drill(found: Any) -> SentDrill:
    drill_id, title, number, outcome, misses = found
    if outcome not in ("", *get_args(Outcome)) or len(misses) > _MAX_MISSES:
        raise ValueError("no such outcome")
    told = tuple(rows.clean(text_of(miss)) for miss in misses)
    return SentDrill(
        rows.clean(text_of(drill_id)), rows.clean(text_of(title)), count_of(number, 10_000), outcome, told
    )


def _tags(found: Any) -> tuple[str, ...]:
    if not isinstance(found, list) or len(found) > _MAX_TAGS:
        raise ValueError("a list of tags was expected")
    return tuple(dict.fromkeys(filter(None, (clean_tag(text_of(tag)) for tag in found))))
