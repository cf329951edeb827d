from __future__ import annotations

from pathlib import Path

import pytest

from rehearse.errors import DataError
from rehearse.files import assets_folder
from rehearse.speech.catalogue import is_model_id, load_catalogue
from rehearse.speech.store import RECOMMENDED
from tests.conftest import ROOT

GOOD = """
[[model]]
id = "a"
title = "A"
language = "en-US"
size_bytes = 1
licence = "MIT"
wer = { x = 1.5 }
wer_source = "here"
rank = 1
note = "n"
"""


def test_the_catalogue_of_the_program() -> None:
    models = {model.id: model for model in load_catalogue(assets_folder() / "models.toml")}
    assert list(models) == [
        "vosk-model-en-us-0.22",
        "vosk-model-en-us-0.22-lgraph",
        "vosk-model-small-en-us-0.15",
        "starter-en-us",
    ]
    assert all(model.english and model.wer and model.licence for model in models.values())
    assert {name for name, model in models.items() if model.installable} == {
        "vosk-model-en-us-0.22-lgraph",
        "vosk-model-small-en-us-0.15",
    }
    assert models[RECOMMENDED].installable
    for name, model in models.items():
        assert model.url in (None, f"https://alphacephei.com/vosk/models/{name}.zip")


def test_the_starters_size_is_its_own() -> None:
    starter = ROOT / "models" / "starter-en-us"
    (entry,) = (m for m in load_catalogue(assets_folder() / "models.toml") if m.id == starter.name)
    size = sum(file.stat().st_size for file in starter.rglob("*") if file.is_file())
    assert entry.size_bytes == entry.unpacked_bytes == size


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (("rank = 1\n", ""), "a.rank: missing"),
        (("rank = 1\n", 'rank = "1"\n'), "a.rank: int expected"),
        (("rank = 1\n", "rank = true\n"), "a.rank: int expected"),
        (('note = "n"\n', 'note = "n"\nnotes = "n"\n'), "a.notes: no such key"),
        (('id = "a"', 'id = "../a"'), "/a.id"),
        (("x = 1.5", "x = 900"), "a.wer.x"),
        (("rank = 1\n", 'rank = 1\nsha256 = "abc"\n'), "a.sha256"),
        (("rank = 1\n", 'rank = 1\nurl = "http://x.example/a.zip"\n'), "a.url"),
        (("[[model]]", "[[models]]"), "model:"),
        (("[[model]]", "[[model]"), "models.toml"),
        (('note = "n"\n', 'note = "n"\n' + GOOD), "a: named twice"),
    ],
)
def test_a_wrong_catalogue_names_file_and_place(tmp_path: Path, change: tuple[str, str], place: str) -> None:
    path = tmp_path / "models.toml"
    assert change[0] in GOOD
    path.write_text(GOOD.replace(*change))
    with pytest.raises(DataError) as caught:
        load_catalogue(path)
    assert str(path) in caught.value.message
    assert place in caught.value.message


@pytest.mark.parametrize(
    ("name", "good"),
    [("vosk-model-small-en-us-0.15", True), (".x", False), ("", False), ("a/b", False), ("..", False)],
)
def test_names(name: str, good: bool) -> None:
    assert is_model_id(name) is good
