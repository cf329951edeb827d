"""A shipped drill or rubric that somebody shared is known: no second one of the same title comes in."""

from __future__ import annotations

from pathlib import Path

import pytest

from rehearse.files import builtin_drills_folder, builtin_rubrics_folder
from rehearse.judging import Judge
from rehearse.paths import Paths
from rehearse.settings import SettingsStore


@pytest.fixture
def judge(tmp_path: Path) -> Judge:
    paths = Paths.below(tmp_path / "home")
    return Judge(paths, SettingsStore(paths.settings))


def test_a_drill_under_another_name_is_known(judge: Judge, tmp_path: Path) -> None:
    shared = tmp_path / "from kim.toml"
    shared.write_bytes((builtin_drills_folder() / "ladder.toml").read_bytes())
    change = judge.own_drills.take_in(shared)
    assert (change.id, change.title, change.changed) == ("ladder", "Ladder", False)
    assert change.notes == ("You have this drill already, as “ladder”.",)
    assert judge.own_drills.all() == []
    # One that asks for more is another drill.
    shared.write_text(shared.read_text().replace("length_most_s = 12", "length_most_s = 11"))
    assert judge.own_drills.take_in(shared).changed
    # And whoever wants a copy says so.
    assert judge.own_drills.duplicate("ladder").changed


def test_a_rubric_under_another_name_is_known(judge: Judge, tmp_path: Path) -> None:
    shared = tmp_path / "from kim.toml"
    shared.write_bytes((builtin_rubrics_folder() / "callback.toml").read_bytes())
    change = judge.own_rubrics.take_in(shared)
    assert (change.id, change.changed) == ("callback", False)
    assert change.notes == ("You have this rubric already, as “callback”.",)
    assert not any(one.own for one in judge.own_rubrics.all())
