"""What holds for every test: a home of its own, no network, no thread left behind.

And for a run in several processes: a microphone for each, and what takes longest comes first.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from rehearse.analysis.profiles import load_profiles
from rehearse.analysis.rules import load_packs
from rehearse.files import builtin_profiles_folder, builtin_rules_folder
from rehearse.paths import Paths
from tests.helpers import no_network, virtual_mic
from tests.helpers.longest import longest_first
from tests.helpers.virtual_mic import virtual_microphone

__all__ = ["virtual_microphone"]

ROOT = Path(__file__).resolve().parent.parent


def is_worker(config: pytest.Config) -> bool:
    """Whether this process is one of several that pytest-xdist has started."""
    return hasattr(config, "workerinput")


#: Where Linux keeps files in memory, and how much of it the tests need at most.
IN_MEMORY, ROOM_BYTES = Path("/dev/shm"), 4_000_000_000
FOLDER = "rehtests"  # short: paths of sockets have a limit


def use_memory_for_files(config: pytest.Config) -> None:
    """Temporary files in memory where there is room: every settings file and library is written through to
    the disk, many thousand times, and no test takes the power away."""
    if "TMPDIR" in os.environ or not os.access(IN_MEMORY, os.W_OK):
        return
    if shutil.disk_usage(IN_MEMORY).free < ROOM_BYTES:
        return
    for left in IN_MEMORY.glob(f"{FOLDER}-*-*"):  # by a run that was killed
        if not Path("/proc", left.name.split("-")[-2]).exists():
            shutil.rmtree(left, ignore_errors=True)
    folder = tempfile.mkdtemp(prefix=f"{FOLDER}-{os.getpid()}-", dir=IN_MEMORY)
    os.chmod(folder, 0o711)  # tests of write protection pass through it as another user
    os.environ["TMPDIR"] = folder
    tempfile.tempdir = None  # looked for once, maybe already
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))


def pytest_configure(config: pytest.Config) -> None:
    # Many tests start the program: it must not be compiled from its sources for each of them.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    if not is_worker(config):
        use_memory_for_files(config)
    elif sys.platform == "linux":
        virtual_mic.replace()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Workers take whole files in this order: a long one at the end would keep all but one waiting."""
    if is_worker(config):
        items.sort(key=lambda item: longest_first(item.nodeid.partition("::")[0]))


@pytest.fixture(scope="session")
def read_profiles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped profiles as a start keeps them."""
    cache = tmp_path_factory.mktemp("profiles") / "profiles.json"
    load_profiles([builtin_profiles_folder(), cache.parent / "none"], cache=cache)
    return cache


@pytest.fixture(scope="session")
def compiled_packs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped rules, compiled once: nearly a second that every home would pay for again."""
    cache = tmp_path_factory.mktemp("packs") / "packs.json"
    load_packs([builtin_rules_folder(), cache.parent / "none"], cache=cache)
    return cache


@pytest.fixture(autouse=True)
def private_home(
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    compiled_packs: Path,
    read_profiles: Path,
) -> Path:
    """Settings, library and models of a test lie in a folder of its own."""
    home = tmp_path_factory.mktemp("home")
    cache = Paths.below(home).cache
    cache.mkdir(parents=True)
    for name in ("packs.json", "packs-all.json", "packs-shipped.json"):
        os.link(compiled_packs, cache / name)  # replaced, never written into
    os.link(read_profiles, cache / read_profiles.name)
    monkeypatch.setenv("REHEARSE_HOME", str(home))
    for name in ("REHEARSE_MODEL", "VOSK_MODEL_PATH"):
        monkeypatch.delenv(name, raising=False)
    # Commands run here in the test's own process set it for what they start; so it is taken back afterwards.
    monkeypatch.setenv("PYTHONSAFEPATH", "")
    monkeypatch.delenv("PYTHONSAFEPATH")
    return home


@pytest.fixture(autouse=True)
def closed_network(request: pytest.FixtureRequest) -> Iterator[None]:
    """The program reaches for the network in one place only, and no test reaches further than itself."""
    loopback = request.node.get_closest_marker("network_loopback") is not None
    with no_network.watch(loopback_allowed=loopback):
        yield


@pytest.fixture(autouse=True)
def no_thread_left() -> Iterator[None]:
    """A thread that outlives its test fails it, and is named."""
    before = set(threading.enumerate())
    yield
    left = [thread for thread in threading.enumerate() if thread not in before]
    for thread in left:
        thread.join(timeout=5.0)
    stuck = [thread.name for thread in left if thread.is_alive()]
    assert not stuck, f"threads left running: {stuck}"
