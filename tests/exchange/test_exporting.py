"""Takes written as files: into folders and zips, with and without names, whatever goes wrong."""

from __future__ import annotations

import csv
import io
import json
import wave
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
import srt
import webvtt as vtt_reader
from praatio import textgrid

from rehearse.cli.take_grammar import EXPORT_FORMATS
from rehearse.errors import Cancelled, FileMissing, TakeMissing, UsageError
from rehearse.exchange.exporting import Outcome, Wanted, export
from rehearse.exchange.formats import FORMATS, format_named
from rehearse.exchange.outgoing import Desk, Outgoing, outgoing
from rehearse.library.library import Library
from rehearse.library.reactions import Reaction
from rehearse.library.takes import TakeSummary
from rehearse.progress import CancelToken, Progress
from rehearse.speech.transcript import Span
from tests.helpers.json_shape import EXPORTED, faults, word_faults
from tests.helpers.messages import audio_message
from tests.helpers.outgoing_takes import (
    HOSTILE,
    RUBRIC,
    WHEN,
    answered,
    note,
    said,
    summary,
    take_of,
    with_id,
)

NAMES = ("Copier call", "Bob Smith", "Carla Coach", "Dee Second", "Ed Third", "secretfolder")


@dataclass
class Takes:
    """A source of takes made by hand; those in `unheard` were never heard."""

    takes: dict[str, Outgoing]
    unheard: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, *takes: Outgoing) -> Takes:
        return cls({take.id: take for take in takes})

    def outgoing(self, take_id: str) -> Outgoing:
        if take_id in self.unheard:
            raise TakeMissing("This take has not been heard yet.")
        return self.takes[take_id]

    def sound(self, take_id: str) -> Path:
        return self.takes[take_id].sound_path

    @property
    def rows(self) -> list[TakeSummary]:
        return [
            summary(take, ready=None if take.id in self.unheard else False) for take in self.takes.values()
        ]


def run(source: Takes, kinds: str, output: Path | None, **more: object) -> list[Outcome]:
    wanted = Wanted(source.rows, [format_named(kind) for kind in kinds.split()], output)
    return list(export(replace(wanted, **more), source))  # type: ignore[arg-type]


def written(outcomes: Iterable[Outcome]) -> list[Path]:
    return [outcome.path for outcome in outcomes if outcome.path is not None]


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    folder = tmp_path / "secretfolder"
    folder.mkdir()
    path = folder / "x.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 16_000, 0, "NONE", ""))
        file.writeframes(bytes(32_000))
    return path


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def test_the_command_line_knows_every_format() -> None:
    assert tuple(kind.id for kind in FORMATS) == EXPORT_FORMATS
    for kind in FORMATS:
        assert kind.title()
        assert kind.what_for()
    with pytest.raises(KeyError):
        format_named("docx")


