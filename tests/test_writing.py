"""Scripts while they are written: judged word by word, and timed at the speaker's own pace."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rehearse.audio.format import AudioFormat, Recording
from rehearse.audio.wav import GrowingWav
from rehearse.errors import DataError
from rehearse.live_take import Review
from rehearse.paths import Paths
from rehearse.settings import SettingsStore
from rehearse.speech.transcript import Span, Transcript, Word
from rehearse.studio import Studio

FORMAT = AudioFormat(rate_hz=16_000, channels=1)
TEXT = """# A heading is not said
(smile) Hi [first name], this is [my name] at [company]. We are the leading provider of paper.
My number is [phone number]. There are five ways to save money on your copier. I'll email them to you.
"""
VALUES = {"first name": "Mary Ann", "my name": "Kim", "company": "Acme Paper Co",
          "phone number": "415-555-0142"}  # fmt: skip


@pytest.fixture
def studio(private_home: Path) -> Iterator[Studio]:
    paths = Paths.below(private_home)
    made = Studio(paths, SettingsStore(paths.settings))
    yield made
    made.close()


def takes_at(
    studio: Studio,
    paces: Sequence[float | None],
    *,
    speaker: str = "",
    n_words: int = 40,
    state: str = "scored",
) -> list[str]:
    """Takes with what was measured of them, as the library writes it once a take is scored."""
    ids = [studio.library.begin_take(speaker=speaker).id for _wpm in paces]
    with closing(sqlite3.connect(studio.library.folder / "library.db")) as connection, connection:
        for take_id, wpm in zip(ids, paces, strict=True):
            connection.execute("UPDATE takes SET state = ? WHERE id = ?", (state, take_id))
            connection.execute(
                "INSERT INTO measures (take_id, model_id, basis, n_words, wpm) VALUES (?, 'm', 'b', ?, ?)",
                (take_id, n_words, wpm),
            )
    return ids


# --- the own pace


def test_without_takes_the_profile_assumes_a_pace(studio: Studio) -> None:
    pace = studio.own_pace()
    assert (pace.wpm, pace.n_takes, pace.own) == (studio.profile().pace.assumed_wpm, 0, False)
    takes_at(studio, [120.0, 125.0])
    assert not studio.own_pace().own, "two takes tell of two messages"


def test_the_pace_is_the_median_of_the_takes_there_are(studio: Studio) -> None:
    takes_at(studio, [120.0, 200.0, 130.0])
    pace = studio.own_pace()
    assert (pace.wpm, pace.n_takes, pace.own) == (130.0, 3, True)
    assert (pace.slow_wpm, pace.fast_wpm) == (125.0, 165.0)


def test_only_the_last_twenty_takes_count(studio: Studio) -> None:
    takes_at(studio, [100.0] * 30)
    takes_at(studio, [160.0] * 20)
    pace = studio.own_pace()
    assert (pace.wpm, pace.n_takes, pace.slow_wpm) == (160.0, 20, 160.0)


def test_takes_that_tell_nothing_of_a_pace_are_left_out(studio: Studio) -> None:
    takes_at(studio, [90.0] * 5, n_words=14)
    takes_at(studio, [None] * 5)
    takes_at(studio, [90.0] * 5, state="failed")
    studio.delete(takes_at(studio, [90.0] * 5))
    takes_at(studio, [0.0, 5_000.0])
    assert not studio.own_pace().own
    takes_at(studio, [150.0] * 3, n_words=15)
    assert studio.own_pace().wpm == 150.0


def test_everybody_has_a_pace_of_their_own(studio: Studio) -> None:
    takes_at(studio, [100.0] * 3, speaker="Ana")
    takes_at(studio, [180.0] * 3, speaker="Bo")
    assert studio.own_pace("Ana").wpm == 100.0
    assert studio.own_pace("Bo").wpm == 180.0
    assert not studio.own_pace().own, "nobody is named in the settings"
    studio.settings.update(speaker="Bo")
    assert studio.own_pace().wpm == 180.0
    assert not studio.own_pace("").own


def test_takes_that_are_judged_make_the_pace(studio: Studio) -> None:
    for _ in range(3):
        take_of(studio, None)
    pace = studio.own_pace()
    analysis = take_of(studio, None).analysis
    assert analysis is not None
    assert pace.own
    assert pace.wpm == pytest.approx(analysis.timing.wpm, abs=0.5)


# --- judging while it is written


def test_what_is_found_is_told_by_the_words_of_the_script(studio: Studio) -> None:
    for values in ({}, VALUES):
        judged = studio.judge_script(TEXT, values)
        script, analysis = judged.script, judged.analysis
        (finding,) = analysis.findings
        assert script.text_of(finding.first_word, finding.last_word).startswith("We are the leading provider")
        first, _ = judged.places[finding.first_word]
        _, last = judged.places[finding.last_word - 1]
        assert TEXT[first:last].startswith("We are the leading provider")
        assert TEXT[first:last].startswith(finding.text[:20])
        assert analysis.offers is not None
        (offer,) = analysis.offers
        assert "five ways to save" in script.text_of(offer.first_word, offer.last_word)
        (number,) = analysis.phone.numbers
        assert script.words[number.first_word : number.last_word] == ("[phone number].",)
        assert len(analysis.words) == len(script.words)


def test_filling_in_changes_no_place_and_little_of_the_length(studio: Studio) -> None:
    empty, filled = studio.judge_script(TEXT, {}), studio.judge_script(TEXT, VALUES)
    assert (empty.slots, empty.open_slots) == (("first name", "my name", "company", "phone number"),) * 2
    assert filled.open_slots == ()
    assert empty.analysis.phone.verdict == filled.analysis.phone.verdict
    assert empty.analysis.phone.numbers[0].complete
    assert empty.length_s == pytest.approx(filled.length_s, abs=2.0)
    assert [word.text for word in filled.analysis.words][1] == "Mary Ann,"


def test_an_open_slot_for_the_number_stands_for_one_and_says_so(studio: Studio) -> None:
    judged = studio.judge_script(TEXT, {})
    assert judged.number_slot == "phone number"
    assert judged.analysis.phone.numbers[0].display == "[phone number]"
    assert studio.judge_script(TEXT, VALUES).number_slot == ""
    told = [check.reason for check in judged.analysis.scorecard.checks]
    assert not any("555" in reason or "Lorem" in reason for reason in told)
    assert any("[phone number]" in reason for reason in told)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Hi Dana, call me at [number].", True),
        ("Hi Dana, call [my number].", True),
        ("Hi Dana, I'm on [mobile] all day.", True),
        ("Hi Dana, I found [number] invoices you paid twice.", False),
        ("Hi Dana, about the [number of trucks] you run.", False),
        ("Hi Dana, about [invoice number] I have news.", False),
    ],
)
def test_only_a_slot_for_a_phone_number_is_taken_for_one(studio: Studio, text: str, wanted: bool) -> None:
    judged = studio.judge_script(text, {})
    assert bool(judged.number_slot) is wanted
    assert bool(judged.analysis.phone.numbers) is wanted


@pytest.mark.parametrize("region", ["US", "GB", "DE", "JP"])
def test_the_number_that_stands_in_is_one_of_the_country(studio: Studio, region: str) -> None:
    studio.settings.update(region=region)
    judged = studio.judge_script("Hi Dana, call me at [my number]. Your roof has a leak.", {})
    assert [number.complete for number in judged.analysis.phone.numbers] == [True]


def test_the_length_follows_the_pace(studio: Studio) -> None:
    slow, fast = studio.judge_script(TEXT, {}, wpm=75.0), studio.judge_script(TEXT, {}, wpm=150.0)
    assert slow.length_s == pytest.approx(2 * fast.length_s)
    assert fast.length_range_s is None
    assert slow.analysis.scorecard.bands()["length"] == "off"
    assert slow.analysis.timing.message_s == slow.length_s
    takes_at(studio, [75.0, 100.0, 150.0])
    own = studio.judge_script(TEXT, {})
    assert own.pace.own
    assert own.length_s == pytest.approx(fast.length_s * 150 / 100)
    assert own.length_range_s is not None
    shortest, longest = own.length_range_s
    assert shortest == pytest.approx(fast.length_s * 150 / 125)
    assert longest == pytest.approx(fast.length_s * 150 / 87.5)


def test_a_script_is_judged_where_there_is_no_library(private_home: Path) -> None:
    paths = Paths.below(private_home)
    paths.data.parent.mkdir(parents=True, exist_ok=True)
    paths.data.write_text("a file is in the way")
    studio = Studio(paths, SettingsStore(paths.settings))
    try:
        assert studio.judge_script(TEXT, {}).pace.wpm == studio.profile().pace.assumed_wpm
    finally:
        studio.close()


@pytest.mark.parametrize("text", ["", "[name]", "# Only a title", "Hi [name", "word " * 200_000, "\0" * 100])
def test_what_is_no_script_is_told_in_a_sentence(studio: Studio, text: str) -> None:
    with pytest.raises(DataError) as told:
        studio.judge_script(text, {})
    assert str(told.value).endswith(".")


def test_blank_and_endless_values_do_no_harm(studio: Studio) -> None:
    judged = studio.judge_script("Hi [first name], your roof leaks.", {"first name": " \n ", "other": "x"})
    assert judged.open_slots == ("first name",)
    told = studio.judge_script("Hi [first name], your roof leaks.", {"first name": "Ann " * 5_000})
    assert len(told.analysis.words) == len(told.script.words) == 5


# --- the answer to why, in a take


SAID = "hi dana i noticed that the gutters on your north wall are rusting through call me"


def take_of(studio: Studio, script_id: str | None, text: str = SAID) -> Review:
    take = studio.library.begin_take(script_id=script_id)
    wav = GrowingWav.create(take.audio_path, FORMAT)
    wav.write(b"\x05\x00" * 16_000 * 8)
    wav.close()
    recording = Recording(take.audio_path, FORMAT, 16_000 * 8, 0, -9.0, datetime.now(UTC))
    studio.library.finish_take(take.id, recording)
    words = tuple(Word(w, Span(0.4 * i, 0.4 * i + 0.35), 1.0) for i, w in enumerate(text.split()))
    studio.judge_take(take.id, Transcript(words, (0,), "replay", "none", 8.0, 0.1))
    return studio.review(take.id)


def test_the_answer_of_its_script_is_looked_for_in_a_take(studio: Studio) -> None:
    script = studio.scripts.add("Your gutters rust.", answer="The gutters on his north wall rust")
    heard = studio.answer_heard(take_of(studio, script.id))
    assert heard is not None
    assert heard.verdict == "heard"
    (evidence,) = heard.evidence
    assert evidence.span is not None
    assert evidence.span.start_s == pytest.approx(0.4 * SAID.split().index("gutters"))


def test_an_older_take_keeps_the_answer_it_was_made_for(studio: Studio) -> None:
    script = studio.scripts.add("Your gutters rust.", answer="His north gutters rust")
    old = take_of(studio, script.id)
    later = studio.scripts.change(script.id, text="Your door sticks.")
    studio.scripts.answer(later.id, "His door sticks in winter")
    new = take_of(studio, later.id)
    before, now = studio.answer_heard(old), studio.answer_heard(new)
    assert before is not None
    assert now is not None
    assert before.verdict == "heard"
    assert now.verdict in ("not_heard", "unknown")


def test_where_there_is_no_answer_nothing_is_said_of_it(studio: Studio) -> None:
    script = studio.scripts.add("Your gutters rust.")
    assert studio.answer_heard(take_of(studio, script.id)) is None
    assert studio.answer_heard(take_of(studio, None)) is None
    assert studio.answer_heard(take_of(studio, "0193a2c4-6b10-7c1e-9d55-3f0a1b2c3d4e")) is None
