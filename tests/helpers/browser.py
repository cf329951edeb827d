"""Chromium without a window, driven over its DevTools protocol: the reader of reports that is not ours."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

#: Nothing in here may reach out, update itself or ask for a first-run page.
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--window-size=1000,1400",
    "--remote-debugging-port=0",
)


class Browser:
    """A page.

    `requests` are the beginnings of the addresses it asked for, `complaints` what it wrote to its console or
    raised, `dialogs` the boxes it opened (each is shut at once).
    """

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._last_id = 0
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.dialogs: list[str] = []
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(f"{domain}.enable")
        self.call("Page.bringToFront")

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._last_id += 1
        sent_id = self._last_id
        self._connection.send(json.dumps({"id": sent_id, "method": method, "params": parameters}))
        while True:
            message = json.loads(self._connection.recv(timeout=30))
            if message.get("id") == sent_id:
                assert "error" not in message, message
                result = message["result"]
                assert isinstance(result, dict)
                return result
            self._note(message)

    def _note(self, message: dict[str, Any]) -> None:
        parameters = message.get("params", {})
        match message.get("method"):
            case "Network.requestWillBeSent":
                self.requests.append(parameters["request"]["url"][:60])
            case "Log.entryAdded":
                self.complaints.append(parameters["entry"]["text"])
            case "Runtime.exceptionThrown":
                self.complaints.append(str(parameters["exceptionDetails"]))
            case "Runtime.consoleAPICalled":
                self.complaints.append(str(parameters["args"]))
            case "Page.javascriptDialogOpening":
                self.dialogs.append(parameters["message"])
                self._last_id += 1
                shut = {"id": self._last_id, "method": "Page.handleJavaScriptDialog"}
                self._connection.send(json.dumps({**shut, "params": {"accept": False}}))

    def open(self, path: Path) -> None:
        self.call("Page.navigate", url=path.as_uri())
        self.wait("document.readyState === 'complete' && location.protocol === 'file:'")

    def open_plainly(self, path: Path) -> None:
        """Where scripts are switched off nothing can be asked: wait for the page's own word."""
        self.call("Page.navigate", url=path.as_uri())
        while True:
            message = json.loads(self._connection.recv(timeout=30))
            self._note(message)
            if message.get("method") == "Page.loadEventFired":
                return

    def value(self, expression: str) -> Any:
        result = self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in result, result
        return result["result"].get("value")

    def wait(self, expression: str, timeout_s: float = 20.0) -> None:
        wait_for(lambda: bool(self.value(expression)), expression, timeout_s)

    def press(self, key: str) -> None:
        """A key as it is typed, into whatever has the focus."""
        text = {"Space": " ", "Enter": "\r"}.get(key, key if len(key) == 1 else "")
        named = {"key": text if key == "Space" else key, **({"text": text} if text else {})}
        self.call("Input.dispatchKeyEvent", type="keyDown", **named)
        self.call("Input.dispatchKeyEvent", type="keyUp", key=named["key"])

    def click(self, element: str) -> None:
        """Click the middle of the first line of an element with a real mouse event."""
        x, y = self.value(
            f"(() => {{ const e = {element}; e.scrollIntoView({{block: 'center'}});"
            " const b = e.getClientRects()[0]; return [b.x + b.width / 2, b.y + b.height / 2]; })()"
        )
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)


def wait_for(condition: Callable[[], bool], what: str, timeout_s: float = 20.0) -> None:
    end = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < end, f"waited {timeout_s:g} s in vain for {what}"
        time.sleep(0.02)


@contextmanager
def chromium(folder: Path) -> Iterator[str]:
    """A running Chromium with its profile in `folder`; the address it is driven at."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    assert program is not None, "chromium is needed; `python3 run.py test` installs it"
    profile = folder / "profile"
    with (folder / "browser.log").open("wb") as log:
        process = subprocess.Popen(
            [program, *FLAGS, f"--user-data-dir={profile}", "about:blank"], stdout=log, stderr=log
        )
    try:
        port_file = profile / "DevToolsActivePort"
        wait_for(lambda: port_file.exists() and port_file.read_text().count("\n") >= 1, "the browser", 60)
        port, path = port_file.read_text().split("\n")[:2]
        yield f"ws://127.0.0.1:{port}{path}"
    finally:
        process.terminate()
        process.wait(timeout=20)


@contextmanager
def new_page(address: str) -> Iterator[Browser]:
    """A page of its own in a running Chromium, closed in the end."""
    root = address.split("/devtools/")[0]
    with connect(address, max_size=None) as whole:

        def ask(number: int, method: str, **parameters: Any) -> Any:
            whole.send(json.dumps({"id": number, "method": method, "params": parameters}))
            while (answer := json.loads(whole.recv(timeout=30))).get("id") != number:
                pass
            return answer["result"]

        page = ask(1, "Target.createTarget", url="about:blank")["targetId"]
        try:
            with connect(f"{root}/devtools/page/{page}", max_size=None) as connection:
                yield Browser(connection)
        finally:
            ask(2, "Target.closeTarget", targetId=page)
