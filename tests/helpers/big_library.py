"""A library with as many takes as somebody has after years: made up, but shaped like real ones.

    python -m tests.helpers.big_library FOLDER [--takes 10000] [--seed 1]

The same seed makes the same takes.  Rows are written in bulk by the library's own functions; sound is
made up as empty files, or left out.
"""

from __future__ import annotations

import argparse
import json
import random
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from rehearse.analysis.result import Band, Check, Evidence, Scorecard, SoundFacts
from rehearse.library import drill_rows, measures, rows, scorecards, search
from rehearse.library.cards import ProspectCard
from rehearse.library.database import Database
from rehearse.library.drill_types import KeptMiss
from rehearse.library.ids import new_id
from rehearse.library.library import DATABASE_NAME, Library
from rehearse.library.measures import Measures
from rehearse.library.takes import excerpt_of, message_s_of
from rehearse.speech.transcript import Span, Transcript, Word

#: When the newest take was made, and over how long the others are spread.
NEWEST = datetime(2026, 6, 30, 16, 0, tzinfo=UTC)
SPREAD = timedelta(days=3 * 365)

SPEAKERS = ("Kim", "Bob", "Zoë", "Amir", "")
TAGS = ("cold", "warm leads", "Renewal", "dentists", "trade fair", "to show the coach", "début")
SCRIPTS = ("Five ways to save toner", "Half a message", "The dentist's report", "", "Introduction to Maria")
#: One take in so many is in the trash, has no score yet, has a star, has notes.
_TRASHED, _UNSCORED, _STARRED, _NOTED = 50, 40, 12, 15


def _words(text: str) -> list[str]:
    return text.split()


_NAMES = _words(
    "dana maria john wei fatima olga pedro anna luis priya kenji sara tom ruth ivan elena omar grace noah"
    " lucy hugo nina paul rosa felix irene jonas clara simon vera marco julia oscar tessa leo martha ben"
)
_FIRMS = _words(
    "acme northwind baker's contoso fabrikam lakeside harbor summit cedar granite pioneer sterling crescent"
    " meridian juniper falcon beacon orchard redwood canyon ridgeway parkview bluebird cobalt amber"
)
_GREETINGS = (
    "hi {name} this is {me} with {firm}",
    "good morning {name} it's {me} from {firm}",
    "hello {name} {me} here at {firm}",
    "{name} we haven't met my name is {me}",
)
_PITCHES = (
    "we are the leading provider of {thing} in the region",
    "we can save you money on your {thing}",
    "i wanted to touch base and see if you have a few minutes",
    "our award winning team offers a full range of {thing}",
    "call before friday because this offer won't last",
)
_REASONS = (
    "i have a report on how three {trade} cut their {thing} bill by a third",
    "there are five things about your {thing} that nobody told you",
    "a client in your street asked me how you handle {thing} and i have the answer",
    "i'd like to introduce you to someone who buys from {trade} every week",
    "one question what happens to your {thing} when the lease runs out",
    "i mailed you a sample of the {thing} we talked about with your neighbors",
)
_FILLING = (
    "i saw that you opened a second office on {street} street",
    "{name} said you're the one who decides about {thing}",
    "it takes two minutes to read and you'll know more than most {trade}",
    "they didn't think it would work and now they wouldn't go back",
    "um i will be at my desk until five",
    "last year the {trade} around you changed how they pay for {thing}",
)
_THINGS = _words(
    "copiers toner printers phones insurance uniforms coffee software forklifts lighting waste parking"
    " packaging payroll cleaning windows tires"
)
_TRADES = _words("dentists printers bakers lawyers plumbers builders schools clinics hotels florists movers")
_STREETS = _words("main oak elm station market river church mill garden hill bridge lake")
_DIGITS = _words("zero one two three four five six seven eight nine")
_NUMBER = "my number is {number}"
_FAREWELLS = ("thank you and have a great day", "talk soon", "i'll try you again on thursday", "")
_TITLES = ("Monday, {n}", "After the coach", "{firm}, second try", "With the question first", "")
_NOTES = (
    "Slow down on the number.",
    "The story about the {trade} works, keep it.",
    "You said “um” right before the reason.",
    "Better than yesterday's; try it without the greeting.",
)


#: What was measured of every recording.
_SOUND = SoundFacts(20.0, -6.0, -22.0, -20.0, -60.0, 0.0, 0.0, -21.0, ((4.0, 4.8),))


class _Said(NamedTuple):
    words: list[str]
    n_pitch: int
    n_reasons: int
    number: tuple[int, int] | None


