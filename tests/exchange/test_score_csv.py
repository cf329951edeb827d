"""The table opens in a spreadsheet as it is, and runs nothing there."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from rehearse.errors import NoSound
from rehearse.exchange import score_csv
from tests.helpers.messages import audio_message, text_message


def rows(*lines: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(score_csv.header() + "".join(lines), newline="")))


def test_a_message_and_an_error_share_the_columns() -> None:
    error = NoSound("There is no sound in it.", help="Record again.")
    first, second = rows(score_csv.message_row(audio_message()), score_csv.error_row("y.mp4", error))
    assert first["path"] == "x.wav"
    assert first["phone_number"] == "555-1234"
    assert (first["band_length"], first["band_pitch"], first["band_script"]) == ("good", "off", "")
    assert (first["fillers"], first["loudness_lufs"]) == ("1", "-21.0")
    assert (first["ready"], first["fix_next"]) == ("false", "pitch phone")
    assert second["path"] == "y.mp4"
    assert (second["error_id"], second["ready"]) == ("no_sound", "")


def test_commas_quotes_and_line_ends_stay_inside_their_cell() -> None:
    said = 'Hi, "Dana"; 😀'
    (row,) = rows(score_csv.message_row(text_message(said, Path("a,b\n.txt"))))
    assert row["transcript"] == said
    assert row["path"] == "a,b\n.txt"


def test_a_cell_that_a_spreadsheet_would_run_is_text() -> None:
    (row,) = rows(score_csv.message_row(text_message("=HYPERLINK(0) +1 @x")))
    assert row["transcript"].startswith("'=HYPERLINK")
