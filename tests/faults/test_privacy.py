"""A short slice of `tests.faults.privacy`, and that it notices what it is for."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.faults.privacy import Watch
from tests.helpers.commands import ROOT, command

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="files have other rights there")

#: The shortest recording with words in it.
SHORT = ROOT / "tests" / "data" / "speech" / "doubtful.flac"


def test_a_recording_is_taken_in_and_scored_without_network_and_for_its_owner_alone(tmp_path: Path) -> None:
    watch = Watch(tmp_path, strace=False)
    assert watch.run(*command("import", str(SHORT)))[0] == 0
    status, out = watch.run(*command("takes", "show", "last", "--format", "json"))
    assert status == 0
    watch.look_at_files()
    watch.look_for_words(" ".join(word["text"] for word in json.loads(out)["words"]))
    seen = watch.seen
    assert (seen.network, seen.open_to_others, seen.words_told) == ([], [], [])
    assert seen.n_processes >= 3, "the processes that look and hear are watched as well"
    assert seen.n_files > 8


def test_the_watch_sees_sockets_open_files_and_words(tmp_path: Path) -> None:
    watch = Watch(tmp_path, strace=True)
    watch.home.mkdir(mode=0o700)
    program = (
        "import os, socket, sys\n"
        "socket.socket(socket.AF_INET6 if socket.has_ipv6 else socket.AF_INET).close()\n"
        "socket.socketpair()\n"
        "open(os.path.join(os.environ['REHEARSE_HOME'], 'log'), 'w').write('The Copier')\n"
        "print('KAREN called', file=sys.stderr)\n"
    )
    assert watch.run(sys.executable, "-c", program) == (0, "")
    watch.look_at_files()
    watch.look_for_words("hi karen about that copier please")
    seen = watch.seen
    assert seen.n_processes == 1
    assert seen.network
    assert seen.open_to_others == ["home/log -rw-rw-rw-"]
    assert sorted(seen.words_told) == ["log: copier", "standard error: karen"]
    assert not seen.clean
