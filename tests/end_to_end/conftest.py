"""The whole program: its window with a real studio, a real microphone and a real recogniser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.helpers.browser import Browser, chromium, new_page

# The rules of the window's own tests hold here too: no warning from Qt, nothing left running.
from tests.ui.conftest import garbage_on_this_thread, qapp_args, qtbot, silent_qt, tasks, theme

__all__ = ["garbage_on_this_thread", "qapp_args", "qtbot", "silent_qt", "tasks", "theme"]


@pytest.fixture(scope="package")
def browser_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One Chromium for all tests of pages."""
    with chromium(tmp_path_factory.mktemp("browser")) as address:
        yield address


@pytest.fixture
def browser(browser_address: str) -> Iterator[Browser]:
    """A page of its own for each test."""
    with new_page(browser_address) as page:
        yield page
