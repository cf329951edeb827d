"""`rehearse bundle`, and bundles written by `export` and taken in by `import`."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from rehearse.library.library import Library
from rehearse.paths import Paths
from tests.helpers.bundle_soup import a_take, files_of, packed
from tests.helpers.commands import SAMPLES, rehearse
from tests.helpers.outgoing_takes import RUBRIC

Run = Callable[..., "CompletedProcess[str]"]


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with two takes of Bob's: copied, never used itself."""
    home = tmp_path_factory.mktemp("recorded") / "home"
    done = rehearse(
        *("import", SAMPLES / "bare-callback.flac", SAMPLES / "early-number.flac", "--speaker", "Bob"),
        env={"REHEARSE_HOME": str(home)},
    )
    assert done.returncode == 0, done.stderr
    return home


@pytest.fixture
def homes(recorded: Path, tmp_path: Path) -> tuple[Path, Path]:
    """The rep's home and the coach's."""
    shutil.copytree(recorded, tmp_path / "rep")
    return tmp_path / "rep", tmp_path / "coach"


def at(home: Path, *arguments: str | Path) -> CompletedProcess[str]:
    return rehearse(*arguments, env={"REHEARSE_HOME": str(home)})


def test_a_bundle_goes_to_the_coach_and_comes_back(homes: tuple[Path, Path], tmp_path: Path) -> None:
    rep, coach = homes
    path = tmp_path / "for the coach.rehearse"
    done = at(rep, "export", "--all", "--to", "bundle", "-o", path)
    assert (done.returncode, done.stdout) == (0, f"{path}\n")
    # What is in it is said before it is sent.
    assert "2 takes with sound" in done.stderr
    assert "Names: Bob." in done.stderr
    shown = at(coach, "bundle", "show", path)
    assert shown.returncode == 0
    assert "Bob  bare-callback" in shown.stdout
    assert at(coach, "takes", "list").stdout == at(tmp_path / "nobody", "takes", "list").stdout
    done = at(coach, "import", path)
    assert (done.returncode, done.stdout) == (0, f"{path}: 2 takes came in.\n")
    done = at(coach, "import", path, "--format", "json")
    found = json.loads(done.stdout)
    assert found["bundle"]["n_new"] == 0
    assert [take["new"] for take in found["takes"]] == [False, False]
    # Words and verdicts came along: nothing is heard again, and reports are as the rep's.
    ours, theirs = (
        json.loads(at(home, "takes", "show", "1", "2", "--format", "json").stdout) for home in homes
    )
    assert [one["words"] for one in ours] == [one["words"] for one in theirs]
    with Library.open(Paths.below(coach).library) as library:
        for take in library.takes():
            library.notes.add(take.id, f"Heard: {take.title}", "Carla")
    back = tmp_path / "back.rehearse"
    assert at(coach, "export", "--all", "--to", "bundle", "--no-names", "-o", back).returncode == 0
    zipped = back.rename(tmp_path / "back.zip")  # as some mail programs do
    assert at(rep, "import", zipped).stdout == f"{zipped}: 2 takes were here already. 2 new notes.\n"
    done = at(rep, "bundle", "answer", "1", "2")
    assert done.returncode == 0
    assert at(rep, "export", "1", "--to", "bundle", "-o", path, "--force").returncode == 0
    (take,) = json.loads(at(rep, "bundle", "show", path, "--format", "json").stdout)["takes"]
    assert take["answers"] in {file["take"] for file in found["takes"]}
    assert take["n_notes"] == 1
    assert "answers" in at(rep, "bundle", "show", path).stdout
    assert at(rep, "bundle", "answer", "1", "--off").returncode == 0


