"""Installing: from the network, from a zip, from a folder; and the old model after every failure."""

from __future__ import annotations

import hashlib
import stat
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from rehearse.errors import (
    Cancelled,
    DiskFull,
    HashMismatch,
    ModelInstallFailed,
    ModelInvalid,
    ModelMissing,
)
from rehearse.files import FileLock, assets_folder
from rehearse.progress import CancelToken, Progress
from rehearse.speech.catalogue import CatalogueModel, load_catalogue
from rehearse.speech.install import install, install_from
from rehearse.speech.store import ModelStore
from rehearse.speech.vosk_engine import VoskEngine
from tests.helpers.model_server import ModelServer, serving

NAME = "vosk-model-small-en-us-0.15"


@pytest.fixture(scope="module")
def packed(starter: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The starter as the official models are packed: one top folder, named as the zip."""
    path = tmp_path_factory.mktemp("packed") / f"{NAME}.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.mkdir(NAME)
        for file in sorted(starter.rglob("*")):
            archive.write(file, f"{NAME}/{file.relative_to(starter)}")
    return path


def make_store(tmp_path: Path, starter: Path, catalogue: tuple[CatalogueModel, ...]) -> ModelStore:
    return ModelStore(
        builtin=starter.parent, data=tmp_path / "models", catalogue=catalogue, environ={"HOME": str(tmp_path)}
    )


@pytest.fixture
def store(tmp_path: Path, starter: Path, packed: Path) -> ModelStore:
    """A catalogue in which the official small model has the size and hash of the packed starter."""
    content = packed.read_bytes()
    catalogue = tuple(
        replace(entry, size_bytes=len(content), sha256=hashlib.sha256(content).hexdigest())
        if entry.id == NAME
        else entry
        for entry in load_catalogue(assets_folder() / "models.toml")
    )
    return make_store(tmp_path, starter, catalogue)


@pytest.fixture
def server(packed: Path) -> Iterator[ModelServer]:
    with serving(packed.read_bytes()) as served:
        yield served


def leftovers(store: ModelStore) -> list[str]:
    return sorted(p.name for p in store.data.iterdir() if p.name.startswith((".new", ".old")))


def old_model(store: ModelStore) -> Path:
    """Something installed earlier under the same name."""
    folder = store.data / NAME
    folder.mkdir(parents=True)
    (folder / "old").write_text("old")
    return folder


@pytest.mark.network_loopback
def test_a_download_becomes_the_default(store: ModelStore, server: ModelServer, starter: Path) -> None:
    steps: list[Progress] = []
    assert store.resolve().id == "starter-en-us"
    model = install(store, NAME, on_progress=steps.append, url=server.url)
    assert model.id == NAME
    assert model.folder == store.data / NAME
    assert model.origin == "data"
    for file in starter.rglob("*"):
        if file.is_file():
            assert (model.folder / file.relative_to(starter)).read_bytes() == file.read_bytes()
    assert list(dict.fromkeys(step.step for step in steps)) == ["Downloading", "Unpacking", "Trying it out"]
    assert store.resolve().id == NAME
    assert leftovers(store) == []
    assert list((store.data / ".downloads").iterdir()) == []
    VoskEngine(model.folder, model.id).close()


@pytest.mark.network_loopback
def test_a_broken_download_goes_on_and_replaces_the_old_model(store: ModelStore, server: ModelServer) -> None:
    folder = old_model(store)
    server.cut_after = 1_000_000
    with pytest.raises(ModelInstallFailed):
        install(store, NAME, url=server.url)
    assert (folder / "old").read_text() == "old"
    server.cut_after = None
    install(store, NAME, url=server.url)
    assert server.requests == [None, "bytes=1000000-"]
    assert not (folder / "old").exists()
    assert leftovers(store) == []


@pytest.mark.network_loopback
def test_a_wrong_hash_installs_nothing(store: ModelStore, server: ModelServer) -> None:
    folder = old_model(store)
    server.content = bytes(len(server.content))
    with pytest.raises(HashMismatch):
        install(store, NAME, url=server.url)
    assert (folder / "old").exists()
    assert leftovers(store) == []


@pytest.mark.network_loopback
def test_no_room_is_told_before_anything_is_fetched(store: ModelStore, server: ModelServer) -> None:
    with pytest.raises(DiskFull):
        install(store, NAME, url=server.url, free=lambda folder: 60_000_000)
    assert server.requests == []


def test_a_model_without_a_hash_is_not_downloaded(store: ModelStore) -> None:
    with pytest.raises(ModelInstallFailed) as caught:
        install(store, "vosk-model-en-us-0.22")
    assert "https://alphacephei.com/vosk/models/vosk-model-en-us-0.22.zip" in caught.value.help
    assert "--from" in caught.value.help


def test_the_built_in_one_is_not_downloaded(store: ModelStore) -> None:
    with pytest.raises(ModelInstallFailed, match="comes with the program"):
        install(store, "starter-en-us")


def test_an_unknown_name_lists_the_known_ones(store: ModelStore) -> None:
    with pytest.raises(ModelMissing) as caught:
        install(store, "vosk-model-klingon")
    assert NAME in caught.value.help


def test_one_install_at_a_time(store: ModelStore, packed: Path) -> None:
    store.data.mkdir()
    with FileLock(store.data / ".install.lock").held() as got:
        assert got
        with pytest.raises(ModelInstallFailed, match="Another window"):
            install_from(store, packed)


def test_from_a_zip(store: ModelStore, packed: Path) -> None:
    model = install_from(store, packed)
    assert model.id == NAME
    assert store.resolve().id == NAME
    assert packed.exists()


def test_from_a_folder(store: ModelStore, starter: Path, tmp_path: Path) -> None:
    import shutil

    outer = tmp_path / "my model"
    shutil.copytree(starter, outer / "inside")
    model = install_from(store, outer)
    assert model.id == "my-model"
    assert (model.folder / "am" / "final.mdl").is_file()
    assert (outer / "inside" / "am" / "final.mdl").is_file()
    assert install_from(store, starter, name="again").id == "again"


def test_the_built_in_name_is_refused(store: ModelStore, starter: Path) -> None:
    with pytest.raises(ModelInstallFailed, match="built-in"):
        install_from(store, starter)


@pytest.mark.parametrize("name", ["../evil", ".hidden", "a/b", ""])
def test_names_that_are_no_folder_names(store: ModelStore, packed: Path, name: str) -> None:
    if name:
        with pytest.raises(ModelInstallFailed):
            install_from(store, packed, name=name)


def test_a_source_that_is_not_there(store: ModelStore, tmp_path: Path) -> None:
    with pytest.raises(ModelMissing):
        install_from(store, tmp_path / "none.zip")


def test_a_model_that_does_not_load_keeps_the_old_one(
    store: ModelStore, starter: Path, tmp_path: Path
) -> None:
    import shutil

    folder = old_model(store)
    broken = tmp_path / "broken" / NAME
    shutil.copytree(starter, broken)
    (broken / "graph" / "HCLr.fst").write_bytes(b"junk that is no graph")
    with pytest.raises(ModelInvalid, match="Bad FST header") as caught:
        install_from(store, broken)
    assert ".new-" not in caught.value.message
    assert (folder / "old").exists()
    assert leftovers(store) == []


def test_a_stop_while_unpacking_keeps_the_old_one(store: ModelStore, packed: Path) -> None:
    folder, cancel = old_model(store), CancelToken()
    with pytest.raises(Cancelled):
        install_from(store, packed, on_progress=lambda progress: cancel.cancel(), cancel=cancel)
    assert (folder / "old").exists()
    assert leftovers(store) == []


def test_no_room_to_unpack(store: ModelStore, packed: Path) -> None:
    with pytest.raises(DiskFull):
        install_from(store, packed, free=lambda folder: 60_000_000)
    assert leftovers(store) == []


def test_what_a_crash_left_is_tidied(store: ModelStore, packed: Path) -> None:
    """Ended between the two renames: the old model is beside its place."""
    old_model(store).rename(store.data / ".old-other")
    (store.data / ".new-x").mkdir()
    install_from(store, packed)
    assert (store.data / "other" / "old").exists()
    assert leftovers(store) == []


def test_a_folder_that_cannot_be_written_to(store: ModelStore, packed: Path, tmp_path: Path) -> None:
    store.data.parent.joinpath("file").write_text("")
    blocked = ModelStore(
        builtin=store.builtin, data=tmp_path / "file" / "models", catalogue=store.catalogue, environ={}
    )
    with pytest.raises(ModelInstallFailed, match="cannot be stored"):
        install_from(blocked, packed)


# ---- zips that mean no good -------------------------------------------------------------------------


def add(name: str, content: bytes = b"x", mode: int = 0) -> Callable[[zipfile.ZipFile], None]:
    def to(archive: zipfile.ZipFile) -> None:
        info = zipfile.ZipInfo(name)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = mode << 16
        archive.writestr(info, content)

    return to


BAD_ZIPS = {
    "upwards": ([add("../evil.txt")], "leave"),
    "upwards inside": ([add("m/am/final.mdl"), add("m/../../evil.txt")], "leave"),
    "absolute": ([add("/tmp/evil.txt")], "leave"),
    "drive letter": ([add("C:evil.txt")], "leave"),
    "a link": ([add("m/am/final.mdl", b"/etc/passwd", stat.S_IFLNK | 0o777)], "link"),
    "a bomb": ([add("m/am/final.mdl", bytes(5_000_000))], "absurd"),
    "twice": ([add("m/am/final.mdl"), add("M/AM/final.mdl")], "twice"),
    "too many": ([add(f"m/{number}") for number in range(5001)], "5000 files"),
    "empty": ([], "empty"),
    "a file without a name": ([add("m/am/final.mdl"), add("")], "leave"),
    "upwards on Windows": ([add("m/.. /evil")], "leave"),
    "a name for the terminal": ([add("m/\x1b[31m"), add("m/\x1b[31m/..")], "leave"),
}


@pytest.mark.parametrize("kind", BAD_ZIPS)
def test_a_zip_that_means_no_good(store: ModelStore, tmp_path: Path, kind: str) -> None:
    members, words = BAD_ZIPS[kind]
    path = tmp_path / "bad.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for member in members:
            member(archive)
    before = {p for p in tmp_path.rglob("*") if "models" not in p.parts}
    with pytest.raises(ModelInstallFailed, match=words):
        install_from(store, path)
    assert {p for p in tmp_path.rglob("*") if "models" not in p.parts} == before
    assert leftovers(store) == []


def test_a_zip_without_a_top_folder_and_with_a_finders_notes(
    store: ModelStore, packed: Path, tmp_path: Path
) -> None:
    path = tmp_path / "flat.zip"
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(path, "w") as new:
        for info in old.infolist():
            if not info.is_dir():
                new.writestr(info.filename.removeprefix(NAME + "/"), old.read(info))
        new.writestr("__MACOSX/._conf", b"")
    model = install_from(store, path)
    assert model.id == "flat"
    assert not (model.folder / "__MACOSX").exists()


@pytest.mark.parametrize("content", [b"", b"no zip at all", b"PK\x03\x04 half a zip"])
def test_a_file_that_is_no_zip(store: ModelStore, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(content)
    with pytest.raises(ModelInstallFailed, match="not a whole zip"):
        install_from(store, path)


def test_a_damaged_zip(store: ModelStore, packed: Path, tmp_path: Path) -> None:
    content = bytearray(packed.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path = tmp_path / f"{NAME}.zip"
    path.write_bytes(content)
    with pytest.raises(ModelInstallFailed):
        install_from(store, path)
    assert leftovers(store) == []
