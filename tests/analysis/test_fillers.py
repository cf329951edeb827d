from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rehearse.analysis.analyse import analyse
from rehearse.analysis.delivery import fillers_check
from rehearse.analysis.fillers import LEAST_CONFIDENCE, SHORTEST_SOUND_S, find_fillers
from rehearse.analysis.message import HeardFiller, Message
from rehearse.analysis.profiles import Profile
from rehearse.analysis.rules import Packs
from rehearse.audio.decode import decode_speech
from rehearse.files import builtin_models_folder
from rehearse.speech.transcribe import transcribe
from rehearse.speech.transcript import Span, Transcript, Word
from rehearse.speech.vosk_engine import VoskEngine

SPEECH = Path(__file__).parents[1] / "data" / "speech"
OPEN_MESSAGES = Path(__file__).parents[1] / "data" / "scripts-open.jsonl"


def found(text: str) -> list[str]:
    return [filler.text for filler in find_fillers(Message.from_text(text))]


def spoken(text: str, *, hears: bool | None = None, heard: tuple[HeardFiller, ...] = ()) -> Message:
    """A recording of half-second words with half a second of silence after each."""
    words = tuple(Word(word, Span(i + 0.0, i + 0.5), 1.0) for i, word in enumerate(text.split()))
    transcript = Transcript(words, (0,) if words else (), "replay", "none", len(words) + 1.0, 0.0, hears)
    return Message.from_transcript(transcript, heard_fillers=heard)


@pytest.mark.parametrize(
    ("text", "fillers"),
    [
        ("hi june um this is omar uh from acme", ["um", "uh"]),
        ("Hi June, um, this is Omar… er, from Acme. Hmm. Ah, yes.", ["um", "er", "Hmm", "Ah"]),
        ("uhh ummm uhm erm mmm we are here", ["uhh", "ummm", "uhm", "erm", "mmm"]),
        ("our you know old copier breaks", ["you know"]),
        ("the price is you know a bit high", ["you know"]),
        ("and you know we print a lot", ["you know"]),
        ("The copier is, you know, old.", ["you know"]),
        ("You know, I was thinking about your office.", ["You know"]),
        ("we print um you know fast", ["um", "you know"]),
        ("you know um it broke", ["you know", "um"]),
        ("it's late i mean i could call on friday", ["i mean"]),
        ("I mean, the office is big.", ["I mean"]),
        ("i mean it is not that hard", ["i mean"]),
        ("it was, like, three days", ["like"]),
        ("it's like really slow", ["like"]),
        ("i'll be there in like two weeks", ["like"]),
        ("there are like fifty of them", ["like"]),
    ],
)
def test_fillers(text: str, fillers: list[str]) -> None:
    assert found(text) == fillers


@pytest.mark.parametrize(
    "text",
    [
        "i'd like to send you something and i would like yours too",
        "companies like mesa foods and people like you",
        "if you'd like a copy or you like the idea",
        "it sounds like a plan and it looks like rain",
        "there is nothing like it and feel like five people",
        "what is it like in spring",
        "The ones you'd like, call me.",
        "you know the place on fifth street",
        "did you know we do merchandise as well",
        "do you know who runs it",
        "just to let you know we moved",
        "Just to let you know, we moved.",
        "as you know our rates went up",
        "As you know, our rates went up.",
        "if you know another contractor who needs help",
        "the people you know in the trade",
        "call someone you know and trust",
        "you know what they say and you know how it is",
        "before you know it the year is over",
        "just so you know i am out on friday",
        "more than you know",
        "what i mean is that it works",
        "What I mean, though, is this.",
        "you know what i mean",
        "i mean it and i mean business",
        "by that i mean the small one",
        "uh huh that is right and uh oh",
        "Uh-huh, that works.",
        "she works in the er at mercy hospital",
        "The ER and the UM campus called.",
        "a 20 ah battery and 5 mm bolts",
        "to err is human",
        "hum a tune with the umbrella in uhuru park",
        "",
        "🎉 — …",
    ],
)
def test_innocent_words(text: str) -> None:
    assert found(text) == []


