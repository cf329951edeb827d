"""Starters as files: whole, in order, and wrong ones told by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from rehearse.errors import DataError
from rehearse.files import builtin_starters_folder
from rehearse.script.script import parse_script
from rehearse.script.starters import ANSWER_KINDS, answer_title, load_starters

GOOD = """
title = "A question"
answer_kind = "question"
about = "Ask."
source = "Somebody"
text = "Hi [name], who won?"
[[example]]
name = "Ann"
"""


def test_every_answer_of_the_founding_texts_has_a_starter() -> None:
    starters = load_starters(builtin_starters_folder())
    assert {starter.answer_kind for starter in starters} == set(ANSWER_KINDS)
    places = [ANSWER_KINDS.index(starter.answer_kind) for starter in starters]
    assert places == sorted(places)
    assert len({starter.title for starter in starters}) == len(starters)
    assert len({answer_title(kind) for kind in ANSWER_KINDS}) == len(ANSWER_KINDS)


def test_every_starter_has_places_to_fill_in_and_shows_what_belongs_there() -> None:
    for starter in load_starters(builtin_starters_folder()):
        assert parse_script(starter.text).slots, starter.id
        assert len(starter.examples) >= 3, starter.id
        assert starter.source, starter.id


def test_a_file_is_read_as_it_stands(tmp_path: Path) -> None:
    (tmp_path / "ask.toml").write_text(GOOD)
    (tmp_path / ".hidden.toml").write_text("junk")
    (tmp_path / "notes.txt").write_text("junk")
    (starter,) = load_starters(tmp_path)
    assert (starter.id, starter.answer_kind, starter.text) == ("ask", "question", "Hi [name], who won?")
    assert [dict(example) for example in starter.examples] == [{"name": "Ann"}]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ("", "answer_kind"),
        (GOOD.replace('"question"', '"poem"'), "answer_kind"),
        (GOOD.replace('"Ask."', "5"), "about"),
        (GOOD.replace("[name]", "[name"), "not closed"),
        (GOOD.replace('name = "Ann"', 'nobody = "Ann"'), "each of its slots"),
        (GOOD.replace('name = "Ann"', "name = 5"), "each of its slots"),
        ("title = ", "Invalid value"),
        ("a = " + "[" * 5_000, "nested"),
        ("#" * 100_000, "larger"),
    ],
)
def test_a_wrong_file_is_told_by_its_name(tmp_path: Path, changed: str, told: str) -> None:
    (tmp_path / "ask.toml").write_text(changed)
    with pytest.raises(DataError) as error:
        load_starters(tmp_path)
    assert "ask.toml" in error.value.message
    assert told in error.value.message


def test_a_file_in_another_encoding_is_told_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "ask.toml").write_bytes(GOOD.replace("Ask.", "Açk.").encode("latin-1"))
    with pytest.raises(DataError, match=r"ask\.toml is wrong: it is not UTF-8 text"):
        load_starters(tmp_path)


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="starters"):
        load_starters(tmp_path / "none")
