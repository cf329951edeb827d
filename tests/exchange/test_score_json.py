"""The JSON is a promise to other programs."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import pytest

from rehearse.analysis.result import Filler, SoundFacts
from rehearse.errors import NotAudio
from rehearse.exchange.marks import marks_of
from rehearse.exchange.score_json import error_to_dict, message_to_dict, to_document, to_line
from rehearse.speech.transcript import Span, Transcript
from tests.helpers.json_shape import ERROR, faults, message_faults
from tests.helpers.messages import audio_message, text_message


def test_a_recording_has_every_promised_key() -> None:
    data = message_to_dict(audio_message())
    assert message_faults(data) == []
    assert data["source"] == {"path": "x.wav", "kind": "audio", "duration_s": 16.9}
    assert data["engine"] == {"name": "vosk", "model": "starter-en-us", "decode_s": 1.2, "rtf": 0.071}
    assert data["phone"]["numbers"][0]["digits"] == "5551234"
    assert (data["phone"]["numbers"][0]["pace_ratio"], data["phone"]["numbers"][0]["cue"]) == (0.8, True)
    assert data["phrases"][0]["rule"] == "about-us.leading-provider"
    assert data["unknown"] == {"message_kind": "The kind of the message is not judged yet."}


@pytest.mark.parametrize("text", ["", "   \n ", "Hi Dana", "😀 👩‍👩‍👧", "... --- !!!", "x" * 5000])
def test_a_text_has_every_promised_key_and_a_reason_for_every_null(text: str) -> None:
    data = message_to_dict(text_message(text))
    assert message_faults(data) == []
    assert data["source"]["path"] == "-"
    assert data["engine"] is None
    assert [word["text"] for word in data["words"]] == text.split()
    assert data["timing"]["estimated"] is True


def test_a_recording_without_words_still_has_every_key() -> None:
    assert message_faults(message_to_dict(audio_message(words=[]))) == []


def test_a_reason_that_only_the_command_knows_is_added() -> None:
    data = message_to_dict(audio_message(), unknown={"script": "not compared"})
    assert data["unknown"]["script"] == "not compared"


def test_what_json_cannot_say_becomes_null_with_a_reason() -> None:
    scored = audio_message()
    timing = replace(scored.analysis.timing, wpm=math.nan, articulation_wpm=math.inf)
    data = message_to_dict(replace(scored, analysis=replace(scored.analysis, timing=timing)))
    assert data["timing"]["wpm"] is None
    assert message_faults(data) == []
    json.loads(to_line(data), parse_constant=lambda name: pytest.fail(name))


def test_a_recording_without_length_has_no_speed() -> None:
    scored = audio_message(words=[])
    transcript = Transcript((), (), "vosk", "m", 0.0, 0.1)
    data = message_to_dict(replace(scored, transcript=transcript, duration_s=0.0))
    assert data["engine"]["rtf"] is None
    assert message_faults(data) == []


def test_characters_stay_themselves_and_line_breaks_never_split_a_line() -> None:
    line = to_line(message_to_dict(text_message("Zoë\u2028said 😀\u0085ok")))
    assert "😀" in line
    assert "Zoë" in line
    assert "\n" not in line
    assert json.loads(line)["words"][-1]["text"] == "ok"


def test_a_name_that_is_no_utf8_is_written_as_utf8() -> None:
    data = message_to_dict(text_message("hi", Path("caf\udce9.txt")))
    to_line(data).encode("utf-8")
    assert data["source"]["path"].startswith("caf")


def test_one_message_is_an_object_and_several_are_an_array() -> None:
    one = message_to_dict(text_message("hi"))
    assert isinstance(json.loads(to_document([one], several=False)), dict)
    assert isinstance(json.loads(to_document([one], several=True)), list)
    assert json.loads(to_document([], several=True)) == []


def test_an_error_has_its_own_shape() -> None:
    error = NotAudio("That is no recording.", help="Export it again.", kept="Nothing was changed.")
    data = error_to_dict(Path("x.doc"), error)
    assert faults(data, ERROR) == []
    assert data["error"] == {
        "id": "not_audio",
        "message": "That is no recording.",
        "help": "Nothing was changed. Export it again.",
    }


def test_the_checker_notices_a_missing_key_a_wrong_type_and_a_silent_null() -> None:
    good = message_to_dict(audio_message())
    assert message_faults({key: value for key, value in good.items() if key != "focus"})
    assert message_faults({**good, "extra": 1})
    assert message_faults({**good, "ready": 1})
    assert message_faults({**good, "unknown": {}})
    assert message_faults({**good, "timing": {**good["timing"], "wpm": None}})


def test_what_the_sound_measured() -> None:
    scored = audio_message()
    facts = SoundFacts(12.5, -3.04, -22.26, -20.0, None, 0.0000125, 0.0, -21.04, ((0.0, 0.4),))
    data = message_to_dict(replace(scored, analysis=replace(scored.analysis, sound=facts)))
    assert data["sound"] == {
        "peak_dbfs": -3.0,
        "rms_dbfs": -22.3,
        "speech_dbfs": -20.0,
        "noise_dbfs": None,
        "loudness_lufs": -21.0,
        "clipped_fraction": 0.0000125,
    }
    assert data["unknown"]["sound.noise_dbfs"]
    assert message_faults(data) == []


def test_a_silent_recording_says_why_it_has_no_levels() -> None:
    scored = audio_message(words=[])
    facts = SoundFacts(3.0, None, None, None, None, 0.0, 1.0)
    data = message_to_dict(replace(scored, analysis=replace(scored.analysis, sound=facts)))
    assert message_faults(data) == []
    assert set(data["sound"].values()) == {None, 0.0}


def test_a_filler_between_words_marks_neither_of_them() -> None:
    scored = audio_message()
    between = Filler("uh", 3, 5, Span(2.4, 2.6), between=True)
    analysis = replace(scored.analysis, fillers=(between,))
    data = message_to_dict(replace(scored, analysis=analysis))
    assert data["fillers"] == [
        {"text": "uh", "first_word": 3, "last_word": 5, "start_s": 2.4, "end_s": 2.6, "between": True}
    ]
    assert message_faults(data) == []
    assert all(mark.kind != "filler" for mark in marks_of(analysis))
