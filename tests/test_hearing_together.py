"""Two programs that listen to what was imported: each take is heard by one of them, also where one dies."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from rehearse.importing import Importing
from rehearse.library.claims import Claims
from rehearse.library.takes import TakeState
from rehearse.live_take import Review
from rehearse.paths import Paths
from rehearse.progress import Progress
from rehearse.settings import SettingsStore
from rehearse.studio import Studio
from tests.helpers.commands import ROOT
from tests.test_importing import SHORT, encoded


@pytest.fixture
def studio(private_home: Path) -> Iterator[Studio]:
    paths = Paths.below(private_home)
    made = Studio(paths, SettingsStore(paths.settings))
    yield made
    made.close()


@pytest.fixture
def other(private_home: Path, studio: Studio, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another program that has just begun to listen to the first of two takes."""
    (tmp_path / "calls").mkdir()
    for number in range(2):
        encoded(SHORT, tmp_path / "calls" / f"{number}.wav", "pcm_s16le", most_s=1.5 + number * 0.1)
    Importing(studio).bring_in([tmp_path / "calls"])
    command = [sys.executable, "-m", "tests.helpers.hearing_child"]
    child = subprocess.Popen(
        [*command, str(private_home), "0", str(tmp_path / "go")],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "at\n"
    yield child
    (tmp_path / "go").touch()  # its own processes end when nobody wants anything of them
    child.kill()
    child.communicate()


@pytest.mark.parametrize("dies", [False, True])
def test_what_another_program_is_at_is_left_to_it_and_taken_over_where_it_dies(
    studio: Studio, other: subprocess.Popen[str], tmp_path: Path, dies: bool
) -> None:
    told: dict[str, object] = {}
    far: list[float] = []

    def on_progress(progress: Progress) -> None:
        far.append(progress.done)
        if progress.done != 1 or far.count(1) > 1:
            return
        # Everything but what the other one is at.
        assert [take.title for take in studio.takes() if take.state is TakeState.RECORDED] == ["0"]
        if dies:
            other.kill()
        else:
            (tmp_path / "go").touch()

    heard = Importing(studio, n_workers=1, gently=False).hear(
        on_progress=on_progress, on_take=lambda take_id, what, _missing: told.update({take_id: what})
    )
    assert (heard.n_done, heard.n_elsewhere, heard.problems) == ((2, 0, ()) if dies else (1, 1, ()))
    assert far[-1] == 2
    takes = studio.takes()
    assert {take.state for take in takes} == {TakeState.SCORED}
    # What was heard elsewhere is told as well.
    assert all(isinstance(told[take.id], Review) for take in takes)
    if not dies:
        out, _nothing = other.communicate(timeout=60)
        assert out == "heard 1 1 2 2\n"
    assert not list(studio.library.folder.glob(".hearing-*"))


def test_a_claim_is_one_programs_until_it_lets_go(tmp_path: Path) -> None:
    one, two = Claims(tmp_path), Claims(tmp_path)
    assert one.claim("a")
    assert one.claim("a"), "what is ours stays ours"
    assert not two.claim("a")
    assert two.claim("b")
    one.give_back("a")
    assert two.claim("a")
    two.close()
    assert one.claim("a")
    (tmp_path / ".hearing-of-one-that-died.lock").touch()
    one.close()
    assert not list(tmp_path.iterdir())
