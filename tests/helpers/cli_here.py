"""A command run in this very process: for thousands of them, which would start as many others."""

from __future__ import annotations

import contextlib
import io

from rehearse.cli import program


def run_here(*arguments: str) -> tuple[int, str, str]:
    """Exit status, output and complaints of `rehearse ARGUMENTS`.  Fails on a fault of the program's own."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", newline="") for _stream in range(2))
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = program.run(list(arguments))
    texts = []
    for stream in (out, err):
        stream.flush()
        texts.append(stream.buffer.getvalue().decode())  # type: ignore[attr-defined]
    for text in texts:
        assert "Traceback" not in text, text
        assert "fault of its own" not in text, text
    assert status in (0, 1), (status, texts[1])
    return status, texts[0], texts[1]
