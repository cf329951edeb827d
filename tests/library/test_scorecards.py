from __future__ import annotations

import dataclasses
import json

from hypothesis import given
from hypothesis import strategies as st

from rehearse.analysis.result import Check, Evidence, Scorecard
from rehearse.library import scorecards
from rehearse.library.takes import EXCERPT_CHARS, excerpt_of
from rehearse.speech.transcript import Span, Transcript, Word

seconds = st.floats(0, 1e5, allow_nan=False)
numbers = st.floats(allow_nan=False, allow_infinity=False)
texts = st.text(max_size=40)
spans = st.builds(Span, seconds, seconds)
evidence = st.builds(Evidence, st.integers(0, 500), st.integers(0, 500), st.none() | spans)
targets = st.none() | st.tuples(st.none() | numbers, st.none() | numbers)
checks = st.builds(
    Check,
    id=texts,
    band=st.sampled_from(["good", "near", "off", "unknown"]),
    value=st.none() | numbers | texts,
    unit=st.none() | texts,
    target=targets,
    reason=texts,
    evidence=st.lists(evidence, max_size=4).map(tuple),
    source=texts,
)
cards = st.builds(
    Scorecard,
    checks=st.lists(checks, max_size=5).map(tuple),
    ready=st.booleans(),
    fix_next=st.lists(texts, max_size=3).map(tuple),
    profile=texts,
    packs=st.lists(texts, max_size=3).map(tuple),
    analysis_version=st.integers(1, 99),
    basis=texts,
)
words = st.builds(Word, texts, spans, st.none() | st.floats(0, 1))
transcripts = st.builds(
    Transcript,
    st.lists(words, max_size=8).map(tuple),
    st.lists(st.integers(0, 8), max_size=3).map(tuple),
    texts,
    texts,
    seconds,
    seconds,
    st.none() | st.booleans(),
)


@given(cards)
def test_a_scorecard_comes_back_as_it_was(card: Scorecard) -> None:
    back = scorecards.from_json(scorecards.to_json(card))
    assert back == card
    assert all(
        proof.span is None or isinstance(proof.span, Span)
        for check in back.checks
        for proof in check.evidence
    )


@given(cards)
def test_nothing_of_a_scorecard_is_left_out(card: Scorecard) -> None:
    written = json.loads(scorecards.to_json(card))
    assert set(written) == {field.name for field in dataclasses.fields(Scorecard)}
    for check in written["checks"]:
        assert set(check) == {field.name for field in dataclasses.fields(Check)}


@given(transcripts)
def test_a_transcript_comes_back_as_it_was(transcript: Transcript) -> None:
    assert scorecards.transcript_from_json(scorecards.transcript_to_json(transcript)) == transcript


def test_a_transcript_of_before_it_told_whether_fillers_are_heard() -> None:
    old = (
        '{"words":[["hi",0.5,0.8,0.9]],"utterance_starts":[0],"engine":"vosk","model_id":"m",'
        '"audio_s":2.0,"decode_s":0.3}'
    )
    transcript = scorecards.transcript_from_json(old)
    assert transcript.text == "hi"
    assert transcript.hears_fillers is None


@given(transcripts)
def test_an_excerpt_is_a_short_beginning(transcript: Transcript) -> None:
    excerpt = excerpt_of(transcript)
    assert len(excerpt) <= EXCERPT_CHARS + 1
    assert transcript.text.startswith(excerpt.removesuffix("…")) or " " in transcript.text


def test_a_half_letter_in_a_word_is_kept() -> None:
    transcript = Transcript((Word("\ud800", Span(0, 1), None),), (0,), "e", "m", 1.0, 0.1)
    text = scorecards.transcript_to_json(transcript)
    text.encode()
    assert scorecards.transcript_from_json(text) == transcript
