"""The one door to the network is the model install, and the alarm on it works."""

from __future__ import annotations

import ast
import socket
import subprocess
import sys

import pytest

from tests.conftest import ROOT
from tests.helpers import no_network

#: The only file that may open a connection to another machine.
DOOR = "rehearse/speech/download.py"
#: Knocks at the desktop's own socket, a file of this machine.
DESKTOP = "rehearse/ui/display.py"
NETWORK_MODULES = {
    "socket",
    "ssl",
    "http",
    "urllib",
    "ftplib",
    "smtplib",
    "requests",
    "urllib3",
    "pooch",
    "asyncio",
}


def test_the_alarm_rings() -> None:
    caught_nothing_else = pytest.raises(AssertionError, match="reached for the network")
    with caught_nothing_else, no_network.watch(), pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", 9), timeout=1)


def test_the_alarm_lets_this_machine_through_when_told() -> None:
    server = socket.create_server(("127.0.0.1", 0))
    with server, no_network.watch(loopback_allowed=True):
        socket.create_connection(server.getsockname(), timeout=5).close()


def test_only_the_model_install_imports_the_network() -> None:
    found = set()
    for file in (ROOT / "rehearse").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            names: list[str] = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            for name in names:
                # urllib.parse and the like only take addresses apart.
                if name.split(".")[0] in NETWORK_MODULES and name not in ("urllib.parse", "http"):
                    found.add(file.relative_to(ROOT).as_posix())
    assert found == {DOOR, DESKTOP}
    assert (ROOT / DESKTOP).read_text().count("socket.socket(") == 1
    assert "socket.socket(socket.AF_UNIX)" in (ROOT / DESKTOP).read_text()


def test_qt_brings_no_network() -> None:
    for file in (ROOT / "rehearse").rglob("*.py"):
        assert "QtNetwork" not in file.read_text(), file


def test_the_recogniser_is_loaded_without_a_socket_of_the_internet() -> None:
    """`requests`, which vosk imports, would open one to see whether there is IPv6."""
    program = (
        "import socket, sys\n"
        "opened = []\n"
        "sys.addaudithook(lambda event, told: event == 'socket.__new__' and opened.append(told[1]))\n"
        "from rehearse.speech import vosk_engine\n"
        "module = vosk_engine._vosk()\n"
        "assert module.Model and 'requests' not in sys.modules and 'urllib3' not in sys.modules\n"
        "assert not opened, opened\n"
        "socket.socket().close()\n"
        "assert len(opened) == 1, 'the hook sees sockets'\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