def test_a_folder_gets_a_file_for_each_take_and_kind_and_one_table(sound: Path, out: Path) -> None:
    source = Takes.of(*(with_id(take_of(sound=sound), n) for n in (1, 2)))
    done = run(source, "srt vtt textgrid labels csv marks json wav html", out)
    assert all(outcome.error is None for outcome in done)
    assert sorted(path.name for path in out.iterdir()) == sorted(path.name for path in written(done))
    names = [f"Copier-call-0000000{n}" for n in (1, 2)]
    suffixes = (".srt", ".vtt", ".TextGrid", ".labels.txt", ".json", ".wav", ".html")
    assert {path.name for path in out.iterdir()} == {
        "takes.csv",
        "takes.marks.csv",
        *(name + suffix for name in names for suffix in suffixes),
    }
    assert (out / f"{names[0]}.wav").read_bytes() == sound.read_bytes()
    with (out / "takes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["id"] for row in rows] == list(source.takes)
    assert rows[0]["phone_number"] == "555-1234"


def test_json_has_the_promised_shape_and_the_notes(sound: Path, out: Path) -> None:
    take = take_of(sound=sound, notes=[note("slower", (11, 18), Span(5.9, 9.4)), note("whole")])
    run(Takes.of(take), "json", out / "x.json")
    data = json.loads((out / "x.json").read_text("utf-8"))
    assert faults(data, EXPORTED) == []
    assert word_faults(data) == []
    assert data["take"]["title"] == "Copier call"
    assert data["notes"][0]["start_s"] == 5.9
    assert data["notes"][1]["first_word"] is None
    two = Takes.of(take, with_id(take, 2))
    run(two, "json", out / "two.json")
    listed = json.loads((out / "two.json").read_text("utf-8"))
    assert [one["take"]["id"] for one in listed] == list(two.takes)
    two.unheard.add(take.id)
    done = run(two, "json", out / "one.json")
    assert len(json.loads((out / "one.json").read_text("utf-8"))) == 1, "an array, since two were asked for"
    assert [str(outcome.error) for outcome in done if outcome.error] == ["This take has not been heard yet."]


def test_names_are_left_out_of_everything(library: Library, sound: Path, out: Path) -> None:
    take = library.take(library.begin_take(speaker="Bob Smith").id)
    library.rename(take.id, "Copier call for Dana")
    message = audio_message(sound)
    library.notes.add(take.id, "slower", "Carla Coach", 0, 1, Span(0.4, 0.9))
    kept = replace(library.take(take.id), transcript=message.transcript, audio_path=sound)
    notes = library.notes.of(take.id)
    reaction = Reaction("x", take.id, WHEN, "Dee Second", "great", Span(1.0, 2.0))
    desk = Desk([answered("warm", "no", "Ed Third", reason="Too flat.")], [reaction], {"round": RUBRIC})
    library.abandon_take(take.id)
    for names in (True, False):
        leaving = outgoing(kept, message.analysis, notes, desk, names=names)
        source = Takes.of(leaving)
        rows = [summary(replace(leaving, title=kept.title, speaker=kept.speaker))]
        kinds = [
            format_named(kind)
            for kind in ("html", "srt", "vtt", "textgrid", "labels", "csv", "marks", "json", "wav")
        ]
        target = out / f"{names}.zip"
        (done,) = export(Wanted(rows, kinds, target, names=names), source)
        assert done.error is None
        with zipfile.ZipFile(target) as archive:
            assert archive.testzip() is None
            everything = "".join(
                name + archive.read(name).decode("utf-8", "replace") for name in archive.namelist()
            )
        for name in NAMES:
            # The folder of the recording is told by JSON and the table.
            assert (name in everything or name.replace(" ", "-") in everything) is names, name
        for part in ("slower", "Too flat.", "Well done"):
            assert part in everything, "what they say is not left out"


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library") as opened:
        yield opened


def test_a_script_loses_its_title_without_names(out: Path) -> None:
    from rehearse.analysis.message import Message
    from rehearse.analysis.script_check import align_message
    from rehearse.exchange import outgoing as module
    from rehearse.script.script import parse_script

    scored = audio_message()
    script = parse_script("# Dana at Acme\nHi Dana, this is Bob.")
    alignment = align_message(script, Message(scored.analysis.words, "audio", scored.duration_s))
    scored = replace(scored, analysis=replace(scored.analysis, alignment=alignment))
    take = module._without_names(take_of(scored))
    run(Takes.of(take), "json", out / "x.json")
    assert json.loads((out / "x.json").read_text())["script"]["title"] == ""


def test_several_takes_in_one_file_where_the_format_can(out: Path) -> None:
    source = Takes.of(*(with_id(take_of(), n) for n in range(3)))
    (done,) = run(source, "html", out / "all.html")
    assert done.path == out / "all.html"
    page = done.path.read_text("utf-8")
    assert page.count("<article ") == 3
    assert "3 voicemails" in page
    with pytest.raises(UsageError):
        run(source, "srt", out / "all.srt")
    with pytest.raises(UsageError):
        run(Takes.of(take_of()), "srt vtt", out / "all.srt")
    assert list(out.iterdir()) == [out / "all.html"]


def test_what_cannot_be_written_is_told_and_the_rest_is(sound: Path, out: Path, tmp_path: Path) -> None:
    good, gone, unheard = (with_id(take_of(sound=sound), n) for n in (1, 2, 3))
    gone = replace(gone, sound_path=tmp_path / "gone.wav")
    source = Takes.of(good, gone, unheard)
    source.unheard.add(unheard.id)
    (out / "Copier-call-00000001.srt").write_text("mine")
    done = run(source, "srt wav", out)
    told = [str(outcome.error) for outcome in done if outcome.error]
    assert len(told) == 3
    for part in ("already there", "The sound of this take is not where it was", "not been heard yet"):
        assert sum(part in one for one in told) == 1
    assert {path.name for path in written(done)} == {
        "Copier-call-00000001.wav",
        "Copier-call-00000002.srt",
        "Copier-call-00000003.wav",
    }
    assert (out / "Copier-call-00000001.srt").read_text() == "mine"
    assert not list(out.glob(".*")), "no half a file"
    assert written(run(Takes.of(good), "srt", out, replace=True)) == [out / "Copier-call-00000001.srt"]
    target = tmp_path / "some.zip"
    done = run(source, "srt wav", target)
    assert done[0].path == target
    assert sum(outcome.error is not None for outcome in done) == 2
    with zipfile.ZipFile(target) as archive:
        assert sorted(archive.namelist()) == [
            "Copier-call-00000001.srt",
            "Copier-call-00000001.wav",
            "Copier-call-00000002.srt",
            "Copier-call-00000003.wav",
        ]


def test_a_zip_with_nothing_in_it_is_not_written(out: Path) -> None:
    source = Takes.of(replace(take_of(), sound_path=out / "gone.wav"))
    (done,) = run(source, "wav", out / "x.zip")
    assert isinstance(done.error, FileMissing)
    assert list(out.iterdir()) == []
    assert run(Takes.of(), "html", out / "x.html") == []
    assert run(Takes.of(), "csv", out) == []


def test_a_folder_that_is_not_there_is_told(out: Path) -> None:
    for name in ("none/x.srt", "none/x.zip"):
        (done,) = run(Takes.of(take_of()), "srt", out / name)
        assert "could not be written" in str(done.error)


def test_titles_of_every_kind_are_names_of_files(out: Path) -> None:
    titles = [*HOSTILE, "CON", "..", "a/b\\c:d", "x" * 300, "長" * 200, "Copier call", "copier CALL"]
    source = Takes.of(*(with_id(take_of(title=title), n) for n, title in enumerate(titles)))
    done = run(source, "labels", out)
    assert [outcome.error for outcome in done] == [None] * len(titles)
    assert all(path.parent == out for path in written(done))
    assert len({path.name.casefold() for path in out.iterdir()}) == len(titles)


def test_takes_whose_short_ids_are_alike_get_files_of_their_own(out: Path) -> None:
    first = take_of(title="")
    second = replace(first, id="1" + first.id[1:])
    done = run(Takes.of(first, second), "srt", out)
    assert len(set(written(done))) == 2


def test_it_can_be_stopped_and_leaves_nothing_half_done(out: Path) -> None:
    cancel = CancelToken()
    seen: list[Progress] = []

    def on_progress(progress: Progress) -> None:
        seen.append(progress)
        if progress.done == 2:
            cancel.cancel()

    source = Takes.of(*(with_id(take_of(), n) for n in range(5)))
    wanted = Wanted(source.rows, [format_named("srt")], out / "x.zip")
    with pytest.raises(Cancelled):
        list(export(wanted, source, on_progress=on_progress, cancel=cancel))
    assert [(progress.done, progress.total) for progress in seen] == [(0, 5), (1, 5), (2, 5)]
    assert list(out.iterdir()) == []


def test_ten_thousand_takes_fit_in_a_table_and_a_zip(out: Path) -> None:
    one = take_of(said([("hi", 0.5, 0.9), ("dana", 1.0, 1.4)]), [note("short", (0, 1), Span(0.5, 0.9))])
    source = Takes({one.id: one for one in (with_id(one, n) for n in range(10_000))})
    (table,) = run(source, "csv", out / "all.csv")
    assert table.path is not None
    with table.path.open(encoding="utf-8", newline="") as file:
        assert sum(1 for _row in csv.reader(file)) == 10_001
    (packed,) = run(source, "vtt", out / "all.zip")
    assert packed.path is not None
    with zipfile.ZipFile(packed.path) as archive:
        names = archive.namelist()
        assert len(set(names)) == 10_000
        assert len(vtt_reader.from_string(archive.read(names[-1]).decode())) == 1


def test_a_sound_that_is_no_wav_leaves_as_one(out: Path) -> None:
    from tests.helpers.commands import SAMPLES

    sample = SAMPLES / "bare-callback.flac"
    (done,) = run(Takes.of(take_of(sound=sample)), "wav", out / "x.wav")
    assert done.error is None
    from rehearse.audio.decode import probe

    with wave.open(str(out / "x.wav")) as file:
        info = probe(sample)
        assert (file.getframerate(), file.getnchannels()) == (info.rate_hz, info.channels)
        assert file.getnframes() / file.getframerate() == pytest.approx(info.duration_s, abs=0.01)


def test_every_file_of_a_zip_is_read_by_others(out: Path, sound: Path, tmp_path: Path) -> None:
    notes = [note(text, (0, 2), Span(0.4, 1.4), text) for text in HOSTILE]
    source = Takes.of(take_of(sound=sound, notes=notes, title=HOSTILE[0], speaker=HOSTILE[1]))
    run(source, "srt vtt textgrid csv json wav", out / "x.zip")
    with zipfile.ZipFile(out / "x.zip") as archive:
        archive.extractall(tmp_path / "read")
    files = {path.suffix: path for path in (tmp_path / "read").iterdir()}
    assert list(srt.parse(files[".srt"].read_text("utf-8")))
    assert len(vtt_reader.read(files[".vtt"]))
    assert textgrid.openTextgrid(str(files[".TextGrid"]), False, reportingMode="error").validate("error")
    (row,) = csv.DictReader(io.StringIO(files[".csv"].read_text("utf-8"), newline=""))
    assert row["n_notes"] == str(len(HOSTILE))
    assert faults(json.loads(files[".json"].read_text("utf-8")), EXPORTED) == []
    with wave.open(str(files[".wav"])) as file:
        assert file.getnframes() == 16_000
