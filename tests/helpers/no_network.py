"""An alarm on sockets: whatever reaches for the internet while it is set fails the test."""

from __future__ import annotations

import contextlib
import ipaddress
import sys
from collections.abc import Iterator
from typing import Any

#: Audit events of CPython that come before a packet or a name leaves the process.
EVENTS = {"socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"}

_loopback_allowed: bool | None = None
_caught: list[str] = []


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if _loopback_allowed is None or event not in EVENTS:
        return
    target = arguments[0] if event.startswith("socket.get") else arguments[1]
    if isinstance(target, str | bytes) and not event.startswith("socket.get"):
        return  # a socket of this machine's file system
    host = target[0] if isinstance(target, tuple) else target
    host = host.decode() if isinstance(host, bytes) else str(host)
    if _loopback_allowed and is_loopback(host):
        return
    _caught.append(f"{event} {host}")
    raise ConnectionRefusedError(f"this test may not reach the network: {event} {host}")


sys.addaudithook(_hook)


@contextlib.contextmanager
def watch(*, loopback_allowed: bool = False) -> Iterator[None]:
    """Refuse connections and name look-ups in this process, and fail at the end if one was tried."""
    global _loopback_allowed
    before, _loopback_allowed = _loopback_allowed, loopback_allowed
    first = len(_caught)
    try:
        yield
    finally:
        _loopback_allowed = before
    caught = _caught[first:]
    del _caught[first:]
    assert not caught, f"reached for the network: {caught}"