def test_all_capitals_are_no_abbreviations() -> None:
    assert found("HI JUNE UM THIS IS OMAR") == ["UM"]


def test_places_and_times_of_words() -> None:
    filler = find_fillers(spoken("hi june um our you know old copier"))[1]
    assert (filler.first_word, filler.last_word, filler.between) == (4, 6, False)
    assert filler.span == Span(4.0, 5.5)


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (Span(1.55, 1.95), (1, 3)),  # in a silence: the words on both sides
        (Span(1.4, 1.9), (1, 3)),  # a little over a word's end
        (Span(2.7, 3.1), (2, 3)),  # after the last word
        (Span(1.0, 1.4), None),  # on a word
        (Span(1.3, 1.6), None),  # mostly on one
        (Span(1.7, 1.7), None),  # no time at all
    ],
)
def test_heard_apart_from_the_words(span: Span, words: tuple[int, int] | None) -> None:
    message = spoken("hi um june", heard=(HeardFiller("uh", span),))
    fillers = [filler for filler in find_fillers(message) if filler.between]
    assert [(f.first_word, f.last_word, f.text, f.span) for f in fillers] == (
        [] if words is None else [(*words, "uh", span)]
    )


def test_one_sound_heard_twice_is_one_filler() -> None:
    twice = (HeardFiller("um", Span(0.6, 0.9)), HeardFiller("uh", Span(0.65, 0.9)))
    assert [f.text for f in find_fillers(spoken("hi june"), twice)] == ["um"]


def test_nothing_to_stand_between() -> None:
    assert find_fillers(spoken(""), (HeardFiller("um", Span(0.6, 0.9)),)) == ()


SOME_WORDS = st.sampled_from(
    [
        "you",
        "know",
        "i",
        "mean",
        "like",
        "um,",
        "UH",
        "er",
        "is",
        "—",
        "the",
        ",",
        "it's",
        "-",
        "hmm",
        "5",
        "☂",
    ]
)


@given(st.lists(SOME_WORDS, max_size=30), st.booleans())
def test_ranges_are_whole_and_apart(words: list[str], typed: bool) -> None:
    text = " ".join(words)
    message = Message.from_text(text) if typed else spoken(text)
    reached = 0
    for filler in find_fillers(message):
        assert reached <= filler.first_word < filler.last_word <= len(message.words)
        assert filler.text
        reached = filler.last_word


def test_the_annotated_messages() -> None:
    wrong = []
    for line in OPEN_MESSAGES.read_text("utf-8").splitlines():
        item = json.loads(line)
        marked = {filler.first_word for filler in find_fillers(Message.from_text(item["text"]))}
        if marked != set(item["fillers"]):
            wrong.append((item["id"], marked, item["fillers"]))
    assert wrong == []


@pytest.mark.parametrize(
    ("n_words", "n_fillers", "band"),
    [
        (12, 1, "good"),  # one is human, even in a short message
        (12, 2, "near"),
        (12, 4, "near"),
        (12, 5, "off"),
        (50, 2, "good"),
        (50, 3, "near"),
        (50, 5, "near"),
        (50, 6, "off"),
        (150, 6, "good"),
        (150, 17, "near"),
        (150, 18, "off"),
    ],
)
def test_bands(n_words: int, n_fillers: int, band: str, short: Profile) -> None:
    message = Message.from_text(" ".join(["um"] * n_fillers + ["word"] * (n_words - n_fillers)))
    fillers = find_fillers(message)
    check = fillers_check(message, fillers, short)
    assert (check.band, check.value) == (band, n_fillers)
    assert len(check.evidence) == n_fillers
    assert check.target is not None
    good_up_to = check.target[1]
    assert good_up_to is not None
    assert (n_fillers <= good_up_to) == (band == "good")
    assert "{" not in check.reason


