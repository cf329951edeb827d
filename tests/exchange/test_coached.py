"""What a coach said, in every kind of file that leaves: answers by rubrics, reactions, nobody's name."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import timedelta

import webvtt as vtt_reader

from rehearse.exchange.coached import out_rubrics
from rehearse.exchange.outgoing import _without_names
from rehearse.exchange.report import item_from_take, render
from rehearse.exchange.take_csv import mark_table, take_table
from rehearse.exchange.take_json import take_document, take_to_dict
from rehearse.exchange.webvtt import webvtt
from rehearse.library.reactions import KINDS
from rehearse.speech.transcript import Span
from tests.exchange.test_report import Tags
from tests.helpers.json_shape import EXPORTED, faults
from tests.helpers.messages import audio_message
from tests.helpers.outgoing_takes import (
    HOSTILE,
    RUBRIC,
    WHEN,
    answered,
    coached,
    judged,
    note,
    reacted,
    said,
    take_of,
)

KNOWN = {"round": RUBRIC}


def test_a_rubric_is_told_whole_with_what_the_check_says_where_somebody_says_otherwise() -> None:
    mine, theirs = coached(take_of()).rubrics
    assert (mine.title, theirs.title) == ("Monday round", "theirs")
    told = [(one.id, one.automatic, [a.answer for a in one.answers]) for one in mine.criteria]
    assert told == [
        ("warm", None, ["no"]),
        ("free", "no", ["yes", "no"]),
        ("short", "yes", []),
        ("late", None, []),
    ]
    free = mine.criteria[1]
    assert free.against("yes") == "Rehearse itself says no (Pitch talk: Fix)"
    assert free.against("no") == mine.criteria[0].against("no") == ""
    assert [one.question for one in theirs.criteria] == ["Would you listen to the end?"]


def test_a_question_stands_in_the_words_in_which_it_was_answered() -> None:
    marks = [
        replace(answered("warm", "yes", question="Is it hot?"), marked_at=WHEN - timedelta(days=9)),
        answered("warm", "no", "Dee"),
        answered("dropped", "yes", question="Is it blue?"),
    ]
    (rubric,) = out_rubrics(marks, KNOWN, {})
    asked = [one.question for one in rubric.criteria]
    assert asked == [
        "Is it hot?",
        "Is it warm?",
        *(one.question for one in RUBRIC.criteria[1:]),
        "Is it blue?",
    ]


def test_the_check_is_judged_by_the_rules_of_now_or_of_then_where_it_is_not_there() -> None:
    marks = [answered("free", "yes", check_band="off")]
    for bands, automatic in (({"pitch": "good"}, "yes"), ({"pitch": "near"}, None), ({}, "no")):
        (rubric,) = out_rubrics(marks, KNOWN, bands)  # type: ignore[arg-type]
        assert next(one for one in rubric.criteria if one.id == "free").automatic == automatic
    (rubric,) = out_rubrics([answered("free", "yes", check_band="wonderful")], KNOWN, {})
    assert next(one for one in rubric.criteria if one.id == "free").band is None


def test_json_has_every_answer_and_reaction() -> None:
    data = json.loads("".join(take_document([coached(take_of())], several=False)))
    assert faults(data, EXPORTED) == []
    free = [one for one in data["marks"] if one["criterion"] == "free"]
    assert [(one["answer"], one["author"], one["automatic"], one["check"]) for one in free] == [
        ("yes", "Carla Coach", "no", "pitch"),
        ("no", "Dee", "no", "pitch"),
    ]
    assert free[0]["reason"] == "They asked who leads."
    assert [(one["kind"], one["start_s"]) for one in data["reactions"]] == [
        ("great", None),
        ("delete", 10.0),
        ("smile", 0.5),
    ]
    assert faults(take_to_dict(take_of()), EXPORTED) == []


def test_tables_have_a_row_an_answer_and_the_sums_a_take() -> None:
    take, other = coached(take_of()), take_of(title="Nobody judged it")
    rows = list(csv.DictReader(io.StringIO("".join(mark_table([take, other])), newline="")))
    assert [(row["question"], row["answer"], row["author"]) for row in rows] == [
        ("Is it warm?", "no", "Carla Coach"),
        ("Is it free of pitch talk?", "yes", "Carla Coach"),
        ("Is it free of pitch talk?", "no", "Dee"),
        ("Would you listen to the end?", "yes", "Carla Coach"),
    ]
    assert {row["id"] for row in rows} == {take.id}
    assert (rows[0]["reason"], rows[0]["rubric_title"]) == ("Flat voice\nat the start.", "Monday round")
    assert (rows[1]["check"], rows[1]["automatic"]) == ("pitch", "no")
    scores = list(csv.DictReader(io.StringIO("".join(take_table([take, other])), newline="")))
    assert [(row["n_yes"], row["n_no"], row["n_reactions"]) for row in scores] == [
        ("2", "2", "3"),
        ("0",) * 3,
    ]
    assert scores[0]["reactions"].splitlines()[1] == "Carla Coach: Here I would delete it"


def test_hostile_answers_are_cells_and_none_is_a_formula() -> None:
    marks = [answered(f"c{n}", "no", text, question=text, reason=text) for n, text in enumerate(HOSTILE)]
    text = "".join(mark_table([judged(take_of(), marks, [reacted(text, None, text) for text in HOSTILE])]))
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert len(rows) == len(HOSTILE)
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row.values())


def test_the_page_tells_it_all_and_stays_well_formed() -> None:
    take = coached(take_of(notes=[note("slower", (11, 18), Span(5.9, 9.4))]))
    tags = Tags(render([item_from_take(take)]))
    assert tags.open == []
    for part in (
        "Monday round",
        "Is it free of pitch talk?",
        "They asked who leads.",
        "Rehearse itself says no (Pitch talk: Fix)",
        "Rehearse's own check",
        "Not answered",
        "theirs",
        "3 reactions",
        "Here I would delete it",
        "Dee",
    ):
        assert part in tags.text, part
    marked = [attrs for tag, attrs in tags.tags if tag == "mark" and attrs["class"] == "reaction"]
    assert marked, "the words are marked, too"
    pins = [attrs["href"] for tag, attrs in tags.tags if tag == "a" and "-r" in str(attrs.get("href"))]
    ids = {attrs.get("id") for _tag, attrs in tags.tags}
    assert pins == ["#m1-r3", "#m1-r2"], "in the order of the words"
    assert {str(pin)[1:] for pin in pins} <= ids


def test_hostile_answers_and_reactions_become_no_tag() -> None:
    marks = [
        answered(f"c{n}", "no", text, rubric_id=text, question=text, reason=text)
        for n, text in enumerate(HOSTILE)
    ]
    reactions = [reacted(text, Span(0.0, 0.1 * n), text) for n, text in enumerate(HOSTILE)]
    for scored in (audio_message(), said([]), said([("hi", 5.0, 5.0)])):
        tags = Tags(render([item_from_take(judged(take_of(scored), marks, reactions))]))
        assert tags.open == []
        names = [tag for tag, _attrs in tags.tags]
        assert (names.count("script"), names.count("img")) == (1, 0)
        assert not any(name.startswith("on") for _tag, attrs in tags.tags for name in attrs)


def test_a_reaction_where_nothing_is_said_goes_to_the_word_before() -> None:
    words = [("one", 1.0, 1.5), ("two", 3.0, 3.5)]
    for span, marked in (
        (Span(2.0, 2.5), ["one"]),
        (Span(0.0, 0.5), []),
        (Span(9.0, 9.0), ["two"]),
        (Span(3.1, 3.1), ["two"]),
    ):
        page = render([item_from_take(judged(take_of(said(words, 4.0)), (), [reacted("great", span)]))])
        text = page.split('<p class="transcript"')[1].split("</p>")[0]
        found = [piece.split("</span>")[0].rsplit(">", 1)[1] for piece in text.split('"reaction">')[1:]]
        assert found == marked, span


def test_subtitles_tell_reactions_as_comments_alone() -> None:
    take = take_of()
    plain, told = "".join(webvtt(take)), "".join(webvtt(coached(take)))
    assert "NOTE Reaction (00:00:10.000–00:00:10.800): Carla Coach: Here I would delete it" in told
    cues = [[cue.text for cue in vtt_reader.from_string(text).captions] for text in (plain, told)]
    assert cues[0] == cues[1]


def test_every_kind_has_words_and_a_sign_of_its_own() -> None:
    every = [reacted(kind) for kind in KINDS]
    assert len({one.sign for one in every}) == len({one.label for one in every}) == len(KINDS)
    assert (reacted("of a later version").sign, reacted("of a later version").label) == (
        "•",
        "of a later version",
    )


def test_without_names_no_author_is_left_and_what_they_said_is() -> None:
    take = _without_names(coached(take_of(notes=[note("slower")])))
    everything = render([item_from_take(take)]) + "".join(
        [*take_document([take], several=False), *mark_table([take]), *take_table([take]), *webvtt(take)]
    )
    for name in ("Carla", "Dee", "Bob Smith"):
        assert name not in everything
    for part in ("They asked who leads.", "Here I would delete it", "Monday round"):
        assert part in everything
