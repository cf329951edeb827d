"""`rehearse lint` as a process: texts in, verdicts out, and a start that nobody waits for."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.commands import command, environment, rehearse
from tests.helpers.json_shape import ERROR, faults, message_faults

HEAVY = ("numpy", "av", "vosk", "sqlite3", "platformdirs", "sounddevice", "soxr", "PySide6", "rehearse.audio")


@pytest.mark.parametrize(
    "text",
    [
        "Hi Dana, this is Bob. My number is 415 555 0142. We are the leading provider. 415 555 0142.",
        "",
        "   \n\t ",
        "... !!! ---",
        "😀 👩‍👩‍👧 café 電話",
        "five five five zero one four two",
        "call 1-800-555-0199 ext. 12",
    ],
)
def test_any_text_gives_every_promised_key(text: str) -> None:
    done = rehearse("lint", "-", "--format", "json", stdin=text.encode())
    assert (done.returncode, done.stderr) == (0, "")
    data = json.loads(done.stdout)
    assert message_faults(data) == []
    assert [word["text"] for word in data["words"]] == text.split()


def test_every_line_is_a_message_and_empty_lines_are_none(tmp_path: Path) -> None:
    path = tmp_path / "messages.txt"
    path.write_bytes(b"\xef\xbb\xbfHi Dana\r\n\r\n   \r\nCall 415 555 0142\rThird \xe2\x80\xa8 line\n")
    done = rehearse("lint", path, "--lines", "--format", "jsonl")
    said = [json.loads(line) for line in done.stdout.split("\n") if line]
    assert [[word["text"] for word in data["words"]] for data in said] == [
        ["Hi", "Dana"],
        ["Call", "415", "555", "0142"],
        ["Third", "line"],
    ]
    assert all(message_faults(data) == [] for data in said)
    array = json.loads(rehearse("lint", path, "--lines", "--format", "json").stdout)
    assert array == said


def test_no_line_at_all_is_an_empty_array(tmp_path: Path) -> None:
    path = tmp_path / "empty.txt"
    path.write_text("\n \n")
    assert json.loads(rehearse("lint", path, "--lines", "--format", "json").stdout) == []
    assert rehearse("lint", path, "--lines", "--format", "jsonl").stdout == ""


def test_several_files_keep_their_order_and_one_bad_one_stops_nothing(tmp_path: Path) -> None:
    first, folder, binary, last = (tmp_path / name for name in ("a.txt", "folder", "b.bin", "c.txt"))
    first.write_text("Hi Dana")
    folder.mkdir()
    binary.write_bytes(b"RIFF\0\0\0")
    last.write_text("Bye")
    done = rehearse("lint", first, folder, tmp_path / "none.txt", binary, last, "--format", "json")
    assert done.returncode == 1
    a, b, c, d, e = json.loads(done.stdout)
    assert message_faults(a) == []
    assert message_faults(e) == []
    for data in (b, c, d):
        assert faults(data, ERROR) == []
    assert [b["error"]["id"], c["error"]["id"], d["error"]["id"]] == ["file_missing", "file_missing", "data"]
    told = done.stderr.splitlines()
    assert len(told) == 3
    assert all(line.startswith("rehearse: ") for line in told)
    assert "folder" in told[0]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="this user may read everything")
def test_a_file_that_may_not_be_read_is_told(tmp_path: Path) -> None:
    path = tmp_path / "secret.txt"
    path.write_text("x")
    path.chmod(0)
    done = rehearse("lint", path)
    assert done.returncode == 1
    assert "may not be read" in done.stderr


def test_other_encodings_are_read_and_told(tmp_path: Path) -> None:
    latin, wide = tmp_path / "latin.txt", tmp_path / "wide.txt"
    latin.write_bytes("café".encode("cp1252"))
    wide.write_bytes("café".encode("utf-16"))
    done = rehearse("lint", latin, wide, "--format", "jsonl")
    assert done.returncode == 0
    assert [json.loads(line)["words"][0]["text"] for line in done.stdout.splitlines()] == ["café", "café"]
    assert done.stderr.count("\n") == 1
    assert "Windows-1252" in done.stderr


def test_a_large_text_is_no_problem(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    path.write_text("Hi Dana, my number is 415 555 0142 and we are here. " * 5_000)
    done = rehearse("lint", path, "--format", "json")
    assert done.returncode == 0
    assert len(json.loads(done.stdout)["words"]) == 60_000


@pytest.mark.parametrize(
    "text",
    [
        "five " * 30_000,
        "5" * 200_000,
        "1," * 50_000,
        "a-" * 50_000,
        "n't" * 50_000,
        "you" + "'re" * 50_000,
        "'" * 200_000,
        "e" + "\u0301" * 50_000,
        "\ufdfa" * 20_000,
        ". " * 50_000,
        "😀" * 50_000,
    ],
    ids=lambda text: ascii(text[:9]),
)
def test_a_keyboard_at_play_is_no_message_and_no_fault(text: str) -> None:
    done = rehearse("lint", "-", "--format", "json", stdin=text.encode())
    assert (done.returncode, done.stderr) == (0, "")
    data = json.loads(done.stdout)
    assert message_faults(data) == []
    assert (data["phone"]["verdict"], data["phrases"]) == ("missing", [])


@pytest.mark.parametrize(
    "text",
    [
        "رقمي ٤١٥ ٥٥٥ ٠١٤٢",
        "call ４１５ ５５５ ０１４２",
        "call ४१५ ५५५ ०१४२ now",
        "Привет, call 415 555 0142 電話 ٤",
        "call 𝟒𝟏𝟓 𝟓𝟓𝟓 𝟎𝟏𝟒𝟐 😀",
    ],
)
def test_digits_of_any_alphabet_are_digits(text: str) -> None:
    done = rehearse("lint", "-", "--format", "json", stdin=text.encode())
    assert [number["digits"] for number in json.loads(done.stdout)["phone"]["numbers"]] == ["4155550142"]


def test_a_message_without_end_is_refused_in_a_sentence_and_the_rest_is_judged(tmp_path: Path) -> None:
    long, short = tmp_path / "long.txt", tmp_path / "short.txt"
    long.write_text("blah " * 400_001)
    short.write_text("Hi Dana")
    done = rehearse("lint", long, short, "--format", "json")
    assert done.returncode == 1
    first, second = json.loads(done.stdout)
    assert faults(first, ERROR) == []
    assert message_faults(second) == []
    assert "2000005 characters, which is no message" in done.stderr
    assert done.stderr.count("\n") == 1


def test_the_text_output_names_each_message_and_sums_up() -> None:
    done = rehearse("lint", "-", "--lines", stdin=b"Hi Dana\nBye Dana\n")
    assert "standard input, message 2" in done.stdout
    assert "\x1b" not in done.stdout
    assert done.stdout.rstrip().split("\n")[-1].startswith("2 messages: ")


def test_csv_has_one_row_a_message() -> None:
    done = rehearse("lint", "-", "--lines", "--format", "csv", stdin=b"Hi Dana\nBye\n")
    assert [row["transcript"] for row in csv.DictReader(io.StringIO(done.stdout))] == ["Hi Dana", "Bye"]


def test_profile_and_region_are_used(tmp_path: Path) -> None:
    data = json.loads(
        rehearse("lint", "-", "--profile", "email-first", "--format", "json", stdin=b"Hi Dana").stdout
    )
    assert data["profile"] == "email-first"
    assert data["phone"]["verdict"] == "not_wanted"
    british = b"Hi, my number is 020 7946 0018."
    done = rehearse("lint", "-", "--region", "gb", "--format", "json", stdin=british)
    assert json.loads(done.stdout)["phone"]["numbers"][0]["complete"] is True


@pytest.mark.parametrize(
    "arguments", [["lint"], ["lint", "-", "--format", "xml"], ["lint", "-", "--region", "USA"], ["nope"]]
)
def test_wrong_usage_is_status_2(arguments: list[str]) -> None:
    done = rehearse(*arguments)
    assert done.returncode == 2
    assert "usage: rehearse" in done.stderr
    assert done.stdout == ""


def test_an_unknown_profile_is_wrong_usage_and_names_the_known_ones() -> None:
    done = rehearse("lint", "-", "--profile", "nope", stdin=b"x")
    assert done.returncode == 2
    assert "short" in done.stderr


def test_starting_imports_nothing_heavy() -> None:
    code = (
        "import sys; from rehearse.cli import main; main(['lint', '-']); "
        f"print([m for m in {HEAVY!r} if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=b"My number is 415 555 0142",
        capture_output=True,
        env=environment(),
    )
    assert done.stderr.decode().strip() == "[]"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no such device here")
def test_a_full_disk_behind_the_output_is_told() -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            command("lint", "-"), input=b"Hi", stdout=full, stderr=subprocess.PIPE, env=environment()
        )
    assert done.returncode == 1
    assert done.stderr.decode().startswith("rehearse: The output could not be written: No space left")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.skipif(os.name == "nt", reason="pipes end differently there")
def test_a_reader_that_leaves_early_is_no_error() -> None:
    process = subprocess.Popen(
        command("lint", "-", "--lines", "--format", "jsonl"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    process.stdin.write(b"Hi Dana, this is Bob\n" * 200)
    process.stdin.close()
    said = process.stderr.read()
    process.stderr.close()
    assert process.wait(120) == 0
    assert said == b""


def test_many_messages_come_in_their_order_whoever_judges_them(tmp_path: Path) -> None:
    """From two hundred on, other processes judge; a line that is no message fails in its place."""
    texts = [f"hi dana message {n} here call me at 415 555 {n:04d} we can save you money" for n in range(230)]
    texts[120] = "x" * 2_000_001
    path = tmp_path / "many.txt"
    path.write_text("\n".join(texts))
    done = rehearse("lint", path, "--lines", "--format", "jsonl")
    assert done.returncode == 1
    said = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(said) == 230
    assert "error" in said[120]
    assert [data["words"][3]["text"] for data in said if "words" in data] == [
        str(n) for n in range(230) if n != 120
    ]
    few = tmp_path / "many" / "many.txt"
    few.parent.mkdir()
    few.write_text("\n".join(texts[:100]))
    alone = rehearse("lint", few, "--lines", "--format", "jsonl").stdout.replace(str(few), str(path))
    assert [json.loads(line) for line in alone.splitlines()] == said[:100]


def test_what_a_lost_process_leaves_is_judged_by_the_first_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from rehearse.cli import lint_many, main

    path = tmp_path / "many.txt"
    path.write_text("\n".join(f"message {n}" for n in range(210)))
    monkeypatch.setattr(lint_many, "_judge", _die_in_the_third_chunk)
    assert main(["lint", str(path), "--lines", "--format", "jsonl"]) == 0
    said = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [data["words"][1]["text"] for data in said] == [str(n) for n in range(210)]


def _die_in_the_third_chunk(job: tuple[list[tuple[Path, str]], str | None, str | None]) -> list[str]:
    from rehearse.cli import lint_many

    texts, _profile, _region = job
    if texts[0][1] == "message 50":
        os._exit(9)
    return [
        lint_many.to_line(lint_many.message_to_dict(lint_many._judge_here.lint_text(text, path=path)))  # type: ignore[union-attr]
        for path, text in texts
    ]
