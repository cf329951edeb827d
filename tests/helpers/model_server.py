"""A web server on this machine that serves one file, and misbehaves when told to."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class ModelServer:
    """What it serves and how; `requests` are the Range headers it was asked with (None without one)."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.ranges = True
        self.etag: str | None = '"one"'
        self.status = 200
        self.cut_after: int | None = None
        self.wrong_range = False
        self.requests: list[str | None] = []
        self.url = ""


@contextmanager
def serving(content: bytes) -> Iterator[ModelServer]:
    served = ModelServer(content)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = self.headers.get("Range")
            served.requests.append(asked)
            if served.status != 200:
                self.send_error(served.status)
                return
            start = 0
            match = re.fullmatch(r"bytes=(\d+)-", asked or "")
            same = self.headers.get("If-Range") in (None, served.etag)
            if match and served.ranges and same:
                start = int(match[1])
                self.send_response(206)
                told = start + 1 if served.wrong_range else start
                size = len(served.content)
                self.send_header("Content-Range", f"bytes {told}-{size - 1}/{size}")
            else:
                self.send_response(200)
            body = served.content[start:]
            self.send_header("Content-Length", str(len(body)))
            if served.etag is not None:
                self.send_header("ETag", served.etag)
            self.end_headers()
            with suppress(ConnectionError):  # a client that hangs up is part of the game
                self.wfile.write(body if served.cut_after is None else body[: served.cut_after])

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = False
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    served.url = f"http://127.0.0.1:{server.server_port}/model.zip"
    try:
        yield served
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
