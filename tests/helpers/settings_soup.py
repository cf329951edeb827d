"""Settings files that went wrong: mutated from one that is right, and what must hold for any of them."""

from __future__ import annotations

import json
import random
import tempfile
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from rehearse.settings import Settings, SettingsStore
from tests.helpers.bundle_soup import changed, spoiled

#: A file in which nothing is left at its default that could be something else.
FULL: dict[str, Any] = {
    **asdict(Settings()),
    "model": "starter-en-us",
    "input_device": "input|ALSA|Desk microphone",
    "shortcuts": {"record": "Space", "again": "R"},
    "rules_off": ["about-us", "pressure.act-now"],
    "speaker": "Kim",
    "language": "en",
    "greeting": "plain",
    "of_a_later_version": {"kept": [1, 2, 3]},
}


def mutated(chance: random.Random) -> bytes:
    kind = chance.choice(("value", "value", "value", "value", "bytes", "cut", "raw", "coding", "deep"))
    found: Any = FULL
    for _turn in range(chance.choice((1, 1, 2, 5))):
        found = changed(found, chance)
    data = json.dumps(found).encode()
    if kind == "bytes":
        return spoiled(data, chance)
    if kind == "cut":
        return data[: chance.randrange(len(data))]
    if kind == "raw":
        return chance.randbytes(chance.randrange(300))
    if kind == "coding":
        return json.dumps(FULL).encode(chance.choice(("utf-16", "utf-32", "utf-8-sig", "utf-7")))
    if kind == "deep":
        deep = chance.choice((b"[", b'{"theme": '))
        return deep * chance.choice((10, 5_000, 200_000)) + b"1" * chance.choice((1, 6000))
    return data


def check_settings(raw: bytes, folder: Path) -> SettingsStore:
    """Read `raw` as the settings and change one of them.  Raises where that must not."""
    path = folder / "settings.json"
    path.write_bytes(raw)
    store = SettingsStore(path)
    first = list(store.problems)
    for problem in first:
        assert problem.endswith(".")
        assert len(problem) < 600
    for one in fields(Settings):
        assert one.metadata["check"](getattr(store.value, one.name)), one.name
    if first:
        assert raw in [aside.read_bytes() for aside in folder.glob("settings.bad-*.json")], "it is kept"
    assert store.update(speaker="Lee").speaker == "Lee"
    again = SettingsStore(path)
    assert again.problems == []
    assert again.value == store.value
    return store


# ---- for tests.faults.fuzz ---------------------------------------------------------------------------


def random_input(chance: random.Random) -> bytes:
    return mutated(chance)


def check_bytes(data: bytes) -> str:
    with tempfile.TemporaryDirectory() as folder:
        store = check_settings(data, Path(folder))
        return "told and put right" if store.problems else "read"
