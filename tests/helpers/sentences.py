"""What an error must read like."""

from __future__ import annotations

from rehearse.errors import RehearseError


def require_plain(error: RehearseError, *, naming: str = "") -> None:
    """Fail unless it is a sentence of a bearable length that names what it is about."""
    text = error.message
    assert 10 < len(text) < 1500, text
    assert text.endswith((".", "”")), text
    assert "\n" not in text, text
    for trace in ("Traceback", "Error("):
        assert trace not in str(error), error
    assert naming in text, text
