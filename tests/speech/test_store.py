"""Which models there are, in which order they are looked up, and what removing one does."""

from __future__ import annotations

import errno
import json
import logging
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import rehearse.speech.model_trash as trash_module
import rehearse.speech.store as store_module
from rehearse.errors import ModelError, ModelInvalid, ModelMissing
from rehearse.files import FileLock, assets_folder
from rehearse.speech.catalogue import load_catalogue
from rehearse.speech.store import ModelStore
from tests.helpers.commands import ROOT

SMALL = "vosk-model-small-en-us-0.15"
LGRAPH = "vosk-model-en-us-0.22-lgraph"


def fake_model(folder: Path) -> Path:
    """Files that look like a model and do not load."""
    for name in ("am/final.mdl", "conf/mfcc.conf", "conf/model.conf", "graph/HCLG.fst"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x")
    return folder


class Home:
    """A computer's folders, each made when something is put there."""

    def __init__(self, root: Path) -> None:
        self.builtin = root / "program" / "models"
        self.data = root / "data" / "models"
        self.cache = root / "home" / ".cache" / "vosk"
        self.elsewhere = root / "elsewhere"
        self.environ = {"HOME": str(root / "home")}
        fake_model(self.builtin / "starter-en-us")

    def store(self, chosen: str | None = None) -> ModelStore:
        catalogue = load_catalogue(assets_folder() / "models.toml")
        return ModelStore(
            builtin=self.builtin, data=self.data, catalogue=catalogue, chosen=chosen, environ=self.environ
        )


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Trying a model out succeeds; the folders that were tried."""
    folders: list[Path] = []
    monkeypatch.setattr(store_module, "validate", folders.append)
    return folders


def test_the_starter_is_there_from_the_start(home: Home) -> None:
    model = home.store().resolve()
    assert (model.id, model.origin) == ("starter-en-us", "built-in")
    assert model.catalogue is not None


def test_what_is_installed_comes_in_the_order_of_the_places(home: Home) -> None:
    fake_model(home.data / SMALL)
    fake_model(home.cache / SMALL)
    fake_model(home.cache / LGRAPH)
    home.environ["VOSK_MODEL_PATH"] = str(home.elsewhere)
    fake_model(home.elsewhere / "vosk-model-fr")
    found = [(model.id, model.origin) for model in home.store().installed()]
    assert found == [
        ("starter-en-us", "built-in"),
        (SMALL, "data"),
        ("vosk-model-fr", "vosk"),
        (LGRAPH, "vosk"),
    ]


def test_half_a_model_and_hidden_folders_are_not_models(home: Home) -> None:
    (fake_model(home.data / SMALL) / "conf" / "model.conf").unlink()
    fake_model(home.data / ".new-x")
    (home.data / "notes").mkdir()
    assert [model.id for model in home.store().installed()] == ["starter-en-us"]


def test_vosks_path_may_be_a_model_itself(home: Home, tried: list[Path]) -> None:
    home.environ["VOSK_MODEL_PATH"] = str(fake_model(home.elsewhere / LGRAPH))
    assert home.store().default().id == LGRAPH


def test_the_best_english_one_is_the_default(home: Home, tried: list[Path]) -> None:
    fake_model(home.data / SMALL)
    fake_model(home.data / "vosk-model-fr-0.22")
    assert home.store().resolve().id == SMALL
    fake_model(home.cache / LGRAPH)
    assert home.store().resolve().id == LGRAPH
    assert tried == [home.data / SMALL, home.cache / LGRAPH]


def test_an_unknown_english_one_stands_above_the_starter_only(home: Home, tried: list[Path]) -> None:
    fake_model(home.data / "vosk-model-en-in-0.5")
    assert home.store().default().id == "vosk-model-en-in-0.5"
    fake_model(home.data / SMALL)
    assert home.store().default().id == SMALL


def test_setting_before_environment_before_default(home: Home, tried: list[Path]) -> None:
    fake_model(home.data / SMALL)
    fake_model(home.data / LGRAPH)
    assert home.store().resolve().id == LGRAPH
    home.environ["REHEARSE_MODEL"] = "starter-en-us"
    assert home.store().resolve().id == "starter-en-us"
    assert home.store(chosen=SMALL).resolve().id == SMALL
    assert home.store(chosen=SMALL).resolve(LGRAPH).id == LGRAPH


@pytest.mark.parametrize("how", ["name", "setting", "environment"])
def test_a_folder_may_be_named(home: Home, tried: list[Path], how: str) -> None:
    folder = fake_model(home.elsewhere / "mine")
    if how == "environment":
        home.environ["REHEARSE_MODEL"] = str(folder)
    store = home.store(chosen=str(folder) if how == "setting" else None)
    model = store.resolve(str(folder) if how == "name" else None)
    assert (model.id, model.folder) == ("mine", folder.resolve())
    assert model.origin == {"name": "folder"}.get(how, how)
    assert tried == [folder.resolve()]


def test_the_folder_of_an_installed_model_is_that_model(home: Home, tried: list[Path]) -> None:
    folder = fake_model(home.data / SMALL)
    assert home.store().resolve(str(folder)).origin == "data"


def test_a_missing_one_is_told_with_what_there_is_and_what_to_do(home: Home) -> None:
    with pytest.raises(ModelMissing) as caught:
        home.store(chosen=SMALL).resolve()
    assert SMALL in caught.value.message
    assert "settings" in caught.value.message
    assert "starter-en-us" in caught.value.message
    assert f"rehearse models install {SMALL}" in caught.value.help
    home.environ["REHEARSE_MODEL"] = "nonsense"
    with pytest.raises(ModelMissing, match="REHEARSE_MODEL"):
        home.store().resolve()
    with pytest.raises(ModelMissing) as caught:
        home.store().resolve("vosk-model-en-us-0.22")
    assert "https://alphacephei.com" in caught.value.help


def test_no_model_at_all(home: Home) -> None:
    shutil.rmtree(home.builtin)
    with pytest.raises(ModelMissing, match="no usable English"):
        home.store().resolve()


# ---- trust ------------------------------------------------------------------------------------------


def test_one_that_was_installed_here_is_tried_out_again_only_when_it_changed(
    home: Home, tried: list[Path]
) -> None:
    folder = fake_model(home.data / SMALL)
    home.store().remember_tried(folder)
    assert home.store().resolve().id == SMALL
    assert tried == []
    (folder / "am" / "final.mdl").write_bytes(b"half of one")
    home.store().resolve()
    assert tried == [folder]


def test_a_foreign_model_is_tried_out_once_and_again_when_it_changed(home: Home, tried: list[Path]) -> None:
    folder = fake_model(home.cache / LGRAPH)
    for _again in range(3):
        home.store().resolve()
    assert tried == [folder]
    (folder / "am" / "final.mdl").write_bytes(b"another one")
    home.store().resolve()
    assert tried == [folder, folder]


def test_a_damaged_foreign_model_is_passed_over(home: Home, caplog: pytest.LogCaptureFixture) -> None:
    """For real: loading these files would end the process that does it, or fail."""
    fake_model(home.cache / LGRAPH)
    with caplog.at_level(logging.WARNING):
        assert home.store().resolve().id == "starter-en-us"
    assert LGRAPH in caplog.text
    with pytest.raises(ModelInvalid):
        home.store().resolve(LGRAPH)


def test_a_spoilt_memory_is_no_fault(home: Home, tried: list[Path]) -> None:
    fake_model(home.cache / LGRAPH)
    home.data.mkdir(parents=True)
    (home.data / ".tried.json").write_text("no json")
    assert home.store().resolve().id == LGRAPH
    assert list(json.loads((home.data / ".tried.json").read_text())) == [str(home.cache / LGRAPH)]


# ---- removing ---------------------------------------------------------------------------------------


def test_a_removed_model_can_be_had_back(home: Home, tried: list[Path]) -> None:
    fake_model(home.data / SMALL)
    store = home.store()
    place = store.remove(SMALL)
    assert store.resolve().id == "starter-en-us"
    assert place.is_dir()
    assert store.restore(place).id == SMALL
    assert store.resolve().id == SMALL
    store.remove(SMALL)
    assert store.restore(SMALL).id == SMALL


def test_removing_twice_keeps_both(home: Home) -> None:
    store = home.store()
    places = []
    for _again in range(2):
        fake_model(home.data / SMALL)
        places.append(store.remove(SMALL))
    assert len(set(places)) == 2
    assert all(place.is_dir() for place in places)
    assert store.trash.all() == places


#: Another window: it removes a model, then does what it is told, line by line.
OTHER_WINDOW = """
import sys
from pathlib import Path
from rehearse.speech.store import ModelStore
store = ModelStore(builtin=Path(sys.argv[1]), data=Path(sys.argv[2]), catalogue=())
place = store.remove(sys.argv[3])
print("removed", flush=True)
for line in sys.stdin:
    print(store.restore(place).id, flush=True)
"""


@contextmanager
def other_window(home: Home) -> Iterator[subprocess.Popen[str]]:
    """A process that has removed the small model and runs on."""
    fake_model(home.data / SMALL)
    arguments = [sys.executable, "-c", OTHER_WINDOW, str(home.builtin), str(home.data), SMALL]
    pipe = subprocess.PIPE
    with subprocess.Popen(arguments, stdin=pipe, stdout=pipe, text=True, cwd=ROOT) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "removed\n"
            yield process
        finally:
            process.kill()


def left(home: Home) -> list[str]:
    return sorted(path.name for path in (home.data / ".trash").iterdir())


def test_what_another_window_may_still_have_back_is_not_deleted(home: Home) -> None:
    with other_window(home) as process:
        store = home.store()
        assert store.trash.clear() == 0
        assert len(store.trash.all()) == 1
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write("have it back\n")
        process.stdin.flush()
        assert process.stdout.readline() == f"{SMALL}\n"
        assert store.installed()[1].id == SMALL
    assert left(home) == []


def test_what_a_window_that_ended_has_removed_frees_its_room(home: Home) -> None:
    with other_window(home) as process:
        process.kill()  # however it ends
        process.wait()
        assert home.store().trash.clear() == 4
    assert left(home) == []


def test_what_this_window_removed_is_kept_while_it_runs(home: Home) -> None:
    fake_model(home.data / SMALL)
    place = home.store().remove(SMALL)
    assert home.store().trash.clear() == 0
    assert home.store().restore(place).id == SMALL
    assert left(home) == []


def test_a_deletion_that_was_cut_short_is_finished(home: Home) -> None:
    half = fake_model(home.data / ".trash" / f".gone-{SMALL}.20260101-101010")
    (half.parent / f".{SMALL}.20260101-101010.lock").touch()
    (half / "am" / "final.mdl").unlink()
    home.store().trash.clear()
    assert left(home) == []


def test_half_of_a_removed_model_is_never_had_back(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """Deleting takes a while: from its beginning on there is nothing to restore."""
    place = fake_model(home.data / ".trash" / f"{SMALL}.20260101-101010")
    asked: list[Path] = []

    def slow(gone: Path, **_how: object) -> None:
        asked.append(gone)
        with pytest.raises(ModelMissing):
            home.store().restore(SMALL)
        with pytest.raises(ModelMissing):
            home.store().restore(place)

    monkeypatch.setattr(trash_module.shutil, "rmtree", slow)
    home.store().trash.clear()
    assert len(asked) == 1


def test_where_a_disk_knows_no_locks_nothing_is_deleted(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_locks(lock: FileLock, _shared: bool) -> bool:
        lock.refused = OSError(errno.ENOLCK, "No locks available")
        return False

    monkeypatch.setattr(FileLock, "_acquire_now", no_locks)
    fake_model(home.data / SMALL)
    store = home.store()
    place = store.remove(SMALL)
    assert store.trash.clear() == 0
    assert store.restore(place).id == SMALL


def test_a_newer_install_is_not_overwritten_by_the_removed_one(home: Home) -> None:
    fake_model(home.data / SMALL)
    store = home.store()
    place = store.remove(SMALL)
    fake_model(home.data / SMALL)
    with pytest.raises(ModelError, match="installed again"):
        store.restore(place)
    assert place.is_dir()


def test_what_is_not_ours_is_not_removed(home: Home) -> None:
    fake_model(home.cache / LGRAPH)
    store = home.store()
    with pytest.raises(ModelError, match="built in"):
        store.remove("starter-en-us")
    with pytest.raises(ModelError, match="another program"):
        store.remove(LGRAPH)
    with pytest.raises(ModelMissing):
        store.remove(SMALL)
    assert len(store.installed()) == 2


def test_restoring_what_was_never_removed(home: Home) -> None:
    with pytest.raises(ModelMissing):
        home.store().restore(SMALL)
