"""Correcting a take through the studio: real rules, a real library."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rehearse.cli.takes import scored_take
from rehearse.errors import TakeMissing
from rehearse.exchange.score_json import message_to_dict
from rehearse.exchange.score_text import transcript_lines
from rehearse.exchange.terminal import Style
from rehearse.script.script import parse_script
from rehearse.speech.corrections import NO_CORRECTIONS, correct
from rehearse.speech.transcript import Transcript
from tests.helpers.messages import audio_message
from tests.ui.review_helpers import QuietStudio, record

SAID = "hi dana this is bob at acme my number is five five five one two three for i will call again"


@pytest.fixture
def studio(private_home: Path) -> Iterator[QuietStudio]:
    made = QuietStudio(private_home)
    yield made
    made.close()


def transcript_of(text: str) -> Transcript:
    made = audio_message(words=text.split()).transcript
    assert made is not None
    return made


def test_the_score_follows_a_correction(studio: QuietStudio) -> None:
    first = transcript_of("hi dana my number is nine one nine five five five oh one oh pie we are the leader")
    before = studio.judge_take(record(studio, first).id, first)
    assert before.analysis is not None
    assert before.analysis.phone.verdict == "incomplete"
    made = correct(first, NO_CORRECTIONS, 14, 15, "five")
    after = studio.correct(before.take.id, made, shown=before.analysis)
    assert after.analysis is not None
    assert after.analysis.phone.numbers[0].digits == "9195550105"
    assert after.analysis.words[14].confidence == 1.0
    assert studio.takes()[0].bands == after.analysis.scorecard.bands()
    # Opened again: the same words, the same verdicts, and what was heard.
    again = studio.review(before.take.id)
    assert again.analysis == after.analysis
    assert again.take.heard == first
    back = studio.correct(before.take.id, NO_CORRECTIONS, shown=after.analysis)
    assert back.analysis == before.analysis


def test_exports_tell_the_corrected_words(studio: QuietStudio) -> None:
    first = transcript_of(SAID)
    take = studio.judge_take(record(studio, first).id, first).take
    review = studio.correct(take.id, correct(first, NO_CORRECTIONS, 4, 5, "robert"))
    data = message_to_dict(scored_take(review))
    assert [word["text"] for word in data["words"]][:6] == ["hi", "dana", "this", "is", "robert", "at"]
    assert review.analysis is not None
    assert "robert at acme" in " ".join(transcript_lines(review.analysis, Style(80)))
    assert studio.takes()[0].excerpt.startswith("hi dana this is robert")


def test_the_script_is_laid_beside_the_corrected_words(studio: QuietStudio) -> None:
    first = transcript_of("hi data this is bob at acme call me back soon please")
    script = parse_script("Hi Dana, this is Bob at Acme. Call me back soon please.")
    before = studio.judge_take(record(studio, first).id, first, script=script)
    after = studio.correct(
        before.take.id, correct(first, NO_CORRECTIONS, 1, 2, "dana"), shown=before.analysis
    )
    assert before.analysis is not None
    assert after.analysis is not None
    one, other = (review.scorecard.check("script") for review in (before.analysis, after.analysis))
    assert one is not None
    assert other is not None
    assert (one.value, other.value) == (0.92, 1.0)
    # Opened later, when nobody knows the script: its verdict stays.
    later = studio.correct(before.take.id, correct(first, NO_CORRECTIONS, 0, 1, "hey"))
    assert later.analysis is not None
    assert later.analysis.scorecard.check("script") == other


def test_words_are_corrected_without_the_sound(studio: QuietStudio) -> None:
    first = transcript_of(SAID)
    take = studio.judge_take(record(studio, first).id, first).take
    assert take.scorecard is not None
    take.audio_path.unlink()
    review = studio.correct(take.id, correct(first, NO_CORRECTIONS, 4, 5, "robert"))
    assert review.analysis is not None
    assert review.analysis.scorecard.check("level") == take.scorecard.check("level")
    assert "robert" in [word.text for word in review.analysis.words]


def test_a_take_that_was_never_heard_has_no_words_to_correct(studio: QuietStudio) -> None:
    take = record(studio, transcript_of(SAID))
    with pytest.raises(TakeMissing, match="not been heard"):
        studio.correct(take.id, NO_CORRECTIONS)


def test_hearing_a_take_again_keeps_what_was_put_right(
    studio: QuietStudio, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = transcript_of(SAID)
    take = studio.judge_take(record(studio, first).id, first).take
    made = correct(first, NO_CORRECTIONS, 4, 5, "robert")
    made = correct(first, made, 16, 17, "four")
    studio.correct(take.id, made)
    other = transcript_of(SAID.replace("three for i will", "three fur eye wheel"))
    monkeypatch.setattr(studio, "_hear", lambda *_given: (other, ""))
    monkeypatch.setattr(studio, "_engine", lambda *_given: None)
    review = studio.score_take(take.id)
    assert review.take.heard == other
    assert review.take.transcript is not None
    assert review.take.transcript.text.startswith("hi dana this is robert at acme")
    assert [one.said for one in review.take.corrections.made] == [("robert",)]
    assert [one.said for one in review.take.corrections.aside] == [("four",)]


def test_a_take_laid_beside_another_is_not_changed(studio: QuietStudio) -> None:
    first = transcript_of(SAID)
    take = studio.judge_take(record(studio, first).id, first).take
    studio.settings.update(profile="hubspot")
    beside = studio.beside(take.id)
    assert beside.analysis is not None
    assert beside.analysis.scorecard.profile == "hubspot"
    assert studio.library.take(take.id).scorecard == take.scorecard


def in_between(studio: QuietStudio, method: str, happens: Callable[[], object]) -> None:
    """Once, while `method` works on what it read, something else happens to the library."""
    real: Callable[..., object] = getattr(studio, method)

    def slow(*given: object, **named: object) -> object:
        setattr(studio, method, real)
        happens()
        return real(*given, **named)

    setattr(studio, method, slow)


def test_looking_at_a_take_does_not_undo_that_it_is_heard_anew_meanwhile(studio: QuietStudio) -> None:
    first, other = transcript_of(SAID), transcript_of(SAID.replace("acme", "acne"))
    take = studio.judge_take(record(studio, first).id, first).take
    studio.settings.update(profile="hubspot")  # it is judged anew when it is looked at
    in_between(studio, "judge_again", lambda: studio.judge_take(take.id, other))
    studio.review(take.id)
    now = studio.library.take(take.id)
    assert now.heard == other
    assert now.scorecard is not None
    assert now.scorecard.profile == "hubspot"


def test_words_put_right_while_a_take_is_heard_anew_are_in_the_new_words(studio: QuietStudio) -> None:
    first, other = transcript_of(SAID), transcript_of(f"so {SAID}")
    take = studio.judge_take(record(studio, first).id, first).take
    in_between(studio, "judge_corrected", lambda: studio.judge_take(take.id, other))
    review = studio.correct(take.id, correct(first, NO_CORRECTIONS, 4, 5, "robert"))
    assert review.take == studio.library.take(take.id)
    assert review.take.heard == other
    assert review.take.transcript is not None
    assert review.take.transcript.text.startswith("so hi dana this is robert at acme")


def test_words_put_right_on_an_old_page_are_found_in_the_new_words(studio: QuietStudio) -> None:
    first, other = transcript_of(SAID), transcript_of(f"so {SAID}")
    take = studio.judge_take(record(studio, first).id, first).take
    studio.judge_take(take.id, other)
    review = studio.correct(take.id, correct(first, NO_CORRECTIONS, 4, 5, "robert"))
    assert review.take.transcript is not None
    assert review.take.transcript.text.startswith("so hi dana this is robert at acme")


def test_hearing_anew_keeps_what_is_put_right_meanwhile(studio: QuietStudio) -> None:
    first = transcript_of(SAID)
    take = studio.judge_take(record(studio, first).id, first).take
    made = correct(first, NO_CORRECTIONS, 4, 5, "robert")
    in_between(studio, "judge_to_keep", lambda: studio.correct(take.id, made))
    review = studio.judge_take(take.id, transcript_of(SAID.replace("again", "agen")))
    assert review.take.transcript is not None
    assert review.take.transcript.text.endswith("call agen")
    assert review.take.transcript.text.startswith("hi dana this is robert at acme")