def test_what_would_be_in_it_is_told_without_writing(homes: tuple[Path, Path], tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*.rehearse"))
    done = at(homes[0], "bundle", "describe", "--all", "--no-names")
    assert done.returncode == 0
    assert done.stdout.startswith("2 takes with sound, ")
    assert "Left out: speakers" in done.stdout
    assert "Bob" not in done.stdout
    found = json.loads(at(homes[0], "bundle", "describe", "1", "--original-sound", "--format", "json").stdout)
    assert (found["n_takes"], found["speakers"], found["sound"]) == (1, ["Bob"], "original")
    assert sorted(tmp_path.rglob("*.rehearse")) == before


def test_what_a_coach_said_is_counted_for_each_take_before_it_goes(
    homes: tuple[Path, Path], tmp_path: Path
) -> None:
    rep, coach = homes
    with Library.open(Paths.below(rep).library) as library:
        marked, other = (take.id for take in library.takes())
        library.marks.mark(marked, RUBRIC, {"warm": "yes", "short": "yes"}, author="Carla")
        library.reactions.add(marked, "great", author="Dee")
        library.notes.add(marked, "Good.", "Carla")
    told = at(rep, "bundle", "describe", "--all").stdout.splitlines()
    assert {"1 note.", "2 answers to rubrics.", "1 reaction.", "Remarks are by Carla, Dee."} <= set(told)
    (line,) = (line for line in told if line.startswith(marked[-8:]))
    assert "1 note  2 marks  1 reaction" in line
    (line,) = (line for line in told if line.startswith(other[-8:]))
    assert "mark" not in line
    path = tmp_path / "a.rehearse"
    assert "2 answers to rubrics." in at(rep, "export", "--all", "--to", "bundle", "-o", path).stderr
    shown = at(coach, "bundle", "show", path).stdout.splitlines()
    assert shown[0].endswith(", 1 note, 2 marks, 1 reaction")
    assert any(line.startswith(marked[-8:]) and "2 marks  1 reaction" in line for line in shown)
    # And the list tells it, and that nobody has heard the other one.
    listed = {one["id"]: one for one in json.loads(at(rep, "takes", "list", "--json").stdout)}
    keys = ("n_notes", "n_marks", "n_reactions", "heard")
    assert [listed[marked][key] for key in keys] == [1, 2, 1, True]
    assert [listed[other][key] for key in keys] == [0, 0, 0, False]


def test_a_bundle_of_a_stranger_is_told_and_the_next_one_comes_in(
    homes: tuple[Path, Path], tmp_path: Path
) -> None:
    (tmp_path / "bad.rehearse").write_bytes(packed({"../../evil.mp3": b"x"}))
    (tmp_path / "good.rehearse").write_bytes(packed(files_of([a_take(1, title="\x1b[31mred\u202e")])))
    done = at(homes[1], "import", tmp_path / "bad.rehearse", tmp_path / "good.rehearse", "--format", "jsonl")
    assert done.returncode == 1
    bad, good = map(json.loads, done.stdout.splitlines())
    assert bad["error"]["id"] == "bundle_invalid"
    assert good["bundle"]["n_new"] == 1
    assert "Nothing was taken in." in done.stderr
    assert list(tmp_path.rglob("evil.mp3")) == []
    # Nothing in it moves the cursor of whoever looks into it.
    shown = at(homes[1], "bundle", "show", tmp_path / "good.rehearse")
    assert "\x1b" not in shown.stdout
    assert "\u202e" not in shown.stdout


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("bundle",), 2, "What about bundles?"),
        (("bundle", "show", "nothing.rehearse"), 1, "is not a bundle that can be opened"),
        (("bundle", "describe"), 2, "Which takes?"),
        (("bundle", "answer", "1"), 2, "Name the take that is answered"),
        (("bundle", "answer", "1", "1"), 2, "does not answer itself"),
        (("bundle", "answer", "1", "99"), 1, ""),
        (("export", "1", "--to", "bundle", "--to", "json"), 2, "by itself"),
        (("export", "1", "--to", "bundle", "-o", "x.zip"), 2, "no name for a bundle"),
        (("import", "x.rehearse", "y.wav"), 2, "by themselves"),
    ],
)
def test_wrong_use_is_told(
    homes: tuple[Path, Path], arguments: tuple[str, ...], status: int, said: str
) -> None:
    done = at(homes[0], *arguments)
    assert done.returncode == status, done.stderr
    assert said in done.stderr
    assert done.stdout == ""


def test_a_bundle_that_is_there_is_not_replaced_unasked(homes: tuple[Path, Path], tmp_path: Path) -> None:
    path = tmp_path / "a.rehearse"
    path.write_bytes(b"mine")
    done = at(homes[0], "export", "1", "--to", "bundle", "-o", path)
    assert done.returncode == 1
    assert "--force replaces it" in done.stderr
    assert path.read_bytes() == b"mine"


def test_in_a_folder_it_is_named_by_the_day(homes: tuple[Path, Path], tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    done = at(homes[0], "export", "1", "--to", "bundle", "-o", folder)
    assert done.returncode == 0
    (path,) = folder.iterdir()
    assert done.stdout == f"{path}\n"
    assert path.name.startswith("Takes 2")
    assert path.suffix == ".rehearse"