def fill(folder: Path, n_takes: int = 10_000, *, seed: int = 1, files: bool = True, n_runs: int = 0) -> None:
    """Put `n_takes` takes into the library in `folder`, made if it is not there; sound `files` are empty.

    With `n_runs` so many drills were done, with takes of the library as long as there are any.
    """
    chance = random.Random(seed)
    with Library.open(folder) as library:
        scripts = [
            library.scripts.add(f"Hi [first name].\n{title or 'No title.'}", title=title) for title in SCRIPTS
        ]
    database = Database(folder / DATABASE_NAME)
    try:
        with database.writing() as connection:
            for number in range(n_takes):
                when = NEWEST - SPREAD * ((n_takes - 1 - number) / max(1, n_takes))
                script = chance.choice([*scripts, None])
                _add(connection, chance, number, when, None if script is None else script.id)
            stored = [row[0] for row in connection.execute("SELECT audio_path FROM takes")]
            _add_drills(connection, chance, n_runs)
            runs = [row[0] for row in connection.execute("SELECT id FROM drill_runs")]
    finally:
        database.close()
    if files:
        for path in stored:
            place = folder / path
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            place.touch()
        for run_id in runs:
            place = folder / "drills" / f"{run_id}.run.json"
            place.parent.mkdir(mode=0o700, exist_ok=True)
            place.touch()


def _add_drills(connection: sqlite3.Connection, chance: random.Random, n_runs: int) -> None:
    """Drills of one round, and one block of calls in ten; every attempt takes the next take there is."""
    takes = iter(connection.execute("SELECT id, created_at FROM takes ORDER BY seq").fetchall())
    for number in range(n_runs):
        drill_id = "call-block" if number % 10 == 9 else f"drill-{number % 12}"
        n_cards = 20 if drill_id == "call-block" else 0
        cards = [
            ProspectCard(chance.choice(_NAMES), "Owner", chance.choice(_FIRMS)) for _card in range(n_cards)
        ]
        begun = rows.time_text(NEWEST - SPREAD * ((n_runs - 1 - number) / n_runs))
        run_id = new_id()
        outcomes = [chance.choice(("passed", "passed", "missed")) for _round in range(n_cards or 1)]
        connection.execute(
            "INSERT INTO drill_runs (id, created_at, drill_id, title, drill_text, n_rounds, cards, state,"
            " passed, ended_at) VALUES (?, ?, ?, ?, '', ?, ?, 'done', ?, ?)",
            (
                run_id,
                begun,
                drill_id,
                drill_id.replace("-", " ").capitalize(),
                n_cards or 1,
                drill_rows.cards_text(cards),
                "missed" not in outcomes,
                begun,
            ),
        )
        for round_, outcome in enumerate(outcomes):
            take_id, made = next(takes, (None, begun))
            missed = [KeptMiss("length_most_s", "Your message took 23.5 s, and 20 are allowed.", 23.5, 20.0)]
            connection.execute(
                "INSERT INTO attempts (id, run_id, created_at, round, take_id, outcome, misses, measured,"
                " ended, is_whole) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'speaker', 1)",
                (
                    new_id(),
                    run_id,
                    made,
                    round_,
                    take_id,
                    outcome,
                    drill_rows.misses_text(missed if outcome == "missed" else []),
                    drill_rows.values_text([("length_most_s", chance.uniform(9, 25)), ("no_pitch", 0.0)]),
                ),
            )


def _add(
    connection: sqlite3.Connection,
    chance: random.Random,
    number: int,
    when: datetime,
    script_id: str | None,
) -> None:
    take_id = new_id()
    title = chance.choice(_TITLES).format(n=number, firm=chance.choice(_FIRMS).capitalize())
    tags = [tag for tag in TAGS if chance.random() < 0.06]
    deleted = rows.time_text(when + timedelta(days=1)) if number % _TRASHED == _TRASHED - 1 else None
    scored = number % _UNSCORED != _UNSCORED - 1
    said = _message(chance)
    transcript = _heard(said.words, chance)
    card = _card(said, transcript, chance)
    cursor = connection.execute(
        "INSERT INTO takes (id, created_at, title, speaker, script_id, state, audio_path, rate_hz, channels,"
        " sample_bytes, n_frames, message_s, bands, ready, excerpt, deleted_at, starred, tags)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, 48000, 1, 2, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            take_id,
            rows.time_text(when),
            title,
            chance.choice(SPEAKERS),
            script_id,
            "scored" if scored else "recorded",
            f"audio/{when.year}/{take_id}.wav",
            round(48_000 * transcript.audio_s),
            message_s_of(transcript) if scored else None,
            json.dumps(card.bands(), separators=(",", ":")) if scored else None,
            card.ready if scored else None,
            excerpt_of(transcript) if scored else "",
            deleted,
            number % _STARRED == 0,
            rows.tags_to_text(tags),
        ),
    )
    notes = []
    if number % _NOTED == 0:
        notes.append(chance.choice(_NOTES).format(trade=chance.choice(_TRADES)))
        connection.execute(
            "INSERT INTO notes (id, take_id, created_at, author, text) VALUES (?, ?, ?, 'Coach', ?)",
            (new_id(), take_id, rows.time_text(when), notes[0]),
        )
    if scored:
        connection.execute(
            "INSERT INTO results VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                take_id,
                scorecards.transcript_to_json(transcript),
                scorecards.to_json(card),
                card.profile,
                card.analysis_version,
                rows.time_text(when),
                scorecards.sound_to_json(_SOUND),
            ),
        )
        measures.save(connection, take_id, Measures.of(transcript, card))
    search.index_words(connection, cursor.lastrowid, title, transcript if scored else None, notes)


