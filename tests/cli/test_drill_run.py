"""`rehearse drill run` with a real (virtual) microphone: done, left, killed, gone on with."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from rehearse.audio.decode import decode_speech
from rehearse.library.library import Library
from rehearse.paths import Paths
from tests.helpers.commands import SAMPLES, command, environment, rehearse
from tests.helpers.virtual_mic import VirtualMicrophone, wait_for, write_wav

ONE = """
title = "Monday"
trains = "Getting it said."
source = "Our own calls"
{head}

[[round]]
ends = "silence"
silence_s = 1
limit_s = {limit}

[round.condition]
length_most_s = 60
"""


@pytest.fixture
def own(private_home: Path) -> Path:
    folder = Paths.below(private_home).drills
    folder.mkdir(parents=True)
    (folder / "monday.toml").write_text(ONE.format(head="", limit=30))
    two = ONE.format(head="rest_s = 1", limit=30)
    (folder / "twice.toml").write_text(two + two[two.index("[[round]]") :])
    (folder / "block.toml").write_text(ONE.format(head="cards = [2, 5]\nrest_s = 1", limit=30))
    (folder / "wait.toml").write_text(
        ONE.format(head="", limit=30) + ONE.format(head="", limit=30).partition("\n\n")[2]
    )
    return folder


@pytest.fixture
def number(tmp_path: Path) -> Path:
    """The end of a sample, from the number on: three seconds of speech."""
    pcm = b"".join(decode_speech(SAMPLES / "bare-callback.flac"))
    return write_wav(tmp_path / "number.wav", pcm[round(3.95 * 16_000) * 2 :])


class Running:
    """A drill in a process of its own; `until` reads what it says."""

    def __init__(self, *arguments: str | Path) -> None:
        self.said = ""
        self.process = subprocess.Popen(
            command("drill", "run", *arguments, "--device", "Virtual Microphone"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(),
        )

    def until(self, words: str, n: int = 1) -> None:
        assert self.process.stderr is not None
        for _time in range(n):
            line = ""
            while words not in line:
                line = self.process.stderr.readline().decode()
                assert line, self.said
                self.said += line

    def enter(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(b"\n")
        self.process.stdin.flush()

    def end(self, status: int = 0) -> str:
        out, err = self.process.communicate(timeout=120)
        self.said += err.decode()
        assert self.process.returncode == status, self.said
        assert "Traceback" not in self.said
        return out.decode()


@pytest.fixture
def run() -> Iterator[Any]:
    running: list[Running] = []

    def start(*arguments: str | Path) -> Running:
        running.append(Running(*arguments))
        return running[-1]

    yield start
    for one in running:
        one.process.kill()
        one.process.communicate(timeout=20)


def test_one_round_from_the_beep_to_the_verdict(
    own: Path, number: Path, run: Any, virtual_microphone: VirtualMicrophone
) -> None:
    drill = run("monday", "--json")
    drill.until("Speak.")
    virtual_microphone.speak(number)
    done = json.loads(drill.end())
    assert "It ends after 1 second of silence. After 30 seconds the time is up." in drill.said
    assert "Passed" in drill.said
    assert (done["drill"], done["state"], done["passed"], done["n_rounds"]) == ("monday", "done", True, 1)
    (attempt,) = done["attempts"]
    assert (attempt["outcome"], attempt["ended"], attempt["round"]) == ("passed", "silence", 1)
    assert attempt["values"]["length_most_s"] > 1
    (take,) = json.loads(rehearse("takes", "list", "--json").stdout)
    assert (take["id"], take["state"]) == (attempt["take_id"], "scored")


def test_left_with_a_signal_and_gone_on_with_in_another_process(
    own: Path, number: Path, run: Any, virtual_microphone: VirtualMicrophone
) -> None:
    drill = run("twice")
    drill.until("Round 1 of 2")
    drill.until("Speak.")
    virtual_microphone.speak(number)
    drill.until("Round 2 of 2")
    drill.until("Speak.")
    drill.process.send_signal(signal.SIGINT)
    out = drill.end(130)
    assert "Passed  round 1" in out
    assert "Does not count  round 2" in out
    assert "1 of 2 rounds passed." in out
    assert "rehearse drill run twice --resume" in drill.said
    again = run("twice", "--resume")
    again.until("Round 2 of 2")
    again.until("Speak.")
    virtual_microphone.speak(number)
    out = again.end()
    assert "Passed  round 2" in out
    assert "Passed  round 1" not in out, "that was told before"
    assert "The drill is passed. 2 of 2 rounds passed." in out
    assert rehearse("drill", "run", "--resume").returncode == 1, "there is none any more"


@pytest.mark.skipif(os.name == "nt", reason="nobody kills like that there")
def test_a_killed_run_goes_on_and_its_take_is_there(
    own: Path, number: Path, run: Any, virtual_microphone: VirtualMicrophone, private_home: Path
) -> None:
    drill = run("block", "--cards", "2")
    drill.until("Card 1 of 2")
    drill.until("Speak.")
    virtual_microphone.speak(number)
    drill.until("Card 2 of 2")
    drill.until("Speak.")
    database = Paths.below(private_home).library / "library.db"

    def n_attempts() -> int:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as library:
            return int(library.execute("SELECT count(*) FROM attempts").fetchone()[0])

    # The sound comes first: killed before the attempt is known, the take would belong to no drill.
    wait_for(lambda: len(list(private_home.rglob("*.wav"))) == 2, "the second take")
    wait_for(lambda: n_attempts() == 2, "the second attempt")
    drill.process.kill()
    drill.process.communicate(timeout=20)
    again = run("--resume", "--json")
    again.until("Card 2 of 2")
    again.until("Speak.")
    virtual_microphone.speak(number)
    done = json.loads(again.end())
    assert "1 take was recovered." in again.said
    assert [one["round"] for one in done["attempts"]] == [1, 2, 2]
    assert [one["outcome"] for one in done["attempts"]] == ["passed", "void", "passed"]
    assert done["attempts"][1]["problem"] == "Rehearse ended before this was judged."
    assert done["state"] == "done"
    takes = json.loads(rehearse("takes", "list", "--json").stdout)
    assert {one["take_id"] for one in done["attempts"]} == {take["id"] for take in takes}
    assert sum(take["recovered"] for take in takes) == 1


def test_cards_are_drawn_from_a_file_and_shown(own: Path, run: Any, tmp_path: Path) -> None:
    deck = tmp_path / "mine.csv"
    deck.write_text("First Name,Last Name,Job Title,Company\nAnn,Lee,Owner,Lee Bakery\nBo,Ray,Chef,Ray Inn\n")
    drill = run("block", "--deck", deck, "--cards", "2")
    drill.until("Card 1 of 2")
    drill.until("Speak.")
    drill.process.send_signal(signal.SIGINT)
    drill.end(130)
    assert ("Ann Lee, Owner, Lee Bakery" in drill.said) != ("Bo Ray, Chef, Ray Inn" in drill.said)


def test_enter_stops_and_goes_on_and_a_script_is_shown(
    own: Path, number: Path, run: Any, virtual_microphone: VirtualMicrophone, tmp_path: Path
) -> None:
    script = tmp_path / "plan.txt"
    script.write_text("# My plan\nPlease give me a call at 555-0199. Thank you.")
    drill = run("wait", "--by-hand", "--script", script)
    drill.until("Please give me a call at 555-0199.")
    drill.until("Speak.")
    virtual_microphone.speak(number)
    drill.until("Press Enter to go on")
    drill.enter()
    drill.until("Round 2 of 2")
    drill.until("Speak.")
    virtual_microphone.speak(number)
    drill.until("Press Enter to go on")
    drill.enter()
    assert "The drill is passed." in drill.end()
    takes = json.loads(rehearse("takes", "list", "--json").stdout)
    checks = json.loads(rehearse("takes", "show", takes[0]["id"], "--json").stdout)["checks"]
    assert "script" in [check["id"] for check in checks]


def test_where_nobody_can_press_enter_it_does_not_wait(
    own: Path, number: Path, virtual_microphone: VirtualMicrophone
) -> None:
    player = virtual_microphone.speak(number, wait=False)
    done = rehearse("drill", "run", "wait")  # its input is at its end
    player.wait(timeout=20)
    assert done.returncode == 1
    assert "rehearse drill run wait --resume" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        ([], 2, "Which drill?"),
        (["nothing"], 2, "There is no drill called “nothing”."),
        (["monday", "--cards", "3"], 2, "“Monday” is done without cards."),
        (["block", "--cards", "9"], 2, "“Monday” is done with 2 to 5 cards."),
        (["block", "--deck", "nowhere.csv"], 2, "There is no deck called “nowhere.csv”."),
        (["say-it-so-they-can-write-it"], 2, "listens for your own number"),
        (["monday", "--number", "12"], 2, "“12” cannot be listened for."),
        (["monday", "--device", "Nothing"], 1, "There is no microphone “Nothing”."),
        (["monday", "--script", "nothing"], 1, "There is no script “nothing” here."),
        (["--resume"], 1, "There is no drill to go on with."),
        (["--resume", "--cards", "3"], 2, "--resume goes on with the script and the cards"),
    ],
)
def test_what_cannot_be_begun_is_told_and_nothing_is_begun(
    arguments: list[str],
    status: int,
    told: str,
    own: Path,
    virtual_microphone: VirtualMicrophone,
    private_home: Path,
) -> None:
    done = rehearse("drill", "run", *arguments)
    assert done.returncode == status, done.stderr
    assert told in done.stderr
    assert done.stderr.count("\n") <= 3
    with Library.open(Paths.below(private_home).library) as library:
        assert library.drill_runs.open_runs() == []
