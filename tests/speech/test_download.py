"""The download against a server on this machine that does what servers do on bad days."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from rehearse.errors import Cancelled, DiskFull, HashMismatch, ModelInstallFailed
from rehearse.progress import CancelToken, Progress
from rehearse.speech.download import CHUNK_BYTES, Wanted, fetch
from tests.helpers.model_server import ModelServer, serving

pytestmark = pytest.mark.network_loopback

CONTENT = random.Random(4).randbytes(10 * CHUNK_BYTES + 77)
CUT = 3 * CHUNK_BYTES


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with serving(CONTENT) as served:
        yield served


@pytest.fixture
def part(tmp_path: Path) -> Path:
    return tmp_path / "model.zip.part"


def wanted(server: ModelServer) -> Wanted:
    return Wanted(server.url, len(CONTENT), hashlib.sha256(CONTENT).hexdigest(), "a-model")


def break_off(server: ModelServer, part: Path) -> None:
    """A first try that ends after three chunks."""
    server.cut_after = CUT
    with pytest.raises(ModelInstallFailed, match="connection broke"):
        fetch(wanted(server), part)
    assert part.stat().st_size == CUT
    server.cut_after = None


def test_a_whole_download(server: ModelServer, part: Path) -> None:
    seen: list[Progress] = []
    fetch(wanted(server), part, on_progress=seen.append)
    assert part.read_bytes() == CONTENT
    assert server.requests == [None]
    assert seen[-1].done == seen[-1].total == len(CONTENT)
    assert seen[-1].unit == "bytes"
    assert seen[-1].per_s
    assert seen[-1].remaining_s == 0


def test_a_cut_connection_goes_on_where_it_stopped(server: ModelServer, part: Path) -> None:
    break_off(server, part)
    fetch(wanted(server), part)
    assert part.read_bytes() == CONTENT
    assert server.requests == [None, f"bytes={CUT}-"]


def test_a_server_without_ranges_starts_over(server: ModelServer, part: Path) -> None:
    break_off(server, part)
    server.ranges = False
    fetch(wanted(server), part)
    assert part.read_bytes() == CONTENT


def test_a_file_that_changed_meanwhile_starts_over(server: ModelServer, part: Path) -> None:
    break_off(server, part)
    server.etag = '"two"'
    fetch(wanted(server), part)
    assert part.read_bytes() == CONTENT
    assert server.requests[-1] == f"bytes={CUT}-"


def test_a_server_that_marks_no_versions_starts_over(server: ModelServer, part: Path) -> None:
    server.etag = None
    break_off(server, part)
    fetch(wanted(server), part)
    assert part.read_bytes() == CONTENT
    assert server.requests == [None, None]


def test_the_wrong_part_of_the_file_is_not_taken(server: ModelServer, part: Path) -> None:
    break_off(server, part)
    server.wrong_range = True
    with pytest.raises(ModelInstallFailed, match="wrong part"):
        fetch(wanted(server), part)
    assert part.stat().st_size == CUT


def test_a_range_that_is_refused_forgets_the_part(server: ModelServer, part: Path) -> None:
    break_off(server, part)
    server.status = 416
    with pytest.raises(ModelInstallFailed, match="416"):
        fetch(wanted(server), part)
    assert not part.exists()


def test_a_spoilt_part_is_fetched_anew(server: ModelServer, part: Path) -> None:
    break_off(server, part)
    part.write_bytes(bytes(CUT))
    fetch(wanted(server), part)
    assert part.read_bytes() == CONTENT
    assert server.requests == [None, f"bytes={CUT}-", None]


def test_a_part_of_another_address_is_not_used(server: ModelServer, part: Path) -> None:
    break_off(server, part)
    fetch(replace(wanted(server), url=server.url + "?mirror"), part)
    assert part.read_bytes() == CONTENT
    assert server.requests == [None, None]


def test_a_whole_part_is_not_fetched_again(server: ModelServer, part: Path) -> None:
    fetch(wanted(server), part)
    fetch(wanted(server), part)
    assert len(server.requests) == 1


def test_another_file_than_the_published_one_is_refused(server: ModelServer, part: Path) -> None:
    server.content = CONTENT[:-1] + bytes([CONTENT[-1] ^ 1])
    with pytest.raises(HashMismatch) as caught:
        fetch(wanted(server), part)
    assert wanted(server).sha256[:16] in str(caught.value)
    assert not part.exists()
    assert list(part.parent.iterdir()) == []


@pytest.mark.parametrize("content", [CONTENT[:-5], CONTENT + b"more"])
def test_a_file_of_another_size_is_refused_at_once(server: ModelServer, part: Path, content: bytes) -> None:
    server.content = content
    with pytest.raises(ModelInstallFailed, match=str(len(content))):
        fetch(wanted(server), part)
    assert not part.exists()


@pytest.mark.parametrize("status", [404, 500, 503])
def test_a_server_that_refuses_is_told_in_words(server: ModelServer, part: Path, status: int) -> None:
    server.status = status
    with pytest.raises(ModelInstallFailed, match=str(status)) as caught:
        fetch(wanted(server), part)
    assert "--from" in caught.value.help
    assert not part.exists()


def test_no_server_at_all(part: Path) -> None:
    with serving(CONTENT) as server:
        gone = wanted(server)
    with pytest.raises(ModelInstallFailed, match="could not be downloaded"):
        fetch(gone, part)


def test_a_stop_keeps_what_has_arrived(server: ModelServer, part: Path) -> None:
    cancel = CancelToken()
    server.cut_after = CUT
    with pytest.raises(ModelInstallFailed):
        fetch(wanted(server), part)
    cancel.cancel()
    server.cut_after = None
    with pytest.raises(Cancelled) as caught:
        fetch(wanted(server), part, cancel=cancel)
    assert "kept" in caught.value.kept
    assert part.stat().st_size == CUT


def test_a_full_disk_is_told_before_the_first_byte(server: ModelServer, part: Path) -> None:
    with pytest.raises(DiskFull, match="not enough room"):
        fetch(wanted(server), part, free=lambda folder: 1000)
    assert part.stat().st_size == 0


def test_a_disk_that_fills_up_on_the_way(
    server: ModelServer, part: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import rehearse.speech.download as download

    monkeypatch.setattr(download, "SPACE_EVERY_BYTES", CUT)
    free = iter([10**12, 10**12, 5])
    with pytest.raises(DiskFull):
        fetch(wanted(server), part, free=lambda folder: next(free))
    assert part.stat().st_size >= 2 * CUT
    fetch(wanted(server), part)
    assert part.read_bytes() == CONTENT