def _message(chance: random.Random) -> _Said:
    def told(template: str) -> list[str]:
        return template.format(
            name=chance.choice(_NAMES),
            me=chance.choice(_NAMES),
            firm=chance.choice(_FIRMS),
            thing=chance.choice(_THINGS),
            trade=chance.choice(_TRADES),
            street=chance.choice(_STREETS),
            number=" ".join(chance.choice(_DIGITS) for _digit in range(10)),
        ).split()

    pitches = chance.sample(_PITCHES, chance.choice((0, 0, 0, 1, 1, 2)))
    reasons = chance.sample(_REASONS, chance.choice((0, 1, 1, 2)))
    middle = [*pitches, *reasons, *chance.sample(_FILLING, chance.randrange(4))]
    chance.shuffle(middle)
    if chance.random() < 0.85:
        middle.insert(chance.randrange(len(middle) + 1), _NUMBER)
    words: list[str] = []
    number: tuple[int, int] | None = None
    for template in (chance.choice(_GREETINGS), *middle, chance.choice(_FAREWELLS)):
        begin = len(words)
        words += told(template)
        if template == _NUMBER:
            number = (begin + 3, len(words))
    return _Said(words, len(pitches), len(reasons), number)


def _heard(words: Sequence[str], chance: random.Random) -> Transcript:
    at_s, pace_s = 0.3 + chance.random(), chance.uniform(0.28, 0.45)
    heard = []
    for text in words:
        for_s = round(pace_s * (0.5 + len(text) / 9), 2)
        heard.append(
            Word(text, Span(round(at_s, 2), round(at_s + for_s, 2)), round(chance.uniform(0.6, 1.0), 2))
        )
        at_s += for_s + (0.4 if chance.random() < 0.08 else 0.0)
    return Transcript(tuple(heard), (0,), "vosk", "starter-en-us", at_s + 0.8, 1.0, True)


def _card(said: _Said, transcript: Transcript, chance: random.Random) -> Scorecard:
    message_s = message_s_of(transcript) or 0.0
    wpm = round(60 * len(said.words) / max(message_s, 0.1))
    n_fillers = said.words.count("um")
    fraction = None
    evidence: tuple[Evidence, ...] = ()
    if said.number is not None:
        first, last = said.number
        span = Span(transcript.words[first].span.start_s, transcript.words[last - 1].span.end_s)
        evidence = (Evidence(first, last, span),)
        fraction = round((span.end_s - transcript.words[0].span.start_s) / message_s, 2)

    def check(
        id: str, band: Band, value: float | str | None, unit: str | None, target: float | None
    ) -> Check:
        goal = None if target is None else (0.0, target)
        proof = evidence if id == "phone" else ()
        return Check(id, band, value, unit, goal, "Made up for a library of many takes.", proof, "Made up")

    checks = (
        check("length", _band(message_s, 20, 30), round(message_s, 1), "s", 20.0),
        check(
            "phone",
            "off" if fraction is None else "good" if fraction <= 0.5 else "near",
            fraction,
            "fraction",
            0.5,
        ),
        check("pitch", _band(said.n_pitch, 0, 1.5), said.n_pitch, "phrases", 0.0),
        check("reason", "good" if said.n_reasons else "off", said.n_reasons, "reasons", None),
        check("kind", "good", chance.choice(("story", "question", "about_them", "other")), None, None),
        check("pace", _band(wpm, 170, 200), float(wpm), "wpm", 170.0),
        check("fillers", _band(n_fillers, 1, 2), n_fillers, "fillers", 1.0),
        check("pauses", "good", 0, "pauses", 0.0),
    )
    off = [one.id for one in checks if one.band == "off"]
    return Scorecard(checks, not off, tuple(off[:3]), "short", ("en",), basis="made-up1")


def _band(value: float, good: float, near: float) -> Band:
    return "good" if value <= good else "near" if value <= near else "off"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("folder", type=Path)
    options.add_argument("--takes", type=int, default=10_000)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    fill(given.folder, given.takes, seed=given.seed)


if __name__ == "__main__":
    main()
