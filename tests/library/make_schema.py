"""Write the fixture of the newest schema anew, from the one before it and the steps of the program.

    python -m tests.library.make_schema

Only for a schema that was not released yet: the dumps of released ones are never touched again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from rehearse.library import migrations

DATA = Path(__file__).parent / "data"

#: What the newest step brought, filled in as the program does it.  Ids are those of the fixture before it.
_FILLED = """
INSERT INTO unseen_notes (note_id, take_id)
    VALUES ('0193a2c4-6b10-7c1e-9d55-3f0a1b2c3d70', '0193a2c4-6b10-7c1e-9d55-3f0a1b2c3d4e');
"""


def dump(connection: sqlite3.Connection) -> Iterator[str]:
    """The statements that make this database anew; what an index of words keeps for itself is left out."""
    listed = connection.execute("SELECT name, type, sql FROM sqlite_master ORDER BY rowid").fetchall()
    virtual = [name for name, _kind, sql in listed if (sql or "").startswith("CREATE VIRTUAL")]
    indices = []
    for name, kind, sql in listed:
        if sql is None or name.startswith("sqlite_") or any(name.startswith(f"{v}_") for v in virtual):
            continue
        if kind != "table":
            indices.append(f"{sql};")
            continue
        yield f"{sql};"
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({name})")]
        if name in virtual:
            columns = ["rowid", *columns]
        order = "1" if "WITHOUT ROWID" in sql else "rowid"
        quoted = " || ',' || ".join(f"quote({column})" for column in columns)
        for (values,) in connection.execute(f"SELECT {quoted} FROM {name} ORDER BY {order}"):
            yield f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({values});"
    yield from indices


def main() -> None:
    latest = migrations.LATEST
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.executescript((DATA / f"schema-{latest - 1}.sql").read_text(encoding="utf-8"))
    migrations.migrate(connection)
    connection.executescript(_FILLED)
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    lines = [
        f"-- A library of schema {latest}, made of the one before it by the program's own steps.",
        f"PRAGMA application_id = {migrations.APPLICATION_ID};",
        f"PRAGMA user_version = {latest};",
        "BEGIN TRANSACTION;",
        *dump(connection),
        "COMMIT;",
    ]
    connection.close()
    (DATA / f"schema-{latest}.sql").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
