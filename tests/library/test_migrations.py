from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from rehearse.errors import LibraryNewer
from rehearse.library import migrations
from rehearse.library.library import Library
from rehearse.library.migrations import Step, migrate, version_of
from rehearse.library.takes import TakeState

DATA = Path(__file__).parent / "data"


def connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None)


def adds(number: int, statement: str) -> Step:
    return Step(number, f"step {number}", lambda connection: connection.execute(statement) and None)


def schema_of(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    found = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name")
    return [(name, " ".join(sql.split())) for name, sql in found]


def make_older(folder: Path, schema: int) -> None:
    """A library as the version of that schema wrote it (a dump of a real one, kept as text)."""
    folder.mkdir()
    connection = connect(folder / "library.db")
    connection.executescript((DATA / f"schema-{schema}.sql").read_text(encoding="utf-8"))
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()


def test_the_steps_are_numbered_without_a_gap() -> None:
    assert [step.number for step in migrations.STEPS] == list(range(1, migrations.LATEST + 1))
    assert all(step.name for step in migrations.STEPS)


@pytest.mark.parametrize("schema", range(1, migrations.LATEST + 1))
def test_a_library_of_every_earlier_version_opens(tmp_path: Path, schema: int) -> None:
    """A step without a fixture of what it makes fails here: dump a real file into `data/`."""
    make_older(tmp_path / "old", schema)
    with Library.open(tmp_path / "old") as library:
        listed = library.takes()
        assert [take.title for take in listed] == ["After the coffee", "First try"]
        scored = library.take(listed[1].id)
        assert scored.state is TakeState.SCORED
        assert scored.transcript is not None
        assert scored.transcript.text == "hi dana call me"
        assert scored.scorecard is not None
        assert scored.scorecard.bands() == {"length": "good", "phone": "off"}
        assert [take.title for take in library.takes(deleted=True)] == ["Away"]
        assert library.problems() == []
        library.rename(scored.id, "still writable")


@pytest.mark.parametrize("schema", range(1, migrations.LATEST + 1))
def test_an_old_library_ends_with_the_schema_of_a_new_one(tmp_path: Path, schema: int) -> None:
    make_older(tmp_path / "old", schema)
    Library.open(tmp_path / "old").close()
    Library.open(tmp_path / "new").close()
    old, new = connect(tmp_path / "old" / "library.db"), connect(tmp_path / "new" / "library.db")
    assert schema_of(old) == schema_of(new)
    assert version_of(old) == version_of(new) == migrations.LATEST
    old.close()
    new.close()


def test_each_step_runs_once_and_in_order(tmp_path: Path) -> None:
    steps = [adds(1, "CREATE TABLE one (x)"), adds(2, "ALTER TABLE one ADD COLUMN y")]
    connection = connect(tmp_path / "x.db")
    assert migrate(connection, steps[:1]) == [1]
    assert migrate(connection, steps) == [2]
    assert migrate(connection, steps) == []
    assert version_of(connection) == 2
    assert [row[1] for row in connection.execute("PRAGMA table_info(one)")] == ["x", "y"]
    connection.close()


def test_a_step_that_fails_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    good = adds(1, "CREATE TABLE one (x)")

    def fails_late(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO one VALUES (1)")
        connection.execute("CREATE TABLE two (x)")
        connection.execute("SELECT * FROM three")

    connection = connect(path)
    migrate(connection, [good])
    connection.close()
    before = path.read_bytes()
    connection = connect(path)
    with pytest.raises(sqlite3.OperationalError, match="three"):
        migrate(connection, [good, Step(2, "fails", fails_late)])
    assert not connection.in_transaction
    assert version_of(connection) == 1
    connection.close()
    assert path.read_bytes() == before


def test_the_steps_before_a_failing_one_stay(tmp_path: Path) -> None:
    connection = connect(tmp_path / "x.db")
    with pytest.raises(sqlite3.OperationalError):
        migrate(connection, [adds(1, "CREATE TABLE one (x)"), adds(2, "nonsense")])
    assert version_of(connection) == 1
    connection.close()


def _commits(connection: sqlite3.Connection) -> None:
    connection.execute("COMMIT")


def _orphans(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE TABLE parent (id INTEGER PRIMARY KEY)")
    connection.execute("CREATE TABLE child (parent_id REFERENCES parent (id))")
    connection.execute("INSERT INTO child VALUES (7)")


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (Step(1, "commits", _commits), "ended its transaction"),
        (Step(1, "orphans", _orphans), "pointing nowhere"),
        (Step(3, "misplaced", _orphans), "stands at place 1"),
    ],
)
def test_a_step_that_breaks_the_rules_is_undone(tmp_path: Path, step: Step, said: str) -> None:
    connection = connect(tmp_path / "x.db")
    with pytest.raises(ValueError, match=said):
        migrate(connection, [step])
    assert version_of(connection) == 0
    assert schema_of(connection) == []
    connection.close()


def test_a_newer_file_is_refused(tmp_path: Path) -> None:
    connection = connect(tmp_path / "x.db")
    migrate(connection, [adds(1, "CREATE TABLE one (x)"), adds(2, "CREATE TABLE two (x)")])
    with pytest.raises(LibraryNewer):
        migrate(connection, [adds(1, "CREATE TABLE one (x)")])
    assert not connection.in_transaction
    connection.close()


def tables_of(connection: sqlite3.Connection) -> dict[str, list[dict[str, object]]]:
    """Every row of every table by its columns' names; without what SQLite keeps for itself."""
    names = [
        name
        for name, sql in connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
        if not name.startswith(("sqlite_", "said_")) and not sql.startswith("CREATE VIRTUAL")
    ]
    found = {}
    for name in names:
        cursor = connection.execute(f"SELECT * FROM {name} ORDER BY 1")
        columns = [column[0] for column in cursor.description]
        found[name] = [dict(zip(columns, row, strict=True)) for row in cursor]
    return found


@pytest.mark.parametrize("schema", range(1, migrations.LATEST + 1))
def test_every_field_of_an_older_library_is_kept(tmp_path: Path, schema: int) -> None:
    make_older(tmp_path / "old", schema)
    before = connect(tmp_path / "old" / "library.db")
    old = tables_of(before)
    before.close()
    Library.open(tmp_path / "old").close()
    after = connect(tmp_path / "old" / "library.db")
    new = tables_of(after)
    defaults = {
        (table, row[1]): row[4] for table in new for row in after.execute(f"PRAGMA table_info({table})")
    }
    after.close()
    assert {"takes", "results"} <= set(old) <= set(new)
    n_fields = 0
    for table, rows in old.items():
        assert rows, f"the fixture has no row in {table}"
        assert len(rows) == len(new[table])
        for was, is_now in zip(rows, new[table], strict=True):
            assert {column: is_now[column] for column in was} == was
            n_fields += len(was)
            for column in is_now.keys() - was.keys():  # what a later step added
                default = defaults[table, column]
                value = is_now[column]
                assert (value if default is None else repr(value)) == default
    assert n_fields > 60


@pytest.mark.parametrize("schema", range(1, migrations.LATEST + 1))
def test_a_step_makes_the_shape_its_fixture_has(tmp_path: Path, schema: int) -> None:
    """A step that was released is never edited; after a change of one that was not, its dump is made anew
    with `python -m tests.library.make_schema`."""
    made = connect(tmp_path / "made.db")
    migrate(made, migrations.STEPS[:schema])
    make_older(tmp_path / "kept", schema)
    kept = connect(tmp_path / "kept" / "library.db")
    assert schema_of(made) == schema_of(kept)
    made.close()
    kept.close()


def test_scripts_of_schema_2_are_read(tmp_path: Path) -> None:
    make_older(tmp_path / "old", 2)
    with Library.open(tmp_path / "old") as library:
        (script,) = library.scripts.all()
        assert (script.title, dict(script.slot_values)) == ("First call", {"first name": "Dana"})
        assert script.text == "Hi [first name], it is Kim. Call me at 415-555-0142."
        assert script.n_takes == 1
        take = library.takes()[0]
        assert take.script_id == script.parent_id == script.root_id
        assert "this is Kim" in library.scripts.get(take.script_id or "").text
        assert [gone.title for gone in library.scripts.all(deleted=True)] == ["Old"]