@pytest.mark.parametrize(
    ("text", "duration_s", "confidence", "counts"),
    [
        ("um", 0.1, 0.5, True),
        ("um", 0.4, None, True),  # an engine that tells no confidence
        ("um", 0.09, 1.0, False),
        ("um", 0.4, 0.49, False),
        ("you know", 0.4, 0.3, True),  # real words: not what recognisers make of noise
    ],
)
def test_a_recognised_sound_must_be_long_and_sure(
    text: str, duration_s: float, confidence: float | None, counts: bool
) -> None:
    pieces = f"our {text} old copier".split()
    words = tuple(Word(piece, Span(i + 0.0, i + duration_s), confidence) for i, piece in enumerate(pieces))
    message = Message.from_transcript(Transcript(words, (0,), "vosk", "m", len(words) + 1.0, 0.0, True))
    assert [filler.text for filler in find_fillers(message)] == [text] * counts


@pytest.fixture(scope="module")
def engine() -> Iterator[VoskEngine]:
    engine = VoskEngine(builtin_models_folder() / "starter-en-us", "starter-en-us")
    yield engine
    engine.close()


def through_the_decoder(engine: VoskEngine, name: str) -> Transcript:
    return transcribe(engine, decode_speech(SPEECH / name))


@pytest.fixture(scope="module")
def doubtful(engine: VoskEngine) -> Transcript:
    return through_the_decoder(engine, "doubtful.flac")


def test_a_hesitation_that_was_recorded(engine: VoskEngine, packs: Packs, short: Profile) -> None:
    """The sound holds one "um", from 2.80 to 3.52 s (flite's voice rms)."""
    analysis = analyse(
        Message.from_transcript(through_the_decoder(engine, "hesitation.flac")), profile=short, packs=packs
    )
    assert analysis.fillers is not None
    (filler,) = analysis.fillers
    assert filler.text == "um"
    assert filler.span is not None
    assert 2.5 < filler.span.start_s < 3.2 < filler.span.end_s < 3.8
    check = analysis.scorecard.check("fillers")
    assert check is not None
    assert (check.band, check.value) == ("good", 1)


def test_a_sound_that_the_decoder_doubts_is_no_claim(
    doubtful: Transcript, packs: Packs, short: Profile
) -> None:
    transcript = doubtful
    (doubted,) = (word for word in transcript.words if word.text in ("um", "uh", "er"))
    assert doubted.confidence is not None
    assert doubted.confidence < LEAST_CONFIDENCE or doubted.span.duration_s < SHORTEST_SOUND_S
    analysis = analyse(Message.from_transcript(transcript), profile=short, packs=packs)
    assert analysis.fillers == ()
    check = analysis.scorecard.check("fillers")
    assert check is not None
    assert (check.band, check.value) == ("good", 0)
    assert "heard for certain" in check.reason
    assert "fillers" not in analysis.unknown


def test_without_um_in_the_vocabulary_none_heard_is_unknown(
    doubtful: Transcript, packs: Packs, short: Profile
) -> None:
    transcript = replace(doubtful, hears_fillers=False)
    analysis = analyse(Message.from_transcript(transcript), profile=short, packs=packs)
    assert analysis.fillers is None
    assert "leaves out" in analysis.unknown["fillers"]
    check = analysis.scorecard.check("fillers")
    assert check is not None
    assert check.band == "unknown"


def test_a_model_that_cannot_hear_um_claims_nothing(short: Profile) -> None:
    check = fillers_check(spoken("hi june", hears=False), None, short)
    assert (check.band, check.value) == ("unknown", None)
    assert "leaves out" in check.reason
    message = spoken("our you know old copier", hears=False)
    check = fillers_check(message, find_fillers(message), short)
    assert (check.band, check.value) == ("good", 1)
    assert "leaves out" in check.reason
