"""Own drills as files: nothing is written over or lost, and nothing is written that cannot be read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from rehearse.analysis.data_file import MAX_FILES
from rehearse.analysis.drill_draft import draft_of, fault_of, new_table, table_of
from rehearse.analysis.drill_files import MAX_BYTES, WrongDrill, drill_toml, load_drill, read_drill
from rehearse.analysis.drill_naming import id_of
from rehearse.errors import DataError, UsageError
from rehearse.judging import Judge
from rehearse.own_drill_files import MAX_DELETED
from rehearse.own_drills import DELETED, OwnDrills
from rehearse.paths import Paths
from rehearse.settings import SettingsStore

TEXT = """# our Mondays
title = "Monday"
trains = "Getting the number out."
source = "Our own calls"

[[round]]
ends = "speaker"

[round.condition]
length_most_s = {most}
"""


@pytest.fixture
def judge(tmp_path: Path) -> Judge:
    paths = Paths.below(tmp_path / "home")
    return Judge(paths, SettingsStore(paths.settings))


@pytest.fixture
def own(judge: Judge) -> OwnDrills:
    return judge.own_drills


def table(title: str = "Monday", **condition: object) -> dict[str, object]:
    made = new_table() | {"title": title, "trains": "Getting the number out."}
    made["round"][0]["condition"] = condition or {"length_most_s": 20}
    return made


def put(own: OwnDrills, name: str, text: str) -> Path:
    own.folder.mkdir(parents=True, exist_ok=True)
    path = own.folder / f"{name}.toml"
    path.write_text(text)
    return path


def ids(own: OwnDrills) -> list[str]:
    return [one.id for one in own.all()]


# ---- saving


def test_a_saved_drill_is_in_use_at_once_and_undone_is_gone(judge: Judge, own: OwnDrills) -> None:
    assert "monday" not in judge.drills
    change = own.save(table(no_pitch=True))
    assert (change.id, change.title) == ("monday", "Monday")
    assert judge.drills["monday"].rounds[0].condition.no_pitch
    change.undo()
    assert "monday" not in judge.drills
    assert ids(own) == []


def test_saving_again_keeps_the_id_and_undo_brings_the_old_file_back_letter_by_letter(
    judge: Judge, own: OwnDrills
) -> None:
    path = put(own, "monday", TEXT.format(most=20))
    before = path.read_bytes()
    change = own.save(table("Tuesday", length_most_s=12), "monday")
    assert (change.id, judge.drills["monday"].title) == ("monday", "Tuesday")
    change.undo()
    assert path.read_bytes() == before  # with the comment in it


def test_undo_leaves_alone_what_was_changed_since(own: OwnDrills) -> None:
    change = own.save(table())
    own.save(table(length_most_s=9), "monday")
    with pytest.raises(DataError, match="changed since"):
        change.undo()
    assert load_drill(change.file).rounds[0].condition.length_most_s == 9


@pytest.mark.parametrize(
    ("condition", "place"),
    [
        ({"length_most_s": "x"}, "round 1, condition.length_most_s"),
        ({"number_before_s": 0.5}, "round 1, condition.number_before_s"),
        ({"stop_after_line": True}, "round 1, condition.stop_after_line"),
    ],
)
def test_what_is_no_drill_is_not_written(own: OwnDrills, condition: dict[str, object], place: str) -> None:
    with pytest.raises(WrongDrill) as wrong:
        own.save(table(**condition))
    assert wrong.value.place == place
    assert not own.folder.exists()


def test_a_new_drill_never_takes_the_place_of_another(judge: Judge, own: OwnDrills) -> None:
    assert own.save(table("Ladder")).id == "ladder-2"
    assert own.save(table("LADDER")).id == "ladder-3"
    put(own, "Wrong", "title = ")
    assert own.save(table("wrong!")).id == "wrong-2"  # a disk may not tell "Wrong" from "wrong"
    assert len(judge.drills["ladder"].rounds) == 3


@pytest.mark.parametrize(
    ("title", "drill_id"),
    [
        ("Number  first, please!", "number-first-please"),
        ("../../etc/passwd", "etc-passwd"),
        ("Понедельник №1", "понедельник-no1"),
        ("…", "drill"),
        ("CON", "con-drill"),
        ("w" * 200, "w" * 40),
    ],
)
def test_files_are_named_after_titles(own: OwnDrills, title: str, drill_id: str) -> None:
    assert id_of(title) == drill_id
    assert own.save(table(title[:80])).file.parent == own.folder


def test_more_than_are_looked_at_are_not_written(judge: Judge, own: OwnDrills) -> None:
    for number in range(MAX_FILES):
        put(own, f"d{number}", TEXT.format(most=20))
    with pytest.raises(DataError, match="more are not looked at"):
        own.save(table())
    assert "d7" in judge.drills
    own.save(table("Tuesday"), "d7")  # changing one makes it no more


def test_a_title_is_changed_and_results_stay_with_the_drill(judge: Judge, own: OwnDrills) -> None:
    own.save(table())
    own.rename("monday", "Tuesday")
    assert judge.drills["monday"].title == "Tuesday"
    with pytest.raises(WrongDrill):
        own.rename("monday", "t" * 81)


def test_copies_ask_for_the_same(judge: Judge, own: OwnDrills) -> None:
    change = own.duplicate("call-block")
    copied, shipped = judge.drills[change.id], judge.drills["call-block"]
    assert (copied.title, copied.rounds, copied.cards) == (
        "Copy of Call block",
        shipped.rounds,
        shipped.cards,
    )
    with pytest.raises(UsageError):
        own.duplicate("nothing")


# ---- deleting


def test_a_deleted_drill_comes_back(judge: Judge, own: OwnDrills) -> None:
    path = put(own, "ladder", TEXT.format(most=20))
    assert own.all()[0].replaces
    raw = path.read_bytes()
    change = own.delete("ladder")
    assert (change.title, change.notes) == ("Monday", ("The shipped drill “Ladder” is in use again.",))
    assert judge.drills["ladder"].title == "Ladder"
    change.undo()
    assert path.read_bytes() == raw
    assert judge.drills["ladder"].title == "Monday"


def test_undoing_a_delete_writes_over_nothing(own: OwnDrills) -> None:
    own.save(table())
    change = own.delete("monday")
    own.save(table(length_most_s=9))
    with pytest.raises(DataError, match="another drill"):
        change.undo()
    assert load_drill(own.folder / "monday.toml").rounds[0].condition.length_most_s == 9
    assert load_drill(change.file).rounds[0].condition.length_most_s == 20


def test_shipped_and_unknown_drills_are_not_deleted(judge: Judge, own: OwnDrills) -> None:
    with pytest.raises(UsageError, match="shipped"):
        own.delete("ladder")
    for name in ("nothing", "../config/settings", "", "a/b"):
        with pytest.raises(UsageError, match="no drill"):
            own.delete(name)
    assert "ladder" in judge.drills


def test_deleted_drills_do_not_pile_up(own: OwnDrills) -> None:
    for _number in range(MAX_DELETED + 3):
        own.save(table())
        own.delete("monday")
    assert len(list((own.folder / DELETED).iterdir())) == MAX_DELETED


# ---- taking in, sharing


def test_an_old_drill_is_the_one_deleted_last(own: OwnDrills) -> None:
    for number in range(MAX_DELETED):
        own.delete(own.save(table(f"Drill {number}")).id)
    old = own.save(table("Old"))
    os.utime(old.file, (1e9, 1e9))
    own.delete(old.id).undo()
    assert ids(own) == [old.id]
    assert len(list((own.folder / DELETED).iterdir())) == MAX_DELETED - 1


def test_a_drill_too_long_to_be_read_again_is_not_written(own: OwnDrills) -> None:
    line = "hi " + "\U0001f600" * 900
    wanted = {**table(), "round": [{"ends": "speaker", "condition": {"line": line}}] * 20}
    with pytest.raises(DataError, match="is too long"):
        own.save(wanted)
    own.save(table())
    with pytest.raises(DataError, match="is too long"):
        own.save_text(drill_toml(read_drill("monday", table())) + "#" * MAX_BYTES, "monday")
    assert ids(own) == ["monday"]
    assert [one.problem for one in own.all()] == [None]


def test_a_shared_drill_is_taken_in_as_it_is(tmp_path: Path, judge: Judge, own: OwnDrills) -> None:
    put(own, "monday", TEXT.format(most=20))
    shared = own.share("monday", tmp_path)
    assert shared.read_text() == TEXT.format(most=20)
    own.delete("monday")
    change = own.take_in(shared)
    assert (change.id, change.notes) == ("monday", ())
    assert change.file.read_text().startswith("# our Mondays")
    again = own.take_in(shared)
    assert not again.changed
    assert again.notes == ("You have this drill already, as “monday”.",)


def test_a_taken_id_is_told_and_nothing_is_written_over(tmp_path: Path, judge: Judge, own: OwnDrills) -> None:
    put(own, "monday", TEXT.format(most=20))
    other = tmp_path / "Monday.toml"
    other.write_text(TEXT.format(most=9))
    change = own.take_in(other)
    assert change.notes == ("There is a drill “monday” already, so this one is kept as “monday-2”.",)
    assert judge.drills["monday"].rounds[0].condition.length_most_s == 20
    shipped = tmp_path / "ladder.toml"
    shipped.write_text(TEXT.format(most=8))
    assert own.take_in(shipped).id == "ladder-2"
    other.write_text(TEXT.format(most=7))
    replaced = own.take_in(other, replace=True)
    assert (replaced.id, judge.drills["monday"].rounds[0].condition.length_most_s) == ("monday", 7)
    replaced.undo()
    assert judge.drills["monday"].rounds[0].condition.length_most_s == 20


def test_files_nobody_should_trust_are_refused_in_a_sentence(tmp_path: Path, own: OwnDrills) -> None:
    big, pipe, folder, link = (tmp_path / f"{name}.toml" for name in ("big", "pipe", "folder", "link"))
    big.write_bytes(b"#" * (MAX_BYTES + 1))
    os.mkfifo(pipe)
    folder.mkdir()
    link.symlink_to("/dev/zero")
    deep, binary, keys = (tmp_path / f"{name}.toml" for name in ("deep", "binary", "keys"))
    deep.write_text("a = " + "[" * 30_000)
    binary.write_bytes(bytes(range(256)))
    keys.write_text("a." * 20_000 + "a = 1")
    for path in (big, pipe, folder, link, deep, binary, keys, tmp_path / "nowhere.toml"):
        with pytest.raises(DataError) as refused:
            own.take_in(path)
        assert path.name in refused.value.message
    assert not own.folder.exists()


def test_a_copy_is_not_written_over_a_file_nor_among_the_drills(tmp_path: Path, own: OwnDrills) -> None:
    target = tmp_path / "ladder.toml"
    target.write_text("mine")
    with pytest.raises(DataError, match="there already"):
        own.share("ladder", tmp_path)
    assert target.read_text() == "mine"
    assert own.share("ladder", target, overwrite=True) == target
    assert len(load_drill(target).rounds) == 3
    put(own, "wrong", TEXT.format(most=0.6) + "length_least_s = 2\n")
    with pytest.raises(DataError, match=r"at most 0[.]6 seconds"):
        own.share("wrong", tmp_path)
    with pytest.raises(DataError, match="another drill"):
        own.share("ladder", own.folder / "mine.toml")
    with pytest.raises(DataError, match="could not be written"):
        own.share("ladder", tmp_path / "nowhere" / "x.toml")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_folder_that_cannot_be_written_is_told(own: OwnDrills) -> None:
    own.folder.mkdir(parents=True)
    own.folder.chmod(0o500)
    try:
        with pytest.raises(DataError, match="could not be written"):
            own.save(table())
    finally:
        own.folder.chmod(0o700)


def test_a_file_where_the_folder_should_be_is_told(own: OwnDrills) -> None:
    own.folder.parent.mkdir(parents=True)
    own.folder.write_text("no folder")
    with pytest.raises(DataError, match="could not be written"):
        own.save(table())
    assert own.folder.read_text() == "no folder"


# ---- wrong files


def test_wrong_files_are_listed_with_what_is_wrong(judge: Judge, own: OwnDrills) -> None:
    put(own, "monday", TEXT.format(most=20))
    put(own, "ladder", TEXT.format(most=0.6) + "length_least_s = 2\n")
    put(own, "torn", "title = ")
    found = {one.id: one for one in own.all()}
    assert set(found) == {"monday", "ladder", "torn"}
    assert found["monday"].problem is None
    assert found["ladder"].drill is None
    assert "round 1, condition.length_most_s (line 10)" in str(found["ladder"].problem)
    assert found["ladder"].replaces
    assert "not valid TOML" in str(found["torn"].problem)


def test_a_wrong_file_is_opened_with_what_can_be_made_out(own: OwnDrills) -> None:
    put(own, "monday", TEXT.format(most=900) + 'lenght_least_s = 2\nno_pitch = "yes"\nnumber_heard = false\n')
    opened = own.open("monday")
    assert opened.table is not None
    assert opened.table["title"] == "Monday"
    assert opened.table["round"] == [{"ends": "speaker", "condition": {"length_most_s": 900}}]
    assert [part.split("”")[0].removeprefix("“") for part in opened.dropped] == [
        "round 1, condition.lenght_most_s".replace("most", "least"),
        "round 1, condition.no_pitch",
    ]
    fault = fault_of(opened.table)
    assert fault is not None
    assert (fault.round_, fault.key) == (1, "condition.length_most_s")
    opened.table["round"][0]["condition"]["length_most_s"] = 30
    own.save(opened.table, "monday")
    assert own.all()[0].problem is None


def test_a_file_that_is_no_toml_is_mended_as_text(judge: Judge, own: OwnDrills) -> None:
    path = put(own, "monday", TEXT.format(most="twenty"))
    opened = own.open("monday")
    assert opened.table is None
    assert opened.text == TEXT.format(most="twenty")
    with pytest.raises(DataError, match="not valid TOML"):
        own.save_text(opened.text.replace("twenty", "thirty"), "monday")
    assert path.read_text() == opened.text
    change = own.save_text(opened.text.replace("twenty", "20"), "monday")
    assert judge.drills["monday"].rounds[0].condition.length_most_s == 20
    change.undo()
    assert path.read_text() == opened.text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "round = 3",
        "round = [1, 'x', {}]",
        "[[round]]\ncondition = []\ncut_s = ['a']\nends = ['cut']\n",
        "title = 3\ncards = [1.5, 'x']\nrest_s = nan\nin_a_row = 1\n",
        "[[round]]\n" * 40,
        "\n".join(f"key{n} = 1" for n in range(100)),
        "[[round]]\nlimit_s = inf\n[round.condition]\nline = '" + "w " * 3000 + "'\n",
    ],
)
def test_whatever_a_file_holds_a_form_can_show_it(text: str) -> None:
    found, dropped = draft_of(text)
    assert found is not None
    assert 1 <= len(found["round"]) <= 30
    assert len(dropped) <= 6
    assert fault_of(found) is not None


def test_a_table_made_of_a_drill_reads_as_the_same_drill(judge: Judge) -> None:
    for drill in judge.drills.values():
        assert drill_toml(read_drill(drill.id, table_of(drill))) == drill_toml(drill)
        again, dropped = draft_of(drill_toml(drill))
        assert again == table_of(drill)
        assert dropped == ()
