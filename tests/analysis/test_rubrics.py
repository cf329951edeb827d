"""Rubrics as data: the shipped ones, own ones, and files that somebody got wrong."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from rehearse.analysis import rubric_files
from rehearse.analysis.rubric_files import MAX_CRITERIA, load_rubric, load_rubrics
from rehearse.analysis.rubrics import CHECKS, Criterion, automatic_answer
from rehearse.analysis.wording import check_title
from rehearse.errors import DataError
from rehearse.exchange.score_csv import CHECK_IDS
from rehearse.files import builtin_rubrics_folder

SHIPPED = sorted(builtin_rubrics_folder().glob("*.toml"))

RIGHT = """\
title = "Mine"
summary = "What I look for."
source = "Me"

[[criterion]]
id = "warm"
question = "Is it warm?"
explain = "Smile while you say it."

[[criterion]]
id = "short"
question = "Is it short?"
explain = "Count to twenty."
check = "length"
"""


def write(folder: Path, text: str, name: str = "mine.toml") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shipped_rubrics_are_right_and_explain_themselves() -> None:
    rubrics = load_rubrics([builtin_rubrics_folder()])
    assert rubrics.problems == []
    assert set(rubrics) == {path.stem for path in SHIPPED} >= {"callback", "delivery", "checks"}
    for rubric in rubrics.values():
        assert rubric.source
        assert rubric.summary
        for criterion in rubric.criteria:
            assert criterion.question.endswith("?")
            assert len(criterion.explain.split()) >= 6
    # The one about the program's own checks leaves none out but that of the script.
    assert {one.check for one in rubrics["checks"].criteria} == {*CHECKS} - {"script"}


def test_every_check_of_the_program_can_stand_beside_a_criterion() -> None:
    assert CHECKS == CHECK_IDS
    assert all(check_title(check) for check in CHECKS)


@pytest.mark.parametrize(
    ("bands", "answer"),
    [
        ({"length": "good"}, "yes"),
        ({"length": "off"}, "no"),
        ({"length": "near"}, None),
        ({"length": "unknown"}, None),
        ({"phone": "off"}, None),
        ({}, None),
    ],
)
def test_a_check_answers_only_where_it_is_sure(bands: dict[str, str], answer: str | None) -> None:
    assert automatic_answer(Criterion("a", "A?", "B", "length"), bands) == answer
    assert automatic_answer(Criterion("a", "A?", "B"), bands) is None


def test_a_rubric_of_ones_own_takes_the_place_of_a_built_in_one(tmp_path: Path) -> None:
    write(tmp_path / "own", RIGHT, "callback.toml")
    write(tmp_path / "own", RIGHT)
    rubrics = load_rubrics([builtin_rubrics_folder(), tmp_path / "own", tmp_path / "not-there"])
    assert rubrics["callback"].title == "Mine"
    assert [one.check for one in rubrics["mine"].criteria] == [None, "length"]
    write(tmp_path / "own", "title = ", "callback.toml")
    rubrics = load_rubrics([builtin_rubrics_folder(), tmp_path / "own"])
    assert rubrics["callback"].title == "Would they call back?"
    assert "stays in use" in rubrics.broken["callback"].kept
    assert rubrics["mine"].title == "Mine"
    assert len(rubrics.problems) == 1


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('title = "Mine"\n', "", "title: it is missing"),
        ('title = "Mine"', "title = 3", "title (line 1): a text is needed"),
        ('source = "Me"', 'source = ""', "source (line 3): a text is needed"),
        ('source = "Me"', 'source = "Me"\ncolour = "red"', "colour (line 4): this key is not known"),
        ('"What I look for."', f'"{"x" * 601}"', "at most 600 characters"),
        ('id = "warm"', 'id = "Warm one"', "criterion 1, id (line 6): small letters"),
        ('id = "short"', 'id = "warm"', "criterion 2, id (line 11): another criterion"),
        (
            'check = "length"',
            'check = "lenght"',
            "criterion 2, check (line 14): one of these is needed",
        ),
        ('explain = "Smile while you say it."\n', "", "criterion 1, explain (line 5): it is missing"),
        ('"Is it warm?"', '"Is it\\u0007 warm?"', "a character that cannot be shown"),
        ("[[criterion]]", "[[criteria]]", "criterion: it is missing"),
        ("?", "", ""),
    ],
)
def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, old: str, new: str, said: str) -> None:
    path = write(tmp_path, RIGHT.replace(old, new))
    if not said:
        assert load_rubric(path).id == "mine"
        return
    with pytest.raises(DataError) as raised:
        load_rubric(path)
    assert said in raised.value.message
    assert str(path) in raised.value.message
    assert raised.value.help


def test_too_many_criteria_and_too_large_files_are_refused(tmp_path: Path) -> None:
    one = '[[criterion]]\nid = "c{n}"\nquestion = "A?"\nexplain = "B"\n'
    head = RIGHT.split("[[")[0]
    most = head + "".join(one.format(n=n) for n in range(MAX_CRITERIA))
    assert len(load_rubric(write(tmp_path, most)).criteria) == MAX_CRITERIA
    with pytest.raises(DataError, match="at most 30"):
        load_rubric(write(tmp_path, most + one.format(n=MAX_CRITERIA)))
    with pytest.raises(DataError, match="larger than"):
        load_rubric(write(tmp_path, RIGHT + "#" * rubric_files.MAX_BYTES))


def test_no_file_ends_the_program_whatever_is_in_it(tmp_path: Path) -> None:
    chance = random.Random(20261126)
    texts = [path.read_bytes() for path in SHIPPED]
    n_refused = 0
    for _number in range(300):
        raw = bytearray(chance.choice(texts))
        for _change in range(chance.randrange(1, 6)):
            at = chance.randrange(len(raw))
            piece = chance.choice([b"", b"\x00", b"[[", b'"', b"\n", b"\xff", b"= 3", bytes(raw[:40])])
            raw[at : at + chance.randrange(30)] = piece
        (tmp_path / "soup.toml").write_bytes(raw)
        rubrics = load_rubrics([tmp_path])
        assert len(rubrics) + len(rubrics.problems) == 1
        n_refused += len(rubrics.problems)
        for problem in rubrics.problems:
            assert problem.message.isprintable() or "\n" in problem.message
    assert n_refused > 100
