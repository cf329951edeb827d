"""Scripts from the terminal: begun, judged, changed, brought back; and the board of ideas."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from rehearse.library.library import Library
from rehearse.library.scripts import StoredScript
from rehearse.paths import Paths
from tests.helpers.commands import command, environment, rehearse
from tests.helpers.json_shape import message_faults

WORDS = (
    "Hi [first name], this is Kim, 415-555-0142.\n"
    "Your roof has a leak above the door. We are the leading roofer."
)
ID = "half-story"


def told(*arguments: str | Path, stdin: bytes = b"", status: int = 0) -> str:
    done = rehearse("scripts", *arguments, stdin=stdin)
    assert done.returncode == status, done.stderr
    return done.stdout + done.stderr


def data(*arguments: str | Path, stdin: bytes = b"") -> Any:
    done = rehearse("scripts", *arguments, "--format", "json", stdin=stdin)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def kept(words: str = WORDS, title: str = "") -> StoredScript:
    """A script that is there already, without a process of its own."""
    with Library.open(Paths.default().library) as library:
        return library.scripts.add(words, title=title)


def held(*, deleted: bool = False) -> list[StoredScript]:
    with Library.open(Paths.default().library) as library:
        return library.scripts.all(deleted=deleted)


def test_an_empty_library_says_how_to_begin() -> None:
    assert "rehearse scripts starters" in told()
    assert data("list") == data("list", "--deleted") == []


def test_a_script_from_a_file_is_kept_as_it_stands(tmp_path: Path) -> None:
    file = tmp_path / "call.txt"
    file.write_text("# First call\n" + WORDS, encoding="utf-16")
    made = data("new", file, "--answer", "Their roof leaks", "--fill", "first name=Dana")
    assert (made["title"], made["answer"], made["slot_values"]) == (
        "First call",
        "Their roof leaks",
        {"first name": "Dana"},
    )
    assert made["text"].endswith(WORDS)
    assert [script["id"] for script in data("list")] == [made["id"]]
    line = told()
    assert "First call" in line
    assert made["id"][-8:] in line
    shown = told("show", "first call")
    assert "Their roof leaks" in shown
    assert "  Your roof has a leak" in shown


def test_a_starter_is_begun_from_with_its_title() -> None:
    (starter,) = data("starters", ID)
    made = data("new", "--starter", ID)
    assert (made["text"], made["title"]) == (starter["text"], starter["title"])
    assert ID in told("starters")
    assert starter["about"][:30] in told("starters", ID)
    assert "no starter called “none”" in told("starters", "none", status=1)


def test_a_script_is_judged_with_its_slots_and_at_a_pace() -> None:
    kept(WORDS, "Roof")
    (judged,) = data("lint", "roof")
    assert message_faults(judged["score"]) == []
    assert judged["open_slots"] == ["first name"]
    assert (judged["pace"]["own"], judged["pace"]["wpm"]) == (False, 150.0)
    assert judged["length_s"] > 5
    (phrase,) = judged["score"]["phrases"]
    words = WORDS.replace("[first name],", "[first-name],").split()
    assert " ".join(words[phrase["first_word"] : phrase["last_word"]]).startswith("We are the leading")
    text = told("lint", "roof", "--fill", "first name=Mary Ann")
    assert "150 words a minute" in text
    assert "Still to fill in" not in text
    assert "Still to fill in: [first name]" in told("lint", "1")


def test_several_scripts_are_judged_and_a_broken_one_stops_none() -> None:
    kept("Your roof leaks.", "good")
    kept("Your door sticks.", "broken")
    told("edit", "broken", "--title", "worse")
    file = rehearse("scripts", "edit", "worse", "-", stdin=b"Your [door sticks.")
    assert file.returncode == 1
    assert "not closed" in file.stderr
    done = rehearse("scripts", "lint", "good", "nobody", "worse", "--json")
    assert done.returncode == 1
    assert "no script “nobody”" in done.stderr
    assert [item["script"]["title"] for item in json.loads(done.stdout)] == ["good", "worse"]


def test_titles_that_are_the_same_are_told_apart_by_number() -> None:
    kept("The first text.", "Call")
    kept("The second text.", "call")
    done = rehearse("scripts", "show", "CALL")
    assert done.returncode == 1
    assert "title of 2 scripts" in done.stderr
    assert "1, 2" in done.stderr
    assert "The first text." in told("show", "2")
    listed = told().splitlines()
    assert [line.split()[0] for line in listed] == ["1", "2"]


def test_variants_stand_side_by_side_and_have_names_of_their_own() -> None:
    made = kept(WORDS, "Roof")
    copy = data("variant", "roof")
    assert (copy["variant"], copy["text"]) == ("B", made.text)
    assert [script["variant"] for script in data("variant", "1", "--list")] == ["A", "B"]
    told("edit", "roof (b)", "-", stdin=b"Other words for the roof.")
    assert "Other words" in told("show", "Roof (B)")
    assert "leading roofer" in told("show", "Roof (A)")
    assert "title of 2 scripts" in told("show", "Roof", status=1)
    assert "already" in told("variant", "1", "--label", "b", status=1)


def test_an_older_version_is_seen_and_brought_back(tmp_path: Path) -> None:
    made = kept("The first words.", "Call")
    with Library.open(Paths.default().library) as library:
        take = library.begin_take(script_id=made.id)
        library.fail_take(take.id, "only a row")
    assert "new version" in told("edit", "call", "-", stdin=b"The second words.")
    versions = data("versions", "call")
    assert [version["text"] for version in versions] == ["The second words.", "The first words."]
    assert "The first words." in told("versions", "call", "--show", "2")
    assert data("versions", "call", "--bring-back", "2")["text"] == "The first words."
    assert held()[0].text == "The first words."
    assert "no version 9" in told("versions", "call", "--show", "9", status=1)
    assert "no version 0" in told("versions", "call", "--bring-back", "0", status=1)


def test_deleting_is_undone() -> None:
    made = kept("Some words.", "Call")
    said = told("delete", "call")
    assert f"rehearse scripts restore {made.id[-8:]}" in said
    assert held() == []
    assert [script["id"] for script in data("list", "--deleted")] == [made.id]
    told("restore", "call")
    assert [script.id for script in held()] == [made.id]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (b"", "no words"),
        (b"[name]", "no words of its own"),
        (b"word " * 200_000, "nobody leaves"),
        (b"\0\1\2\3" * 50, "not a text"),
        (b"Hi [name", "not closed"),
    ],
)
def test_what_is_no_script_is_told_in_a_sentence_and_not_kept(words: bytes, reason: str) -> None:
    made = rehearse("scripts", "new", "-", stdin=words)
    assert made.returncode == 1
    (line,) = made.stderr.splitlines()
    assert reason in line
    assert held() == []


@pytest.mark.parametrize(
    "arguments",
    [("new",), ("new", "x.txt", "--starter", ID), ("new", "--starter", "none"), ("edit", "1", "--fill", "x")],
)
def test_wrong_usage_is_told(arguments: tuple[str, ...]) -> None:
    kept("Some words.")
    done = rehearse("scripts", *arguments)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    assert "none.txt" in told("new", tmp_path / "none.txt", status=1)
    assert "is no file" in told("new", tmp_path, status=1)


@pytest.mark.skipif(os.name == "nt", reason="no pseudo-terminals there")
class TestEditor:
    """`new` and `edit` without a text open the user's editor."""

    def in_terminal(self, editor: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        import pty

        lead, follow = pty.openpty()
        try:
            return subprocess.run(
                command("scripts", *arguments),
                stdin=follow,
                capture_output=True,
                text=True,
                env=environment({"EDITOR": editor, "VISUAL": ""}),
                timeout=60,
            )
        finally:
            os.close(lead)
            os.close(follow)

    def editor(self, tmp_path: Path, text: str) -> str:
        program = tmp_path / "editor.py"
        program.write_text(f"import sys, pathlib\npathlib.Path(sys.argv[1]).write_text({text!r})\n")
        return f"{sys.executable} {program}"

    def test_what_is_written_there_is_kept(self, tmp_path: Path) -> None:
        done = self.in_terminal(self.editor(tmp_path, "# Mine\nYour roof leaks.\n"), "new")
        assert done.returncode == 0, done.stderr
        (script,) = held()
        assert (script.title, script.text) == ("Mine", "# Mine\nYour roof leaks.")
        done = self.in_terminal(self.editor(tmp_path, "Your door sticks."), "edit", "mine")
        assert done.returncode == 0, done.stderr
        assert [script.text for script in held()] == ["Your door sticks."]

    def test_what_is_no_script_stays_in_a_file(self, tmp_path: Path) -> None:
        done = self.in_terminal(self.editor(tmp_path, "Your [roof leaks."), "new")
        assert done.returncode == 1
        (place,) = [word.rstrip(".") for word in done.stderr.split() if word.endswith("script.txt.")]
        assert Path(place).read_text() == "Your [roof leaks."
        assert held() == []

    @pytest.mark.parametrize("editor", ["/nowhere/editor", "'"])
    def test_an_editor_that_is_not_there_is_told(self, editor: str) -> None:
        done = self.in_terminal(editor, "new")
        assert done.returncode == 2
        assert "cannot be started" in done.stderr


# --- ideas


def test_ideas_are_collected_drawn_and_moved_along() -> None:
    kept("Some words.", "Call")
    made = data("ideas", "add", "Sing it", "Whisper it", "--script", "call")
    made += data("ideas", "add", "Mail a shoe")
    assert [idea["text"] for idea in data("ideas", "list")] == ["Mail a shoe", "Whisper it", "Sing it"]
    assert [idea["text"] for idea in data("ideas", "list", "--script", "call")] == ["Whisper it", "Sing it"]
    drawn = data("ideas", "half")
    assert len(drawn) == 2
    assert len(data("ideas", "list", "--state", "try")) == 2
    moved = data("ideas", "set", made[0]["id"][-8:], "keep", "--outcome", "4 of 20 called back")
    assert (moved["state"], moved["outcome"]) == ("keep", "4 of 20 called back")
    text = told("ideas")
    assert "4 of 20 called back" in text
    assert "(Call)" in text


def test_the_number_of_an_idea_is_the_same_in_every_list() -> None:
    kept("Some words.", "Call")
    data("ideas", "add", "first", "--script", "call")
    data("ideas", "add", "second")
    assert told("ideas", "list", "--script", "call").startswith("2 ")
    assert data("ideas", "set", "2", "drop")["text"] == "first"


def test_thrown_away_ideas_come_back_and_unknown_ones_are_told() -> None:
    (idea,) = data("ideas", "add", "Sing it")
    told("ideas", "delete", "1")
    assert data("ideas", "list") == []
    told("ideas", "restore", idea["id"])
    assert len(data("ideas", "list")) == 1
    assert "no idea “9”" in told("ideas", "set", "9", "keep", status=1)
    assert "no idea “9”" in told("ideas", "delete", "9", status=1)
    assert "needs some words" in told("ideas", "add", " ", status=1)
    assert rehearse("scripts", "ideas", "set", "1", "best").returncode == 2


def test_the_states_of_the_grammar_are_those_of_the_library() -> None:
    from rehearse.cli.scripts_grammar import IDEA_STATES
    from rehearse.library.ideas import STATES

    assert IDEA_STATES == STATES
