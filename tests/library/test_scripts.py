"""Scripts: versions that a take can be sure of, the trash, and a database that was lost."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rehearse.audio.format import AudioFormat, Recording
from rehearse.audio.wav import GrowingWav
from rehearse.errors import ScriptMissing
from rehearse.library.library import Library
from rehearse.library.takes import Take

FORMAT = AudioFormat(rate_hz=16_000, channels=1)
WORDS = "Hi [first name], this is Kim.\nCall me at 415-555-0142."


def finished(library: Library, script_id: str | None) -> Take:
    take = library.begin_take(script_id=script_id)
    wav = GrowingWav.create(take.audio_path, FORMAT)
    wav.write(b"\x05\x00" * 100)
    wav.close()
    return library.finish_take(take.id, Recording(take.audio_path, FORMAT, 100, 0, -9.0, datetime.now(UTC)))


def test_the_newest_stands_first_and_keeps_its_line_ends(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        one = library.scripts.add(WORDS.replace("\n", "\r\n"), title=" First\n call ")
        two = library.scripts.add("Other words")
        assert [script.id for script in library.scripts.all()] == [two.id, one.id]
        assert (one.title, one.text) == ("First call", WORDS)
    with Library.open(tmp_path) as library:
        assert library.scripts.get(one.id).text == WORDS


def test_words_without_a_take_are_changed_in_place(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        script = library.scripts.add(WORDS)
        changed = library.scripts.change(script.id, text="Other words", title="T")
        assert changed.id == script.id
        assert [(s.id, s.text, s.title) for s in library.scripts.all()] == [(script.id, "Other words", "T")]


def test_words_of_a_take_are_never_changed(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        first = library.scripts.add(WORDS, title="T")
        library.scripts.fill(first.id, {"first name": "Dana"})
        take = finished(library, first.id)
        second = library.scripts.change(first.id, text="Other words")
        assert second.id != first.id
        assert (second.parent_id, second.root_id, second.title) == (first.id, first.id, "T")
        assert dict(second.slot_values) == {"first name": "Dana"}
        assert library.scripts.get(library.take(take.id).script_id or "").text == WORDS
        assert [s.id for s in library.scripts.all()] == [second.id], "one script, its newest version"
        assert library.scripts.all()[0].n_takes == 1, "takes of all versions"
        # The new version has no take yet: typing on does not make one version a word.
        assert library.scripts.change(second.id, text="Other words again").id == second.id
        assert library.scripts.newest(first.id).text == "Other words again"


def test_a_take_in_the_trash_holds_its_words_too(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        script = library.scripts.add(WORDS)
        take = finished(library, script.id)
        library.delete([take.id])
        assert library.scripts.change(script.id, text="Other").id != script.id


def test_a_title_may_change_at_any_time(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        script = library.scripts.add(WORDS)
        finished(library, script.id)
        assert library.scripts.change(script.id, title="Named").id == script.id
        assert library.scripts.get(script.id).title == "Named"
        assert library.scripts.change(script.id, text=WORDS).id == script.id, "nothing has changed"


def test_changing_an_older_version_loses_neither(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        first = library.scripts.add("one")
        finished(library, first.id)
        second = library.scripts.change(first.id, text="two")
        third = library.scripts.change(first.id, text="three")
        assert {s.text for s in library.scripts.all()} == {"two", "three"}
        assert library.scripts.get(second.id).text == "two"
        assert third.parent_id == first.id


def test_words_changed_in_another_window_stay_the_newest_when_the_shown_ones_are_said(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        shown = library.scripts.add("Hi.", title="First")
        changed = library.scripts.change(shown.id, text="Hello.", title="Second")
        said = library.scripts.holding(shown)
        assert said.text == "Hi."
        assert [script.text for script in library.scripts.all()] == ["Hello."]
        assert library.scripts.newest(said.id).text == "Hello."
        assert [script.text for script in library.scripts.versions(said.id)] == ["Hello.", "Hi."]
        name = library.calls.script_names()[said.id]
        assert (name.title, name.newest_id) == ("Second", changed.id)
        assert library.scripts.holding(library.scripts.get(said.id)) == said
    (tmp_path / "library.db").unlink()
    with Library.open(tmp_path) as library:
        library.sweep()
        assert [script.text for script in library.scripts.all()] == ["Hello."]


def test_deleting_is_undone(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        first = library.scripts.add("one")
        take = finished(library, first.id)
        second = library.scripts.change(first.id, text="two")
        library.scripts.delete([second.id])
        assert library.scripts.all() == [], "an older version does not come up in its place"
        assert [s.id for s in library.scripts.all(deleted=True)] == [second.id]
        assert library.scripts.get(library.take(take.id).script_id or "").text == "one"
        library.scripts.restore([second.id])
        assert [s.text for s in library.scripts.all()] == ["two"]


@pytest.mark.parametrize("method", ["get", "newest", "change"])
def test_an_unknown_script_is_told_in_words(tmp_path: Path, method: str) -> None:
    with Library.open(tmp_path) as library, pytest.raises(ScriptMissing, match="not in the library"):
        getattr(library.scripts, method)("0193a2c4-6b10-7c1e-9d55-3f0a1b2c3d4e")


def test_deleting_a_list_with_an_unknown_script_deletes_none(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        script = library.scripts.add("one")
        with pytest.raises(ScriptMissing):
            library.scripts.delete([script.id, "nobody"])
        assert [s.id for s in library.scripts.all()] == [script.id]


def test_what_was_filled_in_is_kept_by_name(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        script = library.scripts.add(WORDS)
        library.scripts.fill(script.id, {"first name": "Dana"})
        filled = library.scripts.fill(script.id, {"company": "  Acme\n Corp "})
        assert dict(filled.slot_values) == {"first name": "Dana", "company": "Acme Corp"}
        assert filled.id == script.id, "a value is no other script"


def test_a_lost_database_is_made_again_with_its_scripts(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        first = library.scripts.add(WORDS, title="First call", slot_values={"first name": "Dana"})
        take = finished(library, first.id)
        second = library.scripts.change(first.id, text="Other words")
        gone = library.scripts.add("Thrown away")
        library.scripts.delete([gone.id])
        listed = library.scripts.all()
    for name in ("library.db", "library.db-wal", "library.db-shm"):
        (tmp_path / name).unlink(missing_ok=True)
    with Library.open(tmp_path) as library:
        assert [found.id for found in library.sweep()] == [take.id]
        assert library.take(take.id).script_id == first.id
        assert library.scripts.get(first.id).text == WORDS
        assert library.scripts.all() == listed
        assert [s.id for s in library.scripts.all()] == [second.id]
        assert [s.id for s in library.scripts.all(deleted=True)] == [gone.id]
        assert library.scripts.adopt() == [], "once"
        assert library.problems() == []


def test_files_that_are_no_scripts_are_left_alone(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        script = library.scripts.add(WORDS)
        folder = tmp_path / "scripts"
        (file,) = folder.iterdir()
        facts = json.loads(file.read_text())
        other = "0193a2c4-6b10-7c1e-9d55-3f0a1b2c3d4e"
        bad = [
            b"",
            b"\xff\xfe",
            b"[]",
            json.dumps({**facts, "text": 5, "id": other}).encode(),
            json.dumps({**facts, "created_at": "yesterday", "id": other}).encode(),
            json.dumps(facts).encode(),  # another's name
            b"[" * 100_000,
        ]
        for data in bad:
            (folder / f"{other}.script.json").write_bytes(data)
            assert library.scripts.adopt() == []
        assert [s.id for s in library.scripts.all()] == [script.id]


def test_what_a_database_refuses_is_replaced(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        script = library.scripts.add("a\0b \ud800 c", title="\ud800", slot_values={"x": "\0"})
        assert script.text == "a b ? c"
        assert library.scripts.get(script.id).title == "?"


def test_every_thread_may_change_at_once(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        script = library.scripts.add("0")
        finished(library, script.id)

        def work(number: int) -> None:
            library.scripts.change(script.id, text=f"text {number}")
            library.scripts.fill(script.id, {f"slot {number}": str(number)})

        threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert {s.text for s in library.scripts.all()} == {f"text {n}" for n in range(8)}
        assert len(library.scripts.get(script.id).slot_values) == 8


def test_the_take_before_is_of_any_version_of_the_same_script(tmp_path: Path) -> None:
    from tests.helpers.messages import audio_message

    scored = audio_message()
    assert scored.transcript is not None
    with Library.open(tmp_path) as library:
        first = library.scripts.add("one")
        old = finished(library, first.id)
        library.save_result(old.id, scored.transcript, scored.analysis.scorecard)
        other = finished(library, None)
        library.save_result(other.id, scored.transcript, scored.analysis.scorecard)
        second = library.scripts.change(first.id, text="two")
        new = finished(library, second.id)
        before = library.previous(new.id)
        assert before is not None
        assert before.id == old.id
